"""`gonogo explain`: the page of a code or of a check, in the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from gonogo.model.standard import Check, Standard

WIDTH = 100


@click.command("explain", short_help="Explain an error code or a check.")
@click.argument("subject", metavar="CODE|CHECK")
@options.catalog_option()
@options.output_option()
@options.debug_option()
def command(subject: str, catalog: str | None, target: str | None) -> None:
    """Explain an error code (GN203) or a check of the standard (rollback-strategy).

    Checks are those of the catalog's standard, or of the built-in packs where there is no catalog.
    """
    output.result(_explained(subject, catalog), target)


def _explained(subject: str, catalog: str | None) -> str:
    from gonogo.guide import code_page
    from gonogo.model.codes import CODES

    if subject.upper() in CODES:
        return code_page(subject.upper())
    standard = _standard(catalog)
    check = standard.checks.get(subject)
    if check is not None:
        return described(check, standard)
    from gonogo.read.schema import nearest

    meant = nearest(subject.upper() if subject[:2].upper() == "GN" else subject, [*CODES, *standard.checks])
    hint = f" Did you mean '{meant}'?" if meant else " `gonogo standard show` lists the checks."
    raise click.UsageError(f"'{subject}' is neither a code nor a check.{hint}")


def _standard(catalog: str | None) -> Standard:
    """Return the catalog's standard; without a catalog all packs together."""
    from gonogo.cli.standard import of_packs, standard_of

    try:
        root = options.find_catalog(catalog)
    except click.UsageError:
        if catalog is not None:
            raise
        return of_packs()
    return standard_of(str(root))


def described(check: Check, standard: Standard) -> str:
    """Return a check as Markdown that reads well in a terminal."""
    category = (
        standard.categories[check.category].name if check.category in standard.categories else check.category
    )
    parts = [f"# {check.id}", check.title, _facts(check, category)]
    parts += [f"## Why\n\n{_wrapped(check.why)}"] if check.why else []
    parts += [f"## How\n\n{check.how.strip()}"] if check.how else []
    parts.append(f"## In a manifest\n\n```yaml\n{example(check)}```")
    risks = [standard.risks[risk].title for risk in check.mitigates if risk in standard.risks]
    parts += [f"## Without it\n\n{', '.join(risks)}"] if risks else []
    parts += (
        ["## More\n\n" + "\n".join(f"- {link.title}: {link.url}" for link in check.links)]
        if check.links
        else []
    )
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(" ".join(text.split()), WIDTH))


def _facts(check: Check, category: str) -> str:
    facts = [f"{category}, level {check.level}, weight {check.weight}, effort {check.effort}"]
    if check.gate_for_tiers:
        facts.append(f"gate for tiers {', '.join(map(str, check.gate_for_tiers))}")
    rule = check.evidence
    if rule.required:
        kinds = f" of kind {', '.join(rule.kinds)}" if rule.kinds else ""
        age = f", at most {rule.max_age_days} days old" if rule.max_age_days else ""
        facts.append(f"needs evidence{kinds}{age}")
    if check.answered_by:
        facts.append(f"answers itself from `{check.answered_by}`")
    if rule.sources:
        facts.append(f"robots that may answer: {', '.join(rule.sources)}")
    return "\n".join(f"- {fact}" for fact in facts)


def example(check: Check) -> str:
    """Return an answer to a check as it stands in a manifest."""
    kind = check.evidence.kinds[0] if check.evidence.kinds else "document"
    return (
        f"checks:\n  {check.id}:\n    status: met\n    evidence:\n      - kind: {kind}\n"
        "        title: What shows it\n        url: https://wiki.example.com/page\n"
        "        collected_on: 2026-11-20\n"
    )

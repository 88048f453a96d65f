"""`gonogo collect`: results of tools into evidence/."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import options, output
from gonogo.model.noun import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.cli.reports import Batch
    from gonogo.intake.mistake import Mistake
    from gonogo.intake.rules import Bound, Rules

NAMES = ["junit", "sarif", "trivy", "scorecard", "coverage", "k6", "locust", "openslo", "kubernetes"]
RULES_FILE = "collect.yaml"


@click.command("collect", short_help="Make evidence out of results of tools.")
@click.argument("tool", metavar="TOOL", type=click.Choice(NAMES))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--service", metavar="ID", help="The service that the reports are about.")
@click.option(
    "--by-folder", is_flag=True, help="PATH holds a folder of reports for each service, called by its id."
)
@click.option("--check", metavar="ID", help="The check that they prove, whatever the rules say.")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="BOUND",
    help="What a number must be, such as 80 or `p95 < 800`; several are possible.",
)
@click.option("--source", metavar="NAME", help="Who found it.  [default: TOOL]")
@click.option(
    "--collected-on",
    type=options.Day(),
    metavar="DAY",
    help="When it was found.  [default: the day that the reports tell, else today in UTC; with --by-folder, "
    "else the day of the files]",
)
@click.option("--url", help="Where the result can be read; `{service}` in it is the service's id.")
@click.option(
    "--replace", "replaces", is_flag=True, help="Drop older results for the same checks; git keeps them."
)
@options.catalog_option()
@options.quiet_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    tool: str,
    paths: tuple[str, ...],
    service: str | None,
    by_folder: bool,  # noqa: FBT001
    check: str | None,
    thresholds: tuple[str, ...],
    source: str | None,
    collected_on: date | None,
    url: str | None,
    replaces: bool,  # noqa: FBT001
    catalog: str | None,
    quiet: bool,  # noqa: FBT001
) -> None:
    """Make evidence out of reports of TOOL: files, or folders with files, about one service or many.

    TOOL is one of junit, sarif, trivy, scorecard, coverage, k6, locust, openslo, kubernetes. The
    rules in collect.yaml beside catalog.yaml say which report proves which check; without it the
    built-in ones do. A report that is broken or empty proves nothing, and neither do the others of
    its service.

    Exit code: 0 written, be it a pass or a fail, 1 a report cannot be used and nothing is written for
    its service, 2 the call is wrong.

    \b
    Examples:
      gonogo collect junit build/test-results --service checkout-api --url "$CI_JOB_URL"
      gonogo collect coverage coverage.xml --service checkout-api --threshold 85
      gonogo collect k6 summary.json --service checkout-api --threshold "p95 < 800"
      gonogo collect trivy reports/trivy --by-folder --replace
    """  # noqa: D301 - \b is click's
    from gonogo.cli.editing import catalog_of, known_check
    from gonogo.cli.reports import batches
    from gonogo.cli.robots import write
    from gonogo.intake.collectors import COLLECTORS
    from gonogo.read.schema import is_id

    where = options.where(catalog, None)
    bound = catalog_of(where)
    if check is not None:
        known_check(bound, check)
    if source is not None and not is_id(source):
        raise click.UsageError(f"'{source}' is not an id: a-z, 0-9 and -, beginning with a letter")
    if collected_on is not None and collected_on > where.today:
        raise click.UsageError(f"--collected-on {collected_on} is in the future")
    asked_of, strangers = batches(bound, paths, service, COLLECTORS[tool].FILES, by_folder=by_folder)
    asked = Asked(
        tool=tool,
        rules=_rules(where.root, tool),
        thresholds=thresholds,
        checks=frozenset(each.id for each in bound.standard.checks.values() if not each.retired),
        check=check,
        url=url,
        collected_on=collected_on,
        today=where.today,
    )
    _refuse(url, [each.service for each in asked_of])
    collected = [_collected(asked, each) for each in asked_of]
    for mistake in (*strangers, *(told for each in collected for told in each.mistakes)):
        output.note(f"error: {mistake}")
    by_day: dict[date, list[dict[str, Any]]] = {}
    for each in collected:
        for result in each.results:
            by_day.setdefault(result["collected_on"], []).append(result)
    written = write(where, source or tool, by_day, replaces=replaces) if by_day else []
    _tell(collected, written, quiet=quiet)
    context.exit(1 if strangers or any(each.mistakes for each in collected) else 0)


class Asked(Noun):
    """What is asked of every batch."""

    tool: str
    rules: Rules
    thresholds: tuple[str, ...]
    checks: frozenset[str]
    check: str | None
    url: str | None
    collected_on: date | None
    today: date


class Collected(Noun):
    """What came of a batch: results as they will be written, or mistakes."""

    service: str
    results: tuple[dict[str, Any], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()


def _collected(asked: Asked, batch: Batch) -> Collected:
    """Return what the reports of a service prove, all of it or nothing."""
    from gonogo.cli.reports import reports
    from gonogo.intake import evidence
    from gonogo.intake.collecting import collect
    from gonogo.intake.collectors import COLLECTORS

    tool = asked.tool
    found = collect(
        tool,
        reports(batch),
        asked.rules.of(tool, COLLECTORS[tool].RULES, batch.service),
        _bounds(tool, asked.rules.thresholds.get(tool, ()), asked.thresholds),
        checks=asked.checks,
        check=asked.check,
    )
    results, notes = [], []
    for proof in found.proofs:
        # A report is never younger than today: its clock may stand in another zone.
        told = proof.day or batch.day or asked.today
        day = asked.collected_on or min(told, asked.today)
        url = _address(asked.url, batch.service)
        results.append(evidence.result(proof, batch.service, day, url))
        if day < asked.today and asked.collected_on is None:
            who = "the report says" if proof.day is not None else "the file is"
            notes.append(f"{proof.check}: dated {day}, as {who}; --collected-on overrides it")
    return Collected(
        service=batch.service, results=tuple(results), mistakes=found.mistakes, notes=tuple(notes)
    )


def _tell(collected: Iterable[Collected], written: Iterable[str], *, quiet: bool) -> None:
    for each in collected:
        for note in each.notes:
            output.note(note)
        if each.mistakes:
            output.note("Nothing was written." if not written else f"Nothing was written for {each.service}.")
        for one in each.results if not quiet else ():
            output.result(
                f"{each.service} {one['check']}: {one['result']} "
                f"({one['observed']}; expected {one['expected']})",
                None,
            )
    for path in written if not quiet else ():
        output.result(f"Wrote {path}", None)


def _address(url: str | None, service: str) -> str | None:
    return url.replace("{service}", service) if url is not None else None


def _refuse(url: str | None, services: Iterable[str]) -> None:
    from gonogo.read import urls

    for service in services:
        address = _address(url, service)
        wrong = urls.complaint(address) if address is not None else None
        if wrong is not None:
            raise click.UsageError(f"--url: {wrong[1]}" + (f"; {wrong[2]}" if wrong[2] else ""))


def _rules(root: Path, tool: str) -> Rules:
    """Return collect.yaml, or the rules that say nothing; refuse thresholds that mean nothing."""
    from gonogo.cli.import_ import trusted
    from gonogo.intake.collecting import understood
    from gonogo.intake.rules import Rules

    path = root / RULES_FILE
    rules = trusted(path, "collect", Rules) if path.is_file() else Rules()
    said = [text for rule in rules.rules if rule.report == tool for text in rule.expect]
    for text in (*said, *rules.thresholds.get(tool, ())):
        if understood(tool, text) is None:
            raise click.UsageError(f"{path}: {_no_threshold(tool, text)}")
    return rules


def _bounds(tool: str, general: Iterable[str], given: Iterable[str]) -> list[Bound]:
    """Return the thresholds: those of the call, and those of collect.yaml for other numbers."""
    from gonogo.intake.collecting import understood

    bounds = []
    for text in given:
        found = understood(tool, text)
        if found is None:
            raise click.UsageError(f"--threshold: {_no_threshold(tool, text)}")
        bounds.append(found)
    named = {each.metric for each in bounds}
    more = [found for text in general if (found := understood(tool, text)) is not None]
    return [*(each for each in more if each.metric not in named), *bounds]


def _no_threshold(tool: str, text: str) -> str:
    from gonogo.intake.collecting import metrics

    return f"'{text}' is no threshold of {tool}; write NUMBER or `NAME <= NUMBER`: {', '.join(metrics(tool))}"

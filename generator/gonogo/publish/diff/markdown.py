"""A difference as inert Markdown: text, tables and our own links, whatever people wrote."""

from collections.abc import Iterator

from gonogo.publish.diff.document import Difference, ServiceDifference
from gonogo.publish.diff.text import headline, risk_step, score, summary
from gonogo.publish.terminal.markdown import escaped

MARKER = "<!-- gonogo:v1 -->"
LIMIT = 60_000
"""Characters that a comment may have at the most; GitHub refuses more than 65,536."""


def markdown(found: Difference) -> str:
    """Return the difference as the body of a comment, cut where it becomes too long."""
    head = [
        MARKER,
        "",
        "### Readiness",
        "",
        escaped(summary(found)) if not found.is_empty else "No changes.",
        "",
    ]
    blocks = [*_table(found), *_details(found), *_due(found)]
    return (
        _fitting(head, blocks) + f"\n_As of {found.as_of}, {escaped(found.base)} → {escaped(found.head)}._\n"
    )


def _fitting(head: list[str], blocks: list[str]) -> str:
    text = "\n".join(head)
    for position, block in enumerate(blocks):
        if len(text) + len(block) > LIMIT:
            return f"{text}\n… and {len(blocks) - position} more lines\n"
        text += f"\n{block}"
    return text + "\n"


def _table(found: Difference) -> Iterator[str]:
    if found.is_empty:
        return
    yield "| service | verdict | level | score | |"
    yield "|---|---|---|--:|---|"
    for service in found.services:
        yield f"| {escaped(service.service)} | {_cells(service)} | {_mark(service)} |"


def _cells(service: ServiceDifference) -> str:
    before, after = service.before, service.after
    if before is None or after is None:
        return f"{escaped(service.presence)} | | "
    pairs = (
        (before.verdict or "–", after.verdict or "–"),
        (before.level or "–", after.level or "–"),
        (score(before), score(after)),
    )
    return " | ".join(
        escaped(old) if old == new else f"{escaped(old)} → {escaped(new)}" for old, new in pairs
    )


def _mark(service: ServiceDifference) -> str:
    return "worse" if service.is_regression else "better" if service.points and service.points > 0 else ""


def _details(found: Difference) -> Iterator[str]:
    for service in found.services:
        lines = list(_lines(service))
        if lines:
            yield f"\n**{escaped(service.service)}** {escaped(headline(service))}\n"
            yield from lines


def _lines(service: ServiceDifference) -> Iterator[str]:
    for step in service.checks:
        change = f"{step.before or 'not asked'} → {step.after or 'not asked'} ({step.cause})"
        yield f"- {escaped(step.check)}: {escaped(change)}"
    for risk in service.risks:
        yield f"- risk {escaped(risk.risk)}: {escaped(risk_step(risk.before, risk.after))}"
    for check in service.waivers:
        yield f"- new waiver for {escaped(check)}"


def _due(found: Difference) -> Iterator[str]:
    if found.due:
        yield "\n**Falls due because of it**\n"
    for item in found.due:
        yield f"- {item.day} {escaped(item.service)}: {escaped(item.text)}"

"""CSV: a line a service, for spreadsheets. No cell begins as a formula does."""

import csv
import io
from collections.abc import Iterable, Iterator

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Scorecard, State
from gonogo.publish.formats import rounding
from gonogo.publish.formats.facts import Facts

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""

COLUMNS = (
    "id",
    "name",
    "owner",
    "kind",
    "tier",
    "lifecycle",
    "system",
    "tags",
    "verdict",
    "reasons",
    "level",
    "earned_level",
    "effective_level",
    "required_level",
    "required_satisfied",
    "score",
    "raw_score",
    "checks",
    "answered",
    "failing",
    "waived",
    "risks",
    "highest_exposure",
    "latest_review",
    "next_review_on",
    "target_on",
    "target_verdict",
)


def render(portfolio: Portfolio, _facts: Facts) -> Iterator[Artifact]:
    """Yield the table of all services."""
    yield Artifact(path="services.csv", content=text(portfolio).encode())


def text(portfolio: Portfolio, services: Iterable[str] | None = None) -> str:
    """Return the table of all services or of those named, in their order."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for name in portfolio.scorecards if services is None else services:
        writer.writerow(cell(value) for value in _line(portfolio.scorecards[name]))
    return buffer.getvalue()


def cell(value: object) -> str:
    """Return `value` as a cell that a spreadsheet takes for what it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = str(value)
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written


def _line(card: Scorecard) -> Iterator[object]:
    service, target, review = card.service, card.target, card.latest_review
    standing = [risk for risk in card.risks if risk.is_standing]
    yield from (service.id, service.name, service.owner, service.kind, service.tier, service.lifecycle)
    yield from (service.system, " ".join(service.tags))
    yield from (card.verdict, " ".join(reason.text for reason in card.reasons))
    yield from (card.level, card.earned_level, card.effective_level, card.required_level)
    yield card.required_satisfied
    yield from (rounding.score(card.score), rounding.score(card.raw_score))
    yield from (card.coverage.enforced, card.coverage.answered)
    yield sum(finding.is_failing for finding in card.findings)
    yield sum(finding.state is State.WAIVED for finding in card.findings)
    yield from (len(standing), max((risk.residual.exposure for risk in standing), default=None))
    yield from (None if review is None else review.date, card.next_review_on)
    yield from (None, None) if target is None else (target.on, target.judgement.verdict)

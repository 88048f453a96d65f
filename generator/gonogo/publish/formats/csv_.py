"""CSV: a line a service, for spreadsheets. No cell begins as a formula does."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Scorecard
from gonogo.publish.formats import counts, rounding
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.known import of_each
from gonogo.publish.formats.phrases import reason_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""

NEVER_FORMULAS = frozenset({int, float, date, type(None)})
"""Values that are written as they are: numbers are counts and scores, and none is below zero."""

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


class Lines(msgspec.Struct):
    """The lines of some services, by id."""

    of: dict[str, str]


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the table of all services."""
    lines = of_each(portfolio, facts.memos, Lines, lambda card: _text([_line(card)]))
    yield Artifact(path="services.csv", content="".join([_text([COLUMNS]), *lines]).encode())


def text(portfolio: Portfolio, services: Iterable[str]) -> str:
    """Return the table of some services, in the order given."""
    return _text([COLUMNS, *(_line(portfolio.scorecards[name]) for name in services)])


def _text(rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows(
        [value if type(value) in NEVER_FORMULAS else cell(value) for value in row] for row in rows
    )
    return buffer.getvalue()


def cell(value: object) -> str:
    """Return `value` as a cell that a spreadsheet takes for what it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = str(value)
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written


def _line(card: Scorecard) -> tuple[object, ...]:
    service, target, review = card.service, card.target, card.latest_review
    standing = counts.standing(card)
    return (
        *(service.id, service.name, service.owner, service.kind, service.tier, service.lifecycle),
        *(service.system, " ".join(service.tags)),
        *(card.verdict, " ".join([reason_text(reason) for reason in card.reasons])),
        *(card.level, card.earned_level, card.effective_level, card.required_level),
        card.required_satisfied,
        *(rounding.score_of(card.tally), rounding.score_of(card.raw_tally)),
        *(card.coverage.enforced, card.coverage.answered),
        *(card.failing, card.waived),
        *(len(standing), max((risk.residual.exposure for risk in standing), default=None)),
        *(None if review is None else review.date, card.next_review_on),
        *((None, None) if target is None else (target.on, target.judgement.verdict)),
    )

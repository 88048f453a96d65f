"""What an assessment finds that people who edit manifests should hear of, as problems with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gonogo.model.catalog import Catalog
    from gonogo.model.portfolio import Contradiction, Portfolio, Scorecard

CODES = {
    "objective-above-dependency": "GN414",
    "critical-on-lesser": "GN415",
    "evidence-shared": "GN416",
    "evidence-redated": "GN413",
    "risk-closed-check-fails": "GN417",
    "review-by-own-team": "GN418",
    "waiver-by-author": "GN419",
}
"""Contradictions that have a code of their own; reading itself tells of the others."""

ALL = (*CODES.values(), "GN406", "GN412")
"""All codes of these notices."""


def of_fleet(catalog: Catalog, day: date) -> Iterator[Problem]:
    """Yield what only an assessment shows; places are names in the catalog and pointers, without lines."""
    from gonogo.assess import assess, contradictions

    portfolio = assess(catalog, day)
    for found in contradictions(portfolio):
        if found.kind in CODES:
            yield _contradiction(catalog, found)
    for card in portfolio.scorecards.values():
        yield from _answers(portfolio, card)


def _contradiction(catalog: Catalog, found: Contradiction) -> Problem:
    """Return a contradiction as a notice at the first service that it is about."""
    service = catalog.services[found.services[0]]
    pointers = {
        "check": f"/checks/{found.about.id}",
        "dependency": "/service/depends_on",
        "risk": "/risks",
        "review": "/reviews",
    }
    return _notice(CODES[found.kind], service.path, pointers.get(found.about.kind, ""), found.text)


def _answers(portfolio: Portfolio, card: Scorecard) -> Iterator[Problem]:
    """Yield answers that nobody asked for, and answers whose evidence is past its last day."""
    from gonogo.model.portfolio import AnswerSource, State

    listed = {finding.check: finding for finding in card.findings}
    for name in card.service.checks:
        check = portfolio.standard.checks.get(name)
        pointer = f"/checks/{name}"
        if check is None or check.retired:
            continue
        if name not in listed:
            text = f"`{name}` does not apply to this service; the answer changes nothing"
            yield _notice(
                "GN406",
                card.service.path,
                pointer,
                text,
                "remove it, or correct kind, tier, lifecycle or traits",
            )
            continue
        finding = listed[name]
        is_past = finding.answer_state in (State.LATE, State.EXPIRED)
        if is_past and finding.answered_by is AnswerSource.OWN:
            yield _notice(
                "GN412", card.service.path, pointer, finding.text, "collect it anew, and write the new day"
            )


def _notice(code: str, path: str, pointer: str, text: str, hint: str | None = None) -> Problem:
    place = Place(path=path, pointer=pointer)
    return Problem(place=place, code=code, severity=Severity.NOTICE, message=text, help=hint)

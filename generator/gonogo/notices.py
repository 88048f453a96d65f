"""What an assessment finds that people who edit manifests should hear of, as problems with places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from gonogo.assess.contradictions import Judged
    from gonogo.model.catalog import Catalog
    from gonogo.model.portfolio import Contradiction, ContradictionKind

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

NOT_ASKED, PAST = "GN406", "GN412"

ALL = (*CODES.values(), NOT_ASKED, PAST)
"""All codes of these notices."""


def of_fleet(catalog: Catalog, day: date, unwanted: Container[str] = ()) -> Iterator[Problem]:
    """Yield what only an assessment shows; places are names in the catalog and pointers, without lines.

    Codes that are `unwanted` are not looked for. Services are assessed alone and one at a time, so
    that this needs no more memory than the catalog itself.
    """
    from gonogo.assess.contradictions import OVER_FINDINGS, OVER_SERVICE, OVER_SERVICES, in_order, of_service

    wanted = {kind for kind, code in CODES.items() if code not in unwanted}
    found = [each for kind in OVER_SERVICES if kind in wanted for each in OVER_SERVICES[kind](catalog, day)]
    alone = [kind for kind in OVER_SERVICE if kind in wanted]
    for service in catalog.services.values() if alone else ():
        found += of_service(service, catalog, day, alone)
    kinds = [kind for kind in OVER_FINDINGS if kind in wanted]
    answers: list[Problem] = []
    if kinds or PAST not in unwanted:
        for judged in _judged(catalog, day):
            found += _of_judged(judged, catalog, kinds)
            answers += () if PAST in unwanted else _past(judged)
    if NOT_ASKED not in unwanted:
        answers += _not_asked(catalog, day)
    for each in in_order(found):
        yield _contradiction(catalog, each)
    yield from sorted(answers, key=lambda each: each.order)


def _judged(catalog: Catalog, day: date) -> Iterator[Judged]:
    from gonogo.assess.contradictions import judge_alone
    from gonogo.assess.yardstick import Yardstick

    yardstick = Yardstick(catalog)
    return (judge_alone(service, yardstick, day) for service in catalog.services.values())


def _of_judged(judged: Judged, catalog: Catalog, kinds: list[ContradictionKind]) -> Iterator[Contradiction]:
    from gonogo.assess.contradictions import of_judged

    return of_judged(judged, catalog, kinds)


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


def _not_asked(catalog: Catalog, day: date) -> Iterator[Problem]:
    """Yield answers that nobody asked for."""
    from gonogo.assess.applicability import applies
    from gonogo.assess.yardstick import Yardstick

    checks = Yardstick(catalog).on(day).standard.checks
    for service in catalog.services.values():
        for name in service.checks:
            check = checks.get(name)
            if check is not None and not check.retired and not applies(check, service):
                text = f"`{name}` does not apply to this service; the answer changes nothing"
                hint = "remove it, or correct kind, tier, lifecycle or traits"
                yield _notice(NOT_ASKED, service.path, f"/checks/{name}", text, hint)


def _past(judged: Judged) -> Iterator[Problem]:
    """Yield answers whose evidence is past its last day."""
    from gonogo.model.portfolio import AnswerSource, State

    for finding in judged.findings:
        is_past = finding.answer_state in (State.LATE, State.EXPIRED)
        if is_past and finding.answered_by is AnswerSource.OWN and finding.check in judged.service.checks:
            pointer = f"/checks/{finding.check}"
            hint = "collect it anew, and write the new day"
            yield _notice(PAST, judged.service.path, pointer, finding.text, hint)


def _notice(code: str, path: str, pointer: str, text: str, hint: str | None = None) -> Problem:
    place = Place(path=path, pointer=pointer)
    return Problem(place=place, code=code, severity=Severity.NOTICE, message=text, help=hint)

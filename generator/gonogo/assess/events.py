"""What happens on a day, told from how things stood before and after."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from gonogo.assess import days
from gonogo.assess.case import Case
from gonogo.assess.dates import plus
from gonogo.assess.risks import of_declared
from gonogo.assess.verdict import blocks_from, is_open, review_due
from gonogo.model.catalog import Catalog
from gonogo.model.portfolio import (
    About,
    Cost,
    Event,
    EventKind,
    Finding,
    State,
    Subject,
    Tally,
    Why,
)
from gonogo.model.words import RiskStatus

AGEING = {State.LATE: EventKind.EVIDENCE_LATE, State.EXPIRED: EventKind.EVIDENCE_EXPIRED}
"""What an event is called by the state that age has brought about on its day."""

ROBOTS_FAULT = frozenset({Why.CONTRADICTED, Why.ROBOT_FAILED})
"""Reasons that robots give."""

PLATFORMS_OWN = frozenset(
    {EventKind.EVIDENCE_LATE, EventKind.EVIDENCE_EXPIRED, EventKind.RECORD, EventKind.EXEMPTION_ENDS}
)
"""What happens to an answer of a platform for all services on it at once."""

GRANTS = (
    (State.WAIVED, EventKind.WAIVER_BEGINS, EventKind.WAIVER_ENDS),
    (State.NOT_APPLICABLE, EventKind.EXEMPTION_BEGINS, EventKind.EXEMPTION_ENDS),
)
"""What an event is called by the state that begins on its day, and by the one that has ended before it."""

SCHEDULED, CHECK = State.SCHEDULED, Subject.CHECK
"""Looked up once: a forecast makes thousands of events."""


def of_finding(
    before: Finding | None,
    after: Finding | None,
    tallies: tuple[Tally, Tally],
    case: Case,
    day: date,
    *,
    is_amended: bool,
) -> Event:
    """Return the event that a check has come to another state (None: not listed), or is amended.

    `tallies` are those of its service before and after.
    """
    known = after or before
    assert known is not None, "one of the two is there"  # noqa: S101 - told to the type checker
    if before is None or after is None or is_amended:
        kind = EventKind.AMENDED
    else:
        kind = classify(before, after, day)
    platform = platform_of(before, after) if kind in PLATFORMS_OWN else None
    cost = Cost(
        service=case.service.id,
        before=tallies[0],
        after=tallies[1],
        from_state=before.state if before else None,
        to_state=after.state if after else None,
    )
    return Event(
        day=day,
        kind=kind,
        about=About(kind=CHECK, id=known.check),
        title=case.edition.standard.checks[known.check].title,
        costs=(cost,),
        owner=owner_of(known.check, platform, case),
        platform=platform,
        name=known.name,
    )


def classify(before: Finding, after: Finding, day: date) -> EventKind:
    """Tell what has happened to a finding."""
    if before.state is SCHEDULED:
        return EventKind.ENFORCED
    for state, begins, ends in GRANTS:
        if after.state is state and after.since == day:
            return begins
        if before.state is state and before.until is not None and before.until < day:
            return ends
    return of_answer(before, after, day)


def of_answer(before: Finding, after: Finding, day: date) -> EventKind:
    """Tell what has happened to the answer of a finding."""
    if after.why in ROBOTS_FAULT and after.on == day:
        return EventKind.CONTRADICTED
    if before.answered_by is not after.answered_by and before.until is not None and before.until < day:
        return EventKind.ANSWER_ENDS
    ended = before.last_day is not None and before.last_day < day
    return AGEING.get(after.answer_state, EventKind.RECORD) if ended else EventKind.RECORD


def platform_of(before: Finding | None, after: Finding | None) -> str | None:
    """Return the platform whose answer it is."""
    for each in (after, before):
        if each is not None and each.platform is not None:
            waits_on = each.waits_on
            if waits_on is not None:
                return waits_on
    return None


def owner_of(check: str, platform: str | None, case: Case) -> str:
    """Return whose a check is: the platform's team, who the answer names, else the service's team."""
    if platform is not None and platform in case.catalog.platforms:
        return case.catalog.platforms[platform].owner or platform
    own = case.service.checks.get(check)
    return own.owner if own is not None and own.owner else case.service.owner


Happening = tuple[EventKind, About, str, str | None]


class Part(NamedTuple):
    """What can happen to a service besides its checks: on which days, what on one, and if it can decide."""

    days: Callable[[Case], Iterable[date]]
    on: Callable[[Case, dict[str, Finding], date], Iterator[Happening]]
    is_deciding: bool


def besides(
    parts: Iterable[Part], case: Case, findings: dict[str, Finding], tally: Tally, day: date
) -> Iterator[Event]:
    """Yield what happens of `parts` to a service on `day`, at no cost to its score."""
    for part in parts:
        for kind, about, title, owner in part.on(case, findings, day):
            cost = Cost(service=case.service.id, before=tally, after=tally)
            yield Event(
                day=day, kind=kind, about=about, title=title, costs=(cost,), owner=owner or case.service.owner
            )


def _of_tier(case: Case, _: dict[str, Finding], day: date) -> Iterator[Happening]:
    terms = case.terms
    if terms is not None and terms.enforce_from == day:
        yield EventKind.TIER_ENFORCED, About(kind=Subject.TIER, id=str(terms.id)), terms.name, None


def _of_reviews(case: Case, findings: dict[str, Finding], day: date) -> Iterator[Happening]:
    service = About(kind=Subject.SERVICE, id=case.service.id)
    due = review_due(case, day)
    if due is not None and plus(due) == day:
        yield EventKind.REVIEW_OVERDUE, service, case.service.name, None
    for review in case.reviews_until(day):
        if review.date == day:
            about = About(kind=Subject.REVIEW, id=day.isoformat())
            yield EventKind.REVIEW, about, review.kind, None
        for condition in review.conditions:
            about = About(kind=Subject.CONDITION, id=condition.id)
            if condition.done_on == day:
                yield EventKind.CONDITION_CLOSED, about, condition.text, condition.owner
            if condition.due_on is None or not is_open(condition, findings, day):
                continue
            if condition.due_on == day:
                yield EventKind.CONDITION_DUE, about, condition.text, condition.owner
            elif condition.blocking and blocks_from(condition.due_on) == day:
                yield EventKind.CONDITION_BLOCKS, about, condition.text, condition.owner


def _of_risks(case: Case, _: dict[str, Finding], day: date) -> Iterator[Happening]:
    for written in case.service.risks:
        if written.identified_on is not None and written.identified_on > day:
            continue
        if day not in days.of_risk(written, case):
            continue
        risk = of_declared(written, case, day)
        about = About(kind=Subject.RISK, id=risk.id)
        if written.identified_on == day:
            yield EventKind.RISK_IDENTIFIED, about, risk.title, risk.owner
        if risk.status is RiskStatus.ACCEPTED:
            accepted = {each.approved_on for each in case.service.acceptances if each.risk == risk.id}
            if day in accepted or written.accepted_on == day:
                yield EventKind.RISK_ACCEPTED, about, risk.title, risk.owner
            if risk.review_on is not None and plus(risk.review_on) == day:
                yield EventKind.ACCEPTANCE_ENDS, about, risk.title, risk.owner
        if written.due_on == day and risk.is_standing:
            yield EventKind.RISK_DUE, about, risk.title, risk.owner


def _of_due_checks(case: Case, findings: dict[str, Finding], day: date) -> Iterator[Happening]:
    for id_, answer in case.service.checks.items():
        if answer.due_on == day and id_ in findings and findings[id_].is_failing:
            title = case.edition.standard.checks[id_].title
            yield EventKind.CHECK_DUE, About(kind=Subject.CHECK, id=id_), title, answer.owner


def _of_plans(case: Case, _: dict[str, Finding], day: date) -> Iterator[Happening]:
    for each in case.service.depends_on:
        if each.retires_on == day:
            name = each.external or name_of(each.service or "", case.catalog)
            about = About(kind=Subject.DEPENDENCY, id=each.service or each.external or "")
            yield EventKind.RETIRES, about, name, None
    target = case.service.target
    if target is not None and target.on == day:
        about = About(kind=Subject.SERVICE, id=case.service.id)
        yield EventKind.TARGET, about, target.lifecycle or case.service.lifecycle, None


def name_of(service: str, catalog: Catalog) -> str:
    """Return the name of the service of that id."""
    known = catalog.services.get(service)
    return known.name if known is not None else service


PARTS = (
    Part(days.of_tier, _of_tier, is_deciding=True),
    Part(days.of_reviews, _of_reviews, is_deciding=True),
    Part(days.of_risks, _of_risks, is_deciding=True),
    Part(days.of_due_checks, _of_due_checks, is_deciding=False),
    Part(days.of_plans, _of_plans, is_deciding=False),
)
"""All parts, in the order in which they are told."""

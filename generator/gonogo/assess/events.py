"""What happens on a day, told from how things stood before and after."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gonogo.assess.case import Case
from gonogo.assess.dates import plus
from gonogo.assess.risks import declared
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


class Turn(NamedTuple):
    """A check before and after it came to another state (None: not listed), with the tallies then."""

    before: Finding | None
    after: Finding | None
    tally_before: Tally
    tally_after: Tally
    is_amended: bool


def of_finding(turn: Turn, case: Case, day: date) -> Event:
    """Return the event that a check of a service has come to another state, or is listed or not."""
    before, after = turn.before, turn.after
    known = after or before
    assert known is not None, "one of the two is there"  # noqa: S101 - told to the type checker
    kind = classify(turn, day)
    platform = platform_of(before, after) if kind in PLATFORMS_OWN else None
    check = case.edition.standard.checks[known.check]
    return Event(
        day=day,
        kind=kind,
        about=About(kind=Subject.CHECK, id=known.check),
        title=check.title,
        costs=(
            Cost(
                service=case.service.id,
                before=turn.tally_before,
                after=turn.tally_after,
                from_state=before.state if before else None,
                to_state=after.state if after else None,
            ),
        ),
        owner=owner_of(known.check, platform, case),
        platform=platform,
        name=known.name,
    )


def classify(turn: Turn, day: date) -> EventKind:
    """Tell what has happened to a finding."""
    before, after = turn.before, turn.after
    if before is None or after is None or turn.is_amended:
        return EventKind.AMENDED
    if before.state is State.SCHEDULED:
        return EventKind.ENFORCED
    for state, begins, ends in (
        (State.WAIVED, EventKind.WAIVER_BEGINS, EventKind.WAIVER_ENDS),
        (State.NOT_APPLICABLE, EventKind.EXEMPTION_BEGINS, EventKind.EXEMPTION_ENDS),
    ):
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
    waits = (each.waits_on for each in (after, before) if each is not None)
    return next((each for each in waits if each is not None), None)


def owner_of(check: str, platform: str | None, case: Case) -> str:
    """Return whose a check is: the platform's team, who the answer names, else the service's team."""
    if platform is not None and platform in case.catalog.platforms:
        return case.catalog.platforms[platform].owner or platform
    own = case.service.checks.get(check)
    return own.owner if own is not None and own.owner else case.service.owner


def besides(case: Case, findings: dict[str, Finding], tally: Tally, day: date) -> Iterator[Event]:
    """Yield what else happens to a service on `day`, at no cost to its score."""
    for kind, about, title, owner in (
        *_of_tier(case, day),
        *_of_reviews(case, findings, day),
        *_of_risks(case, day),
        *_of_due_checks(case, findings, day),
        *_of_plans(case, day),
    ):
        cost = Cost(service=case.service.id, before=tally, after=tally)
        yield Event(
            day=day, kind=kind, about=about, title=title, costs=(cost,), owner=owner or case.service.owner
        )


Happening = tuple[EventKind, About, str, str | None]


def _of_tier(case: Case, day: date) -> Iterator[Happening]:
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


def _of_risks(case: Case, day: date) -> Iterator[Happening]:
    dated = {risk.id: risk for risk in case.service.risks}
    for risk in declared(case, day):
        about, written = About(kind=Subject.RISK, id=risk.id), dated[risk.id]
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
        finding = findings.get(id_)
        if answer.due_on == day and finding is not None and finding.is_failing:
            title = case.edition.standard.checks[id_].title
            yield EventKind.CHECK_DUE, About(kind=Subject.CHECK, id=id_), title, answer.owner


def _of_plans(case: Case, day: date) -> Iterator[Happening]:
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

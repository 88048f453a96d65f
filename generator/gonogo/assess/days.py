"""The days on which something about a service can change by itself: never too few, at times one too many."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gonogo.assess.answers import is_planned, review_lasts, waiver_ends
from gonogo.assess.case import Case
from gonogo.assess.dates import plus
from gonogo.assess.evidence import last_day
from gonogo.assess.verdict import blocks_from
from gonogo.assess.yardstick import FromPlatforms, Rule
from gonogo.model.catalog import RobotResult
from gonogo.model.manifest import Answer, Evidence, MajorChange
from gonogo.model.words import AnsweredBy


def of_finding(rule: Rule, case: Case) -> Iterator[date]:
    """Yield the days on which `rule` can come to another state, what platforms answer apart."""
    if rule.enforce_from is not None:
        yield rule.enforce_from
    service = case.service
    own = service.checks.get(rule.id)
    if own is not None:
        yield from of_answer(own, rule, service.changes)
    if rule.id in service.results:
        yield from of_results(service.results[rule.id], rule, service.changes)
    for waiver in service.waivers.get(rule.id, ()):
        yield waiver.approved_on
        yield plus(waiver_ends(waiver, case.asked.waiver_days))
    for exemption in service.exemptions.get(rule.id, ()):
        yield exemption.approved_on
        if exemption.expires_on is not None:
            yield plus(exemption.expires_on)
    if rule.answered_by is not None:
        yield from of_self_answer(rule, case)


def of_answer(own: Answer, rule: Rule, changes: tuple[MajorChange, ...]) -> Iterator[date]:
    """Yield the days of the team's answer."""
    yield from of_approval(own.approved_on, own.expires_on)
    yield from of_evidence(own.evidence, rule, changes)


def of_approval(approved_on: date | None, expires_on: date | None) -> Iterator[date]:
    """Yield the days on which an approval begins and has ended."""
    if approved_on is not None:
        yield approved_on
        if expires_on is not None:
            yield plus(expires_on)


def of_evidence(
    evidence: Iterable[Evidence], rule: Rule, changes: tuple[MajorChange, ...] = ()
) -> Iterator[date]:
    """Yield the days on which each piece begins to count, passes its last day, and its grace."""
    for each in evidence:
        if each.collected_on is not None:
            yield each.collected_on
        yield from of_last_day(last_day(each.collected_on, each.expires_on, rule, changes), rule.grace)


def of_results(
    results: Iterable[RobotResult], rule: Rule, changes: tuple[MajorChange, ...]
) -> Iterator[date]:
    """Yield the days on which each result begins to hold, passes its last day, and its grace."""
    for each in results:
        yield each.collected_on
        yield from of_last_day(last_day(each.collected_on, None, rule, changes), rule.grace)


def of_last_day(last: date | None, grace: timedelta) -> Iterator[date]:
    """Yield the first day after `last`, and after its grace."""
    if last is not None:
        yield plus(last)
        yield plus(plus(last, grace))


def of_self_answer(rule: Rule, case: Case) -> Iterator[date]:
    """Yield the days on which an answer that the manifest gives itself begins and has ended."""
    confirmed = case.service.confirmed
    if rule.answered_by is AnsweredBy.CONFIRMED and confirmed is not None:
        yield confirmed.on
        if rule.max_age is not None:
            yield plus(plus(confirmed.on, rule.max_age))
    if rule.answered_by is AnsweredBy.RECENT_REVIEW:
        for review in case.reviews:
            if is_planned(review):
                yield review.date
                yield plus(plus(review.date, review_lasts(case)))


def of_platforms(there: FromPlatforms, rule: Rule) -> Iterator[date]:
    """Yield the days on which what platforms answer can come to another state."""
    for _, answer, _ in (*there.full, *there.parts):
        yield from of_approval(answer.approved_on, answer.expires_on)
        yield from of_evidence(answer.evidence, rule)


def of_verdict(case: Case) -> Iterator[date]:
    """Yield the days on which the verdict can change though no state does."""
    if case.asked.enforce_from is not None:
        yield case.asked.enforce_from
    yield from of_reviews(case)
    yield from of_risks(case)


def of_reviews(case: Case) -> Iterator[date]:
    """Yield the days on which reviews begin to hold and are overdue, and conditions are done or block."""
    for review in case.reviews:
        yield review.date
        if review.next_review_on is not None:
            yield plus(review.next_review_on)
        if case.asked.review_every is not None:
            yield plus(plus(review.date, case.asked.review_every))
        for condition in review.conditions:
            if condition.due_on is not None:
                yield blocks_from(condition.due_on)
            if condition.done_on is not None:
                yield condition.done_on


def of_risks(case: Case) -> Iterator[date]:
    """Yield the days on which declared risks are identified, accepted, and accepted for too long."""
    for risk in case.service.risks:
        yield from (day for day in (risk.identified_on, risk.accepted_on) if day is not None)
        if risk.review_on is not None:
            yield plus(risk.review_on)
    for acceptance in case.service.acceptances:
        yield acceptance.approved_on
        yield plus(acceptance.review_on)


def listed(case: Case) -> Iterator[date]:
    """Yield the days on which something is due, retires or is aimed at."""
    service = case.service
    dated: list[date | None] = [answer.due_on for answer in service.checks.values()]
    dated += [risk.due_on for risk in service.risks]
    dated += [each.retires_on for each in service.depends_on]
    dated += [condition.due_on for review in case.reviews for condition in review.conditions]
    dated.append(service.target.on if service.target is not None else None)
    yield from (day for day in dated if day is not None)

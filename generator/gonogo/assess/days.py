"""The days on which something about a service can change by itself: never too few, at times one too many."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from gonogo.assess.answers import is_planned, review_lasts, waiver_ends
from gonogo.assess.case import Case
from gonogo.assess.dates import A_DAY, plus
from gonogo.assess.evidence import last_day
from gonogo.assess.verdict import blocks_from
from gonogo.assess.yardstick import FromPlatforms, Rule, Says
from gonogo.model.catalog import RobotResult, Service
from gonogo.model.manifest import Answer, DeclaredRisk, Evidence, MajorChange
from gonogo.model.words import AnsweredBy, Result, Status

BACKED = frozenset({Status.MET, Status.PARTIAL})
"""Answers that evidence, robots and platforms' parts may change."""

MOVED_BY_ROBOTS = frozenset({*BACKED, None})
"""Answers beside which what robots find makes a difference."""

NO_PLATFORM = FromPlatforms()


class OfLikes(NamedTuple):
    """Days on which a check can come to another state for all services that are asked the same.

    `full` and `parts` are those of platforms' answers: a service with an answer of its own does not
    look at the former, and one without any answer not at the latter.
    """

    check: str
    enforced: tuple[date, ...]
    full: tuple[date, ...]
    parts: tuple[date, ...]

    def of(self, case: Case) -> tuple[date, ...]:
        """Return the days that concern one of these services."""
        service = case.service
        own = service.checks.get(self.check)
        if own is not None and own.status is not None:
            return (*self.enforced, *self.parts) if own.status in BACKED else self.enforced
        is_answered = case.checklist.by_id[self.check].answered_by or self.check in service.results
        return (*self.enforced, *self.full, *self.parts) if is_answered else (*self.enforced, *self.full)


def of_likes(case: Case, since: date, until: date) -> Iterator[OfLikes]:
    """Yield the days that services which are asked the same on the same platforms have in common.

    Only those after `since` and up to `until`.
    """
    for rule in case.checklist.rules:
        if rule.enforce_from is None and rule.id not in case.platforms:
            continue
        there = case.platforms.get(rule.id, NO_PLATFORM)
        enforced = () if rule.enforce_from is None else (rule.enforce_from,)
        known = (enforced, of_platforms(there.full, rule), of_platforms(there.parts, rule))
        within = [tuple(day for day in each if since < day <= until) for each in known]
        if any(within):
            yield OfLikes(rule.id, *within)


def of_findings(case: Case) -> Iterator[tuple[str, Iterable[date]]]:
    """Yield checks with days on which they can come to another state, what `of_likes` returns apart.

    A check may come more than once.
    """
    rules, service = case.checklist.by_id, case.service
    checks = service.checks
    for id_, own in checks.items():
        if id_ in rules:
            yield id_, of_answer(own, rules[id_], service.changes)
    for id_, results in service.results.items():
        if id_ in rules and (id_ not in checks or checks[id_].status in MOVED_BY_ROBOTS):
            yield id_, of_results(results, rules[id_], service.changes)
    for rule in case.checklist.self_answered:
        if rule.id not in checks or checks[rule.id].status is None:
            yield rule.id, of_self_answer(rule, case)
    for id_, known in of_permissions(service, case.asked.waiver_days):
        if id_ in rules:
            yield id_, known


def of_permissions(service: Service, longest: timedelta | None) -> Iterator[tuple[str, list[date]]]:
    """Yield checks with the days on which their waivers and exemptions begin and have ended."""
    for id_, waivers in service.waivers.items():
        for each in waivers:
            yield id_, [each.approved_on, plus(waiver_ends(each, longest))]
    for id_, exemptions in service.exemptions.items():
        for exemption in exemptions:
            yield id_, of_approval(exemption.approved_on, exemption.expires_on)


def of_answer(own: Answer, rule: Rule, changes: tuple[MajorChange, ...]) -> Iterable[date]:
    """Return the days of the team's answer."""
    if own.evidence and own.status in BACKED:
        return of_evidence(own.evidence, rule, changes, is_partial=own.status is Status.PARTIAL)
    if own.approved_on is not None and own.status is Status.NOT_APPLICABLE:
        return of_approval(own.approved_on, own.expires_on)
    return ()


def of_approval(approved_on: date | None, expires_on: date | None) -> list[date]:
    """Return the days on which an approval begins and has ended."""
    if approved_on is None:
        return []
    return [approved_on] if expires_on is None else [approved_on, plus(expires_on)]


def of_evidence(
    evidence: Iterable[Evidence],
    rule: Rule,
    changes: tuple[MajorChange, ...] = (),
    *,
    is_partial: bool = False,
) -> list[date]:
    """Return the days on which each piece begins to count, passes its last day, and its grace.

    A piece that another one outlives has no end that matters, and what is partial is so until the end
    of its grace.
    """
    found: list[date] = []
    spans: list[tuple[date | None, date | None]] = []
    for each in evidence:
        collected = each.collected_on
        if (rule.kinds and each.kind not in rule.kinds) or (collected is None and rule.max_age is not None):
            continue
        if collected is not None:
            found.append(collected)
        if rule.required:
            spans.append((collected, last_day(collected, each.expires_on, rule, changes)))
    for _, last in spans:
        if last is not None and (len(spans) == 1 or not is_outlived(last, spans)):
            found += of_last_day(last, rule.grace)[is_partial:]
    return found


def is_outlived(last: date, spans: Iterable[tuple[date | None, date | None]]) -> bool:
    """Tell whether any of `spans`, a first and a last day each, begins by `last` and ends after it."""
    return any((since is None or since <= last) and (until is None or until > last) for since, until in spans)


def of_results(results: Iterable[RobotResult], rule: Rule, changes: tuple[MajorChange, ...]) -> list[date]:
    """Return the days on which each result begins to hold, passes its last day, and its grace."""
    found = []
    for each in results:
        found.append(each.collected_on)
        if rule.required and each.result is Result.PASS and each.source in rule.sources:
            last = last_day(each.collected_on, None, rule, changes)
            if last is not None:
                found += of_last_day(last, rule.grace)
    return found


def of_last_day(last: date, grace: timedelta) -> tuple[date, date]:
    """Return the first day after `last`, and after its grace."""
    try:
        first = last + A_DAY
        return first, first + grace
    except OverflowError:
        return plus(last), plus(plus(last, grace))


def of_self_answer(rule: Rule, case: Case) -> list[date]:
    """Return the days on which an answer that the manifest gives itself begins and has ended."""
    found, confirmed = [], case.service.confirmed
    if rule.answered_by is AnsweredBy.CONFIRMED and confirmed is not None:
        found.append(confirmed.on)
        if rule.max_age is not None:
            found.append(plus(plus(confirmed.on, rule.max_age)))
    if rule.answered_by is AnsweredBy.RECENT_REVIEW:
        for review in case.reviews:
            if is_planned(review):
                found += (review.date, plus(plus(review.date, review_lasts(case))))
    return found


def of_platforms(said: Iterable[Says], rule: Rule) -> Iterator[date]:
    """Yield the days on which what platforms answer can come to another state."""
    for _, answer, _ in said:
        yield from of_approval(answer.approved_on, answer.expires_on)
        yield from of_evidence(answer.evidence, rule)


def of_tier(case: Case) -> Iterator[date]:
    """Yield the day from which what the tier asks is enforced."""
    if case.asked.enforce_from is not None:
        yield case.asked.enforce_from


def of_reviews(case: Case) -> Iterator[date]:
    """Yield the days on which reviews begin to hold, are overdue, and conditions are due, done or block."""
    for review in case.reviews:
        yield review.date
        if review.next_review_on is not None:
            yield plus(review.next_review_on)
        if case.asked.review_every is not None:
            yield plus(plus(review.date, case.asked.review_every))
        for condition in review.conditions:
            if condition.due_on is not None:
                yield condition.due_on
                yield blocks_from(condition.due_on)
            if condition.done_on is not None:
                yield condition.done_on


def of_risks(case: Case) -> Iterator[date]:
    """Yield the days on which declared risks are identified, accepted, accepted for too long, and due."""
    for risk in case.service.risks:
        yield from of_risk(risk, case)


def of_risk(risk: DeclaredRisk, case: Case) -> Iterator[date]:
    """Yield those of one risk."""
    for day in (risk.identified_on, risk.accepted_on, risk.due_on):
        if day is not None:
            yield day
    if risk.review_on is not None:
        yield plus(risk.review_on)
    for acceptance in case.service.acceptances:
        if acceptance.risk == risk.id:
            yield acceptance.approved_on
            yield plus(acceptance.review_on)


def of_due_checks(case: Case) -> list[date]:
    """Return the days on which checks are to be met."""
    return [answer.due_on for answer in case.service.checks.values() if answer.due_on is not None]


def of_plans(case: Case) -> Iterator[date]:
    """Yield the days on which a dependency retires, and that of the target."""
    for each in case.service.depends_on:
        if each.retires_on is not None:
            yield each.retires_on
    if case.service.target is not None:
        yield case.service.target.on

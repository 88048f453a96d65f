"""Who answers a check: the answers that a service has besides its own, and whether they hold on a day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from gonogo.assess.case import Case
from gonogo.assess.dates import plus
from gonogo.assess.yardstick import Rule
from gonogo.model.approval import void
from gonogo.model.catalog import Exemption, PlatformAnswer
from gonogo.model.manifest import Answer, Review, Waiver
from gonogo.model.words import AnsweredBy, ReviewKind, Where

REVIEW_LASTS = timedelta(days=365)
"""How long a review answers where the tier sets no interval."""

ALWAYS = date.max
"""The last day of what has no end."""


def self_answer(rule: Rule, case: Case, day: date) -> date | None:
    """Return the last day of the manifest's own answer to `rule`, None where it gives none on `day`."""
    if rule.answered_by is None:
        return None
    return PARTS[rule.answered_by](rule, case, day)


def _recent_review(_: Rule, case: Case, day: date) -> date | None:
    lasts = review_lasts(case)
    ends = [plus(review.date, lasts) for review in case.reviews_until(day) if is_planned(review)]
    last = max(ends, default=None)
    return last if last is not None and day <= last else None


def _confirmed(rule: Rule, case: Case, day: date) -> date | None:
    confirmed = case.service.confirmed
    if confirmed is None or confirmed.on > day:
        return None
    last = ALWAYS if rule.max_age is None else plus(confirmed.on, rule.max_age)
    return last if day <= last else None


def _there(part: Callable[[Case], object]) -> Callable[[Rule, Case, date], date | None]:
    return lambda _rule, case, _day: ALWAYS if part(case) else None


PARTS: dict[AnsweredBy, Callable[[Rule, Case, date], date | None]] = {
    AnsweredBy.OWNER: _there(lambda case: case.service.owner in case.catalog.teams),
    AnsweredBy.ON_CALL: _there(lambda case: case.service.operations.on_call),
    AnsweredBy.ESCALATION: _there(lambda case: case.service.operations.escalation),
    AnsweredBy.RUNBOOKS: _there(lambda case: case.service.operations.runbooks),
    AnsweredBy.OBJECTIVES: _there(lambda case: case.service.operations.objectives),
    AnsweredBy.RECENT_REVIEW: _recent_review,
    AnsweredBy.CONFIRMED: _confirmed,
}


def review_lasts(case: Case) -> timedelta:
    """Return how long a review is recent."""
    every = case.asked.review_every
    return REVIEW_LASTS if every is None else every


def is_planned(review: Review) -> bool:
    """Tell whether `review` is of the kinds that fall due; an incident's is not."""
    return review.kind is not ReviewKind.INCIDENT


def is_approved(answer: Answer | PlatformAnswer, case: Case, day: date) -> bool:
    """Tell whether a not-applicable answer carries an approval that holds on `day`."""
    if answer.approved_by is None or answer.approved_on is None or answer.approved_on > day:
        return False
    if answer.expires_on is not None and answer.expires_on < day:
        return False
    return void(case.asked.exemption, (answer.approved_by,), Where.ANYWHERE, case.catalog.groups) is None


def exemption_for(rule: Rule, case: Case, day: date) -> Exemption | None:
    """Return the decision by which `rule` does not apply on `day`, the one that lasts longest."""
    held = [
        each
        for each in case.service.exemptions.get(rule.id, ())
        if each.approved_on <= day
        and (each.expires_on is None or day <= each.expires_on)
        and void(case.asked.exemption, (each.approved_by,), each.where, case.catalog.groups) is None
    ]
    return max(held, key=lambda each: each.expires_on or ALWAYS, default=None)


def waivers(rule: Rule, case: Case) -> Iterator[tuple[Waiver, date]]:
    """Yield the waivers of `rule` that are not void, each with its last day, the maximum applied."""
    for each in case.service.waivers.get(rule.id, ()):
        if void(case.asked.waiver, (each.approved_by,), each.where, case.catalog.groups) is None:
            yield each, waiver_ends(each, case.asked.waiver_days)


def waiver_ends(waiver: Waiver, longest: timedelta | None) -> date:
    """Return the last day of `waiver`: its own, or that of the standard's maximum."""
    return waiver.expires_on if longest is None else min(waiver.expires_on, plus(waiver.approved_on, longest))


def waiver_for(rule: Rule, case: Case, day: date) -> tuple[Waiver, date] | None:
    """Return the waiver in force on `day` that lasts longest, with its last day."""
    held = [(each, last) for each, last in waivers(rule, case) if each.approved_on <= day <= last]
    return max(held, key=lambda pair: pair[1], default=None)

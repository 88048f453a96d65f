"""Which evidence counts on a day, and how long it lasts."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter

from gonogo.assess.dates import eve, plus
from gonogo.assess.yardstick import Rule
from gonogo.model.catalog import RobotResult
from gonogo.model.manifest import Evidence, MajorChange
from gonogo.model.portfolio import Proof, Why
from gonogo.model.words import Result


def counts(evidence: Evidence, rule: Rule, day: date) -> bool:
    """Tell whether `evidence` counts: of an accepted kind, not dated later, dated where age matters."""
    if rule.kinds and evidence.kind not in rule.kinds:
        return False
    collected = evidence.collected_on
    return rule.max_age is None if collected is None else collected <= day


def proofs(
    evidence: Iterable[Evidence], rule: Rule, day: date, changes: tuple[MajorChange, ...] = ()
) -> tuple[Proof, ...]:
    """Return what counts on `day`; `changes` are those that may age it."""
    found = []
    for each in evidence:
        if counts(each, rule, day):
            last = last_day(each.collected_on, each.expires_on, rule, changes)
            found.append(Proof(evidence=each, last_day=last))
    return tuple(found)


def passes(results: Iterable[RobotResult], rule: Rule, changes: tuple[MajorChange, ...]) -> tuple[Proof, ...]:
    """Return the results of robots that may answer, as pieces of evidence."""
    passing = [each for each in results if each.result is Result.PASS and each.source in rule.sources]
    return tuple(
        [Proof(result=each, last_day=last_day(each.collected_on, None, rule, changes)) for each in passing]
    )


def last_day(
    collected_on: date | None, expires_on: date | None, rule: Rule, changes: tuple[MajorChange, ...]
) -> date | None:
    """Return the last day of a piece of evidence, None where nothing ends it.

    Announced changes end it as well; a change does not age what is undated.
    """
    if collected_on is None:
        return expires_on
    last = expires_on
    if rule.max_age is not None:
        aged = plus(collected_on, rule.max_age)
        last = aged if last is None or aged < last else last
    if changes and rule.stale_after:
        change = outdating(collected_on, rule, changes)
        if change is not None and (last is None or eve(change.on) < last):
            last = eve(change.on)
    return last


def outdating(collected_on: date, rule: Rule, changes: tuple[MajorChange, ...]) -> MajorChange | None:
    """Return the first change that makes evidence of that day stale."""
    first = None
    for each in changes:
        if each.on > collected_on and each.kind in rule.stale_after and (first is None or each.on < first.on):
            first = each
    return first


def latest_last_day(pieces: Iterable[Proof]) -> date | None:
    """Return the day until which any piece lasts, None where one has no end or there is none."""
    latest = None
    for piece in pieces:
        if piece.last_day is None:
            return None
        if latest is None or piece.last_day > latest:
            latest = piece.last_day
    return latest


def ending(
    pieces: tuple[Proof, ...], last: date, rule: Rule, changes: tuple[MajorChange, ...]
) -> tuple[Why, MajorChange | None]:
    """Tell what ended the piece that lasted longest, on `last`, and the change that did it, if one did."""
    piece = pieces[0] if len(pieces) == 1 else next(each for each in pieces if each.last_day == last)
    collected = piece.collected_on
    if collected is None:
        return Why.PAST_EXPIRY, None
    change = outdating(collected, rule, changes)
    if change is not None and eve(change.on) == last:
        return Why.PREDATES_CHANGE, change
    aged = rule.max_age is not None and plus(collected, rule.max_age) == last
    return (Why.TOO_OLD if aged else Why.PAST_EXPIRY), None


def held_results(results: Iterable[RobotResult], day: date) -> tuple[RobotResult, ...]:
    """Return the result that holds on `day` for each source: the newest; of one day, a fail first."""
    known = sorted((each for each in results if each.collected_on <= day), key=attrgetter("source"))
    return tuple(max(group, key=newest_and_worst) for _, group in groupby(known, attrgetter("source")))


def newest_and_worst(result: RobotResult) -> tuple[date, bool]:
    """Sort key: the day, then whether it failed."""
    return (result.collected_on, result.result is Result.FAIL)

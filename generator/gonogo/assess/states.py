"""From answer to state: what a check of a service is on a day, and why."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from msgspec.structs import replace

from gonogo.assess.answers import (
    ALWAYS,
    exemption_for,
    is_approved,
    self_answer,
    waiver_for,
)
from gonogo.assess.case import Case
from gonogo.assess.dates import eve, plus
from gonogo.assess.evidence import ending, held_results, latest_last_day, passes, proofs
from gonogo.assess.yardstick import FromPlatforms, Rule, Says
from gonogo.model.catalog import PlatformAnswer, RobotResult
from gonogo.model.manifest import Answer, Evidence, MajorChange
from gonogo.model.portfolio import AnswerSource, Finding, Proof, State, Why
from gonogo.model.words import NotApplicable, Result, Status

WAIVABLE = frozenset({State.UNMET, State.PARTIAL, State.UNKNOWN, State.UNPROVEN, State.LATE, State.EXPIRED})
"""What a waiver turns into waived."""

WORST_FIRST = (State.UNMET, State.UNPROVEN, State.EXPIRED, State.PARTIAL, State.LATE, State.MET)
"""How an answer and a platform's part of it are compared."""

VOID_ANSWERS = frozenset({Why.NEVER_ALLOWED, Why.NOT_APPROVED, Why.NO_REASON})
"""Not-applicable answers that the day or the standard does not accept."""

SAID: dict[Status | None, State] = {
    Status.MET: State.MET,
    Status.PARTIAL: State.PARTIAL,
    Status.UNMET: State.UNMET,
}
"""What an answer claims; not-applicable is another matter."""

UNMET, PARTIAL = State.UNMET, State.PARTIAL
"""Looked up once: asking an enumeration takes as long as a comparison, and this is done for every answer."""


def find(rule: Rule, case: Case, day: date) -> Finding:
    """Return what `rule` is for the service on `day`."""
    answer = answered(rule, case, day)
    if rule.enforce_from is not None and rule.enforce_from > day:
        last = eve(rule.enforce_from)
        return replace(answer, state=State.SCHEDULED, beneath=answer.state, since=None, until=last)
    if rule.id in case.service.waivers and answer.state in WAIVABLE:
        held = waiver_for(rule, case, day)
        if held is not None:
            waiver, last = held
            return replace(
                answer,
                state=State.WAIVED,
                beneath=answer.state,
                waiver=waiver,
                since=waiver.approved_on,
                until=last,
            )
    return answer


def earned(finding: Finding, rule: Rule, case: Case, day: date) -> State:
    """Return the state without waiver and without not-applicable answers."""
    if finding.state is State.SCHEDULED:
        return State.SCHEDULED
    if finding.state is State.NOT_APPLICABLE or finding.why in VOID_ANSWERS:
        return answered(rule, case, day, exempt=False).state
    return finding.answer_state


def answered(rule: Rule, case: Case, day: date, *, exempt: bool = True) -> Finding:
    """Return what the first answer there is comes to: own, self, robot, platform.

    Unless `exempt`, not-applicable answers are passed over.
    """
    service = case.service
    own = service.checks.get(rule.id)
    if own is not None and own.status is not None and (exempt or own.status is not Status.NOT_APPLICABLE):
        return with_parts(own_answer(own, rule, case, day), rule, case, day)
    if exempt and rule.id in service.exemptions:
        exempted = decided(rule, case, day)
        if exempted is not None:
            return exempted
    return answered_for_it(rule, case, day, exempt=exempt)


def answered_for_it(rule: Rule, case: Case, day: date, *, exempt: bool) -> Finding:
    """Return what comes of a check that the team does not answer itself: self, robot, platform."""
    results = case.service.results.get(rule.id)
    held = held_results(results, day) if results else ()
    if rule.answered_by is not None:
        last = self_answer(rule, case, day)
        if last is not None:
            return with_parts(answer_of_manifest(last, held, rule), rule, case, day)
    if held and any(each.source in rule.sources for each in held):
        return with_parts(answer_of_robots(held, rule, case, day), rule, case, day)
    there = case.platforms.get(rule.id)
    return (
        rule.unanswered if there is None else left_to_platforms(there, held, rule, case, day, exempt=exempt)
    )


def left_to_platforms(
    there: FromPlatforms,
    results: tuple[RobotResult, ...],
    rule: Rule,
    case: Case,
    day: date,
    *,
    exempt: bool,
) -> Finding:
    """Return what comes of a check that only platforms answer."""
    if there.parts:
        return unanswered_part(there.parts, rule)
    for says in there.full:
        if exempt or says.answer.status is not Status.NOT_APPLICABLE:
            return answer_of_platform(says, results, rule, case, day)
    return rule.unanswered


def own_answer(own: Answer, rule: Rule, case: Case, day: date) -> Finding:
    """Return what the team's answer comes to, by evidence of its own and of robots."""
    said = SAID.get(own.status)
    if said is None:
        return own_exemption(own, rule, case, day)
    if said is UNMET:
        return Finding(
            check=rule.id,
            state=UNMET,
            units=rule.units,
            why=Why.ANSWERED,
            answered_by=AnswerSource.OWN,
            gate=rule.gate,
            planned=own.owner is not None and own.due_on is not None and own.due_on >= day,
            on=own.due_on,
            name=own.owner,
        )
    changes, results = case.service.changes, case.service.results.get(rule.id)
    pieces = proofs(own.evidence, rule, day, changes) if own.evidence else ()
    held = held_results(results, day) if results else ()
    if held:
        failed = contradiction(held, pieces)
        pieces += passes(held, rule, changes)
        if failed is not None:
            return contradicted(AnswerSource.OWN, failed, pieces, rule)
    return backed(said, AnswerSource.OWN, pieces, rule, day, offered=own.evidence, changes=changes)


def answer_of_manifest(last: date, results: tuple[RobotResult, ...], rule: Rule) -> Finding:
    """Return an answer that the manifest gives itself until `last`: met, unless contradicted."""
    ends = None if last == ALWAYS else last
    failed = contradiction(results, ())
    if failed is not None:
        return replace(contradicted(AnswerSource.SELF, failed, (), rule), last_day=ends)
    return Finding(
        check=rule.id,
        state=State.MET,
        units=rule.units,
        why=Why.ANSWERED,
        answered_by=AnswerSource.SELF,
        gate=rule.gate,
        last_day=ends,
        until=ends,
    )


def answer_of_robots(results: tuple[RobotResult, ...], rule: Rule, case: Case, day: date) -> Finding:
    """Return what robots that may answer alone come to."""
    pieces = passes(results, rule, case.service.changes)
    failed = contradiction(results, ())
    if failed is not None:
        return contradicted(AnswerSource.ROBOT, failed, pieces, rule)
    return backed(State.MET, AnswerSource.ROBOT, pieces, rule, day, changes=case.service.changes)


def answer_of_platform(
    says: Says, results: tuple[RobotResult, ...], rule: Rule, case: Case, day: date
) -> Finding:
    """Return what a platform's full answer comes to for one service on it."""
    if says.answer.status is Status.NOT_APPLICABLE:
        return platform_exemption(says, rule, case, day)
    finding = of_platform(says, rule, day)
    if finding.answer_state is State.UNMET or not results:
        return finding
    failed = contradiction(results, finding.evidence)
    if failed is None:
        return finding
    found = contradicted(AnswerSource.PLATFORM, failed, finding.evidence, rule)
    return replace(found, platform=says.platform.id)


def of_platform(says: Says, rule: Rule, day: date) -> Finding:
    """Return what a platform says, alone; changes of the services on it do not age its evidence."""
    key = (id(rule), day)
    known = says.known.get(key)
    if known is None:
        known = says.known[key] = said_by_platform(says, rule, day)
    return known


def said_by_platform(says: Says, rule: Rule, day: date) -> Finding:
    """Return what a platform says of `rule` to all services on it."""
    platform, answer = says.platform, says.answer
    if answer.status is Status.UNMET:
        return Finding(
            check=rule.id,
            state=State.UNMET,
            units=rule.units,
            why=Why.ANSWERED,
            answered_by=AnswerSource.PLATFORM,
            gate=rule.gate,
            platform=platform.id,
        )
    pieces = proofs(answer.evidence, rule, day)
    said = State.PARTIAL if answer.status is Status.PARTIAL else State.MET
    source = AnswerSource.PLATFORM
    return backed(said, source, pieces, rule, day, offered=answer.evidence, platform=platform.id)


def backed(
    said: State,
    source: AnswerSource,
    pieces: tuple[Proof, ...],
    rule: Rule,
    day: date,
    *,
    offered: tuple[Evidence, ...] = (),
    changes: tuple[MajorChange, ...] = (),
    platform: str | None = None,
) -> Finding:
    """Return what a met or partial answer comes to by the pieces that count out of those `offered`."""
    last = latest_last_day(pieces)
    state, since, until = said, None, None
    why, name, on = Why.ANSWERED, newest_source(pieces) if source is AnswerSource.ROBOT else None, None
    if rule.required:
        if not pieces:
            state, why = State.UNPROVEN, Why.NOTHING_COUNTS if offered else Why.NO_EVIDENCE
        elif last is not None:
            state, since, until = aged(said, last, rule, day)
    if since is not None and last is not None:
        why, change = ending(pieces, last, rule, changes)
        if change is not None:
            name, on = change.kind.value, change.on
    return Finding(
        check=rule.id,
        state=state,
        units=rule.units,
        why=why,
        answered_by=source,
        gate=rule.gate,
        platform=platform,
        evidence=pieces,
        last_day=last,
        since=since,
        until=until,
        on=on,
        name=name,
    )


def aged(said: State, last: date, rule: Rule, day: date) -> tuple[State, date | None, date | None]:
    """Return the state of an answer whose evidence lasts until `last`, with the state's first and last day.

    The first day is known only of a state that age has brought about.
    """
    if day <= last:
        return said, None, plus(last, rule.grace) if said is State.PARTIAL else last
    grace_ends = plus(last, rule.grace)
    if day > grace_ends:
        return State.EXPIRED, plus(grace_ends), None
    if said is State.PARTIAL:
        return said, None, grace_ends
    return State.LATE, plus(last), grace_ends


def newest_source(pieces: tuple[Proof, ...]) -> str | None:
    """Return the robot that looked last."""
    results = [piece.result for piece in pieces if piece.result is not None]
    return max(results, key=attrgetter("collected_on")).source if results else None


def contradiction(results: tuple[RobotResult, ...], pieces: Iterable[Proof]) -> RobotResult | None:
    """Return the newest fail of any robot, unless people's evidence that counts is of that day or later."""
    fails = [each for each in results if each.result is Result.FAIL]
    if not fails:
        return None
    newest = max(fails, key=attrgetter("collected_on"))
    for piece in pieces:
        evidence = piece.evidence
        if evidence is None or evidence.source is not None or evidence.collected_on is None:
            continue
        if evidence.collected_on >= newest.collected_on:
            return None
    return newest


def contradicted(source: AnswerSource, failed: RobotResult, pieces: tuple[Proof, ...], rule: Rule) -> Finding:
    """Return an answer that a robot has made unmet."""
    return Finding(
        check=rule.id,
        state=State.UNMET,
        units=rule.units,
        why=Why.ROBOT_FAILED if source is AnswerSource.ROBOT else Why.CONTRADICTED,
        answered_by=source,
        gate=rule.gate,
        evidence=pieces,
        last_day=latest_last_day(pieces),
        since=failed.collected_on,
        on=failed.collected_on,
        name=failed.source,
        detail=failed.observed,
    )


def own_exemption(own: Answer, rule: Rule, case: Case, day: date) -> Finding:
    """Return what the team's not-applicable comes to; a decision makes up for what it lacks."""
    void = refusal(own, rule, case, day)
    if void is None:
        return exempt_finding(AnswerSource.OWN, own, rule)
    by_decision = decided(rule, case, day)
    if by_decision is not None:
        return replace(by_decision, answered_by=AnswerSource.OWN)
    return refused(AnswerSource.OWN, void, rule)


def platform_exemption(says: Says, rule: Rule, case: Case, day: date) -> Finding:
    """Return what a platform's not-applicable comes to."""
    platform, answer = says.platform, says.answer
    void = refusal(answer, rule, case, day)
    source = AnswerSource.PLATFORM
    finding = refused(source, void, rule) if void else exempt_finding(source, answer, rule)
    return replace(finding, platform=platform.id)


def refusal(answer: Answer | PlatformAnswer, rule: Rule, case: Case, day: date) -> Why | None:
    """Tell why a not-applicable answer does not hold, None if it does."""
    if rule.not_applicable is NotApplicable.NEVER:
        return Why.NEVER_ALLOWED
    if not answer.reason:
        return Why.NO_REASON
    if rule.not_applicable is NotApplicable.APPROVED and not is_approved(answer, case, day):
        return Why.NOT_APPROVED
    return None


def refused(source: AnswerSource, void: Why, rule: Rule) -> Finding:
    """Return a not-applicable answer that does not hold: the check is as good as unanswered."""
    return Finding(
        check=rule.id,
        state=State.UNKNOWN,
        units=rule.units,
        why=void,
        answered_by=source,
        gate=rule.gate,
    )


def exempt_finding(source: AnswerSource, answer: Answer | PlatformAnswer, rule: Rule) -> Finding:
    """Return a not-applicable answer that holds; only where approval is asked for does it end."""
    ends = answer.expires_on if rule.not_applicable is NotApplicable.APPROVED else None
    return Finding(
        check=rule.id,
        state=State.NOT_APPLICABLE,
        units=rule.units,
        why=Why.NOT_APPLICABLE,
        answered_by=source,
        gate=rule.gate,
        last_day=ends,
        until=ends,
        detail=answer.reason,
    )


def decided(rule: Rule, case: Case, day: date) -> Finding | None:
    """Return a check that does not apply by decision, None without one; some checks never allow it."""
    if rule.not_applicable is NotApplicable.NEVER:
        return None
    exemption = exemption_for(rule, case, day)
    if exemption is None:
        return None
    return Finding(
        check=rule.id,
        state=State.NOT_APPLICABLE,
        units=rule.units,
        why=Why.EXEMPTED,
        gate=rule.gate,
        last_day=exemption.expires_on,
        since=exemption.approved_on,
        until=exemption.expires_on,
        on=exemption.approved_on,
        name=exemption.approved_by,
        detail=exemption.reason,
    )


def unanswered_part(parts: tuple[Says, ...], rule: Rule) -> Finding:
    """Return what platforms answer only in part and nobody else does."""
    platform = parts[0].platform
    return replace(rule.unanswered, why=Why.PART_ONLY, platform=platform.id, remaining=remaining_of(parts))


def with_parts(finding: Finding, rule: Rule, case: Case, day: date) -> Finding:
    """Return the worse of an answer and the parts that platforms answer beside it."""
    there = case.platforms.get(rule.id)
    if there is None or not there.parts:
        return finding
    platform = there.parts[0].platform
    whole = replace(finding, platform=platform.id, remaining=remaining_of(there.parts))
    if whole.state in WORST_FIRST:
        for says in there.parts:
            if says.answer.status is not Status.NOT_APPLICABLE:
                whole = worse(whole, of_platform(says, rule, day))
    return whole


def worse(whole: Finding, part: Finding) -> Finding:
    """Return `whole` in the worse state of both; of two equally bad ones the one that ends first."""
    if whole.state is part.state:
        last = earlier(whole.last_day, part.last_day)
        return replace(whole, last_day=last, until=earlier(whole.until, part.until))
    if WORST_FIRST.index(whole.state) < WORST_FIRST.index(part.state):
        return whole
    return replace(
        whole,
        state=part.state,
        why=Why.PART_WEIGHS,
        platform=part.platform,
        planned=False,
        last_day=part.last_day,
        since=part.since,
        until=part.until,
    )


def earlier(one: date | None, other: date | None) -> date | None:
    """Return the earlier of two days of which either may be none."""
    return min((day for day in (one, other) if day is not None), default=None)


def remaining_of(parts: tuple[Says, ...]) -> str | None:
    """Return what the parts leave to the team."""
    return "; ".join(answer.remaining for _, answer, _ in parts if answer.remaining) or None

"""The curves of the past: how everything stood at each commit, and on each day between commits.

A service that nobody touches still changes: evidence expires, waivers end. So each value that a service
has had is walked from the day of its commit to the next with the forecast's own steps, once, and the
curve of a day equals `assess` of the catalog of then on that day.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import compress
from operator import is_, is_not
from typing import Any

import msgspec
from msgspec.structs import replace

from gonogo.assess.dates import plus
from gonogo.assess.forecast import Foresight, Step, Stretch, service_step
from gonogo.assess.groups import Crowd
from gonogo.assess.risks import risks
from gonogo.assess.rollup import NO_LEVEL, rate_of
from gonogo.assess.scorecards import Alone, assess_alone
from gonogo.assess.teams import with_parents
from gonogo.assess.verdict import judge, leaned_on
from gonogo.assess.yardstick import Yardstick
from gonogo.model.catalog import Catalog, Service
from gonogo.model.history import (
    Curves,
    Gap,
    Memory,
    Missing,
    OpenRisk,
    RateStep,
    ReviewDay,
    ServiceCurve,
    Snapshot,
    StandardMark,
    StateTurn,
    Turn,
)
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    GroupStep,
    Judgement,
    Scorecard,
    ServiceStep,
    State,
    Subject,
    Verdict,
)
from gonogo.model.standard import Standard
from gonogo.model.words import Lifecycle

AHEAD = timedelta(days=31)
"""How far beyond the last day a value is walked, so that tomorrow's run finds it done."""

OUTSIDE = frozenset({Lifecycle.RETIRED, Lifecycle.PLANNED})
"""Lifecycles that groups leave out."""

ORGANISATION = ""
"""Stands for the group of all services; no team has this id."""


class StateStep(Noun):
    """A check that came to another state by itself; None where it is no longer listed."""

    day: date
    check: str
    state: State | None


class Segment(Noun):
    """One value of a service, seen alone, walked from its first day up to and including `until`."""

    until: date
    steps: tuple[Step, ...]
    states: dict[str, State]
    changes: tuple[StateStep, ...] = ()


def curves(
    snapshots: Iterable[Snapshot],
    until: date,
    standard: Standard | None = None,
    *,
    reviews: Mapping[str, Iterable[date]] | None = None,
    memory: Memory | None = None,
) -> Curves:
    """Return how everything stood from the first of `snapshots`, oldest first, up to and including `until`.

    Measured by `standard`, or where none is given by that of then. `reviews` are the days of the reviews
    of each service of today.
    """
    walks = Walks(memory)
    fold = Fold(until, standard, reviews=reviews, walks=walks)
    for snapshot in snapshots:
        fold.take(snapshot)
        walks.forget()
    return fold.curves()


def standards(snapshots: Iterable[Snapshot]) -> tuple[StandardMark, ...]:
    """Return the days on which the standard changed; the first snapshot's is none."""
    marks = Marks()
    for snapshot in snapshots:
        marks.take(snapshot)
    return tuple(marks.found)


class Marks:
    """Collects changes of the standard, one snapshot at a time."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.found: list[StandardMark] = []
        self._standard: Standard | None = None

    def take(self, snapshot: Snapshot) -> None:
        """Look at the next snapshot; it must have its own standard."""
        before, after = self._standard, snapshot.catalog.standard
        self._standard = after
        if before is None or before is after or before == after:
            return
        both = before.checks.keys() | after.checks.keys()
        self.found.append(
            StandardMark(
                day=snapshot.moment.day,
                commit=snapshot.moment.commit,
                id=after.id,
                version=after.version,
                checks=tuple(sorted(id_ for id_ in both if before.checks.get(id_) != after.checks.get(id_))),
            )
        )


# --- one service ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a service is measured by beside itself; `key` is equal where it comes to the same."""

    yardstick: Yardstick
    key: bytes


@dataclass(slots=True)
class Span:
    """A value that a service has had since a day; `commit` brought it, None where it was there before."""

    service: Service
    around: Surroundings
    since: date
    commit: str | None


@dataclass(slots=True)
class Stand:
    """Where a service, seen alone, stands from a day on, and what it leans on; no step in a gap."""

    day: date
    step: Step | None
    leans_on: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(slots=True)
class Trace:
    """Everything that has become of a service so far."""

    span: Span | None = None
    stands: list[Stand] = field(default_factory=list)
    groups: list[tuple[date, tuple[str, ...]]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    reviews: dict[date, ReviewDay] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)

    def put(self, stand: Stand) -> None:
        """Put a stand at the end; what was there on its day or later is no more."""
        while self.stands and self.stands[-1].day >= stand.day:
            self.stands.pop()
        self.stands.append(stand)

    def join(self, day: date, groups: tuple[str, ...]) -> None:
        """Belong to `groups` from a day on."""
        while self.groups and self.groups[-1][0] >= day:
            self.groups.pop()
        if not self.groups or self.groups[-1][1] != groups:
            self.groups.append((day, groups))


class Fold:
    """Takes snapshots one at a time, and keeps of each only what the curves need."""

    def __init__(
        self,
        until: date,
        standard: Standard | None = None,
        *,
        reviews: Mapping[str, Iterable[date]] | None = None,
        walks: "Walks | None" = None,
        is_brief: bool = False,
    ) -> None:
        """Start before the first snapshot; a brief fold has groups and nothing else to tell."""
        self._is_brief = is_brief
        self._until = until
        self._standard = standard
        self._reviews = {id_: sorted(set(days)) for id_, days in (reviews or {}).items()}
        self._walks = walks or Walks()
        self._catalog: Catalog | None = None
        self._yardstick: Yardstick | None = None
        self._keys: dict[tuple[Any, ...], bytes] = {}
        self._base = b""
        self._traces: dict[str, Trace] = {}
        self._today: dict[str, str] = {}
        self._rates = Rates()

    def take(self, snapshot: Snapshot) -> None:
        """Bring everything to the next snapshot; one after the last day is passed over."""
        day = snapshot.moment.day
        if day > self._until:
            return
        catalog = snapshot.catalog if self._standard is None else snapshot.catalog.under(self._standard)
        last, self._catalog = self._catalog, catalog
        is_moved = last is None or any(
            getattr(last, part) is not getattr(catalog, part)
            for part in ("standard", "platforms", "groups", "teams")
        )
        if is_moved:
            self._surround(catalog)
        before = {} if last is None else last.services
        for id_ in catalog.services if is_moved else differing(before, catalog.services):
            self._change(id_, catalog.services[id_], snapshot)
        for id_ in before.keys() - catalog.services.keys():
            self._miss(before[id_], snapshot)

    def _surround(self, catalog: Catalog) -> None:
        """Make ready to measure by another standard, other platforms or groups."""
        self._yardstick = Yardstick(catalog)
        self._keys = {}
        self._base = digest(catalog.standard, catalog.groups)

    def _around(self, service: Service) -> Surroundings:
        """Return what a service is measured by."""
        assert self._catalog is not None, "a snapshot was taken"  # noqa: S101 - told to the type checker
        assert self._yardstick is not None, "the same"  # noqa: S101
        is_known = service.owner in self._catalog.teams
        known = (service.platforms, is_known)
        key = self._keys.get(known)
        if key is None:
            platforms = [self._catalog.platforms.get(id_) for id_ in service.platforms]
            key = self._keys[known] = self._base + digest(platforms, is_known)
        return Surroundings(self._yardstick, key)

    def _change(self, id_: str, service: Service, snapshot: Snapshot) -> None:
        """Give a service another value, or the same in other surroundings."""
        day = snapshot.moment.day
        trace = self._trace(id_, service)
        around = self._around(service)
        groups = self._groups_of(service)
        span = trace.span
        if span is not None and span.around.key == around.key and span.service == service:
            span.service, span.around = service, around
        else:
            self._close(trace, day)
            trace.span = Span(service, around, day, snapshot.moment.commit)
        if trace.gaps and trace.gaps[-1].until is None:
            trace.gaps[-1] = replace(trace.gaps[-1], until=day)
        trace.join(day, groups)

    def _trace(self, id_: str, service: Service) -> Trace:
        """Return the trace of a service, that of a former id carried on."""
        trace = self._traces.get(id_)
        if trace is not None:
            return trace
        assert self._catalog is not None  # noqa: S101 - told to the type checker
        former = next(
            (
                each
                for each in service.former_ids
                if each in self._traces and each not in self._catalog.services
            ),
            None,
        )
        trace = Trace() if former is None else self._traces.pop(former)
        if former is not None:
            self._today[former] = id_
        self._traces[id_] = trace
        return trace

    def _miss(self, service: Service, snapshot: Snapshot) -> None:
        """Begin a gap where a service can no longer be read, or is gone."""
        trace = self._traces.get(service.id)
        if trace is None:
            return
        day = snapshot.moment.day
        is_unreadable = any(
            each.id == service.id or each.path == service.path for each in snapshot.catalog.unreadable
        )
        why = Missing.UNREADABLE if is_unreadable else Missing.ABSENT
        self._close(trace, day)
        trace.put(Stand(day, None))
        trace.join(day, ())
        trace.gaps.append(Gap(since=day, until=None, why=why))
        trace.turns.append(
            Turn(
                day=day,
                commit=snapshot.moment.commit,
                tally=None,
                raw_tally=None,
                level=None,
                verdict=None,
                missing=why,
            )
        )

    def _groups_of(self, service: Service) -> tuple[str, ...]:
        """Return the groups that count a service: the organisation, its team and those above."""
        if service.lifecycle in OUTSIDE:
            return ()
        assert self._catalog is not None  # noqa: S101 - told to the type checker
        return (ORGANISATION, *with_parents(service.owner, self._catalog.teams))

    # - closing a span

    def _close(self, trace: Trace, end: date) -> None:
        """Walk the value that a service has had up to `end`, the day on which it gets another."""
        span = trace.span
        if span is None:
            return
        trace.span = None
        segment = self._walks.segment(span, end, self._until)
        levels = tuple(level.id for level in span.around.yardstick.catalog.standard.levels)
        leans_on = tuple(leaned_on(span.service.depends_on))
        for step in segment.steps:
            if step.day < end or step.day == span.since:
                trace.put(Stand(step.day, step, leans_on, levels))
        if self._is_brief:
            return
        if span.since < end and span.service.lifecycle not in OUTSIDE:
            self._rates.add(segment, span.since, end)
        self._tell(trace, span, segment, end, levels)
        self._look_back(trace, span, end)

    def _tell(self, trace: Trace, span: Span, segment: Segment, end: date, levels: tuple[str, ...]) -> None:
        """Write down what the commit did, and what came by itself up to and including `end`."""
        first = segment.steps[0]
        states = tuple(turned(trace.states, segment.states)) if trace.turns else ()
        if span.commit is not None:
            trace.turns.append(turn(span.since, span.commit, first, states, levels))
        now = dict(segment.states)
        steps = [step.day for step in segment.steps]
        by_day: dict[date, list[StateStep]] = defaultdict(list)
        for each in segment.changes:
            by_day[each.day].append(each)
        for day in sorted(by_day.keys() | set(steps[1:])):
            if day > end:
                break
            before = {each.check: now.get(each.check) for each in by_day[day]}
            for each in by_day[day]:
                follow(now, each)
            came = tuple(turned(before, {check: now.get(check) for check in before}))
            step = segment.steps[bisect_right(steps, day) - 1]
            trace.turns.append(turn(day, None, step, came, levels))
        trace.states = now

    def _look_back(self, trace: Trace, span: Span, end: date) -> None:
        """Remember how a service stood on the days of its reviews."""
        known = self._reviews.get(self._now(span.service.id), ())
        for day in known:
            if span.since <= day < end or (day == span.since == end):
                trace.reviews[day] = review_day(span, day)

    def _now(self, id_: str) -> str:
        """Return the id under which reviews of a service of then are known."""
        if id_ in self._reviews:
            return id_
        seen = set()
        while id_ in self._today and id_ not in seen:
            seen.add(id_)
            id_ = self._today[id_]
        return id_

    # - at the end

    def curves(self) -> Curves:
        """Return all curves; no snapshot may follow. A brief fold has those of groups only."""
        after = plus(self._until)
        for trace in self._traces.values():
            self._close(trace, after)
            while trace.turns and trace.turns[-1].day > self._until:
                trace.turns.pop()
        points = {id_: list(self._with_dependencies(id_, trace)) for id_, trace in self._traces.items()}
        told = () if self._is_brief else sorted(points)
        services = {id_: self._curve(id_, self._traces[id_], points[id_]) for id_ in told}
        levels = () if self._catalog is None else self._catalog.standard.levels
        groups = groups_of(self._traces, points, (NO_LEVEL, *(level.id for level in levels)))
        return Curves(
            until=self._until,
            services=services,
            organisation=groups.pop(ORGANISATION, ()),
            teams=dict(sorted(groups.items())),
            checks=self._rates.steps(self._until),
        )

    def _curve(
        self, id_: str, trace: Trace, points: Sequence[tuple[date, ServiceStep | None]]
    ) -> ServiceCurve:
        return ServiceCurve(
            service=id_,
            steps=tuple(step for _, step in points if step is not None),
            gaps=tuple(gap for gap in trace.gaps if gap.until is None or gap.since < gap.until),
            turns=tuple(trace.turns),
            reviews=tuple(trace.reviews[day] for day in sorted(trace.reviews)),
        )

    def _with_dependencies(self, id_: str, trace: Trace) -> Iterator[tuple[date, ServiceStep | None]]:
        """Yield where a service stands, under what it leaned on; only where anything differs."""
        last: ServiceStep | None = None
        ends = [stand.day for stand in trace.stands[1:]] + [plus(self._until)]
        is_begun = False
        for stand, end in zip(trace.stands, ends, strict=True):
            if stand.step is None:
                if is_begun and last is not None:
                    yield stand.day, None
                last = None
                continue
            needs = {each: None for each in map(self._at_last, stand.leans_on) if each != id_}
            others = [self._traces[each] for each in needs if each in self._traces]
            for day in turning(stand.day, end, others):
                leaned = [step for other in others if (step := standing(other, day)) is not None]
                now = service_step(stand.step, leaned, day, stand.levels)
                if last is None or replace(last, day=day) != now:
                    yield day, now
                    last = now
                    is_begun = True

    def _at_last(self, id_: str) -> str:
        """Return the last id of a service of then."""
        while id_ not in self._traces and id_ in self._today:
            id_ = self._today[id_]
        return id_


class Walks:
    """Walks values of services, none of them twice: what several curves have in common is done once."""

    def __init__(self, memory: Memory | None = None) -> None:
        """Know nothing yet but what `memory` has kept."""
        self._memory = memory
        self._recent: dict[tuple[int, bytes, date, date], Segment] = {}

    def forget(self) -> None:
        """Let go of what was just walked."""
        self._recent.clear()

    def segment(self, span: Span, until: date, last: date) -> Segment:
        """Return a value walked to `until` at least; beyond the `last` day it is walked on for tomorrow."""
        key = (id(span.service), span.around.key, span.since, until)
        known = self._recent.get(key)
        if known is None:
            known = self._recent[key] = self._walked(span, until, last)
        return known

    def _walked(self, span: Span, until: date, last: date) -> Segment:
        if self._memory is None or until <= span.since:
            return walked(span, until)
        parts = (ENCODER.encode(span.service), span.around.key, span.since.isoformat().encode())
        known = remembered(self._memory, parts)
        if known is not None and known.until >= until:
            return known
        segment = walked(span, plus(until, AHEAD) if until > last else until)
        self._memory.put(ENCODER.encode(segment), "segment", *parts)
        return segment


def turning(day: date, end: date, others: Iterable[Trace]) -> list[date]:
    """Return the days from `day` to the eve of `end` on which any of `others` turns, and `day` itself."""
    days = {day}
    for other in others:
        places = [stand.day for stand in other.stands]
        days.update(places[bisect_left(places, day) : bisect_left(places, end)])
    return sorted(days)


def standing(trace: Trace, day: date) -> Step | None:
    """Return where a service, seen alone, stood on a day; None where it was not there."""
    place = bisect_right(trace.stands, day, key=lambda stand: stand.day) - 1
    return trace.stands[place].step if place >= 0 else None


def turn(
    day: date, commit: str | None, step: Step, states: tuple[StateTurn, ...], levels: tuple[str, ...]
) -> Turn:
    """Return what happened, with where the service stood then."""
    return Turn(
        day=day,
        commit=commit,
        tally=step.tally,
        raw_tally=step.raw_tally,
        level=None if step.level is None else levels[step.level],
        verdict=step.verdict,
        states=states,
    )


def follow(states: dict[str, State], step: StateStep) -> None:
    """Bring the states of checks over a step."""
    if step.state is None:
        states.pop(step.check, None)
    else:
        states[step.check] = step.state


def turned(before: Mapping[str, State | None], after: Mapping[str, State | None]) -> Iterator[StateTurn]:
    """Yield the checks whose state differs, by id."""
    for check in sorted(before.keys() | after.keys()):
        if before.get(check) is not after.get(check):
            yield StateTurn(check=check, before=before.get(check), after=after.get(check))


class Onward(Foresight):
    """Looks on from a service that was just assessed, and does not lay it out once more."""

    def __init__(self, alone: Alone, yardstick: Yardstick, until: date) -> None:
        """Prepare to look from the day of `alone` to `until`."""
        super().__init__(yardstick, alone.day, until)
        self._alone = alone

    def _stretches(self, service: Service) -> list[Stretch]:
        if self._editions:
            return super()._stretches(service)
        return [Stretch(self.day, self._alone.case)]


def walked(span: Span, until: date) -> Segment:
    """Walk a value of a service from its first day up to and including `until`."""
    alone = assess_alone(span.service, span.around.yardstick, span.since)
    last = max(span.since, until)
    course = Onward(alone, span.around.yardstick, last).course(seed(alone))
    changes = []
    for event in course.events:
        cost = event.costs[0]
        if event.about.kind is Subject.CHECK and cost.from_state is not cost.to_state:
            changes.append(StateStep(day=event.day, check=event.about.id, state=cost.to_state))
    return Segment(
        until=last,
        steps=course.steps,
        states={finding.check: finding.state for finding in alone.findings.values()},
        changes=tuple(changes),
    )


def seed(alone: Alone) -> Scorecard:
    """Return as much of a scorecard as a walk starts from."""
    return Scorecard(
        service=alone.case.service,
        findings=tuple(alone.findings.values()),
        tally=alone.sums.tally,
        raw_tally=alone.sums.raw_tally,
        level=None,
        earned_level=None,
        effective_level=None,
        required_level=None,
        required_satisfied=None,
        judgement=Judgement(verdict=None),
    )


def review_day(span: Span, day: date) -> ReviewDay:
    """Return how a service stood on the day of a review."""
    alone = assess_alone(span.service, span.around.yardstick, day)
    judgement, _ = judge(alone.case, alone.findings, alone.sums, day)
    standing_ = sorted(
        (each for each in risks(alone.case, alone.findings, day) if each.is_standing),
        key=lambda each: (-each.residual.exposure, each.id),
    )
    return ReviewDay(
        day=day,
        tally=alone.sums.tally,
        level=alone.level(alone.sums.reached),
        verdict=judgement.verdict,
        risks=tuple(
            OpenRisk(risk=each.id, title=each.title, residual=each.residual, band=each.residual_band)
            for each in standing_
        ),
    )


def differing(before: Mapping[str, Service], after: Mapping[str, Service]) -> list[str]:
    """Return the ids of the services of `after` that are not the very same in `before`."""
    if len(before) == len(after) and all(map(is_, before, after)):
        return list(compress(after, map(is_not, before.values(), after.values())))
    return [id_ for id_, service in after.items() if before.get(id_) is not service]


# --- groups and checks ----------------------------------------------------------------------------


Points = Mapping[str, Sequence[tuple[date, ServiceStep | None]]]


def groups_of(
    traces: Mapping[str, Trace], points: Points, levels: Sequence[str]
) -> dict[str, tuple[GroupStep, ...]]:
    """Return the curves of the organisation and of each team, from the curves of services."""
    agenda: dict[date, list[tuple[str, ServiceStep | None, tuple[str, ...]]]] = defaultdict(list)
    for id_, trace in traces.items():
        for day, step, groups in memberships(points[id_], trace.groups):
            agenda[day].append((id_, step, groups))
    crowds: dict[str, Crowd] = defaultdict(Crowd)
    steps: dict[str, list[GroupStep]] = defaultdict(list)
    now: dict[str, tuple[ServiceStep | None, tuple[str, ...]]] = {}
    for day in sorted(agenda):
        touched: set[str] = set()
        for id_, step, groups in agenda[day]:
            was, formerly = now.get(id_, (None, ()))
            for sign, stood, those in ((-1, was, formerly), (1, step, groups)):
                if stood is not None:
                    touched.update(those)
                    for group in those:
                        crowds[group].count(stood, sign)
            now[id_] = step, groups
        for group in touched:
            step_ = crowds[group].step(day, levels)
            if not steps[group] or replace(steps[group][-1], day=day) != step_:
                steps[group].append(step_)
    return {group: tuple(each) for group, each in steps.items()}


def memberships(
    points: Sequence[tuple[date, ServiceStep | None]], groups: Sequence[tuple[date, tuple[str, ...]]]
) -> Iterator[tuple[date, ServiceStep | None, tuple[str, ...]]]:
    """Yield where a service stands and which groups count it, on each day on which either changes."""
    steps, member = dict(points), dict(groups)
    step: ServiceStep | None = None
    now: tuple[str, ...] = ()
    for day in sorted(steps.keys() | member.keys()):
        step = steps.get(day, step)
        now = member.get(day, now)
        yield day, step, now


class Rates:
    """Counts the states of checks over all services that are measured, as differences from day to day."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._changes: dict[str, dict[date, Counter[State]]] = defaultdict(lambda: defaultdict(Counter))

    def add(self, segment: Segment, since: date, end: date) -> None:
        """Count a value of a service from `since` to the eve of `end`."""
        now = dict(segment.states)
        measured = {step.day: step.verdict is not Verdict.UNASSESSED for step in segment.steps}
        changes: dict[date, list[StateStep]] = defaultdict(list)
        for each in segment.changes:
            changes[each.day].append(each)
        is_measured = False
        for day in sorted(day for day in measured.keys() | changes.keys() if since <= day < end):
            will_be = measured.get(day, is_measured)
            if is_measured:
                self._count([each.check for each in changes[day]] if will_be else now, now, day, -1)
            for each in changes[day]:
                follow(now, each)
            if will_be:
                self._count([each.check for each in changes[day]] if is_measured else now, now, day, 1)
            is_measured = will_be
        if is_measured:
            self._count(now, now, end, -1)

    def _count(self, checks: Iterable[str], states: Mapping[str, State], day: date, sign: int) -> None:
        """Count checks in on a day, or with a sign of -1 out."""
        for check in dict.fromkeys(checks):
            if check in states:
                self._changes[check][day][states[check]] += sign

    def steps(self, until: date) -> dict[str, tuple[RateStep, ...]]:
        """Return how each check fared, by id."""
        return {check: tuple(self._steps(check, until)) for check in sorted(self._changes)}

    def _steps(self, check: str, until: date) -> Iterator[RateStep]:
        now: Counter[State] = Counter()
        last: dict[State, int] | None = None
        for day in sorted(self._changes[check]):
            if not any(self._changes[check][day].values()):
                continue  # services whose answers were touched and came out the same
            now.update(self._changes[check][day])
            rate = rate_of(check, Counter({state: count for state, count in now.items() if count}))
            if day <= until and rate.states != last:
                last = rate.states
                yield RateStep(day=day, passed=rate.passed, states=rate.states)


# --- remembering ----------------------------------------------------------------------------------


def of_fraction(value: Any) -> Any:
    """Write an exact number as text."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise NotImplementedError(type(value))


def to_fraction(kind: type, value: Any) -> Any:
    """Read an exact number."""
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError(kind)


ENCODER = msgspec.msgpack.Encoder(enc_hook=of_fraction)
_SEGMENTS = msgspec.msgpack.Decoder(Segment)


def remembered(memory: Memory, parts: tuple[bytes, ...]) -> Segment | None:
    """Return a segment out of memory, None where there is none that can be used."""
    known = memory.get("segment", *parts)
    if known is None:
        return None
    try:
        return _SEGMENTS.decode(known)
    except msgspec.MsgspecError:
        return None


def digest(*values: Any) -> bytes:
    """Return a digest of values."""
    return sha256(ENCODER.encode(values)).digest()

"""What changes by itself from a day on: exact step curves, and the events that make them.

States change only on days that the catalog names, so each service is evaluated anew on its own days
only, and of its checks only those that the day is about. The result for a day equals `assess` on it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from msgspec.structs import replace

from gonogo.assess import days, events
from gonogo.assess.case import Case, lay_out
from gonogo.assess.dates import plus
from gonogo.assess.states import find
from gonogo.assess.sums import Sums
from gonogo.assess.verdict import leaned_on, required_level, verdict_alone
from gonogo.assess.yardstick import Rule, Yardstick
from gonogo.model.catalog import Service
from gonogo.model.portfolio import (
    About,
    Cost,
    Event,
    EventKind,
    Finding,
    Forecast,
    Portfolio,
    Scorecard,
    ServiceForecast,
    ServiceStep,
    Subject,
    Tally,
    Verdict,
)

HORIZON_DAYS = 180
"""How far a forecast looks unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on a service, seen alone, stands here; levels are indices."""

    day: date
    tally: Tally
    raw_tally: Tally
    level: int | None
    required: int | None
    is_satisfied: bool | None
    verdict: Verdict | None

    def stands_as(self, other: "Step") -> bool:
        """Tell whether nothing but the day differs."""
        return (
            self.tally == other.tally
            and self.raw_tally == other.raw_tally
            and self.level == other.level
            and self.required == other.required
            and self.is_satisfied == other.is_satisfied
            and self.verdict == other.verdict
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the horizon in which one edition of the standard holds, for one service."""

    since: date
    case: Case
    rules: dict[str, Rule]


@dataclass(frozen=True, slots=True)
class Course:
    """How a service goes on, seen alone."""

    service: Service
    steps: tuple[Step, ...]
    events: tuple[Event, ...]

    def at(self, day: date) -> Step:
        """Return where it stands on `day`."""
        return self.steps[max(0, bisect_right(self.steps, day, key=attrgetter("day")) - 1)]


def forecast(portfolio: Portfolio, until: date | None = None) -> Forecast:
    """Return what changes by itself after the day of `portfolio`, up to and including `until`."""
    return Outlook(portfolio, until).whole()


class Outlook:
    """The forecast of a portfolio, service by service: that of one asks for its dependencies only."""

    def __init__(self, portfolio: Portfolio, until: date | None = None) -> None:
        """Prepare to look up to and including `until`."""
        self.until = until or plus(portfolio.day, timedelta(days=HORIZON_DAYS))
        self._portfolio = portfolio
        self._levels = tuple(level.id for level in portfolio.standard.levels)
        self._foresight = Foresight(Yardstick(portfolio.catalog), portfolio.day, self.until)
        self._courses: dict[str, Course] = {}
        self._known: dict[str, ServiceForecast] = {}

    def of(self, service: str) -> ServiceForecast:
        """Return how a service goes on."""
        if service not in self._known:
            course = self._course(service)
            below = leaned_on(course.service.depends_on)
            known = self._portfolio.scorecards
            others = [self._course(id_) for id_ in below if id_ in known and id_ != service]
            self._known[service] = with_dependencies(course, others, self._levels)
        return self._known[service]

    def knows(self, service: str) -> bool:
        """Tell whether that was worked out already, or recalled."""
        return service in self._known

    def recall(self, known: Mapping[str, ServiceForecast]) -> None:
        """Take what was worked out elsewhere, or before, of the same."""
        self._known.update(known)

    def whole(self) -> Forecast:
        """Return how all services go on."""
        services = {id_: self.of(id_) for id_ in self._portfolio.scorecards}
        self._courses.clear()
        return Forecast(
            day=self._portfolio.day,
            until=self.until,
            services=services,
            events=merged(each for of_service in services.values() for each in of_service.events),
        )

    def _course(self, service: str) -> Course:
        if service not in self._courses:
            self._courses[service] = self._foresight.course(self._portfolio.scorecards[service])
        return self._courses[service]


class Foresight:
    """Evaluates services over a horizon, one at a time."""

    def __init__(self, yardstick: Yardstick, day: date, until: date) -> None:
        """Prepare to look from `day` to `until`."""
        self.yardstick = yardstick
        self.day = day
        self.until = until
        self._editions = [edition for edition in yardstick.editions[1:] if day < edition.since <= until]
        self._amended = {
            amendment.check
            for amendment in yardstick.catalog.standard.amendments
            if day < amendment.since <= until
        }
        self._of_platforms: dict[tuple[tuple[str, ...], int], frozenset[date]] = {}

    def course(self, card: Scorecard) -> Course:
        """Return how the service of `card` goes on, seen alone."""
        stretches = self._stretches(card.service)
        first = stretches[0].case
        marked = self._within(days.of_verdict(first), days.listed(first))
        marked.update(stretch.since for stretch in stretches[1:])
        return Walk(card, stretches).along(self._agenda(stretches), marked)

    def _stretches(self, service: Service) -> list[Stretch]:
        stretches = []
        for since in (self.day, *(edition.since for edition in self._editions)):
            case = lay_out(service, self.yardstick, since)
            stretches.append(Stretch(since, case, case.checklist.by_id))
        return stretches

    def _agenda(self, stretches: list[Stretch]) -> dict[date, list[str]]:
        """Return the days on which a check may change, each with the checks to look at."""
        agenda: dict[date, list[str]] = defaultdict(list)
        for number, stretch in enumerate(stretches):
            for id_, rule in stretch.rules.items():
                if number == 0 or id_ in self._amended:
                    for day in self._days_of(rule, stretch.case):
                        agenda[day].append(id_)
            if number:
                agenda[stretch.since].extend(self._amended)
        return agenda

    def _days_of(self, rule: Rule, case: Case) -> set[date]:
        found = self._within(days.of_finding(rule, case))
        there = case.platforms.get(rule.id)
        if there is not None:
            key = (case.service.platforms, id(rule))
            known = self._of_platforms.get(key)
            if known is None:
                known = frozenset(self._within(days.of_platforms(there, rule)))
                self._of_platforms[key] = known
            found |= known
        return found

    def _within(self, *known: Iterable[date]) -> set[date]:
        return {day for each in known for day in each if self.day < day <= self.until}


class Walk:
    """One service from day to day: its findings and sums, changed where something happens."""

    def __init__(self, card: Scorecard, stretches: list[Stretch]) -> None:
        """Start at what `card` says."""
        self._ahead = stretches[1:]
        self._case = stretches[0].case
        self._rules = stretches[0].rules
        self._findings = {finding.check: finding for finding in card.findings}
        self._measured_by = {id_: self._rules[id_] for id_ in self._findings}
        self._sums = Sums(len(self._case.edition.levels))
        for id_, finding in self._findings.items():
            self._sums.add(finding, self._measured_by[id_].level)
        self._events: list[Event] = []
        self._tally = self._sums.tally
        self._first = self._step(stretches[0].since)

    def along(self, agenda: dict[date, list[str]], marked: set[date]) -> Course:
        """Walk all days of `agenda`, and those `marked`, on which something else than a check may change."""
        steps = [self._first]
        for day in sorted(agenda.keys() | marked):
            self._enter(day)
            changes = [self._look_at(id_, day) for id_ in sorted(set(agenda.get(day, ())), key=self._place)]
            if day in marked:
                self._events += events.besides(self._case, self._findings, self._tally, day)
            if day in marked or any(changes):
                step = self._step(day)
                if not step.stands_as(steps[-1]):
                    steps.append(step)
        return Course(self._case.service, tuple(steps), tuple(self._events))

    def _enter(self, day: date) -> None:
        while self._ahead and self._ahead[0].since <= day:
            stretch = self._ahead.pop(0)
            self._case, self._rules = stretch.case, stretch.rules

    def _place(self, id_: str) -> tuple[int, str]:
        """Sort key: the standard's order; what does not apply any more comes first, by id."""
        rule = self._rules.get(id_)
        return (-1, id_) if rule is None else (rule.place, id_)

    def _look_at(self, id_: str, day: date) -> bool:
        """Bring a check up to `day`; tell whether it is another than before."""
        before, rule = self._findings.pop(id_, None), self._rules.get(id_)
        former = self._measured_by.pop(id_, None)
        if before is not None and former is not None:
            self._sums.add(before, former.level, -1)
        after = None if rule is None else find(rule, self._case, day)
        if after is not None and rule is not None:
            self._findings[id_] = after
            self._measured_by[id_] = rule
            self._sums.add(after, rule.level)
        if is_same(before, after):
            return False
        then, self._tally = self._tally, self._sums.tally
        if before is None or after is None or before.state is not after.state or then != self._tally:
            is_amended = rule is None or former is None or rule.check is not former.check
            turn = events.Turn(before, after, then, self._tally, is_amended=is_amended)
            self._events.append(events.of_finding(turn, self._case, day))
        return True

    def _step(self, day: date) -> Step:
        required = None if self._case.lacks_tier else required_level(self._case, self._sums)
        return Step(
            day=day,
            tally=self._tally,
            raw_tally=self._sums.raw_tally,
            level=self._sums.reached,
            required=required,
            is_satisfied=None if required is None else self._sums.satisfies(required),
            verdict=verdict_alone(self._case, self._findings, self._sums, day),
        )


def is_same(before: Finding | None, after: Finding | None) -> bool:
    """Tell whether nothing that a score, a level or a verdict rests on differs."""
    if before is None or after is None:
        return before is after
    return (
        before.state is after.state
        and before.beneath is after.beneath
        and before.answered_by is after.answered_by
        and before.gate is after.gate
        and before.units == after.units
    )


def with_dependencies(course: Course, others: list[Course], levels: tuple[str, ...]) -> ServiceForecast:
    """Return how a service goes on under what `others`, on which it depends, do."""
    turning = {step.day for each in (course, *others) for step in each.steps}
    steps: list[ServiceStep] = []
    for day in sorted(turning):
        step = service_step(course.at(day), [other.at(day) for other in others], day, levels)
        if not steps or replace(steps[-1], day=day) != step:
            steps.append(step)
    happened = [*course.events, *of_others(course, others, turning, levels)]
    happened.sort(key=attrgetter("day"))
    return ServiceForecast(service=course.service.id, steps=tuple(steps), events=tuple(happened))


def service_step(own: Step, others: list[Step], day: date, levels: tuple[str, ...]) -> ServiceStep:
    """Return where a service stands on `day` with its dependencies."""
    verdict = own.verdict
    if verdict is Verdict.GO and any(other.verdict is Verdict.NO_GO for other in others):
        verdict = Verdict.CONDITIONAL
    rungs = [-1 if own.level is None else own.level]
    rungs += [rung for rung in map(ceiling, others) if rung is not None]
    return ServiceStep(
        day=day,
        tally=own.tally,
        raw_tally=own.raw_tally,
        level=None if own.level is None else levels[own.level],
        effective_level=None if min(rungs) < 0 else levels[min(rungs)],
        verdict=verdict,
        required_satisfied=own.is_satisfied,
    )


def ceiling(step: Step) -> int | None:
    """Return the index at which a dependency caps, -1 for no level at all, None where it does not."""
    if step.required is None or step.is_satisfied:
        return None
    return -1 if step.level is None else step.level


def of_others(
    course: Course, others: list[Course], turning: set[date], levels: tuple[str, ...]
) -> Iterator[Event]:
    """Yield an event whenever a dependency becomes a no-go or stops being one, or caps at another level."""
    for other in others:
        for before, after in pairwise(other.at(day) for day in sorted(turning)):
            is_no_go = after.verdict is Verdict.NO_GO
            if is_no_go is not (before.verdict is Verdict.NO_GO):
                detail = "no-go" if is_no_go else "no longer no-go"
            elif ceiling(before) != ceiling(after):
                detail = capped(ceiling(after), levels)
            else:
                continue
            tally = course.at(after.day).tally
            yield Event(
                day=after.day,
                kind=EventKind.DEPENDENCY,
                about=About(kind=Subject.DEPENDENCY, id=other.service.id),
                title=other.service.name,
                costs=(Cost(service=course.service.id, before=tally, after=tally),),
                owner=other.service.owner,
                detail=detail,
            )


def capped(rung: int | None, levels: tuple[str, ...]) -> str:
    """Say at what level a dependency caps."""
    if rung is None:
        return "no longer caps the level"
    return "caps the level at none" if rung < 0 else f"caps the level at {levels[rung]}"


def merged(happened: Iterable[Event]) -> tuple[Event, ...]:
    """Return all events by day, then service; what happens to a platform's answer is one event."""
    single: list[Event] = []
    shared: dict[tuple[date, EventKind, str, str], list[Event]] = defaultdict(list)
    for event in happened:
        if event.platform is None:
            single.append(event)
        else:
            shared[event.day, event.kind, event.platform, event.about.id].append(event)
    for events_ in shared.values():
        costs = tuple(cost for event in events_ for cost in event.costs)
        single.append(replace(events_[0], costs=costs))
    single.sort(key=lambda event: (event.day, event.costs[0].service))
    return tuple(single)

"""What changes by itself from a day on: exact step curves, and the events that make them.

States change only on days that the catalog names, so each service is evaluated anew on its own days
only, and of its checks only those that the day is about. The result for a day equals `assess` on it.
"""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise
from operator import attrgetter
from typing import Protocol

from msgspec.structs import replace

from gonogo.assess import days, events
from gonogo.assess.case import Case, lay_out
from gonogo.assess.dates import plus
from gonogo.assess.days import OfLikes
from gonogo.assess.events import PARTS, Part
from gonogo.assess.states import find
from gonogo.assess.sums import add_up
from gonogo.assess.verdict import leaned_on, required_level, verdict_alone, verdict_by_date
from gonogo.assess.yardstick import Rule, Yardstick
from gonogo.model.catalog import Service
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    PASSING,
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


class Step(Noun):
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
            and self.is_satisfied is other.is_satisfied
            and self.verdict is other.verdict
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the horizon in which one edition of the standard holds, for one service."""

    since: date
    case: Case

    @property
    def rules(self) -> dict[str, Rule]:
        """The rules that apply, by the id of their check."""
        return self.case.checklist.by_id


@dataclass(frozen=True, slots=True)
class Course:
    """How a service goes on, seen alone."""

    service: Service
    steps: tuple[Step, ...]
    events: tuple[Event, ...]

    def at(self, day: date) -> Step:
        """Return where it stands on `day`."""
        return self.steps[max(0, bisect_right(self.steps, day, key=attrgetter("day")) - 1)]

    def on(self, days_: list[date]) -> list[Step]:
        """Return where it stands on each of `days_`, which are in order."""
        found, place, last = [], 0, len(self.steps) - 1
        for day in days_:
            while place < last and self.steps[place + 1].day <= day:
                place += 1
            found.append(self.steps[place])
        return found


class Coming(Protocol):
    """An event, without what it does to scores."""

    @property
    def day(self) -> date:
        """Its first day."""

    @property
    def kind(self) -> EventKind:
        """What happens."""

    @property
    def about(self) -> About:
        """To what."""

    @property
    def title(self) -> str:
        """How that is called."""

    @property
    def owner(self) -> str | None:
        """Whose it is."""


class Recalled(Protocol):
    """How a service goes on, as it is known from elsewhere.

    There are many, and most who ask want a part. It is None where what is known turns out to be of no use.
    """

    def whole(self) -> ServiceForecast | None:
        """Return all of it."""

    def steps(self) -> Sequence[ServiceStep] | None:
        """Return where the service stands from day to day."""

    def events(self) -> Sequence[Coming] | None:
        """Return what happens to it."""


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
        self._held: dict[str, Recalled] = {}

    def of(self, service: str) -> ServiceForecast:
        """Return how a service goes on; what is recalled is not held besides."""
        known = self._known.get(service)
        if known is None and service in self._held:
            known = self._held[service].whole()
        if known is None:
            known = self._known[service] = self._worked_out(service)
        return known

    def steps_of(self, service: str) -> Sequence[ServiceStep]:
        """Return where a service stands from day to day."""
        steps = self._held[service].steps() if service in self._held else None
        return self.of(service).steps if steps is None else steps

    def events_of(self, service: str) -> Sequence[Coming]:
        """Return what happens to a service."""
        events_ = self._held[service].events() if service in self._held else None
        return self.of(service).events if events_ is None else events_

    def _worked_out(self, service: str) -> ServiceForecast:
        course = self._course(service)
        below = leaned_on(course.service.depends_on)
        known = self._portfolio.scorecards
        others = [self._course(id_) for id_ in below if id_ in known and id_ != service]
        return with_dependencies(course, others, self._levels)

    def knows(self, service: str) -> bool:
        """Tell whether that was worked out already, or can be recalled."""
        return service in self._known or service in self._held

    def in_company(self, services: Iterable[str]) -> list[str]:
        """Return the same services, those side by side of which one leans on the other.

        How one goes on that others lean on is worked out once by whoever works out theirs.
        """
        known = self._portfolio.scorecards
        beside: dict[str, list[str]] = {service: [] for service in services}
        for service, others in beside.items():
            for other in leaned_on(known[service].service.depends_on):
                if other in beside:
                    others.append(other)
                    beside[other].append(service)
        found: dict[str, None] = {}
        for service in beside:
            waiting = deque([service])
            while waiting:
                each = waiting.popleft()
                if each not in found:
                    found[each] = None
                    waiting += beside[each]
        return list(found)

    def recall(self, held: Mapping[str, Recalled]) -> None:
        """Recall what was worked out before of the same, or elsewhere, when somebody asks for a service."""
        self._held.update((service, each) for service, each in held.items() if service not in self._known)

    def services(self) -> dict[str, ServiceForecast]:
        """Return how each service goes on, in order of id."""
        services = {id_: self.of(id_) for id_ in self._portfolio.scorecards}
        self._courses.clear()
        return services

    def steps(self) -> dict[str, Sequence[ServiceStep]]:
        """Return where each service stands from day to day, in order of id."""
        steps = {id_: self.steps_of(id_) for id_ in self._portfolio.scorecards}
        self._courses.clear()
        return steps

    def whole(self) -> Forecast:
        """Return how all services go on, and what happens to them together."""
        services = self.services()
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
        self._of_likes: dict[tuple[int, tuple[str, ...]], tuple[OfLikes, ...]] = {}

    def course(self, card: Scorecard) -> Course:
        """Return how the service of `card` goes on, seen alone."""
        stretches = self._stretches(card.service)
        return Walk(card, stretches).along(self._agenda(stretches), self._marks(stretches))

    def _stretches(self, service: Service) -> list[Stretch]:
        days_ = (self.day, *(edition.since for edition in self._editions))
        return [Stretch(since, lay_out(service, self.yardstick, since)) for since in days_]

    def _agenda(self, stretches: list[Stretch]) -> dict[date, list[str]]:
        """Return the days on which a check may change, each with the checks to look at."""
        agenda: dict[date, list[str]] = defaultdict(list)
        since, until = self.day, self.until
        for number, stretch in enumerate(stretches):
            case = stretch.case
            shared = ((each.check, each.of(case)) for each in self._days_of_likes(case))
            for id_, known in chain(days.of_findings(case), shared):
                if number == 0 or id_ in self._amended:
                    for day in known:
                        if since < day <= until:
                            agenda[day].append(id_)
            if number:
                agenda[stretch.since].extend(self._amended)
        return agenda

    def _days_of_likes(self, case: Case) -> tuple[OfLikes, ...]:
        """Return `days.of_likes`, worked out once for all; checklists live as long as the yardstick."""
        key = (id(case.checklist), case.service.platforms)
        known = self._of_likes.get(key)
        if known is None:
            known = self._of_likes[key] = tuple(days.of_likes(case, self.day, self.until))
        return known

    def _marks(self, stretches: list[Stretch]) -> dict[date, list[Part]]:
        """Return the days on which something else than a check may change, each with what that may be."""
        marks: dict[date, list[Part]] = {stretch.since: [] for stretch in stretches[1:]}
        for part in PARTS:
            for day in self._within(part.days(stretches[0].case)):
                marks.setdefault(day, []).append(part)
        return marks

    def _within(self, known: Iterable[date]) -> set[date]:
        since, until = self.day, self.until
        return {day for day in known if since < day <= until}


class Walk:
    """One service from day to day: its findings and sums, changed where something happens."""

    def __init__(self, card: Scorecard, stretches: list[Stretch]) -> None:
        """Start at what `card` says."""
        self._ahead = stretches[1:]
        self._case = stretches[0].case
        self._rules = stretches[0].rules
        self._findings = {finding.check: finding for finding in card.findings}
        self._measured_by = self._rules.copy()
        self._sums = add_up(card.findings, self._case.checklist.rules, len(self._case.edition.levels))
        self._events: list[Event] = []
        self._tally = self._sums.tally
        self._by_date = verdict_by_date(self._case, stretches[0].since)
        self._first = self._step(stretches[0].since)

    def along(self, agenda: dict[date, list[str]], marks: dict[date, list[Part]]) -> Course:
        """Walk the days of `agenda`, and those of `marks`, on which anything but a check may change."""
        steps = [self._first]
        for day in sorted(agenda.keys() | marks.keys()):
            is_other = self._enter(day) if self._ahead else False
            if day in agenda:
                for id_ in self._in_order(agenda[day]):
                    is_other |= self._look_at(id_, day)
            if day in marks:
                is_other |= self._mark(marks[day], day)
            if is_other:
                step = self._step(day)
                if not step.stands_as(steps[-1]):
                    steps.append(step)
        return Course(self._case.service, tuple(steps), tuple(self._events))

    def _enter(self, day: date) -> bool:
        """Go on by the edition that holds on `day`; tell whether it is another than before."""
        is_entered = False
        while self._ahead and self._ahead[0].since <= day:
            stretch = self._ahead.pop(0)
            self._case, self._rules = stretch.case, stretch.rules
            is_entered = True
        return is_entered

    def _mark(self, parts: list[Part], day: date) -> bool:
        """Tell what happens of `parts`, and whether that can decide; no parts mark another edition."""
        self._events += events.besides(parts, self._case, self._findings, self._tally, day)
        if parts and not any(part.is_deciding for part in parts):
            return False
        self._by_date = verdict_by_date(self._case, day)
        return True

    def _in_order(self, ids: Collection[str]) -> Collection[str]:
        """Return each of `ids` once, in the standard's order; first, by id, what no longer applies."""
        return ids if len(ids) < 2 else sorted(set(ids), key=self._place)  # noqa: PLR2004 - one is in order

    def _place(self, id_: str) -> tuple[int, str]:
        rule = self._rules.get(id_)
        return (-1, id_) if rule is None else (rule.place, id_)

    def _look_at(self, id_: str, day: date) -> bool:
        """Bring a check up to `day`; tell whether that can make any difference to the whole."""
        before, former = self._findings.get(id_), self._measured_by.get(id_)
        rule = self._rules.get(id_)
        after = None if rule is None else find(rule, self._case, day)
        self._put(id_, after, rule)
        if rule is former and is_same(before, after):
            return False
        is_weighty = rule is not former or not is_as_good(before, after)
        if is_weighty:
            if before is not None and former is not None:
                self._sums.add(before, former.level, -1)
            if after is not None and rule is not None:
                self._sums.add(after, rule.level)
            if is_same(before, after):
                return False
        then = self._tally
        if is_weighty:
            self._tally = self._sums.tally
        if before is None or after is None or before.state is not after.state or then != self._tally:
            is_amended = rule is None or former is None or rule.check is not former.check
            tallies = (then, self._tally)
            event = events.of_finding(before, after, tallies, self._case, day, is_amended=is_amended)
            self._events.append(event)
        return is_weighty

    def _put(self, id_: str, finding: Finding | None, rule: Rule | None) -> None:
        if finding is None or rule is None:
            self._findings.pop(id_, None)
            self._measured_by.pop(id_, None)
        else:
            self._findings[id_] = finding
            self._measured_by[id_] = rule

    def _step(self, day: date) -> Step:
        required = None if self._case.lacks_tier else required_level(self._case, self._sums)
        return Step(
            day=day,
            tally=self._tally,
            raw_tally=self._sums.raw_tally,
            level=self._sums.reached,
            required=required,
            is_satisfied=None if required is None else self._sums.satisfies(required),
            verdict=verdict_alone(self._case, self._findings, self._sums, day, self._by_date),
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


def is_as_good(before: Finding | None, after: Finding | None) -> bool:
    """Tell whether a check is in place before and after, and no verdict asks which of both."""
    return (
        before is not None
        and after is not None
        and before.state in PASSING
        and after.state in PASSING
        and before.answered_by is after.answered_by
        and not before.gate
        and not after.gate
        and before.units == after.units
    )


def with_dependencies(course: Course, others: list[Course], levels: tuple[str, ...]) -> ServiceForecast:
    """Return how a service goes on under what `others`, on which it depends, do."""
    turning = sorted({step.day for each in (course, *others) for step in each.steps})
    own, beside = course.on(turning), [other.on(turning) for other in others]
    steps: list[ServiceStep] = []
    for place, day in enumerate(turning):
        step = service_step(own[place], [each[place] for each in beside], day, levels)
        if not steps or not stands_as(step, steps[-1]):
            steps.append(step)
    happened = course.events
    if others:
        theirs = of_others(course, zip(others, beside, strict=True), turning, levels)
        happened = tuple(sorted((*happened, *theirs), key=attrgetter("day")))
    return ServiceForecast(service=course.service.id, steps=tuple(steps), events=happened)


def stands_as(one: ServiceStep, other: ServiceStep) -> bool:
    """Tell whether nothing but the day differs."""
    return (
        one.tally == other.tally
        and one.raw_tally == other.raw_tally
        and one.level == other.level
        and one.effective_level == other.effective_level
        and one.verdict is other.verdict
        and one.required_satisfied is other.required_satisfied
    )


def service_step(own: Step, others: list[Step], day: date, levels: tuple[str, ...]) -> ServiceStep:
    """Return where a service stands on `day` with its dependencies."""
    verdict, rung = own.verdict, -1 if own.level is None else own.level
    for other in others:
        if verdict is Verdict.GO and other.verdict is Verdict.NO_GO:
            verdict = Verdict.CONDITIONAL
        cap = ceiling(other)
        rung = rung if cap is None else min(rung, cap)
    return ServiceStep(
        day=day,
        tally=own.tally,
        raw_tally=own.raw_tally,
        level=None if own.level is None else levels[own.level],
        effective_level=None if rung < 0 else levels[rung],
        verdict=verdict,
        required_satisfied=own.is_satisfied,
    )


def ceiling(step: Step) -> int | None:
    """Return the index at which a dependency caps, -1 for no level at all, None where it does not."""
    if step.required is None or step.is_satisfied:
        return None
    return -1 if step.level is None else step.level


def of_others(
    course: Course, others: Iterable[tuple[Course, list[Step]]], turning: list[date], levels: tuple[str, ...]
) -> Iterator[Event]:
    """Yield an event whenever a dependency becomes a no-go or stops being one, or caps at another level.

    With each dependency come its steps on the days of `turning`.
    """
    for other, theirs in others:
        for day, (before, after) in zip(turning[1:], pairwise(theirs), strict=True):
            if before is after:
                continue
            is_no_go = after.verdict is Verdict.NO_GO
            if is_no_go is not (before.verdict is Verdict.NO_GO):
                detail = "no-go" if is_no_go else "no longer no-go"
            elif ceiling(before) != ceiling(after):
                detail = capped(ceiling(after), levels)
            else:
                continue
            tally = course.at(day).tally
            yield Event(
                day=day,
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

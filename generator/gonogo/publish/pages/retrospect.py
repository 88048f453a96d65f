"""The past as pages look at it: how a number came to be what it is, in a small picture and in words."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from msgspec.structs import replace

from gonogo.model.history import RateStep
from gonogo.model.noun import Noun
from gonogo.model.portfolio import GroupStep, ServiceStep

SPANS = (30, 90)
"""How many days back a trend is told."""

FAR = timedelta(days=365)
"""How far back a trend is drawn."""

SAMPLES = 40
"""Points of the small picture."""

WHOLE = 100

Step = TypeVar("Step", GroupStep, ServiceStep)


def lately(steps: Iterable[Step], day: date) -> tuple[Step, ...]:
    """Return the steps of the year before `day`; one that was taken earlier begins with that year."""
    first, found = day - FAR, list[Step]()
    for step in steps:
        if step.day >= day:
            break
        if step.day <= first:
            found = [replace(step, day=first)]
        else:
            found.append(step)
    return tuple(found)


class Trend(Noun):
    """A value of 0 to 100 up to `day`: from each day on a value, or none; empty where nothing is known."""

    day: date
    values: tuple[tuple[date, Fraction | None], ...]

    def on(self, day: date) -> Fraction | None:
        """Return the value of a day; None before the first."""
        place = bisect_right(self.values, day, key=lambda each: each[0]) - 1
        return self.values[place][1] if place >= 0 else None

    @property
    def samples(self) -> list[Fraction | None]:
        """The values of some days, evenly spread over the last year; none before there is a second day."""
        first = max(self._first, self.day - FAR)
        days = (self.day - first).days
        last = min(SAMPLES - 1, days)
        return [self.on(first + timedelta(days=days * each // last)) for each in range(last + 1) if last]

    @property
    def words(self) -> str:
        """The same for those who do not see it; empty where there is nothing to tell."""
        spans = [(then, f"in {days} days") for days in SPANS if (then := self._back(days)) >= self._first]
        if not spans and self._first < self.day:
            spans = [(self._first, f"since {self._first}, where history begins")]
        now = self.on(self.day)
        return ", ".join(
            f"{moved(now - before)} {span}"
            for then, span in spans
            if now is not None and (before := self.on(then)) is not None
        )

    def _back(self, days: int) -> date:
        return self.day - timedelta(days=days)

    @property
    def _first(self) -> date:
        return self.values[0][0] if self.values else self.day


def moved(points: Fraction) -> str:
    """Return which way a value went, and how far, without a sign that must be seen."""
    tenths = abs(round(points * 10) / 10)
    if not tenths:
        return "unchanged"
    return f"{'up' if points > 0 else 'down'} {tenths:.1f}"


def scores(steps: Iterable[GroupStep], day: date) -> Trend:
    """Return how the mean score of a group moved."""
    return Trend(day=day, values=tuple((step.day, step.score) for step in steps if step.day <= day))


def ready(steps: Iterable[GroupStep], day: date) -> Trend:
    """Return how the share of services moved that have the level required of them, in percent."""
    return Trend(
        day=day,
        values=tuple(
            (step.day, Fraction(WHOLE * step.satisfied, step.required) if step.required else None)
            for step in steps
            if step.day <= day
        ),
    )


def passing(steps: Iterable[RateStep], day: date) -> Trend:
    """Return how the share of services moved that pass a check, in percent."""
    return Trend(
        day=day,
        values=tuple(
            (step.day, None if step.passed.ratio is None else WHOLE * step.passed.ratio)
            for step in steps
            if step.day <= day
        ),
    )

"""What the page of a service shows of its past: how it came to be what it is, and who made it so."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cached_property

from gonogo.model.history import Flag, Kept, Origin, ReviewDay, ServiceCurve, StateTurn
from gonogo.model.manifest import Review
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, Scorecard, ServiceStep
from gonogo.publish.pages.environment import Inputs, score
from gonogo.publish.pages.retrospect import FAR, lately


class Since(Noun):
    """What is other now than at the end of a day: points, and checks that fail no more or fail now."""

    points: Fraction | None
    better: tuple[str, ...]
    worse: tuple[str, ...]


class Batch(Noun):
    """Answers that one commit brought to what they are."""

    origin: Origin
    checks: tuple[str, ...]


class Past:
    """The past of a service; empty where nothing is known of it."""

    def __init__(self, inputs: Inputs, card: Scorecard) -> None:
        """Look back at `card`."""
        told = inputs.insights.past
        self._card = card
        self._day = inputs.day
        self._told = told
        self._curve: ServiceCurve | None = None if told is None else told.curves.services.get(card.id)
        self._levels = inputs.levels

    @cached_property
    def steps(self) -> tuple[ServiceStep, ...]:
        """Where it stood in the last year, before the as-of day."""
        return () if self._curve is None else lately(self._curve.steps, self._day)

    @property
    def gaps(self) -> tuple[date, ...]:
        """Days from which nothing is known, within those steps."""
        gaps = () if self._curve is None else self._curve.gaps
        first = self.steps[0].day if self.steps else self._day
        return tuple(gap.since for gap in gaps if first < gap.since < self._day)

    @property
    def reviews(self) -> tuple[date, ...]:
        """The days of reviews within those steps."""
        reviews = () if self._curve is None else self._curve.reviews
        return tuple(each.day for each in reviews if self._day - FAR < each.day <= self._day)

    @property
    def story(self) -> str:
        """The past in a sentence or two."""
        if not self.steps:
            return ""
        first = self.steps[0]
        told = [f"On {first.day} it stood at {score(first.score)}, {self._level(first)}"]
        turns = [
            after
            for before, after in zip(self.steps, self.steps[1:], strict=False)
            if before.level != after.level
        ]
        told += [f"{self._level(step)} from {step.day}" for step in turns[-2:]]
        return "; ".join(told) + "."

    def _level(self, step: ServiceStep) -> str:
        return self._levels.get(step.level or "", "no level")

    def held(self, review: Review) -> ReviewDay | None:
        """Return how it stood on the day of a review."""
        return None if self._curve is None else self._curve.review(review.date)

    def since(self, review: Review) -> Since | None:
        """Return what has changed since a review; None where its day is not known."""
        held = self.held(review)
        if self._curve is None or held is None:
            return None
        now, then = self._card.score, held.tally.score
        turns = self._curve.since(review.date)
        return Since(
            points=None if now is None or then is None else now - then,
            better=tuple(_fell(turns, is_failing=False)),
            worse=tuple(_fell(turns, is_failing=True)),
        )

    def origin(self, kind: str, *parts: object) -> Origin | None:
        """Return the commit that something of the service comes from."""
        return None if self._told is None else self._told.provenance.origin(Kept(kind), self._card.id, *parts)

    def flags(self, kind: str, *parts: object) -> tuple[Flag, ...]:
        """Return what is remarkable about an approval."""
        return () if self._told is None else self._told.provenance.flags_of(Kept(kind), self._card.id, *parts)

    @property
    def batches(self) -> list[Batch]:
        """The commits that its answers come from, the latest first."""
        if self._told is None:
            return []
        found: dict[str, tuple[Origin, list[str]]] = {}
        listed = {finding.check for finding in self._card.findings}
        for check in self._card.service.checks:
            origin = self.origin(Kept.ANSWER, check)
            if origin is not None and check in listed:
                found.setdefault(origin.commit, (origin, []))[1].append(check)
        batches = [Batch(origin=origin, checks=tuple(checks)) for origin, checks in found.values()]
        return sorted(batches, key=lambda batch: (batch.origin.day, batch.origin.commit), reverse=True)


def _fell(turns: Iterable[StateTurn], *, is_failing: bool) -> Iterable[str]:
    """Yield the checks that began or ceased to fail."""
    for turn in turns:
        if (turn.after in FAILING) is is_failing and (turn.before in FAILING) is not is_failing:
            yield turn.check

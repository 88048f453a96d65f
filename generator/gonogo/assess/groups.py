"""The forecast of a group of services: its mean, counts and shares from day to day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm

from msgspec.structs import replace

from gonogo.assess.rollup import NO_LEVEL
from gonogo.assess.teams import by_owner, members, owners_within
from gonogo.model.portfolio import (
    DatedScores,
    Event,
    Forecast,
    GroupForecast,
    GroupStep,
    Portfolio,
    Scorecard,
    ServiceForecast,
    ServiceStep,
    Verdict,
)

VERDICTS = tuple(Verdict)

UNASSESSED = Verdict.UNASSESSED
"""Looked up once: groups count hundreds of thousands of steps."""

Moves = dict[date, list[int]]
"""By how much the credit, in parts of a common whole, and the number of scores change on each day."""


def group_forecast(portfolio: Portfolio, forecast: Forecast, team: str | None = None) -> GroupForecast:
    """Return how `team` with all below it, or the organisation, goes on."""
    cards = everybody(portfolio) if team is None else members(portfolio)[team]
    those = {card.id: forecast.services[card.id] for card in cards}
    return GroupForecast(
        steps=tuple(steps_of((each.steps for each in those.values()), levels_of(portfolio))),
        events=tuple(events_of(forecast.events, those)),
    )


Steps = Sequence[ServiceStep]
"""Where a service stands from day to day, in order."""


def steps_together(portfolio: Portfolio, ahead: Mapping[str, Steps]) -> tuple[GroupStep, ...]:
    """Return where the organisation stands, from every day on which any service changes."""
    members_ = (ahead[card.id] for card in everybody(portfolio))
    return tuple(steps_of(members_, levels_of(portfolio)))


def everybody(portfolio: Portfolio) -> list[Scorecard]:
    """Return the scorecards that count in groups."""
    return [card for card in portfolio.scorecards.values() if card.is_in_groups]


def levels_of(portfolio: Portfolio) -> tuple[str, ...]:
    """Return none at all and the levels, rising."""
    return (NO_LEVEL, *(level.id for level in portfolio.standard.levels))


class Means:
    """The mean scores ahead of many teams: what the services of an owner add is worked out once for all.

    The same as the scores of `group_forecast`, of which they take a small part of the time.
    """

    def __init__(self, portfolio: Portfolio, ahead: Mapping[str, Steps]) -> None:
        """Prepare to tell how the teams of `portfolio` go on, of which each service goes on as in `ahead`."""
        self._ahead = ahead
        self._cards = by_owner(portfolio)
        self._owners = owners_within(self._cards, portfolio.catalog.teams)
        weights = {step.tally.weight for each in ahead.values() for step in each} - {0}
        self._whole = lcm(*weights)
        self._parts = {weight: self._whole // weight for weight in weights}
        self._known: dict[str, Moves] = {}

    def of(self, team: str) -> DatedScores:
        """Return the mean score of a team with all below it, from every day on which a service changes."""
        moves: Moves = defaultdict(lambda: [0, 0])
        for owner in self._owners.get(team, ()):
            for day, (credit, scored) in self._of_owner(owner).items():
                move = moves[day]
                move[0] += credit
                move[1] += scored
        return tuple(self._scores(moves))

    def _scores(self, moves: Moves) -> Iterator[tuple[date, Fraction | None]]:
        credit = scored = 0
        for day in sorted(moves):
            credit += moves[day][0]
            scored += moves[day][1]
            yield day, Fraction(50 * credit, self._whole * scored) if scored else None

    def _of_owner(self, owner: str) -> Moves:
        if owner not in self._known:
            moves: Moves = defaultdict(lambda: [0, 0])
            for card in self._cards[owner]:
                self._add(self._ahead[card.id], moves)
            self._known[owner] = dict(moves)
        return self._known[owner]

    def _add(self, ahead: Steps, moves: Moves) -> None:
        before, was_scored = 0, False
        for step in ahead:
            tally = step.tally
            is_scored = tally.weight > 0 and step.verdict is not UNASSESSED
            after = tally.credit * self._parts[tally.weight] if is_scored else 0
            move = moves[step.day]
            move[0] += after - before
            move[1] += is_scored - was_scored
            before, was_scored = after, is_scored


def steps_of(members: Iterable[Steps], levels: tuple[str, ...]) -> Iterator[GroupStep]:
    """Yield where the members stand together, from every day on which any of them changes."""
    agenda: dict[date, list[tuple[ServiceStep | None, ServiceStep]]] = defaultdict(list)
    for member in members:
        before = None
        for step in member:
            agenda[step.day].append((before, step))
            before = step
    crowd = Crowd()
    for day in sorted(agenda):
        for before, step in agenda[day]:
            if before is None:
                crowd.count(step, 1)
            else:
                crowd.move(before, step)
        yield crowd.step(day, levels)


class Crowd:
    """A group of services, one of which changes at a time."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.verdicts: Counter[Verdict | None] = Counter()
        self.levels: Counter[str] = Counter()
        self.satisfied = self.required = self.assessed = self.scored = 0
        self.credits: Counter[int] = Counter()
        self.services: Counter[int] = Counter()

    def count(self, step: ServiceStep, sign: int) -> None:
        """Count a service in, or with a sign of -1 out."""
        self.verdicts[step.verdict] += sign
        if step.verdict is UNASSESSED:
            return
        self.assessed += sign
        self.levels[step.level or NO_LEVEL] += sign
        if step.required_satisfied is not None:
            self.required += sign
            self.satisfied += sign * step.required_satisfied
        weight = step.tally.weight
        if weight:
            self.scored += sign
            self.credits[weight] += sign * step.tally.credit
            self.services[weight] += sign
            if not self.services[weight]:
                del self.services[weight], self.credits[weight]

    def move(self, before: ServiceStep, after: ServiceStep) -> None:
        """Count a service elsewhere than before; mostly nothing but its credit is another."""
        if (
            before.verdict is after.verdict is not UNASSESSED
            and before.level == after.level
            and before.required_satisfied is after.required_satisfied
            and before.tally.weight == after.tally.weight > 0
        ):
            self.credits[after.tally.weight] += after.tally.credit - before.tally.credit
        else:
            self.count(before, -1)
            self.count(after, 1)

    def step(self, day: date, levels: Sequence[str]) -> GroupStep:
        """Return where the group stands; `levels` in their order, then others of then."""
        others = sorted(level for level, count in self.levels.items() if count and level not in levels)
        return GroupStep(
            day=day,
            score=self._mean(),
            verdicts={verdict: self.verdicts[verdict] for verdict in VERDICTS},
            levels={level: self.levels[level] for level in (*levels, *others)},
            satisfied=self.satisfied,
            required=self.required,
            assessed=self.assessed,
        )

    def _mean(self) -> Fraction | None:
        if not self.scored:
            return None
        whole = lcm(*self.credits)
        total = sum(credit * (whole // weight) for weight, credit in self.credits.items())
        return Fraction(50 * total, whole * self.scored)


def events_of(happened: Iterable[Event], members: dict[str, ServiceForecast]) -> Iterator[Event]:
    """Yield the events that concern members, with their costs only."""
    for event in happened:
        costs = tuple(cost for cost in event.costs if cost.service in members)
        if costs:
            yield event if len(costs) == len(event.costs) else replace(event, costs=costs)

"""The forecast of a group of services: its mean, counts and shares from day to day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import lcm

from msgspec.structs import replace

from gonogo.assess.rollup import NO_LEVEL
from gonogo.assess.teams import members
from gonogo.model.portfolio import (
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


def group_forecast(portfolio: Portfolio, forecast: Forecast, team: str | None = None) -> GroupForecast:
    """Return how `team` with all below it, or the organisation, goes on."""
    if team is not None:
        return Groups(portfolio, forecast).of(members(portfolio)[team])
    cards = [card for card in portfolio.scorecards.values() if card.is_in_groups]
    return Groups(portfolio, forecast).of(cards)


class Groups:
    """Forecasts of many groups of the same services: each looks at the events of its own members only."""

    def __init__(self, portfolio: Portfolio, forecast: Forecast) -> None:
        """Prepare to forecast groups of what is in `forecast`."""
        self._forecast = forecast
        self._levels = (NO_LEVEL, *(level.id for level in portfolio.standard.levels))
        self._concerning: dict[str, list[int]] = defaultdict(list)
        for number, event in enumerate(forecast.events):
            for cost in event.costs:
                self._concerning[cost.service].append(number)

    def of(self, cards: Iterable[Scorecard]) -> GroupForecast:
        """Return how the services of `cards` go on together."""
        members = {card.id: self._forecast.services[card.id] for card in cards}
        numbers = sorted({number for id_ in members for number in self._concerning.get(id_, ())})
        return GroupForecast(
            steps=tuple(steps_of(members.values(), self._levels)),
            events=tuple(events_of((self._forecast.events[number] for number in numbers), members)),
        )


def steps_of(members: Iterable[ServiceForecast], levels: tuple[str, ...]) -> Iterator[GroupStep]:
    """Yield where the members stand together, from every day on which any of them changes."""
    agenda: dict[date, list[tuple[str, ServiceStep]]] = defaultdict(list)
    for member in members:
        for step in member.steps:
            agenda[step.day].append((member.service, step))
    now: dict[str, ServiceStep] = {}
    crowd = Crowd()
    for day in sorted(agenda):
        for service, step in agenda[day]:
            if service in now:
                crowd.count(now[service], -1)
            crowd.count(step, 1)
            now[service] = step
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
        if step.verdict is Verdict.UNASSESSED:
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

"""The forecast of a group of services: its mean, counts and shares from day to day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from gonogo.assess.rollup import NO_LEVEL, mean
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
    for day in sorted(agenda):
        now.update(agenda[day])
        yield group_step(day, now.values(), levels)


def group_step(day: date, standing: Iterable[ServiceStep], levels: tuple[str, ...]) -> GroupStep:
    """Return where services stand together."""
    verdicts = Counter(step.verdict for step in standing)
    measured = [step for step in standing if step.verdict is not Verdict.UNASSESSED]
    counts = Counter(step.level or NO_LEVEL for step in measured)
    asked = [step.required_satisfied for step in measured if step.required_satisfied is not None]
    return GroupStep(
        day=day,
        score=mean(step.tally for step in measured),
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        levels={level: counts[level] for level in levels},
        satisfied=sum(asked),
        required=len(asked),
        assessed=len(measured),
    )


def events_of(happened: Iterable[Event], members: dict[str, ServiceForecast]) -> Iterator[Event]:
    """Yield the events that concern members, with their costs only."""
    for event in happened:
        costs = tuple(cost for cost in event.costs if cost.service in members)
        if costs:
            yield event if len(costs) == len(event.costs) else replace(event, costs=costs)

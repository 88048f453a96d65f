"""The forecast of a group of services: its mean, counts and shares from day to day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from gonogo.assess.rollup import NO_LEVEL, mean
from gonogo.assess.teams import with_parents
from gonogo.model.portfolio import (
    Event,
    Forecast,
    GroupForecast,
    GroupStep,
    Portfolio,
    ServiceForecast,
    ServiceStep,
    Verdict,
)


def group_forecast(portfolio: Portfolio, forecast: Forecast, team: str | None = None) -> GroupForecast:
    """Return how `team` with all below it, or the organisation, goes on."""
    teams = portfolio.catalog.teams
    members = {
        card.id: forecast.services[card.id]
        for card in portfolio.scorecards.values()
        if card.is_in_groups and (team is None or team in with_parents(card.service.owner, teams))
    }
    levels = (NO_LEVEL, *(level.id for level in portfolio.standard.levels))
    return GroupForecast(
        steps=tuple(steps_of(members.values(), levels)),
        events=tuple(events_of(forecast.events, members)),
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

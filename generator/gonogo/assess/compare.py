"""What differs between two portfolios, split into causes that add up exactly.

The inputs are switched one after the other and the catalog is assessed after each, so the parts are
the differences between neighbours, and their sum is the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from gonogo.assess.inputs import Input, former_ids, renamed, switches
from gonogo.assess.means import mean_of
from gonogo.assess.rollup import count_levels, count_verdicts, satisfied
from gonogo.assess.scorecards import Assessment
from gonogo.assess.teams import with_parents
from gonogo.assess.verdict import leaned_on
from gonogo.model.catalog import Catalog, Service
from gonogo.model.change import (
    Cause,
    Change,
    Comparison,
    GroupChange,
    GroupPart,
    GroupStanding,
    Part,
    Presence,
    RiskChange,
    Standing,
    StateChange,
)
from gonogo.model.portfolio import Portfolio, Scope, Scorecard

Facet = TypeVar("Facet")

ORGANISATION = ""
"""Stands for the group of all services; no team has this id."""


def compare(before: Portfolio, after: Portfolio) -> Comparison:
    """Return all that differs between `before` and `after`, and why."""
    stages = list(walk(before, after))
    ids = former_ids(before.catalog, after.catalog)
    return Comparison(
        services=tuple(changes_of_services(stages, ids)), groups=tuple(changes_of_groups(stages))
    )


Stage = tuple[Cause | None, Portfolio]
"""A portfolio, and the cause that was switched to come to it; None at the start."""


def walk(before: Portfolio, after: Portfolio) -> Iterator[Stage]:
    """Yield `before` (with the ids of `after`), the portfolio after each cause, and at last `after`."""
    now = reassessed(before, Input(renamed(before.catalog, after.catalog), before.day))
    yield None, now
    for cause, switched in switches(Input(before.catalog, before.day), Input(after.catalog, after.day)):
        now = after if cause is Cause.SERVICES else reassessed(now, switched)
        yield cause, now


def reassessed(now: Portfolio, switched: Input) -> Portfolio:
    """Return `switched` assessed, with the scorecards of `now` wherever nothing bears on them."""
    if switched.day == now.day and switched.catalog == now.catalog:
        return now
    affected = affected_services(now, switched)
    known = {id_: card for id_, card in now.scorecards.items() if id_ not in affected}
    return Assessment(switched.catalog, switched.day).portfolio(known)


def affected_services(now: Portfolio, switched: Input) -> set[str]:
    """Return the services that may come out otherwise."""
    was, catalog = now.catalog, switched.catalog
    all_parts = ("standard", "teams", "groups")
    if switched.day != now.day or any(differs(was, catalog, part) for part in all_parts):
        return set(catalog.services)
    platforms = different(was.platforms, catalog.platforms)
    changed = different(was.services, catalog.services)
    changed |= {id_ for id_, each in catalog.services.items() if not platforms.isdisjoint(each.platforms)}
    return changed.union(id_ for id_, each in catalog.services.items() if leans_on(each, changed))


def different(was: Mapping[str, object], becomes: Mapping[str, object]) -> set[str]:
    """Return the ids of what is there on one side only, or not the same on both."""
    return {id_ for id_ in was.keys() | becomes.keys() if was.get(id_) != becomes.get(id_)}


def differs(was: Catalog, catalog: Catalog, part: str) -> bool:
    """Tell whether a part of two catalogs is not the same."""
    return bool(getattr(was, part) != getattr(catalog, part))


def leans_on(service: Service, changed: set[str]) -> bool:
    """Tell whether `service` cannot do without any of the `changed`."""
    return not changed.isdisjoint(leaned_on(service.depends_on))


def changes_of_services(stages: list[Stage], ids: dict[str, str]) -> Iterator[Change]:
    """Yield the changes of services by id."""
    (_, first), (_, last) = stages[0], stages[-1]
    formerly = {new: former for former, new in ids.items()}
    for id_ in sorted(first.scorecards.keys() | last.scorecards.keys()):
        if id_ in first.scorecards and id_ in last.scorecards:
            change = change_of(id_, stages, formerly.get(id_))
            if change is not None:
                yield change
        else:
            yield one_sided(first.scorecards.get(id_), last.scorecards.get(id_), first, last)


def one_sided(before: Scorecard | None, after: Scorecard | None, first: Portfolio, last: Portfolio) -> Change:
    """Return the change of a service that is there on one side only; on the other it may be unreadable."""
    card, other = (before, last) if before is not None else (after, first)
    assert card is not None, "it is there on one side"  # noqa: S101 - told to the type checker
    presence = Presence.REMOVED if before is not None else Presence.ADDED
    if any(card.id == each.id or card.service.path == each.path for each in other.unreadable):
        presence = Presence.NOT_COMPARABLE
    return Change(
        service=card.id,
        presence=presence,
        before=standing(before) if before is not None else None,
        after=standing(after) if after is not None else None,
    )


def change_of(id_: str, stages: list[Stage], formerly: str | None) -> Change | None:
    """Return what differs of a service that is there on both sides, None if nothing does."""
    cards = [portfolio.scorecards[id_] for _, portfolio in stages]
    if formerly is None and all(one is other for one, other in pairwise(cards)):
        return None
    causes = [cause for cause, _ in stages[1:] if cause is not None]
    standings = [standing(card) for card in cards]
    states = list(state_changes(cards, causes))
    risks = list(risk_changes(cards, causes))
    if standings[0] == standings[-1] and not states and not risks and formerly is None:
        return None
    points = points_of([each.score for each in standings])
    telling = {each.cause for each in states} | {each.cause for each in risks}
    return Change(
        service=id_,
        presence=Presence.BOTH,
        before=standings[0],
        after=standings[-1],
        points=whole_of(points),
        parts=tuple(
            Part(cause=cause, before=one, after=other, points=each)
            for cause, (one, other), each in zip(causes, pairwise(standings), points, strict=True)
            if one != other or cause in telling
        ),
        states=tuple(states),
        risks=tuple(risks),
        former_id=formerly,
    )


def standing(card: Scorecard) -> Standing:
    """Return where a service stands."""
    return Standing(
        score=card.score,
        raw_score=card.raw_score,
        level=card.level,
        earned_level=card.earned_level,
        effective_level=card.effective_level,
        verdict=card.verdict,
    )


def points_of(scores: list[Fraction | None]) -> list[Fraction | None]:
    """Return what each step did to a score, adding up to the whole; None all over where an end has no score.

    A step to no score is told, not added: its points are in the step that comes to a score again.
    """
    if scores[0] is None or scores[-1] is None:
        return [None] * (len(scores) - 1)
    points: list[Fraction | None] = []
    held = scores[0]
    for score in scores[1:]:
        points.append(None if score is None else score - held)
        held = held if score is None else score
    return points


def whole_of(points: Iterable[Fraction | None]) -> Fraction | None:
    """Return the sum of all parts, None where there are none."""
    known = [each for each in points if each is not None]
    return sum(known, Fraction(0)) if known else None


def changes_by_cause(
    sides: Sequence[Mapping[str, Facet]], causes: list[Cause]
) -> Iterator[tuple[str, Facet | None, Facet | None, Cause]]:
    """Yield every step of what is another at the end than at the start, with its cause."""
    first, last = sides[0], sides[-1]
    for key in sorted(first.keys() | last.keys()):
        if first.get(key) != last.get(key):
            for cause, (one, other) in zip(causes, pairwise(sides), strict=True):
                if one.get(key) != other.get(key):
                    yield key, one.get(key), other.get(key), cause


def state_changes(cards: list[Scorecard], causes: list[Cause]) -> Iterator[StateChange]:
    """Yield the changes of checks' states, None where one is not listed."""
    sides = [{finding.check: finding.state for finding in card.findings} for card in cards]
    for check, one, other, cause in changes_by_cause(sides, causes):
        yield StateChange(check=check, before=one, after=other, cause=cause)


def risk_changes(cards: list[Scorecard], causes: list[Cause]) -> Iterator[RiskChange]:
    """Yield the changes of risks' residual positions, None where one does not stand."""
    sides = [{risk.id: risk.residual for risk in card.risks if risk.is_standing} for card in cards]
    for risk, one, other, cause in changes_by_cause(sides, causes):
        yield RiskChange(risk=risk, before=one, after=other, cause=cause)


def changes_of_groups(stages: list[Stage]) -> Iterator[GroupChange]:
    """Yield the changes of the organisation and of the teams by id, each with all below it."""
    causes = [cause for cause, _ in stages[1:] if cause is not None]
    by_stage: list[dict[str, GroupStanding]] = []
    for number, (_, portfolio) in enumerate(stages):
        is_same = number > 0 and portfolio is stages[number - 1][1]
        by_stage.append(by_stage[-1] if is_same else group_standings(portfolio))
    for id_ in sorted(by_stage[0].keys() | by_stage[-1].keys()):
        change = change_of_group(id_, [each.get(id_) for each in by_stage], causes)
        if change is not None:
            yield change


def change_of_group(
    id_: str, standings: list[GroupStanding | None], causes: list[Cause]
) -> GroupChange | None:
    """Return what differs of a group, None if nothing does."""
    if standings[0] == standings[-1]:
        return None
    points = points_of([None if each is None else each.score for each in standings])
    steps = zip(causes, pairwise(standings), points, strict=True)
    return GroupChange(
        scope=Scope.TEAM if id_ else Scope.ORGANISATION,
        id=id_,
        before=standings[0],
        after=standings[-1],
        points=whole_of(points),
        parts=tuple(
            GroupPart(cause=cause, before=one, after=other, points=each)
            for cause, (one, other), each in steps
            if one != other
        ),
    )


def group_standings(portfolio: Portfolio) -> dict[str, GroupStanding]:
    """Return where the organisation ("") and each team with services stands."""
    members: dict[str, list[Scorecard]] = defaultdict(list)
    members[ORGANISATION] = []
    for card in portfolio.scorecards.values():
        if card.is_in_groups:
            members[ORGANISATION].append(card)
            for team in with_parents(card.service.owner, portfolio.catalog.teams):
                members[team].append(card)
    return {id_: group_standing(portfolio, cards) for id_, cards in members.items()}


def group_standing(portfolio: Portfolio, members: list[Scorecard]) -> GroupStanding:
    """Return where a group stands."""
    measured = [card for card in members if card.is_measured]
    return GroupStanding(
        score=mean_of(card.tally for card in measured),
        verdicts=count_verdicts(members),
        levels=count_levels(portfolio, measured),
        satisfied=satisfied(measured),
    )

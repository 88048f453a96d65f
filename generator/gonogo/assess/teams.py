"""The tree of teams: who is below whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from gonogo.model.catalog import Team
from gonogo.model.portfolio import Portfolio, Scorecard


def with_parents(team: str, teams: Mapping[str, Team]) -> Iterator[str]:
    """Yield `team` and what it is below, upwards; a circle ends where it closes."""
    seen: set[str] = set()
    each: str | None = team
    while each is not None and each not in seen:
        seen.add(each)
        yield each
        known = teams.get(each)
        each = known.parent if known is not None else None


def members(portfolio: Portfolio) -> dict[str, list[Scorecard]]:
    """Return by team the scorecards that count in its groups: its own, and those of all below it."""
    teams = portfolio.catalog.teams
    found: dict[str, list[Scorecard]] = defaultdict(list)
    for card in portfolio.scorecards.values():
        if card.is_in_groups:
            for team in with_parents(card.service.owner, teams):
                found[team].append(card)
    return found


def by_owner(portfolio: Portfolio) -> dict[str, list[Scorecard]]:
    """Return by owner the scorecards that count in groups."""
    owned = portfolio.owned().items()
    counted = {owner: [card for card in cards if card.is_in_groups] for owner, cards in owned}
    return {owner: cards for owner, cards in counted.items() if cards}


def owners_within(owners: Iterable[str], teams: Mapping[str, Team]) -> dict[str, list[str]]:
    """Return by team which of `owners` it is or has below it."""
    found: dict[str, list[str]] = defaultdict(list)
    for owner in owners:
        for team in with_parents(owner, teams):
            found[team].append(owner)
    return found

"""Which services a command is about."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from gonogo.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from gonogo.cli.options import Where
    from gonogo.model.portfolio import Portfolio, Scorecard
    from gonogo.read import Reading


def filters(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--team --tier --tag --verdict --kind`: several values of one fit either, several options all."""
    for option in (
        click.option("--verdict", "verdicts", multiple=True, help="Only services with this verdict."),
        click.option("--kind", "kinds", multiple=True, help="Only services of this kind."),
        click.option("--tag", "tags", multiple=True, help="Only services with this tag."),
        click.option("--tier", "tiers", multiple=True, type=int, help="Only services of this tier."),
        click.option("--team", "teams", multiple=True, help="Only services of this team and those below it."),
    ):
        function = option(function)
    return function


def width() -> int:
    """Return how wide the terminal is; 120 columns where there is none."""
    return max(40, shutil.get_terminal_size((120, 40)).columns)


def assessed(
    catalog: str | None, as_of: date | None, at: str | None = None
) -> tuple[Portfolio, Reading, Where]:
    """Return the portfolio of a catalog on a day, the reading it is made from, and where that was."""
    from gonogo.assess import assess
    from gonogo.cli.reading import usable

    where = options.where(catalog, as_of, at)
    bound, reading = usable(where)
    return assess(bound, where.day), reading, where


def named(portfolio: Portfolio, services: tuple[str, ...]) -> list[Scorecard]:
    """Return the scorecards of the services named, all where none is; former ids are understood."""
    if not services:
        return list(portfolio.scorecards.values())
    return [_named(portfolio, name) for name in services]


def _named(portfolio: Portfolio, name: str) -> Scorecard:
    if name in portfolio.scorecards:
        return portfolio.scorecards[name]
    for card in portfolio.scorecards.values():
        if name in card.service.former_ids:
            return card
    if any(each.id == name for each in portfolio.unreadable):
        raise click.UsageError(f"the manifest of '{name}' cannot be read; `gonogo validate` says why")
    from gonogo.read.schema import nearest

    meant = nearest(name, portfolio.scorecards)
    hint = f" Did you mean '{meant}'?" if meant else ""
    raise click.UsageError(f"there is no service '{name}'.{hint}")


def chosen(
    portfolio: Portfolio,
    cards: list[Scorecard],
    *,
    teams: tuple[str, ...] = (),
    tiers: tuple[int, ...] = (),
    tags: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    verdicts: tuple[str, ...] = (),
) -> list[Scorecard]:
    """Return the scorecards that fit all filters."""
    from gonogo.model.portfolio import Verdict

    _known("team", teams, portfolio.catalog.teams)
    _known("verdict", verdicts, [each.value for each in Verdict])
    below = {team for team in portfolio.catalog.teams if _is_below(team, set(teams), portfolio)}
    return [
        card
        for card in cards
        if (not teams or card.service.owner in below)
        and (not tiers or card.service.tier in tiers)
        and (not tags or set(tags) & set(card.service.tags))
        and (not kinds or card.service.kind in kinds)
        and (not verdicts or card.verdict in verdicts)
    ]


def _is_below(team: str, above: set[str], portfolio: Portfolio) -> bool:
    seen: set[str] = set()
    each: str | None = team
    while each is not None and each not in seen:
        if each in above:
            return True
        seen.add(each)
        each = portfolio.catalog.teams[each].parent if each in portfolio.catalog.teams else None
    return False


def _known(what: str, given: tuple[str, ...], known: Any) -> None:
    for name in given:
        if name not in known:
            raise click.UsageError(f"there is no {what} '{name}'; known: {', '.join(map(str, known))}")

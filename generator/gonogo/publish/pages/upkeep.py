"""Upkeep: how many evidence updates a month the standard asks of each team."""

from collections.abc import Iterable
from fractions import Fraction

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio, Upkeep
from gonogo.model.problem import Problem
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs

BEARABLE = 12
"""By-hand updates a month that a team bears without cheating; above it the page says so."""


class Line(Noun):
    """A team and what is asked of it."""

    team: str
    asked: Upkeep

    @property
    def by_hand(self) -> Fraction | None:
        """The share that people renew, None where nothing is to be renewed."""
        whole = self.asked.by_hand + self.asked.by_robot
        return self.asked.by_hand / whole if whole else None


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.UPKEEP, "Upkeep", "evidence updates effort"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    known = inputs.insights.upkeep
    teams = [id_ for id_, asked in known.items() if asked.services or asked.for_platforms]
    lines = [Line(team=id_, asked=known[id_]) for id_ in sorted(teams, key=lambda id_: name_of(id_, inputs))]
    return inputs.page(
        ref,
        "upkeep.html",
        description="Evidence updates a month that the standard asks of each team, by hand and by robot.",
        lines=lines,
        by_hand=total(each.by_hand for each in known.values()),
        by_robot=total(each.by_robot for each in known.values()),
        heavy=[each for each in lines if each.asked.by_hand > BEARABLE],
        bearable=BEARABLE,
        whole=whole,
    )


def name_of(id_: str, inputs: Inputs) -> tuple[str, str]:
    """Return the sort key of a team: its name, then its id."""
    team = inputs.portfolio.catalog.teams.get(id_)
    return ((id_ if team is None else team.name).casefold(), id_)


def total(numbers: Iterable[Fraction]) -> Fraction:
    """Return the exact sum."""
    return sum(numbers, Fraction(0))


def whole(number: Fraction) -> str:
    """Return a number of updates as people say it: whole, one decimal where it is small."""
    return f"{float(number):.1f}" if number < 10 and number.denominator != 1 else f"{round(number):,}"  # noqa: PLR2004

"""What formats are made of besides the portfolio: all that assessing works out from it."""

from gonogo.model.noun import Noun
from gonogo.model.portfolio import Due, Rollup, Upkeep
from gonogo.publish.links import Links


class Facts(Noun):
    """What falls due, groups and upkeep of a portfolio, and where its portal lives.

    `due` is in order of day, past ones first. `teams` are groups by id, each with all below it.
    """

    links: Links = Links()
    due: tuple[Due, ...] = ()
    organisation: Rollup | None = None
    teams: dict[str, Rollup] = {}
    upkeep: tuple[Upkeep, ...] = ()

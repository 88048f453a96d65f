"""What formats are made of besides the portfolio: all that assessing works out from it."""

from collections.abc import Callable, Iterable, Iterator

from gonogo.model.artifact import Artifact
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Due, Rollup, Scorecard, Upkeep
from gonogo.publish.formats.log import HeldReview
from gonogo.publish.links import Links

OfService = Callable[[Scorecard, Iterable[Due]], Iterator[Artifact]]
"""Yields the files of a service, of its scorecard and of what falls due for it, in order of day."""


class Facts(Noun):
    """What is to be done, reviews, groups and upkeep of a portfolio, and where its portal lives.

    `agenda` is in order of day, past ones first, `log` newest first. `teams` are groups by id, each
    with all below it.
    """

    links: Links = Links()
    agenda: tuple[Due, ...] = ()
    log: tuple[HeldReview, ...] = ()
    organisation: Rollup | None = None
    teams: dict[str, Rollup] = {}
    upkeep: tuple[Upkeep, ...] = ()

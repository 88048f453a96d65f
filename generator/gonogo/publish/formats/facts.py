"""What formats are made of besides the portfolio: all that assessing works out from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from gonogo.model.artifact import Artifact
from gonogo.model.memo import Memos
from gonogo.model.portfolio import Due, Rollup, Scorecard, Upkeep
from gonogo.publish.formats.events import Events
from gonogo.publish.formats.log import HeldReview
from gonogo.publish.links import Links

OfService = Callable[[Scorecard, Iterable[Due]], Iterator[Artifact]]
"""Yields the files of a service, of its scorecard and of what falls due for it, in order of day."""

OfTeam = Callable[[Rollup], Iterator[Artifact]]
"""Yields the files of a team with all below it."""


class Facts(Protocol):
    """What is to be done, reviews, groups and upkeep of a portfolio, and where its portal lives."""

    @property
    def links(self) -> Links:
        """How links look."""

    @property
    def agenda(self) -> Sequence[Due]:
        """What is overdue and what falls due, by day."""

    @property
    def memos(self) -> Memos:
        """Whoever remembers what owners' services come to."""

    @property
    def events(self) -> Events:
        """The same as events of calendars."""

    @property
    def log(self) -> Sequence[HeldReview]:
        """Reviews, newest first."""

    @property
    def organisation(self) -> Rollup | None:
        """All services as one group."""

    @property
    def teams(self) -> Mapping[str, Rollup]:
        """Teams by id, each with all below it."""

    @property
    def upkeep(self) -> Iterable[Upkeep]:
        """What the standard asks of each team."""

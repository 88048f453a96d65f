"""What assessing derives from a portfolio, made when somebody asks, and once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import TypeVar

from gonogo.assess import (
    check_rates,
    contradictions,
    falling_due_of,
    service_steps,
    upkeep,
)
from gonogo.assess.forecast import Outlook
from gonogo.assess.groups import Means, steps_together
from gonogo.assess.ledger import Ledger
from gonogo.assess.rollup import Rollups
from gonogo.assess.steps import Plans
from gonogo.assess.teams import with_parents
from gonogo.model.history import Past
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import (
    CheckRate,
    Contradiction,
    DatedScores,
    Due,
    GroupStep,
    Portfolio,
    Rollup,
    Scope,
    ServiceForecast,
    ServiceStep,
    ServiceSteps,
    TeamSteps,
    Upkeep,
    WaiverEntry,
)

K = TypeVar("K")
V = TypeVar("V")


class Anew(Mapping[K, V]):
    """A mapping whose keys are known, and whose values are made when somebody asks, each time."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class OnDemand(Anew[K, V]):
    """The same, but they are made only once."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        super().__init__(keys, make)
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = super().__getitem__(key)
        return self._made[key]


class Derived:
    """What assessing derives from a portfolio, each part when a page first needs it.

    The same as `Insights`: serving after a change would take seconds if all of it were made at once.
    `memos` are of whoever remembers what the services of owners come to.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        recall: Callable[[Portfolio], Past | None] | None = None,
        among_services: Callable[[], Sequence[Contradiction]] | None = None,
    ) -> None:
        """`recall` tells the past; `among_services` what `assess.among` says, where somebody works on it."""
        self._portfolio = portfolio
        self.memos: Memos = FORGETFUL
        self._recall = _nobody if recall is None else recall
        self._among_services = among_services

    def __getstate__(self) -> dict[str, object]:
        """Travel with the past as it is: git need not be where pages are made, nor what is remembered."""
        left = {"_recall": _nobody, "_among_services": None, "memos": FORGETFUL}
        return {**self.__dict__, "past": self.past, **left}

    @cached_property
    def past(self) -> Past | None:
        """What was before the as-of day; by default nobody remembers."""
        return self._recall(self._portfolio)

    @cached_property
    def ahead(self) -> Mapping[str, ServiceForecast]:
        """What changes by itself, for each service; asked for one, it does not look at the others."""
        return Anew(self._portfolio.scorecards, self.outlook.of)

    @property
    def until(self) -> date:
        """The last day of the forecast."""
        return self.outlook.until

    @cached_property
    def outlook(self) -> Outlook:
        """What makes the forecast, service by service."""
        return Outlook(self._portfolio)

    @cached_property
    def steps(self) -> Mapping[str, ServiceSteps]:
        """What to do next, by service."""
        cards = self._portfolio.scorecards
        return OnDemand(cards, partial(_service_steps, self._portfolio))

    @cached_property
    def team_steps(self) -> Mapping[str, TeamSteps]:
        """What to do next, by team; of teams there are many, and only the page of each asks."""
        return Anew(self._portfolio.catalog.teams, Plans(self._portfolio, self.memos).of)

    @cached_property
    def rollups(self) -> Mapping[Scope, Mapping[str, Rollup]]:
        """Groups, by what groups them and id."""
        return OnDemand(Scope, partial(_rollups, Rollups(self._portfolio, self.memos)))

    @property
    def strangers(self) -> list[str]:
        """Owners, and teams above them, that no list of teams knows, by id."""
        teams = self._portfolio.catalog.teams
        owners = {service.owner for service in self._portfolio.catalog.services.values()}
        return sorted({team for owner in owners for team in with_parents(owner, teams)} - teams.keys())

    @cached_property
    def together_ahead(self) -> tuple[GroupStep, ...]:
        """Where all services together stand from day to day."""
        return steps_together(self._portfolio, self._steps_ahead)

    @cached_property
    def teams_ahead(self) -> Mapping[str, DatedScores]:
        """The mean score of each team with all below it, from day to day; not held either."""
        return Anew(self._portfolio.catalog.teams, Means(self._portfolio, self._steps_ahead).of)

    @cached_property
    def _steps_ahead(self) -> Mapping[str, Sequence[ServiceStep]]:
        return self.outlook.steps()

    @cached_property
    def rates(self) -> Mapping[str, CheckRate]:
        """How many meet a check."""
        return {rate.check: rate for rate in check_rates(self._portfolio, self.memos)}

    @cached_property
    def ledger(self) -> Mapping[str, tuple[WaiverEntry, ...]]:
        """Waivers and approved exceptions, by service."""
        return OnDemand(self._portfolio.scorecards, Ledger(self._portfolio, self.memos).of)

    def due_of(self, service: str) -> Sequence[Due]:
        """Return what falls due for a service; not held, for who asks makes an agenda of it."""
        return falling_due_of(service, self.outlook.events_of(service), self.until)

    @cached_property
    def upkeep(self) -> Mapping[str, Upkeep]:
        """What the standard asks of a team."""
        return {each.team: each for each in upkeep(self._portfolio, self.memos)}

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What only a look over all services shows."""
        known = None if self._among_services is None else self._among_services()
        return contradictions(self._portfolio, known, self.memos)


def _nobody(_now: Portfolio) -> Past | None:
    """Remember nothing."""
    return None


def _service_steps(portfolio: Portfolio, service: str) -> ServiceSteps:
    return service_steps(portfolio, portfolio.scorecards[service])


def _rollups(groups: Rollups, scope: Scope) -> dict[str, Rollup]:
    return {each.id: each for each in groups.of(scope)}

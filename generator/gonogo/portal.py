"""The main path: documents are read into a catalog, assessed into a portfolio, published, built."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from gonogo import __version__
from gonogo.assess import (
    HORIZON_DAYS,
    assess,
    check_rates,
    contradictions,
    falling_due,
    forecast,
    group_forecast,
    ledger,
    rollups,
    service_steps,
    team_steps,
    upkeep,
)
from gonogo.model.artifact import Artifact
from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    CheckRate,
    Contradiction,
    Due,
    Forecast,
    GroupForecast,
    Portfolio,
    Rollup,
    Scope,
    ServiceStep,
    ServiceSteps,
    TeamSteps,
    Upkeep,
    WaiverEntry,
)
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish import pages
from gonogo.publish.formats import FORMATS, Facts
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs
from gonogo.read import read
from gonogo.site import building, settings, target
from gonogo.site.cache import Cache
from gonogo.site.ingredients import Ingredients
from gonogo.site.publication import Edition, Publication
from gonogo.site.remembering import Memory, remembering
from gonogo.site.settings import Configuration
from gonogo.site.sharing import Progress

K = TypeVar("K")
V = TypeVar("V")
Render = Callable[[Portfolio, Facts], Iterable[Artifact]]


class Unusable(Exception):  # noqa: N818 - what happened, in the caller's words
    """A catalog's own configuration cannot be used; knows the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(f"the catalog's own configuration cannot be used: {problems[0].message}")


class NotStrict(Exception):  # noqa: N818 - what happened, in the caller's words
    """Something is wrong, though a portal could be built; it was not put in its place."""

    def __init__(self, problems: tuple[Problem, ...], warnings: int) -> None:
        self.problems = problems
        flaws = sum(problem.severity is not Severity.NOTICE for problem in problems)
        super().__init__(f"{flaws} problems in the catalog, {warnings} warnings")


class Order(Noun):
    """What to make a portal of.

    `today` bounds what may lie in the past, `templates` win over ours, `cache` is a folder for what
    need not be rendered again.
    """

    catalog: Path
    day: date
    today: date
    templates: Path | None = None
    cache: Path | None = None
    workers: int | None = None


class Portal(Noun):
    """A catalog, read, assessed and published; not built yet."""

    publication: Publication
    problems: tuple[Problem, ...]
    services: int
    memory: Memory | None = None

    def forget(self) -> None:
        """Drop from the cache what this portal did not need."""
        if self.memory is not None:
            self.memory.keep(self.publication.refs)


class Built(Noun):
    """What came of a build; `warnings` are those of MkDocs and our own look at the result."""

    portal: Portal
    folder: Path
    warnings: int


def build(order: Order, config: Configuration, progress: Progress, *, is_strict: bool) -> Built:
    """Go all the way from a catalog to a portal in its place; the old one stays until the new one is fine."""
    catalog, problems = read_soundly(order)
    settings.entitle(config, catalog.title)
    sources = Path(config.docs_dir)
    folder = target.accepted(Path(config.site_dir), settings.kept(config, order.catalog), sources)
    with target.replacing(folder) as new:
        portal = publish(assess(catalog, order.day), problems, building.links_of(config), order)
        warnings = building.build(portal.publication, config, new, workers=order.workers, progress=progress)
        if is_strict:
            refuse_flaws(problems, warnings)
    portal.forget()
    return Built(portal=portal, folder=folder, warnings=warnings)


def portal_of(order: Order, config: Configuration) -> Portal:
    """Read, assess and publish, for somebody else who builds."""
    catalog, problems = read_soundly(order)
    settings.entitle(config, catalog.title)
    return publish(assess(catalog, order.day), problems, building.links_of(config), order)


def read_soundly(order: Order) -> tuple[Catalog, tuple[Problem, ...]]:
    """Read the catalog; raise `Unusable` where its own configuration does not allow it."""
    reading = read(order.catalog, day=order.day, today=order.today, workers=order.workers)
    if reading.catalog is None:
        raise Unusable(reading.problems)
    return reading.catalog, reading.problems


def publish(portfolio: Portfolio, problems: tuple[Problem, ...], links: Links, order: Order) -> Portal:
    """Say which pages and files there are, and how each is made when its time comes."""
    known = Derived(portfolio)
    inputs = Inputs(portfolio, problems, links, known, order.templates)
    memory = None if order.cache is None else Memory(cache=Cache(order.cache), keys=Ingredients(inputs))
    publication = Publication(
        title=portfolio.catalog.title,
        edition=edition(portfolio),
        links=links,
        refs=pages.refs(portfolio, problems),
        renderer=remembering(partial(pages.Renderer, inputs), memory),
        redirects=pages.redirects(portfolio),
        files=tuple(partial(_files, render, portfolio, known, links) for render in FORMATS.values()),
        source=portfolio.catalog.source,
    )
    services = len(portfolio.scorecards)
    return Portal(publication=publication, problems=problems, services=services, memory=memory)


def refuse_flaws(problems: tuple[Problem, ...], warnings: int) -> None:
    """Raise `NotStrict` where anything is worse than a notice."""
    if warnings or any(problem.severity is not Severity.NOTICE for problem in problems):
        raise NotStrict(problems, warnings)


class OnDemand(Mapping[K, V]):
    """A mapping whose keys are known, and whose values are made when somebody asks, once."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Derived:
    """What assessing derives from a portfolio, each part when a page first needs it.

    The same as `Insights`: serving after a change would take seconds if all of it were made at once.
    """

    past: Mapping[str, tuple[ServiceStep, ...]] = {}

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio

    @cached_property
    def forecast(self) -> Forecast:
        """What changes by itself."""
        return forecast(self._portfolio)

    @cached_property
    def steps(self) -> Mapping[str, ServiceSteps]:
        """What to do next, by service."""
        cards = self._portfolio.scorecards
        return OnDemand(cards, partial(_service_steps, self._portfolio))

    @cached_property
    def team_steps(self) -> Mapping[str, TeamSteps]:
        """What to do next, by team."""
        return OnDemand(self._portfolio.catalog.teams, partial(team_steps, self._portfolio))

    @cached_property
    def rollups(self) -> Mapping[Scope, Mapping[str, Rollup]]:
        """Groups, by what groups them and id."""
        return OnDemand(Scope, partial(_rollups, self._portfolio))

    @cached_property
    def group_forecasts(self) -> Mapping[Scope, Mapping[str, GroupForecast]]:
        """What changes by itself for the organisation and for teams."""
        make = partial(_group_forecast, self._portfolio, self)
        teams = self._portfolio.catalog.teams
        return {Scope.ORGANISATION: OnDemand([""], make), Scope.TEAM: OnDemand(teams, make)}

    @cached_property
    def rates(self) -> Mapping[str, CheckRate]:
        """How many meet a check."""
        return {rate.check: rate for rate in check_rates(self._portfolio)}

    @cached_property
    def ledger(self) -> tuple[WaiverEntry, ...]:
        """All waivers and approved exceptions."""
        return ledger(self._portfolio)

    @cached_property
    def due(self) -> tuple[Due, ...]:
        """What falls due, as far as the forecast looks."""
        return falling_due(self.forecast, HORIZON_DAYS)

    @cached_property
    def upkeep(self) -> Mapping[str, Upkeep]:
        """What the standard asks of a team."""
        return {each.team: each for each in upkeep(self._portfolio)}

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What only a look over all services shows."""
        return contradictions(self._portfolio)


def _service_steps(portfolio: Portfolio, service: str) -> ServiceSteps:
    return service_steps(portfolio, portfolio.scorecards[service])


def _rollups(portfolio: Portfolio, scope: Scope) -> dict[str, Rollup]:
    return {each.id: each for each in rollups(portfolio, scope)}


def _group_forecast(portfolio: Portfolio, known: Derived, team: str) -> GroupForecast:
    return group_forecast(portfolio, known.forecast, team or None)


def _files(
    render: Callable[[Portfolio, Facts], Iterable[Artifact]],
    portfolio: Portfolio,
    known: Derived,
    links: Links,
) -> Iterable[Artifact]:
    """Return the files of a format."""
    facts = Facts(
        links=links,
        due=known.due,
        organisation=known.rollups[Scope.ORGANISATION].get(""),
        teams=dict(known.rollups[Scope.TEAM]),
        upkeep=tuple(known.upkeep.values()),
    )
    return render(portfolio, facts)


def edition(portfolio: Portfolio) -> Edition:
    """Return what every page says of itself; SOURCE_DATE_EPOCH is the moment with which files are stamped."""
    standard = portfolio.standard
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    return Edition(
        day=portfolio.day,
        stamped=datetime.fromtimestamp(int(moment), UTC).date() if moment else portfolio.day,
        standard=f"{standard.title} {standard.version}",
        version=__version__,
    )

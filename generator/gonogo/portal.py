"""The main path: documents are read into a catalog, assessed into a portfolio, published, built."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path

from msgspec.structs import replace

from gonogo import __version__
from gonogo.assess import assess, standard_on
from gonogo.insights import Derived
from gonogo.lookahead import look_ahead
from gonogo.model.artifact import Artifact, PageRef
from gonogo.model.catalog import Catalog
from gonogo.model.history import Revision
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio, Scope
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish import pages
from gonogo.publish.formats import OF_ORGANISATION, OF_SERVICE, Facts
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs
from gonogo.read import read
from gonogo.read.commits import Commit
from gonogo.read.manifests import without_cyclic_gc
from gonogo.recollection import Recollection
from gonogo.site import aside, building, engines, programs, settings, sharing, target
from gonogo.site.cache import Cache
from gonogo.site.ingredients import Ingredients
from gonogo.site.legacy import Legacy
from gonogo.site.publication import Draft, Edition, FilesOf, Publication
from gonogo.site.remembering import Memory, remembering
from gonogo.site.settings import Configuration
from gonogo.site.sharing import Progress, Workers
from gonogo.site.writing import Output, Written
from gonogo.store import Store

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

    `today` bounds what may lie in the past, `at` is the commit to read instead of the files on disk.
    `templates` win over ours. `cache` is a folder for what need not be rendered again, `memory` one for
    what need not be remembered again. Where `is_late`, the past waits until a page asks for it. An
    executor of the caller's as `workers` need not have any of these folders: manifests are sent to it
    and what it makes comes back; no page is taken from the cache then. `engine` is what makes the pages
    of the theme.
    """

    catalog: Path
    day: date
    today: date
    at: Commit | None = None
    templates: Path | None = None
    cache: Path | None = None
    memory: Path | None = None
    workers: Workers = None
    is_late: bool = False
    engine: str = programs.MKDOCS

    @property
    def processes(self) -> int | None:
        """How many processes of our own may work; one, where somebody else's do."""
        return 1 if isinstance(self.workers, Executor) else self.workers

    @property
    def pages_cache(self) -> Path | None:
        """Where rendered pages are kept."""
        return None if isinstance(self.workers, Executor) else self.cache


class Portal(Noun):
    """A catalog, read, assessed and published; not built yet."""

    publication: Publication
    problems: tuple[Problem, ...]
    services: tuple[str, ...]
    memory: Memory | None = None

    def legacy(self, folder: Path) -> Legacy | None:
        """Return what is known of the portal that is in a folder."""
        return None if self.memory is None else Legacy(self.memory, folder)

    def settle(self, legacy: Legacy | None, written: Written) -> None:
        """Remember what is there now, and drop from the cache what is not needed any more."""
        if self.memory is not None and legacy is not None:
            legacy.note(self.publication.refs, written)
            self.memory.keep(self.publication.refs, self.services, legacy.key)


class Built(Noun):
    """What came of a build; `warnings` are those of the engine and our own look at the result."""

    portal: Portal
    folder: Path
    warnings: int


def build(order: Order, config: Configuration, progress: Progress, *, is_strict: bool) -> Built:
    """Go all the way from a catalog to a portal in its place; the old one stays until the new one is fine."""
    # What the last build left may be looked at again; what this one leaves will not, for a process that
    # is about to end: looking at millions of objects takes as long as a hundred pages.
    gc.unfreeze()
    with without_cyclic_gc():
        built = _build(order, config, progress, is_strict=is_strict)
        gc.freeze()
    return built


def _build(order: Order, config: Configuration, progress: Progress, *, is_strict: bool) -> Built:
    programs.require(order.engine)
    catalog, problems = read_soundly(order)
    settings.entitle(config, catalog.title)
    sources = Path(config.docs_dir)
    folder = target.accepted(Path(config.site_dir), settings.kept(config, order.catalog), sources)
    making = _Making(catalog, problems, building.links_of(config), order)
    with target.replacing(folder) as new:
        output = Output(new, folder, lambda: making.portal.legacy(folder))
        draft = Draft(outline=making.outline, whole=making.whole, pages=len(catalog.services))
        warnings = engines.build(
            order.engine, draft, config, output, workers=order.workers, progress=progress
        )
        portal = making.portal
        if is_strict:
            refuse_flaws(portal.problems, warnings)
    portal.settle(portal.legacy(folder), output.written)
    return Built(portal=portal, folder=folder, warnings=warnings)


class _Making:
    """A portal in the making: what MkDocs needs of it is there before anything is assessed."""

    def __init__(self, catalog: Catalog, problems: tuple[Problem, ...], links: Links, order: Order) -> None:
        self._catalog = catalog
        self._problems = problems
        self._links = links
        self._order = order

    def outline(self) -> Publication:
        """Return which pages there are, and what all of them say of themselves."""
        catalog, day = self._catalog, self._order.day
        bare = Portfolio(catalog=catalog, day=day, standard=standard_on(catalog, day), scorecards={})
        order = replace(self._order, is_late=True, cache=None)
        return publish(bare, self._problems, self._links, order).publication

    def whole(self) -> Publication:
        """Return the publication, with what many pages need worked out."""
        publication = self.portal.publication
        publication.prepare()
        return publication

    @cached_property
    def portal(self) -> Portal:
        """Everything, assessed."""
        portfolio = assess(self._catalog, self._order.day)
        return publish(portfolio, self._problems, self._links, self._order)


def portal_of(order: Order, config: Configuration) -> Portal:
    """Read, assess and publish, for somebody else who builds."""
    catalog, problems = read_soundly(order)
    settings.entitle(config, catalog.title)
    return publish(assess(catalog, order.day), problems, building.links_of(config), order)


def read_soundly(order: Order) -> tuple[Catalog, tuple[Problem, ...]]:
    """Read the catalog; raise `Unusable` where its own configuration does not allow it."""
    with Store(order.memory) as memory:
        source = order.at or order.catalog
        reading = read(source, day=order.day, today=order.today, workers=order.workers, memory=memory)
    if reading.catalog is None:
        raise Unusable(reading.problems)
    return reading.catalog, reading.problems


def publish(portfolio: Portfolio, problems: tuple[Problem, ...], links: Links, order: Order) -> Portal:
    """Say which pages and files there are, and how each is made when its time comes."""
    git = Recollection(
        order.catalog, today=order.today, chosen=order.at, memory=order.memory, workers=order.processes
    )
    known = Derived(portfolio, git.past)
    if not order.is_late:
        _ = known.past  # Whatever git cannot tell is told with the other problems.
    problems += () if git.problem is None else (git.problem,)
    revision = git.revision()
    inputs = Inputs(portfolio, problems, links, known, _templates(order.templates), revision)
    cache = order.pages_cache
    memory = None if cache is None else Memory(cache=Cache(cache), keys=Ingredients(inputs))
    refs = pages.refs(portfolio, problems)
    publication = Publication(
        title=portfolio.catalog.title,
        edition=edition(portfolio, revision),
        links=links,
        refs=refs,
        renderer=remembering(partial(pages.Renderer, inputs), memory),
        redirects=pages.redirects(portfolio),
        files=tuple(partial(_files, render, portfolio, known, links) for render in OF_ORGANISATION.values()),
        of_service=partial(_of_service, portfolio, known, links),
        source=portfolio.catalog.source,
        prepare=partial(_prepare, inputs, known, memory, refs, sharing.processes(order.workers, len(refs))),
    )
    services = tuple(portfolio.scorecards)
    return Portal(publication=publication, problems=problems, services=services, memory=memory)


def refuse_flaws(problems: tuple[Problem, ...], warnings: int) -> None:
    """Raise `NotStrict` where anything is worse than a notice."""
    if warnings or any(problem.severity is not Severity.NOTICE for problem in problems):
        raise NotStrict(problems, warnings)


def _templates(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the text of each template in a folder, by its name there."""
    if folder is None:
        return ()
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((path.relative_to(folder).as_posix(), path.read_text("utf-8", "replace")) for path in found)


def _prepare(
    inputs: Inputs, known: Derived, memory: Memory | None, refs: tuple[PageRef, ...], processes: int
) -> None:
    """Work out what many pages need."""
    work = partial(_look_ahead, inputs, known, memory, processes)
    if memory is None or processes <= 1 or not aside.can_fork():
        work()
    else:
        memory.keys.take(aside.both(partial(memory.keys.all, refs), work))


def _look_ahead(inputs: Inputs, known: Derived, memory: Memory | None, processes: int) -> None:
    look_ahead(known.outlook, tuple(inputs.portfolio.scorecards), memory, processes)
    _ = known.forecast, known.due_of, known.contradictions, known.rates
    _ = inputs.agendas, inputs.waivers, inputs.dependents, inputs.leaning, inputs.failing, inputs.fleet
    _ = inputs.problems_by_path, inputs.contradictions


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


def _of_service(portfolio: Portfolio, known: Derived, links: Links) -> FilesOf:
    """Return what yields the files of a service."""
    makers = [make(portfolio, links) for make in OF_SERVICE.values()]

    def files(name: str) -> Iterator[Artifact]:
        card = portfolio.scorecards.get(name)
        if card is not None:
            for make in makers:
                yield from make(card, known.due_of.get(name, ()))

    return files


def edition(portfolio: Portfolio, revision: Revision | None = None) -> Edition:
    """Return what every page says of itself; SOURCE_DATE_EPOCH is the moment with which files are stamped."""
    standard, source = portfolio.standard, portfolio.catalog.source
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    commit = None if revision is None else revision.commit
    return Edition(
        day=portfolio.day,
        stamped=datetime.fromtimestamp(int(moment), UTC).date() if moment else portfolio.day,
        standard=f"{standard.title} {standard.version}",
        version=__version__,
        commit=commit,
        commit_url=None if source is None or commit is None else source.commit_url(commit),
        is_changed=revision is not None and revision.is_changed,
    )

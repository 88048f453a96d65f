"""The main path: documents are read into a catalog, assessed into a portfolio, published, built."""

import gc
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cached_property, partial
from pathlib import Path

from msgspec.structs import replace

from gonogo import aside
from gonogo.assess import among, assess, standard_on
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Contradiction, Portfolio
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.order import Order
from gonogo.publish.links import Links
from gonogo.publishing import Portal, publish
from gonogo.read.manifests import without_cyclic_gc
from gonogo.site import building, engines, programs, settings, target
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds
from gonogo.site.publication import Draft, Publication
from gonogo.site.settings import Configuration
from gonogo.site.sharing import Progress
from gonogo.site.writing import Output
from gonogo.soundly import Sound, read_soundly
from gonogo.standings import Standings

LARGE = 3_000
"""Services from which MkDocs is done long before it is known where they stand, so that something else can be
done then, and from which to remove a portal takes so long that it pays to share the work out."""


class NotStrict(Exception):  # noqa: N818 - what happened, in the caller's words
    """Something is wrong, though a portal could be built; it was not put in its place."""

    def __init__(self, problems: tuple[Problem, ...], warnings: int) -> None:
        self.problems = problems
        flaws = sum(problem.severity is not Severity.NOTICE for problem in problems)
        super().__init__(f"{flaws} problems in the catalog, {warnings} warnings")


class Built(Noun):
    """What came of a build; `warnings` are those of the engine and our own look at the result."""

    portal: Portal
    folder: Path
    warnings: int


def build(
    order: Order,
    config: Configuration,
    progress: Progress,
    *,
    is_strict: bool,
    sound: Sound | None = None,
) -> Built:
    """Go all the way from a catalog, or from what was read of it, to a portal in its place.

    The old one stays until the new one is fine.
    """
    # What the last build left may be looked at again; what this one leaves will not, for a process that
    # is about to end: looking at millions of objects takes as long as a hundred pages.
    gc.unfreeze()
    with without_cyclic_gc():
        built = _build(sound or read_soundly(order), order, config, progress, is_strict=is_strict)
        gc.freeze()
    return built


def _build(
    sound: Sound, order: Order, config: Configuration, progress: Progress, *, is_strict: bool
) -> Built:
    programs.require(order.engine)
    catalog = sound.catalog
    settings.entitle(config, catalog.title)
    sources = Path(config.docs_dir)
    folder = target.accepted(Path(config.site_dir), settings.kept(config, order.catalog), sources)
    making = Making(sound, building.links_of(config), order)
    is_large = len(catalog.services) >= LARGE and order.processes != 1

    def settle() -> None:
        making.portal.settle(making.portal.legacy(folder), output.written)

    with target.replacing(folder, settle, is_large=is_large) as new:
        output = Output(new, folder, lambda: making.portal.legacy(folder))
        draft = Draft(outline=making.outline, whole=making.whole, pages=len(catalog.services))
        warnings = engines.build(
            order.engine, draft, config, output, workers=order.workers, progress=progress
        )
        portal = making.portal
        if is_strict:
            refuse_flaws(portal.problems, warnings)
    return Built(portal=portal, folder=folder, warnings=warnings)


class Making:
    """A portal in the making: what MkDocs needs of it is there before anything is assessed."""

    def __init__(self, sound: Sound, links: Links, order: Order) -> None:
        self._sound = sound
        self._catalog = sound.catalog
        self._links = links
        self._order = order
        self._odd: Callable[[], Sequence[Contradiction]] | None = None
        # Before anything is forked: what is touched while another process shares it has to be copied.
        self._standings = _standings(sound, order)

    def outline(self) -> Publication:
        """Return which pages there are, and what all of them say of themselves."""
        catalog, day = self._catalog, self._order.day
        bare = Portfolio(catalog=catalog, day=day, standard=standard_on(catalog, day), scorecards={})
        order = replace(self._order, is_late=True)
        return publish(bare, self._sound.problems, self._links, order).publication

    def whole(self) -> Publication:
        """Return the publication, with what many pages need worked out."""
        odd = partial(among, self._catalog, self._order.day)
        is_large = len(self._catalog.services) >= LARGE and self._order.processes != 1
        with aside.meanwhile(odd) if is_large else nullcontext(odd) as self._odd:
            publication = self.portal.publication
            publication.prepare()
        return publication

    @cached_property
    def portal(self) -> Portal:
        """Everything, assessed."""
        return _portal(self._sound, self._links, self._order, self._standings, self._odd)


def portal_of(order: Order, config: Configuration) -> Portal:
    """Read, assess and publish, for somebody else who builds."""
    sound = read_soundly(order)
    settings.entitle(config, sound.catalog.title)
    return _portal(sound, building.links_of(config), order, _standings(sound, order))


def _standings(sound: Sound, order: Order) -> Standings | None:
    """Return whoever knows what other builds have left, where that is kept."""
    if order.pages_cache is None:
        return None
    grounds = Grounds(sound.catalog, order.day, sound.catalog.services, sound.marks)
    grounds.prepare()
    return Standings(Cache(order.pages_cache), grounds)


def _portal(
    sound: Sound,
    links: Links,
    order: Order,
    standings: Standings | None,
    odd: Callable[[], Sequence[Contradiction]] | None = None,
) -> Portal:
    """Assess and publish, with the help of what is known from other builds."""
    catalog, day = sound.catalog, order.day
    portfolio = assess(catalog, day) if standings is None else standings.assess(catalog, day)
    return publish(portfolio, sound.problems, links, order, standings, odd)


def refuse_flaws(problems: tuple[Problem, ...], warnings: int) -> None:
    """Raise `NotStrict` where anything is worse than a notice."""
    if warnings or any(problem.severity is not Severity.NOTICE for problem in problems):
        raise NotStrict(problems, warnings)

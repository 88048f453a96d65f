"""A portfolio becomes a publication: which pages and files there are, and how each is made in its time."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path

from gonogo import __version__
from gonogo.holdings import Holdings
from gonogo.insights import Derived
from gonogo.model.artifact import Artifact, PageKind, PageRef
from gonogo.model.history import Revision
from gonogo.model.memo import Memos
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Contradiction, Due, Portfolio, Rollup, Scope, Upkeep
from gonogo.model.problem import Problem
from gonogo.order import Order
from gonogo.publish import pages
from gonogo.publish.formats import GATHERED, OF_GROUPS, OF_ORGANISATION, OF_SERVICE, OF_TEAM, Facts, OfTeam
from gonogo.publish.formats.events import Events
from gonogo.publish.formats.log import HeldReview
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs
from gonogo.recollection import Recollection
from gonogo.site import sharing
from gonogo.site.ingredients import Ingredients
from gonogo.site.legacy import Legacy
from gonogo.site.publication import Beside, Edition, Publication
from gonogo.site.remembering import Memory, remembering
from gonogo.site.writing import Written
from gonogo.standings import Standings, look_ahead


class Portal(Noun):
    """A catalog, read, assessed and published; not built yet."""

    publication: Publication
    problems: tuple[Problem, ...]
    services: tuple[str, ...]
    memory: Memory | None = None
    holdings: Holdings | None = None

    def legacy(self, folder: Path) -> Legacy | None:
        """Return what is known of the portal that is in a folder."""
        return None if self.memory is None else Legacy(self.memory, folder)

    def settle(self, legacy: Legacy | None, written: Written) -> None:
        """Remember what is there now, and drop from the cache what is not needed any more."""
        if self.memory is not None and legacy is not None:
            pages = {path: made.key for path, made in written.items() if made is not None}
            others = (ref for ref in self.publication.refs if ref.path not in pages)
            holdings = () if self.holdings is None else self.holdings.keys()
            keys = (*pages.values(), *map(self.memory.keys.key, others), legacy.note(written), *holdings)
            self.memory.keep(keys, self.services)


def publish(
    portfolio: Portfolio,
    problems: tuple[Problem, ...],
    links: Links,
    order: Order,
    standings: Standings | None = None,
    among_services: Callable[[], Sequence[Contradiction]] | None = None,
) -> Portal:
    """Say which pages and files there are, and how each is made when its time comes, unless it is known.

    `among_services` waits for contradictions that somebody is looking for.
    """
    git = Recollection(
        order.catalog, today=order.today, chosen=order.at, memory=order.memory, workers=order.processes
    )
    known = Derived(portfolio, git.past, among_services)
    if not order.is_late:
        _ = known.past  # Whatever git cannot tell is told with the other problems.
    problems += () if git.problem is None else (git.problem,)
    inputs = Inputs(portfolio, problems, links, known, _templates(order.templates), git.revision)
    facts = _Facts(inputs, known)
    memory = holdings = None
    if standings is not None:
        keys = Ingredients(inputs, standings.grounds, standings.found)
        memory = Memory(cache=standings.cache, keys=keys, grounds=standings.grounds)
        known.memos = holdings = Holdings(standings.cache, keys)
    refs = pages.refs(portfolio, problems)
    publication = Publication(
        title=portfolio.catalog.title,
        edition=edition(portfolio, git.revision),
        links=links,
        refs=refs,
        renderer=remembering(partial(pages.Renderer, inputs), memory),
        redirects=pages.redirects(portfolio),
        files=tuple(partial(render, portfolio, facts) for render in OF_ORGANISATION.values()),
        of_groups=(
            *(partial(render, portfolio, facts) for render in OF_GROUPS.values()),
            partial(_of_strangers, portfolio, known, facts),
        ),
        beside=partial(_beside, portfolio, known, facts),
        gathered={name: partial(gather, portfolio) for name, gather in GATHERED.items()},
        source=portfolio.catalog.source,
        prepare=partial(_prepare, inputs, known, standings, sharing.processes(order.workers, len(refs))),
    )
    services = tuple(portfolio.scorecards)
    return Portal(
        publication=publication, problems=problems, services=services, memory=memory, holdings=holdings
    )


def _templates(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return the text of each template in a folder, by its name there."""
    if folder is None:
        return ()
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((path.relative_to(folder).as_posix(), path.read_text("utf-8", "replace")) for path in found)


def _prepare(inputs: Inputs, known: Derived, standings: Standings | None, processes: int) -> None:
    """Work out what the pages of services need: several processes make them."""

    def beside() -> None:
        _ = inputs.contradictions, inputs.dependents, inputs.problems_by_path, list(known.ledger.values())

    look_ahead(known.outlook, inputs.portfolio, standings, processes, beside)
    _ = inputs.contradictions  # Whoever looks for them ends now.


class _Facts:
    """What formats are made of, each when one first asks."""

    def __init__(self, inputs: Inputs, known: Derived) -> None:
        self._inputs = inputs
        self._known = known

    @property
    def links(self) -> Links:
        return self._inputs.links

    @property
    def memos(self) -> Memos:
        return self._known.memos

    @property
    def agenda(self) -> Sequence[Due]:
        return self._inputs.agenda

    @cached_property
    def events(self) -> Events:
        return Events(self._inputs.portfolio, self._inputs.links, self.agenda)

    @property
    def log(self) -> Sequence[HeldReview]:
        return self._inputs.fleet.log

    @property
    def organisation(self) -> Rollup | None:
        return self._known.rollups[Scope.ORGANISATION].get("")

    @property
    def teams(self) -> Mapping[str, Rollup]:
        return self._known.rollups[Scope.TEAM]

    @property
    def upkeep(self) -> Iterable[Upkeep]:
        return self._known.upkeep.values()


def _beside(portfolio: Portfolio, known: Derived, facts: Facts) -> Beside:
    """Return what yields the files beside the page of a service or a team."""
    of_service = [make(portfolio, facts.links) for make in OF_SERVICE.values()]
    of_team = _Teams(portfolio, facts)

    def files(ref: PageRef) -> Iterator[Artifact]:
        card = portfolio.scorecards.get(ref.name)
        if ref.kind is PageKind.SERVICE and card is not None:
            due = known.due_of(ref.name)
            for make in of_service:
                yield from make(card, due)
        elif ref.kind is PageKind.TEAM:
            yield from of_team.files(ref.name)

    return files


def _of_strangers(portfolio: Portfolio, known: Derived, facts: Facts) -> Iterator[Artifact]:
    """Yield the files of owners that no list of teams knows; they have no page."""
    of_team = _Teams(portfolio, facts)
    for team in known.strangers:
        yield from of_team.files(team)


class _Teams:
    """Makes the files of teams; what they have in common is made when somebody asks for the first."""

    def __init__(self, portfolio: Portfolio, facts: Facts) -> None:
        self._portfolio = portfolio
        self._facts = facts

    @cached_property
    def _makers(self) -> list[OfTeam]:
        return [make(self._portfolio, self._facts) for make in OF_TEAM.values()]

    def files(self, team: str) -> Iterator[Artifact]:
        """Yield the files of a team."""
        for make in self._makers:
            yield from make(self._facts.teams[team])


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

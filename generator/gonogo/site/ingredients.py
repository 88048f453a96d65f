"""What a page is made of, as a key: the same key, the same page.

A service's page is made of what is known of it, of its neighbours' scorecards, and of what all
pages share; a team's of where its services stand and how they go on, with those of the teams below it,
and of who was reviewed with them; a check's of what was found on all services, a risk's of what was found
on those on which it stands and of who depends on whom, that of who is on call of how services are
operated. Any other page is made of everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path

import msgspec

from gonogo import resources
from gonogo.model.artifact import PageKind, PageRef
from gonogo.publish.pages import Inputs
from gonogo.site.grounds import Grounds, code, digest, found_on

OF_OTHERS = ("judgement", "as_if", "ceilings", "effective_level", "target")
"""What a scorecard does not owe to its service alone, and to what all of them have in common."""

operated = attrgetter("id", "owner", "tier", "lifecycle", "tags", "links", "depends_on", "operations")
"""Returns what the page of who is on call shows of a service, besides the name that all pages may show."""


class Ingredients:
    """Makes the keys of the pages that are made from `inputs`, whose services have the `grounds`.

    `found` is what `found_on` makes of their scorecards, as far as that is known.
    """

    def __init__(self, inputs: Inputs, grounds: Grounds, found: Mapping[str, bytes]) -> None:
        self._inputs = inputs
        self._grounds = grounds
        self._found_on = found
        self._known: dict[str, bytes] = {}
        self._keys: dict[str, bytes] = {}
        self._owners: dict[str, bytes] = {}

    def key(self, ref: PageRef) -> bytes:
        """Return the key of a page."""
        key = self._keys.get(ref.path)
        if key is None:
            key = self._keys[ref.path] = digest(self._makers, self._common, ref, *self._of(ref))
        return key

    @property
    def owners(self) -> Iterable[str]:
        """Those who own services, by id."""
        return self._inputs.fleet.owned

    def of_owner(self, owner: str) -> bytes:
        """Return a key of how the services of an owner stand and go on."""
        if owner not in self._owners:
            ids = sorted(card.id for card in self._inputs.fleet.owned.get(owner, ()))
            reviewed_with = self._reviewed_with
            self._owners[owner] = digest(
                self._common,
                [(self._cards[id_], self._grounds.of(id_), reviewed_with.get(id_)) for id_ in ids],
            )
        return self._owners[owner]

    def _of(self, ref: PageRef) -> Iterator[object]:
        inputs, past = self._inputs, self._inputs.insights.past
        if ref.kind is PageKind.SERVICE and ref.name in inputs.portfolio.scorecards:
            yield self._known_of(ref.name)
            yield from (self._cards[name] for name in sorted(self._neighbours(ref.name)))
            yield inputs.dependents.get(ref.name)
        elif ref.kind is PageKind.TEAM:
            yield [self.of_owner(team) for team in inputs.team_tree(ref.name)]
            yield None if past is None else past.curves.teams.get(ref.name)
        elif ref.kind is PageKind.CHECK:
            yield self._found
            yield inputs.insights.rates.get(ref.name)
            yield None if past is None else past.curves.checks.get(ref.name)
            yield self._marks
        elif ref.kind is PageKind.RISK:
            hit = inputs.fleet.hit.get(ref.name, {})
            yield [self._told[card.service.id] for cards in hit.values() for card, _ in cards]
            yield self._reach
        elif ref.kind is PageKind.ON_CALL:
            yield self._operated
        else:
            yield self._everything
        if ref.kind is PageKind.HOME:
            yield inputs.revision

    def _known_of(self, service: str) -> bytes:
        """Return what is known of a service, of itself."""
        if service not in self._known:
            inputs, past = self._inputs, self._inputs.insights.past
            self._known[service] = digest(
                self._cards[service],
                None if past is None else past.curves.services.get(service),
                self._origins.get(service),
                # What it follows from says as much as the forecast itself, and is there before it.
                self._grounds.of(service),
                inputs.problems_of(inputs.portfolio.scorecards[service].service.path),
                inputs.contradictions.get(service),
            )
        return self._known[service]

    @cached_property
    def _reviewed_with(self) -> dict[str, list[object]]:
        """Who shares reviews with each service, and what may make them count or not."""
        held: dict[str, list[object]] = defaultdict(list)
        shared: dict[str, list[object]] = defaultdict(list)
        for service in self._inputs.portfolio.catalog.services.values():
            for path in dict.fromkeys(review.path for review in service.reviews):
                if path and path != service.path:
                    held[path].append((service.id, service.tier, service.path))
                    shared[service.id].append(held[path])
        return shared

    def _neighbours(self, service: str) -> set[str]:
        """Return the service and those that it, or that depend on it, as far as they are in the catalog."""
        below = self._inputs.portfolio.scorecards[service].service.depends_on
        above = self._inputs.dependents.get(service, ())
        names = {service, *(each.service for each in below), *(name for name, _ in above)}
        return {name for name in names if name in self._cards}

    @cached_property
    def _cards(self) -> dict[str, bytes]:
        """What stands on each scorecard: what is known of the service, and what others make of that."""
        cards, made_by_others = self._inputs.portfolio.scorecards, attrgetter(*OF_OTHERS)
        services = self._grounds.services
        return {name: digest(services[name], *made_by_others(card)) for name, card in cards.items()}

    @cached_property
    def _everything(self) -> bytes:
        return digest(*self._cards.values(), self._inputs.problems, self._inputs.insights.past)

    @cached_property
    def _told(self) -> dict[str, bytes]:
        """What was found on each service that groups count, and what follows from that."""
        cards = self._inputs.portfolio.scorecards.values()
        found = self._found_on
        return {
            card.id: digest(card.id, card.service.tier, card.verdict, found.get(card.id) or found_on(card))
            for card in cards
            if card.is_in_groups
        }

    @cached_property
    def _found(self) -> bytes:
        """What was found on all of them."""
        return digest(*self._told.values())

    @cached_property
    def _operated(self) -> bytes:
        """Who is called for what, and what is looked at then: nothing that is assessed."""
        return digest([operated(each) for each in self._inputs.portfolio.catalog.services.values()])

    @cached_property
    def _reach(self) -> bytes:
        """Who leans on whom, and how many meet each check."""
        return digest(self._inputs.leaning, self._inputs.insights.rates)

    @cached_property
    def _marks(self) -> bytes:
        """On which days the standard changed, and by which commits."""
        past = self._inputs.insights.past
        commits = {} if past is None else self._inputs.moments
        return digest([] if past is None else [(each, commits.get(each.commit)) for each in past.standards])

    @cached_property
    def _origins(self) -> dict[str, list[object]]:
        """Which commits what stands in each service comes from, and what is remarkable about approvals."""
        found: dict[str, list[object]] = {}
        past = self._inputs.insights.past
        told = () if past is None else (past.provenance.origins, past.provenance.flags)
        for each in told:
            for key, value in each.items():
                found.setdefault(key.split("/")[1], []).append((key, value))
        return found

    @cached_property
    def _common(self) -> bytes:
        """What every page may show: all of the catalog but what services answer."""
        portfolio = self._inputs.portfolio
        catalog = portfolio.catalog
        names = [(service.id, service.name) for service in catalog.services.values()]
        static = msgspec.structs.replace(catalog, services={})
        past = self._inputs.insights.past
        marks = None if past is None else (past.standards, past.is_cut, past.moments[:1])
        return digest(static, portfolio.standard, portfolio.day, self._inputs.links, names, marks)

    @cached_property
    def _makers(self) -> bytes:
        """What makes pages: the version, templates, and in a checkout the code as it is."""
        folders = [resources.templates() / name for name in ("pages", "assets/icons")]
        return digest(code(), list(_contents(folders)), self._inputs.overrides)


def _contents(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path.read_bytes()

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gonogo import resources
from gonogo.assess import assess
from gonogo.assess.rollup import Sums
from gonogo.assess.steps import Work
from gonogo.assess.upkeep import Load
from gonogo.holdings import KINDS, Holdings
from gonogo.insights import Derived
from gonogo.model.catalog import Catalog
from gonogo.model.portfolio import Portfolio, Scope
from gonogo.model.words import Lifecycle
from gonogo.publish.formats import csv_, openmetrics, tables
from gonogo.publish.formats.events import Events
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, platforms
from gonogo.read import read
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds, digest
from gonogo.site.ingredients import Ingredients
from publish.formats.samples import Given

DAY = date(2026, 11, 23)

FORMATS = (csv_.render, openmetrics.render, tables.render)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    catalog = read(resources.demo(), day=DAY, today=DAY).catalog
    assert catalog is not None
    return assess(catalog, DAY)


class Watched:
    """Memos of holdings, which know for whom something had to be worked out, and what came of it."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self.worked_out: dict[tuple[str, str], Any] = {}

    def of(self, kind: type[Any]) -> Any:
        memo, worked_out = self._holdings.of(kind), self.worked_out

        class Watching:
            def of(self, owner: str, make: Callable[[], Any]) -> Any:
                def noted() -> Any:
                    worked_out[kind.__name__, owner] = made = make()
                    return made

                return memo.of(owner, noted)

        return Watching()


class Told:
    """All that is known of groups, with what a folder remembers; and what had to be worked out."""

    def __init__(self, portfolio: Portfolio, folder: Path) -> None:
        known = Derived(portfolio)
        catalog, day = portfolio.catalog, portfolio.day
        self.keys = Ingredients(
            Inputs(portfolio, (), Links(), known), Grounds(catalog, day, catalog.services), {}
        )
        cache = Cache(folder)
        holdings = Holdings(cache, self.keys)
        known.memos = watched = Watched(holdings)
        inputs = Inputs(portfolio, (), Links(), known)
        agenda = inputs.agenda
        facts = Given(
            agenda=agenda,
            events=Events(portfolio, Links(), agenda),
            organisation=known.rollups[Scope.ORGANISATION][""],
            teams=dict(known.rollups[Scope.TEAM]),
            upkeep=tuple(known.upkeep.values()),
            memos=watched,
        )
        self.everything = (
            {team: known.team_steps[team] for team in catalog.teams},
            {scope: known.rollups[scope] for scope in Scope},
            known.upkeep,
            known.rates,
            dict(known.ledger),
            known.contradictions,
            [platforms.render(ref, inputs) for ref in platforms.refs(portfolio, ())],
            [artifact for render in FORMATS for artifact in render(portfolio, facts)],
        )
        cache.keep(holdings.keys())
        self.worked_out = watched.worked_out


def test_what_services_come_to_is_worked_out_once_for_as_long_as_they_stand_as_they_do(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    owners = {service.owner for service in portfolio.catalog.services.values()}
    first = Told(portfolio, tmp_path)
    assert {owner for _, owner in first.worked_out} == owners
    assert {kind for kind, _ in first.worked_out} == {kind.__name__ for kind in KINDS}
    again = Told(portfolio, tmp_path)
    assert (again.everything, again.worked_out) == (first.everything, {})


def variants(catalog: Catalog) -> Iterator[tuple[str, Catalog]]:
    """Yield catalogs in which one thing is another."""
    for id_ in ("cart-service", "fraud-scorer", "checkout-assistant"):
        service = catalog.services[id_]
        others: dict[str, Any] = {
            "checks": {},
            "confirmed": None,
            "depends_on": (),
            "description": "Another.",
            "lifecycle": Lifecycle.RETIRED,
            "name": "Another",
            "owner": "team-search",
            "platforms": (),
            "results": {},
            "reviews": (),
            "risks": (),
            "tier": None,
            "waivers": {},
        }
        for name, value in others.items():
            other = replace(service, **{name: value})
            yield f"{id_}.{name}", replace(catalog, services=catalog.services | {id_: other})
    yield "people", replace(catalog, people={})
    yield "teams", replace(catalog, teams={})
    yield "platforms", replace(catalog, platforms={})
    yield "bands", replace(catalog, standard=replace(catalog.standard, bands=catalog.standard.bands[:1]))
    yield "levels", replace(catalog, standard=replace(catalog.standard, levels=catalog.standard.levels[:1]))


def test_where_the_key_of_an_owner_stays_the_same_so_does_what_its_services_come_to(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    first = Told(portfolio, tmp_path / "first")
    same, others = set[str](), set[str]()
    days = [(f"in {days} days", assess(portfolio.catalog, DAY + timedelta(days))) for days in (1, 40)]
    for what, after in (*((name, assess(each, DAY)) for name, each in variants(portfolio.catalog)), *days):
        told = Told(after, tmp_path / what)
        for (kind, owner), value in told.worked_out.items():
            if first.keys.of_owner(owner) == told.keys.of_owner(owner):
                assert value == first.worked_out[kind, owner], (what, kind, owner)
                same.add(kind)
            elif value != first.worked_out.get((kind, owner)):
                others.add(kind)
    assert same == others == {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("what", ["checks", "lifecycle", "reviews", "tier"])
def test_a_change_is_worked_out_for_those_whom_it_concerns(
    portfolio: Portfolio, tmp_path: Path, what: str
) -> None:
    Told(portfolio, tmp_path)
    after = assess(dict(variants(portfolio.catalog))[f"cart-service.{what}"], DAY)
    told = Told(after, tmp_path)
    assert told.everything == Told(after, tmp_path / "other").everything
    owners = {each.owner for each in portfolio.catalog.services.values()}
    assert "team-checkout" in {owner for _, owner in told.worked_out} < owners


def test_no_two_kinds_are_taken_for_each_other() -> None:
    assert len({kind.__qualname__ for kind in KINDS}) == len(KINDS)


def test_what_cannot_be_read_is_worked_out_again(tmp_path: Path) -> None:
    class Keys:
        owners = ("ours",)

        def of_owner(self, owner: str) -> bytes:
            return owner.encode()

    cache, work, sums = Cache(tmp_path), Work(services={"runbooks": 3}), Sums(waivers=2)
    Holdings(cache, Keys()).of(Work).of("ours", lambda: work)
    cache.put(digest("Sums", b"ours"), b"no sums")
    again = Holdings(Cache(tmp_path), Keys())
    assert again.of(Work).of("ours", Work) == work
    assert again.of(Sums).of("ours", lambda: sums) is sums
    assert again.of(Load).of("ours", Load) == Load()

from datetime import date
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
from gonogo.model.portfolio import Portfolio, Scope
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
    """Memos of holdings, which know for whom something had to be worked out."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self.worked_out: set[tuple[str, str]] = set()

    def of(self, kind: type[Any]) -> Any:
        memo, worked_out = self._holdings.of(kind), self.worked_out

        class Watching:
            def get(self, owner: str) -> Any:
                return memo.get(owner)

            def __setitem__(self, owner: str, value: Any) -> None:
                worked_out.add((kind.__name__, owner))
                memo[owner] = value

        return Watching()


def told(portfolio: Portfolio, folder: Path) -> tuple[object, set[tuple[str, str]]]:
    """Return all that is known of groups, with what a folder remembers; and what had to be worked out."""
    known = Derived(portfolio)
    catalog = portfolio.catalog
    keys = Ingredients(Inputs(portfolio, (), Links(), known), Grounds(catalog, DAY, catalog.services), {})
    cache = Cache(folder)
    holdings = Holdings(cache, keys)
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
    everything = (
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
    return everything, watched.worked_out


def test_what_services_come_to_is_worked_out_once_for_as_long_as_they_stand_as_they_do(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    owners = {service.owner for service in portfolio.catalog.services.values()}
    first, worked_out = told(portfolio, tmp_path)
    assert {owner for _, owner in worked_out} == owners
    assert {kind for kind, _ in worked_out} == {kind.__name__ for kind in KINDS}
    assert told(portfolio, tmp_path) == (first, set())


@pytest.mark.parametrize("what", ["checks", "lifecycle", "reviews", "tier"])
def test_a_change_is_worked_out_for_those_whom_it_concerns(
    portfolio: Portfolio, tmp_path: Path, what: str
) -> None:
    told(portfolio, tmp_path)
    service = portfolio.catalog.services["cart-service"]
    changed = {
        "checks": replace(service, checks={}),
        "lifecycle": replace(service, lifecycle=type(service.lifecycle).RETIRED),
        "reviews": replace(service, reviews=()),
        "tier": replace(service, tier=None),
    }[what]
    services = portfolio.catalog.services | {service.id: changed}
    after = assess(replace(portfolio.catalog, services=services), DAY)
    everything, worked_out = told(after, tmp_path)
    assert everything == told(after, tmp_path / "other")[0]
    owners = {each.owner for each in services.values()}
    assert service.owner in {owner for _, owner in worked_out} < owners


def test_no_two_kinds_are_taken_for_each_other() -> None:
    assert len({kind.__qualname__ for kind in KINDS}) == len(KINDS)


def test_what_cannot_be_read_is_worked_out_again(tmp_path: Path) -> None:
    class Keys:
        owners = ("ours",)

        def of_owner(self, owner: str) -> bytes:
            return owner.encode()

    cache = Cache(tmp_path)
    Holdings(cache, Keys()).of(Work)["ours"] = Work(services={"runbooks": 3})
    cache.put(digest("Sums", b"ours"), b"no sums")
    again = Holdings(Cache(tmp_path), Keys())
    assert again.of(Work).get("ours") == Work(services={"runbooks": 3})
    assert again.of(Sums).get("ours") is None
    assert again.of(Load).get("ours") is None

"""How services go on is worked out by several processes, and remembered: with the same outcome."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from gonogo import lookahead, resources
from gonogo.assess import assess
from gonogo.assess.forecast import Outlook
from gonogo.insights import Derived
from gonogo.lookahead import look_ahead
from gonogo.model.portfolio import Portfolio
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs
from gonogo.read import read
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds
from gonogo.site.ingredients import Ingredients
from gonogo.site.remembering import Memory

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return assessed(DAY)


def assessed(day: date) -> Portfolio:
    catalog = read(resources.demo(), day=day, today=day).catalog
    assert catalog is not None
    return assess(catalog, day)


def memory_of(portfolio: Portfolio, folder: Path) -> Memory:
    inputs = Inputs(portfolio, (), Links(), Derived(portfolio))
    services = {id_: card.service for id_, card in portfolio.scorecards.items()}
    grounds = Grounds(portfolio.catalog, portfolio.day, services)
    return Memory(cache=Cache(folder), keys=Ingredients(inputs, grounds), grounds=grounds)


def worked_out(portfolio: Portfolio, folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the services that had to be looked at, because nothing was remembered."""
    asked: set[str] = set()
    of = Outlook.of

    def noting(self: Outlook, service: str) -> object:
        asked.add(service)
        return of(self, service)

    with monkeypatch.context() as patched:
        patched.setattr(Outlook, "of", noting)
        look_ahead(Outlook(portfolio), tuple(portfolio.scorecards), memory_of(portfolio, folder), 1)
    return asked


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_a_forecast_is_the_same_whoever_works_it_out(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(lookahead, "POOL_FROM", 1)
    outlook = Outlook(portfolio)
    look_ahead(outlook, tuple(portfolio.scorecards), None, processes)
    assert all(outlook.knows(service) for service in portfolio.scorecards)
    assert outlook.whole() == Outlook(portfolio).whole()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_forecast_is_the_same_when_it_is_remembered(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(lookahead, "POOL_FROM", 1)
    services = tuple(portfolio.scorecards)
    look_ahead(Outlook(portfolio), services, memory_of(portfolio, tmp_path), processes)
    assert worked_out(portfolio, tmp_path, monkeypatch) == set()
    outlook = Outlook(portfolio)
    look_ahead(outlook, services, memory_of(portfolio, tmp_path), processes)
    assert outlook.whole() == Outlook(portfolio).whole()


def test_a_change_is_looked_at_with_those_that_need_the_service(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_ahead(Outlook(portfolio), tuple(portfolio.scorecards), memory_of(portfolio, tmp_path), 1)
    changed = "login-service"
    needed_by = {
        id_
        for id_, card in portfolio.scorecards.items()
        if any(each.service == changed and each.is_vital for each in card.service.depends_on)
    }
    assert needed_by
    card = portfolio.scorecards[changed]
    card = replace(card, service=replace(card.service, description="Lets customers in, and others not."))
    after = replace(portfolio, scorecards=portfolio.scorecards | {changed: card})
    assert worked_out(after, tmp_path, monkeypatch) == {changed} | needed_by


def test_nothing_is_remembered_for_another_day(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_ahead(Outlook(portfolio), tuple(portfolio.scorecards), memory_of(portfolio, tmp_path), 1)
    later = assessed(DAY + timedelta(days=1))
    assert worked_out(later, tmp_path, monkeypatch) == set(later.scorecards)


def test_what_was_remembered_wrongly_is_worked_out_again(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = "login-service"
    cache = Cache(tmp_path)
    cache.put(memory_of(portfolio, tmp_path).grounds.ahead(service), b"no forecast")
    assert service in worked_out(portfolio, tmp_path, monkeypatch)

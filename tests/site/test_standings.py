"""Where services stand and how they go on is remembered, and shared out: with the same outcome."""

import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from gonogo import aside, resources, standings
from gonogo.assess import assess
from gonogo.assess.forecast import Outlook
from gonogo.assess.scorecards import Assessment
from gonogo.assess.verdict import leaned_on
from gonogo.model.catalog import Catalog
from gonogo.model.late import Late
from gonogo.model.portfolio import Forecast, Origin, Portfolio
from gonogo.read import read
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds, encode, found_on
from gonogo.standings import Standings, look_ahead

DAY = date(2026, 11, 23)
CHANGED = "login-service"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found = read(resources.demo(), day=DAY, today=DAY).catalog
    assert found is not None
    return found


class Memory:
    """Assesses and looks ahead with a cache in a folder, and knows for which services that was work."""

    def __init__(self, folder: Path, patched: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self.assessed: set[str] = set()
        self.foreseen: set[str] = set()
        card, of = Assessment.scorecard, Outlook.of

        def scorecard(assessment: Assessment, id_: str) -> object:
            self.assessed.add(id_)
            return card(assessment, id_)

        def foresee(outlook: Outlook, service: str) -> object:
            if not outlook.knows(service):
                self.foreseen.add(service)
            return of(outlook, service)

        patched.setattr(Assessment, "scorecard", scorecard)
        patched.setattr(Outlook, "of", foresee)

    def standings(self, catalog: Catalog, day: date = DAY) -> Standings:
        return Standings(Cache(self._folder), Grounds(catalog, day, catalog.services))

    def told(self, catalog: Catalog, day: date = DAY, processes: int = 1) -> tuple[Portfolio, Forecast]:
        """Return where services stand and how they go on, with what earlier calls have left."""
        self.assessed.clear()
        self.foreseen.clear()
        known = self.standings(catalog, day)
        portfolio = known.assess(catalog, day)
        outlook = Outlook(portfolio)
        look_ahead(outlook, portfolio, known, processes, lambda: None)
        return portfolio, outlook.whole()


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Memory:
    return Memory(tmp_path, monkeypatch)


def told(catalog: Catalog, day: date = DAY) -> tuple[Portfolio, Forecast]:
    """Return the same without a memory."""
    portfolio = assess(catalog, day)
    return portfolio, Outlook(portfolio).whole()


def leaning_on(catalog: Catalog, service: str) -> set[str]:
    """Return the services that cannot do without one."""
    return {
        id_
        for id_, each in catalog.services.items()
        if any(below.service == service and below.is_vital for below in each.depends_on)
    }


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_a_forecast_is_the_same_whoever_works_it_out(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(standings, "POOL_FROM", 1)
    portfolio = assess(catalog, DAY)
    outlook, done = Outlook(portfolio), list[str]()
    look_ahead(outlook, portfolio, None, processes, lambda: done.append("beside"))
    assert done == ["beside"] * (processes > 1 and aside.can_fork())
    assert all(outlook.knows(service) for service in portfolio.scorecards)
    assert outlook.whole() == Outlook(portfolio).whole()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_worked_out_before_is_not_worked_out_again(
    catalog: Catalog, memory: Memory, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(standings, "POOL_FROM", 1)
    assert memory.told(catalog, processes=processes) == told(catalog)
    assert memory.told(catalog, processes=processes) == told(catalog)
    memory.told(catalog)
    assert (memory.assessed, memory.foreseen) == (set(), set())


def test_a_change_is_looked_at_with_those_that_cannot_do_without_the_service(
    catalog: Catalog, memory: Memory
) -> None:
    memory.told(catalog)
    service = replace(catalog.services[CHANGED], checks={})
    after = replace(catalog, services=catalog.services | {CHANGED: service})
    needed_by = leaning_on(catalog, CHANGED)
    assert needed_by
    found = memory.told(after)
    assert memory.assessed == memory.foreseen == {CHANGED} | needed_by
    assert found == told(after)


@pytest.mark.parametrize("what", ["day", "standard", "teams", "platforms", "decisions"])
def test_what_all_services_have_in_common_is_part_of_what_is_remembered(
    catalog: Catalog, memory: Memory, what: str
) -> None:
    memory.told(catalog)
    others = {
        "day": catalog,
        "standard": replace(catalog, standard=replace(catalog.standard, version="another")),
        "teams": replace(catalog, teams={}),
        "platforms": replace(catalog, platforms={}),
        "decisions": replace(catalog, decisions=()),
    }
    memory.told(others[what], DAY + timedelta(days=1) if what == "day" else DAY)
    assert memory.assessed == memory.foreseen == set(catalog.services)


def test_what_was_remembered_wrongly_is_worked_out_again(catalog: Catalog, memory: Memory) -> None:
    known = memory.standings(catalog)
    known.cache.put(known.grounds.of(CHANGED), b"no standing")
    assert memory.told(catalog) == told(catalog)


def test_risks_that_follow_from_the_same_are_recalled_once(catalog: Catalog, memory: Memory) -> None:
    memory.told(catalog)
    cards = memory.standings(catalog).assess(catalog, DAY).scorecards.values()
    derived = [risk for card in cards for risk in card.risks if risk.origin is Origin.DERIVED]
    assert len({id(risk) for risk in derived}) == len(set(derived)) < len(derived)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_found_is_known_without_looking_at_it_again(
    catalog: Catalog, memory: Memory, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(standings, "POOL_FROM", 1)
    monkeypatch.setattr(aside, "can_fork", lambda: True)
    for _ in range(2):
        known = memory.standings(catalog)
        portfolio = known.assess(catalog, DAY)
        look_ahead(Outlook(portfolio), portfolio, known, processes, lambda: None)
        assert known.found == {id_: found_on(card) for id_, card in portfolio.scorecards.items()}


def test_what_was_found_is_unpacked_when_somebody_looks_at_it(catalog: Catalog, memory: Memory) -> None:
    memory.told(catalog)
    cards = memory.standings(catalog).assess(catalog, DAY).scorecards
    assert all(isinstance(card.findings, Late) for card in cards.values())
    assert not any(card.findings.is_there for card in cards.values() if isinstance(card.findings, Late))
    alone = assess(catalog, DAY).scorecards[CHANGED]
    assert list(cards[CHANGED].findings) == list(alone.findings)
    assert cards[CHANGED] == alone
    assert sum(card.findings.is_there for card in cards.values() if isinstance(card.findings, Late)) == 1


@pytest.mark.parametrize("left", [None, b"no details", encode(("no forecast", "no findings"))])
def test_details_that_are_gone_or_spoilt_are_worked_out_again(
    catalog: Catalog, memory: Memory, monkeypatch: pytest.MonkeyPatch, left: bytes | None
) -> None:
    memory.told(catalog)
    grounds, get = Grounds(catalog, DAY, catalog.services), Cache.get
    details = {grounds.of_details(service) for service in catalog.services}
    monkeypatch.setattr(Cache, "get", lambda cache, key: left if key in details else get(cache, key))
    expected = told(catalog)
    assert memory.told(catalog) == expected
    assert memory.assessed == set()


def test_what_is_recalled_travels_with_what_is_in_the_cache(
    catalog: Catalog, memory: Memory, tmp_path: Path
) -> None:
    expected = memory.told(catalog)
    known = memory.standings(catalog)
    portfolio = known.assess(catalog, DAY)
    outlook = Outlook(portfolio)
    known.recall(outlook)
    memory.foreseen.clear()
    packed = pickle.dumps((portfolio, outlook))
    for pack in tmp_path.iterdir():
        pack.unlink()
    there, ahead = pickle.loads(packed)  # noqa: S301 - our own
    assert (there, ahead.whole()) == expected
    assert memory.foreseen == set()


def test_services_that_lean_on_each_other_are_looked_at_one_after_the_other(catalog: Catalog) -> None:
    outlook = Outlook(assess(catalog, DAY))
    found = outlook.in_company(catalog.services)
    assert sorted(found) == sorted(catalog.services)
    places = {service: place for place, service in enumerate(found)}
    apart = {service: {service} for service in found}
    for service in catalog.services.values():
        for other in leaned_on(service.depends_on):
            joined = apart[service.id] | apart[other]
            apart.update(dict.fromkeys(joined, joined))
    groups = {frozenset(group) for group in apart.values()}
    assert max(map(len, groups)) > 1
    for group in groups:
        held = sorted(places[service] for service in group)
        assert held == list(range(held[0], held[0] + len(held)))


def test_of_services_only_those_that_are_asked_for_are_put_in_order(catalog: Catalog) -> None:
    outlook = Outlook(assess(catalog, DAY))
    asked = sorted(catalog.services)[::2]
    assert sorted(outlook.in_company(asked)) == asked

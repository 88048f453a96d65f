"""Scorecards that follow from the same as before are remembered: with the same outcome."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from gonogo import resources, scorecards
from gonogo.assess import assess
from gonogo.assess.scorecards import Assessment
from gonogo.model.catalog import Catalog
from gonogo.model.portfolio import Portfolio
from gonogo.read import read
from gonogo.scorecards import Kept
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found = read(resources.demo(), day=DAY, today=DAY).catalog
    assert found is not None
    return found


class Assessor:
    """Assesses with a cache in a folder, and knows which services had to be looked at."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self.looked_at: set[str] = set()
        scorecard = Assessment.scorecard

        def noting(assessment: Assessment, id_: str) -> object:
            self.looked_at.add(id_)
            return scorecard(assessment, id_)

        monkeypatch.setattr(Assessment, "scorecard", noting)

    def kept(self, catalog: Catalog, day: date = DAY) -> Kept:
        return Kept(cache=Cache(self._folder), grounds=Grounds(catalog, day, catalog.services))

    def assessed(self, catalog: Catalog, day: date = DAY) -> Portfolio:
        self.looked_at.clear()
        return scorecards.assessed(catalog, day, self.kept(catalog, day))


@pytest.fixture
def assessor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assessor:
    return Assessor(tmp_path, monkeypatch)


def test_what_was_assessed_before_is_not_assessed_again(catalog: Catalog, assessor: Assessor) -> None:
    plain = assess(catalog, DAY)
    assert assessor.assessed(catalog) == plain
    assert assessor.looked_at == set(catalog.services)
    assert assessor.assessed(catalog) == plain
    assert assessor.looked_at == set()


def test_a_change_is_assessed_with_those_that_cannot_do_without_the_service(
    catalog: Catalog, assessor: Assessor
) -> None:
    assessor.assessed(catalog)
    changed = "login-service"
    service = replace(catalog.services[changed], checks={})
    after = replace(catalog, services=catalog.services | {changed: service})
    needed_by = {
        id_
        for id_, each in catalog.services.items()
        if any(below.service == changed and below.is_vital for below in each.depends_on)
    }
    assert needed_by
    found = assessor.assessed(after)
    assert assessor.looked_at == {changed} | needed_by
    assert found == assess(after, DAY)


@pytest.mark.parametrize("what", ["day", "standard", "teams", "platforms", "decisions"])
def test_what_all_services_have_in_common_is_part_of_what_is_remembered(
    catalog: Catalog, assessor: Assessor, what: str
) -> None:
    assessor.assessed(catalog)
    others = {
        "day": catalog,
        "standard": replace(catalog, standard=replace(catalog.standard, version="another")),
        "teams": replace(catalog, teams={}),
        "platforms": replace(catalog, platforms={}),
        "decisions": replace(catalog, decisions=()),
    }
    day = DAY + timedelta(days=1) if what == "day" else DAY
    assessor.assessed(others[what], day)
    assert assessor.looked_at == set(catalog.services)


def test_what_was_remembered_wrongly_is_assessed_again(catalog: Catalog, assessor: Assessor) -> None:
    kept = assessor.kept(catalog)
    kept.cache.put(kept.grounds.card("login-service"), b"no scorecard")
    assert assessor.assessed(catalog).scorecards["login-service"].id == "login-service"
    assert "login-service" in assessor.looked_at


def test_without_a_cache_all_is_assessed(catalog: Catalog, assessor: Assessor) -> None:
    assert scorecards.assessed(catalog, DAY, None) == assess(catalog, DAY)
    assert assessor.looked_at == set(catalog.services)

"""The promise of little upkeep, counted: 600 services as teams begin, and with platforms and collectors."""

import re
import shutil
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from gonogo.assess import assess, upkeep
from gonogo.model.portfolio import Upkeep
from gonogo.model.words import Severity
from gonogo.publish.pages.upkeep import Way, relief
from gonogo.read import read
from read.command import gonogo
from upkeep import fleet

HEAVY = "Teams above 10"


def owed(root: Path) -> list[Upkeep]:
    """Return what teams with services owe; the catalog has no problem but what its emptiness is."""
    reading = read(root, day=fleet.DAY, today=fleet.DAY)
    assert [each for each in reading.problems if each.severity is not Severity.NOTICE] == []
    assert reading.catalog is not None
    assert len(reading.catalog.services) == fleet.SERVICES
    return [each for each in upkeep(assess(reading.catalog, fleet.DAY)) if each.services]


@cache
def page(root: Path) -> str:
    """Return the words of the published Upkeep page; a build takes seconds."""
    built = gonogo(
        *("build", "--catalog", str(root), "--as-of", fleet.DAY.isoformat(), "--site-dir", "site"),
        *("--no-cache", "--quiet"),
        folder=root.parent,
    )
    assert built.code == 0, built.err
    html = (root.parent / "site" / "upkeep.html").read_text("utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture(scope="module")
def naive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fleet.make(tmp_path_factory.mktemp("naive") / "catalog", kept=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fleet.make(tmp_path_factory.mktemp("kept") / "catalog", kept=True)


def a_team(found: list[Upkeep]) -> Fraction:
    return sum((each.by_hand for each in found), Fraction(0)) / fleet.TEAMS


def test_typed_evidence_is_more_than_anybody_bears(naive: Path) -> None:
    found = owed(naive)
    assert len(found) == fleet.TEAMS
    assert min(each.by_hand for each in found) > 40
    assert all(each.by_robot == each.by_platform == each.by_manifest == 0 for each in found)
    told = page(naive)
    assert f"{round(a_team(found))} a team" in told
    assert f"{HEAVY} {fleet.TEAMS} of {fleet.TEAMS}" in told


def test_two_platforms_and_four_collectors_leave_less_than_ten_a_team(naive: Path, kept: Path) -> None:
    before, after = owed(naive), owed(kept)
    assert max(each.by_hand for each in after) < 10
    told = page(kept)
    assert f"{float(a_team(after)):.1f} a team" in told
    assert f"{HEAVY} 0 of {fleet.TEAMS}" in told
    # Nothing is lost: what people need not renew, somebody else does.
    for old, new in zip(before, after, strict=True):
        assert old.by_hand == new.by_hand + new.by_robot + new.by_platform + new.by_manifest


def test_what_is_left_is_named_with_what_would_help(kept: Path) -> None:
    (most, *_) = sorted(owed(kept)[0].by_check.items(), key=lambda each: -each[1])
    assert most[0] in {"alerts", "access-control", "rollback-strategy"}
    assert "What would help most" in page(kept)


def test_a_robot_that_has_stopped_takes_nothing_off_anybody(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "catalog")
    for path in (tmp_path / "catalog" / "evidence" / "trivy").iterdir():
        path.write_text(path.read_text("utf-8").replace("2026-11-23", "2026-10-01"), "utf-8")
    alive, stopped = owed(kept), owed(tmp_path / "catalog")
    for before, after in zip(alive, stopped, strict=True):
        assert after.by_hand > before.by_hand
        assert after.by_check["vulnerability-scanning"] > 0


@pytest.mark.parametrize(
    ("check", "way", "names"),
    [
        ("slos", Way.MANIFEST, ()),
        ("unit-tests", Way.ROBOT, ("junit", "coverage")),
        ("centralized-logging", Way.PLATFORM, ("cluster",)),
        ("access-control", Way.RARELY, ()),
    ],
)
def test_the_first_way_that_is_open_is_named(
    kept: Path, check: str, way: Way, names: tuple[str, ...]
) -> None:
    catalog = read(kept, day=fleet.DAY, today=fleet.DAY).catalog
    assert catalog is not None
    portfolio = assess(catalog, fleet.DAY)
    found = relief(portfolio.standard.checks[check], Fraction(12), portfolio)
    assert (found.way, found.names) == (way, names)
    assert found.saves == (6 if way is Way.RARELY else 12)

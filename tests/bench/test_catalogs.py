from collections.abc import Callable
from pathlib import Path

import pytest

from bench import blocks, catalogs, pages
from bench.services import DAY, LINES, Organisation, service
from gonogo.model.catalog import Catalog
from gonogo.model.words import Severity
from gonogo.read import Reading, read

SMALL = Organisation(30)
EVERYTHING = Organisation(30, ai_only=True)

Make = Callable[..., Path]


def reading(folder: Path) -> Reading:
    return read(folder, day=DAY, today=DAY, workers=1)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.mark.parametrize("organisation", [SMALL, EVERYTHING, Organisation(1)])
def test_a_made_catalog_has_no_problems(organisation: Organisation, tmp_path: Path) -> None:
    found = reading(catalogs.make(tmp_path / "catalog", organisation))
    assert found.problems == ()
    assert len(_sound(found).services) == organisation.services


def test_a_broken_catalog_has_exactly_one_problem(tmp_path: Path) -> None:
    found = reading(catalogs.make(tmp_path / "catalog", SMALL, broken=True))
    assert [each.severity for each in found.problems] == [Severity.ERROR]
    assert len(_sound(found).services) == SMALL.services - 1


@pytest.mark.parametrize("make", [catalogs.make, pages.make])
def test_what_is_made_twice_is_the_same(make: Make, tmp_path: Path) -> None:
    once, again = (bytes_of(make(tmp_path / name, SMALL)) for name in ("once", "again"))
    assert once == again


@pytest.mark.parametrize("index", [0, 7, 29, 2_999])
def test_a_manifest_has_some_250_lines(index: int) -> None:
    lines = blocks.text(service(index, Organisation(3_000))).count("\n")
    assert LINES * 0.8 < lines < LINES * 1.1


def test_where_everything_applies_a_service_is_asked_fifty_checks(tmp_path: Path) -> None:
    from gonogo.assess import assess

    catalog = _sound(reading(catalogs.make(tmp_path / "catalog", EVERYTHING)))
    cards = assess(catalog, DAY).scorecards.values()
    assert {len(card.findings) for card in cards} == {50}


def test_an_edit_changes_one_manifest_and_keeps_it_sound(tmp_path: Path) -> None:
    folder = catalogs.make(tmp_path / "catalog", SMALL)
    before = bytes_of(folder)
    catalogs.edit(folder, SMALL, "Something else.")
    after = bytes_of(folder)
    assert len([name for name in before if before[name] != after[name]]) == 1
    assert reading(folder).problems == ()


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    folder = catalogs.make(tmp_path / "catalog", SMALL)
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.yaml")}
    catalogs.make(folder, SMALL)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.yaml")} == stamps


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Carla M.", "Carla M."),
        ("https://e.org/a?b=1&c=2", "https://e.org/a?b=1&c=2"),
        (DAY, '"2026-11-23"'),
        ("#leads", '"#leads"'),
        ("a: b", '"a: b"'),
        ("Index:", '"Index:"'),
        ("412 of 412", '"412 of 412"'),
        ("No", '"No"'),
        (True, "true"),
        (99.5, "99.5"),
    ],
)
def test_a_value_is_quoted_where_yaml_would_misread_it(value: object, written: str) -> None:
    assert blocks.scalar(value) == written


def _sound(found: Reading) -> Catalog:
    assert found.catalog is not None
    return found.catalog

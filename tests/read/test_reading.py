"""Reading a whole catalog: nothing depends on the order of files or on how many work at it."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from operator import attrgetter
from pathlib import Path
from typing import Self

import pytest

from gonogo.read import fleet, read
from gonogo.read.manifests import Parsed
from read.cases import EXAMPLES, Case, cases
from read.catalogs import DAY, codes, parsed, reading, service
from read.fuzz import RICH

REPOSITORY = Path(__file__).parents[2]


INTERESTING = [
    "valid/000-every-field",
    "invalid/068-same-id-twice",
    "invalid/301-three-claim-one-id",
    "invalid/316-two-were-the-same",
    "valid/071-circle-of-three",
    "valid/302-ids-that-look-alike",
    "invalid/321-platform-twice",
]


@pytest.fixture(params=INTERESTING)
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    Case(EXAMPLES / request.param).lay_out(tmp_path)
    return tmp_path / "catalog"


def test_the_same_is_read_by_any_number_of_workers(catalog: Path) -> None:
    one, two = (read(catalog, day=DAY, today=DAY, workers=workers) for workers in (1, 2))
    assert one == two


@pytest.mark.parametrize("executor", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_the_same_is_read_by_an_executor_of_the_callers(catalog: Path, executor: type[Executor]) -> None:
    with executor() as workers:
        assert read(catalog, day=DAY, today=DAY, workers=workers) == read(catalog, day=DAY, today=DAY)


class Entries(list[os.DirEntry[str]]):
    """What `os.scandir` returns, in an order of our own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""


def test_the_same_is_read_in_any_order_of_files(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forwards = read(catalog, day=DAY, today=DAY)
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: Entries(sorted(scandir(path), key=attrgetter("name"))[::-1])
    )
    assert read(catalog, day=DAY, today=DAY) == forwards


def test_names_of_files_do_not_matter(tmp_path: Path) -> None:
    files = {name: service(name) for name in ("a", "b", "c")}
    first = reading(tmp_path / "1", {f"services/{name}.yaml": text for name, text in files.items()})
    second = reading(tmp_path / "2", {f"services/x/{name[::-1]}9.yaml": text for name, text in files.items()})
    assert first.catalog is not None
    assert second.catalog is not None
    assert list(first.catalog.services) == list(second.catalog.services)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    RICH.lay_out(tmp_path)
    assert read(tmp_path / "catalog", day=DAY, today=DAY) == read(tmp_path / "catalog", day=DAY, today=DAY)


def test_a_chain_of_5000_dependencies_is_no_circle_and_a_ring_is_one() -> None:
    def chain(last: str | None) -> list[Parsed]:
        names = [f"s{number}" for number in range(5_000)]
        return [
            parsed(name, [] if after is None else [after])
            for name, after in zip(names, [*names[1:], last], strict=True)
        ]

    services = {f"s{number}": f"s{number}" for number in range(5_000)}
    assert list(fleet.cycles(chain(None), services)) == []
    (found,) = fleet.cycles(chain("s0"), services)
    assert found.complaint.message == (
        "hard dependencies in a circle: s0 → s1 → s2 → s3 → s4 → s5 → … (4994 more) → s0"
    )


def errors(catalog: Path) -> list[str]:
    return [
        str(each.place) for each in read(catalog, day=DAY, today=DAY).problems if each.severity == "error"
    ]


def real_catalogs() -> Iterator[Path]:
    """Yield the demonstration, and whatever catalog `GONOGO_REAL_CATALOG` names."""
    yield REPOSITORY / "catalog"
    named = os.environ.get("GONOGO_REAL_CATALOG")
    if named:
        yield Path(named)


@pytest.mark.parametrize("catalog", list(real_catalogs()), ids=lambda path: path.name)
def test_a_real_catalog_has_no_errors(catalog: Path) -> None:
    assert errors(catalog) == []
    assert read(catalog, day=DAY, today=DAY).files


def test_severities_are_changed_and_switched_off_whoever_raises_them(tmp_path: Path) -> None:
    changed = "{GN320: warning, GN308: notice, GN305: off, GN324: warning}"
    standard = "schema_version: 1\nid: s\napprovals: {waiver: {groups: [ghosts]}}\n"
    files = {
        "catalog.yaml": f"schema_version: 1\ntitle: T\nseverities: {changed}\n",
        "standard.yaml": standard,
        "platforms/kubernetes-prod.yaml": "schema_version: 1\nid: kubernetes-prod\nname: K\nowner: shop\n",
        "services/cart.yaml": service("cart", "  depends_on:\n    - {service: ghost, criticality: hard}\n"),
        "services/payments.yaml": service("payments", owner="ghosts"),
        "services/x.yml": "",
    }
    found = {each.code: str(each.severity) for each in reading(tmp_path, files).problems}
    assert found == {"GN320": "warning", "GN308": "notice", "GN324": "warning"}


def test_no_case_is_read_to_a_catalog_that_holds_what_is_unreadable(tmp_path: Path) -> None:
    for number, case in enumerate(cases()):
        if case.packs is not None or "circle-of" in case.name:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        case.lay_out(folder)
        found = read(folder / "catalog", day=DAY, today=DAY).catalog
        if found is not None:
            assert {each.path for each in found.unreadable}.isdisjoint(
                each.path for each in found.services.values()
            )


def test_a_missing_catalog_file_is_told_of(tmp_path: Path) -> None:
    result = read(tmp_path, day=DAY, today=DAY)
    assert result.catalog is None
    assert codes(result) == ["GN001"]

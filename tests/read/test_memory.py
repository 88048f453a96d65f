"""What is remembered of files that were read: it saves work, and never changes a result."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from gonogo import aside
from gonogo.checking import Checked, check
from gonogo.model.problem import Problem
from gonogo.read import manifests, read, rules, yaml12
from gonogo.read.files import Disk, Found
from gonogo.read.watched import Watched
from gonogo.store import NAME, Store
from read.cases import BASE, EXAMPLES, Case, cases
from read.catalogs import DAY, service

CASES = [case for case in cases() if case.packs is None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a catalog without a problem in it."""
    Case(BASE).lay_out(tmp_path)
    return tmp_path / "catalog"


def checked(folder: Path, cache: Path | None, *, is_whole: bool = True) -> Checked:
    with Store(cache) as memory:
        tree = Disk(root=str(folder))
        return check(folder, tree, day=DAY, today=DAY, is_whole=is_whole, memory=memory)


def nothing_may_be_parsed(patch: pytest.MonkeyPatch) -> None:
    def parse(*_: object) -> None:
        pytest.fail("a file was parsed although it is remembered")

    patch.setattr(manifests, "parse", parse)
    patch.setattr(yaml12, "_compose", parse)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reading_is_the_same_with_a_memory_and_without(case: Case, tmp_path: Path) -> None:
    case.lay_out(tmp_path / "here")
    folder = tmp_path / "here" / "catalog"
    assert folder.is_dir()
    without = read(folder, day=DAY, today=DAY)
    with Store(tmp_path / "cache") as memory:
        assert read(folder, day=DAY, today=DAY, memory=memory) == without
    with Store(tmp_path / "cache") as memory:
        assert read(folder, day=DAY, today=DAY, memory=memory) == without
        assert read(folder, day=DAY, today=DAY, workers=2, memory=memory) == without


EVIDENCE = """checks:
  alerts:
    status: met
    evidence:
      - kind: dashboard
        title: Alerts of the last quarter
        url: https://example.org/{name}
        collected_on: 2026-11-01
        collected_by: ben
"""


def test_what_many_manifests_say_of_their_evidence_is_held_once(folder: Path) -> None:
    names = ("one", "two")
    for name in names:
        (folder / "services" / f"{name}.yaml").write_text(service(name) + EVIDENCE.format(name=name))
    catalog = read(folder, day=DAY, today=DAY).catalog
    assert catalog is not None
    one, other = (catalog.services[name].checks["alerts"].evidence[0] for name in names)
    assert one.url != other.url
    for said in manifests.FIELDS:
        assert getattr(one, said) is getattr(other, said)


@pytest.mark.parametrize("forks", [True, False])
def test_while_others_read_this_process_does_something_else_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    done: list[int] = []
    monkeypatch.setattr(aside, "can_fork", lambda: forks)

    def beside() -> None:
        done.append(os.getpid())

    for helped in (True, forks):  # read, then remembered
        with Store(tmp_path / "cache") as memory:
            read(folder, day=DAY, today=DAY, workers=2, memory=memory, beside=beside)
        assert done == [os.getpid()] * helped
        done.clear()
    read(folder, day=DAY, today=DAY, workers=1, beside=beside)
    assert done == []  # nobody helps


def test_a_file_that_was_read_before_is_not_parsed_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse = yaml12.parse

    def counting(content: bytes, path: str, limits: yaml12.Limits = yaml12.MANIFEST_LIMITS) -> object:
        parsed.append(Path(path).name)
        return parse(content, path, limits)

    monkeypatch.setattr(manifests, "parse", counting)
    with Store(tmp_path / "cache") as memory:
        read(folder, day=DAY, today=DAY, memory=memory)
        assert {"cart.yaml", "payments.yaml"} <= set(parsed)
        parsed.clear()
        shutil.copy(folder / "services/cart.yaml", folder / "services/moved.yaml")
        (folder / "services/cart.yaml").unlink()
        (folder / "services/new.yaml").write_text(service("new"), "utf-8")
        again = read(folder, day=DAY + timedelta(days=1), today=DAY, memory=memory)
    assert [name for name in parsed if name in ("moved.yaml", "payments.yaml", "new.yaml")] == ["new.yaml"]
    assert again.catalog is not None
    assert sorted(again.catalog.services) == ["cart", "new", "payments"]
    assert again.catalog.services["cart"].path == "services/moved.yaml"


OTHER_TEAMS = "schema_version: 1\nteams:\n  - id: others\n    name: Others\n"


@pytest.mark.parametrize("change", ["teams", "day", "severities", "nothing"])
def test_what_nothing_was_said_against_is_looked_at_again_where_it_is_read_against_something_else(
    folder: Path, tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "services/late.yaml").write_text(
        service("late")
        + f"reviews:\n  - date: {DAY}\n    kind: launch\n    decision: go\n"
        + "    reviewers:\n      - name: Ana\n",
        "utf-8",
    )
    with Store(tmp_path / "cache") as memory:
        read(folder, day=DAY, today=DAY, memory=memory)
    if change == "teams":
        (folder / "teams.yaml").write_text(OTHER_TEAMS, "utf-8")
    elif change == "severities":
        with (folder / "catalog.yaml").open("a", encoding="utf-8") as settings:
            settings.write("severities:\n  GN308: warning\n")
    day = DAY - timedelta(days=30) if change == "day" else DAY
    if change == "nothing":
        monkeypatch.setattr(rules, "complaints", lambda *_: pytest.fail("it was looked at again"))
    with Store(tmp_path / "cache") as memory:
        again = read(folder, day=day, today=day, memory=memory)
    if change != "nothing":
        assert again == read(folder, day=day, today=day)
    assert bool(again.problems) is (change in {"teams", "day"})


def test_an_unchanged_catalog_is_checked_without_parsing_a_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "services/odd.yaml").write_text(service("odd", owner="nobody"), "utf-8")
    first = checked(folder, tmp_path / "cache")
    assert "GN308" in [each.code for each in first.problems]
    nothing_may_be_parsed(monkeypatch)
    assert checked(folder, tmp_path / "cache") == first


def test_what_was_asked_for_is_part_of_what_is_remembered(folder: Path, tmp_path: Path) -> None:
    (folder / "services/odd.yaml").write_text(
        service("odd") + "checks:\n  rollback-tested: {status: unmet}\n", "utf-8"
    )
    cache = tmp_path / "cache"
    whole = checked(folder, cache)
    assert checked(folder, cache, is_whole=False) == checked(folder, None, is_whole=False)
    assert checked(folder, cache) == whole == checked(folder, None)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a manifest": lambda folder: _append(folder / "services/cart.yaml", "wrong: true\n"),
    "a manifest, of the same size": lambda folder: _swap(
        folder / "services/cart.yaml", "id: cart", "id: Cart"
    ),
    "a new manifest": lambda folder: (folder / "services/new.yaml").write_text(service("cart"), "utf-8"),
    "a manifest gone": lambda folder: (folder / "services/payments.yaml").unlink(),
    "a manifest replaced by a link": lambda folder: _link(folder / "services/cart.yaml"),
    "a file beside": lambda folder: _append(folder / "services/cart.yml", "x: 1\n"),
    "the teams": lambda folder: _swap(folder / "teams.yaml", "team-pay", "team-paid"),
    "the settings": lambda folder: _append(folder / "catalog.yaml", "severities: {GN308: off}\nx: 1\n"),
    "a standard that was not there": lambda folder: (folder / "standard.yaml").write_text("x: 1\n", "utf-8"),
    "tiers that were not there": lambda folder: (folder / "tiers.yaml").write_text("x: 1\n", "utf-8"),
    "a decision": lambda folder: _append(folder / "decisions/2026/new.yaml", "x: 1\n"),
    "evidence": lambda folder: _append(folder / "evidence/ci/new.yaml", "x: 1\n"),
    "a platform": lambda folder: _append(folder / "platforms/new.yaml", "x: 1\n"),
}


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")


def _swap(path: Path, old: str, new: str) -> None:
    times = path.stat()
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".txt"))
    path.symlink_to(path.with_suffix(".txt").name)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(change: str, folder: Path, tmp_path: Path) -> None:
    before = checked(folder, tmp_path / "cache")
    CHANGES[change](folder)
    after = checked(folder, tmp_path / "cache")
    assert after == checked(folder, None)
    assert after != before


def test_a_cache_of_nonsense_changes_nothing(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = checked(folder, cache)
    database = sqlite3.connect(cache / NAME)
    database.execute("UPDATE held SET value = randomblob(100)")
    database.commit()
    database.close()
    assert checked(folder, cache) == before
    (cache / NAME).write_bytes(b"nonsense" * 1000)
    assert checked(folder, cache) == before


def test_a_file_that_changes_while_it_is_read_is_not_remembered(folder: Path) -> None:
    watched = Watched(Disk(root=str(folder)))
    found = Found(name="services/cart.yaml", shown="cart.yaml")
    assert isinstance(watched.content(found, 1000), bytes)
    assert watched.seen({}, 1000) is not None
    (folder / found.name).unlink()
    assert isinstance(watched.content(found, 1000), Problem)
    assert watched.seen({}, 1000) is None


def test_a_file_that_another_process_saw_otherwise_is_not_remembered(folder: Path) -> None:
    watched = Watched(Disk(root=str(folder)))
    watched.content(Found(name="services/cart.yaml", shown="cart.yaml"), 1000)
    assert watched.seen({"services/cart.yaml": b"other"}, 1000) is None


def test_examples_are_where_they_should_be() -> None:
    assert len(CASES) > len(list((EXAMPLES / "invalid").iterdir())) / 2

"""The store may be gone, spoilt, locked, full or shared at any time: then values are not there."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gonogo import aside
from gonogo.store import NAME, Store, folder


def test_what_was_put_is_there_next_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(b"value", "kind", b"a", b"b")
        assert store.get("kind", b"a", b"b") == b"value"
    with Store(tmp_path) as store:
        assert store.get("kind", b"a", b"b") == b"value"
        assert store.get("kind", b"ab") is None
        assert store.get("other", b"a", b"b") is None
        store.put(b"another", "kind", b"a", b"b")
    assert Store(tmp_path).get("kind", b"a", b"b") == b"another"


def test_a_forked_process_has_the_file_to_itself(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(b"written", "kind", b"a")
    with Store(tmp_path) as store:
        store.put(b"pending", "kind", b"b")

        def elsewhere() -> dict[bytes, bytes]:
            store.put(b"theirs", "kind", b"c")
            found = store.several("kind", [b"a", b"b", b"c"])
            store.close()
            return found

        there = aside.both(elsewhere, lambda: store.get("kind", b"a"))
        assert there == {b"a": b"written", b"c": b"theirs"}
        assert store.several("kind", [b"a", b"b"]) == {b"a": b"written", b"b": b"pending"}
    assert Store(tmp_path).several("kind", [b"a", b"b", b"c"]).keys() == {b"a", b"b", b"c"}


def test_of_many_values_those_are_there_that_are_whole(tmp_path: Path) -> None:
    parts = [str(number).encode() for number in range(250)]
    with Store(tmp_path) as store:
        for part in parts[:200]:
            store.put(b"value " + part, "kind", part)
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("UPDATE held SET value = CAST(value || x'00' AS BLOB) WHERE number <= 50")
        database.execute("UPDATE held SET value = 'text' WHERE number = 51")
    database.close()
    with Store(tmp_path) as store:
        store.put(b"pending", "kind", parts[240])
        found = store.several("kind", parts)
        assert found == {part: b"value " + part for part in parts[51:200]} | {parts[240]: b"pending"}
        assert store.several("other", parts) == store.several("kind", []) == {}
    assert Store(None).several("kind", parts) == {}


def test_without_a_place_nothing_is_remembered() -> None:
    with Store(None) as store:
        store.put(b"value", "kind")
        assert store.get("kind") is None
        assert not store.is_usable


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_spoilt_file_is_made_anew(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / NAME).write_bytes(rubbish)
    with Store(tmp_path) as store:
        assert store.get("kind") is None
        store.put(b"value", "kind")
    assert Store(tmp_path).get("kind") == b"value"


def test_a_file_cut_off_in_the_middle_costs_values_and_nothing_else(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(2000):
            store.put(os.urandom(500), "kind", str(number).encode())
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[: len(whole) // 2])
    with Store(tmp_path) as store:
        for number in range(2000):
            store.get("kind", str(number).encode())
        store.put(b"value", "kind")
    with Store(tmp_path) as store:
        store.put(b"value", "kind")
    assert Store(tmp_path).get("kind") == b"value"


def test_a_value_that_was_changed_by_somebody_is_not_there(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(b"value", "kind")
        store.put(b"moved", "other")
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("UPDATE held SET value = value || x'00' WHERE number = 1")
        database.execute("UPDATE held SET value = (SELECT value FROM held WHERE number = 1) WHERE number = 2")
    database.close()
    assert Store(tmp_path).get("kind") is None
    assert Store(tmp_path).get("other") is None


def test_another_table_of_that_name_is_of_no_use(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("CREATE TABLE held (number INTEGER, key TEXT)")
    database.close()
    with Store(tmp_path) as store:
        store.put(b"value", "kind")
    assert Store(tmp_path).get("kind") == b"value"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_remembers_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with Store(tmp_path / "below") as store:
        store.put(b"value", "kind")
        assert store.get("kind") is None


def test_a_place_that_is_a_file_remembers_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with Store(tmp_path / "file") as store:
        store.put(b"value", "kind")
        assert store.get("kind") is None
    with Store(tmp_path / "file" / "below") as store:
        assert not store.is_usable


def test_a_file_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(b"value", "kind")
    (tmp_path / NAME).chmod(0o400)
    with Store(tmp_path) as store:
        assert store.get("kind") == b"value"
        store.put(b"more", "kind", b"more")


def test_a_locked_file_costs_values_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gonogo.store._WAIT", 0.05)
    with Store(tmp_path) as store:
        store.put(b"value", "kind")
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Store(tmp_path) as store:
        store.put(b"more", "kind", b"more")
        assert store.get("kind") is None
    other.execute("ROLLBACK")
    other.close()
    assert Store(tmp_path).get("kind") == b"value"


def test_the_file_is_bounded_and_the_oldest_go(tmp_path: Path) -> None:
    limit = 1_000_000
    with Store(tmp_path, limit) as store:
        for number in range(4000):
            store.put(os.urandom(1000), "kind", str(number).encode())
    assert (tmp_path / NAME).stat().st_size < 2 * limit
    store = Store(tmp_path)
    assert store.get("kind", b"0") is None
    assert store.get("kind", b"3999") is not None


WRITER = """
import sys
from pathlib import Path
from gonogo.store import Store
for turn in range(20):
    with Store(Path(sys.argv[1])) as store:
        for number in range(50):
            known = store.get("kind", str(number).encode())
            assert known in (None, str(number).encode() * 100)
            store.put(str(number).encode() * 100, "kind", str(number).encode())
"""


def test_two_processes_may_share_it(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [process.communicate()[1] for process in running] == [b"", b""]
    assert [process.returncode for process in running] == [0, 0]
    assert Store(tmp_path).get("kind", b"7") == b"7" * 100


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GONOGO_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/b", "HOME": "/c"}, "/a"),
        ({"XDG_CACHE_HOME": "/b", "HOME": "/c"}, "/b/gonogo"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/c"}, "/c/.cache/gonogo"),
        ({}, None),
    ],
)
def test_where_it_is(
    environment: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GONOGO_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert folder() == (None if expected is None else Path(expected))


def test_nobody_else_may_look_into_it(tmp_path: Path) -> None:
    with Store(tmp_path / "below") as store:
        store.put(b"value", "kind")
    assert (tmp_path / "below").stat().st_mode & 0o077 == 0

import os
from pathlib import Path

import pytest

from gonogo import ahead
from gonogo.ahead import AT_ONCE
from gonogo.read.files import Disk, Found, Overlay, expect
from gonogo.site.cache import Cache
from gonogo.site.writing import Output


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE - 1])
def test_everything_comes_once_in_order_after_it_was_expected(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_advise", print)
    expected: list[int] = []
    for number, piece in enumerate(ahead.ahead(iter(range(count)), expected.append)):
        assert piece == number
        assert expected == list(range(min(count, (number // AT_ONCE + 1) * AT_ONCE)))
    assert len(expected) == count


def test_nothing_is_expected_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_advise", None)
    expected: list[int] = []
    assert list(ahead.ahead(range(100), expected.append)) == list(range(100))
    assert not expected
    ahead.expect(-1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return where the system is told that something begins which will be read, and its bytes."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "POSIX_FADV_WILLNEED", 3, raising=False)
    monkeypatch.setattr(ahead, "_advise", lambda _, start, size, __: told.append((start, size)))
    return told


def test_a_cache_tells_where_a_value_lies(tmp_path: Path, told: list[tuple[int, int]]) -> None:
    cache = Cache(tmp_path)
    first, second, strange = (bytes([number]) * 32 for number in range(3))
    cache.put(first, b"1234")
    cache.put(second, b"56")
    again = Cache(tmp_path)
    for key in (second, strange, first):
        again.expect(key)
    length = (tmp_path.glob("*.pack").__next__().stat().st_size - 6) // 2
    assert told == [(length + 4, length + 2), (0, length + 4)]
    assert (again.get(first), again.get(second), again.get(strange)) == (b"1234", b"56", None)


def test_files_of_a_site_are_read_in_their_order(tmp_path: Path, told: list[tuple[int, int]]) -> None:
    names = [f"api/{number}.json" for number in range(AT_ONCE + 2)]
    output = Output(tmp_path)
    for name in names:
        output.write(name, name.encode())
    assert [held.decode() for held in output.read(iter(names))] == names
    assert told == [(0, 0)] * len(names)


def test_a_folder_is_told_of_files_that_are_there(tmp_path: Path, told: list[tuple[int, int]]) -> None:
    (tmp_path / "here.yaml").write_text("service: {}\n", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("here.yaml")
    (tmp_path / "linked").symlink_to(tmp_path)
    disk = Disk(root=str(tmp_path))
    for name, times in (("gone.yaml", 0), ("link.yaml", 0), ("linked/here.yaml", 0), ("here.yaml", 1)):
        expect(disk, Found(name=name, shown=name))
        assert told == [(0, 0)] * times
    expect(Overlay(below=disk, held={}), Found(name="here.yaml", shown="here.yaml"))
    assert len(told) == 1


def test_an_error_of_the_system_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "POSIX_FADV_WILLNEED", 3, raising=False)
    monkeypatch.setattr(ahead, "_advise", refuse)
    ahead.expect(0)

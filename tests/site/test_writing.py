import errno
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gonogo.site.writing import Output, Taken

PAGE = b"<p>" + b"x" * 5_000


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return an empty site, and the portal that it will replace."""
    before, site = tmp_path / "before", tmp_path / "site"
    (before / "services").mkdir(parents=True)
    site.mkdir()
    (before / "services" / "a.html").write_bytes(PAGE)
    return site, before


Write = Callable[[Output, str, bytes], None]


def in_pieces(output: Output, name: str, content: bytes) -> None:
    output.put_together(name, (content[start : start + 1_000] for start in range(0, len(content), 1_000)))


each_way = pytest.mark.parametrize("write", [Output.write, in_pieces])


def is_same(one: Path, other: Path) -> bool:
    return one.samefile(other)


@each_way
def test_what_the_last_portal_has_gets_a_second_name(folders: tuple[Path, Path], write: Write) -> None:
    site, before = folders
    output = Output(site, before)
    write(output, "services/a.html", PAGE)
    write(output, "services/b.html", PAGE)
    assert is_same(site / "services" / "a.html", before / "services" / "a.html")
    assert not is_same(site / "services" / "b.html", before / "services" / "a.html")
    assert (site / "services" / "b.html").read_bytes() == PAGE
    assert len(list(site.rglob("*.html*"))) == 2


@each_way
@pytest.mark.parametrize("held", [PAGE[:-1], PAGE + b"x", b"y" * len(PAGE), "link", "folder", "mode"])
def test_what_is_not_the_same_there_is_written(
    folders: tuple[Path, Path], held: bytes | str, write: Write
) -> None:
    site, before = folders
    path = before / "services" / "a.html"
    if held == "mode":
        path.chmod(0o600)
    elif held == "link":
        path.rename(before / "real")
        path.symlink_to(before / "real")
    elif held == "folder":
        path.unlink()
        path.mkdir()
    elif isinstance(held, bytes):
        path.write_bytes(held)
    write(Output(site, before), "services/a.html", PAGE)
    made = site / "services" / "a.html"
    assert not made.is_symlink()
    assert made.read_bytes() == PAGE
    assert made.stat().st_nlink == 1


def test_small_files_that_are_alike_are_one(folders: tuple[Path, Path]) -> None:
    site, _ = folders
    output = Output(site)
    for name in ("badges/a.json", "badges/b.json"):
        output.write(name, b"{}")
    output.write("badges/c.json", b"[]")
    assert is_same(site / "badges" / "a.json", site / "badges" / "b.json")
    assert [path.read_bytes() for path in sorted((site / "badges").iterdir())] == [b"{}", b"{}", b"[]"]


@each_way
@pytest.mark.parametrize("error", [errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV])
def test_a_system_that_links_nothing_gets_copies(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, error: int, write: Write
) -> None:
    site, before = folders

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "link", refuse)
    output = Output(site, before)
    write(output, "services/a.html", PAGE)
    output.write("badges/a.json", b"{}")
    output.write("badges/b.json", b"{}")
    written = [path for path in site.rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in written) == [PAGE, b"{}", b"{}"]
    assert {path.stat().st_nlink for path in written} == {1}


@each_way
@pytest.mark.parametrize("has_before", [True, False])
@pytest.mark.parametrize("content", [PAGE, b"{}"])
def test_nothing_is_written_twice(
    folders: tuple[Path, Path], content: bytes, write: Write, *, has_before: bool
) -> None:
    site, before = folders
    output = Output(site, before if has_before else None)
    write(output, "services/a.html", content)
    with pytest.raises(Taken, match=r"services/a\.html"):
        write(output, "services/a.html", content)
    (site / "services" / "b.html").write_bytes(b"of MkDocs")
    with pytest.raises(Taken, match=r"services/b\.html"):
        write(output, "services/b.html", content)


def test_it_travels_to_processes_that_are_not_forked(folders: tuple[Path, Path]) -> None:
    site, before = folders
    output = Output(site, before, lambda: None)
    output.prepare()
    travelled = pickle.loads(pickle.dumps(output))  # noqa: S301 - our own, a moment ago
    travelled.write("services/a.html", PAGE)
    assert is_same(site / "services" / "a.html", before / "services" / "a.html")

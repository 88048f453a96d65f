import errno
import os
import pickle
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


def is_same(one: Path, other: Path) -> bool:
    return one.samefile(other)


def test_what_the_last_portal_has_gets_a_second_name(folders: tuple[Path, Path]) -> None:
    site, before = folders
    output = Output(site, before)
    output.write("services/a.html", PAGE)
    output.write("services/b.html", PAGE)
    assert is_same(site / "services" / "a.html", before / "services" / "a.html")
    assert not is_same(site / "services" / "b.html", before / "services" / "a.html")
    assert (site / "services" / "b.html").read_bytes() == PAGE


@pytest.mark.parametrize("held", [PAGE[:-1], PAGE + b"x", b"y" * len(PAGE), "link", "folder", "mode"])
def test_what_is_not_the_same_there_is_written(folders: tuple[Path, Path], held: bytes | str) -> None:
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
    Output(site, before).write("services/a.html", PAGE)
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


@pytest.mark.parametrize("error", [errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV])
def test_a_system_that_links_nothing_gets_copies(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    site, before = folders

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "link", refuse)
    output = Output(site, before)
    output.write("services/a.html", PAGE)
    output.write("badges/a.json", b"{}")
    output.write("badges/b.json", b"{}")
    written = [path for path in site.rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in written) == [PAGE, b"{}", b"{}"]
    assert {path.stat().st_nlink for path in written} == {1}


@pytest.mark.parametrize("has_before", [True, False])
@pytest.mark.parametrize("content", [PAGE, b"{}"])
def test_nothing_is_written_twice(folders: tuple[Path, Path], content: bytes, *, has_before: bool) -> None:
    site, before = folders
    output = Output(site, before if has_before else None)
    output.write("services/a.html", content)
    with pytest.raises(Taken, match=r"services/a\.html"):
        output.write("services/a.html", content)
    (site / "services" / "b.html").write_bytes(b"of MkDocs")
    with pytest.raises(Taken, match=r"services/b\.html"):
        output.write("services/b.html", content)


def test_it_travels_to_processes_that_are_not_forked(folders: tuple[Path, Path]) -> None:
    site, before = folders
    output = Output(site, before, lambda: None)
    output.prepare()
    travelled = pickle.loads(pickle.dumps(output))  # noqa: S301 - our own, a moment ago
    travelled.write("services/a.html", PAGE)
    assert is_same(site / "services" / "a.html", before / "services" / "a.html")

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gonogo import aside
from gonogo.site import target
from gonogo.site.assembly import MARKER


def put(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()
    (folder / "index.html").write_text(text)


def replace(folder: Path, text: str) -> None:
    with target.replacing(folder) as new:
        put(new, text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_portal_takes_the_place_of_the_old_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    for text in ("one", "two", "three"):
        replace(site, text)
        assert (site / "index.html").read_text() == text
        assert names(site.parent) == ["site"]


def test_what_is_done_then_is_done_once_and_only_when_the_new_portal_is_there(tmp_path: Path) -> None:
    site, seen = tmp_path / "site", list[str]()

    def then() -> None:
        seen.append((site / "index.html").read_text())

    with target.replacing(site, then) as new:
        put(new, "one")
        assert seen == []
    with pytest.raises(KeyError), target.replacing(site, then):
        raise KeyError
    assert seen == ["one"]


@pytest.mark.parametrize("forks", [True, False])
def test_two_processes_remove_a_large_old_portal_and_nothing_it_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    put(elsewhere, "theirs")
    put(site, "one")
    for name in ("api/v1", "badges", "services"):
        put(site / name, "one")
    (site / "linked").symlink_to(elsewhere)
    monkeypatch.setattr(aside, "can_fork", lambda: forks)
    seen: list[str] = []
    with target.replacing(site, lambda: seen.append((site / "index.html").read_text()), is_large=True) as new:
        put(new, "two")
    assert seen == [(site / "index.html").read_text()] == ["two"]
    assert names(site) == names(elsewhere)
    assert names(tmp_path) == ["elsewhere", "site"]


def test_without_an_exchange_folders_are_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "_exchange", lambda _new, _target: False)
    for text in ("one", "two"):
        replace(tmp_path / "site", text)
        assert (tmp_path / "site" / "index.html").read_text() == text
        assert names(tmp_path) == ["site"]


class System:
    """The C library, whose calls come to an error number, and which notes what it is asked for."""

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self.asked: list[tuple[int | bytes, ...]] = []
        self.keeps_errors = False

    def loaded(self, _: None, *, use_errno: bool = False) -> "System":
        """Be what `ctypes.CDLL` returns, which keeps error numbers where it is asked to."""
        ctypes.set_errno(0)
        self.keeps_errors = use_errno
        return self

    def renameat2(self, *arguments: int | bytes) -> int:
        self.asked.append(arguments)
        if self.keeps_errors:
            ctypes.set_errno(self.number)
        return -1 if self.number else 0


def without_c_library(*_: None, **__: bool) -> None:
    """Be what `ctypes.CDLL` is where there is nothing to load."""


def exchanged(folder: Path, system: System | None, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(ctypes, "CDLL", system.loaded if system else without_c_library)
    return target._exchange(folder / "new", folder / "site")  # noqa: SLF001 - no system lets us choose its errors


def test_folders_are_exchanged_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system, paths = System(), [os.fsencode(tmp_path / name) for name in ("new", "site")]
    assert exchanged(tmp_path, system, monkeypatch)
    # AT_FDCWD is -100, and RENAME_EXCHANGE 2: https://man7.org/linux/man-pages/man2/rename.2.html
    assert system.asked == [(-100, paths[0], -100, paths[1], 2)]


@pytest.mark.parametrize("system", [System(errno.ENOSYS), System(errno.EINVAL), System(errno.ENOTSUP), None])
def test_a_system_that_cannot_exchange_is_no_error(
    tmp_path: Path, system: System | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not exchanged(tmp_path, system, monkeypatch)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EXDEV])
def test_an_exchange_that_fails_is_an_error_of_the_system(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OSError, match=os.strerror(number)) as raised:
        exchanged(tmp_path, System(number), monkeypatch)
    assert (raised.value.errno, raised.value.filename) == (number, str(tmp_path / "site"))


@pytest.mark.parametrize("can", [True, False])
def test_pages_are_on_the_disk_before_they_take_their_place_and_the_place_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can: bool
) -> None:
    told: list[tuple[str, int]] = []
    system = System(errno.ENOSYS)
    if can:
        monkeypatch.setattr(
            system, "syncfs", lambda handle: told.append(("pages", os.fstat(handle).st_ino)), raising=False
        )
    monkeypatch.setattr(ctypes, "CDLL", system.loaded)
    monkeypatch.setattr(os, "sync", lambda: told.append(("everything", 0)))
    monkeypatch.setattr(os, "fsync", lambda handle: told.append(("place", os.fstat(handle).st_ino)))
    with target.replacing(tmp_path / "site") as new:
        put(new, "one")
        made = new.stat().st_ino
    place = ("place", tmp_path.stat().st_ino)
    assert told == [("pages", made) if can else ("everything", 0), place]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_new_portal_is_on_the_disk_before_its_place_is_and_then_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    told: list[str] = []
    for name in ("flush", "_exchange", "_rename_twice", "_flush_folder"):
        real = getattr(target, name)

        def telling(*paths: Path, name: str = name, real: Callable[..., object] = real) -> object:
            text = (tmp_path / "site" / "index.html").read_text()
            told.append(f"{name.strip('_')} {paths[0].name.partition('.')[0]}: {text}")
            return real(*paths) if name != "_exchange" or can_exchange else False

        monkeypatch.setattr(target, name, telling)
    put(tmp_path / "site", "old")
    replace(tmp_path / "site", "new")
    moved = ["exchange site: old"] if can_exchange else ["exchange site: old", "rename_twice site: old"]
    assert told == ["flush site: old", *moved, f"flush_folder {tmp_path.name}: new"]


def test_the_old_portal_stays_where_a_build_fails(tmp_path: Path) -> None:
    site = tmp_path / "site"
    replace(site, "one")

    def fail() -> None:
        with target.replacing(site) as new:
            put(new, "two")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (site / "index.html").read_text() == "one"
    assert names(tmp_path) == ["site"]


def test_the_old_portal_comes_back_where_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    replace(site, "one")
    monkeypatch.setattr(target, "_exchange", lambda _new, _target: False)
    rename, calls = Path.rename, []

    def failing(self: Path, to: Path) -> Path:
        calls.append(self.name)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "no space")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no space"):
        replace(site, "two")
    assert (site / "index.html").read_text() == "one"
    assert names(tmp_path) == ["site"]


def test_what_killed_builds_left_is_removed(tmp_path: Path) -> None:
    put(tmp_path / "site.tmp-123-abcd", "half")
    put(tmp_path / "site-2", "other")
    replace(tmp_path / "site", "one")
    assert names(tmp_path) == ["site", "site-2"]


def test_only_folders_are_removed_and_no_link_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "other", "mine")
    (tmp_path / "site.tmp-link").symlink_to(tmp_path / "other")
    (tmp_path / "site.tmp-file").touch()
    replace(tmp_path / "site", "one")
    assert names(tmp_path) == ["other", "site", "site.tmp-file", "site.tmp-link"]
    assert names(tmp_path / "other") == sorted([MARKER, "index.html"])


def test_what_cannot_be_removed_stays_and_hinders_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "site.tmp-123-abcd", "half")
    put(tmp_path / "site", "one")

    def busy(path: str, **_: object) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), path)

    monkeypatch.setattr(os, "rmdir", busy)
    replace(tmp_path / "site", "two")
    assert (tmp_path / "site" / "index.html").read_text() == "two"


def test_an_old_portal_that_is_left_beside_the_new_one_is_removed(tmp_path: Path) -> None:
    put(tmp_path / "site", "two")
    put(tmp_path / "site.tmp-old-abcd", "one")
    with pytest.raises(KeyboardInterrupt), target.replacing(tmp_path / "site"):
        raise KeyboardInterrupt
    assert (tmp_path / "site" / "index.html").read_text() == "two"
    assert names(tmp_path) == ["site"]


def test_a_portal_that_was_taken_away_by_a_killed_build_is_put_back(tmp_path: Path) -> None:
    put(tmp_path / "site.tmp-old-abcd", "one")
    with pytest.raises(KeyboardInterrupt), target.replacing(tmp_path / "site"):
        raise KeyboardInterrupt
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_two_builds_do_not_write_to_one_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with target.replacing(site) as new:
        put(new, "one")
        with pytest.raises(target.Busy, match=r"another build is writing to .*/site\Z") as raised:
            replace(site, "two")
    assert raised.value.errno == errno.EAGAIN
    assert (site / "index.html").read_text() == "one"
    assert names(tmp_path) == ["site"]


def taken_over(path: Path) -> None:
    path.rename(path.with_name("old"))
    path.touch()


@pytest.mark.parametrize("happens", [Path.unlink, taken_over])
def test_a_lock_that_its_holder_has_just_removed_does_not_count(
    tmp_path: Path, happens: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, flock, handles = tmp_path / "site.lock", fcntl.flock, list[int]()

    def late(handle: int, how: int) -> None:
        if not handles:
            happens(path)
        handles.append(os.fstat(handle).st_ino)
        flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with target.replacing(tmp_path / "site"):
        assert len(handles) == 2
        assert handles[-1] == path.stat().st_ino


def test_a_lock_that_somebody_removes_meanwhile_is_not_missed(tmp_path: Path) -> None:
    with target.replacing(tmp_path / "site") as new:
        put(new, "one")
        (tmp_path / "site.lock").unlink()
    assert (tmp_path / "site" / "index.html").read_text() == "one"
    assert names(tmp_path) == ["site"]


def foreign(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.doc").touch()


def repository(folder: Path) -> None:
    put(folder, "x")
    (folder / ".git").mkdir()


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (foreign, "holds files that gonogo did not build"),
        (repository, "is a git repository"),
        (lambda folder: folder.touch(), "is not a folder"),
    ],
)
def test_a_folder_that_gonogo_did_not_build_is_refused(tmp_path: Path, prepare: object, said: str) -> None:
    assert callable(prepare)
    prepare(tmp_path / "site")
    with pytest.raises(target.Refused, match=said):
        target.accepted(tmp_path / "site", [], tmp_path / "pages")


@pytest.mark.parametrize("kept", ["site", "site/catalog", "site/a/b"])
def test_a_folder_that_holds_what_is_needed_is_refused(tmp_path: Path, kept: str) -> None:
    (tmp_path / kept).mkdir(parents=True)
    with pytest.raises(target.Refused, match="name another folder"):
        target.accepted(tmp_path / "site", [tmp_path / kept], tmp_path / "pages")


@pytest.mark.parametrize("name", ["pages", "pages/site", "pages/deep/site"])
def test_a_folder_among_hand_written_pages_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(target.Refused, match="among hand-written pages"):
        target.accepted(tmp_path / name, [], tmp_path / "pages")


def test_new_empty_and_own_folders_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "own", "x")
    (tmp_path / "link").symlink_to(tmp_path / "own")
    for name, real in (("new", "new"), ("empty", "empty"), ("own", "own"), ("link", "own")):
        accepted = target.accepted(tmp_path / name, [tmp_path / "catalog"], tmp_path / "pages")
        assert accepted == (tmp_path / real).resolve()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="Permission denied"):
            replace(tmp_path / "site", "x")
    finally:
        tmp_path.chmod(0o700)

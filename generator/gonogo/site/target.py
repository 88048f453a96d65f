"""The folder into which a portal goes: built beside it, checked, then put in its place at once."""

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from gonogo import aside
from gonogo.aside import Crew
from gonogo.site.assembly import MARKER
from gonogo.site.flushing import flush

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; a second build at once is on its own
    fcntl = None  # type: ignore[assignment]

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Refused(Exception):  # noqa: N818 - what happened, in the caller's words
    """A folder must not be replaced; says why."""


class Busy(OSError):  # noqa: N818 - what happened, in the caller's words
    """Another build writes to the same folder."""


def accepted(folder: Path, kept: Iterable[Path], sources: Path) -> Path:
    """Return the real path of `folder`; raise `Refused` unless it is new, empty or was built here.

    `kept` must not lie in it, nor it in `sources`: the next build would take its pages for sources.
    """
    target = folder.resolve()
    for path in kept:
        if path.resolve().is_relative_to(target):
            message = f"{target} is or holds {path}; name another folder"
            raise Refused(message)
    if target.is_relative_to(sources.resolve()):
        message = f"{target} lies in {sources}, among hand-written pages; name another folder"
        raise Refused(message)
    _refuse_foreign(target)
    return target


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        message = f"{target} is not a folder"
        raise Refused(message)
    if (target / ".git").exists():
        message = f"{target} is a git repository; name a folder in it"
        raise Refused(message)
    if any(target.iterdir()) and not (target / MARKER).is_file():
        message = f"{target} holds files that gonogo did not build; empty it, or name another folder"
        raise Refused(message)


@contextmanager
def replacing(
    target: Path, then: Callable[[], object] = lambda: None, *, is_large: bool = False
) -> Iterator[Path]:
    """Give a new folder beside `target`; it takes its place at the end, and is gone after an exception.

    When it is there, `then` is done, and the old one removed: by two processes where it `is_large`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _lock(target):
        _remove_leftovers(target)
        new = target.with_name(f"{target.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            # A signal may end the build as soon as there is a folder.
            new.mkdir()
            yield new
            flush(new)
            swap(new, target)
            # Before anything is forked: what is touched while others share it has to be copied.
            then()
            if is_large and new.exists():
                _empty(new)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Remove the folders in a folder, as far as that can be done, by two processes."""
    if aside.can_fork():
        parts = sorted(each for each in folder.iterdir() if each.is_dir() and not each.is_symlink())
        with suppress(aside.Lost), Crew(partial(shutil.rmtree, ignore_errors=True), parts, 2) as crew:
            for _ in crew.results():
                pass


def swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; afterwards `new` is the old folder, or gone."""
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        _rename_twice(new, target)
    _flush_folder(target.parent)


def _exchange(new: Path, target: Path) -> bool:
    """Exchange two folders at once; tell whether the system can."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number), str(target))


def _rename_twice(new: Path, target: Path) -> None:
    """Take the old folder away and put the new one in; if that fails, put the old one back."""
    old = target.with_name(f"{target.name}.tmp-old-{secrets.token_hex(4)}")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    old.rename(new)


@contextmanager
def _lock(target: Path) -> Iterator[None]:
    """Hold `<target>.lock`; raise `Busy` where another build does."""
    if fcntl is None:
        yield
        return
    path = target.with_name(f"{target.name}.lock")
    handle = _locked(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path) -> int:
    """Return an open handle on the locked file; one that its holder has just removed does not count."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except BlockingIOError as error:
            os.close(handle)
            message = f"another build is writing to {path.with_suffix('')}"
            raise Busy(errno.EAGAIN, message) from error
        os.close(handle)


def _remove_leftovers(target: Path) -> None:
    """Remove what builds left that were killed; an old portal that was taken away is put back."""
    for left in sorted(target.parent.glob(f"{target.name}.tmp-*")):
        if left.name.startswith(f"{target.name}.tmp-old-") and not target.exists():
            left.rename(target)
        elif left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # pragma: no cover - folders cannot be flushed there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

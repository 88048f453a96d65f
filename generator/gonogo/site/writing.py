"""Writing the files of a site: each once, below the site, and not again where the last portal has the same.

To create a file costs many times more than to write one or to give it a second name.
"""

import filecmp
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from gonogo.ahead import ahead, expect
from gonogo.model.artifact import PageRef
from gonogo.model.noun import Noun

_STEPS_THAT_LEAD_ELSEWHERE = frozenset({"", ".", ".."})

SMALL = 1_000
"""Bytes up to which a file is likely to be one of many that are alike: a badge."""

CHUNK = 1024 * 1024
"""Bytes of a large file that are written at once."""

_OURS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _OURS
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OURS


class Taken(Exception):  # noqa: N818 - what happened, in the caller's words
    """Two files of the site have the same address."""


class Outside(Exception):  # noqa: N818 - what happened, in the caller's words
    """A file of the site would not lie in it."""


class Made(Noun):
    """A page with the files beside it: what it was made of, the mark of its frame, and what it became.

    `names` are those of its files, a line each; `state` is what changes when somebody writes to one.
    """

    key: bytes
    mark: bytes
    names: str
    state: bytes


Written = dict[str, Made | None]
"""What was written, by the path of a page; None where nobody will ask for it again."""


class Legacy(Protocol):
    """Whoever knows what can be taken over from the last portal without being made."""

    def prepare(self) -> None:
        """Look at once, so that processes that are forked need not."""

    def heir(self, ref: PageRef, mark: bytes, /) -> Made | None:
        """Return a page that can be taken over with its files; None where it must be made."""

    def key(self, ref: PageRef, /) -> bytes:
        """Return what a page is made of."""


def nobody() -> None:
    """Know nothing of a last portal."""


class Output:
    """Where a site is written: `site`, a new folder. `before` is the portal whose place it will take.

    A file that is the same there, or the same as a small one that was written already, gets a second
    name instead of being written again, where the system can do that.
    """

    def __init__(
        self, site: Path, before: Path | None = None, legacy: Callable[[], Legacy | None] = nobody
    ) -> None:
        self.site = os.fspath(site)
        self.written: Written = {}
        self._find_legacy = legacy
        self._legacy: Legacy | None = None
        self._before = None if before is None or not hasattr(os, "link") else os.fspath(before)
        self._small: dict[bytes, str] = {}
        self._mode = _usual_mode()

    def __getstate__(self) -> dict[str, object]:
        """Travel with what was found, and without whoever found it."""
        return {**self.__dict__, "_find_legacy": nobody}

    def prepare(self) -> None:
        """Look at what can be taken over, so that processes that are started need not."""
        if self._before is not None and not os.path.isdir(self._before):  # noqa: PTH112
            self._before = None
        self._legacy = self._find_legacy()
        if self._legacy is not None:
            self._legacy.prepare()

    def inherit(self, ref: PageRef, mark: bytes) -> Made | None:
        """Take over a page with the files beside it; return None where it must be made."""
        if self._legacy is None or self._before is None:
            return None
        made = self._legacy.heir(ref, mark)
        if made is None:
            return None
        names = made.names.split("\n")
        taken = [name for name in names if self._link(f"{self._before}/{name}", name)]
        if len(taken) == len(names):
            return made
        for name in taken:
            os.unlink(f"{self.site}/{name}")  # noqa: PTH108
        return None

    def made(self, ref: PageRef, mark: bytes, names: Sequence[str]) -> Made | None:
        """Return a page with its files as they are now; None where nobody will ask."""
        if self._legacy is None:
            return None
        state = state_of(self.site, names)
        if state is None:
            return None
        return Made(key=self._legacy.key(ref), mark=mark, names="\n".join(names), state=state)

    def write(self, name: str, content: bytes) -> None:
        """Write a file with its folder; raise `Taken` where it is there already, `Outside` for a bad name."""
        _refuse_outside(name)
        if self._before is not None and self._linked(f"{self._before}/{name}", name, content):
            return
        if len(content) <= SMALL and self._is_another(name, content):
            return
        _write_new(self.site, name, content)

    def put_together(self, name: str, pieces: Iterable[bytes]) -> None:
        """Do the same with a file in pieces, which is never held as a whole."""
        _refuse_outside(name)
        path = f"{self.site}/{name}"
        with open(_opened(self.site, name), "wb", buffering=CHUNK) as file:
            file.writelines(pieces)
        before = f"{self._before}/{name}"
        with suppress(OSError, NotImplementedError):
            if os.lstat(before).st_mode == self._mode and filecmp.cmp(path, before, shallow=False):
                os.link(before, f"{path}.same", follow_symlinks=False)
                os.replace(f"{path}.same", path)  # noqa: PTH105

    def read(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yield what each of some files of the site holds that are there already."""
        for name in ahead(names, self._expect):
            with self._reading(name) as handle:
                yield os.read(handle, os.fstat(handle).st_size)

    def _expect(self, name: str) -> None:
        with self._reading(name) as handle:
            expect(handle)

    @contextmanager
    def _reading(self, name: str) -> Iterator[int]:
        handle = os.open(f"{self.site}/{name}", _READ)
        try:
            yield handle
        finally:
            os.close(handle)

    def _linked(self, path: str, name: str, content: bytes) -> bool:
        """Tell whether the last portal has the file, and it could be taken over."""
        try:
            if _read(path, len(content), self._mode) != content:
                return False
        except OSError:
            return False
        return self._link(path, name)

    def _is_another(self, name: str, content: bytes) -> bool:
        """Tell whether a small file like it was written, and could be given a second name."""
        path = self._small.setdefault(content, f"{self.site}/{name}")
        return path != f"{self.site}/{name}" and hasattr(os, "link") and self._link(path, name)

    def _link(self, path: str, name: str) -> bool:
        target = f"{self.site}/{name}"
        for _ in range(2):
            try:
                os.link(path, target, follow_symlinks=False)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 - 10,000 times
            except FileExistsError as error:
                raise _taken(name) from error
            except (OSError, NotImplementedError):
                # A system that cannot, or a file that has as many names as it may have.
                return False
            else:
                return True
        return False


def state_of(folder: str, names: Iterable[str]) -> bytes | None:
    """Return what changes when somebody writes to one of some files below a folder; None where one lacks."""
    try:
        found = [os.lstat(f"{folder}/{name}") for name in names]
    except OSError:
        return None
    told = [(each.st_ino, each.st_mtime_ns, each.st_size, each.st_mode) for each in found]
    return sha256(repr(told).encode()).digest()


def write_new(site: Path, name: str, content: bytes) -> None:
    """Write a file below `site` with its folder; raise `Taken` where there is one already.

    Names are made of ids; that none leads out of the site does not depend on it.
    """
    _refuse_outside(name)
    _write_new(os.fspath(site), name, content)


def _write_new(site: str, name: str, content: bytes) -> None:
    handle = _opened(site, name)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def _opened(site: str, name: str) -> int:
    """Return a new file, to be written to and closed."""
    target = f"{site}/{name}"
    try:
        return os.open(target, _NEW, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120 - 10,000 times
        return os.open(target, _NEW, 0o666)
    except FileExistsError as error:
        raise _taken(name) from error


def _refuse_outside(name: str) -> None:
    if "\\" in name or not _STEPS_THAT_LEAD_ELSEWHERE.isdisjoint(name.split("/")):
        message = f"{name!r} does not name a file of the site"
        raise Outside(message)


def _taken(name: str) -> Taken:
    return Taken(f"two files of the site have the address {name}; rename the one that is yours")


def _usual_mode() -> int:
    """Return what a file is that is created now: regular, and as the umask says."""
    mask = os.umask(0o077)
    os.umask(mask)
    return stat.S_IFREG | (0o666 & ~mask)


def _read(path: str, size: int, mode: int) -> bytes | None:
    """Return what a file of that size and mode holds, None where it is another."""
    handle = os.open(path, _READ)
    try:
        held = os.fstat(handle)
        return os.read(handle, size + 1) if held.st_mode == mode and held.st_size == size else None
    finally:
        os.close(handle)

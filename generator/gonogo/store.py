"""What was worked out before: one file of keys and values, which may vanish or be spoilt at any time.

Nothing is ever wrong because of it: a value is there and whole, or it is not there.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from gonogo import __version__, resources

LIMIT = 512 * 1024 * 1024
"""Bytes that the file may have; beyond it the oldest values go."""

NAME = "store.sqlite3"

_SEAL = 16
_PENDING = 500
_AT_ONCE = 100
_WAIT = 2.0
_KEEP = 0.75
_SETTINGS = (
    # The like of a manifest fits into a page, and is read with it.
    "PRAGMA page_size = 32768",
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA synchronous = OFF",
    "PRAGMA trusted_schema = OFF",
    "CREATE TABLE IF NOT EXISTS held (number INTEGER PRIMARY KEY, key BLOB UNIQUE, value BLOB)",
)
_SPOILT = ("file is not a database", "malformed", "file is encrypted", "no such column", "disk image")


def folder() -> Path | None:
    """Return where values are kept: $GONOGO_CACHE_DIR, else below the user's cache, else nowhere."""
    own = os.environ.get("GONOGO_CACHE_DIR")
    if own:
        return Path(own)
    users = os.environ.get("XDG_CACHE_HOME")
    if users and Path(users).is_absolute():
        return Path(users) / "gonogo"
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE")
    return Path(home) / ".cache" / "gonogo" if home else None


@cache
def edition() -> bytes:
    """Return what tells this code from any other: its version, and the size and time of each of its files."""
    package = Path(__file__).parent
    told = [__version__]
    modules = (
        path for part in ("", "assess", "model", "publish", "read") for path in (package / part).glob("*.py")
    )
    for path in sorted((*modules, *resources.packs().glob("*.yaml"), *resources.schemas().glob("*.json"))):
        found = path.stat()
        told.append(f"{path.name} {found.st_size} {found.st_mtime_ns}")
    return sha256("\n".join(told).encode()).digest()


class Store:
    """Values by what they were made of. Usable as a context manager; `close` writes what is pending.

    It may be forked: the other process then opens the file anew, and knows nothing of what is pending.
    """

    def __init__(self, place: Path | None, limit: int = LIMIT) -> None:
        """Use the file in the folder `place`; None, or one that cannot be used, remembers nothing."""
        self._limit = limit
        self._pending: dict[bytes, bytes] = {}
        self._place = place
        self._database = self._open()
        self._of_parent: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is pending, and let go of the file."""
        self.close()

    @property
    def is_usable(self) -> bool:
        """Tell whether anything can be remembered."""
        return self._database is not None

    def get(self, kind: str, *parts: bytes) -> bytes | None:
        """Return what was put for `kind` and `parts`; None where it is not there, or not whole."""
        key = key_of(kind, parts)
        return dict(self._whole([key])).get(key)

    def several(self, kind: str, parts: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return what was put for `kind` and each of `parts` alone, as far as it is there and whole."""
        keys = {key_of(kind, (part,)): part for part in parts}
        return {keys[key]: value for key, value in self._whole(list(keys))}

    def put(self, value: bytes, kind: str, *parts: bytes) -> None:
        """Remember `value` for `kind` and `parts`, as far as that is possible."""
        if self._own() is None:
            return
        key = key_of(kind, parts)
        self._pending[key] = seal_of(key, value) + value
        if len(self._pending) >= _PENDING:
            self._write()

    def close(self) -> None:
        """Write what is pending, and let go of the file."""
        self._write()
        database, self._database = self._own(), None
        if database is not None:
            database.close()

    def _open(self) -> sqlite3.Connection | None:
        self._process = os.getpid()
        return None if self._place is None else _opened(self._place / NAME)

    def _own(self) -> sqlite3.Connection | None:
        """Return the file as this process has opened it: SQLite must not use another's."""
        if self._database is not None and self._process != os.getpid():
            self._of_parent, self._database = self._database, self._open()
            self._pending = {}
        return self._database

    def _whole(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Yield each of some keys that has a value that is whole, and the value."""
        for key, sealed in self._held(keys):
            if isinstance(sealed, bytes):
                seal, value = sealed[:_SEAL], sealed[_SEAL:]
                if seal == seal_of(key, value):
                    yield key, value

    def _held(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, object]]:
        """Yield each of some keys that is there, and what is there."""
        yield from ((key, self._pending[key]) for key in keys if key in self._pending)
        rest = [key for key in keys if key not in self._pending]
        for start in range(0, len(rest), _AT_ONCE):
            yield from self._selected(rest[start : start + _AT_ONCE])

    def _selected(self, keys: Sequence[bytes]) -> list[tuple[bytes, object]]:
        """Return what the file has for some keys."""
        database = self._own()
        if database is None:
            return []
        marks = ",".join("?" * len(keys))
        try:
            return database.execute(
                f"SELECT key, value FROM held WHERE key IN ({marks})",  # noqa: S608 - marks only
                keys,
            ).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _write(self) -> None:
        database = self._own()
        pending, self._pending = self._pending, {}
        if database is None or not pending:
            return
        try:
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.executemany(
                    "INSERT OR REPLACE INTO held (key, value) VALUES (?, ?)", pending.items()
                )
                self._shrink()
        except sqlite3.Error as error:
            self._give_up(error)

    def _shrink(self) -> None:
        """Drop the oldest values where the file is larger than it may be."""
        assert self._database is not None  # noqa: S101 - told to the type checker
        pages, free, size = (
            self._database.execute(f"PRAGMA {what}").fetchone()[0]
            for what in ("page_count", "freelist_count", "page_size")
        )
        used = (pages - free) * size
        if used <= self._limit:
            return
        total = self._database.execute("SELECT sum(length(value)) FROM held").fetchone()[0] or 0
        surplus = total - total * _KEEP * self._limit / used
        last = None
        for number, length in self._database.execute(
            "SELECT number, length(value) FROM held ORDER BY number"
        ):
            if surplus <= 0:
                break
            surplus -= length
            last = number
        if last is not None:
            self._database.execute("DELETE FROM held WHERE number <= ?", (last,))
        self._database.execute("PRAGMA incremental_vacuum")

    def _give_up(self, error: sqlite3.Error) -> None:
        """Remember nothing from now on; a file that is spoilt goes."""
        database, self._database = self._database, None
        self._pending.clear()
        if database is not None:
            database.close()
        if self._place is not None and is_spoilt(error):
            _removed(self._place / NAME)


def key_of(kind: str, parts: Iterable[bytes]) -> bytes:
    """Return the key of `kind` and `parts` in this edition of the code."""
    digest = sha256(edition())
    for part in (kind.encode(), *parts):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def seal_of(key: bytes, value: bytes) -> bytes:
    """Return what proves that a value is whole and belongs to its key."""
    return blake2b(value, digest_size=_SEAL, key=key).digest()


def is_spoilt(error: sqlite3.Error) -> bool:
    """Tell whether the file itself is broken, rather than locked, full or not ours to write."""
    return isinstance(error, sqlite3.DatabaseError) and any(sign in str(error) for sign in _SPOILT)


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    for _ in range(2):
        database = None
        try:
            database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            for setting in _SETTINGS:
                database.execute(setting)
            database.execute("SELECT number, key, value FROM held LIMIT 1").fetchone()
        except sqlite3.Error as error:
            if database is not None:
                database.close()
            if not is_spoilt(error) or not _removed(path):
                return None
        else:
            return database
    return None


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True

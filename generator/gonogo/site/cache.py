"""A folder of values by key. It may be deleted, damaged or read-only at any time: then work is done again.

Values lie in packs, one after the other: to create a file costs more than to write one. Each process
adds to a pack of its own, in one piece a value; whoever reads finds all that is whole. An index tells where
they lie; what it does not know is looked for, and what it says is believed of no value that is not whole.
"""

import os
import secrets
import struct
import weakref
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from gonogo.ahead import expect

FOLDER = ".gonogo-cache"

KEY = 32
"""Bytes of a key."""

MOST_PACKS = 12
"""So many packs are kept side by side; of more, one is made."""

_ENDING = ".pack"
_INDEX = "index"
_SEAL = 32
_HEAD = struct.Struct(f"<{_SEAL}s{KEY}sQ")
"""What stands before a value: a checksum of key and value, the key, how many bytes the value has."""

_READMES = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by gonogo; it may be deleted.\n",
}


Places = dict[bytes, tuple[int, int]]
"""Where values lie in a pack, by key: where the head begins, and how many bytes the value has."""

_Index = dict[str, tuple[int, Places]]
"""By the name of a pack, up to which byte somebody has looked, and what was found there."""


class Cache:
    """Values by key. It may be forked: each process then writes to a pack of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packs: dict[str, _Pack] | None = None
        self._own: tuple[int, Opened] | None = None
        self._is_open = True

    def __getstate__(self) -> Path:
        return self._folder

    def __setstate__(self, folder: Path) -> None:
        self.__init__(folder)  # type: ignore[misc] # this is how it begins in another process

    @property
    def packs(self) -> int:
        """How many files there are."""
        self.load()
        return len(self._packs or ())

    def load(self) -> None:
        """Look which values there are, so that processes that are forked need not."""
        if self._packs is None:
            self._packs = {pack.name: pack for pack in _packs(self._folder)}

    def get(self, key: bytes) -> bytes | None:
        """Return the value, None where there was none that is whole when the cache was first asked."""
        self.load()
        for pack in (self._packs or {}).values():
            value = pack.get(key)
            if value is not None:
                return value
        return None

    def expect(self, key: bytes) -> None:
        """Know that a value will be asked for soon."""
        self.load()
        for pack in (self._packs or {}).values():
            pack.expect(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value, where that can be done; another process sees all of it or nothing."""
        if not self._is_open:
            return
        record = _record(key, value)
        try:
            self._is_open = os.write(self._place().number, record) == len(record)
        except OSError:
            # Read-only or full: not worth a second try.
            self._is_open = False

    def keep(self, keys: Iterable[bytes]) -> None:
        """Remove what else there is, as far as it is worth the work: at most as much again is left."""
        wanted = set(keys)
        self._own = None
        try:
            self._introduce()
            self._sweep(wanted)
        except OSError:
            self._is_open = False

    def _sweep(self, wanted: set[bytes]) -> None:
        packs = list(_packs(self._folder))
        for pack in packs:
            pack.claim(wanted)
        crowded = len(packs) > MOST_PACKS
        for pack in packs:
            if crowded or pack.live * 2 < pack.size:
                for key, value in pack.claimed():
                    self.put(key, value)
                if self._is_open:
                    pack.remove()
        self._note({pack.name: (pack.end, pack.places) for pack in packs if pack.is_there})
        self._packs = None

    def _note(self, index: _Index) -> None:
        """Write the index, all of it at once; what a build has left of one that was killed goes."""
        for left in self._folder.glob(f"{_INDEX}-*"):
            left.unlink(missing_ok=True)
        new = self._folder / f"{_INDEX}-{secrets.token_hex(8)}"
        try:
            new.write_bytes(msgspec.msgpack.encode(index))
            new.replace(self._folder / _INDEX)
        finally:
            new.unlink(missing_ok=True)

    def _place(self) -> "Opened":
        """Return where this process writes; a forked one begins a pack of its own."""
        if self._own is None or self._own[0] != os.getpid():
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{os.getpid()}-{secrets.token_hex(8)}{_ENDING}"
            self._own = os.getpid(), Opened(self._folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        return self._own[1]

    def _introduce(self) -> None:
        """Tell git and backup programs to leave the folder alone."""
        for name, text in _READMES.items():
            path = self._folder / name
            if self._folder.is_dir() and not path.exists():
                path.write_text(text, encoding="ascii")


class Opened:
    """An open file, by its number; closed when nobody has it any more."""

    def __init__(self, path: Path, flags: int) -> None:
        more = ("O_APPEND",) if flags & os.O_CREAT else ()
        for name in (*more, "O_BINARY", "O_CLOEXEC"):
            flags |= getattr(os, name, 0)
        self.number = os.open(path, flags, 0o666)
        self.close = weakref.finalize(self, os.close, self.number)

    def read(self, start: int, size: int) -> bytes:
        """Return what stands there; not mapped into memory, for somebody else may cut the file short."""
        if hasattr(os, "pread"):
            # Forked processes share the place at which a file is read.
            return os.pread(self.number, size, start)
        os.lseek(self.number, start, os.SEEK_SET)
        return os.read(self.number, size)


class _Pack:
    """A file of values, as it was when somebody looked.

    Where they lie is read off their heads, but for those that are `known`, up to a certain byte.
    """

    def __init__(self, path: Path, known: tuple[int, Places]) -> None:
        self.name = path.name
        self._path = path
        self._file = Opened(path, os.O_RDONLY)
        self.size = os.fstat(self._file.number).st_size
        # Packs only grow, unless somebody has spoilt this one.
        self.end, self.places = known if 0 <= known[0] <= self.size else (0, {})
        self.is_there = True
        self._look()
        self._claimed: list[bytes] = []

    @property
    def live(self) -> int:
        """How many bytes of it are claimed."""
        return sum(_HEAD.size + self.places[key][1] for key in self._claimed)

    def get(self, key: bytes) -> bytes | None:
        """Return a value that is whole."""
        start, size = self.places.get(key, (0, -1))
        if not 0 <= start <= start + size <= self.size - _HEAD.size:
            return None
        held = self._read(start, _HEAD.size + size)
        value = held[_HEAD.size :]
        return value if _sealed(key, value) == held[:_SEAL] else None

    def expect(self, key: bytes) -> None:
        """Have the disk bring a value."""
        place = self.places.get(key)
        if place is not None:
            expect(self._file.number, place[0], _HEAD.size + place[1])

    def claim(self, wanted: set[bytes]) -> None:
        """Claim what is wanted, so that no other pack need hold it."""
        self._claimed = [key for key in self.places if key in wanted]
        wanted.difference_update(self._claimed)

    def claimed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield what was claimed and is whole."""
        for key in self._claimed:
            value = self.get(key)
            if value is not None:
                yield key, value

    def remove(self) -> None:
        """Remove the file."""
        self._file.close()
        self._path.unlink(missing_ok=True)
        self.is_there = False

    def _look(self) -> None:
        """Find what lies behind the part that is known."""
        while self.end + _HEAD.size <= self.size:
            _, key, size = _HEAD.unpack(self._read(self.end, _HEAD.size).ljust(_HEAD.size, b"\0"))
            if size > self.size - self.end - _HEAD.size:
                return
            self.places[key] = (self.end, size)
            self.end += _HEAD.size + size

    def _read(self, start: int, size: int) -> bytes:
        return self._file.read(start, size)


def _packs(folder: Path) -> Iterator[_Pack]:
    """Yield the packs of a folder in order of name, as far as they can be read."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == _ENDING)
    except OSError:
        return
    index = _index(folder)
    for path in paths:
        try:
            yield _Pack(path, index.get(path.name) or (0, {}))
        except OSError:
            # Gone since it was listed, or not ours to read.
            continue


def _index(folder: Path) -> _Index:
    """Return the index, as far as there is one."""
    try:
        return msgspec.msgpack.decode((folder / _INDEX).read_bytes(), type=_Index)
    except (OSError, msgspec.MsgspecError):
        return {}


def _record(key: bytes, value: bytes) -> bytes:
    return _HEAD.pack(_sealed(key, value), key, len(value)) + value


def _sealed(key: bytes, value: bytes) -> bytes:
    digest = sha256(key)
    digest.update(value)
    return digest.digest()

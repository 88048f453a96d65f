"""What the last portal has and would come out the same again is taken over without being made.

A page and the files beside it are told by the key of what they are made of, by the mark of their frame,
and by the last portal's files being those that were written then. No file is opened for that.
"""

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from gonogo.model.artifact import PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.site.assembly import MARKER
from gonogo.site.remembering import Memory


class Left(Noun):
    """A file as it was left: its name in the site, and what changes when somebody writes to it."""

    name: str
    node: int
    modified: int
    size: int
    mode: int


class Made(Noun):
    """A page with the files beside it: what it was made of, and what it became."""

    key: bytes
    mark: bytes
    files: tuple[Left, ...]


class Legacy:
    """The portal in the folder `before`, as far as `memory` knows what it was made of."""

    def __init__(self, memory: Memory, before: Path) -> None:
        self._memory = memory
        self._before = before

    def prepare(self) -> None:
        """Look at once, so that processes that are forked need not."""
        _ = self._made

    def names(self, ref: PageRef, mark: bytes) -> tuple[str, ...]:
        """Return the files of a page that can be taken over; none, where it must be made."""
        made = None if ref.kind is PageKind.GUIDE else self._made.get(ref.path)
        if made is None or made.mark != mark or made.key != self._memory.keys.key(ref):
            return ()
        if not all(_left(self._before, each.name) == each for each in made.files):
            return ()
        return tuple(each.name for each in made.files)

    def note(self, refs: Iterable[PageRef], written: Mapping[str, tuple[bytes, tuple[str, ...]]]) -> None:
        """Remember the portal that is there now: for the path of a page, its mark and its files."""
        known = (self._as_made(ref, *written[ref.path]) for ref in refs if ref.path in written)
        found = {path: made for path, made in known if made is not None}
        self._memory.cache.put(self.key, msgspec.msgpack.encode(found))

    @property
    def key(self) -> bytes:
        """The key of what is remembered of the portal that is there now: each build writes a new marker."""
        marker = _left(self._before, MARKER)
        return sha256(msgspec.msgpack.encode(("legacy", str(self._before), marker))).digest()

    def _as_made(self, ref: PageRef, mark: bytes, names: tuple[str, ...]) -> tuple[str, Made | None]:
        found = [_left(self._before, name) for name in names]
        files = tuple(each for each in found if each is not None)
        if len(files) < len(names):
            return ref.path, None
        return ref.path, Made(key=self._memory.keys.key(ref), mark=mark, files=files)

    @cached_property
    def _made(self) -> dict[str, Made]:
        held = self._memory.cache.get(self.key)
        try:
            return {} if held is None else msgspec.msgpack.decode(held, type=dict[str, Made])
        except msgspec.MsgspecError:
            return {}


def _left(folder: Path, name: str) -> Left | None:
    try:
        found = os.lstat(f"{folder}/{name}")
    except OSError:
        return None
    return Left(
        name=name,
        node=found.st_ino,
        modified=found.st_mtime_ns,
        size=found.st_size,
        mode=found.st_mode,
    )

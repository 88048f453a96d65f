"""What the last portal has and would come out the same again is taken over without being made.

A page and the files beside it are told by the key of what they are made of, by the mark of their frame,
and by the last portal's files being those that were written then. No file is opened for that.
"""

import os
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from gonogo.model.artifact import PageKind, PageRef
from gonogo.site.assembly import MARKER
from gonogo.site.remembering import Memory
from gonogo.site.writing import Made, Written, state_of


class Legacy:
    """The portal in the folder `before`, as far as `memory` knows what it was made of."""

    def __init__(self, memory: Memory, before: Path) -> None:
        self._memory = memory
        self._before = os.fspath(before)

    def prepare(self) -> None:
        """Look at once, so that processes that are forked need not."""
        _ = self._made

    def heir(self, ref: PageRef, mark: bytes) -> Made | None:
        """Return a page that can be taken over with its files; None where it must be made."""
        made = None if ref.kind is PageKind.GUIDE else self._made.get(ref.path)
        if made is None or made.mark != mark or made.key != self.key(ref):
            return None
        return made if state_of(self._before, made.names.split("\n")) == made.state else None

    def key(self, ref: PageRef) -> bytes:
        """Return what a page is made of."""
        return self._memory.keys.key(ref)

    def note(self, written: Written) -> bytes:
        """Remember the portal that is there now; return the key under which that is done."""
        known = {path: made for path, made in written.items() if made is not None}
        self._memory.cache.put(self._place, msgspec.msgpack.encode(known))
        return self._place

    @property
    def _place(self) -> bytes:
        """The key of what is remembered of the portal that is there now: each build writes a new marker."""
        marker = state_of(self._before, [MARKER])
        return sha256(msgspec.msgpack.encode(("legacy", self._before, marker))).digest()

    @cached_property
    def _made(self) -> dict[str, Made]:
        held = self._memory.cache.get(self._place)
        try:
            return {} if held is None else msgspec.msgpack.decode(held, type=dict[str, Made])
        except msgspec.MsgspecError:
            return {}

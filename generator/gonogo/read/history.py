"""The catalog at every commit of its history, from one stream of git and one parse of each version.

What a commit did not touch is taken over as it is: a commit of one manifest costs one manifest.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from pathlib import Path

from gonogo.model.failure import BaseNotFoundError, GitError
from gonogo.model.history import Memory, Moment, Snapshot
from gonogo.model.standard import Standard
from gonogo.read.checkout import Checkout
from gonogo.read.context import newest_day
from gonogo.read.git import Git
from gonogo.read.log import Entry, entries
from gonogo.read.reel import Reel
from gonogo.read.shelf import Shelf
from gonogo.read.versions import Parser

SHARE = 400
"""Changed files that are fetched and parsed together; also what is held at once beyond the catalog itself."""


class History:
    """The first-parent history of a catalog's folder, up to `revision`; the newest `limit` commits of it."""

    def __init__(self, folder: Path, revision: str = "HEAD", limit: int | None = None) -> None:
        """Find it; raise GitError where there is no git, no repository or no commit."""
        self.git = Git(folder)
        self.folder = folder
        self.limit = limit
        self.prefix = self.git.inside(folder)
        try:
            self.commit = self.git.commit(revision)
        except BaseNotFoundError:
            if revision == "HEAD":
                raise GitError("there are no commits yet", "commit the catalog first") from None
            raise
        self.is_shallow = self.git.is_shallow()
        self._entries: tuple[date, list[Entry]] | None = None

    def entries(self, today: date) -> list[Entry]:
        """Return the commits that touched the folder, oldest first, none dated after `today`."""
        if self._entries is None or self._entries[0] != today:
            found = entries(self.git, self.commit, self.prefix, today, self.limit)
            self._entries = today, found
        return self._entries[1]

    def moments(self, today: date) -> tuple[Moment, ...]:
        """Return the same without what they changed."""
        return tuple(entry.moment for entry in self.entries(today))

    def is_cut(self, today: date) -> bool:
        """Tell whether history begins somewhere in the middle, so that its first commit changed less."""
        return self.is_shallow or (self.limit is not None and len(self.entries(today)) >= self.limit)

    def key(self, today: date) -> bytes:
        """Return what tells this history from any other: its ends, and where it is."""
        told = (
            self.commit,
            self.prefix,
            os.path.relpath(self.folder),
            self.limit,
            self.git.boundary() if self.is_shallow else b"",
            self.git.is_partial() and sorted(self.git.local_objects()),
            today,
        )
        return sha256(repr(told).encode("utf-8", "surrogatepass")).digest()


def snapshots(
    history: History,
    today: date,
    standard: Standard | None = None,
    *,
    memory: Memory | None = None,
    workers: int | None = None,
) -> Iterator[Snapshot]:
    """Yield the catalog at each commit that touched it, oldest first.

    With `standard` all are measured by it, without each by its own. A commit whose configuration cannot
    be read goes by the last one that could be; there is no snapshot before the first. Values that were
    wrong then are dropped as reading drops them, and manifests that could not be read are unreadable.
    """
    found = history.entries(today)
    if not found:
        return
    with ExitStack() as stack:
        files = Checkout(history.git, history.prefix, os.path.relpath(history.folder).replace(os.sep, "/"))
        files.begin(found, history.commit)
        shelf = Shelf(files, Parser(stack, workers), memory)
        reel = Reel(files, shelf, newest_day(found[-1].moment.day, today))
        for share in _shares(found):
            reel.prepare(share)
            for entry in share:
                catalog = reel.step(entry)
                if catalog is not None:
                    yield Snapshot(
                        moment=entry.moment,
                        catalog=catalog if standard is None else catalog.under(standard),
                        changed=tuple(change.path for change in entry.changes),
                    )


def _shares(found: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield commits in shares of some hundred changed files."""
    share: list[Entry] = []
    size = 0
    for entry in found:
        share.append(entry)
        size += len(entry.changes)
        if size >= SHARE:
            yield share
            share, size = [], 0
    if share:
        yield share

"""A catalog as a commit holds it."""

import os
import stat
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from gonogo.model.failure import BaseNotFoundError
from gonogo.model.problem import Problem
from gonogo.read.files import Found, Listing, irregular, pattern, unreadable
from gonogo.read.git import Git


class Commit:
    """The catalog's folder at one commit: a tree of files that are read out of git's objects."""

    def __init__(self, git: Git, folder: Path, revision: str) -> None:
        """Find the commit; raise BaseNotFoundError where there is none of that name."""
        self.git = git
        self.id = git.commit(revision)
        self.prefix = git.inside(folder)
        self._shown = os.path.relpath(folder).replace(os.sep, "/")
        self._entries = dict(self._listed())
        self._held: dict[str, bytes | None] = {}

    def _listed(self) -> Iterable[tuple[str, tuple[int, str]]]:
        """Yield name, mode and blob of every file below the folder."""
        where = f"{self.id}:{self.prefix}" if self.prefix else self.id
        for line in self.git.run("ls-tree", "-r", "-z", "--full-tree", where).split(b"\0"):
            if line:
                head, name = line.split(b"\t", 1)
                mode, kind, blob = head.decode().split(" ")
                if kind == "blob":
                    yield name.decode("utf-8", "surrogateescape"), (int(mode, 8), blob)

    @property
    def day(self) -> date:
        """The day of the commit, in UTC."""
        seconds = int(self.git.line("log", "-1", "--no-show-signature", "--format=%ct", self.id))
        return datetime.fromtimestamp(seconds, UTC).date()

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return name in self._entries

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return name if self._shown == "." else f"{self._shown}/{name}"

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the regular files that match one of `globs`; links are refused as on disk."""
        wanted = [pattern(glob) for glob in globs]
        names = sorted(name for name in self._entries if any(each.match(name) for each in wanted))
        found = [name for name in names if stat.S_ISREG(self._entries[name][0])]
        links = [
            irregular(self.shown(name), "is a symbolic link") for name in names if name not in set(found)
        ]
        self._fetch(found)
        return Listing(
            files=tuple(Found(name=name, shown=self.shown(name)) for name in found), problems=tuple(links)
        )

    def _fetch(self, names: list[str]) -> None:
        """Read many blobs in one go."""
        blobs = [self._entries[name][1] for name in names]
        held = self.git.blobs(blobs, _LARGEST)
        self._held |= dict(zip(names, held, strict=True))

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        if found.name not in self._entries:
            return unreadable(found.shown, "the file is not in the commit")
        if found.name not in self._held:
            self._fetch([found.name])
        content = self._held[found.name]
        if content is None:
            return unreadable(found.shown, "the file is too large, or missing from this clone")
        return content[: limit + 1]


_LARGEST = 4 * 1024 * 1024


def at(folder: Path, when: str) -> Commit:
    """Return the catalog in `folder` as of a commit, or as of the last first-parent commit up to a day."""
    git = Git(folder)
    try:
        day = date.fromisoformat(when)
    except ValueError:
        return Commit(git, folder, when)
    last = f"{day.isoformat()}T23:59:59Z"
    found = git.line("rev-list", "-1", "--first-parent", f"--until={last}", "HEAD")
    if not found:
        raise BaseNotFoundError(f"there is no commit up to {when}", "name a later day")
    return Commit(git, folder, found)

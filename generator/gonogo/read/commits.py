"""A catalog as a commit holds it."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from gonogo.model.failure import BaseNotFoundError, GitError
from gonogo.model.problem import Problem
from gonogo.read.files import Disk, Found, Listing, irregular, pattern, unreadable
from gonogo.read.git import Git
from gonogo.read.log import day_of
from gonogo.read.suspicions import name_of


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
        try:
            listing = self.git.run("ls-tree", "-r", "-z", "--full-tree", where)
        except GitError as error:
            raise BaseNotFoundError(f"commit {self.id[:10]} has no folder {self.prefix}") from error
        for line in listing.split(b"\0"):
            if line:
                head, name = line.split(b"\t", 1)
                mode, kind, blob = head.decode().split(" ")
                if kind == "blob":
                    yield name.decode("utf-8", "surrogateescape"), (int(mode, 8), blob)

    @property
    def day(self) -> date:
        """The day of the commit, in UTC."""
        return day_of(self.git.line("log", "-1", "--no-show-signature", "--format=%ct", self.id))

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return name in self._entries

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return name if self._shown == "." else f"{self._shown}/{name}"

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the regular files that match one of `globs`; links are refused as on disk."""
        regular = {name: stat.S_ISREG(mode) for name, (mode, _) in self._entries.items()}
        found = listed(regular, globs, self.shown)
        self._fetch([each.name for each in found.files])
        return found

    def _fetch(self, names: list[str]) -> None:
        """Read many blobs in one go."""
        blobs = [self._entries[name][1] for name in names]
        held = self.git.blobs(blobs, LARGEST)
        self._held |= dict(zip(names, held, strict=True))

    def is_on_disk(self, folder: Path) -> bool:
        """Tell whether the YAML files below a folder are those of the commit.

        They are hashed here and not compared by git, which would run filters that a repository's own
        configuration names.
        """
        disk = Disk(root=os.fspath(folder))
        regular = {name: stat.S_ISREG(mode) for name, (mode, _) in self._entries.items()}
        here, there = disk.listing([_YAML]).files, listed(regular, [_YAML], self.shown).files
        if [each.name for each in here] != [each.name for each in there]:
            return False
        return all(is_blob(disk.content(each, LARGEST), self._entries[each.name][1]) for each in here)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        if found.name not in self._entries:
            return unreadable(found.shown, "the file is not in the commit")
        if not stat.S_ISREG(self._entries[found.name][0]):
            return irregular(found.shown, "is a symbolic link")
        if found.name not in self._held:
            self._fetch([found.name])
        content = self._held[found.name]
        if content is None:
            return unreadable(found.shown, "the file is too large, or missing from this clone")
        return content[: limit + 1]


def is_blob(content: bytes | Problem, blob: str) -> bool:
    """Tell whether a file's bytes are those of a blob; git may have changed the ends of lines."""
    if isinstance(content, Problem):
        return False
    kind = "sha1" if len(blob) == _SHA1 else "sha256"
    return any(
        hashlib.new(kind, b"blob %d\0" % len(each) + each, usedforsecurity=False).hexdigest() == blob
        for each in (content, content.replace(b"\r\n", b"\n"))
    )


def listed(regular: Mapping[str, bool], globs: Iterable[str], shown: Callable[[str], str]) -> Listing:
    """Return the files that match one of `globs` by the rules of a folder on disk; links are refused."""
    wanted = [(pattern(glob), glob.count("/.") + glob.startswith(".")) for glob in globs]
    files, refused, problems = [], [], []
    for name in sorted(regular):
        if any(each.match(name) and _hidden(name) <= dots for each, dots in wanted):
            refusal = _refusal(name, shown(name), is_regular=regular[name])
            if refusal is None:
                files.append(Found(name=name, shown=shown(name)))
            else:
                refused.append(Found(name=name, shown=shown(name)))
                problems.append(refusal)
    return Listing(files=tuple(files), problems=tuple(problems), refused=tuple(refused))


def _hidden(name: str) -> int:
    """Return how many folders on the way to a file are hidden."""
    return sum(step.startswith(".") for step in name.split("/")[:-1])


def _refusal(name: str, shown: str, *, is_regular: bool) -> Problem | None:
    """Return why a file that matches must not be read, if it must not."""
    bad = next((each for each in name if not each.isprintable() or "\udc80" <= each <= "\udcff"), None)
    if bad is not None:
        sign = name_of(bad) if bad < "\ud800" else "that is not UTF-8"
        return unreadable(shown, f"the name of the file holds a character {sign}", "rename the file")
    return None if is_regular else irregular(shown, "is a symbolic link")


_YAML = "**/*.yaml"
_SHA1 = 40
"""Letters of an id in a repository that has not moved on to SHA-256."""

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are read out of git at most."""


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

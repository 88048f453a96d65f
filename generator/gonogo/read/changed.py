"""Which files of a whole repository differ between a commit and another one, or the files as they are."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gonogo.model.failure import GitError
from gonogo.model.noun import Noun
from gonogo.read.commits import Commit, is_blob
from gonogo.read.files import Tree
from gonogo.read.git import Git

PLAIN, PROGRAM, LINK, SUBMODULE = 0o100644, 0o100755, 0o120000, 0o160000
"""Modes of what git holds."""


class Changed(Noun):
    """A file that differs: its path in the repository and, below the catalog, its name there.

    `is_plain` where it is an ordinary file on both sides, as far as it is there: no link, no
    program, no submodule.
    """

    path: str
    name: str | None
    is_plain: bool


def changed(old: Commit, new: Tree) -> Iterator[Changed]:
    """Yield the files that differ, in order of path; `new` is another commit or the folder on disk."""
    found = dict(_between(old, new.id) if isinstance(new, Commit) else _on_disk(old))
    prefix = f"{old.prefix}/" if old.prefix else ""
    for path, modes in sorted(found.items()):
        name = path.removeprefix(prefix) if path.startswith(prefix) else None
        yield Changed(path=path, name=name, is_plain=modes <= {0, PLAIN})


def _between(old: Commit, new: str) -> Iterator[tuple[str, set[int]]]:
    listing = old.git.run("diff-tree", "-r", "-z", "--raw", "--no-renames", old.id, new)
    parts = listing.split(b"\0")
    for head, name in zip(parts[::2], parts[1::2], strict=False):
        before, after, *_ = head.decode().lstrip(":").split(" ")
        yield name.decode("utf-8", "surrogateescape"), {int(before, 8), int(after, 8)}


def _on_disk(old: Commit) -> Iterator[tuple[str, set[int]]]:
    """Yield the files of the work tree that are not what the commit holds, untracked ones as well.

    Git only lists them: where it compares files on disk, it runs filters that the repository names.
    """
    held = dict(_held(old))
    listing = old.git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = {name.decode("utf-8", "surrogateescape") for name in listing.split(b"\0") if name}
    for path in held.keys() | listed:
        was, blob = held.get(path, (0, ""))
        now = _mode(old.git.top / path)
        if was != now or (now and not _is_same(old.git.top / path, now, blob)):
            yield path, {was, now}


def _held(commit: Commit) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield path, mode and object of everything in a commit."""
    for line in filter(None, commit.git.run("ls-tree", "-r", "-z", "--full-tree", commit.id).split(b"\0")):
        head, name = line.split(b"\t", 1)
        mode, _, found = head.decode().split(" ")
        yield name.decode("utf-8", "surrogateescape"), (int(mode, 8), found)


def _mode(path: Path) -> int:
    """Return the mode that git would give a file; 0 where there is none."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return 0
    if stat.S_ISREG(mode):
        return PROGRAM if mode & stat.S_IXUSR else PLAIN
    return LINK if stat.S_ISLNK(mode) else SUBMODULE


def _is_same(path: Path, mode: int, found: str) -> bool:
    """Tell whether a file of that mode is the object that a commit holds."""
    try:
        if mode == SUBMODULE:
            inner = Git(path)
            return inner.top != path.resolve() or inner.commit("HEAD") == found
        return is_blob(os.fsencode(path.readlink()) if mode == LINK else path.read_bytes(), found)
    except (OSError, GitError):
        return False

"""Files of a catalog: which there are, and their bytes, without following a link anywhere."""

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from gonogo import ahead
from gonogo.model.noun import Noun
from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.read.suspicions import name_of

_YAML_LIKE = re.compile(r".*\.(?:ya?ml|json)\Z", re.IGNORECASE)
_WILDCARD = re.compile(r"[*?\[]")
_PART = 64 * 1024
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Found(Noun):
    """A file below the catalog: `name` relative to the catalog, `shown` as messages name it."""

    name: str
    shown: str


class Listing(Noun):
    """Files that match, in order of name, those of them that must not be read, and what lies beside them."""

    files: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[Found, ...] = ()


@cache
def pattern(glob: str) -> re.Pattern[str]:
    """Return `glob` as a pattern on `/`-separated names: `**/` any folders, `*` and `?` within a name."""
    parts = []
    position = 0
    for found in re.finditer(r"\*\*/|\*\*|\*|\?", glob):
        parts.append(re.escape(glob[position : found.start()]))
        parts.append({"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}[found.group()])
        position = found.end()
    return re.compile("".join(parts) + re.escape(glob[position:]) + r"\Z", re.DOTALL)


def legible(name: str) -> str:
    """Return the name of a file as text that can be encoded: bytes that are not UTF-8 become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def shown_path(path: str) -> str:
    """Return a path as messages show it: relative to the working directory, with `/` everywhere."""
    absolute = os.path.abspath(legible(path))  # noqa: PTH100 - must not resolve links
    relative = os.path.relpath(absolute, os.getcwd())  # noqa: PTH109 - the same
    return relative.replace(os.sep, "/")


class Tree(Protocol):
    """Where a catalog's files are: a folder, a folder with one file replaced, a commit."""

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""

    def shown(self, name: str) -> str:
        """Return how messages name a file."""

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the files that match, and what lies beside them."""

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file, one more than `limit` at most, or why it cannot be read."""


class Disk(Noun):
    """A catalog's folder on disk."""

    root: str

    def exists(self, name: str) -> bool:
        """Tell whether there is something of that name, be it a link that leads nowhere."""
        return os.path.lexists(os.path.join(self.root, name))  # noqa: PTH118

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return shown_path(os.path.join(self.root, name))  # noqa: PTH118

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the regular files that match one of `globs`, and what cannot be read there."""
        return listing(Path(self.root), globs)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file without following a link."""
        return content(self.root, found, limit)


class Overlay(Noun):
    """A folder in which some files have other bytes than on disk: what an editor holds, unsaved."""

    below: Disk
    held: dict[str, bytes]

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        return name in self.held or self.below.exists(name)

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self.below.shown(name)

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the files that match; those that are laid over them need not exist on disk."""
        wanted = list(globs)
        there = self.below.listing(wanted)
        files = {each.name: each for each in there.files}
        for name in self.held:
            if any(pattern(glob).match(name) for glob in wanted):
                files[name] = Found(name=name, shown=self.shown(name))
        return replace(there, files=tuple(files[name] for name in sorted(files)))

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        held = self.held.get(found.name)
        return self.below.content(found, limit) if held is None else held[: limit + 1]


def listing(root: Path, globs: Iterable[str]) -> Listing:
    """Return the regular files below `root` that match one of `globs`, and what cannot be read there."""
    wanted = list(globs)
    found: dict[str, Found] = {}
    refused: dict[str, Found] = {}
    problems: list[Problem] = []
    shown_folder = cache(lambda folder: shown_path(os.path.join(root, folder)))  # noqa: PTH118
    for base in sorted({_base(glob) for glob in wanted}):
        linked = _linked_folder(os.fspath(root), base)
        if linked is not None:
            refused[base] = Found(name=base, shown=shown_path(linked))
            problems.append(irregular(shown_path(linked), "is a symbolic link"))
            continue
        for name, entry in _walk(root, base, problems):
            folder, _, last = name.rpartition("/")
            shown = f"{shown_folder(folder)}/{legible(last)}".removeprefix("./")
            if any(pattern(glob).match(name) for glob in wanted):
                refusal = _refusal(entry, name, shown)
                if refusal is None:
                    found[name] = Found(name=name, shown=shown)
                else:
                    refused[name] = Found(name=name, shown=shown)
                    problems.append(refusal)
            elif _is_beside(name, entry):
                problems.append(_beside(shown, wanted))
            elif entry.is_symlink() and entry.is_dir():
                refused[name] = Found(name=name, shown=shown)
                problems.append(irregular(shown, "is a symbolic link"))
    unique = {problem.order: problem for problem in problems}
    return Listing(
        files=tuple(found[name] for name in sorted(found)),
        problems=tuple(unique[order] for order in sorted(unique)),
        refused=tuple(refused[name] for name in sorted(refused)),
    )


def _base(glob: str) -> str:
    """Return the folder of `glob` above its first wildcard."""
    steps = glob.split("/")
    fixed = []
    for step in steps[:-1]:
        if _WILDCARD.search(step):
            break
        fixed.append(step)
    return "/".join(fixed)


def _linked_folder(root: str, base: str) -> str | None:
    """Return the first folder on the way from `root` to `base` that is a link."""
    path = root
    for step in filter(None, base.split("/")):
        path = f"{path}/{step}"
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return path
    return None


def _walk(root: Path, base: str, problems: list[Problem]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every entry below `base` but folders, named relative to `root`; links are not followed.

    A folder that is there and cannot be listed is added to `problems`: services may be in it.
    """
    waiting = [base]
    while waiting:
        folder = waiting.pop()
        path = os.path.join(root, folder)  # noqa: PTH118
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            why = f"the folder cannot be listed: {error.strerror}"
            problems.append(unreadable(shown_path(path), why))
            continue
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False) and not _YAML_LIKE.match(entry.name):
                if not entry.name.startswith("."):
                    waiting.append(name)
            else:
                yield name, entry


def _is_beside(name: str, entry: os.DirEntry[str]) -> bool:
    """Tell whether somebody may think that this file is read."""
    return bool(_YAML_LIKE.match(name)) and not entry.name.startswith(".") and "/" in name


def _beside(shown: str, globs: list[str]) -> Problem:
    return Problem(
        place=Place(path=shown),
        code="GN320",
        severity=Severity.NOTICE,
        message=f"this file is not read; files that match {', '.join(f'`{glob}`' for glob in globs)} are",
        help="rename it, or move it elsewhere",
    )


def _refusal(entry: os.DirEntry[str], name: str, shown: str) -> Problem | None:
    """Return why a file that matches must not be read, if it must not."""
    if not name.isprintable():
        bad = next(each for each in name if not each.isprintable())
        sign = "that is not UTF-8" if "\udc80" <= bad <= "\udcff" else name_of(bad)
        return unreadable(shown, f"the name of the file holds a character {sign}", "rename the file")
    if entry.is_symlink():
        return irregular(shown, "is a symbolic link")
    if not entry.is_file(follow_symlinks=False):
        return irregular(shown, "is not a regular file")
    return None


def irregular(shown: str, what: str) -> Problem:
    """Return the problem of something that is no regular file."""
    return Problem(
        place=Place(path=shown),
        code="GN005",
        severity=Severity.ERROR,
        message=f"this {what}; only regular files are read",
        help="put the file itself here",
    )


def unreadable(shown: str, why: str, hint: str | None = None) -> Problem:
    """Return the problem of a file that cannot be read."""
    return Problem(place=Place(path=shown), code="GN001", severity=Severity.ERROR, message=why, help=hint)


def expect(tree: Tree, found: Found) -> None:
    """Have the disk bring a file that will be read soon, where the tree is a folder on one.

    Opening follows no more links than it does to read.
    """
    if isinstance(tree, Disk) and _linked_folder(tree.root, found.name.rpartition("/")[0]) is None:
        with suppress(OSError):
            descriptor = os.open(f"{tree.root}/{found.name}", _READ)
            ahead.expect(descriptor)
            os.close(descriptor)


def content(root: str, found: Found, limit: int) -> bytes | Problem:
    """Return the bytes of a file, one more than `limit` at most, or why it cannot be read.

    Opening does not follow a link, neither at the end of the path nor on the way, nor wait for a FIFO.
    """
    path = f"{root}/{found.name}"
    if _linked_folder(root, found.name.rpartition("/")[0]) is not None:
        return irregular(found.shown, "lies behind a symbolic link")
    try:
        descriptor = os.open(path, _READ)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return irregular(found.shown, "is a symbolic link")
        return unreadable(found.shown, f"the file cannot be read: {error.strerror or error}")
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            return irregular(found.shown, "is not a regular file")
        return _read(descriptor, state.st_size, limit + 1)
    except OSError as error:
        return unreadable(found.shown, f"the file cannot be read: {error.strerror or error}")
    finally:
        os.close(descriptor)


def _read(descriptor: int, size: int, most: int) -> bytes:
    """Return what a regular file of some size holds, but no more than so many bytes of it."""
    whole = os.read(descriptor, min(size + 1, most, _PART))
    if len(whole) == size:
        return whole
    # It is large, or somebody is writing to it.
    parts = [whole]
    most -= len(whole)
    while most > 0 and (part := os.read(descriptor, min(most, _PART))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)

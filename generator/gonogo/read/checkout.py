"""The files of a catalog's folder, brought from commit to commit without a work tree."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from gonogo.model.problem import Problem
from gonogo.read.commits import LARGEST, listed
from gonogo.read.files import Found, Listing, irregular, unreadable
from gonogo.read.git import Git
from gonogo.read.log import Entry, FileChange, Side
from gonogo.read.versions import Blob


class Checkout:
    """The files at the commit that was reached: a tree to read from."""

    def __init__(self, git: Git, prefix: str, shown: str) -> None:
        """Start with nothing; `prefix` is the folder as git names it, `shown` as messages do."""
        self._git = git
        self._prefix = f"{prefix}/" if prefix else ""
        self._shown = "" if shown == "." else f"{shown}/"
        self.sides: dict[str, Side] = {}
        self._held: dict[str, bytes | None] = {}

    def begin(self, found: Sequence[Entry], commit: str) -> None:
        """Go back to before the oldest of the commits: those of the newest one, all changes undone."""
        where = ("--", self._prefix) if self._prefix else ()
        listing = self._git.run("ls-tree", "-r", "-z", "--full-tree", commit, *where)
        for line in filter(None, listing.split(b"\0")):
            head, path = line.split(b"\t", 1)
            mode, kind, blob = head.decode().split(" ")
            name = self.name(path.decode("utf-8", "surrogateescape"))
            if kind == "blob" and name is not None:
                self.sides[name] = Side(blob=blob, is_regular=mode.startswith("100"))
        for entry in reversed(found):
            self.apply(replace(each, before=each.after, after=each.before) for each in entry.changes)

    def name(self, path: str) -> str | None:
        """Return a path of the repository as the catalog names it; None outside of it."""
        return path[len(self._prefix) :] if path.startswith(self._prefix) else None

    def apply(self, changes: Iterable[FileChange]) -> set[str]:
        """Bring the files to the next commit; return the names that it touched."""
        touched = set()
        for change in changes:
            name = self.name(change.path)
            if name is not None:
                touched.add(name)
                if change.after is None:
                    self.sides.pop(name, None)
                else:
                    self.sides[name] = change.after
        return touched

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return name in self.sides

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self._shown + name

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the regular files that match one of `globs`."""
        return self.listing_of(self.sides, globs)

    def listing_of(self, names: Iterable[str], globs: Iterable[str]) -> Listing:
        """Return those of `names` that are regular files and match one of `globs`."""
        regular = {name: self.sides[name].is_regular for name in names if name in self.sides}
        return listed(regular, globs, self.shown)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        side = self.sides.get(found.name)
        if side is None:
            return unreadable(found.shown, "the file is not in the commit")
        if not side.is_regular:
            return irregular(found.shown, "is a symbolic link")
        if side.blob not in self._held:
            self.fetch([side.blob])
        content = self._held[side.blob]
        if content is None:
            return unreadable(found.shown, "the file is too large, or missing from this clone")
        return content[: limit + 1]

    def fetch(self, blobs: Iterable[str]) -> None:
        """Read many blobs in one go, and hold them until `forget`."""
        wanted = [each for each in dict.fromkeys(blobs) if each not in self._held]
        if wanted:
            self._held |= dict(zip(wanted, self._git.blobs(wanted, LARGEST), strict=True))

    def blobs(self, ids: Iterable[str]) -> list[Blob]:
        """Return blobs with their content, not held."""
        wanted = list(ids)
        if not wanted:
            return []
        contents = self._git.blobs(wanted, LARGEST)
        return [Blob(id=each, content=content) for each, content in zip(wanted, contents, strict=True)]

    def forget(self) -> None:
        """Let go of contents."""
        self._held.clear()


class One:
    """A checkout of which one file alone is listed."""

    def __init__(self, files: Checkout, name: str) -> None:
        """List the file of that name."""
        self._files = files
        self._name = name

    def exists(self, name: str) -> bool:
        """Tell whether the commit has a file of that name."""
        return self._files.exists(name)

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self._files.shown(name)

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the one file if it matches."""
        return self._files.listing_of([self._name], globs)

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file."""
        return self._files.content(found, limit)

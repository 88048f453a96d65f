"""A catalog's files, watched while they are read, to tell later whether they are still the same."""

from collections.abc import Iterable, Mapping

from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.read import recall
from gonogo.read.files import Found, Listing, Tree


class Seen(Noun):
    """What a reading has seen: which names exist, what globs match, what files hold (read up to a limit)."""

    names: dict[str, bool]
    listings: tuple[tuple[tuple[str, ...], bytes], ...]
    contents: tuple[tuple[str, int, bytes], ...]

    def holds(self, tree: Tree) -> bool:
        """Tell whether another reading of `tree` would see the same."""
        return (
            all(tree.exists(name) is there for name, there in self.names.items())
            and all(_listing_mark(tree.listing(globs)) == mark for globs, mark in self.listings)
            and all(
                recall.mark(tree.content(Found(name=name, shown=tree.shown(name)), limit)) == mark
                for name, limit, mark in self.contents
            )
        )


class Watched:
    """A tree that remembers what was asked of it. What other processes ask of a copy is not seen."""

    def __init__(self, below: Tree) -> None:
        """Watch the tree `below`."""
        self._below = below
        self._names: dict[str, bool] = {}
        self._listings: dict[tuple[str, ...], bytes] = {}
        self._contents: dict[tuple[str, int], bytes] = {}
        self._is_steady = True

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        there = self._names[name] = self._below.exists(name)
        return there

    def shown(self, name: str) -> str:
        """Return how messages name a file."""
        return self._below.shown(name)

    def listing(self, globs: Iterable[str]) -> Listing:
        """Return the files that match, and what lies beside them."""
        wanted = tuple(globs)
        found = self._below.listing(wanted)
        self._listings[wanted] = _listing_mark(found)
        return found

    def content(self, found: Found, limit: int) -> bytes | Problem:
        """Return the bytes of a file, or why it cannot be read."""
        content = self._below.content(found, limit)
        self._note(found.name, limit, recall.mark(content))
        return content

    def seen(self, elsewhere: Mapping[str, bytes], limit: int) -> Seen | None:
        """Return what was seen, here and by other processes (marks by name, read up to `limit`).

        None where a file was not the same whenever it was looked at.
        """
        for name, mark in elsewhere.items():
            self._note(name, limit, mark)
        if not self._is_steady:
            return None
        return Seen(
            names=self._names,
            listings=tuple(self._listings.items()),
            contents=tuple((name, limit, mark) for (name, limit), mark in self._contents.items()),
        )

    def _note(self, name: str, limit: int, mark: bytes) -> None:
        if self._contents.setdefault((name, limit), mark) != mark:
            self._is_steady = False


def _listing_mark(listing: Listing) -> bytes:
    # Names need not be UTF-8; `repr` escapes what is not.
    return recall.mark(repr(listing).encode())

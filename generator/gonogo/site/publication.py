"""What is published, as far as a site needs to know it: which pages exist, and who renders one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Protocol

from gonogo.model.artifact import STAMPED, Artifact, Page, PageKind, PageRef, Read, Redirect
from gonogo.model.catalog import SourceHost
from gonogo.model.noun import Noun
from gonogo.publish.links import Links

CODES = "guide/codes/"
"""Folder of the pages of the error codes."""


def is_stamped(ref: PageRef) -> bool:
    """Tell whether a page never passes through MkDocs."""
    return ref.kind in STAMPED or ref.path.startswith(CODES)


Beside = Callable[[PageRef], Iterable[Artifact]]
"""Yields the files in other formats of what a page is about; of most pages there are none."""


def nobody() -> Beside:
    """Return what yields no files."""
    return lambda _: ()


def nothing() -> None:
    """Do nothing."""


class Renderer(Protocol):
    """Whoever renders pages; asked for the same page twice it returns the same."""

    def page(self, ref: PageRef) -> Page:
        """Return the page."""


class Edition(Noun):
    """What every page says of itself: for which day it was computed, from what, by what. Plain text.

    `stamped` is the day with which files are stamped. `is_changed` tells that files were not those of
    the commit.
    """

    day: date
    stamped: date
    standard: str
    version: str
    commit: str | None = None
    commit_url: str | None = None
    is_changed: bool = False


class Publication(Noun):
    """A portal before it is a site.

    `renderer`, `files`, `of_groups` and `beside` are called where and when they are needed, in several
    processes: they can be pickled, and always give the same. `files` has one entry a format, `of_groups`
    one for each that shows groups or what falls due; `beside` makes what yields the files beside a page.
    `gathered` makes files of what those beside pages of services hold, by name. `prepare` works out what
    many pages need, so that forked processes need not do it again each.
    """

    title: str
    edition: Edition
    links: Links
    refs: tuple[PageRef, ...]
    renderer: Callable[[], Renderer]
    redirects: tuple[Redirect, ...] = ()
    files: tuple[Callable[[], Iterable[Artifact]], ...] = ()
    of_groups: tuple[Callable[[], Iterable[Artifact]], ...] = ()
    beside: Callable[[], Beside] = nobody
    gathered: Mapping[str, Callable[[Read], Iterable[bytes]]] = {}
    source: SourceHost | None = None
    prepare: Callable[[], object] = nothing

    def of(self, kind: PageKind) -> tuple[PageRef, ...]:
        """Return the pages of a kind, in their order."""
        return tuple(ref for ref in self.refs if ref.kind is kind)


class Draft(Noun):
    """A publication in the making.

    `outline` is all that MkDocs needs of it as long as it need not render our pages, and is there long
    before the `whole`. It has about so many `pages`.
    """

    outline: Callable[[], Publication]
    whole: Callable[[], Publication]
    pages: int

    @classmethod
    def of(cls, publication: Publication) -> "Draft":
        """Return the draft of a publication that is there already."""
        return cls(outline=lambda: publication, whole=lambda: publication, pages=len(publication.refs))

"""What publishing makes: pages and files, named and filled, written by nobody here."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from gonogo.model.noun import Noun


class PageKind(StrEnum):
    """Kinds of pages. Those of `STAMPED` are as many as there are things of their kind."""

    HOME = "home"
    SERVICES = "services"
    SERVICE = "service"
    ON_CALL = "on-call"
    TEAMS = "teams"
    TEAM = "team"
    PLATFORMS = "platforms"
    MATRIX = "matrix"
    CHECKS = "checks"
    CHECK = "check"
    RISKS = "risks"
    RISK = "risk"
    REVIEWS = "reviews"
    WAIVERS = "waivers"
    CHANGES = "changes"
    AI = "ai"
    DEPENDENCIES = "dependencies"
    UPKEEP = "upkeep"
    DATA = "data"
    PROBLEMS = "problems"
    GUIDE = "guide"


STAMPED = (PageKind.SERVICE, PageKind.TEAM, PageKind.CHECK, PageKind.RISK)
"""Kinds whose pages never pass through MkDocs: one frame a kind does, and is filled for each."""


class Heading(Noun):
    """An entry of a page's table of contents; `title` is plain text."""

    id: str
    title: str


class PageRef(Noun):
    """A page that exists, before anybody renders it.

    `path` is where it lives below the site's root, without a suffix: `services/checkout-assistant`;
    the start of a folder ends in `/index`, Home is `index`. `title` is plain text. `source` is the
    file to edit, relative to the catalog's folder. `search` is the few distinguishing words under
    which search finds it.
    """

    kind: PageKind
    name: str
    path: str
    title: str
    source: str | None = None
    search: str = ""


class Page(Noun):
    """A rendered page: `body` is HTML that is safe as it stands and holds no h1; the rest is plain text.

    `scripts` are paths of assets below the site's root that the page loads, deferred, in order.
    """

    ref: PageRef
    description: str
    body: str
    contents: tuple[Heading, ...] = ()
    scripts: tuple[str, ...] = ()


class Artifact(Noun):
    """A file of the portal: a path relative to the site's root, and its bytes."""

    path: str
    content: bytes


Read = Callable[[Iterable[str]], Iterator[bytes]]
"""Yields what files of the portal hold that are there already, by their paths."""


class Redirect(Noun):
    """A path that a page had before, without a suffix, and the path that it has now."""

    path: str
    to: str

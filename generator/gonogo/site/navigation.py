"""The navigation: a few tabs. It stands in every page, so services and the like never enter it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gonogo.model.artifact import PageKind, PageRef
from gonogo.site.publication import is_stamped

TABS: Mapping[str, tuple[PageKind, ...]] = {
    "Overview": (PageKind.HOME,),
    "Services": (
        PageKind.SERVICES,
        PageKind.MATRIX,
        PageKind.ON_CALL,
        PageKind.DEPENDENCIES,
        PageKind.AI,
        PageKind.PROBLEMS,
    ),
    "Teams": (PageKind.TEAMS, PageKind.PLATFORMS, PageKind.UPKEEP),
    "Standard": (PageKind.CHECKS, PageKind.RISKS),
    "Reviews": (PageKind.REVIEWS, PageKind.WAIVERS, PageKind.CHANGES),
    "Guide": (PageKind.GUIDE,),
    "Data": (PageKind.DATA,),
}
"""Tabs in their order with the kinds of pages in them; a tab without pages is not there."""

_GUIDE = "Guide"
_MARKDOWN = ".md"


def source(path: str) -> str:
    """Return the name under which MkDocs knows the page at `path`."""
    return path + _MARKDOWN


def address(name: str) -> str:
    """Return what the name and the path of a page have in common: no suffix, no `index`."""
    path = name.removesuffix(_MARKDOWN)
    return path.removesuffix("index").rstrip("/") if path == "index" or path.endswith("/index") else path


def navigation(refs: Iterable[PageRef], guide: Sequence[str], written: Sequence[str]) -> list[Any]:
    """Return the navigation as `nav` in mkdocs.yml would have it.

    `guide` and `written` are names of Markdown pages, the Guide's and the organisation's own, in the
    order in which they shall stand.
    """
    pages = list(refs)
    tabs = []
    for title, kinds in TABS.items():
        names = [
            source(ref.path) for kind in kinds for ref in pages if ref.kind is kind and not is_stamped(ref)
        ]
        if title == _GUIDE:
            names = _merged(names, guide, written)
        tabs += list(_tab(title, names))
    return tabs


def names_in(nav: object) -> Iterator[str]:
    """Yield every name of a page, and every link, in a `nav`."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping):
        for each in nav.values():
            yield from names_in(each)
    elif isinstance(nav, Sequence):
        for each in nav:
            yield from names_in(each)


def labels_in(nav: object) -> Iterator[tuple[str, str]]:
    """Yield the names of pages that a `nav` calls something, and what."""
    if isinstance(nav, Mapping):
        for label, below in nav.items():
            if isinstance(below, str):
                yield below, label
            else:
                yield from labels_in(below)
    elif isinstance(nav, Sequence) and not isinstance(nav, str):
        for each in nav:
            yield from labels_in(each)


def _merged(rendered: Sequence[str], guide: Sequence[str], written: Sequence[str]) -> list[str]:
    """Return the Guide's start page, the organisation's own pages, and the rest of the Guide."""
    rest = [*guide, *(name for name in rendered if name not in guide)]
    start = [name for name in rest if name == "guide/index.md"]
    return [*start, *written, *(name for name in rest if name not in start)]


def _tab(title: str, names: Sequence[str]) -> Iterator[Any]:
    """Yield a tab; a single page that is called like it needs no section around it."""
    if len(names) == 1:
        yield {title: names[0]} if title != "Overview" else {"Home": names[0]}
    elif names:
        yield {title: list(names)}

"""A look at what was built, before anybody else sees it."""

import json
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from gonogo.model.artifact import PageRef
from gonogo.site import searching
from gonogo.site.publication import Publication, is_stamped

_LINK = re.compile(
    r"""<(?:a|link|script|img|source)\b[^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
"""How addresses begin that are not in the site."""


class Defective(Exception):  # noqa: N818 - what happened, in the caller's words
    """What was built is not fit to be shown; says why."""


def check(site: Path, publication: Publication) -> None:
    """Raise `Defective` where a page is missing or empty, or search cannot work."""
    for defect in _defects(site, publication):
        raise Defective(defect)


def looks(site: Path, publication: Publication) -> list[Callable[[], list[str]]]:
    """Return what looks for links that lead nowhere, page by page, the smallest first.

    It looks at ordinary pages, and at one page of each stamped folder. A page that is missing has no links.
    """
    there = _Names(site, publication.gathered)
    names = [publication.links.file(ref.path) for ref in _sample(publication.refs)]
    return [partial(_broken_links, site, name, there) for name in sorted(names, key=partial(_size, site))]


def _broken_links(site: Path, name: str, there: "_Names") -> list[str]:
    folder = posixpath.dirname(name)
    try:
        links = _links((site / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    broken = sorted(href for href in links if not there.leads_somewhere(folder, href))
    return [f"{name} has a link that leads nowhere: {href}" for href in broken]


def _size(site: Path, name: str) -> int:
    """Return the bytes of a file of a site; of one that is missing less than of any other."""
    try:
        return os.stat(f"{site}/{name}").st_size  # noqa: PTH116 - 10,000 times
    except FileNotFoundError:
        return -1


def _defects(site: Path, publication: Publication) -> Iterator[str]:
    names = [publication.links.file(ref.path) for ref in publication.refs]
    for name in ("index.html", *names):
        size = _size(site, name)
        if size <= 0:
            yield f"{name} is {'missing' if size < 0 else 'empty'}"
    index = site / searching.INDEX.file
    if index.exists():
        try:
            json.loads(index.read_bytes())
        except ValueError as error:
            yield f"{searching.INDEX.file} is not JSON: {error}"


def _sample(refs: tuple[PageRef, ...]) -> Iterator[PageRef]:
    seen = set()
    for ref in refs:
        folder = ref.path.rpartition("/")[0]
        if not is_stamped(ref) or folder not in seen:
            seen.add(folder)
            yield ref


def _links(html: str) -> set[str]:
    return {unescape(a or b or c) for a, b, c in set(_LINK.findall(html))}


class _Names:
    """The files of a site by name, looked up once: pages of lists lead to all services."""

    def __init__(self, site: Path, others: Iterable[str]) -> None:
        root = os.fspath(site)
        self._names = {
            f"{folder[len(root) :].replace(os.sep, '/')}/{name}"
            for folder, _, names in os.walk(root)
            for name in names
        }
        self._names.update(f"/{name}" for name in others)
        self._known: dict[tuple[str, str], bool] = {}

    def leads_somewhere(self, folder: str, href: str) -> bool:
        """Tell whether a link of a page in a folder leads to another host or to a file that is there."""
        way = folder, href.partition("#")[0].partition("?")[0]
        if way not in self._known:
            self._known[way] = self._leads_somewhere(*way)
        return self._known[way]

    def _leads_somewhere(self, folder: str, path: str) -> bool:
        if path == "" or _ELSEWHERE.match(path):
            return True
        # As a server takes it: nothing is above the root.
        target = posixpath.normpath(posixpath.join("/", folder, unquote(path))).rstrip("/")
        return target in self._names or f"{target}/index.html" in self._names

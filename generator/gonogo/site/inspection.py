"""A look at what was built, before anybody else sees it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from gonogo.model.artifact import PageRef
from gonogo.site import searching
from gonogo.site.publication import Publication, is_stamped

_LINK = re.compile(
    r"""<(?:a|link|script|img|source)\b[^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))"""
)
_ROOT = "http://portal.invalid/"


class Defective(Exception):  # noqa: N818 - what happened, in the caller's words
    """What was built is not fit to be shown; says why."""


def check(site: Path, publication: Publication) -> None:
    """Raise `Defective` where a page is missing or empty, or search cannot work."""
    for defect in _defects(site, publication):
        raise Defective(defect)


def broken_links(site: Path, publication: Publication) -> Iterator[str]:
    """Yield links of ordinary pages, and of one page of each stamped folder, that lead nowhere."""
    for ref in _sample(publication.refs):
        name = publication.links.file(ref.path)
        html = (site / name).read_text(encoding="utf-8")
        for href in sorted(_links(html)):
            if not _leads_somewhere(site, name, href):
                yield f"{name} has a link that leads nowhere: {href}"


def _defects(site: Path, publication: Publication) -> Iterator[str]:
    names = [publication.links.file(ref.path) for ref in publication.refs]
    for name in ("index.html", *names):
        file = site / name
        if not file.is_file():
            yield f"{name} is missing"
        elif file.stat().st_size == 0:
            yield f"{name} is empty"
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
    return {unescape(next(filter(None, found), "")) for found in _LINK.findall(html)}


def _leads_somewhere(site: Path, name: str, href: str) -> bool:
    """Tell whether a link leads to another host or to a file that is there."""
    url = urlsplit(urljoin(_ROOT + name, href))
    if f"{url.scheme}://{url.netloc}/" != _ROOT:
        return True
    target = site / unquote(url.path).lstrip("/")
    return target.is_file() or (target / "index.html").is_file()

"""What search finds: one short entry a page of ours, beside what MkDocs finds in prose."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol

from gonogo.model.artifact import PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.publish.links import Links
from gonogo.site.publication import is_stamped

MOST_SERVICES = 2_000
"""Services above which search leaves them to the finder: every page loads the whole index."""


class Index(Noun):
    """Where an engine keeps what its search finds: a file, for use from a disk the same as a script.

    `entries` is the key of the list in it; `more` is what the engine expects of each entry beside ours.
    """

    file: str
    script: str
    entries: str
    more: dict[str, Any] = {}


INDEX = Index(file="search/search_index.json", script="search/search_index.js", entries="docs")
"""That of MkDocs."""

_SCRIPT = "var __index = "
_MARK = "GONOGOx"
_PLACE = re.compile(rf"<p>{_MARK}\w+</p>|{_MARK}\w+")
"""A place of ours in a page that is prose otherwise."""

SEPARATOR = r"""[\s\u200b\-_,:!=\[\]()"`/]+|\.(?!\d)|&[lg]t;|&amp;"""
"""Where words end: the theme's default and `&gt;`, or else `bold` in `<b>bold</b>` is not found."""


def entries(refs: Iterable[PageRef], links: Links) -> Iterator[dict[str, str]]:
    """Yield the entries of the pages that MkDocs does not index.

    The theme puts them into the page as HTML, so they are escaped; quotes stay, or else they would
    become words.
    """
    pages = list(refs)
    services = sum(ref.kind is PageKind.SERVICE for ref in pages)
    for ref in pages:
        if (ref.kind is PageKind.GUIDE and not is_stamped(ref)) or (
            ref.kind is PageKind.SERVICE and services > MOST_SERVICES
        ):
            continue
        yield {
            "location": links.url(ref.path),
            "title": escape(ref.title, quote=False),
            "text": escape(ref.search, quote=False),
        }


class Indexed(Protocol):
    """A page that knows what search finds of it, or takes it from an index."""

    def found_in(self, index: Sequence[dict[str, Any]], /) -> Sequence[dict[str, Any]]:
        """Return the page's entries."""


def extend(site: Path, index: Index, more: Iterable[dict[str, str]], ready: Sequence[Indexed] = ()) -> bool:
    """Add entries to the index that an engine wrote; tell whether it could be done.

    Those of `ready` pages, which the engine may not have looked at, come after those of other prose.
    """
    file, script = site / index.file, site / index.script
    try:
        held: dict[str, Any] = json.loads(file.read_bytes())
    except FileNotFoundError:
        return False
    if index.entries not in held or "index" in held:
        return False
    prose = [_cleaned(each) for each in held[index.entries] if _MARK not in each["location"]]
    known = [entry for page in ready for entry in page.found_in(prose)]
    places = {entry["location"] for entry in known}
    others = (entry for entry in prose if entry["location"] not in places)
    held[index.entries] = [*others, *known, *(each | index.more for each in more)]
    text = json.dumps(held, separators=(",", ":"), ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    if script.is_file():
        script.write_text(_SCRIPT + text, encoding="utf-8")
    return True


def _cleaned(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"text": _PLACE.sub("", entry["text"])}

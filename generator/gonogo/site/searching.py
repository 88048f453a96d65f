"""What search finds: one short entry a page of ours, beside what MkDocs finds in prose."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from gonogo.model.artifact import PageKind, PageRef
from gonogo.publish.links import Links
from gonogo.site.publication import is_stamped

MOST_SERVICES = 2_000
"""Services above which search leaves them to the finder: every page loads the whole index."""

INDEX = "search/search_index.json"

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


def extend(index: Path, more: Iterable[dict[str, str]]) -> bool:
    """Add entries to the index that MkDocs wrote; tell whether it could be done."""
    try:
        held: dict[str, Any] = json.loads(index.read_bytes())
    except FileNotFoundError:
        return False
    if "docs" not in held or "index" in held:
        return False
    held["docs"] += more
    index.write_text(json.dumps(held, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    return True

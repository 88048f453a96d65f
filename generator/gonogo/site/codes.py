"""The pages of the error codes: Markdown of ours, stamped like services, so that they cost MkDocs nothing."""

import re
from collections.abc import Callable
from functools import cache, partial
from html import unescape
from typing import Any

from markdown import Markdown  # type: ignore[import-untyped]
from msgspec.structs import replace

from gonogo import resources
from gonogo.model.artifact import Heading, Page, PageKind, PageRef
from gonogo.site import converted
from gonogo.site.publication import CODES, Publication, Renderer

EXTENSIONS: dict[str, dict[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "def_list": {},
    "footnotes": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {},
    "pymdownx.superfences": {},
    # Aligned columns as style attributes would need a policy that allows them.
    "tables": {"use_align_attribute": True},
    "toc": {"permalink": True, "title": "On this page"},
}
"""The Markdown of the Guide, and of hand-written pages where no mkdocs.yml says otherwise."""

_TITLE = re.compile(r"\A#\s+(.+)")
_FIRST_PARAGRAPH = re.compile(r"^##[^\n]*\n+(.+?)\n\n", re.DOTALL | re.MULTILINE)
_H1 = re.compile(r"\s*<h1\b.*?</h1>\s*", re.DOTALL)


def added(publication: Publication) -> Publication:
    """Return the publication with the pages of the error codes."""
    return replace(
        publication,
        refs=publication.refs + refs(),
        renderer=partial(WithCodes, publication.renderer),
    )


@cache
def refs() -> tuple[PageRef, ...]:
    """Return the pages; search finds them by what they check."""
    return tuple(_ref(name, text) for name, text in _texts().items())


class WithCodes:
    """Renders the pages of the error codes, and leaves all others to somebody else."""

    def __init__(self, others: Callable[[], Renderer]) -> None:
        self._others = others()

    def page(self, ref: PageRef) -> Page:
        """Return the page."""
        return _page(ref) if ref.path.startswith(CODES) else self._others.page(ref)


@cache
def _texts() -> dict[str, str]:
    folder = resources.templates() / CODES
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}


def _ref(name: str, text: str) -> PageRef:
    title, about = _TITLE.search(text), _FIRST_PARAGRAPH.search(text)
    return PageRef(
        kind=PageKind.GUIDE,
        name=name,
        path=f"{CODES}{name}",
        title=title[1].strip() if title else name,
        search=" ".join(about[1].replace("`", "").split()) if about else "",
    )


def _page(ref: PageRef) -> Page:
    made_of = ref, _texts()[ref.name], EXTENSIONS
    page = converted.kept(Page, *made_of)
    if page is None:
        page = _converted(ref)
        converted.keep(page, *made_of)
    return page


def _converted(ref: PageRef) -> Page:
    markdown = Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSIONS)
    html = markdown.convert(_texts()[ref.name])
    tokens = getattr(markdown, "toc_tokens", [])
    below = [child for token in tokens for child in token["children"]]
    return Page(
        ref=ref,
        description=ref.search,
        body=_H1.sub("", html, count=1),
        contents=tuple(Heading(id=each["id"], title=unescape(each["name"])) for each in below),
    )

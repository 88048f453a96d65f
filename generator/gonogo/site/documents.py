"""Pages as MkDocs knows them: those whose body is HTML already, and frames."""

from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from gonogo.model.artifact import Heading, Page, PageKind, PageRef
from gonogo.publish.links import Links
from gonogo.site import frame
from gonogo.site.frame import TOP

_WIDE = frozenset({PageKind.SERVICES, PageKind.MATRIX})
"""Kinds whose table wants the whole width."""

_LABELS = {PageKind.HOME: "Home", PageKind.DATA: "Data"}
"""What the navigation calls pages that have a longer title."""


def content(title: str, body: str) -> str:
    """Return the h1 and the body of a page; `title` is HTML."""
    return f'<h1 id="{TOP}">{title}</h1>\n{body}'


def body(page: Page, links: Links) -> str:
    """Return the body of a page with the scripts that it loads."""
    scripts = (
        f'\n<script defer src="{escape(links.asset(page.ref.path, script))}"></script>'
        for script in page.scripts
    )
    return page.body + "".join(scripts)


class _Ready(MkDocsPage):
    """A page for which Markdown never runs."""

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Set the metadata."""
        self.markdown = ""
        self.meta = self.own_meta()

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Set content and contents."""
        title, html, headings = self.parts()
        self.content = content(title, html)
        self.toc = get_toc([_tokens(title, headings)])
        self.present_anchor_ids = {TOP, *(each.id for each in headings)}
        self.links_to_anchors = {}

    def own_meta(self) -> dict[str, Any]:
        """Return title, description and what else the theme asks for; the theme escapes nothing."""
        raise NotImplementedError

    def parts(self) -> tuple[str, str, tuple[Heading, ...]]:
        """Return title and body as HTML, and the headings."""
        raise NotImplementedError


class HtmlPage(_Ready):
    """An ordinary page, rendered by us."""

    def __init__(self, page: Page, label: str | None, file: File, config: MkDocsConfig, links: Links) -> None:
        self.rendered = page
        self._links = links
        super().__init__(label or _label(page.ref), file, config)

    def own_meta(self) -> dict[str, Any]:
        """Return the metadata, escaped."""
        page = self.rendered
        return _meta(page.ref) | {"description": escape(page.description)}

    def parts(self) -> tuple[str, str, tuple[Heading, ...]]:
        """Return the parts of the rendered page."""
        page = self.rendered
        return escape(page.ref.title), body(page, self._links), page.contents


class LatePage(_Ready):
    """An ordinary page that is rendered when somebody asks for it: a frame of its own."""

    def __init__(self, ref: PageRef, label: str | None, file: File, config: MkDocsConfig) -> None:
        self._ref = ref
        self.key = ref.path
        super().__init__(label or _label(ref), file, config)

    def own_meta(self) -> dict[str, Any]:
        """Return what is known already, and placeholders."""
        return _meta(self._ref) | {"description": frame.DESCRIPTION}

    def parts(self) -> tuple[str, str, tuple[Heading, ...]]:
        """Return the title and placeholders."""
        return escape(self._ref.title), frame.BODY, (frame.FIRST, frame.SECOND)


class FramePage(_Ready):
    """The page that stands for all pages of a kind in a folder: full of placeholders."""

    def __init__(self, folder: str, config: MkDocsConfig) -> None:
        name = f"{folder}/{frame.SLUG}.md" if folder else f"{frame.SLUG}.md"
        file = File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        super().__init__(None, file, config)
        self.folder = folder
        self.key = f"{folder}/"
        self.edit_url = frame.EDIT

    @property
    def place(self) -> Any:
        """Where it stands in the navigation: a section, the page above it, or nowhere."""
        return self.parent

    @place.setter
    def place(self, place: Any) -> None:
        self.parent = place

    def own_meta(self) -> dict[str, Any]:
        """Return placeholders."""
        return {"title": frame.TITLE, "description": frame.DESCRIPTION, "search": {"exclude": True}}

    def parts(self) -> tuple[str, str, tuple[Heading, ...]]:
        """Return placeholders."""
        return frame.TITLE, frame.BODY, (frame.FIRST, frame.SECOND)


def _label(ref: PageRef) -> str | None:
    """Return what the navigation says where that is not the page's title."""
    return _LABELS.get(ref.kind)


def _meta(ref: PageRef) -> dict[str, Any]:
    """Return what the theme asks of an ordinary page; MkDocs indexes prose, the rest has its own entries."""
    meta: dict[str, Any] = {} if ref.kind is PageKind.HOME else {"title": escape(ref.title)}
    if ref.kind is not PageKind.GUIDE:
        meta["search"] = {"exclude": True}
    if ref.kind in _WIDE:
        meta["hide"] = ["navigation", "toc"]
    elif ref.kind is PageKind.HOME:
        meta["hide"] = ["navigation"]
    return meta


def _tokens(title: str, headings: tuple[Heading, ...]) -> Any:
    """Return the h1 with the headings below it, as Python-Markdown would."""
    children = [
        {"level": 2, "id": each.id, "name": escape(each.title), "html": escape(each.title), "children": []}
        for each in headings
    ]
    return {"level": 1, "id": TOP, "name": title, "html": title, "children": children}


class ElsewherePage(File):
    """A page that MkDocs does not build, but that hand-written pages may link to."""

    def __init__(self, ref: PageRef, config: MkDocsConfig, links: Links) -> None:
        name = f"{ref.path}.md"
        super().__init__(
            name, None, config.site_dir, config.use_directory_urls, dest_uri=links.file(ref.path)
        )
        self.inclusion = InclusionLevel.NOT_IN_NAV

    def is_documentation_page(self) -> bool:
        """Return False: there is nothing to render."""
        return False

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature of MkDocs
        """Do nothing: there is nothing to copy."""

"""The ordinary pages of one build: ours, and what people wrote by hand."""

from collections.abc import Callable
from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink

from gonogo.model.artifact import Heading, PageKind, PageRef
from gonogo.publish import hosting
from gonogo.site import documents, frame, guide, navigation
from gonogo.site.publication import CODES, Publication, Renderer, is_stamped
from gonogo.site.references import References

Complain = Callable[[str], None]


class Ordinary:
    """Pages that MkDocs builds one by one.

    A hand-written page that has the address of one of ours is its beginning. Where `is_late`, ours
    are rendered when somebody asks for them.
    """

    def __init__(
        self,
        publication: Publication,
        renderer: Renderer,
        config: MkDocsConfig,
        complain: Complain,
        *,
        is_late: bool,
    ) -> None:
        self._publication = publication
        self._renderer = renderer
        self._config = config
        self._complain = complain
        self._is_late = is_late
        self._references = References(publication.refs, publication.redirects, publication.links)
        self._labels = dict(navigation.labels_in(config.nav))
        self.begun: dict[str, PageRef] = {}

    def add(self, files: Files) -> None:
        """Add our pages and the Guide to what MkDocs builds, and set the navigation."""
        written = [file.src_uri for file in files.documentation_pages()]
        guides = list(guide.add(files, self._labels, self._config))
        taken = {navigation.address(name): name for name in (*guides, *written)}
        for ref in self._publication.refs:
            name = taken.get(navigation.address(ref.path))
            file = files.get_file_from_path(name) if name is not None else None
            self._add_page(ref, file, files)
        own = [name for name in written if name not in self.begun and files.get_file_from_path(name)]
        self._set_navigation(guides, own)

    def _add_page(self, ref: PageRef, taken: File | None, files: Files) -> None:
        if is_stamped(ref):
            self._leave_out(ref, taken, files)
        elif taken is not None:
            self._begin(ref, taken)
        else:
            files.append(self._page(ref))

    def _leave_out(self, ref: PageRef, taken: File | None, files: Files) -> None:
        """Make way for a stamped page; those of error codes can be linked to as Markdown."""
        if taken is not None:
            self._complain(f"{taken.src_uri} is left out: `{ref.title}` has its address")
            files.remove(taken)
        if ref.path.startswith(CODES):
            files.append(documents.ElsewherePage(ref, self._config, self._publication.links))

    def _begin(self, ref: PageRef, file: File) -> None:
        """Let a hand-written page be the beginning of ours, at the address of ours."""
        links = self._publication.links
        file.dest_uri, file.url = links.file(ref.path), links.url(ref.path) or "./"
        self.begun[file.src_uri] = ref

    @property
    def waiting(self) -> dict[str, PageRef]:
        """The pages of ours that hand-written ones begin, and that are rendered when somebody asks."""
        return self.begun if self._is_late else {}

    def _page(self, ref: PageRef) -> File:
        name = navigation.source(ref.path)
        file = File.generated(self._config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        page: MkDocsPage
        if self._is_late and ref.kind is not PageKind.GUIDE:
            page = documents.LatePage(ref, self._labels.get(name), file, self._config)
        else:
            links = self._publication.links
            rendered = self._renderer.page(ref)
            page = documents.HtmlPage(rendered, self._labels.get(name), file, self._config, links)
        page.edit_url = hosting.edit_url(self._publication.source, ref.source)
        return file

    def _set_navigation(self, guides: list[str], own: list[str]) -> None:
        """Make the navigation where there is none; add our tabs to one that names none of our pages."""
        refs, nav = self._publication.refs, self._config.nav
        if nav is None:
            self._config.nav = self._named(navigation.navigation(refs, guides, own))
        elif {navigation.source(ref.path) for ref in refs}.isdisjoint(navigation.names_in(nav)):
            self._config.nav = [*nav, *self._named(navigation.navigation(refs, guides, []))]

    def _named(self, nav: Any) -> Any:
        """Return a navigation with the names of hand-written pages in the places of those that they begin."""
        if isinstance(nav, dict):
            return {title: self._named(below) for title, below in nav.items()}
        if isinstance(nav, list):
            return [self._named(each) for each in nav]
        names = {navigation.address(name): name for name in self.begun}
        return names.get(navigation.address(nav), nav)

    def resolve(self, html: str, path: str, name: str) -> str:
        """Return the content of the page at `path`, made from `name`, with links to things resolved."""
        return self._references.resolve(html, path, lambda what: self._complain(f"{name}: {what}"))

    def complete(self, html: str, page: MkDocsPage) -> str:
        """Return the content of a page with its links resolved, and our page after its beginning."""
        name = page.file.src_uri
        path = page.file.dest_uri.removesuffix(".html")
        html = self.resolve(html, path, name)
        ref = self.begun.get(name)
        if ref is None:
            return html
        body, headings = self._of(ref)
        entries = [AnchorLink(escape(each.title), each.id, 2) for each in headings]
        top = next(iter(page.toc), None)
        (page.toc.items if top is None else top.children).extend(entries)
        return f"{html}\n{body}"

    def _of(self, ref: PageRef) -> tuple[str, tuple[Heading, ...]]:
        """Return the body and the headings of a page of ours, or what stands for them."""
        if self._is_late:
            return frame.BODY, (frame.FIRST, frame.SECOND)
        page = self._renderer.page(ref)
        return documents.body(page, self._publication.links), page.contents

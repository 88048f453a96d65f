"""One build: what goes into MkDocs, and what is added to what comes out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from gonogo.model.artifact import PageRef
from gonogo.model.noun import Noun
from gonogo.site import codes, forwarding, policy, searching, sharing, theme
from gonogo.site.documents import FramePage
from gonogo.site.frames import Frames
from gonogo.site.guide import GuidePage
from gonogo.site.ordinary import Complain, Ordinary
from gonogo.site.publication import Publication, is_stamped
from gonogo.site.stamping import Stamper
from gonogo.site.writing import Output

MARKER = ".gonogo-site"
"""File that tells a folder that was built here, and may be replaced, from any other."""

_MARKED = "Built by gonogo; the next build replaces this folder.\n"
ERROR_PAGE = "404.html"


class Entry(Noun):
    """A page as the template of the sitemap sees one."""

    canonical_url: str | None
    update_date: str
    abs_url: str | None = None
    is_link: bool = False


class Listed(Noun):
    """A file as the template of the sitemap sees one."""

    page: Entry


class Assembly:
    """What one build knows between the events of MkDocs."""

    def __init__(
        self, publication: Publication, config: MkDocsConfig, complain: Complain, *, is_late: bool
    ) -> None:
        """Begin; where `is_late`, our pages are rendered when somebody asks for them."""
        publication = codes.added(publication)
        self.publication = publication
        self.site = Path(config.site_dir)
        self.frames = Frames(publication, config)
        self._renderer = publication.renderer()
        self._ordinary = Ordinary(publication, self._renderer, config, complain, is_late=is_late)
        self._pages: Sequence[File] = ()
        theme.describe(config, publication.edition)

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add pages, frames and assets to what MkDocs builds."""
        for file in theme.asset_files(config):
            if files.get_file_from_path(file.src_uri) is None:
                files.append(file)
        self._ordinary.add(files)
        self.frames.add(files)

    def settle(self, files: Files) -> None:
        """Give frames their place in the navigation, and all pages their date."""
        self.frames.settle(files, self._ordinary.waiting)
        self._pages = files.documentation_pages()
        for page in self._mkdocs_pages():
            page.update_date = self.publication.edition.stamped.isoformat()

    def complete(self, html: str, page: MkDocsPage) -> str:
        """Return the content of a page as it shall be."""
        return self._ordinary.complete(html, page)

    @property
    def begun(self) -> Mapping[str, PageRef]:
        """Our pages that hand-written ones begin, by the names of those."""
        return self._ordinary.begun

    def resolve(self, html: str, path: str, name: str) -> str:
        """Return the page at `path`, made from `name`, with links to things resolved."""
        return self._ordinary.resolve(html, path, name)

    def listing(self, pages: Sequence[File]) -> list[File | Listed]:
        """Return the pages of the sitemap: without frames, with what is stamped."""
        links, day = self.publication.links, self.publication.edition.stamped.isoformat()
        ordinary = [file for file in pages if not isinstance(file.page, FramePage)]
        stamped = (
            Listed(page=Entry(canonical_url=links.absolute(ref.path), update_date=day))
            for ref in self.publication.refs
            if is_stamped(ref)
        )
        return [*ordinary, *stamped]

    def _mkdocs_pages(self) -> Iterator[MkDocsPage]:
        return (file.page for file in self._pages if file.page is not None)

    def stamper(self) -> Stamper:
        """Return what fills the frames, once MkDocs has rendered them."""
        return Stamper(self.publication, self.frames.rendered(), self._renderer)

    def stamp(self) -> None:
        """Write all pages that are not there yet, and the files in other formats."""
        stamper, output = self.stamper(), Output(self.site)
        sharing.write_all(stamper, output, None, lambda _done, _whole: None)
        sharing.gather(stamper, output)

    def finish(self, index: searching.Index = searching.INDEX, scripts: str = "") -> None:
        """Write what is quick: redirects, entries for search, the policy and the marker.

        `scripts` is a pattern of files that hold style sheets which they put into pages.
        """
        links = self.publication.links
        taken = {ref.path for ref in self.publication.refs}
        for redirect in self.publication.redirects:
            if redirect.path not in taken:
                write(self.site / links.file(redirect.path), forwarding.page(redirect, links).encode())
        ours = [page for page in self._mkdocs_pages() if isinstance(page, GuidePage)]
        searching.extend(self.site, index, searching.entries(self.publication.refs, links), ours)
        held = [path.read_text(encoding="utf-8") for path in self.site.glob(scripts)] if scripts else []
        header = policy.header(policy.hashes(self._texts()), policy.style_hashes(held))
        write(self.site / policy.FILE, header.encode())
        write(self.site / MARKER, _MARKED.encode())

    def _texts(self) -> list[str]:
        """Return every page that could hold a script of its own; stamped ones hold those of their frames."""
        files = [file.dest_uri for file in self._pages if not isinstance(file.page, FramePage)]
        found = [self.site / name for name in (*files, ERROR_PAGE) if (self.site / name).is_file()]
        frames = [frame.skeleton for frame in self.frames.rendered().values()]
        return [*(path.read_text(encoding="utf-8") for path in found), *frames]


def write(path: Path, content: bytes) -> None:
    """Write a file below the site, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

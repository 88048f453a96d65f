"""The frames of one build: added to MkDocs, caught when they are rendered."""

from collections.abc import Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page as MkDocsPage

from gonogo.model.artifact import PageRef
from gonogo.site import navigation
from gonogo.site.documents import FramePage, LatePage
from gonogo.site.frame import Frame, FrameError
from gonogo.site.publication import Publication, is_stamped
from gonogo.site.stamping import folder


class Frames:
    """One page for each folder of stamped pages, and one for each page that is rendered on request.

    None of them is part of the site as MkDocs renders it.
    """

    def __init__(self, publication: Publication, config: MkDocsConfig) -> None:
        names = dict.fromkeys(folder(ref.path) for ref in publication.refs if is_stamped(ref))
        self._pages = [FramePage(name, config) for name in names]
        self._expected = {page.key for page in self._pages}
        self._waiting: Mapping[str, PageRef] = {}
        self._rendered: dict[str, Frame] = {}

    def add(self, files: Files) -> None:
        """Add the pages to what MkDocs builds."""
        for page in self._pages:
            files.append(page.file)

    def settle(self, files: Files, waiting: Mapping[str, PageRef]) -> None:
        """Put each frame where its pages stand in the navigation: below what their folder begins with.

        `waiting` are pages that a hand-written one begins, by the name of that: it is their frame.
        """
        pages = {navigation.address(file.src_uri): file.page for file in files.documentation_pages()}
        for page in self._pages:
            home = pages.get(page.folder)
            section = home.parent if home is not None else None
            page.place = section if section is not None and section.children[0] is home else home
        self._expected |= {page.key for page in pages.values() if isinstance(page, LatePage)}
        self._waiting = waiting
        self._expected |= {ref.path for ref in waiting.values()}

    @staticmethod
    def enter(page: MkDocsPage) -> None:
        """Make a frame an entry of the navigation while it is rendered, as if its pages were in it."""
        section = _section(page)
        if section is not None:
            section.children = [*section.children, page]

    def keep(self, page: MkDocsPage, html: str) -> bool:
        """Keep what a frame was rendered to; tell whether the page is a frame."""
        begun = self._waiting.get(page.file.src_uri)
        if begun is not None:
            self.learn(begun.path, html, has_title=False)
            return True
        if not isinstance(page, FramePage | LatePage):
            return False
        section = _section(page)
        if section is not None:
            section.children = [each for each in section.children if each is not page]
        self.learn(page.key, html, has_title=isinstance(page, FramePage))
        return True

    def learn(self, key: str, html: str, *, has_title: bool) -> None:
        """Keep what was rendered for a page, or for all pages of a folder."""
        try:
            self._rendered[key] = Frame(html, has_title=has_title)
        except FrameError as error:
            message = f"the theme's page cannot be used for {key}: {error}"
            raise FrameError(message) from error

    def rendered(self) -> dict[str, Frame]:
        """Return all frames by path, or by the folder of many pages."""
        missing = sorted(self._expected - self._rendered.keys())
        if missing:
            message = f"the theme rendered no page for {missing[0]}"
            raise FrameError(message)
        return self._rendered


def _section(page: MkDocsPage) -> Section | None:
    """Return the section of the navigation in which a frame stands, None for any other page."""
    place = page.place if isinstance(page, FramePage) else None
    return place if isinstance(place, Section) else None

"""Stamping: a service, team, check or risk is rendered, put into its frame and written."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from gonogo.model.artifact import PageRef, Read
from gonogo.publish import hosting
from gonogo.site import documents
from gonogo.site.frame import Filling, Frame
from gonogo.site.publication import Beside, Publication, Renderer, is_stamped


def folder(path: str) -> str:
    """Return the folder of a page's path."""
    return path.rpartition("/")[0]


class Stamper:
    """Fills frames with pages; what it makes depends on nothing but the publication and the frames."""

    def __init__(
        self, publication: Publication, frames: Mapping[str, Frame], renderer: Renderer | None = None
    ) -> None:
        """Take frames by path or by the folder of many pages, and the renderer if there is one already."""
        self._publication = publication
        self._frames = dict(frames)
        self._renderer = renderer
        self._beside: Beside | None = None

    def __getstate__(self) -> tuple[Publication, dict[str, Frame]]:
        return self._publication, self._frames

    def __setstate__(self, state: tuple[Publication, dict[str, Frame]]) -> None:
        self.__init__(*state)  # type: ignore[misc] # this is how it begins in another process

    @property
    def refs(self) -> list[PageRef]:
        """The pages that are not there until somebody stamps them."""
        return [ref for ref in self._publication.refs if is_stamped(ref) or ref.path in self._frames]

    @property
    def formats(self) -> tuple[range, range]:
        """The numbers of the formats that show groups or what falls due, and of the others."""
        of_groups = len(self._publication.of_groups)
        return range(of_groups), range(of_groups, of_groups + len(self._publication.files))

    def html(self, ref: PageRef) -> bytes:
        """Return a page as it is served."""
        if self._renderer is None:
            self._renderer = self._publication.renderer()
        page = self._renderer.page(ref)
        source = self._publication.source
        filling = Filling(
            slug=ref.path.rpartition("/")[2],
            title=ref.title,
            description=page.description,
            body=documents.body(page, self._publication.links),
            contents=page.contents,
            edit_url=hosting.edit_url(source, ref.source),
            view_url=hosting.view_url(source, ref.source),
        )
        return self._frame(ref).fill(filling)

    def mark(self, ref: PageRef) -> bytes:
        """Return what tells the frame of a page from any other."""
        return self._frame(ref).mark

    def _frame(self, ref: PageRef) -> Frame:
        return self._frames.get(ref.path) or self._frames[f"{folder(ref.path)}/"]

    def page_file(self, ref: PageRef) -> tuple[str, bytes]:
        """Return the file of a page: its name in the site, and what it holds."""
        return self._publication.links.file(ref.path), self.html(ref)

    def files_beside(self, ref: PageRef) -> Iterator[tuple[str, bytes]]:
        """Yield the files in other formats of what a page is about."""
        if self._beside is None:
            self._beside = self._publication.beside()
        for artifact in self._beside(ref):
            yield artifact.path, artifact.content

    def format_files(self, number: int) -> Iterator[tuple[str, bytes]]:
        """Yield all files of a format."""
        for artifact in (*self._publication.of_groups, *self._publication.files)[number]():
            yield artifact.path, artifact.content

    @property
    def gathered(self) -> Mapping[str, Callable[[Read], Iterable[bytes]]]:
        """What makes files of those of services, by name, when these can be read."""
        return self._publication.gathered

"""The Guide: Markdown pages that travel with the package and are part of every portal."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import meta

from gonogo import resources
from gonogo.model.noun import Noun
from gonogo.site import converted
from gonogo.site.codes import EXTENSIONS
from gonogo.site.publication import CODES

FOLDER = "guide"

SEARCH = "material/search"
"""The plugin whose entries we know how to leave out and to add."""

_LAST = 99


class Entry(Noun):
    """An entry of a table of contents."""

    title: str
    id: str
    level: int
    below: "tuple[Entry, ...]" = ()


class Converted(Noun):
    """What converting sets."""

    content: str
    contents: tuple[Entry, ...]
    anchors: tuple[str, ...]
    title: str | None


class Indexed(Noun):
    """What search finds of a page, as the theme's plugin has it."""

    entries: tuple[dict[str, str], ...]


class GuidePage(Page):
    """A page whose Markdown is ours, whatever extensions the user's pages use.

    It is converted once, and indexed once: the Guide is the same in every portal.
    """

    indexed: Indexed | None = None
    _indexed_from: tuple[object, ...] | None = None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the page with our extensions, unless that was done before."""
        made_of = self.file.src_uri, self.markdown, config.use_directory_urls, EXTENSIONS
        self._convert_once(made_of, config, files)
        search = config.plugins.get(SEARCH)
        self._indexed_from = None if search is None else (*made_of, str(self.title), repr(search.config))
        if self._indexed_from is not None:
            self.indexed = converted.kept(Indexed, *self._indexed_from)
        if self.indexed is not None:
            self.meta["search"] = {"exclude": True}

    def found_in(self, index: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Return the entries of the page, those of `index` where there were none before."""
        if self.indexed is None:
            entries = tuple(each for each in index if each["location"].partition("#")[0] == self.url)
            if self._indexed_from is not None and entries:
                converted.keep(Indexed(entries=entries), *self._indexed_from)
            return entries
        return self.indexed.entries

    def _convert_once(self, made_of: tuple[object, ...], config: MkDocsConfig, files: Files) -> None:
        made = converted.kept(Converted, *made_of)
        if made is None:
            self._convert(config, files)
            converted.keep(self._made(), *made_of)
            return
        self.content = made.content
        self.toc = TableOfContents([_link(each) for each in made.contents])
        self.present_anchor_ids = set(made.anchors)
        self._title_from_render = made.title
        self.links_to_anchors = {}

    def _made(self) -> Converted:
        return Converted(
            content=self.content or "",
            contents=tuple(_entry(each) for each in self.toc),
            anchors=tuple(sorted(self.present_anchor_ids or ())),
            title=self._title_from_render,
        )

    def _convert(self, config: MkDocsConfig, files: Files) -> None:
        ours = copy(config)
        ours["markdown_extensions"] = list(EXTENSIONS)
        ours["mdx_configs"] = {name: settings for name, settings in EXTENSIONS.items() if settings}
        super().render(ours, files)


def _entry(link: AnchorLink) -> Entry:
    below = tuple(_entry(each) for each in link.children)
    return Entry(title=link.title, id=link.id, level=link.level, below=below)


def _link(entry: Entry) -> AnchorLink:
    link = AnchorLink(entry.title, entry.id, entry.level)
    link.children = [_link(each) for each in entry.below]
    return link


@cache
def names() -> tuple[tuple[str, Path], ...]:
    """Return the pages in the order in which they are read, by their names in the site; no error codes."""
    root = resources.templates()
    found = sorted((root / FOLDER).rglob("*.md"), key=lambda path: (_order(path), path.as_posix()))
    named = ((path.relative_to(root).as_posix(), path) for path in found)
    return tuple((name, path) for name, path in named if not name.startswith(CODES))


def add(files: Files, labels: Mapping[str, str], config: MkDocsConfig) -> Iterator[str]:
    """Add the pages that the user has not replaced, as the navigation calls them; yield their names."""
    for name, path in names():
        if files.get_file_from_path(name) is None:
            file = File.generated(config, name, abs_src_path=str(path), inclusion=InclusionLevel.NOT_IN_NAV)
            files.append(file)
            GuidePage(labels.get(name), file, config)
            yield name


def _order(path: Path) -> int:
    """Return the place that a page asks for in its front matter (`order: 2`)."""
    with path.open(encoding="utf-8") as stream:
        if stream.read(4) != "---\n":
            return _LAST
    _, said = meta.get_data(path.read_text(encoding="utf-8"))
    order = said.get("order", _LAST)
    return order if isinstance(order, int) else _LAST

"""The Guide: Markdown pages that travel with the package and are part of every portal."""

from collections.abc import Iterator, Mapping
from copy import copy, deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import meta

from gonogo import resources
from gonogo.site.codes import EXTENSIONS
from gonogo.site.publication import CODES

FOLDER = "guide"

_LAST = 99
_MADE = ("content", "toc", "present_anchor_ids", "_title_from_render")
"""What converting sets."""

_converted: dict[tuple[str, bool], dict[str, Any]] = {}
"""The same, by name of the page and form of its links."""


class GuidePage(Page):
    """A page whose Markdown is ours, whatever extensions the user's pages use.

    It is converted once: serving builds again and again, and the Guide stays the same.
    """

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the page with our extensions."""
        key = (self.file.src_uri, config.use_directory_urls)
        if key not in _converted:
            self._convert(config, files)
            _converted[key] = {name: deepcopy(getattr(self, name)) for name in _MADE}
            return
        for name, value in _converted[key].items():
            setattr(self, name, deepcopy(value))
        self.links_to_anchors = {}

    def _convert(self, config: MkDocsConfig, files: Files) -> None:
        ours = copy(config)
        ours["markdown_extensions"] = list(EXTENSIONS)
        ours["mdx_configs"] = {name: settings for name, settings in EXTENSIONS.items() if settings}
        super().render(ours, files)


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

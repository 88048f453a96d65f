"""The events of MkDocs, and what each means for a build."""

import logging
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

# Material prints an advertisement when it is imported, unless told not to.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from jinja2 import Environment
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from gonogo.model.noun import Noun
from gonogo.publish.problems.safe import line
from gonogo.site import derived, sources, theme
from gonogo.site.assembly import Assembly
from gonogo.site.frame import FrameError
from gonogo.site.lazy import LazySite
from gonogo.site.publication import Publication
from gonogo.site.writing import Taken

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("gonogo")

EARLY, LATE, LAST = 50, -50, -100


class Told(Noun):
    """The plugin's options as values."""

    catalog: Path | None = None
    as_of: date | None = None
    templates: Path | None = None


class Options(Config):  # type: ignore[no-untyped-call] # MkDocs is typed in parts
    """What the plugin can be told in mkdocs.yml; paths are relative to that file."""

    catalog = option.Dir(exists=True, default="catalog")
    as_of = option.Optional(option.Type((str, date)))
    templates = option.Optional(option.Dir(exists=True))


class Adapter(BasePlugin[Options]):  # type: ignore[no-untyped-call] # MkDocs is typed in parts
    """A plugin that makes MkDocs build a publication.

    `given` says what, for a configuration that no plugin changes any more. Where it `is_apart`, pages
    are stamped by whoever runs MkDocs, when that has ended.
    """

    def __init__(self) -> None:
        self.is_apart = False
        self.given: Callable[[MkDocsConfig], Publication] | None = None
        self._assembly: Assembly | None = None
        self._lazy: LazySite | None = None
        self._expected = _Expected()

    @property
    def told(self) -> Told:
        """What mkdocs.yml says; nothing, where it does not name the plugin."""
        said = self.config
        if not isinstance(said, Options):
            return Told()
        templates = None if said.templates is None else Path(said.templates)
        return Told(catalog=Path(said.catalog), as_of=_day(said.as_of), templates=templates)

    def publish(self, config: MkDocsConfig) -> Publication:
        """Return what is to be built: what whoever runs MkDocs gives."""
        if self.given is None:
            message = "nothing was given to be built"
            raise PluginError(message)
        return self.given(config)

    @property
    def is_late(self) -> bool:
        """Tell whether a page is made when somebody asks for it."""
        return self._lazy is not None

    @property
    def assembly(self) -> Assembly:
        """The build that is going on, or was the last."""
        if self._assembly is None:
            message = "an event of MkDocs came before `on_pre_build`"
            raise PluginError(message)
        return self._assembly

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], **_: Any) -> None:
        """Stay the same instance over all rebuilds; serve stamps a page when somebody asks for it."""
        self._lazy = LazySite() if command == "serve" else None

    def on_config(self, config: MkDocsConfig, **_: Any) -> None:
        """Add our templates and style sheets."""
        if self._lazy is not None:
            self._lazy.begin()
        theme.prepare(config)
        logging.getLogger("mkdocs.commands.build").addFilter(self._expected)

    @event_priority(EARLY)
    def on_pre_build(self, *, config: MkDocsConfig, **_: Any) -> None:
        """Read, assess and publish, now that no plugin changes the configuration any more."""
        for path in sources.irregular(Path(config.docs_dir)):
            message = f"{line(str(path))} is a symbolic link or no regular file; put the file itself there"
            raise PluginError(message)
        # Other plugins want to see whole pages, where they are not too many.
        is_late = self.is_late or not derived.left_out(config)
        self._assembly = Assembly(self.publish(config), config, log.warning, is_late=is_late)

    def on_files(self, files: Files, *, config: MkDocsConfig, **_: Any) -> None:
        """Add our pages."""
        self.assembly.add(files, config)

    def on_nav(self, nav: Navigation, *, files: Files, **_: Any) -> None:  # noqa: ARG002
        """Give frames their place."""
        self.assembly.settle(files)

    def on_env(self, env: Environment, *, config: MkDocsConfig, **_: Any) -> None:
        """Let the theme's templates be compiled once an installation."""
        if not derived.left_out(config):
            env.bytecode_cache = theme.ThemeBytecode()

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """Resolve links, join hand-written pages with ours."""
        return self.assembly.complete(html, page)

    def on_page_context(self, context: Any, *, page: MkDocsPage, **_: Any) -> None:  # noqa: ARG002
        """Let a frame look like one of its pages."""
        self.assembly.frames.enter(page)

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """Keep frames, and keep them out of the site."""
        try:
            is_frame = self.assembly.frames.keep(page, output)
        except FrameError as error:
            raise PluginError(str(error)) from error
        if is_frame:
            self._expected.names.add(page.file.src_uri)
        return "" if is_frame else output

    def on_template_context(self, context: Any, *, template_name: str, **_: Any) -> None:
        """Put stamped pages into the sitemap."""
        if template_name == "sitemap.xml":
            pages: Sequence[Any] = context["pages"]
            context["pages"] = self.assembly.listing(pages)

    @event_priority(LATE)
    def on_post_build(self, **_: Any) -> None:
        """Add all that MkDocs did not build."""
        try:
            self._add_the_rest()
        except (FrameError, Taken) as error:
            raise PluginError(str(error)) from error

    def _add_the_rest(self) -> None:
        self.assembly.finish()
        if self._lazy is not None:
            self._lazy.ready(self.assembly)
        elif not self.is_apart:
            self.assembly.stamp()

    def on_build_error(self, **_: Any) -> None:
        """Let nobody wait for a build that failed."""
        if self._lazy is not None:
            self._lazy.failed()

    def on_shutdown(self) -> None:
        """Let the loggers of MkDocs be as they were."""
        logging.getLogger("mkdocs.commands.build").removeFilter(self._expected)

    def on_serve(self, server: "LiveReloadServer", **_: Any) -> None:
        """Stamp pages on request."""
        if self._lazy is not None:
            self._lazy.attach(server)


class _Expected(logging.Filter):
    """Drops what MkDocs tells of pages that come out empty on purpose."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is news."""
        told = record.getMessage()
        return not (told.startswith("Page skipped") and any(f"'{name}'" in told for name in self.names))


def _day(said: object) -> date | None:
    """Return the day of an option; YAML makes a date of one that is not quoted."""
    if said is None or isinstance(said, date):
        return said
    try:
        return date.fromisoformat(str(said))
    except ValueError as error:
        message = f"as_of: {said!r} is not a day; write it as YYYY-MM-DD"
        raise PluginError(message) from error

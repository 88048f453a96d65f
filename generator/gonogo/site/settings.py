"""The configuration of MkDocs: the user's `mkdocs.yml`, or a good default."""

import json
import os
from html import escape
from importlib.metadata import EntryPoint
from io import BytesIO
from pathlib import Path
from typing import Any

# Material prints an advertisement when it is imported, unless told not to.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from gonogo.site import codes, searching, theme
from gonogo.site.finding import find

PLUGIN = "gonogo"
PAGES = "pages"
"""Folder of the catalog that holds hand-written pages."""

DEFAULT_SITE = "site"
"""Where the portal goes where nobody says anything else."""

_FEATURES = [
    "content.action.edit",
    "content.code.copy",
    "navigation.indexes",
    "navigation.prune",
    "navigation.tabs",
    "search.highlight",
    "toc.follow",
]

_PALETTE = [
    {
        "media": "(prefers-color-scheme)",
        "toggle": {"icon": "material/brightness-auto", "name": "Switch to light"},
    },
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/brightness-7", "name": "Switch to dark"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/brightness-4", "name": "Switch to the system's choice"},
    },
]


class Misconfigured(Exception):  # noqa: N818 - what happened, in the caller's words
    """An `mkdocs.yml` cannot be used; MkDocs has said why."""


Configuration = MkDocsConfig
"""What MkDocs is told."""


def configuration(given: Path | None, catalog: Path, site_dir: Path | None = None) -> Configuration:
    """Return the configuration for a catalog: `mkdocs.yml`, or the default; `site_dir` wins over both."""
    file = find(given, catalog)
    config = default(catalog) if file is None else load(file)
    if site_dir is not None:
        config.site_dir = str(site_dir.absolute())
    return config


def entitle(config: Configuration, title: str) -> None:
    """Call the portal like the catalog where no `mkdocs.yml` says otherwise; the theme escapes nothing."""
    if not config.config_file_path:
        config.site_name = escape(title)


def kept(config: Configuration, catalog: Path) -> list[Path]:
    """Return what a build must never replace."""
    file = [Path(config.config_file_path)] if config.config_file_path else []
    return [Path.cwd(), catalog, Path(config.docs_dir), *file]


def load(file: Path) -> Configuration:
    """Return the user's configuration."""
    # In a checkout that is not installed MkDocs does not know the plugin by itself.
    known: dict[str, EntryPoint] = vars(MkDocsConfig)["plugins"].installed_plugins
    known.setdefault(PLUGIN, EntryPoint(PLUGIN, "gonogo.plugin:GonogoPlugin", "mkdocs.plugins"))
    try:
        return load_config(str(file))
    except MkDocsException as error:
        message = f"{file} cannot be used: {error}"
        raise Misconfigured(message) from error


def default(catalog: Path) -> Configuration:
    """Return a good configuration for a catalog; see `entitle` for its name.

    Pages are files and not folders, so that the portal also opens from a disk.
    """
    config = load_config(BytesIO(json.dumps(plain()).encode()), config_file_path="")
    # MkDocs wants a folder that exists; a catalog need not have pages.
    config.docs_dir = str(catalog.absolute() / PAGES)
    return config


def plain() -> dict[str, Any]:
    """Return the same as somebody would have written it."""
    return {
        "site_name": PLUGIN,
        "site_dir": str(Path(DEFAULT_SITE).absolute()),
        "docs_dir": str(theme.templates()),
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False, "features": _FEATURES, "palette": _PALETTE},
        "extra": _extra(),
        "markdown_extensions": [{name: options} for name, options in codes.EXTENSIONS.items()],
        "plugins": _plugins(),
    }


def _extra() -> dict[str, Any]:
    shim = theme.search_shim()
    return {"generator": False} | ({"polyfills": [shim]} if shim else {})


def _plugins() -> list[Any]:
    """Search, from a disk too where the script is there without which browsers refuse."""
    search = {"material/search": {"separator": searching.SEPARATOR}}
    return [search, "material/offline"] if theme.search_shim() else [search]

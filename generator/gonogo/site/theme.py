"""What our pages need of the theme: our overrides, our assets, and a few settings."""

import os
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import mkdocs
from jinja2 import Environment, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from gonogo import resources
from gonogo.publish.bytecode import Bytecode, place_of
from gonogo.site.publication import Edition

_ASSETS = "assets"
_SHIM = "assets/vendor/iframe-worker-shim.js"
SHORT = 10
"""Letters of a commit that are shown."""

_PLACE = 24
"""Letters of a hash that tell the files of templates apart."""

_LEFT_AT_HOME = {".md", ".py", ".html"}


def templates() -> Path:
    """Return the folder of our templates of the theme."""
    return resources.templates() / "theme"


def prepare(config: MkDocsConfig) -> None:
    """Put our templates below the user's and above the theme's, our style sheets before the user's."""
    ours = str(templates())
    if ours not in config.theme.dirs:
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, ours)
    sheets = [name for name, _ in assets() if name.endswith(".css") and name.count("/") == 1]
    config.extra_css = [*(name for name in sheets if name not in config.extra_css), *config.extra_css]
    config.extra.setdefault("generator", False)
    config.extra.setdefault("scope", urlsplit(config.site_url or "").path or "/")


def quicken(config: MkDocsConfig) -> None:
    """Let the theme's templates be listed and compiled as quickly as they can be."""
    make = config.theme.get_env

    def get_env() -> Environment:
        env = make()
        env.loader = _Shown(config.theme.dirs)
        env.bytecode_cache = ThemeBytecode()
        return env

    config.theme.get_env = get_env  # type: ignore[method-assign] # a theme has no other place to say so


class _Shown(FileSystemLoader):
    """Lists no hidden folders: MkDocs drops what is in them, the theme has 14,000 icons in one."""

    def list_templates(self) -> list[str]:
        """Return the names of all other templates."""
        found: set[str] = set()
        for root in self.searchpath:
            for folder, below, names in os.walk(root, followlinks=self.followlinks):
                below[:] = [each for each in below if not each.startswith(".")]
                start = os.path.relpath(folder, root).replace(os.sep, "/").removeprefix(".")
                found.update(f"{start}/{name}".removeprefix("/") for name in names)
        return sorted(found)


class ThemeBytecode(Bytecode):
    """What the theme's templates were compiled to, and a portal's own that win over them, kept beside ours.

    For an environment that no plugin of others has changed: what filters make of constants is compiled too.
    """

    def __init__(self) -> None:
        super().__init__(resources.templates() / "theme", ())

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return where the bytecode of a template is kept; nothing for one that is not a file."""
        if filename is None:
            return ""
        place = sha256(f"{filename}\0{name}".encode("utf-8", "replace")).hexdigest()[:_PLACE]
        return place_of(f"{resources.templates()}/theme.{place}.html")

    def get_source_checksum(self, source: str) -> str:
        """Return what tells a template, and whatever compiles it, from any other."""
        return super().get_source_checksum(f"{mkdocs.__version__}\0{source}")


def describe(config: MkDocsConfig, edition: Edition) -> None:
    """Tell our templates what every page says of itself; the theme escapes nothing."""
    config.extra["gonogo"] = {
        "day": edition.day.isoformat(),
        "standard": escape(edition.standard),
        "version": escape(edition.version),
        "commit": escape((edition.commit or "")[:SHORT]),
        "commit_url": escape(edition.commit_url or ""),
        "is_changed": edition.is_changed,
    }


def assets() -> Iterator[tuple[str, Path]]:
    """Yield the files that travel along: their name in the site, and where they are."""
    root = resources.templates()
    for path in sorted((root / _ASSETS).rglob("*")):
        if path.is_file() and path.suffix not in _LEFT_AT_HOME:
            yield path.relative_to(root).as_posix(), path


def asset_files(config: MkDocsConfig) -> Iterator[File]:
    """Yield the same as MkDocs knows files."""
    root = str(resources.templates())
    for name, _ in assets():
        yield File(
            name, root, config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.NOT_IN_NAV
        )


def search_shim() -> str | None:
    """Return the script without which search does not work from a disk; None where it is not there."""
    return _SHIM if (resources.templates() / _SHIM).is_file() else None

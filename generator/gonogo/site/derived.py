"""The configuration that another engine is given: that of MkDocs, without what only MkDocs can do."""

from collections import UserDict
from collections.abc import Iterator, Mapping
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from gonogo.site import codes
from gonogo.site.settings import PLUGIN, plain

DOCS, SITE, THEME = "docs", "site", "theme"
"""The folders of what goes in, what comes out, and of templates that win over the engine's."""

_OURS = frozenset({
    "dev_addr",
    "docs_dir",
    "draft_docs",
    "exclude_docs",
    "hooks",
    "not_in_nav",
    "site_dir",
    "strict",
    "watch",
})  # fmt: skip
"""Settings that say what goes into the folder and where things are: that is done before the engine begins."""

_SEARCH = {"search", "material/search"}
_OFFLINE = {"offline", "material/offline"}
"""What plugins are called whose work all engines do."""


def configuration(config: MkDocsConfig, nav: Any) -> str:
    """Return the text of an `mkdocs.yml`, beside which `DOCS`, `SITE` and `THEME` are.

    Zensical takes no folder of documents but one beside it.
    """
    said: dict[str, Any] = {key: value for key, value in _written(config).items() if key not in _OURS}
    look = said.get("theme", {})
    said |= {
        "site_name": config.site_name,
        "docs_dir": DOCS,
        "site_dir": SITE,
        "use_directory_urls": config.use_directory_urls,
        "theme": {**(look if isinstance(look, Mapping) else {"name": look}), "custom_dir": THEME},
        "extra": config.extra,
        "extra_css": list(config.extra_css),
        "markdown_extensions": _extensions(config),
        "plugins": list(_plugins(config)),
        "nav": nav,
    }
    if config.site_url:
        said["site_url"] = config.site_url
    return yaml.dump(said, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def left_out(config: MkDocsConfig) -> list[str]:
    """Return the plugins and hooks of a configuration that no other engine runs."""
    return [name for name in config.plugins if name not in {PLUGIN, *_SEARCH, *_OFFLINE}]


def _written(config: MkDocsConfig) -> dict[str, Any]:
    """Return what somebody wrote: MkDocs keeps only what it made of that."""
    if not config.config_file_path:
        return plain()
    with Path(config.config_file_path).open("rb") as stream:
        return yaml_load(stream, get_yaml_loader(config=config))


def _extensions(config: MkDocsConfig) -> list[dict[str, Any]]:
    """Return the user's Markdown extensions, and after them those that the Guide is written in."""
    # Their order counts: code that is fenced twice comes out as text.
    found = {name: config.mdx_configs.get(name, {}) for name in config.markdown_extensions}
    for name, options in codes.EXTENSIONS.items():
        found.setdefault(name, options)
    return [{name: options} for name, options in found.items()]


def _plugins(config: MkDocsConfig) -> Iterator[Any]:
    for name, plugin in config.plugins.items():
        if name in _SEARCH:
            separator = plugin.config.get("separator")
            yield {"search": {"separator": separator} if separator else {}}
        elif name in _OFFLINE:
            yield "offline"


class _Dumper(yaml.Dumper):
    """Writes what a configuration may hold so that any engine reads the same."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write a value as often as it is there."""
        return True


_Dumper.add_representer(date, lambda dumper, day: dumper.represent_str(day.isoformat()))
_Dumper.add_multi_representer(
    PathLike,  # type: ignore[type-abstract] # any path will do
    lambda dumper, path: dumper.represent_str(fspath(path)),
)
_Dumper.add_multi_representer(UserDict, lambda dumper, held: dumper.represent_dict(held.items()))

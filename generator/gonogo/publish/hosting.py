"""Where a file of the catalog is looked at and edited, on the host of its repository."""

from functools import lru_cache
from urllib.parse import quote

from gonogo.model.catalog import SourceHost
from gonogo.model.noun import Noun


class _Addresses(Noun):
    view: str
    edit: str


_HOSTS = {
    "github": _Addresses(view="{url}/blob/{branch}/{path}", edit="{url}/edit/{branch}/{path}"),
    "gitlab": _Addresses(view="{url}/-/blob/{branch}/{path}", edit="{url}/-/edit/{branch}/{path}"),
    "gitea": _Addresses(view="{url}/src/branch/{branch}/{path}", edit="{url}/_edit/{branch}/{path}"),
    "forgejo": _Addresses(view="{url}/src/branch/{branch}/{path}", edit="{url}/_edit/{branch}/{path}"),
    "bitbucket": _Addresses(view="{url}/src/{branch}/{path}", edit="{url}/src/{branch}/{path}?mode=edit"),
}
"""By the word that catalog.yaml has for a host; of any other only the repository itself is known."""


def view_url(source: SourceHost | None, path: str | None) -> str | None:
    """Return where `path`, relative to the catalog's folder, is shown; None where that is not known."""
    addresses = _addresses(source)
    return None if addresses is None else _filled(addresses.view, source, path)


def edit_url(source: SourceHost | None, path: str | None) -> str | None:
    """Return where `path`, relative to the catalog's folder, is edited; None where that is not known."""
    addresses = _addresses(source)
    return None if addresses is None else _filled(addresses.edit, source, path)


def _addresses(source: SourceHost | None) -> _Addresses | None:
    return None if source is None else _HOSTS.get(source.host)


@lru_cache(maxsize=1024)
def _filled(template: str, source: SourceHost | None, path: str | None) -> str | None:
    if source is None or path is None:
        return None
    below = "/".join(part for part in (source.path.strip("/"), path) if part)
    return template.format(url=source.url.rstrip("/"), branch=_quoted(source.branch), path=_quoted(below))


_quoted = lru_cache(maxsize=1024)(quote)
"""The same branch and the file of the same page are asked for several times."""

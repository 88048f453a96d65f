"""CODEOWNERS: who must approve a change of which path, from teams and approver groups."""

from collections.abc import Iterator, Mapping

from gonogo.model.catalog import Catalog

GUARDED = ("decisions/", "tiers.yaml", "standard.yaml", "catalog.yaml", "collect.yaml", "teams.yaml")
"""What only approvers or the portal's maintainers may change."""


def codeowners(catalog: Catalog, prefix: str, maintainers: str, handles: Mapping[str, str]) -> str:
    """Return a CODEOWNERS file.

    `prefix` is the catalog's folder in the repository, `maintainers` who owns what nobody else does,
    `handles` what a team or group is called on the host; others are called by their id.
    """
    lines = [
        "# Made by `gonogo owners`; the last line that matches a path decides.",
        f"{_path(prefix, '')} {maintainers}",
        *_teams(catalog, prefix, handles),
        *_platforms(catalog, prefix, handles),
        *(f"{_path(prefix, each)} {_approvers(catalog, handles) or maintainers}" for each in GUARDED[:1]),
        *(f"{_path(prefix, each)} {maintainers}" for each in GUARDED[1:]),
    ]
    return "\n".join(lines) + "\n"


def _path(prefix: str, name: str) -> str:
    return "/" + "/".join(part for part in (prefix.strip("/"), name) if part)


def _teams(catalog: Catalog, prefix: str, handles: Mapping[str, str]) -> Iterator[str]:
    owners = {service.owner for service in catalog.services.values()}
    for team in catalog.teams.values():
        if team.id in owners:
            yield f"{_path(prefix, f'services/{team.id}/')} {_handle(team.id, handles)}"


def _platforms(catalog: Catalog, prefix: str, handles: Mapping[str, str]) -> Iterator[str]:
    for platform in catalog.platforms.values():
        if platform.owner in catalog.teams and platform.path:
            yield f"{_path(prefix, platform.path)} {_handle(platform.owner, handles)}"


def _approvers(catalog: Catalog, handles: Mapping[str, str]) -> str:
    groups = {group for rule in catalog.standard.approvals.values() for group in rule.groups}
    return " ".join(_handle(group, handles) for group in sorted(groups))


def _handle(name: str, handles: Mapping[str, str]) -> str:
    handle = handles.get(name, name)
    return handle if handle.startswith("@") or "@" in handle else f"@{handle}"

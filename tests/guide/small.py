"""Small catalogs out of fragments: what a fragment leaves out is the plainest that is valid."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from gonogo.read import Reading, read

ORDERS = "services/orders.yaml"
"""The manifest that an example is about."""

FILES: dict[str, dict[str, Any]] = {
    "catalog.yaml": {"title": "Small", "standard": "standard.yaml"},
    "standard.yaml": {
        "id": "small",
        "version": "1",
        "title": "Small standard",
        "levels": [{"id": id_, "name": id_.title()} for id_ in ("bronze", "silver", "gold")],
        "categories": [{"id": "operations", "name": "Operations"}],
    },
    "teams.yaml": {
        "people": [{"id": id_, "name": id_.title()} for id_ in ("ana", "ben", "carla")],
        "groups": [{"id": "sre-leads", "people": ["carla"]}],
        "teams": [{"id": id_, "name": id_.title()} for id_ in ("team-shop", "team-platform")],
    },
}
"""What every small catalog has."""

CHECK = {"category": "operations", "level": "bronze"}
"""What a check of a small standard is unless it says otherwise; its title is made of its id."""


def base(path: str) -> dict[str, Any]:
    """Return what a fragment of the file at `path` is merged into."""
    stem = PurePosixPath(path).stem
    named = {"id": stem, "name": stem.replace("-", " ").title()}
    by_folder: dict[str, dict[str, Any]] = {
        "services": {
            "service": {**named, "owner": "team-shop", "kind": "service", "lifecycle": "production"}
        },
        "platforms": {**named, "owner": "team-platform"},
    }
    known = FILES.get(path) or by_folder.get(path.split("/", 1)[0], {})
    return {"schema_version": 1} | deepcopy(known)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return both mappings as one; what stands above wins, lists are replaced."""
    result = dict(below)
    for key, value in above.items():
        held = result.get(key)
        if isinstance(held, Mapping) and isinstance(value, Mapping):
            result[key] = merged(held, value)
        else:
            result[key] = value
    return result


def completed(path: str, text: str, below: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the fragment `text` of the file at `path` as a complete file."""
    document = merged(base(path) if below is None else below, loaded(text) or {})
    if path == "standard.yaml" and "extends" not in document:
        for check in document.get("checks", ()):
            for key, value in {"title": check["id"].replace("-", " ").capitalize(), **CHECK}.items():
                check.setdefault(key, value)
    return document


def loaded(text: str) -> Any:
    """Return YAML as plain data, in which `on` and `no` are words."""
    return yaml.load(text, Loader=_Words)  # noqa: S506 - a safe loader with fewer words


class _Words(yaml.SafeLoader):
    """Only `true` and `false` are truth values, as in YAML 1.2."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if first in "tTfF" or not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def write(root: Path, files: Mapping[str, str | Mapping[str, Any]]) -> None:
    """Write files below `root`, complete ones as they are."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else dumped(content), encoding="utf-8")


def dumped(document: Mapping[str, Any]) -> str:
    """Return plain data as YAML without aliases."""
    return yaml.dump(deepcopy(dict(document)), Dumper=_Plain, sort_keys=False, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def reading(root: Path, fragments: Mapping[str, str], *, day: date, today: date) -> Reading:
    """Return what reading a small catalog of `fragments` in `root` gives."""
    write(root, {path: completed(path, fragments.get(path, "")) for path in {*FILES, ORDERS, *fragments}})
    return read(root, day=day, today=today)

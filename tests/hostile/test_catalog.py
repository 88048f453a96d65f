"""The hostile catalog holds what it says: every free field of every file, and nothing that is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cli.places import DAY
from gonogo import resources
from hostile.catalogs import REFERENCES
from hostile.conftest import Twins
from hostile.payloads import TEXTS, URLS
from read.command import gonogo

KINDS = ("manifest", "standard", "teams", "platform", "decision", "evidence")


def _named(schema: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every schema below with the key of the property that it is of."""
    if isinstance(schema, dict):
        yield key, schema
        for name, below in schema.items():
            if name in {"properties", "$defs"}:
                for each, part in below.items():
                    yield from _named(part, each)
            else:
                yield from _named(below, key)
    elif isinstance(schema, list):
        for each in schema:
            yield from _named(each, key)


def _is_free(schema: Any) -> bool:
    return schema.get("type") == "string" and not {"pattern", "enum", "const", "format"} & schema.keys()


def free_keys(kind: str) -> set[str]:
    """Return the properties that hold any text, by the words of the schema."""
    schema = json.loads((resources.schemas() / f"{kind}.schema.json").read_text("utf-8"))
    free = {f"#/$defs/{name}" for name, each in schema["$defs"].items() if _is_free(each)}
    found = {key for key, each in _named(schema) if _is_free(each) or each.get("$ref") in free}
    return found - {name.removeprefix("#/$defs/") for name in free}


@pytest.mark.parametrize("kind", KINDS)
def test_every_free_field_of_the_schema_is_filled(twins: Twins, kind: str) -> None:
    filled = _keys_that_hold(twins)
    assert free_keys(kind)
    assert free_keys(kind) - REFERENCES - filled == set()


def _keys_that_hold(twins: Twins) -> set[str]:
    hostile = {*TEXTS, *URLS, *(text[:63] for text in TEXTS)}

    def keys(node: Any, key: str) -> Iterator[str]:
        if isinstance(node, str) and node in hostile:
            yield key
        for step, value in node.items() if isinstance(node, dict) else ():
            yield from keys(value, step)
        for value in node if isinstance(node, list) else ():
            yield from keys(value, key)

    files = sorted((twins.hostile / "catalog").rglob("*.yaml"))
    return {key for path in files for key in keys(json.loads(path.read_text("utf-8")), "")}


def test_no_file_of_it_is_refused(twins: Twins) -> None:
    for folder in twins:
        answer = gonogo("validate", "--as-of", DAY, "--format", "json", folder=folder)
        summary = json.loads(answer.out)["summary"]
        assert (summary["errors"], answer.code) == (0, 0)
        assert summary["files"] == len(TEXTS) + 1

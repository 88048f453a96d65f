"""Edits of a manifest's text that keep its comments and its layout."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

Edit = Callable[[CommentedMap], None]
"""Changes a loaded manifest in place."""

WIDE = 4096


def edited(text: str, edit: Edit) -> str:
    """Return `text` with `edit` applied; lines that it does not touch stay as they are."""
    yaml = _yaml_for(text)
    document = yaml.load(text)
    edit(document)
    buffer = io.StringIO()
    yaml.dump(document, buffer)
    return buffer.getvalue()


def _yaml_for(text: str) -> YAML:
    """Return a round-trip parser that writes lists as far in as `text` has them."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = WIDE
    offset = 0 if _has_flush_lists(text) else 2
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    return yaml


def _has_flush_lists(text: str) -> bool:
    """Tell whether the first list below a key stands as far left as the key."""
    found = re.search(r"^( *)[A-Za-z_][^\n]*:[ ]*(?:#[^\n]*)?\n( *)- ", text, re.MULTILINE)
    return found is not None and len(found.group(1)) == len(found.group(2))


def answer(check: str, fields: Mapping[str, Any]) -> Edit:
    """Answer a check: the fields given replace what was said, others stay."""

    def edit(document: CommentedMap) -> None:
        said = _below(_below(document, "checks"), check)
        for key, value in fields.items():
            said[key] = _plain(value)
        if fields.get("status") not in (None, "not-applicable"):
            said.pop("reason", None)
        _status_first(said)

    return edit


def evidence(check: str, fields: Mapping[str, Any]) -> Edit:
    """Add a piece of evidence to a check; an unanswered check is answered as met."""

    def edit(document: CommentedMap) -> None:
        said = _below(_below(document, "checks"), check)
        if "status" not in said:
            said["status"] = "met"
            _status_first(said)
        _items(said, "evidence").append(_block(fields))

    return edit


def waiver(check: str, fields: Mapping[str, Any]) -> Edit:
    """Write a waiver for a check, in place of one that is there."""

    def edit(document: CommentedMap) -> None:
        _below(_below(document, "checks"), check)["waiver"] = _block(fields)

    return edit


def review(fields: Mapping[str, Any]) -> Edit:
    """Add a review at the end of the reviews."""

    def edit(document: CommentedMap) -> None:
        _items(document, "reviews").append(_block(fields))

    return edit


def confirmation(by: str, on: date) -> Edit:
    """Say that somebody looked, and that the entry as a whole is true."""

    def edit(document: CommentedMap) -> None:
        document["service"]["confirmed"] = _block({"by": by, "on": on})

    return edit


def _below(parent: Any, key: str) -> CommentedMap:
    """Return the mapping at `key`, an empty one put there where nothing is."""
    if not isinstance(parent.get(key), CommentedMap):
        parent[key] = CommentedMap()
    found: CommentedMap = parent[key]
    return found


def _items(parent: CommentedMap, key: str) -> CommentedSeq:
    if not isinstance(parent.get(key), CommentedSeq):
        parent[key] = CommentedSeq()
    found: CommentedSeq = parent[key]
    return found


def _block(fields: Mapping[str, Any]) -> CommentedMap:
    """Return a mapping in block style without what is not said."""
    return CommentedMap({key: _plain(value) for key, value in fields.items() if value not in (None, (), [])})


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return CommentedSeq([_plain(each) for each in value])
    return _block(value) if isinstance(value, Mapping) else value


def _status_first(said: CommentedMap) -> None:
    if "status" in said and next(iter(said)) != "status":
        said.move_to_end("status", last=False)

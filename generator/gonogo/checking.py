"""What is wrong with a catalog: found by reading it, or remembered as long as nothing in it has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.read.watched import Seen, Watched

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from gonogo.model.history import Memory
    from gonogo.read import Reading
    from gonogo.read.files import Tree


class Checked(Noun):
    """All problems of a catalog, and which manifests it has, as messages name them.

    `is_usable` is false where the catalog's own configuration cannot be used. `stamp` is what stands
    at the top of editors' schemas that fit it.
    """

    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    is_usable: bool
    stamp: str | None


class _Remembered(Noun):
    seen: Seen
    checked: Checked


def check(root: Path, tree: Tree, *, day: date, today: date, is_whole: bool, memory: Memory) -> Checked:
    """Return what is wrong with the catalog in `tree`, which lies in `root`.

    `is_whole` looks over the whole fleet as well, which finds notices only.
    """
    # Messages name files as seen from the working directory.
    places = os.fsencode(f"{os.path.abspath(root)}\0{os.getcwd()}")  # noqa: PTH100, PTH109 - links stay
    asked = f"{day} {today} {is_whole}".encode()
    known = _known(memory.get("checked", places, asked))
    if known is not None and known.seen.holds(tree):
        return known.checked
    return _check(tree, day, today, is_whole=is_whole, memory=memory, parts=(places, asked))


def _known(held: bytes | None) -> _Remembered | None:
    if held is None:
        return None
    try:
        return msgspec.msgpack.decode(held, type=_Remembered)
    except msgspec.DecodeError:  # what another edition of the code has left
        return None


def _check(
    tree: Tree, day: date, today: date, *, is_whole: bool, memory: Memory, parts: tuple[bytes, ...]
) -> Checked:
    from gonogo.read import read
    from gonogo.read.yaml12 import MANIFEST_LIMITS

    watched = Watched(tree)
    reading = read(watched, day=day, today=today, memory=memory)
    checked = Checked(
        problems=reading.problems + (_of_fleet(reading, day, watched) if is_whole else ()),
        files=reading.files,
        is_usable=reading.catalog is not None,
        stamp=_stamp(reading),
    )
    seen = watched.seen(reading.marks, MANIFEST_LIMITS.size)
    if seen is not None:
        remembered = _Remembered(seen=seen, checked=checked)
        memory.put(msgspec.msgpack.encode(remembered), "checked", *parts)
    return checked


def _of_fleet(reading: Reading, day: date, tree: Tree) -> tuple[Problem, ...]:
    """Return what only a look over all services shows: notices, which never decide the exit code."""
    from gonogo import notices
    from gonogo.read import configured
    from gonogo.read.locating import located

    unwanted = {code for code, severity in reading.severities.items() if severity == "off"}
    if reading.catalog is None or unwanted.issuperset(notices.ALL):
        return ()
    found = configured(notices.of_fleet(reading.catalog, day, unwanted), reading.severities)
    return tuple(located(tree, found))


def _stamp(reading: Reading) -> str | None:
    from gonogo.publish import schemas
    from gonogo.read import schema

    return None if reading.catalog is None else schemas.stamp(schema.schema("manifest"), reading.catalog)

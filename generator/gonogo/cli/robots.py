"""Robots' evidence on disk: what a source found, written by one collector at a time."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from gonogo.cli.options import Where

MOST_FILES = 100
"""Files that a source may have for one day."""


def write(
    where: Where, source: str, by_day: Mapping[date, list[dict[str, Any]]], *, replaces: bool
) -> list[str]:
    """Write results into the files of their days; return which those are.

    With `replaces` older results of the source for the same checks of the same services go.
    """
    folder = _folder(where)
    written = []
    with _alone(where.root / folder / source):
        for day, results in sorted(by_day.items()):
            written += _write_day(where, folder, source, day, results)
            if replaces:
                _drop_older(where, folder, source, day, results)
    return written


def _folder(where: Where) -> str:
    """Return the folder of the evidence, below the catalog's."""
    from gonogo.read import settings
    from gonogo.read.files import pattern

    said = settings.settings(where.tree())[0]
    for glob in said.evidence if said is not None else ():
        base = glob.partition("*")[0].rstrip("/")
        if base and pattern(glob).match(f"{base}/source/2026-01-01.yaml"):
            return base
    raise click.UsageError("no pattern of `evidence` in catalog.yaml has a place for SOURCE/DAY.yaml")


def _write_day(where: Where, folder: str, source: str, day: date, results: list[dict[str, Any]]) -> list[str]:
    """Write the files of a source and day anew, with `results` in them."""
    from gonogo.intake import evidence
    from gonogo.read.files import shown_path

    base = where.root / folder
    names = [name for name in evidence.names(source, day, MOST_FILES) if os.path.lexists(base / name)]
    there = [each for name in names for each in _results(base / name)]
    texts = evidence.texts(source, there, results, depth=_depth(folder))
    written = evidence.names(source, day, len(texts))
    for name, text in zip(written, texts, strict=True):
        _write_text(base / name, text)
    for name in {*names} - {*written}:
        (base / name).unlink()
    return [shown_path(str(base / name)) for name in written]


def _drop_older(where: Where, folder: str, source: str, day: date, results: list[dict[str, Any]]) -> None:
    """Take out of the other files of a source what `results` of `day` supersede; git keeps it."""
    from gonogo.intake import evidence

    known = {(each["service"], each["check"]) for each in results}
    for path in sorted((where.root / folder / source).glob("*.yaml")):
        there = _results(path)
        kept = [
            each
            for each in there
            if (each["service"], each["check"]) not in known or str(each["collected_on"]) >= day.isoformat()
        ]
        if not kept:
            path.unlink()
        elif len(kept) < len(there):
            _write_text(path, evidence.texts(source, kept, [], depth=_depth(folder))[0])


def _depth(folder: str) -> int:
    """Return how many folders are between a file of a source and the catalog's."""
    return folder.count("/") + 2


def _write_text(path: Path, text: str) -> None:
    content = text.encode()
    if not path.is_file() or path.read_bytes() != content:
        output.write(path, content)


def _results(path: Path) -> list[dict[str, Any]]:
    """Return the results in a file; show what is wrong with it and exit with 2."""
    from gonogo.cli.reading import show
    from gonogo.read import schema
    from gonogo.read.manifests import is_unreadable
    from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

    if path.is_symlink():
        raise click.UsageError(f"{path} is a symbolic link; nothing is written through it")
    document, problems = parse(path.read_bytes(), str(path), TRUSTED_LIMITS)
    if not is_unreadable(problems):
        problems = [*problems, *schema.problems(document, "evidence")]
    if is_unreadable(problems):
        show(tuple(problems), unit="file")
        click.get_current_context().exit(2)
    found: list[dict[str, Any]] = document.data["results"]
    return found


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other collectors out of a folder meanwhile, where the system can."""
    for each in (folder, *folder.parents[:2]):
        if each.is_symlink():
            raise click.UsageError(f"{each} is a symbolic link; nothing is written through it")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

"""Reports on disk: which files there are, and whose they are."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from gonogo.model.noun import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gonogo.intake.collecting import Report
    from gonogo.model.catalog import Catalog

SHOWN_STEPS = 2
"""Folders of a path outside of the working directory that rules look at."""


class Batch(Noun):
    """The reports about one service.

    Where they are in a folder that is called like it, `folder` is that, and `day` the oldest file's.
    """

    service: str
    files: tuple[str, ...]
    folder: str | None = None
    day: date | None = None


def batches(
    catalog: Catalog, paths: Iterable[str], service: str | None, patterns: tuple[str, ...], *, by_folder: bool
) -> tuple[list[Batch], list[str]]:
    """Return the reports of each service, and the folders that are called like none."""
    from gonogo.cli.editing import service_named

    if (service is not None) is by_folder:
        raise click.UsageError("say whose reports they are: --service ID, or --by-folder for many services")
    if service is not None:
        files = tuple(sorted({each for given in paths for each in _files(given, patterns)}))
        return [Batch(service=service_named(catalog, service).id, files=files)], []
    found, strangers = [], []
    for folder in sorted({each for given in paths for each in _folders(given)}):
        try:
            name = service_named(catalog, folder.name).id
            files = tuple(sorted(_files(str(folder), patterns)))
        except click.UsageError as error:
            told = error.message
            strangers.append(told if told.startswith(str(folder)) else f"{folder}: {told}")
            continue
        found.append(Batch(service=name, files=files, folder=str(folder), day=_day_of(files)))
    return found, strangers


def _folders(given: str) -> Iterator[Path]:
    folders = [each for each in Path(given).iterdir() if each.is_dir()] if Path(given).is_dir() else []
    folders = [each for each in folders if not each.is_symlink() and not each.name.startswith(".")]
    if not folders:
        raise click.UsageError(f"{given} holds no folder; with --by-folder it has one for each service")
    yield from folders


def _day_of(files: Iterable[str]) -> date:
    """Return the day on which the oldest file was written: a report that nobody renews grows old."""
    return datetime.fromtimestamp(min(Path(each).stat().st_mtime for each in files), UTC).date()


def reports(batch: Batch) -> Iterator[Report]:
    """Yield reports, one in memory at a time."""
    from gonogo.intake.collecting import Report
    from gonogo.read.files import shown_path

    for path in batch.files:
        shown = shown_path(path)
        yield Report(path=shown, looked_at=f"/{_looked_at(shown, path, batch)}", content=_content(path))


def _looked_at(shown: str, path: str, batch: Batch) -> str:
    """Return the path that rules look at: the name of a service tells nothing of what a report proves."""
    if batch.folder is not None:
        return PurePosixPath(os.path.relpath(path, batch.folder)).as_posix()
    steps = shown.split("/")
    return shown if steps[0] != ".." else "/".join(steps[-SHOWN_STEPS:])


def _files(given: str, patterns: tuple[str, ...]) -> Iterator[str]:
    if not Path(given).is_dir():
        yield given
        return
    found = []
    for place, folders, names in os.walk(given):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        found += [
            str(Path(place, name))
            for name in names
            if any(PurePosixPath(name).match(each) for each in patterns) and _is_regular(Path(place, name))
        ]
    if not found:
        raise click.UsageError(f"{given} holds no file {' or '.join(patterns)}")
    yield from found


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _content(path: str) -> bytes:
    """Return the bytes of a report, one more than are allowed at most."""
    from gonogo.intake.reports import LARGEST

    if not Path(path).is_file():
        raise click.UsageError(f"{path} is not a file")
    try:
        with Path(path).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror or error}") from error

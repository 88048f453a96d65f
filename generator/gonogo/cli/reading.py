"""Reading a catalog for a command, and stopping where it cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo import __version__
from gonogo.cli import output

if TYPE_CHECKING:
    from gonogo.cli.options import Where
    from gonogo.model.catalog import Catalog
    from gonogo.model.problem import Problem
    from gonogo.read import Reading
    from gonogo.read.files import Tree


def sound_catalog(where: Where) -> Catalog:
    """Return the catalog; where its own configuration cannot be used, print why and exit with 2."""
    return usable(where)[0]


def usable(where: Where) -> tuple[Catalog, Reading]:
    """Return the catalog and the whole reading; exit with 2 where its configuration cannot be used."""
    return usable_in(where.tree(), where)


def usable_in(tree: Tree, where: Where) -> tuple[Catalog, Reading]:
    """Return the same of the files in `tree`."""
    from gonogo.read import read
    from gonogo.store import Store, folder

    with Store(folder()) as memory:
        reading = read(tree, day=where.day, today=where.today, memory=memory)
    if reading.catalog is None:
        show(reading.problems, unit="file")
        click.get_current_context().exit(2)
    return reading.catalog, reading


def show(problems: tuple[Problem, ...], *, unit: str = "manifest") -> None:
    """Print problems to standard error."""
    from gonogo.publish.problems import FORMATS, Report

    files = len({problem.place.path for problem in problems})
    report = Report(problems=problems, files=files, version=__version__, unit=unit)
    output.note(FORMATS["full"](report).rstrip())

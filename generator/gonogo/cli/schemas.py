"""The specialised schemas that editors use: `catalog/.schema/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.model.catalog import Catalog

FOLDER = ".schema"
_TOP = 400


def texts(catalog: Catalog) -> dict[str, str]:
    """Return the specialised schemas of a catalog by the name of their file."""
    from gonogo.publish import schemas
    from gonogo.read import schema

    return {
        f"{kind}.schema.json": schemas.text(schemas.specialised(kind, schema.schema(kind), catalog))
        for kind in schema.KINDS
    }


def write(root: Path, catalog: Catalog) -> None:
    """Write the specialised schemas of a catalog below its folder."""
    from gonogo.cli import output

    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in texts(catalog).items():
        output.write(folder / name, text.encode())


def outdated(root: Path, stamp: str | None) -> tuple[Problem, ...]:
    """Return a notice where the schemas that editors use do not carry `stamp`."""
    from gonogo.read.files import shown_path

    path = root / FOLDER / "manifest.schema.json"
    if stamp is None or not path.parent.is_dir():
        return ()
    # The stamp stands at the top, so that a hook need not make all schemas to compare them.
    if path.is_file() and stamp in path.read_text(encoding="utf-8")[:_TOP]:
        return ()
    return (
        Problem(
            place=Place(path=shown_path(str(path))),
            code="GN322",
            severity=Severity.NOTICE,
            message="the schemas that editors use are older than the catalog",
            help="`gonogo schema --specialised --write` renews them",
        ),
    )

"""`gonogo rename`: a new id for a service or a team, everywhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo.cli import editing, options, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.cli.options import Where
    from gonogo.model.catalog import Catalog

KEYS = {
    "service": ("service", "services"),
    "team": ("owner", "parent", "teams"),
}
"""Keys whose values name a service or a team, in any file of a catalog."""


@click.command("rename", short_help="Give a service or a team another id.")
@click.argument("what", type=click.Choice(["service", "team"]))
@click.argument("old")
@click.argument("new")
@options.catalog_option()
@options.debug_option()
def command(what: str, old: str, new: str, catalog: str | None) -> None:
    """Call a service or team OLD from now on NEW, in every file of the catalog that names it.

    A service keeps OLD as a former id: its history is joined and its old address leads on.

    \b
    Example:
      gonogo rename service shop-assistant checkout-assistant
    """  # noqa: D301
    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    _refuse(what, old, new, bound)
    edits = dict(_edits(where, bound, what, old, new))
    before = _errors(where, {})
    wrong = [each for each in _errors(where, edits) if each not in before]
    if wrong:
        for each in wrong:
            output.note(each)
        output.note("Nothing was written.")
        click.get_current_context().exit(1)
    for path, text in edits.items():
        output.write(path, text.encode())
        click.echo(f"{os.path.relpath(path)}: {old} is {new} now")
    folder = where.root / "services"
    if what == "team" and (folder / old).is_dir():
        click.echo(f"Next: git mv {os.path.relpath(folder / old)} {os.path.relpath(folder / new)}")


def _refuse(what: str, old: str, new: str, bound: Catalog) -> None:
    from gonogo.read.rules import RESERVED
    from gonogo.read.schema import is_id

    known = bound.services if what == "service" else bound.teams
    if old not in known:
        raise click.UsageError(f"there is no {what} '{old}'")
    taken = set(known) | {
        name for each in bound.services.values() for name in each.former_ids if what == "service"
    }
    if new in taken:
        raise click.UsageError(f"'{new}' is taken")
    if not is_id(new) or new in RESERVED:
        raise click.UsageError(f"'{new}' is not an id that may be used")


def _edits(where: Where, bound: Catalog, what: str, old: str, new: str) -> Iterator[tuple[Path, str]]:
    """Yield the files that change, with their new text."""
    from gonogo.intake.renaming import renamed_service, with_reference

    own = (where.root / bound.services[old].path).resolve() if what == "service" else None
    for path in sorted(where.root.rglob("*.yaml")):
        if path.is_symlink() or ".schema" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        after = with_reference(text, KEYS[what], old, new)
        if path.resolve() == own:
            after = renamed_service(after, old, new)
        if what == "team" and path.name == "teams.yaml":
            after = _team_renamed(after, old, new)
        if what == "service" and path.name == "tiers.yaml":
            after = _key_renamed(after, old, new)
        if after != text:
            yield path, after


def _team_renamed(text: str, old: str, new: str) -> str:
    from gonogo.intake.renaming import with_reference

    start = text.find("\nteams:")
    return text if start < 0 else text[:start] + with_reference(text[start:], ("id", "parent"), old, new)


def _key_renamed(text: str, old: str, new: str) -> str:
    import re

    return re.sub(rf"^(\s+){re.escape(old)}:", rf"\g<1>{new}:", text, flags=re.MULTILINE)


def _errors(where: Where, edits: dict[Path, str]) -> list[str]:
    """Return the errors of the catalog with the edits laid over it."""
    from gonogo.model.words import Severity
    from gonogo.read import read
    from gonogo.read.files import Disk, Overlay

    held = {
        os.path.relpath(path, where.root).replace(os.sep, "/"): text.encode() for path, text in edits.items()
    }
    tree = Overlay(below=Disk(root=os.fspath(where.root)), held=held)
    found = read(tree, day=where.day, today=where.today, workers=1).problems
    return [
        f"{each.place.path}: {each.code} {each.message}" for each in found if each.severity is Severity.ERROR
    ]

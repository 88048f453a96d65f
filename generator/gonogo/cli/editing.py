"""Editing a service's manifest: found by id, validated before it is written, written at once."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.cli.options import Where
    from gonogo.intake.edit import Edit
    from gonogo.model.catalog import Catalog, Service
    from gonogo.model.problem import Problem


def catalog_of(where: Where) -> Catalog:
    """Return the catalog to edit."""
    from gonogo.cli.reading import sound_catalog

    return sound_catalog(where)


def service_named(catalog: Catalog, name: str) -> Service:
    """Return the service of an id, or of a former one."""
    for service in catalog.services.values():
        if name == service.id or name in service.former_ids:
            return service
    from gonogo.read.schema import nearest

    meant = nearest(name, catalog.services)
    hint = f" Did you mean '{meant}'?" if meant else ""
    raise click.UsageError(f"there is no service '{name}'.{hint}")


def known_check(catalog: Catalog, name: str) -> None:
    """Fail where the standard has no such check."""
    check = catalog.standard.checks.get(name)
    if check is not None and not check.retired:
        return
    from gonogo.read.schema import nearest

    meant = nearest(name, [each.id for each in catalog.standard.checks.values() if not each.retired])
    hint = f" Did you mean '{meant}'?" if meant else " `gonogo standard show` lists them."
    raise click.UsageError(f"there is no check '{name}'.{hint}")


def apply(where: Where, service: Service, edit: Edit, what: str) -> None:
    """Edit the manifest of a service; where the result would have new errors, show them and exit with 1."""
    from gonogo.intake.edit import edited
    from gonogo.read.files import shown_path

    path = where.root / service.path
    text = path.read_text(encoding="utf-8")
    after = edited(text, edit)
    if after == text:
        click.echo(f"{shown_path(str(path))} says so already")
        return
    problems = _new_errors(where, path, after)
    if problems:
        from gonogo.cli.reading import show

        show(problems)
        output.note("Nothing was written.")
        click.get_current_context().exit(1)
    output.write(path, after.encode())
    click.echo(f"{shown_path(str(path))}: {what}")


def _new_errors(where: Where, path: Path, after: str) -> tuple[Problem, ...]:
    """Return the errors that the edited file has and the file as it is does not have."""
    from gonogo.model.words import Severity
    from gonogo.read import read
    from gonogo.read.files import Disk, Overlay, shown_path

    disk = Disk(root=os.fspath(where.root))
    name = os.path.relpath(path, where.root).replace(os.sep, "/")
    shown = shown_path(str(path))

    def errors(tree: Disk | Overlay) -> list[Problem]:
        found = read(tree, day=where.day, today=where.today).problems
        return [each for each in found if each.place.path == shown and each.severity is Severity.ERROR]

    known = {(each.code, each.message) for each in errors(disk)}
    overlay = Overlay(below=disk, held={name: after.encode()})
    return tuple(each for each in errors(overlay) if (each.code, each.message) not in known)


def asked(value: str | None, option: str, question: str, *, default: str | None = None) -> str:
    """Return what an option gives, else what somebody types on a terminal; elsewhere the option is needed."""
    if value:
        return value
    if sys.stdin.isatty():
        return str(click.prompt(question, default=default))
    if default is not None:
        return default
    raise click.UsageError(f"missing option '{option}'")


def given(**fields: Any) -> dict[str, Any]:
    """Return the fields that were given."""
    return {key: value for key, value in fields.items() if value not in (None, ())}


def where_to_edit(catalog: str | None) -> Where:
    """Return the catalog to edit, as of today."""
    return options.where(catalog, None)

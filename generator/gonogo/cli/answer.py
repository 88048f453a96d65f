"""`gonogo answer`: answer a check in a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import editing, options
from gonogo.model.words import Status

if TYPE_CHECKING:
    from datetime import date


@click.command("answer", short_help="Answer a check in a manifest.")
@click.argument("service")
@click.argument("check")
@click.argument("status", type=click.Choice([each.value for each in Status]))
@click.option("--note", help="What a reader should know.")
@click.option("--reason", help="Why the check does not apply; needed with not-applicable.")
@click.option("--owner", help="Who sees to it: a person or a team.")
@click.option("--due-on", type=options.Day(), metavar="DAY", help="By when it will be met.")
@click.option("--approved-by", help="Who agreed that the check does not apply.")
@click.option("--approved-on", type=options.Day(), metavar="DAY", help="When that was.")
@options.catalog_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917
    service: str,
    check: str,
    status: str,
    note: str | None,
    reason: str | None,
    owner: str | None,
    due_on: date | None,
    approved_by: str | None,
    approved_on: date | None,
    catalog: str | None,
) -> None:
    """Answer CHECK of SERVICE with STATUS; comments and layout of the manifest are kept.

    \b
    Example:
      gonogo answer checkout-assistant distributed-tracing unmet --owner ben --due-on 2026-12-15
    """  # noqa: D301
    from gonogo.intake import edit

    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    found = editing.service_named(bound, service)
    editing.known_check(bound, check)
    if status == Status.NOT_APPLICABLE:
        reason = editing.asked(reason, "--reason", "Why does it not apply")
    fields = editing.given(
        status=status,
        reason=reason,
        owner=owner,
        due_on=due_on,
        note=note,
        approved_by=approved_by,
        approved_on=approved_on,
    )
    editing.apply(where, found, edit.answer(check, fields), f"{check} is {status}")

"""`gonogo waive`: write an approved waiver into a manifest."""

from __future__ import annotations

from datetime import date

import click

from gonogo.cli import editing, options


@click.command("waive", short_help="Write an approved waiver into a manifest.")
@click.argument("service")
@click.argument("check")
@click.option("--reason", help="Why the check need not be met for now.")
@click.option("--approved-by", help="Who permits it.")
@click.option("--approved-on", type=options.Day(), metavar="DAY", help="When that was.  [default: today]")
@click.option("--expires-on", type=options.Day(), metavar="DAY", help="The last day on which it holds.")
@options.catalog_option()
@options.debug_option()
def command(
    service: str,
    check: str,
    reason: str | None,
    approved_by: str | None,
    approved_on: date | None,
    expires_on: date | None,
    catalog: str | None,
) -> None:
    """Write a waiver for CHECK into the manifest of SERVICE.

    \b
    Example:
      gonogo waive checkout-assistant rollback-strategy --reason "New store is not live" \\
        --approved-by carla --expires-on 2026-12-31
    """  # noqa: D301
    from gonogo.intake import edit

    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    found = editing.service_named(bound, service)
    editing.known_check(bound, check)
    reason = editing.asked(reason, "--reason", "Reason")
    approved_by = editing.asked(approved_by, "--approved-by", "Approved by")
    if expires_on is None:
        said = editing.asked(None, "--expires-on", "Last day (YYYY-MM-DD)")
        expires_on = options.Day().convert(said, None, click.get_current_context())
    fields = {
        "reason": reason,
        "approved_by": approved_by,
        "approved_on": approved_on or where.today,
        "expires_on": expires_on,
    }
    editing.apply(where, found, edit.waiver(check, fields), f"{check} is waived until {expires_on}")

"""`gonogo evidence`: add evidence to an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import editing, options

if TYPE_CHECKING:
    from datetime import date


@click.command("evidence", short_help="Add evidence to an answer.")
@click.argument("service")
@click.argument("check")
@click.option("--url", help="Where it can be seen.")
@click.option("--kind", help="What sort of evidence it is; `gonogo explain CHECK` lists what counts.")
@click.option("--title", help="What it shows.")
@click.option("--excerpt", help="What it said, for the day when the link is dead.")
@click.option("--collected-on", type=options.Day(), metavar="DAY", help="Its day.  [default: today]")
@click.option("--collected-by", help="Who collected it.")
@click.option(
    "--expires-on", type=options.Day(), metavar="DAY", help="Its last day, where that is earlier than usual."
)
@options.catalog_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917
    service: str,
    check: str,
    url: str | None,
    kind: str | None,
    title: str | None,
    excerpt: str | None,
    collected_on: date | None,
    collected_by: str | None,
    expires_on: date | None,
    catalog: str | None,
) -> None:
    """Add evidence to CHECK of SERVICE; a check that nobody answered is answered as met.

    \b
    Example:
      gonogo evidence checkout-assistant rollback-strategy --kind drill --url https://wiki.example.com/drill/12
    """  # noqa: D301
    from gonogo.intake import edit

    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    found = editing.service_named(bound, service)
    editing.known_check(bound, check)
    kinds = bound.standard.checks[check].evidence.kinds
    kind = editing.asked(kind, "--kind", f"Kind ({', '.join(kinds)})" if kinds else "Kind")
    if excerpt is None:
        url = editing.asked(url, "--url", "Address")
    fields = editing.given(
        kind=kind,
        title=title,
        url=url,
        collected_on=collected_on or where.today,
        collected_by=collected_by,
        excerpt=excerpt,
        expires_on=expires_on,
    )
    editing.apply(
        where, found, edit.evidence(check, fields), f"evidence of {fields['collected_on']} for {check}"
    )

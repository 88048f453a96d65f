"""`gonogo confirm`: somebody looked, and the entry is still true."""

from __future__ import annotations

import click

from gonogo.cli import editing, options


@click.command("confirm", short_help="Say that manifests are still true.")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@click.option("--team", help="All services of this team.")
@click.option("--by", help="Who looked.")
@options.catalog_option()
@options.debug_option()
def command(services: tuple[str, ...], team: str | None, by: str | None, catalog: str | None) -> None:
    """Write into manifests that somebody looked today and that the entry as a whole is still true.

    \b
    Example:
      gonogo confirm checkout-assistant --by ana
      gonogo confirm --team team-checkout --by ana
    """  # noqa: D301
    from gonogo.intake import edit

    if not services and team is None:
        raise click.UsageError("name services, or a team with --team")
    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    found = [editing.service_named(bound, name) for name in services]
    if team is not None:
        if team not in bound.teams:
            raise click.UsageError(f"there is no team '{team}'; known: {', '.join(bound.teams)}")
        found += [each for each in bound.services.values() if each.owner == team and each not in found]
    who = editing.asked(by, "--by", "Who looked")
    for service in found:
        editing.apply(where, service, edit.confirmation(who, where.today), f"confirmed by {who}")

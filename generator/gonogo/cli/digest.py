"""`gonogo digest`: what falls due, as chat or mail text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from datetime import date


@click.command("digest", short_help="Print what falls due as chat or mail text.")
@click.option("--team", help="Only services of this team and those below it.")
@click.option(
    "--within",
    type=click.IntRange(1, 3650),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="How far ahead.",
)
@options.catalog_option()
@options.as_of_option()
@options.format_option(["text", "markdown", "slack", "json"], "text")
@options.output_option()
@options.debug_option()
def command(
    team: str | None, within: int, catalog: str | None, as_of: date | None, format_: str, target: str | None
) -> None:
    """Print what falls due: own items first, then what waits on platforms. Sends nothing anywhere.

    Each item has a key that stays the same from run to run, for tickets.

    \b
    Example:
      gonogo digest --team team-checkout --format slack
    """  # noqa: D301
    from gonogo.assess import forecast, reviews_due
    from gonogo.publish import digest

    portfolio, _, where = choosing.assessed(catalog, as_of)
    cards = list(portfolio.scorecards.values())
    chosen = choosing.chosen(portfolio, cards, teams=(team,) if team else ())
    title = portfolio.catalog.teams[team].name if team else portfolio.catalog.title
    found = digest.digest(
        forecast(portfolio, where.day + timedelta(days=within)),
        reviews_due(portfolio, within),
        {card.id for card in chosen if card.is_in_groups},
        title=title,
        within=within,
    )
    output.result(digest.FORMATS[format_](found), target)

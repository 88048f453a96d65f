"""`gonogo forecast`: what changes by itself, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from datetime import date

    from gonogo.model.portfolio import Event, Forecast, Portfolio

DAYS = 180


@click.command("forecast", short_help="Show what changes by itself, and when.")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@choosing.filters
@click.option(
    "--until", type=options.Day(), metavar="DAY", help=f"The last day to look at.  [default: {DAYS} days on]"
)
@click.option(
    "--fail-below", metavar="LEVEL", help="Exit with 1 when a service falls below this level until then."
)
@options.catalog_option()
@options.as_of_option()
@options.at_option()
@options.format_option(["table", "json"], "table")
@options.output_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917
    context: click.Context,
    services: tuple[str, ...],
    teams: tuple[str, ...],
    tiers: tuple[int, ...],
    tags: tuple[str, ...],
    kinds: tuple[str, ...],
    verdicts: tuple[str, ...],
    until: date | None,
    fail_below: str | None,
    catalog: str | None,
    as_of: date | None,
    at: str | None,
    format_: str,
    target: str | None,
) -> None:
    """Show what changes by itself if nobody does anything: evidence expires, waivers end, and so on.

    \b
    Examples:
      gonogo forecast --team shop
      gonogo forecast checkout-assistant --until 2027-03-31 --fail-below silver
    """  # noqa: D301
    from gonogo.assess import forecast

    portfolio, _, where = choosing.assessed(catalog, as_of, at)
    last = until or where.day + timedelta(days=DAYS)
    if last < where.day:
        raise click.UsageError(f"--until {last} is before the as-of day {where.day}")
    named = choosing.named(portfolio, services)
    cards = choosing.chosen(
        portfolio, named, teams=teams, tiers=tiers, tags=tags, kinds=kinds, verdicts=verdicts
    )
    ahead = forecast(portfolio, last)
    ids = {card.id for card in cards}
    happening = [event for event in ahead.events if ids & set(event.services)]
    falls = _falls(portfolio, ahead, ids, fail_below) if fail_below else []
    output.result(_shown(happening, ahead, format_, target), target)
    for line in falls:
        output.note(line)
    context.exit(1 if falls else 0)


def _shown(happening: list[Event], ahead: Forecast, format_: str, target: str | None) -> str:
    if format_ == "json":
        import msgspec

        data = [
            {
                "day": event.day,
                "kind": event.kind,
                "about": msgspec.to_builtins(event.about),
                "services": event.services,
                "points": None if event.points is None else float(round(event.points, 1)),
                "owner": event.owner,
                "text": event.text,
            }
            for event in happening
        ]
        return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    from gonogo.publish.terminal import lists

    colour = target in (None, "-") and output.wants_colour()
    return lists.events(happening, ahead, width=choosing.width(), colour=colour)


def _falls(portfolio: Portfolio, ahead: Forecast, ids: set[str], level: str) -> list[str]:
    """Return a line for each service that is below `level` on a day of the horizon."""
    rungs = {each.id: position for position, each in enumerate(portfolio.standard.levels)}
    if level not in rungs:
        raise click.UsageError(f"there is no level '{level}'; known: {', '.join(rungs)}")
    lines = []
    for name in sorted(ids):
        for step in ahead.services[name].steps:
            if rungs.get(step.level or "", -1) < rungs[level]:
                lines.append(f"{name} is below {level} from {step.day}: {step.level or 'no level'}")
                break
    return lines

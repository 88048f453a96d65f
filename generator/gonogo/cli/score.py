"""`gonogo score`: verdict, level and score in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from datetime import date

    from gonogo.model.portfolio import Portfolio, Scorecard

ORDERS = ["verdict", "score", "level", "name", "team", "tier"]


@click.command("score", short_help="Show verdict, level and score of services.")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@choosing.filters
@click.option(
    "--sort", type=click.Choice(ORDERS), default="verdict", show_default=True, help="By what to sort."
)
@options.catalog_option()
@options.as_of_option()
@options.at_option()
@options.format_option(["table", "json", "csv", "markdown"], "table")
@options.output_option()
@options.strict_option("Exit with 1 when a manifest cannot be read.")
@options.quiet_option()
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
    sort: str,
    catalog: str | None,
    as_of: date | None,
    at: str | None,
    format_: str,
    target: str | None,
    strict: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Show verdict, level and score of services; of one service its whole story.

    \b
    Examples:
      gonogo score
      gonogo score checkout-assistant --as-of 2027-01-01
      gonogo score --team shop --verdict no-go --format csv
    """  # noqa: D301
    from gonogo.publish.terminal.scores import ordered

    portfolio, _, _ = choosing.assessed(catalog, as_of, at)
    cards = choosing.chosen(
        portfolio,
        choosing.named(portfolio, services),
        teams=teams,
        tiers=tiers,
        tags=tags,
        kinds=kinds,
        verdicts=verdicts,
    )
    one = len(services) == 1 and format_ == "table" and bool(cards)
    text = (
        _story(portfolio, cards[0], target)
        if one
        else _FORMATS[format_](portfolio, ordered(portfolio, cards, sort), target)
    )
    output.result(text, target)
    unreadable = len(portfolio.unreadable)
    if unreadable:
        noun = "manifest" if unreadable == 1 else "manifests"
        output.note(f"{unreadable} {noun} cannot be read; `gonogo validate` says why.", quiet=quiet)
    context.exit(1 if strict and unreadable else 0)


def _is_coloured(target: str | None) -> bool:
    return target in (None, "-") and output.wants_colour()


def _story(portfolio: Portfolio, card: Scorecard, target: str | None) -> str:
    from gonogo.assess import forecast, service_steps
    from gonogo.publish.terminal import story

    to_come = forecast(portfolio).services[card.id]
    steps = service_steps(portfolio, card)
    return story(portfolio, card, steps, to_come, width=choosing.width(), colour=_is_coloured(target))


def _table(portfolio: Portfolio, cards: list[Scorecard], target: str | None) -> str:
    from gonogo.publish.terminal import table

    return table(portfolio, cards, width=choosing.width(), colour=_is_coloured(target))


def _json(portfolio: Portfolio, cards: list[Scorecard], _: str | None) -> str:
    from gonogo.publish.formats import json_

    return json_.dump(json_.document(portfolio, [card.id for card in cards])).decode()


def _csv(portfolio: Portfolio, cards: list[Scorecard], _: str | None) -> str:
    from gonogo.publish.formats import csv_

    return csv_.text(portfolio, [card.id for card in cards])


def _markdown(_: Portfolio, cards: list[Scorecard], __: str | None) -> str:
    from gonogo.publish.terminal import markdown

    return markdown.table(cards)


_FORMATS = {"table": _table, "json": _json, "csv": _csv, "markdown": _markdown}

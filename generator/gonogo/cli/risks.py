"""`gonogo risks`: the risks of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from datetime import date

    from gonogo.model.portfolio import Risk, Scorecard


@click.command("risks", short_help="Show the risks of services.")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@choosing.filters
@click.option("--band", "bands", multiple=True, help="Only risks whose residual position is in this band.")
@click.option("--declared", is_flag=True, help="Only risks that teams wrote down.")
@options.catalog_option()
@options.as_of_option()
@options.at_option()
@options.format_option(["table", "json"], "table")
@options.output_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917
    services: tuple[str, ...],
    teams: tuple[str, ...],
    tiers: tuple[int, ...],
    tags: tuple[str, ...],
    kinds: tuple[str, ...],
    verdicts: tuple[str, ...],
    bands: tuple[str, ...],
    declared: bool,  # noqa: FBT001
    catalog: str | None,
    as_of: date | None,
    at: str | None,
    format_: str,
    target: str | None,
) -> None:
    """Show the risks of services, highest residual exposure first.

    Derived ones follow from missing checks, declared ones are written in manifests.
    """
    from gonogo.model.portfolio import Origin
    from gonogo.publish.terminal import lists

    portfolio, _, _ = choosing.assessed(catalog, as_of, at)
    known = [band.id for band in portfolio.standard.bands]
    unknown = next((band for band in bands if band not in known), None)
    if unknown is not None:
        raise click.UsageError(f"there is no band '{unknown}'; known: {', '.join(known)}")
    named = choosing.named(portfolio, services)
    cards = choosing.chosen(
        portfolio, named, teams=teams, tiers=tiers, tags=tags, kinds=kinds, verdicts=verdicts
    )
    found = [
        (card, risk)
        for card in cards
        for risk in card.risks
        if risk.is_standing
        and (not bands or risk.residual_band in bands)
        and (not declared or risk.origin is Origin.DECLARED)
    ]
    if format_ == "json":
        output.result(_json(found), target)
    else:
        colour = target in (None, "-") and output.wants_colour()
        output.result(lists.risks(found, width=choosing.width(), colour=colour), target)


def _json(found: list[tuple[Scorecard, Risk]]) -> str:
    import msgspec

    data = [{"service": card.id, **msgspec.structs.asdict(risk)} for card, risk in found]
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()

"""`gonogo gate`: pass or fail a service, for release pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gonogo.model.portfolio import Judgement, Portfolio, Scorecard, TargetJudgement

VERDICTS = ["go", "conditional", "no-go"]


@click.command("gate", short_help="Pass or fail a service, for release pipelines.")
@click.argument("service", metavar="SERVICE")
@click.option("--level", metavar="LEVEL", help="Pass when this level is reached.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Pass at this verdict or a better one.")
@click.option("--check", "checks", multiple=True, metavar="CHECK", help="Pass when this check does not fail.")
@click.option("--target", "of_target", is_flag=True, help="Judge what the service prepares for, on its day.")
@click.option("--effective", is_flag=True, help="With --level: the level that dependencies leave.")
@options.catalog_option()
@options.as_of_option()
@options.at_option()
@options.quiet_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917
    context: click.Context,
    service: str,
    level: str | None,
    verdict: str | None,
    checks: tuple[str, ...],
    of_target: bool,  # noqa: FBT001
    effective: bool,  # noqa: FBT001
    catalog: str | None,
    as_of: date | None,
    at: str | None,
    quiet: bool,  # noqa: FBT001
) -> None:
    """Pass (exit 0) or fail (exit 1) SERVICE, with reasons.

    Without an option it fails on no-go, unassessed, or no verdict. Several options must all pass.

    \b
    Examples:
      gonogo gate checkout-assistant
      gonogo gate checkout-assistant --level silver --check rollback-strategy
      gonogo gate checkout-assistant --target --verdict conditional
    """  # noqa: D301
    portfolio, _, _ = choosing.assessed(catalog, as_of, at)
    card = choosing.named(portfolio, (service,))[0]
    prepared = _target(card) if of_target else None
    reasons: list[str] = []
    if level is not None:
        reasons += _level_reasons(portfolio, card, prepared, level, effective=effective)
    if checks:
        reasons += _check_reasons(portfolio, card, checks)
    if verdict is not None or (level is None and not checks):
        judgement = prepared.judgement if prepared is not None else card.judgement
        reasons += _verdict_reasons(judgement, verdict or "conditional")
    for reason in reasons:
        output.result(f"- {reason}", None)
    if not quiet:
        output.result(f"{card.id}: {'fail' if reasons else 'pass'} on {portfolio.day}", None)
    context.exit(1 if reasons else 0)


def _target(card: Scorecard) -> TargetJudgement:
    if card.target is None:
        raise click.UsageError(f"'{card.id}' has no target")
    return card.target


def _verdict_reasons(judgement: Judgement, least: str) -> Iterator[str]:
    reached = judgement.verdict.value if judgement.verdict is not None else None
    if reached in VERDICTS and VERDICTS.index(reached) <= VERDICTS.index(least):
        return
    yield f"verdict {reached or 'none'}, wanted {least} or better"
    yield from (reason.text for reason in judgement.reasons)


def _level_reasons(
    portfolio: Portfolio, card: Scorecard, prepared: TargetJudgement | None, wanted: str, *, effective: bool
) -> Iterator[str]:
    rungs = {each.id: position for position, each in enumerate(portfolio.standard.levels)}
    if wanted not in rungs:
        raise click.UsageError(f"there is no level '{wanted}'; known: {', '.join(rungs)}")
    own = card.effective_level if effective else card.level
    reached = prepared.level if prepared is not None else own
    if rungs.get(reached or "", -1) >= rungs[wanted]:
        return
    yield f"level {reached or 'none'}, wanted {wanted}"
    for finding in card.findings:
        check = portfolio.check(finding.check)
        if check is not None and finding.is_failing and rungs.get(check.level, 0) <= rungs[wanted]:
            yield f"{finding.check}: {finding.text}"


def _check_reasons(portfolio: Portfolio, card: Scorecard, checks: tuple[str, ...]) -> Iterator[str]:
    for name in checks:
        if name not in portfolio.standard.checks:
            raise click.UsageError(f"there is no check '{name}'; `gonogo standard show` lists them")
        finding = card.finding(name)
        if finding is not None and finding.is_failing:
            yield f"{name} is {finding.state}: {finding.text}"

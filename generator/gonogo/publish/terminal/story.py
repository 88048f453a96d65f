"""One service, its whole story."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from gonogo.model.portfolio import (
    FAILING,
    Finding,
    Portfolio,
    Reason,
    Scorecard,
    ServiceForecast,
    ServiceSteps,
)
from gonogo.publish.terminal import words

NEXT_STEPS = 5
EVENTS = 8


def story(
    portfolio: Portfolio,
    card: Scorecard,
    steps: ServiceSteps,
    forecast: ServiceForecast,
    *,
    width: int,
    colour: bool,
) -> str:
    """Return verdict and reasons, level and score, what to do next, all checks, risks, what is to come."""
    parts = [
        *_head(portfolio, card),
        *_next(steps),
        *_checks(card),
        *_risks(card),
        *_to_come(forecast),
    ]
    return words.rendered(*parts, width=width, colour=colour)


def _head(portfolio: Portfolio, card: Scorecard) -> Iterator[RenderableType]:
    service = card.service
    yield Text.assemble(words.text(service.name, "bold"), f"  ({service.id})")
    tier = f"tier {service.tier}" if service.tier else "no tier"
    yield words.text(
        f"{service.kind} of {service.owner}, {tier}, {service.lifecycle}; as of {portfolio.day}", "dim"
    )
    yield Text()
    yield words.verdict(card.verdict)
    yield from _reasons(card.reasons)
    if card.target is not None:
        yield Text.assemble("Target: ", words.text(card.target.text))
        yield from _reasons(card.target.judgement.reasons)
    earned = (
        f", earned without waivers: {card.earned_level or 'none'}" if card.earned_level != card.level else ""
    )
    required = f", required: {card.required_level}" if card.required_level else ""
    yield words.text(f"Level {card.level or 'none'}{required}{earned}")
    raw = f" (without waivers {words.score(card.raw_score)})" if card.raw_tally != card.tally else ""
    yield words.text(f"Score {words.score(card.score)}{raw}; {card.coverage.text}")


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[RenderableType]:
    for reason in reasons:
        yield Padding(words.text(f"- {reason.text}"), (0, 0, 0, 2))


def _next(steps: ServiceSteps) -> Iterator[RenderableType]:
    if not steps.steps:
        return
    yield Text("\nWhat to do next", style="bold")
    grid = words.grid("Check", "State", "Level", "Effort", "Points", "", right=(4,), wrap=5)
    for step in steps.steps[:NEXT_STEPS]:
        remark = "opens a gate" if step.opens_gate else f"waits on {step.waits_on}" if step.waits_on else ""
        due = f"planned for {step.due_on}" if step.planned and step.due_on else ""
        grid.add_row(
            words.text(step.check),
            words.state(step.state),
            step.level,
            step.effort.value,
            words.points(step.points),
            words.text(", ".join(filter(None, (remark, due)))),
        )
    yield grid
    if len(steps.steps) > NEXT_STEPS:
        yield words.text(f"and {len(steps.steps) - NEXT_STEPS} more", "dim")


def _checks(card: Scorecard) -> Iterator[RenderableType]:
    yield Text("\nChecks", style="bold")
    grid = words.grid("Check", "State", "Lost", "Last day", "Why", right=(2,), wrap=4)
    order = {state: position for position, state in enumerate(words.STATES)}
    for finding in sorted(card.findings, key=lambda each: (not _is_urgent(each), order[each.state])):
        grid.add_row(
            words.text(finding.check),
            words.state(finding.state),
            words.points(card.points_lost(finding)),
            words.day(finding.last_day),
            words.text(finding.text),
        )
    yield grid


def _is_urgent(finding: Finding) -> bool:
    return finding.gate and finding.state in FAILING


def _risks(card: Scorecard) -> Iterator[RenderableType]:
    standing = sorted(
        (risk for risk in card.risks if risk.is_standing), key=lambda risk: -risk.residual.exposure
    )
    if not standing:
        return
    yield Text("\nRisks", style="bold")
    grid = words.grid("Risk", "Likelihood × impact", "Residual", "Band", "Status", "", wrap=5)
    for risk in standing:
        grid.add_row(
            words.text(risk.id),
            f"{risk.inherent.likelihood} × {risk.inherent.impact} = {risk.inherent.exposure}",
            str(risk.residual.exposure),
            words.text(risk.residual_band),
            words.text(risk.status or risk.origin),
            words.text(risk.title),
        )
    yield grid


def _to_come(forecast: ServiceForecast) -> Iterator[RenderableType]:
    if not forecast.events:
        return
    yield Text("\nTo come", style="bold")
    grid = words.grid("Day", "Points", "What", right=(1,), wrap=2)
    for event in forecast.events[:EVENTS]:
        cost = event.points
        grid.add_row(words.day(event.day), words.points(-cost if cost else None), words.text(event.text))
    yield grid
    if len(forecast.events) > EVENTS:
        yield words.text(
            f"and {len(forecast.events) - EVENTS} more: gonogo forecast {forecast.service}", "dim"
        )

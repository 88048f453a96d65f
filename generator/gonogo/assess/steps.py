"""What to do next: for a service in order, and for a team over all its services."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from gonogo.assess.teams import members
from gonogo.model.portfolio import (
    FAILING,
    Finding,
    NextStep,
    Portfolio,
    Scorecard,
    ServiceSteps,
    State,
    StepGroup,
    TeamSteps,
)
from gonogo.model.standard import Standard
from gonogo.model.words import Effort

WORK = {Effort.SMALL: 1, Effort.MEDIUM: 3, Effort.LARGE: 8}
"""How much work an effort is, for points per effort and the cheapest way."""


def service_steps(portfolio: Portfolio, card: Scorecard) -> ServiceSteps:
    """Return what to do next for a service: by what it unlocks, and the cheapest set to the next level."""
    standard = portfolio.standard
    rungs = rungs_of(standard)
    steps = list(failing_steps(card, standard))
    steps.sort(key=lambda step: unlocks(step, rungs))
    ahead = next_level(card, standard)
    needed = [step for step in steps if ahead is not None and rungs.get(step.level, len(rungs)) <= ahead]
    needed.sort(key=lambda step: (WORK[step.effort], step.check))
    return ServiceSteps(
        service=card.id,
        steps=tuple(steps),
        next_level=None if ahead is None else standard.levels[ahead].id,
        to_next_level=tuple(needed),
    )


def team_steps(portfolio: Portfolio, team: str) -> TeamSteps:
    """Return what to do next for a team with all below it: its own, then what waits on platforms."""
    return steps_together(portfolio, team, members(portfolio)[team])


def steps_together(portfolio: Portfolio, team: str, cards: Iterable[Scorecard]) -> TeamSteps:
    """Return the same where the scorecards of the team are known already."""
    rungs = rungs_of(portfolio.standard)
    steps = [step for card in cards for step in failing_steps(card, portfolio.standard)]
    steps.sort(key=lambda step: (step.waits_on is not None, *unlocks(step, rungs), step.service))
    return TeamSteps(team=team, steps=tuple(steps), groups=tuple(by_check(steps)))


def by_check(steps: Iterable[NextStep]) -> Iterator[StepGroup]:
    """Yield the steps of each check together, in the order of their first ones."""
    groups: dict[str, list[NextStep]] = defaultdict(list)
    for step in steps:
        groups[step.check].append(step)
    for check, together in groups.items():
        yield StepGroup(check=check, title=together[0].title, steps=tuple(together))


def failing_steps(card: Scorecard, standard: Standard) -> Iterator[NextStep]:
    """Yield a step for every failing check, in the standard's order."""
    for finding in card.findings:
        if finding.state in FAILING:
            yield step_of(finding, card, standard)


def step_of(finding: Finding, card: Scorecard, standard: Standard) -> NextStep:
    """Return the step that would mend `finding`."""
    check, answer = standard.checks[finding.check], card.service.checks.get(finding.check)
    return NextStep(
        service=card.id,
        check=finding.check,
        title=check.title,
        state=finding.state,
        level=check.level,
        effort=check.effort,
        points=card.points_lost(finding) or Fraction(0),
        opens_gate=finding.gate,
        planned=finding.planned,
        waits_on=finding.waits_on,
        owner=(answer.owner if answer is not None else None) or card.service.owner,
        due_on=answer.due_on if answer is not None else None,
    )


def unlocks(step: NextStep, rungs: dict[str, int]) -> tuple[bool, int, float, str]:
    """Sort key: gates, then lower levels, then more points per effort, then by id."""
    rung = rungs.get(step.level, len(rungs))
    points, whole = step.points.as_integer_ratio()
    # One division of whole numbers: what is equal exactly is equal here too.
    return (not step.opens_gate, rung, -points / (whole * WORK[step.effort]), step.check)


def rungs_of(standard: Standard) -> dict[str, int]:
    """Return the index of each level."""
    return {level.id: index for index, level in enumerate(standard.levels)}


def next_level(card: Scorecard, standard: Standard) -> int | None:
    """Return the index of the lowest level above the reached one that a check can still award."""
    rungs = rungs_of(standard)
    reached = -1 if card.level is None else rungs[card.level]
    above = {
        rungs[standard.checks[finding.check].level]
        for finding in card.findings
        if finding.state not in {State.SCHEDULED, State.NOT_APPLICABLE}
        and standard.checks[finding.check].level in rungs
    }
    return min((rung for rung in above if rung > reached), default=None)

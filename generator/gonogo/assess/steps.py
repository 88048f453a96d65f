"""What to do next: for a service in order, and for a team over all its services."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from heapq import nsmallest
from math import lcm
from typing import NamedTuple

from gonogo.assess.adding import add
from gonogo.assess.teams import by_owner, owners_within
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import (
    FAILING,
    HALVES,
    NOT_ASKED,
    Finding,
    FirstSteps,
    NextStep,
    Portfolio,
    Scorecard,
    ServiceSteps,
    StepGroup,
    TeamSteps,
)
from gonogo.model.standard import Standard
from gonogo.model.words import Effort

WORK = {Effort.SMALL: 1, Effort.MEDIUM: 3, Effort.LARGE: 8}
"""How much work an effort is, for points per effort and the cheapest way."""


FIRST = 40
"""So many steps of a team are told one by one; the others are counted."""

SHARED, MOST_SHARED = 2, 3
"""From so many services on, a check that fails is work worth doing once; of so many checks it is told."""

NOTHING = Fraction(0)

Key = tuple[bool, int, float, str]


def service_steps(portfolio: Portfolio, card: Scorecard) -> ServiceSteps:
    """Return what to do next for a service: by what it unlocks, and the cheapest set to the next level."""
    standard = portfolio.standard
    rungs = rungs_of(standard)
    steps = [step_of(lack.finding, card, standard) for lack in sorted(lacks(card, standard, rungs))]
    ahead = next_level(card, standard, rungs)
    needed = [step for step in steps if ahead is not None and rungs.get(step.level, len(rungs)) <= ahead]
    needed.sort(key=lambda step: (WORK[step.effort], step.check))
    return ServiceSteps(
        service=card.id,
        steps=tuple(steps),
        next_level=None if ahead is None else standard.levels[ahead].id,
        to_next_level=tuple(needed),
    )


def team_steps(portfolio: Portfolio, team: str) -> TeamSteps:
    """Return what to do first for a team with all below it."""
    return Plans(portfolio).of(team)


class Lack(NamedTuple):
    """A failing check of a service; sorted, those come first that unlock most.

    It costs so many of the parts of the score of which the service's weight is the whole.
    """

    key: Key
    service: str
    finding: Finding
    cost: int


@dataclass
class Work:
    """What fails for some services, by the platform that it waits on: what comes first, and how much it is.

    `costs` and `services` are by check; costs are parts of a whole, and by that, too.
    """

    first: dict[str | None, list[Lack]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str | None, int] = field(default_factory=Counter)
    costs: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(Counter))
    services: dict[str, int] = field(default_factory=Counter)

    def include(self, other: "Work") -> None:
        """Add what fails for other services."""
        for waits_on, those in other.first.items():
            self.first[waits_on] += those
        add(self.whole, other.whole)
        for check, costs in other.costs.items():
            add(self.costs[check], costs)
        add(self.services, other.services)

    def settle(self) -> None:
        """Put the first in order, and forget those that are not among them."""
        for those in self.first.values():
            # No two have the same check and service.
            those.sort()
            del those[FIRST:]


class Plans:
    """What to do first for many teams: what an owner's services lack is put in order once for all."""

    def __init__(self, portfolio: Portfolio, memos: Memos = FORGETFUL) -> None:
        """Prepare to tell what to do for the teams of `portfolio`, with what somebody remembers of owners."""
        self._portfolio = portfolio
        self._rungs = rungs_of(portfolio.standard)
        self._cards = by_owner(portfolio)
        self._owners = owners_within(self._cards, portfolio.catalog.teams)
        self._common = lcm(*{card.tally.weight or 1 for card in portfolio.scorecards.values()})
        self._known = memos.of(Work)

    def of(self, team: str) -> TeamSteps:
        """Return what to do first for a team with all below it."""
        work = Work()
        for owner in self._owners.get(team, ()):
            work.include(self._known.of(owner, partial(self._of_owner, owner)))
        work.settle()
        waiting = [(those[0], waits_on) for waits_on, those in work.first.items() if waits_on is not None]
        return TeamSteps(
            team=team,
            own=self._first(work, None),
            waiting={waits_on: self._first(work, waits_on) for _, waits_on in sorted(waiting)},
            shared=tuple(self._shared(work)),
        )

    def _of_owner(self, owner: str) -> Work:
        work = Work()
        for card in self._cards[owner]:
            self._add(card, work)
        work.whole = {waits_on: len(those) for waits_on, those in work.first.items()}
        work.settle()
        return work

    def _add(self, card: Scorecard, work: Work) -> None:
        whole = card.tally.weight or 1
        for lack in lacks(card, self._portfolio.standard, self._rungs):
            finding = lack.finding
            work.first[finding.waits_on].append(lack)
            work.costs[finding.check][whole] += lack.cost
            work.services[finding.check] += 1

    def _first(self, work: Work, waits_on: str | None) -> FirstSteps:
        """Return the first steps that wait on a platform, or on none."""
        standard, cards = self._portfolio.standard, self._portfolio.scorecards
        those = work.first.get(waits_on, ())
        steps = tuple(step_of(each.finding, cards[each.service], standard) for each in those)
        return FirstSteps(steps=steps, whole=work.whole.get(waits_on, 0))

    def _shared(self, work: Work) -> Iterator[StepGroup]:
        """Yield the checks that fail for several services, those first that cost most."""
        points = {
            check: sum(cost * (self._common // whole) for whole, cost in work.costs[check].items())
            for check, services in work.services.items()
            if services >= SHARED
        }
        for check in nsmallest(MOST_SHARED, points, key=lambda each: (-points[each], each)):
            share = Fraction(points[check], self._common)
            yield StepGroup(check=check, services=work.services[check], points=share)


def lacks(card: Scorecard, standard: Standard, rungs: dict[str, int]) -> Iterator[Lack]:
    """Yield every failing check of a service, in the standard's order.

    The key sorts gates first, then lower levels, then more points per effort, then by id.
    """
    checks, service, weight = standard.checks, card.id, card.tally.weight
    new = tuple.__new__  # hundreds of thousands: to call the class takes three times as long
    for finding in card.findings:
        if finding.state in FAILING:
            check = checks[finding.check]
            cost = 50 * (2 - HALVES.get(finding.state, 0)) * finding.units if weight else 0
            rung = rungs.get(check.level, len(rungs))
            # One division of whole numbers: what is equal exactly is equal here too.
            key = (not finding.gate, rung, -cost / ((weight or 1) * WORK[check.effort]), check.id)
            yield new(Lack, (key, service, finding, cost))


def step_of(finding: Finding, card: Scorecard, standard: Standard) -> NextStep:
    """Return the step that would mend `finding`."""
    check = standard.checks[finding.check]
    answer = card.service.checks.get(check.id)
    return NextStep(
        service=card.service.id,
        check=check.id,
        title=check.title,
        state=finding.state,
        level=check.level,
        effort=check.effort,
        points=card.points_lost(finding) or NOTHING,
        opens_gate=finding.gate,
        planned=finding.planned,
        waits_on=finding.waits_on,
        owner=(answer.owner if answer is not None else None) or card.service.owner,
        due_on=answer.due_on if answer is not None else None,
    )


def rungs_of(standard: Standard) -> dict[str, int]:
    """Return the index of each level."""
    return {level.id: index for index, level in enumerate(standard.levels)}


def next_level(card: Scorecard, standard: Standard, rungs: dict[str, int]) -> int | None:
    """Return the index of the lowest level above the reached one that a check can still award."""
    reached = -1 if card.level is None else rungs[card.level]
    checks = standard.checks
    levels = {checks[finding.check].level for finding in card.findings if finding.state not in NOT_ASKED}
    above = (rungs[level] for level in levels if level in rungs)
    return min((rung for rung in above if rung > reached), default=None)

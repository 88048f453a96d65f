"""Sums over the findings of a service, kept up to date one finding at a time: score, levels, coverage."""

from collections.abc import Iterable

from gonogo.assess.yardstick import Rule
from gonogo.model.portfolio import (
    FAILING,
    HALVES,
    PASSING,
    AnswerSource,
    Coverage,
    Finding,
    State,
    Tally,
)

AWARDING = PASSING | {State.WAIVED}
"""States of which a level needs one."""


class Sums:
    """What the findings of a service add up to.

    Levels are counted by index. A check whose level the standard does not have is in no level.
    """

    __slots__ = ("awarding", "credit", "enforced", "failing", "raw_credit", "raw_weight", "weight")

    def __init__(self, levels: int) -> None:
        """Start with nothing for so many levels."""
        self.credit = self.weight = self.raw_credit = self.raw_weight = 0
        self.failing = [0] * levels
        self.awarding = [0] * levels
        self.enforced = [0] * levels

    def add(self, finding: Finding, level: int | None, sign: int = 1) -> None:
        """Add `finding` of a check of that level, or with a sign of -1 take it out."""
        state, units = finding.state, sign * finding.units
        if state is State.SCHEDULED:
            return
        if state is State.WAIVED:
            self.raw_credit += units * HALVES.get(finding.answer_state, 0)
            self.raw_weight += units
        elif state is not State.NOT_APPLICABLE:
            credit = units * HALVES.get(state, 0)
            self.credit += credit
            self.weight += units
            self.raw_credit += credit
            self.raw_weight += units
        self.count(state, level, sign)

    def count(self, state: State, level: int | None, sign: int = 1) -> None:
        """Count an enforced check for its level only."""
        if level is None:
            return
        self.enforced[level] += sign
        if state in FAILING:
            self.failing[level] += sign
        elif state in AWARDING:
            self.awarding[level] += sign

    @property
    def tally(self) -> Tally:
        """The score."""
        return Tally(credit=self.credit, weight=self.weight)

    @property
    def raw_tally(self) -> Tally:
        """The score without waivers."""
        return Tally(credit=self.raw_credit, weight=self.raw_weight)

    @property
    def reached(self) -> int | None:
        """The highest level that is reached: nothing at or below it fails, and something of it passes."""
        highest = None
        for level, failing in enumerate(self.failing):
            if failing:
                break
            if self.awarding[level]:
                highest = level
        return highest

    @property
    def lowest_enforced(self) -> int | None:
        """The lowest level that has an enforced check."""
        return next((level for level, count in enumerate(self.enforced) if count), None)

    def satisfies(self, level: int) -> bool:
        """Tell whether nothing at or below `level` fails."""
        return not any(self.failing[: level + 1])


def add_up(findings: Iterable[Finding], rules: Iterable[Rule], levels: int) -> Sums:
    """Return the sums of `findings`, each with its rule."""
    sums = Sums(levels)
    for finding, rule in zip(findings, rules, strict=True):
        sums.add(finding, rule.level)
    return sums


def earned_sums(states: Iterable[State], rules: Iterable[Rule], levels: int) -> Sums:
    """Return sums for levels only, of the states that are earned."""
    sums = Sums(levels)
    for state, rule in zip(states, rules, strict=True):
        sums.count(state, rule.level)
    return sums


def coverage(findings: Iterable[Finding]) -> Coverage:
    """Return how much of what is enforced is answered, and by whom."""
    enforced = [finding for finding in findings if finding.is_enforced]
    sources = [finding.answered_by for finding in enforced]
    return Coverage(
        enforced=len(enforced),
        answered=sum(finding.is_answered for finding in enforced),
        planned=sum(finding.planned for finding in enforced),
        proven_by_robots=sum(finding.is_proven_by_robot for finding in enforced),
        from_platforms=sources.count(AnswerSource.PLATFORM),
        self_answered=sources.count(AnswerSource.SELF),
    )

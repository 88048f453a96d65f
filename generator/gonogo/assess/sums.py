"""Sums over the findings of a service, kept up to date one finding at a time: score, levels, coverage."""

from collections.abc import Iterable, Mapping

from gonogo.assess.yardstick import Rule
from gonogo.model.portfolio import (
    FAILING,
    HALVES,
    PASSING,
    UNCOUNTED,
    AnswerSource,
    Coverage,
    Finding,
    State,
    Tally,
)
from gonogo.model.standard import Check

SCHEDULED, UNKNOWN, WAIVED = State.SCHEDULED, State.UNKNOWN, State.WAIVED
PLATFORM, SELF = AnswerSource.PLATFORM, AnswerSource.SELF
"""Looked up once: every finding passes here, and to ask an enumeration takes longer than to add."""

ASSESSING = frozenset({AnswerSource.OWN, AnswerSource.ROBOT})
"""Answers of which one is needed for a verdict."""

AWARDING = PASSING | {State.WAIVED}
"""States of which a level needs one."""


class Sums:
    """What the findings of a service add up to.

    Levels are counted by index. A check whose level the standard does not have is in no level. `assessing`
    counts the answers of which a verdict needs one, those that do not count yet included.
    """

    __slots__ = (
        "assessing",
        "awarding",
        "credit",
        "enforced",
        "failing",
        "raw_credit",
        "raw_weight",
        "weight",
    )

    def __init__(self, levels: int) -> None:
        """Start with nothing for so many levels."""
        self.credit = self.weight = self.raw_credit = self.raw_weight = self.assessing = 0
        self.failing = [0] * levels
        self.awarding = [0] * levels
        self.enforced = [0] * levels

    def copy(self) -> "Sums":
        """Return the same sums, to be changed apart."""
        other = Sums(0)
        other.credit, other.weight = self.credit, self.weight
        other.raw_credit, other.raw_weight = self.raw_credit, self.raw_weight
        other.assessing = self.assessing
        other.failing, other.awarding = self.failing.copy(), self.awarding.copy()
        other.enforced = self.enforced.copy()
        return other

    def add(self, finding: Finding, level: int | None, sign: int = 1) -> None:
        """Add `finding` of a check of that level, or with a sign of -1 take it out."""
        state = finding.state
        if finding.answered_by in ASSESSING:
            self.assessing += sign
        if state is SCHEDULED:
            return
        units = sign * finding.units
        if state not in UNCOUNTED:
            credit = units * HALVES.get(state, 0)
            self.credit += credit
            self.weight += units
            self.raw_credit += credit
            self.raw_weight += units
        elif state is WAIVED:
            self.raw_credit += units * HALVES.get(finding.answer_state, 0)
            self.raw_weight += units
        if level is not None:
            self.count(state, level, sign)

    def count(self, state: State, level: int, sign: int = 1) -> None:
        """Count an enforced check for its level only."""
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


def coverage(findings: Iterable[Finding]) -> Coverage:
    """Return how much of what is enforced is answered, and by whom."""
    enforced = answered = planned = proven = from_platforms = from_self = 0
    for finding in findings:
        if finding.state is SCHEDULED:
            continue
        enforced += 1
        if finding.answer_state is not UNKNOWN:
            answered += 1
            planned += finding.planned
            proven += bool(finding.evidence) and finding.is_proven_by_robot
        source = finding.answered_by
        if source is PLATFORM:
            from_platforms += 1
        elif source is SELF:
            from_self += 1
    return Coverage(
        enforced=enforced,
        answered=answered,
        planned=planned,
        proven_by_robots=proven,
        from_platforms=from_platforms,
        self_answered=from_self,
    )


def by_category(findings: Iterable[Finding], checks: Mapping[str, Check]) -> dict[str, Tally]:
    """Return the score, before its division, of each category in which one of `findings` counts."""
    sums: dict[str, list[int]] = {}
    for finding in findings:
        state = finding.state
        if state not in UNCOUNTED:
            of_category = sums.setdefault(checks[finding.check].category, [0, 0])
            of_category[0] += HALVES.get(state, 0) * finding.units
            of_category[1] += finding.units
    return {id_: Tally(credit=credit, weight=weight) for id_, (credit, weight) in sums.items()}

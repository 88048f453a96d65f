"""Checks on the page of a service: sorted into categories, and in each by how much attention they want."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from gonogo.model.manifest import Answer
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    HALVES,
    NOT_ASKED,
    PASSING,
    UNCOUNTED,
    AnswerSource,
    Finding,
    Proof,
    Scorecard,
    State,
    Tally,
    Why,
)
from gonogo.model.standard import Check, Standard

_ORDER = (
    State.UNMET,
    State.UNKNOWN,
    State.UNPROVEN,
    State.EXPIRED,
    State.PARTIAL,
    State.LATE,
    State.WAIVED,
)
"""States that are shown open, in this order; the others are folded away."""

_FOLDED = (
    (State.MET, "Met"),
    (State.SCHEDULED, "Announced, not counted yet"),
    (State.NOT_APPLICABLE, "Not applicable"),
)

_FREE = UNCOUNTED | {state for state, halves in HALVES.items() if halves == max(HALVES.values())}
"""States that cost nothing."""


class CheckRow(Noun):
    """A check on the page; `uncounted` is evidence that is there and does not count."""

    finding: Finding
    check: Check
    points: Fraction | None
    answer: Answer | None = None
    uncounted: tuple[Proof, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Tell whether nobody has said anything, so that there is nothing to show but the check."""
        finding, answer = self.finding, self.answer
        if finding.state is not State.UNKNOWN or finding.why is not Why.NOBODY:
            return False
        said = answer and (answer.note or answer.owner or answer.due_on)
        return not (said or finding.evidence or self.uncounted or finding.beneath or finding.waits_on)


class Fold(Noun):
    """Checks that are folded away."""

    title: str
    state: State
    rows: tuple[CheckRow, ...]


class CategoryView(Noun):
    """A category with its checks: those that want attention, those nobody has answered, the others."""

    id: str
    name: str
    icon: str | None
    passing: int
    enforced: int
    score: Fraction | None
    open: tuple[CheckRow, ...]
    bare: tuple[CheckRow, ...]
    folds: tuple[Fold, ...]


class Checks:
    """The checks of a scorecard."""

    def __init__(self, card: Scorecard, standard: Standard) -> None:
        """Look at `card`."""
        self._card = card
        self._standard = standard
        self._checks = standard.checks
        self._answers = card.service.checks

    @cached_property
    def lost(self) -> dict[str, Fraction | None]:
        """What each check costs; None for nothing, which is asked more often than it takes to tell."""
        cost = self._card.points_lost
        found = self._card.findings
        return {each.check: None if each.state in _FREE else cost(each) or None for each in found}

    @cached_property
    def categories(self) -> list[CategoryView]:
        """The categories in which anything is asked of the service."""
        by_category: dict[str, dict[State, list[CheckRow]]] = {id_: {} for id_ in self._standard.categories}
        for finding in self._card.findings:
            row = self.row(finding)
            category, state = row.check.category, finding.state
            rows = by_category.get(category)
            if rows is None:
                rows = by_category[category] = {}
            if state in rows:
                rows[state].append(row)
            else:
                rows[state] = [row]
        return [self._category(id_, rows) for id_, rows in by_category.items() if rows]

    def _category(self, id_: str, rows: Mapping[State, list[CheckRow]]) -> CategoryView:
        known = self._standard.categories.get(id_)
        open_: list[CheckRow] = []
        bare: list[CheckRow] = []
        for state in _ORDER:
            for row in sorted(rows[state], key=_attention) if state in rows else ():
                (bare if row.is_bare else open_).append(row)
        passing, enforced, tally = _counts(rows)
        return CategoryView(
            id=id_,
            name=known.name if known else id_,
            icon=known.icon if known else None,
            passing=passing,
            enforced=enforced,
            score=tally.score,
            open=tuple(open_),
            bare=tuple(bare),
            folds=tuple(
                [
                    Fold(title=title, state=state, rows=tuple(rows[state]))
                    for state, title in _FOLDED
                    if state in rows
                ]
            ),
        )

    def row(self, finding: Finding) -> CheckRow:
        """Return a check with what its row shows."""
        id_ = finding.check
        check, points, answer = self._checks[id_], self.lost[id_], self._answers.get(id_)
        if answer is None:
            return CheckRow(finding=finding, check=check, points=points)
        is_own = finding.answered_by is None or finding.answered_by is AnswerSource.OWN
        return CheckRow(
            finding=finding,
            check=check,
            points=points,
            answer=answer if is_own or finding.waiver else None,
            uncounted=_uncounted(finding, answer) if is_own and answer.evidence else (),
        )


def _uncounted(finding: Finding, answer: Answer) -> tuple[Proof, ...]:
    counted = [proof.evidence for proof in finding.evidence]
    left = [each for each in answer.evidence if each not in counted]
    return tuple([Proof(evidence=each) for each in left]) if left else ()


def _counts(rows: Mapping[State, list[CheckRow]]) -> tuple[int, int, Tally]:
    """Return how many checks pass, of how many that are asked, and what they come to."""
    passing = enforced = credit = weight = 0
    for state, each in rows.items():
        passing += len(each) if state in PASSING else 0
        enforced += 0 if state in NOT_ASKED else len(each)
        if state not in UNCOUNTED:
            units = sum([row.finding.units for row in each])
            credit += HALVES.get(state, 0) * units
            weight += units
    return passing, enforced, Tally(credit=credit, weight=weight)


def _attention(row: CheckRow) -> tuple[int, str]:
    """Sort key of checks in the same state: what costs most; of one service that goes by weight."""
    return 0 if row.points is None else -row.finding.units, row.finding.check

"""The matrix: every check on every service."""

from collections.abc import Iterable, Mapping

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.portfolio import Finding, Portfolio, State
from gonogo.model.problem import Problem
from gonogo.publish.formats.tables import LETTERS, MATRIX, PLANNED, SERVICES
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count
from gonogo.publish.pages.services import FIRST, TABLES, choices

SCRIPTS = (*TABLES, SERVICES, MATRIX, "assets/table.js")

GLYPHS: Mapping[str, str] = {
    LETTERS[State.MET]: "✓",
    LETTERS[State.LATE]: "◷",
    LETTERS[State.PARTIAL]: "◐",
    LETTERS[State.UNMET]: "✕",
    PLANNED: "◇",
    LETTERS[State.UNKNOWN]: "?",
    LETTERS[State.UNPROVEN]: "!",
    LETTERS[State.EXPIRED]: "†",
    LETTERS[State.WAIVED]: "W",
    LETTERS[State.NOT_APPLICABLE]: "–",
    LETTERS[State.SCHEDULED]: "…",
}
"""A state in one sign, for cells that hold no more; each cell says its word as well."""


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.MATRIX, "Matrix", "scorecard heat map services checks"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    standard = inputs.portfolio.standard
    cards = overview.by_attention(inputs.portfolio.scorecards.values())
    checks = [check for check in standard.checks.values() if not check.retired]
    return inputs.page(
        ref,
        "matrix.html",
        description=f"{count(len(cards), 'service')} by {count(len(checks), 'check')}.",
        scripts=SCRIPTS,
        first=[(card, {finding.check: finding for finding in card.findings}) for card in cards[:FIRST]],
        checks=checks,
        glyph=glyph,
        signs=signs(),
        **choices(inputs),
    )


def glyph(finding: Finding) -> str:
    """Return the sign of a finding."""
    planned = finding.planned and finding.state is State.UNMET
    return GLYPHS[PLANNED if planned else LETTERS[finding.state]]


def signs() -> list[tuple[str, str, State | None]]:
    """Return letter, sign and state of each; the planned one has no state of its own."""
    states = {letter: state for state, letter in LETTERS.items()}
    return [(letter, sign, states.get(letter)) for letter, sign in GLYPHS.items()]

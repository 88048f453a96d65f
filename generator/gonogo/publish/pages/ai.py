"""AI readiness: the AI services, the AI checks, and how they map to the frameworks of others."""

from collections.abc import Iterable

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Finding, Portfolio, Scorecard
from gonogo.model.problem import Problem
from gonogo.model.standard import Check
from gonogo.model.words import Kind
from gonogo.publish.pages import checks as guide
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count
from gonogo.publish.pages.matrix import glyph

KINDS = frozenset({Kind.ML_MODEL, Kind.LLM_APP, Kind.AI_AGENT})
"""Kinds that are AI by what they are; the tag `ai` makes any other so."""

TAG = "ai"

CATEGORY = "ai"

FRAMEWORKS = {
    "nist-ai-rmf": "NIST AI Risk Management Framework",
    "nist-ai-600-1": "NIST AI 600-1, Generative AI Profile",
    "owasp-llm-2025": "OWASP Top 10 for LLM Applications (2025)",
    "owasp-agentic": "OWASP Agentic AI threats",
    "ml-test-score": "ML Test Score",
    "eu-ai-act": "EU AI Act",
    "iso-42001": "ISO/IEC 42001",
}
"""What frameworks are called; any other goes by its id."""


class Mapping(Noun):
    """A place of a framework and the checks that answer it."""

    ref: str
    lines: tuple[guide.Line, ...]


class Framework(Noun):
    """A framework with its places in order."""

    id: str
    name: str
    mappings: tuple[Mapping, ...]


class Row(Noun):
    """An AI service with what the AI checks found, None where one does not apply."""

    card: Scorecard
    findings: tuple[Finding | None, ...]
    failing: int


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.AI, "AI readiness", "models LLM agents NIST OWASP"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    asked = ai_checks(inputs.portfolio)
    cards = [card for card in inputs.portfolio.scorecards.values() if is_ai(card)]
    return inputs.page(
        ref,
        "ai-readiness.html",
        description=f"{count(len(cards), 'AI service')} and {count(len(asked), 'AI check')}.",
        checks=[guide.line(check, inputs) for check in asked],
        rows=[row(card, asked) for card in overview.by_attention(cards)],
        frameworks=frameworks(asked, inputs),
        glyph=glyph,
    )


def is_ai(card: Scorecard) -> bool:
    """Tell whether a service is one of AI."""
    return card.service.kind in KINDS or TAG in card.service.tags


def ai_checks(portfolio: Portfolio) -> list[Check]:
    """Return the checks that are asked of AI only: of its category, or of no other kind of service."""
    return [
        check
        for check in portfolio.standard.checks.values()
        if not check.retired and (check.category == CATEGORY or is_for_ai_only(check))
    ]


def is_for_ai_only(check: Check) -> bool:
    """Tell whether every condition of a check is about AI."""
    return bool(check.applies_to) and all(
        (each.kinds and KINDS.issuperset(each.kinds)) or each.tags == (TAG,) for each in check.applies_to
    )


def row(card: Scorecard, asked: Iterable[Check]) -> Row:
    """Return a service with what the AI checks found."""
    known = {finding.check: finding for finding in card.findings}
    found = tuple(known.get(check.id) for check in asked)
    failing = sum(finding is not None and finding.is_failing for finding in found)
    return Row(card=card, findings=found, failing=failing)


def frameworks(asked: Iterable[Check], inputs: Inputs) -> list[Framework]:
    """Return the frameworks to which the AI checks map, place by place."""
    places: dict[str, dict[str, list[guide.Line]]] = {}
    for check in asked:
        for each in check.frameworks:
            places.setdefault(each.id, {}).setdefault(each.ref, []).append(guide.line(check, inputs))
    return [
        Framework(
            id=id_,
            name=FRAMEWORKS.get(id_, id_),
            mappings=tuple(Mapping(ref=ref, lines=tuple(lines)) for ref, lines in sorted(refs_.items())),
        )
        for id_, refs_ in sorted(places.items(), key=lambda each: FRAMEWORKS.get(each[0], each[0]))
    ]

"""Services in a table, worst first, and what they come to together."""

from collections.abc import Iterable

from rich.text import Text

from gonogo.model.portfolio import Portfolio, Scorecard, Verdict
from gonogo.publish.terminal import words

RANK = {Verdict.NO_GO: 0, Verdict.CONDITIONAL: 1, Verdict.UNASSESSED: 2, Verdict.GO: 3, None: 4}
"""In which order verdicts want attention."""

ORDERS = ("verdict", "score", "level", "name", "team", "tier")
"""By what services can be sorted."""


def ordered(portfolio: Portfolio, cards: Iterable[Scorecard], by: str) -> list[Scorecard]:
    """Return scorecards in the order that `by` names; equal ones by id."""
    levels = {level.id: rung for rung, level in enumerate(portfolio.standard.levels, 1)}
    keys = {
        "verdict": lambda card: (RANK[card.verdict], -1 if card.score is None else card.score),
        "score": lambda card: -1 if card.score is None else card.score,
        "level": lambda card: levels.get(card.level or "", 0),
        "name": lambda card: card.service.name.casefold(),
        "team": lambda card: card.service.owner,
        "tier": lambda card: card.service.tier or 99,
    }
    return sorted(sorted(cards, key=lambda card: card.id), key=keys[by])


def table(portfolio: Portfolio, cards: Iterable[Scorecard], *, width: int, colour: bool) -> str:
    """Return a line a service: verdict, level, score, and the first reason."""
    grid = words.grid(
        "Service", "Team", "Tier", "Verdict", "Level", "Score", "Answered", "Why", right=(2, 5), wrap=7
    )
    shown = list(cards)
    for card in shown:
        grid.add_row(
            words.text(card.id),
            words.text(card.service.owner),
            str(card.service.tier or "–"),
            words.verdict(card.verdict),
            words.text(card.level or "–"),
            words.score(card.score),
            f"{card.coverage.answered}/{card.coverage.enforced}",
            words.text(_why(card)),
        )
    return words.rendered(grid, Text(), words.text(summary(portfolio, shown)), width=width, colour=colour)


def _why(card: Scorecard) -> str:
    if not card.reasons:
        return ""
    more = f" (+{len(card.reasons) - 1} more)" if len(card.reasons) > 1 else ""
    return card.reasons[0].text + more


def summary(portfolio: Portfolio, cards: Iterable[Scorecard]) -> str:
    """Return what services come to together, in one sentence."""
    members = [card for card in cards if card.is_in_groups]
    counts = {verdict: sum(card.verdict is verdict for card in members) for verdict in Verdict}
    told = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items() if count)
    required = [card for card in members if card.is_measured and card.required_satisfied is not None]
    satisfied = sum(bool(card.required_satisfied) for card in required)
    share = f"; {satisfied} of {len(required)} at the level that their tier requires" if required else ""
    noun = "service" if len(members) == 1 else "services"
    return f"{len(members)} {noun} on {portfolio.day}: {told or 'none assessed'}{share}."

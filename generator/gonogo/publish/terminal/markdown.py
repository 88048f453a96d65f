"""Tables in Markdown, for comments and wikis."""

from collections.abc import Iterable

from gonogo.model.portfolio import Scorecard
from gonogo.publish.problems.safe import line
from gonogo.publish.terminal import words

_ESCAPED = "\\`*_{}[]()#+-.!|<>~$&@"


def escaped(value: object) -> str:
    """Return somebody's words as Markdown that shows them and does nothing else."""
    text = line("" if value is None else str(value))
    return "".join(f"\\{each}" if each in _ESCAPED else each for each in text)


def table(cards: Iterable[Scorecard]) -> str:
    """Return a line a service."""
    lines = ["| service | team | tier | verdict | level | score | why |", "|---|---|---|---|---|--:|---|"]
    for card in cards:
        why = card.reasons[0].text if card.reasons else ""
        cells = (
            card.id,
            card.service.owner,
            card.service.tier or "–",
            card.verdict or "–",
            card.level or "–",
        )
        shown = " | ".join(escaped(cell) for cell in cells)
        lines.append(f"| {shown} | {words.score(card.score)} | {escaped(why)} |")
    return "\n".join(lines) + "\n"

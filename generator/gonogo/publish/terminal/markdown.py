"""Tables in Markdown, for comments and wikis."""

import re
from collections.abc import Iterable

from gonogo.model.portfolio import Scorecard
from gonogo.publish.problems.safe import line
from gonogo.publish.terminal import words

_ESCAPED = "\\`*_{}[]()#+-.!|<>~$&"
_LINKED = re.compile(r"@|#(?=\d)|:(?=//)|(?<=\bGH)(?=-\d)|(?<=\bwww)(?=\.)", re.IGNORECASE)
"""Where hosts make links, mentions and references of plain text, backslash or not."""

_BREAK = "\u200b"


def escaped(value: object) -> str:
    """Return somebody's words as Markdown that shows them and does nothing else.

    Punctuation is escaped; a zero-width space takes apart what hosts link by themselves.
    """
    text = _LINKED.sub(lambda found: found.group() + _BREAK, line("" if value is None else str(value)))
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

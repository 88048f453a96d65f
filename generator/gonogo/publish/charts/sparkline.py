"""A small curve inside a line."""

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from gonogo.publish.charts.svg import element, number

_WIDTH, _HEIGHT = 100, 24
_PAD = 2
_FULL = 100


def sparkline(scores: Sequence[Fraction | None], title: str) -> Markup:
    """Return how scores (0 to 100, evenly spaced) moved; gaps where there was none."""
    room = _HEIGHT - 2 * _PAD
    step = _WIDTH / max(len(scores) - 1, 1)
    parts: list[str] = []
    is_down = False
    for index, score in enumerate(scores):
        if score is not None:
            y = _PAD + room * (1 - score / _FULL)
            parts.append(f"{'L' if is_down else 'M'}{number(index * step)} {number(y)}")
        is_down = score is not None
    return element(
        "svg",
        element("title", title),
        element("path", d="".join(parts) or "M0 0", vector_effect="non-scaling-stroke"),
        class_="go-spark",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=title,
    )

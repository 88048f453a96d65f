"""Who depends on a service, and on what it depends: one step in each direction."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.publish.charts.svg import element
from gonogo.publish.html import html, written

_NODE, _HIGH, _GAP = 186, 44, 12
"""Width and height of a box, which the style sheet says too, and the gap below it."""

_STEP = 254
_LETTERS = 24
_MOST = 6


class Neighbour(Noun):
    """A node: `text` is said below its name, `tone` colours its edge; dashed where the bond is soft."""

    name: str
    text: str
    tone: str
    href: str | None = None
    is_soft: bool = False


def neighbourhood(
    centre: Neighbour, before: Sequence[Neighbour], after: Sequence[Neighbour], title: str
) -> Markup:
    """Return a drawing with dependents (`before`) on the left and dependencies (`after`) on the right.

    Of more than half a dozen on a side the first are drawn and the rest counted; the tables beside
    the drawing hold more.
    """
    left, right = _shown(before), _shown(after)
    height = max(len(left), len(right), 1) * (_HIGH + _GAP) + _GAP
    middle = height / 2
    x = float(_STEP if left else 0)
    parts: list[Markup] = []
    for column, nodes, end in ((0.0, left, x), (x + _STEP, right, x + _NODE)):
        start = (height - len(nodes) * (_HIGH + _GAP) + _GAP) / 2
        for index, node in enumerate(nodes):
            top = start + index * (_HIGH + _GAP)
            edge = column + _NODE if nodes is left else column
            parts.append(_curve(edge, top + _HIGH / 2, end, middle, is_soft=node.is_soft))
            parts.append(_node(node, column, top))
    parts.append(_node(centre, x, middle - _HIGH / 2, class_="is-centre"))
    width = round(x + _NODE + (_STEP if right else 0))
    return html(
        f"<div class=go-scroll tabindex=0><svg class=go-graph width={width + 2} height={height}"
        f' viewBox="-1 0 {width + 2} {height}" role=group aria-label="{written(title)}">'
        f"{''.join(parts)}</svg></div>"
    )


def _shown(nodes: Sequence[Neighbour]) -> list[Neighbour]:
    if len(nodes) <= _MOST:
        return list(nodes)
    rest = len(nodes) - _MOST + 1
    return [
        *nodes[: _MOST - 1],
        Neighbour(name=f"and {rest} more", text="in the list below", tone="unassessed"),
    ]


@lru_cache(maxsize=1024)
def _curve(x1: float, y1: float, x2: float, y2: float, *, is_soft: bool) -> Markup:
    half = (x1 + x2) / 2
    return element(
        "path",
        d=f"M{x1:.0f} {y1:.0f}C{half:.0f} {y1:.0f} {half:.0f} {y2:.0f} {x2:.0f} {y2:.0f}",
        class_=f"go-bond{' is-soft' if is_soft else ''}",
    )


def _node(node: Neighbour, x: float, y: float, class_: str = "") -> Markup:
    drawn = f"{_box(node.tone, x, y, class_)}{_name(node.name)}<text>{_said(node.text)}</text></g>"
    return html(f'<a href="{written(node.href)}">{drawn}</a>' if node.href else drawn)


@lru_cache(maxsize=1024)
def _box(tone: str, x: float, y: float, class_: str) -> str:
    classes = f"go-node go-{written(tone)}{' ' + class_ if class_ else ''}"
    return f'<g transform="translate({x:.0f} {y:.0f})" class="{classes}">'


@lru_cache(maxsize=1024)
def _name(name: str) -> str:
    title = f"<title>{written(name)}</title>" if len(name) > _LETTERS else ""
    return f"{title}<rect/><rect/><text>{_said(name)}</text>"


@lru_cache(maxsize=1024)
def _said(text: str) -> str:
    return written(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"

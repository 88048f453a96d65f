"""A whole graph as a drawing: layers from left to right, so that what stands on something is left of it."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.publish.charts.svg import element

NODE_WIDTH, NODE_HEIGHT = 168, 40
"""The style sheet says the same of the boxes, and where their words stand."""

ACROSS, DOWN = 84, 12
MARGIN = 8
LETTERS = 22
ARROW = "go-arrow"

SWEEPS = 4
"""Passes in which nodes are moved towards what they are bound to."""


class Node(Noun):
    """A box: `text` is said below its name, `tone` colours its edge."""

    name: str
    text: str
    tone: str
    href: str | None = None


class Edge(Noun, order=True):
    """`start` depends on `end`."""

    start: str
    end: str
    is_soft: bool = False


def draw(nodes: Mapping[str, Node], edges: Iterable[Edge], title: str) -> Markup:
    """Return the graph; nodes without an edge are left to the tables beside it."""
    edges = [edge for edge in edges if edge.start in nodes and edge.end in nodes]
    columns = arrange(layers(edges), edges)
    places = place(columns)
    width = len(columns) * (NODE_WIDTH + ACROSS) - ACROSS + 2 * MARGIN
    height = max((y for _, y in places.values()), default=0) + NODE_HEIGHT + MARGIN
    drawing = element(
        "svg",
        element("title", title),
        _arrow(),
        *(_bond(edge, places) for edge in edges),
        *(_node(nodes[id_], *places[id_]) for column in columns for id_ in column),
        class_="go-graph go-whole",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="group",
        aria_label=title,
    )
    return element("div", drawing, class_="go-scroll", role="group", aria_label=title, tabindex="0")


def layers(edges: Iterable[Edge]) -> dict[str, int]:
    """Return the layer of each node: right of all that depend on it.

    A circle is cut where the fewest hard bonds then run against the direction.
    """
    above: dict[str, dict[str, bool]] = {}
    below: dict[str, list[str]] = {}
    for edge in edges:
        for id_ in (edge.start, edge.end):
            above.setdefault(id_, {})
            below.setdefault(id_, [])
        above[edge.end][edge.start] = edge.is_soft
        below[edge.start].append(edge.end)
    found: dict[str, int] = {}
    while above:
        free = sorted(id_ for id_, waiting in above.items() if not waiting) or [_least_bound(above)]
        for id_ in free:
            del above[id_]
            layer = found.setdefault(id_, 0)
            for other in below[id_]:
                if other in above:
                    above[other].pop(id_, None)
                    found[other] = max(found.get(other, 0), layer + 1)
    return found


def _least_bound(above: Mapping[str, Mapping[str, bool]]) -> str:
    """Return the node on which the fewest still depend hard, then soft, then the one with the least id."""
    return min(above, key=lambda id_: (sum(not soft for soft in above[id_].values()), len(above[id_]), id_))


def arrange(layer_of: Mapping[str, int], edges: Iterable[Edge]) -> list[list[str]]:
    """Return the columns, each in an order in which bonds cross less."""
    columns: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for id_ in sorted(layer_of):
        columns[layer_of[id_]].append(id_)
    bound: dict[str, list[str]] = {id_: [] for id_ in layer_of}
    for edge in edges:
        bound[edge.start].append(edge.end)
        bound[edge.end].append(edge.start)
    for _ in range(SWEEPS):
        rank = {id_: (row + 0.5) / len(column) for column in columns for row, id_ in enumerate(column)}
        for column in columns:
            column.sort(key=lambda id_: (sum(rank[other] for other in bound[id_]) / len(bound[id_]), id_))
    return columns


def place(columns: list[list[str]]) -> dict[str, tuple[int, int]]:
    """Return where the corner of each node is; every column stands in the middle."""
    tallest = max(map(len, columns), default=0)
    found = {}
    for number, column in enumerate(columns):
        top = MARGIN + (tallest - len(column)) * (NODE_HEIGHT + DOWN) // 2
        for row, id_ in enumerate(column):
            found[id_] = (MARGIN + number * (NODE_WIDTH + ACROSS), top + row * (NODE_HEIGHT + DOWN))
    return found


def _arrow() -> Markup:
    """Return the head of all curves."""
    head = element("path", d="M0 0L6 3L0 6z")
    size = {"markerWidth": 6, "markerHeight": 6, "refX": 6, "refY": 3}
    return element("defs", element("marker", head, id=ARROW, orient="auto", class_="go-arrow", **size))


def _bond(edge: Edge, places: Mapping[str, tuple[int, int]]) -> Markup:
    """Return the curve from a node to what it depends on; one that closes a circle runs back."""
    (x1, y1), (x2, y2) = places[edge.start], places[edge.end]
    y1, y2 = y1 + NODE_HEIGHT // 2, y2 + NODE_HEIGHT // 2
    is_back = x2 <= x1
    x1, x2, bend = (x1, x2 + NODE_WIDTH, -ACROSS // 2) if is_back else (x1 + NODE_WIDTH, x2, ACROSS // 2)
    kinds = f"{' is-soft' if edge.is_soft else ''}{' is-back' if is_back else ''}"
    return element(
        "path",
        d=f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}",
        class_=f"go-bond{kinds}",
        marker_end=f"url(#{ARROW})",
    )


def _node(node: Node, x: int, y: int) -> Markup:
    drawn = element(
        "g",
        element("title", f"{node.name}: {node.text}"),
        element("rect"),
        element("rect"),
        element("text", _cut(node.name)),
        element("text", _cut(node.text)),
        transform=f"translate({x} {y})",
        class_=f"go-node go-{node.tone}",
    )
    return element("a", drawn, href=node.href) if node.href else drawn


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1].rstrip()}…"

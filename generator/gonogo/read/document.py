"""A document: plain data, and the place of every key and value in it by route."""

from collections.abc import Callable, Iterable
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gonogo.model.problem import Place, Problem, Related, Suggestion
from gonogo.model.words import Severity

Route = tuple[str | int, ...]
"""Keys and list positions from the top of a document to a value."""

SHOWN_LINE = 4_000
"""Characters of a source line that a problem carries; what prints it cuts further."""


def pointer(route: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of `route`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)


class Document:
    """What one file says (`data`), where each part stands, and the text itself.

    `data` holds dict, list, str, int, Decimal, bool and None.
    """

    __slots__ = ("_compose", "_lines", "_root", "data", "path", "text")

    def __init__(self, path: str, text: str, data: Any = None, root: Node | None = None) -> None:
        self.path = path
        self.text = text
        self.data = data
        self._root = root
        self._compose: Callable[[], Node | None] | None = None
        self._lines: list[str] | None = None

    @property
    def root(self) -> Node | None:
        """Return the node of the whole file; None only when the file could not be composed at all."""
        if self._compose is not None:
            compose, self._compose = self._compose, None
            self._root = compose()
        return self._root

    @root.setter
    def root(self, node: Node | None) -> None:
        self._root = node

    def compose_when_asked(self, compose: Callable[[], Node | None]) -> None:
        """Have the nodes made when the first place is asked for: who makes no mistake needs none."""
        self._compose = compose

    def node(self, route: Route) -> Node | None:
        """Return the node of the value at `route`, or of its nearest ancestor that exists."""
        node = self.root
        for step in route:
            below = _child(node, step)
            if below is None:
                break
            node = below
        return node

    def key(self, route: Route) -> Node | None:
        """Return the node of the key at `route`; for a list's item that of the item itself."""
        parent = self.node(route[:-1])
        if isinstance(parent, MappingNode):
            for key, _ in parent.value:
                if isinstance(key, ScalarNode) and key.value == route[-1]:
                    return key
        return self.node(route)

    def place(self, route: Route, *, of_key: bool = False) -> Place:
        """Return where the value (or its key) at `route` stands."""
        node = (self.key(route) if of_key else self.node(route)) if route else self.root
        if node is None:
            return Place(path=self.path, pointer=pointer(route))
        if not isinstance(node, ScalarNode) and not of_key and not route:
            return Place(path=self.path, line=1, column=1, end_line=1, end_column=1, pointer="")
        return self.span(node, route)

    def span(self, node: Node, route: Route = ()) -> Place:
        """Return the place that `node` covers, to the end of its first line where it has several."""
        start, end = node.start_mark, node.end_mark
        if end.line > start.line:
            return self.at(start.line, start.column, len(self.line(start.line).rstrip()), route)
        return self.at(start.line, start.column, end.column, route)

    def at(self, line: int, column: int, end_column: int | None = None, route: Route = ()) -> Place:
        """Return the place at a line and column counted from 0."""
        end = max(column + 1, end_column if end_column is not None else column + 1)
        return Place(
            path=self.path,
            line=line + 1,
            column=column + 1,
            end_line=line + 1,
            end_column=end + 1,
            pointer=pointer(route),
        )

    def line(self, number: int) -> str:
        """Return the line `number` (from 0) without its end; empty past the end of the file."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number].rstrip("\r") if 0 <= number < len(self._lines) else ""

    def frame(self, place: Place) -> tuple[tuple[int, str], ...]:
        """Return the line before `place` and its own line, numbered from 1."""
        first = max(1, place.line - 1)
        return tuple((number, self.line(number - 1)[:SHOWN_LINE]) for number in range(first, place.line + 1))

    def problem(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        severity: Severity = Severity.ERROR,
        help: str | None = None,  # noqa: A002 - the word that is printed
        replacement: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> Problem:
        """Return a problem at `place` with the lines that show it."""
        suggestion = None if replacement is None else Suggestion(replacement=replacement, place=place)
        return Problem(
            place=place,
            code=code,
            severity=severity,
            message=message,
            help=help,
            suggestion=suggestion,
            related=related,
            lines=self.frame(place),
        )


def _child(node: Node | None, step: str | int) -> Node | None:
    """Return the node below `node` that `step` leads to, if there is one."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == step:
                found: Node = value
                return found
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: Node = node.value[step]
        return item
    return None

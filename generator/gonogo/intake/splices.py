"""Changes of single values in a YAML text: what they do not touch stays as it is, byte for byte.

A round trip through an emitter would lay out the whole file anew. Here a value is found by the marks
of the composer and only its own characters are replaced, so that neither comments nor anybody's way to
write things can be lost.
"""

from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from gonogo import libyaml
from gonogo.intake import blocks

_BLOCK_SCALARS = ("|", ">")
_LAST = 1_000_000
"""Order of what is appended: behind everything else at the end of the text."""


class CannotSpliceError(Exception):
    """The text is laid out in a way in which a value cannot be changed without touching others."""


def plain(node: Node | None) -> Any:
    """Return a node as mappings, lists and texts; every scalar is its text."""
    if isinstance(node, MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain(each) for each in node.value]
    return str(node.value) if node is not None else None


def spelt(value: Any) -> Any:
    """Return plain data with every scalar as its text, to be compared with what `plain` returns."""
    if isinstance(value, dict):
        return {str(key): spelt(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [spelt(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


class Splices:
    """A text and changes to it, all made on the text as it was; `text` applies them."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.root: Node | None = yaml.compose(text, Loader=libyaml.Loader)
        self._starts = [0]
        for position, character in enumerate(text):
            if character == "\n":
                self._starts.append(position + 1)
        self._changes: list[tuple[int, int, int, str]] = []

    def text(self) -> str:
        """Return the changed text."""
        result, last = [], 0
        for start, end, _, new in sorted(self._changes):
            if start < last:
                raise CannotSpliceError
            result += [self.original[last:start], new]
            last = max(last, end)
        return "".join([*result, self.original[last:]])

    def child(self, parent: Node | None, key: str) -> Node | None:
        """Return the node at a key of a mapping."""
        pair = self._pair(parent, key)
        return pair[1] if pair is not None else None

    def replace(self, node: Node, value: Any) -> None:
        """Put another scalar, or another list or mapping on one line, in the place of a value."""
        if isinstance(node, ScalarNode) and node.style in _BLOCK_SCALARS:
            start, end = self._offset(node.start_mark), self._line_end(self.last_line(node))
        elif isinstance(node, ScalarNode) or (isinstance(node, CollectionNode) and node.flow_style):
            start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        else:
            raise CannotSpliceError
        self._change(
            start, end, blocks.flow(value) if isinstance(value, list | dict) else blocks.scalar(value)
        )

    def drop(self, parent: Node | None, key: str) -> None:
        """Take a key and its value out of a mapping in block style."""
        pair = self._pair(parent, key)
        if pair is None or not isinstance(parent, MappingNode) or parent.flow_style:
            raise CannotSpliceError
        first, last = pair[0].start_mark.line, self.last_line(pair[1])
        if self._line(first)[: pair[0].start_mark.column].strip():
            raise CannotSpliceError  # the key shares its line with a dash, which would go with it
        self._drop_lines(first, last)

    def add(self, parent: Node | None, key: str, value: Any, after: tuple[str, ...]) -> None:
        """Put a key into a mapping in block style, behind the last of the keys `after` that it has."""
        if not isinstance(parent, MappingNode) or parent.flow_style or not parent.value:
            raise CannotSpliceError
        before = [pair for pair in parent.value if pair[0].value in after] or parent.value[-1:]
        line = max(self.last_line(value_node, key_node) for key_node, value_node in before)
        column = parent.value[0][0].start_mark.column
        self._insert_after(self._with_comments(line, column), blocks.entry(key, value, column))

    def add_items(self, node: Node, values: list[Any]) -> None:
        """Add items at the end of a list that has some."""
        if not isinstance(node, SequenceNode) or not node.value:
            raise CannotSpliceError
        if node.flow_style:
            end = self._offset(node.end_mark) - 1
            self._change(end, end, "".join(f", {blocks.flow(value)}" for value in values))
            return
        column = node.start_mark.column
        lines = [each for value in values for each in blocks.item(value, column)]
        last = max(self.last_line(each) for each in node.value)
        self._insert_after(self._with_comments(last, column), lines)

    def drop_item(self, parent: Node, position: int) -> None:
        """Take an item out of a list in block style."""
        if not isinstance(parent, SequenceNode) or parent.flow_style:
            raise CannotSpliceError
        node = parent.value[position]
        first = node.start_mark.line
        while first >= 0 and self._line(first)[: parent.start_mark.column + 1].strip() != "-":
            first -= 1
        if first < 0:
            raise CannotSpliceError
        self._drop_lines(first, self.last_line(node))

    def append(self, lines: list[str]) -> None:
        """Put lines at the end of the text."""
        end = len(self.original)
        text = self._line_feed(end) + "".join(f"{line}\n" for line in lines)
        self._change(end, end, text, order=_LAST + len(self._changes))

    def last_line(self, node: Node, key: Node | None = None) -> int:
        """Return the last line that a value takes up, without the empty lines and comments behind it."""
        while isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
            last = node.value[-1]
            key, node = last if isinstance(last, tuple) else (None, last)
        if isinstance(node, ScalarNode) and not node.value and key is not None:
            of_key: int = key.end_mark.line
            return of_key
        line: int = node.end_mark.line
        if isinstance(node, ScalarNode) and node.style in _BLOCK_SCALARS:
            line -= 1 if node.end_mark.column == 0 else 0
            while line > node.start_mark.line and not self._line(line).strip():
                line -= 1
        return line

    def _with_comments(self, number: int, column: int) -> int:
        """Return the last of the comments right below a line that stand further in than `column`."""
        while number + 1 < len(self._starts):
            below = self._line(number + 1)
            if not below.lstrip().startswith("#") or len(below) - len(below.lstrip()) <= column:
                break
            number += 1
        return number

    def _pair(self, parent: Node | None, key: str) -> Any:
        for pair in parent.value if isinstance(parent, MappingNode) else ():
            if pair[0].value == key:
                return pair
        return None

    def _line(self, number: int) -> str:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.original)
        return self.original[self._starts[number] : end].rstrip("\r\n")

    def _line_end(self, number: int) -> int:
        return self._starts[number] + len(self._line(number))

    def _offset(self, mark: Any) -> int:
        line: int = mark.line
        column: int = mark.column
        return self._starts[line] + column

    def _next(self, number: int) -> int:
        return self._starts[number + 1] if number + 1 < len(self._starts) else len(self.original)

    def _drop_lines(self, first: int, last: int) -> None:
        self._change(self._starts[first], self._next(last), "")

    def _insert_after(self, line: int, lines: list[str]) -> None:
        position = self._next(line)
        self._change(position, position, self._line_feed(position) + "".join(f"{each}\n" for each in lines))

    def _line_feed(self, position: int) -> str:
        """Return the line feed that the last line lacks, once."""
        is_end = position == len(self.original) and not self.original.endswith("\n") and self.original != ""
        return "\n" if is_end and all(start != position for start, *_ in self._changes) else ""

    def _change(self, start: int, end: int, new: str, order: int | None = None) -> None:
        # Dropped lines come before what is put in their place, and that before what is appended.
        newline = "\r\n" if "\r\n" in self.original else "\n"
        self._changes.append((start, end, order or len(self._changes), new.replace("\n", newline)))

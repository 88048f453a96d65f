"""Foreign YAML and JSON: any number of documents to parts that know where they stand.

Other tools' files are looser than ours: several documents, anchors, tags, keys twice. All of that is
read, and nothing is run, resolved or fetched. Scalars stay text, so that `no`, `1.10` and `"0"` are
what somebody wrote. The tree is made from the event stream, so that no input is deep enough to crash.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from gonogo import libyaml
from gonogo.intake.mistake import Mistake
from gonogo.model.noun import Noun
from gonogo.model.problem import Place

LARGEST = 16 * 1024 * 1024
DEEPEST = 64
MOST = 1_000_000
_MANY_ALIASES = 10_000
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Said(Noun):
    """What a foreign file says, and where."""

    text: str
    place: Place


class Part:
    """A mapping, a list, a text or nothing (None) in a foreign file, with its place."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: Place) -> None:
        self.value = value
        self.place = place

    def at(self, *route: str) -> "Part":
        """Return the part that the keys of `route` lead to; one of nothing where they lead nowhere."""
        found = self
        for key in route:
            below = found.value.get(key) if isinstance(found.value, dict) else None
            if below is None:
                return Part(None, found.place)
            found = below
        return found

    def text(self, *route: str) -> str | None:
        """Return the text at `route` without space around it; None where there is none."""
        value = self.at(*route).value
        return value.strip() or None if isinstance(value, str) else None

    def said(self, *route: str) -> Said | None:
        """Return the text at `route` with its place."""
        text = self.text(*route)
        return None if text is None else Said(text=text, place=self.at(*route).place)

    def items(self, *route: str) -> "list[Part]":
        """Return the items of the list at `route`; a text stands for a list of one."""
        part = self.at(*route)
        if isinstance(part.value, list):
            return part.value
        return [part] if isinstance(part.value, str) and part.value.strip() else []

    def texts(self, *route: str) -> list[str]:
        """Return the items at `route` that are text."""
        return [text for item in self.items(*route) if (text := item.text()) is not None]

    def entries(self, *route: str) -> "dict[str, Part]":
        """Return the mapping at `route`, an empty one where there is none."""
        value = self.at(*route).value
        return value if isinstance(value, dict) else {}


class _TooMuch(Exception):  # noqa: N818 - a refusal of input, caught within this module
    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.mark = mark


def documents(content: bytes, path: str, largest: int = LARGEST) -> list[Part] | Mistake:
    """Return the documents in `content` that say anything, or why it cannot be read."""
    if len(content) > largest:
        return Mistake(place=Place(path=path), message=f"larger than {largest // 1024 // 1024} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Mistake(place=Place(path=path, line=line), message="not UTF-8; save the file as UTF-8")
    try:
        return [part for part in _documents(text, path) if part.value is not None]
    except _TooMuch as error:
        return Mistake(place=_place(path, error.mark), message=str(error))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML"
        return Mistake(place=_place(path, mark), message=f"this is not YAML: {said}"[:200])


def _place(path: str, mark: Any) -> Place:
    if mark is None:
        return Place(path=path)
    return Place(path=path, line=mark.line + 1, column=mark.column + 1)


def _documents(text: str, path: str) -> Iterator[Part]:
    builder = _Builder(path)
    for event in yaml.parse(text, Loader=libyaml.Loader):
        if isinstance(event, yaml.DocumentStartEvent):
            builder = _Builder(path, builder.nodes)
        elif isinstance(event, yaml.DocumentEndEvent) and builder.root is not None:
            yield builder.root
        else:
            builder.take(event)


class _Builder:
    """Makes the parts of one document, event by event."""

    def __init__(self, path: str, nodes: int = 0) -> None:
        self.path = path
        self.nodes = nodes
        self.aliases = 0
        self.root: Part | None = None
        self.open: list[Part] = []
        self.keys: list[Part | None] = []
        self.anchors: dict[str, Part] = {}

    def take(self, event: Any) -> None:
        """Take the next event of the document."""
        if isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            is_plain = not event.style and event.implicit[0]
            value = None if is_plain and event.value in _NULLS else event.value
            self._put(self._part(value, event))
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self.open) >= DEEPEST:
                raise _TooMuch(f"nested deeper than {DEEPEST} levels", event.start_mark)
            part = self._part({} if isinstance(event, yaml.MappingStartEvent) else [], event)
            self.open.append(part)
            self.keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            part = self.open.pop()
            self.keys.pop()
            _merge(part)
            self._put(part)

    def _part(self, value: Any, event: Any) -> Part:
        self.nodes += 1
        if self.nodes > MOST:
            raise _TooMuch(f"more than {MOST:,} values", event.start_mark)
        part = Part(value, _place(self.path, event.start_mark))
        if event.anchor is not None:
            self.anchors[event.anchor] = part
        return part

    def _alias(self, event: Any) -> None:
        self.aliases += 1
        part = self.anchors.get(event.anchor)
        if part is None or part in self.open or self.aliases > _MANY_ALIASES:
            raise _TooMuch(f"alias `*{event.anchor}` cannot be followed", event.start_mark)
        self._put(part)

    def _put(self, part: Part) -> None:
        """Put a finished part where it belongs."""
        if not self.open:
            self.root = part
            return
        above = self.open[-1]
        key = self.keys[-1]
        if isinstance(above.value, list):
            above.value.append(part)
        elif key is None:
            self.keys[-1] = part
        else:
            name = key.value if isinstance(key.value, str) else "" if key.value is None else None
            if name is not None:
                above.value[name] = part
            self.keys[-1] = None


def _merge(part: Part) -> None:
    """Put what `<<` names below what the mapping says itself."""
    if not isinstance(part.value, dict) or "<<" not in part.value:
        return
    below = part.value.pop("<<")
    for each in below.value if isinstance(below.value, list) else [below]:
        if isinstance(each.value, dict):
            for key, value in each.value.items():
                part.value.setdefault(key, value)

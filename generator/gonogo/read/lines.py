"""Plain files, line by line: a key, a value, an item, as nearly all files of a catalog are written.

Such a file is read here in a quarter of the time in which libyaml composes it. Whatever else YAML has,
and whatever is wrong or only odd, is not for here but for `yaml12`, which then reads the file as a whole.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from gonogo.read.scalars import AMBIGUOUS, DECIMAL, DIGITS, INT, NUMERIC_START, SPECIAL, WORDS

_LINE = re.compile(
    r"""
    ([ ]*+) (-[ ]++)?+                                            # how far it is indented, and an item's dash
    (?: ((?!(?:null|Null|NULL):)[A-Za-z0-9_][\w./@-]{0,99}+) : (?:[ ]++|\Z) )?+
    (?: ("[^"\\]*+"|'[^']*+')                                     # a value in quotes without escapes
      | (\{\}|\[(?:[A-Za-z][\w-]*+(?:,[ ]*+[A-Za-z][\w-]*+)*+)?+\])
      | ((?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|-(?![ ]|\Z))[^:#]*+(?:(?::(?![ ]|\Z)|(?<![ ])\#)[^:#]*+)*+)
    )?+
    [ ]*+ (?:(?<![^ ])\#(?![^\s#!=-]).*+)?+                       # a comment that does not look like a value
    |[ ]*+\#.*+
    """,
    re.VERBOSE,
)
"""One line. Every quantifier is possessive: a line is looked at once, whatever stands in it."""


class _Unsure(Exception):  # noqa: N818 - an answer, caught within this module
    """There is a line that is not for here."""


def mapping(text: str, depth: int) -> dict[str, Any] | None:
    """Return what a text says of which YAML would say the same without a warning; None where that is open.

    `text` holds no character that must not be in a file. `depth` is how many collections may stand in
    each other.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    try:
        return _mapping(text, depth) or None
    except _Unsure:
        return None


def _mapping(text: str, depth: int) -> dict[str, Any]:
    blocks = _Blocks(depth)
    for line in text.split("\n"):
        at, inner, key, value, form = _known(line) if len(line) <= _SHORT else _line(line)
        if form is _NOTHING:
            continue
        if form is _FLOW:
            value = _flow(value)
        if inner:
            blocks.item(at)
            if not key:
                blocks.append(value)
                continue
            blocks.append_mapping(inner)
        elif at != blocks.column or blocks.here.__class__ is list:
            blocks.entry(at)
        here = blocks.here
        if key in here:
            raise _Unsure
        here[key] = value
        blocks.waiting = key if form is _OPEN else None
    return blocks.root


_NOTHING, _VALUE, _OPEN, _FLOW = range(4)
"""What a line says: nothing, a value, that one may follow below, a collection in brackets."""


_SHORT = 200
"""Characters of a line up to which it is worth remembering: five of six stand elsewhere in a catalog, too."""


def _line(text: str) -> tuple[int, int, str, Any, int]:
    """Return how far a line is indented, where its key stands behind a dash (else 0), key, value and form."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise _Unsure
    indent, dash, key, quoted, flow, plain = found.groups("")
    form = _FLOW if flow else _VALUE if plain or quoted else _OPEN
    if not key:
        if not dash and form is _OPEN:
            form = _NOTHING
        elif not dash or form is _OPEN:
            raise _Unsure
    at = len(indent)
    value = _plain(plain) if plain else quoted[1:-1] if quoted else flow or None
    return at, at + len(dash) if dash else 0, key, value, form


_known = lru_cache(maxsize=4096)(_line)


class _Blocks:
    """The collections that are open, from the top of the file to the one that the last line is part of.

    `here` is the innermost and `column` where it stands; `waiting` is the key of the last line, if its
    value may still come.
    """

    __slots__ = ("_columns", "_depth", "_open", "column", "here", "root", "waiting")

    def __init__(self, depth: int) -> None:
        self.root: dict[str, Any] = {}
        self.here: Any = self.root
        self.column = 0
        self.waiting: str | None = None
        self._columns = [0]
        self._open: list[Any] = [self.root]
        self._depth = depth

    def item(self, at: int) -> None:
        """Go to the list whose items stand at a column."""
        if self.waiting is not None and at >= self.column:
            self._nest([], at)
            return
        self._leave(at)
        if self.column != at or self.here.__class__ is not list:
            raise _Unsure

    def entry(self, at: int) -> None:
        """Go to the mapping whose keys stand at a column."""
        if self.waiting is not None and at > self.column:
            self._nest({}, at)
            return
        self._leave(at)
        if self.here.__class__ is list:  # its items stand where the key does that it belongs to
            self._leave(at, 1)
        if self.column != at:
            raise _Unsure

    def append(self, value: Any) -> None:
        """Add an item that is nothing but a value."""
        self.here.append(value)
        self.waiting = None

    def append_mapping(self, at: int) -> None:
        """Add an item whose keys stand at a column."""
        fresh: dict[str, Any] = {}
        self.here.append(fresh)
        self._enter(fresh, at)

    def _nest(self, fresh: Any, at: int) -> None:
        self.here[self.waiting] = fresh
        self._enter(fresh, at)

    def _enter(self, fresh: Any, at: int) -> None:
        if len(self._open) >= self._depth:
            raise _Unsure
        self._columns.append(at)
        self._open.append(fresh)
        self.column, self.here = at, fresh

    def _leave(self, at: int, more: int = 0) -> None:
        """Close what stands further right than `at`, and so many `more`."""
        columns, left = self._columns, len(self._columns) - more
        while columns[left - 1] > at:
            left -= 1
        del columns[left:], self._open[left:]
        self.column, self.here = columns[-1], self._open[-1]


def _plain(text: str) -> Any:
    """Return the value of a plain scalar."""
    if text[-1] == " ":
        text = text.rstrip(" ")
    if text[0] in NUMERIC_START:
        return _number(text)
    return _word(text) if text in SPECIAL else text


def _word(text: str) -> bool | None:
    if text not in WORDS:
        raise _Unsure
    return WORDS[text]


@lru_cache(maxsize=4096)
def _number(text: str) -> int | Decimal | str:
    """Return what begins like a number: one, or text such as a day."""
    if INT.match(text) or DECIMAL.match(text):
        if len(text) > DIGITS:
            raise _Unsure
        return Decimal(text) if "." in text else int(text)
    if AMBIGUOUS.match(text):
        raise _Unsure
    return text


def _flow(text: str) -> Any:
    """Return the value of an empty collection in brackets, or of a list of words."""
    if text == "{}":
        return {}
    words = text[1:-1].replace(" ", "")
    return [_word(each) if each in SPECIAL else each for each in words.split(",")] if words else []

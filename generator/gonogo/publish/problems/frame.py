"""Lines of a file with marks below the place that is meant."""

import unicodedata
from collections.abc import Iterator, Sequence

from gonogo.model.noun import Noun
from gonogo.model.problem import Place, Problem
from gonogo.publish.problems import safe
from gonogo.publish.problems.style import OF_SEVERITY, Style, paint

WIDTH = 120
"""Columns of a line that are shown."""

_BEFORE = 40
"""Columns of a long line that are kept before the place, so that its context is seen."""

_CUT = "…"


class _Window(Noun):
    """Part of a line: code points `start` to `end` (exclusive)."""

    start: int
    end: int


class _Mark(Noun):
    """What stands below a line: a sign under some code points, and a word beside it."""

    line: int
    start: int
    end: int
    sign: str
    style: Style
    label: str = ""


def gutter(problem: Problem) -> int:
    """Return how wide the column of line numbers is."""
    return len(str(max((problem.place.line, *(number for number, _ in problem.lines)))))


def frame(problem: Problem, *, colour: bool) -> list[str]:
    """Return the lines around the problem's place, marked; none where the problem brings no lines."""
    texts = {number: text.rstrip("\r\n") for number, text in sorted(problem.lines)}
    if problem.place.line not in texts:
        return []
    marks = _marks(problem, texts)
    rows = [_side("", problem, colour=colour)]
    for number, text in texts.items():
        if number - 1 not in texts and number != min(texts):
            rows.append(paint("...", Style.GUTTER, colour=colour))
        here = [mark for mark in marks if mark.line == number]
        window = _window(text, here[0].start if here else 0)
        rows.append(f"{_side(str(number), problem, colour=colour)} {_shown(text, window)}".rstrip())
        side = _side("", problem, colour=colour)
        rows.extend(f"{side} {_drawn(text, window, mark, colour=colour)}" for mark in here)
    return rows


def _side(number: str, problem: Problem, *, colour: bool) -> str:
    return paint(f"{number:>{gutter(problem)}} |", Style.GUTTER, colour=colour)


def is_marked(problem: Problem, place: Place) -> bool:
    """Tell whether the problem's frame shows `place`, which belongs to it."""
    lines = {number for number, _ in problem.lines}
    return place.path == problem.place.path and {place.line, problem.place.line} <= lines


def _marks(problem: Problem, texts: dict[int, str]) -> list[_Mark]:
    own = _mark(problem.place, texts, "^", OF_SEVERITY[problem.severity])
    others = (
        _mark(each.place, texts, "-", Style.GUTTER, safe.message(each.message))
        for each in problem.related
        if is_marked(problem, each.place)
    )
    return [own, *others]


def _mark(place: Place, texts: dict[int, str], sign: str, style: Style, label: str = "") -> _Mark:
    """Return the mark of `place`; one that spans lines is marked to the end of its first."""
    text = texts[place.line]
    start = min(max(place.column - 1, 0), len(text))
    end = place.end_column - 1 if place.end_line == place.line else len(text.rstrip())
    return _Mark(
        line=place.line,
        start=start,
        end=max(min(end, len(text)), start + 1),
        sign=sign,
        style=style,
        label=label,
    )


def _glyph(char: str) -> str:
    return "→" if char == "\t" else safe.visible(char)


def _columns(chars: str) -> int:
    """Return how many columns of a terminal the characters take, as they are shown."""
    if chars.isascii() and chars.isprintable():
        return len(chars)
    return sum(_column(each) for char in chars for each in _glyph(char))


def _column(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(text: str, start: int) -> _Window:
    """Return the part of `text` that is shown: all of a short line, else what is around `start`."""
    if len(text) <= WIDTH and _columns(text) <= WIDTH:
        return _Window(start=0, end=len(text))
    room = WIDTH - 2 * len(_CUT)
    first = start - _fitting(reversed(text[max(start - _BEFORE, 0) : start]), _BEFORE)
    last = first + _fitting(text[first : first + room], room)
    if last == len(text):
        first = last - _fitting(reversed(text[max(last - room, 0) : last]), room)
    return _Window(start=first, end=last)


def _fitting(chars: Iterator[str] | Sequence[str], room: int) -> int:
    """Return how many of `chars` fit into `room` columns."""
    number = 0
    for char in chars:
        room -= _columns(char)
        if room < 0:
            break
        number += 1
    return number


def _shown(text: str, window: _Window) -> str:
    middle = "".join(map(_glyph, text[window.start : window.end]))
    return f"{_CUT if window.start else ''}{middle}{_CUT if window.end < len(text) else ''}"


def _drawn(text: str, window: _Window, mark: _Mark, *, colour: bool) -> str:
    """Return the line below: the sign under each column of the mark that is in the window."""
    start = min(max(mark.start, window.start), window.end)
    before = _columns(text[window.start : start]) + (len(_CUT) if window.start else 0)
    signs = mark.sign * max(_columns(text[start : min(mark.end, window.end)]), 1)
    drawn = f"{signs} {mark.label}".rstrip()
    return f"{'':{before}}{paint(drawn, mark.style, colour=colour)}"

"""Curves over time: the score as steps, and under it strips of what held when."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import TypeVar

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.model.portfolio import GroupStep, ServiceStep, Tally, Verdict
from gonogo.model.standard import Level
from gonogo.publish.charts.ladder import rung
from gonogo.publish.charts.svg import element, number, percent, picture
from gonogo.publish.formats.rounding import scaled, scaled_score
from gonogo.publish.html import html, written

_TOP, _PLOT, _AXIS = 12, 120, 20
_STRIP, _BETWEEN = 20, 4
_WIDE = 1000
_FULL = 100
_TENTHS = _PLOT * 10 // _FULL
"""Tenths of the plot's units that a point is high."""

_PLOTTED = (
    f'<svg y={_TOP} width=100% height={_PLOT} viewBox="0 0 {_WIDE} {_PLOT}"'
    " preserveAspectRatio=none class=go-plot"
)
_GRID = (0, 50, 100)
_LETTER = 0.0105
"""About how much of the narrowest plot that we draw for a letter takes."""

T = TypeVar("T")

_NAMES = {
    Verdict.GO: "Go",
    Verdict.CONDITIONAL: "Conditional",
    Verdict.NO_GO: "No-go",
    Verdict.UNASSESSED: "Unassessed",
}
_UNKNOWN = "Not known"
_TICKS = 4
_APART, _STRETCHES = 200, 40
"""Places that can be told apart on a plot and on a strip as narrow as on a telephone."""

Values = Sequence[tuple[date, Fraction | Tally | None]]
"""What a curve is drawn of: from each day on, a value of 0 to 100 or none."""

Heights = Sequence[tuple[date, int | None]]
"""The same in tenths of the plot's units."""


Looks = Callable[[ServiceStep], tuple[str, str]]
"""Says the label and the tone of a step."""


class Span(Noun):
    """Something that holds from `start` to the next span's start, in the colour of `tone`."""

    start: date
    label: str
    tone: str


class Strip(Noun):
    """A strip under the curve: what held when."""

    name: str
    spans: tuple[Span, ...]


class Marks(Noun):
    """Days that stand out: something is lost, a review was held, the standard changed."""

    losses: tuple[date, ...] = ()
    reviews: tuple[date, ...] = ()
    standards: tuple[date, ...] = ()

    @property
    def said(self) -> str:
        """The same in words, but for losses, which are a table of their own."""
        told = (("reviews on", self.reviews), ("the standard changed on", self.standards))
        return "".join(f"; {word} {', '.join(map(str, days))}" for word, days in told if days)


NONE = Marks()


class _Axis:
    """Days from left to right; where one is, is asked again and again."""

    def __init__(self, start: date, end: date) -> None:
        self.start = start
        self.end = end
        self.whole = (end - start).days or 1
        """Its length in days."""
        self._places: dict[date, str] = {}

    def days(self, day: date) -> int:
        """Return how many days from its start a day is; one that is not on it is at an end of it."""
        days = (day - self.start).days
        return min(days, self.whole) if days > 0 else 0

    def share(self, days: int) -> str:
        """Return what so many days are of the whole."""
        return percent(days / self.whole)

    def x(self, day: date) -> str:
        """Return where a day is on a plot."""
        place = self._places.get(day)
        if place is None:
            place = self._places[day] = str(round(_WIDE * self.days(day) / self.whole))
        return place


_axis = lru_cache(maxsize=64)(_Axis)
"""Forecasts go equally far, so that most curves have the same axis."""


def service_curve(
    steps: Sequence[ServiceStep],
    levels: Sequence[Level],
    *,
    today: date,
    until: date,
    title: str,
    marks: Marks = NONE,
    gaps: Sequence[date] = (),
) -> Markup:
    """Return the score, level and verdict of a service; steps before `today` are the past.

    From each day of `gaps` to the next step nothing is known.
    """
    known: list[tuple[date, ServiceStep | None]] = [(step.day, step) for step in steps]
    if gaps:
        known = sorted([*known, *((day, None) for day in gaps)], key=lambda each: each[0])
    axis = _axis(min([today, *(day for day, _ in known)]), until)
    past = _thinned([each for each in known if each[0] < today], axis, _STRETCHES)
    held = [*past, *(each for each in known if each[0] >= today)]
    strips = (
        Strip(name="Level", spans=tuple(_merged(held, _levels(levels)))),
        Strip(name="Verdict", spans=tuple(_merged(held, _verdict))),
    )
    values = [(day, None if step is None else step.tally) for day, step in known]
    return curve(values, today=today, until=until, title=title, strips=strips, marks=marks)


def group_curve(
    steps: Sequence[GroupStep], *, today: date, until: date, title: str, marks: Marks = NONE
) -> Markup:
    """Return the mean score of a group."""
    values = [(step.day, step.score) for step in steps]
    return curve(values, today=today, until=until, title=title, marks=marks)


def curve(
    values: Values,
    *,
    today: date,
    until: date,
    title: str,
    strips: Sequence[Strip] = (),
    marks: Marks = NONE,
) -> Markup:
    """Return a step curve from the first day to `until`: solid up to `today`, from there on dashed."""
    axis = _axis(min([today, *(day for day, _ in values)]), until)
    height = _TOP + _PLOT + _AXIS + len(strips) * (_STRIP + _BETWEEN)
    return picture(
        title,
        _grid(),
        _plot(values, axis, today, marks),
        *_strips(strips, axis),
        _ticks(axis, height),
        class_=f"go-curve go-strips-{len(strips)}",
        height=height,
        desc=_said(values, until, marks),
    )


def _y(value: int) -> Fraction:
    return _TOP + _PLOT * (1 - Fraction(value, _FULL))


@cache
def _grid() -> Markup:
    lines = Markup()
    for value in _GRID:
        lines += element("line", x1="0", x2="100%", y1=_y(value), y2=_y(value), class_="go-grid")
        lines += element("text", str(value), x="0", y=_y(value) - 3, class_="go-dim")
    return lines


def _plot(values: Values, axis: _Axis, today: date, marks: Marks) -> Markup:
    """Return the steps, stretched to the width that there is; strokes and dots keep their size."""
    heights = [(day, _rounded(value, _TENTHS)) for day, value in values]
    past = [each for each in heights if each[0] < today]
    ahead = [each for each in heights if each[0] >= today]
    paths = (
        ("go-line", _outlines(_thinned(past, axis, _APART), axis, today)),
        ('"go-line go-ahead"', _outlines(ahead, axis, axis.end)),
        ("go-mark", _dots(marks.losses, heights, axis)),
        ('"go-mark go-held"', _dots(marks.reviews, heights, axis)),
        ("go-bar", _uprights(marks.standards, axis)),
        ("go-today", _uprights([today], axis)),
    )
    inner = "".join([f'<path class={class_} d="{path}" />' for class_, path in paths if path])
    return html(f"{_PLOTTED}>{inner}</svg>" if inner else f"{_PLOTTED} />")


def _rounded(value: Fraction | Tally | None, factor: int) -> int | None:
    """Return a value times a factor as a whole number; of a tally, for a fraction takes long to make."""
    if isinstance(value, Tally):
        return scaled_score(value, factor)
    return None if value is None else scaled(value, factor)


@lru_cache(maxsize=4096)
def _down(height: int) -> str:
    """Return how far below the plot's top a height is."""
    return number((_PLOT * 10 - height) / 10)


def _thinned(values: Sequence[tuple[date, T]], axis: _Axis, places: int) -> Sequence[tuple[date, T]]:
    """Return no more values than can be told apart: of several at one of so many places the last."""
    last = {places * axis.days(day) // axis.whole: (day, value) for day, value in values}
    return [*values[:1], *(each for each in last.values() if each[0] != values[0][0])]


def _outlines(heights: Heights, axis: _Axis, end: date) -> str:
    """Return the stretches without a gap as steps; the last one ends on `end`."""
    parts: list[str] = []
    last = None
    for start, height in heights:
        if height == last:
            continue
        x = axis.x(start)
        if last is not None:
            parts.append(f"H{x}")
        if height is not None:
            parts.append(f"{f'M{x} ' if last is None else 'V'}{_down(height)}")
        last = height
    if last is not None:
        parts.append(f"H{axis.x(end)}")
    return "".join(parts)


def _dots(marks: Iterable[date], heights: Heights, axis: _Axis) -> str:
    """Return dots on the curve, as strokes without length."""
    return "".join([f"M{axis.x(day)} {_down(height)}h0" for day, height in _held(marks, heights)])


def _uprights(days: Iterable[date], axis: _Axis) -> str:
    """Return lines from the top to the bottom on days after the first."""
    return "".join(f"M{axis.x(day)} 0v{_PLOT}" for day in days if axis.start < day)


def _held(marks: Iterable[date], heights: Heights) -> Iterator[tuple[date, int]]:
    """Yield the marked days with the height that begins to hold on them."""
    days = [day for day, _ in heights]
    for mark in marks:
        place = bisect_right(days, mark)
        height = heights[place - 1][1] if place else None
        if height is not None:
            yield mark, height


def _strips(strips: Sequence[Strip], axis: _Axis) -> Iterator[Markup]:
    top = _TOP + _PLOT + _BETWEEN
    for strip in strips:
        ends = [*(span.start for span in strip.spans[1:]), axis.end]
        for span, end in zip(strip.spans, ends, strict=False):
            start, label = axis.days(span.start), span.label
            days = axis.days(end) - start
            part = _part(label, span.tone, is_said=days / axis.whole >= (len(label) + 2) * _LETTER)
            yield html(
                f"<svg x={axis.share(start)} y={top} width={axis.share(days)} class=go-strip>"
                f"<title>{strip.name} from {span.start}: {written(label)}</title>{part}</svg>"
            )
        top += _STRIP + _BETWEEN


@lru_cache(maxsize=256)
def _part(label: str, tone: str, *, is_said: bool) -> str:
    text = element("text", label, x=6, y=14, class_=f"go-in go-{tone}") if is_said else ""
    return f"{element('rect', class_=f'go-part go-{tone}')}{text}"


@lru_cache(maxsize=64)
def _ticks(axis: _Axis, height: int) -> Markup:
    ticks = Markup()
    whole = (axis.end - axis.start).days
    for tick in range(_TICKS):
        day = axis.start + timedelta(days=whole * tick // (_TICKS - 1))
        anchor = {0: "start", _TICKS - 1: "end"}.get(tick, "middle")
        ticks += element(
            "text", str(day), x=axis.share(axis.days(day)), y=height - 5, text_anchor=anchor, class_="go-dim"
        )
    return ticks


def _levels(levels: Sequence[Level]) -> Looks:
    """Return what says the name and the tone of a level that is reached."""
    known = _rungs(tuple(levels))
    return lambda step: known.get(step.level or "", ("No level", "rung-0"))


@lru_cache(maxsize=16)
def _rungs(levels: tuple[Level, ...]) -> dict[str, tuple[str, str]]:
    return {each.id: (each.name, f"rung-{rung(index, len(levels))}") for index, each in enumerate(levels)}


def _verdict(step: ServiceStep) -> tuple[str, str]:
    return (_NAMES[step.verdict], step.verdict) if step.verdict else ("No verdict", "not-applicable")


def _merged(held: Iterable[tuple[date, ServiceStep | None]], look: Looks) -> Iterator[Span]:
    """Yield a span for each time that the look changes."""
    last: tuple[str, str] | None = None
    for start, step in held:
        shown = (_UNKNOWN, "unknown") if step is None else look(step)
        if shown != last:
            label, tone = last = shown
            yield Span(start=start, label=label, tone=tone)


def _said(values: Values, until: date, marks: Marks) -> str:
    if not values:
        return "Nothing is known."
    first, last = (
        "no score" if tenths is None else f"{tenths / 10:.1f}"
        for tenths in (_rounded(value, 10) for _, value in (values[0], values[-1]))
    )
    return (
        f"From {first} on {values[0][0]} in {len(values)} steps to {last} on {values[-1][0]}; until {until}"
        f"{marks.said}."
    )

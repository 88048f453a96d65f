"""Curves over time: the score as steps, and under it strips of what held when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.model.portfolio import GroupStep, ServiceStep, Verdict
from gonogo.model.standard import Level
from gonogo.publish.charts.ladder import rung
from gonogo.publish.charts.svg import element, number, percent, picture

_TOP, _PLOT, _AXIS = 12, 120, 20
_STRIP, _BETWEEN = 20, 4
_WIDE = 1000
_FULL = 100
_GRID = (0, 50, 100)
_LETTER = 0.0105
"""About how much of the narrowest plot that we draw for a letter takes."""

_NAMES = {
    Verdict.GO: "Go",
    Verdict.CONDITIONAL: "Conditional",
    Verdict.NO_GO: "No-go",
    Verdict.UNASSESSED: "Unassessed",
}
_TICKS = 4

Values = Sequence[tuple[date, Fraction | None]]
"""What a curve is drawn of: from each day on, a value of 0 to 100 or none."""


class Span(Noun):
    """Something that holds from `start` to the next span's start, in the colour of `tone`."""

    start: date
    label: str
    tone: str


class Strip(Noun):
    """A strip under the curve: what held when."""

    name: str
    spans: tuple[Span, ...]


class _Axis(Noun):
    start: date
    end: date

    def at(self, day: date) -> Fraction:
        """Return where a day is, 0 to 1."""
        whole = (self.end - self.start).days or 1
        return Fraction(min(max((day - self.start).days, 0), whole), whole)


def service_curve(
    steps: Sequence[ServiceStep],
    levels: Sequence[Level],
    *,
    today: date,
    until: date,
    title: str,
    marks: Sequence[date] = (),
) -> Markup:
    """Return the score, level and verdict of a service; steps before `today` are the past."""
    strips = (
        Strip(name="Level", spans=tuple(_merged(_level(step, levels) for step in steps))),
        Strip(
            name="Verdict",
            spans=tuple(
                _merged(
                    Span(
                        start=step.day,
                        label=_NAMES[step.verdict] if step.verdict else "No verdict",
                        tone=step.verdict or "not-applicable",
                    )
                    for step in steps
                )
            ),
        ),
    )
    return curve(
        [(step.day, step.score) for step in steps],
        today=today,
        until=until,
        title=title,
        strips=strips,
        marks=marks,
    )


def group_curve(
    steps: Sequence[GroupStep], *, today: date, until: date, title: str, marks: Sequence[date] = ()
) -> Markup:
    """Return the mean score of a group."""
    return curve(
        [(step.day, step.score) for step in steps], today=today, until=until, title=title, marks=marks
    )


def curve(
    values: Values,
    *,
    today: date,
    until: date,
    title: str,
    strips: Sequence[Strip] = (),
    marks: Sequence[date] = (),
) -> Markup:
    """Return a step curve from the first day to `until`; `marks` are dots, a line stands at `today`."""
    axis = _Axis(start=min([today, *(day for day, _ in values)]), end=until)
    height = _TOP + _PLOT + _AXIS + len(strips) * (_STRIP + _BETWEEN)
    return picture(
        title,
        *_grid(),
        _plot(values, axis, today, marks),
        *_strips(strips, axis),
        *_ticks(axis, height),
        class_=f"go-curve go-strips-{len(strips)}",
        height=height,
        desc=_said(values, until),
    )


def _y(value: Fraction | int) -> Fraction:
    return _TOP + _PLOT * (1 - Fraction(value) / _FULL)


def _grid() -> Iterator[Markup]:
    for value in _GRID:
        yield element("line", x1="0", x2="100%", y1=_y(value), y2=_y(value), class_="go-grid")
        yield element("text", str(value), x="0", y=_y(value) - 3, class_="go-dim")


def _plot(values: Values, axis: _Axis, today: date, marks: Iterable[date]) -> Markup:
    """Return the steps, stretched to the width that there is; strokes and dots keep their size."""
    runs = list(_runs(values, axis))
    dots = "".join(f"M{_x(axis, day)} {number(_down(value))}h0" for day, value in _held(marks, values))
    inner = [element("path", class_="go-area", d="".join(_area(run) for run in runs))]
    inner += [
        element("path", class_=class_, d=path, vector_effect="non-scaling-stroke")
        for class_, path in (("go-line", "".join(_outline(run) for run in runs)), ("go-mark", dots))
        if path
    ]
    if today > axis.start:
        x = _x(axis, today)
        inner.append(
            element("path", class_="go-today", d=f"M{x} 0v{_PLOT}", vector_effect="non-scaling-stroke")
        )
    return element(
        "svg",
        *inner,
        y=_TOP,
        width="100%",
        height=_PLOT,
        viewBox=f"0 0 {_WIDE} {_PLOT}",
        preserveAspectRatio="none",
        class_="go-plot",
    )


def _x(axis: _Axis, day: date) -> str:
    return str(round(_WIDE * axis.at(day)))


def _down(value: Fraction) -> Fraction:
    """Return how far below the plot's top a value is, in tenths."""
    return Fraction(round(_PLOT * (1 - value / _FULL), 1))


def _runs(values: Values, axis: _Axis) -> Iterator[list[tuple[str, str, str]]]:
    """Yield the stretches without a gap: where each step starts and ends, and its height."""
    run: list[tuple[str, str, str]] = []
    ends = [*(day for day, _ in values[1:]), axis.end]
    for (start, value), end in zip(values, ends, strict=False):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((_x(axis, start), _x(axis, end), number(_down(value))))
    if run:
        yield run


def _outline(run: list[tuple[str, str, str]]) -> str:
    first, *_ = run
    return f"M{first[0]} {first[2]}" + "".join(f"V{y}H{end}" for _, end, y in run)


def _area(run: list[tuple[str, str, str]]) -> str:
    first, *_ = run
    return f"M{first[0]} {_PLOT}" + "".join(f"V{y}H{end}" for _, end, y in run) + f"V{_PLOT}z"


def _held(marks: Iterable[date], values: Values) -> Iterator[tuple[date, Fraction]]:
    """Yield the marked days with the value that begins to hold on them."""
    for mark in marks:
        value = next((value for day, value in reversed(values) if day <= mark), None)
        if value is not None:
            yield mark, value


def _strips(strips: Sequence[Strip], axis: _Axis) -> Iterator[Markup]:
    top = _TOP + _PLOT + _BETWEEN
    for strip in strips:
        ends = [*(span.start for span in strip.spans[1:]), axis.end]
        for span, end in zip(strip.spans, ends, strict=False):
            x, wide = axis.at(span.start), axis.at(end) - axis.at(span.start)
            yield element(
                "svg",
                element("title", f"{strip.name} from {span.start}: {span.label}"),
                element("rect", width="100%", height="100%", class_=f"go-part go-{span.tone}"),
                element("text", span.label, x=6, y=14, class_=f"go-in go-{span.tone}")
                if wide >= Fraction(len(span.label) + 2) * Fraction(_LETTER)
                else Markup(),
                x=percent(x),
                y=top,
                width=percent(wide),
                height=_STRIP,
                class_="go-strip",
            )
        top += _STRIP + _BETWEEN


def _ticks(axis: _Axis, height: int) -> Iterator[Markup]:
    whole = (axis.end - axis.start).days
    for tick in range(_TICKS):
        day = axis.start + timedelta(days=whole * tick // (_TICKS - 1))
        anchor = {0: "start", _TICKS - 1: "end"}.get(tick, "middle")
        yield element(
            "text", str(day), x=percent(axis.at(day)), y=height - 5, text_anchor=anchor, class_="go-dim"
        )


def _level(step: ServiceStep, levels: Sequence[Level]) -> Span:
    for index, level in enumerate(levels):
        if level.id == step.level:
            return Span(start=step.day, label=level.name, tone=f"rung-{rung(index, len(levels))}")
    return Span(start=step.day, label="No level", tone="rung-0")


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last is None or (span.label, span.tone) != (last.label, last.tone):
            yield span
        last = span


def _said(values: Values, until: date) -> str:
    if not values:
        return "Nothing is known."
    first, last = (
        "no score" if value is None else f"{round(value * 10) / 10:.1f}"
        for _, value in (values[0], values[-1])
    )
    return (
        f"From {first} on {values[0][0]} in {len(values)} steps to {last} on {values[-1][0]}; until {until}."
    )

"""Bars: a share, one bar a category, and how a whole divides."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.publish.charts.svg import element, number, percent, picture
from gonogo.publish.formats.rounding import scaled

_THICK, _THIN = 14, 8
_FULL = 100


class Bar(Noun):
    """One bar: `score` 0 to 100, or None where there is none. `text` stands after the number."""

    label: str
    score: Fraction | None
    text: str = ""
    href: str | None = None


class Segment(Noun):
    """One part of a whole, in the colour of `tone`."""

    label: str
    count: int
    tone: str
    href: str | None = None


def meter(score: Fraction | None, label: str = "") -> Markup:
    """Return a thin bar for a score of 0 to 100; a picture only where it has a label of its own."""
    held = element("rect", width=percent(score / _FULL)) if score else Markup()
    if label:
        return picture(label, held, class_="go-meter", height=_THIN)
    return element("svg", held, class_="go-meter", aria_hidden="true")


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """Return one bar a row with its label and number; the numbers are the text alternative."""
    return element("ul", *map(_row, rows), class_="go-bars", aria_label=title)


@lru_cache(maxsize=4096)
def _row(bar: Bar) -> Markup:
    label = element("a", bar.label, href=bar.href) if bar.href else element("span", bar.label)
    shown = "–" if bar.score is None else f"{scaled(bar.score, 10) / 10:.1f}"
    return element(
        "li",
        label,
        meter(bar.score),
        element("span", element("b", shown), *([" ", element("small", bar.text)] if bar.text else [])),
    )


def distribution(segments: Sequence[Segment], title: str, *, legend: bool = True) -> Markup:
    """Return a bar that shows how a whole divides, and under it the parts in words and numbers."""
    shown = [segment for segment in segments if segment.count]
    whole = sum(segment.count for segment in shown)
    said = ", ".join(f"{segment.count} {segment.label}" for segment in shown) or "none"
    parts = [element("rect", class_="go-track", width="100%", height=_THICK)]
    start = 0
    for segment in shown:
        parts.append(
            element(
                "rect",
                element("title", f"{segment.label}: {segment.count}"),
                class_=f"go-part go-{segment.tone}",
                x=percent(Fraction(start, whole)),
                width=percent(Fraction(segment.count, whole)),
                height=_THICK,
            )
        )
        start += segment.count
    bar = picture(title, *parts, class_="go-dist", height=_THICK, desc=said)
    return bar + (element("ul", *map(_key, shown), class_="go-keys") if legend and shown else Markup())


def _key(segment: Segment) -> Markup:
    text = Markup().join([segment.label, " ", element("b", number(segment.count))])
    return element(
        "li",
        element("span", "", class_=f"go-dot go-{segment.tone}", aria_hidden="true"),
        element("a", text, href=segment.href) if segment.href else text,
    )

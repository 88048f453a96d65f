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
    drawn = [
        _row(bar.label, None if bar.score is None else bar.score.as_integer_ratio(), bar.text, bar.href)
        for bar in rows
    ]
    return element("ul", *drawn, class_="go-bars", aria_label=title)


@lru_cache(maxsize=4096)
def _row(label: str, ratio: tuple[int, int] | None, text: str, href: str | None) -> Markup:
    """Return one bar; a score as two numbers, for it takes long to look a fraction up."""
    score = None if ratio is None else Fraction(*ratio)
    shown = "–" if score is None else f"{scaled(score, 10) / 10:.1f}"
    return element(
        "li",
        element("a", label, href=href) if href else element("span", label),
        meter(score),
        element("span", element("b", shown), *([" ", element("small", text)] if text else [])),
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

"""The ladder of levels."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from gonogo.model.noun import Noun
from gonogo.publish.charts.svg import element

_SHADES = 3


class Rung(Noun):
    """One level: its name, whether it is reached, and what is to be said of it."""

    name: str
    is_reached: bool
    is_required: bool = False
    text: str = ""


def rung(index: int, whole: int) -> int:
    """Return the shade of the level at `index` (from 0) of `whole`: 1 to 3, the top always 3."""
    return max(1, _SHADES - (whole - 1 - index))


def ladder(rungs: Sequence[Rung], title: str) -> Markup:
    """Return the levels in rising order; words say what is reached and what is required."""
    steps = [_step(each, rung(index, len(rungs))) for index, each in enumerate(rungs)]
    return element("ol", *steps, class_="go-ladder", aria_label=title)


@lru_cache(maxsize=1024)
def _step(each: Rung, shade: int) -> Markup:
    return element(
        "li",
        element("b", each.name),
        element("span", _said(each)),
        *([element("small", each.text)] if each.text else []),
        class_=f"go-rung-{shade} {'is-reached' if each.is_reached else 'is-ahead'}"
        f"{' is-required' if each.is_required else ''}",
    )


def _said(each: Rung) -> str:
    said = "reached" if each.is_reached else "not reached"
    return f"{said} · required" if each.is_required else said

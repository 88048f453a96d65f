"""A cell of a heat map, in which the darkest are the worst."""

from fractions import Fraction

from markupsafe import Markup

from gonogo.publish.charts.svg import element

_FULL = 100
_FROM = (50, 70, 85, _FULL)
"""From which scores on a cell is one shade better."""

_NOTHING = element(
    "td", element("span", "–", class_="go-dim", title="Nothing counts here"), class_="go-heat n"
)


def heat(score: Fraction | int | None, href: str = "", title: str = "") -> Markup:
    """Return a score of 0 to 100 as a cell; a link where there is an address."""
    if score is None:
        return _NOTHING
    said = str(_whole(score))
    inner = element("a", said, href=href, title=title or None) if href else said
    return element("td", inner, class_=f"go-heat go-heat-{sum(score >= bound for bound in _FROM)} n")


def _whole(score: Fraction | int) -> int:
    """Return a score without decimals; never 100 or 0 unless it is exactly that."""
    return int(score) if score in {0, _FULL} else min(max(round(score), 1), _FULL - 1)

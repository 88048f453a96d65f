"""The risk matrix: a real table of five by five."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain

from markupsafe import Markup

from gonogo.model.portfolio import MatrixCell
from gonogo.model.standard import Band
from gonogo.publish.charts.svg import element
from gonogo.publish.html import html

LIKELIHOOD = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
"""What the numbers of likelihood mean."""

IMPACT = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Critical"}
"""What the numbers of impact mean."""

_SHADES = 4
_ROWS = "\0"
_WIDE = 1 + len(IMPACT)


def band_of(exposure: int, bands: Sequence[Band]) -> Band:
    """Return the band of an exposure; above all bounds the last."""
    return next((band for band in bands if exposure <= band.up_to), bands[-1])


def shade(band: str, bands: Sequence[Band]) -> int:
    """Return the shade of a band, 1 to 4, so that the worst is always the darkest."""
    index = next((index for index, each in enumerate(bands) if each.id == band), 0)
    return max(1, _SHADES - (len(bands) - 1 - index))


def matrix(
    cells: Iterable[MatrixCell],
    bands: Sequence[Band],
    caption: str,
    href: Callable[[MatrixCell], str] | None = None,
    describe: Callable[[MatrixCell], str] | None = None,
) -> Markup:
    """Return likelihood (rows, 5 to 1) by impact (columns, 1 to 5).

    A cell counts its risks and links to `href(cell)`; `describe(cell)` names them.
    """
    looks, empty = _looks(tuple(bands))
    shown = list(empty)
    for cell in cells:
        if cell.risks:
            position = cell.position
            band, class_ = looks[position.exposure]
            at, names = href(cell) if href else None, describe(cell) if describe else None
            place = (len(LIKELIHOOD) - position.likelihood) * _WIDE + position.impact
            shown[place] = _filled(len(cell.risks), band, class_, at, names)
    before, after = _around(caption)
    return html(f"{before}{''.join(shown)}{after}")


@lru_cache(maxsize=64)
def _around(caption: str) -> tuple[str, str]:
    """Return what stands before and after the rows."""
    table = element(
        "table", element("caption", caption), _head(), element("tbody", html(_ROWS)), class_="go-matrix"
    )
    whole = element("div", table, class_="go-scroll", role="group", aria_label=caption, tabindex="0")
    before, _, after = str(whole).partition(_ROWS)
    return before, after


@cache
def _head() -> Markup:
    row = element(
        "tr",
        element("th", element("span", "Likelihood ↑ · impact →", class_="go-dim"), scope="col"),
        *(element("th", str(impact), element("span", said), scope="col") for impact, said in IMPACT.items()),
    )
    return element("thead", row)


def _row_head(likelihood: int) -> Markup:
    head = element("th", str(likelihood), element("span", LIKELIHOOD[likelihood]), scope="row")
    return html(f"<tr>{head}")


@lru_cache(maxsize=16)
def _looks(bands: tuple[Band, ...]) -> tuple[dict[int, tuple[str, str | None]], tuple[str, ...]]:
    """Return the band of each exposure with the class of its cells, and rows without risks, head by cell."""
    places = [(likelihood, impact) for likelihood in LIKELIHOOD for impact in IMPACT]
    found = {part * whole: band_of(part * whole, bands) for part, whole in places}
    looks = {each: (band.id, _class(band, bands)) for each, band in found.items()}
    rows = [
        (_row_head(likelihood), *(element("td", "", class_=looks[likelihood * each][1]) for each in IMPACT))
        for likelihood in reversed(LIKELIHOOD)
    ]
    return looks, tuple(chain(*rows))


@lru_cache(maxsize=4096)
def _filled(count: int, band: str, class_: str | None, href: str | None, title: str | None) -> Markup:
    inner: tuple[Markup, ...] = (element("b", str(count)), element("small", band))
    if href:
        inner = (element("a", *inner, href=href, title=title),)
    return element("td", *inner, class_=class_)


def _class(band: Band, bands: Sequence[Band]) -> str | None:
    dark = shade(band.id, bands)
    return f"go-band-{dark}" if dark > 1 else None

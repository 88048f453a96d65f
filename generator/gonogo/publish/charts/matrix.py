"""The risk matrix: a real table of five by five."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from gonogo.model.portfolio import MatrixCell
from gonogo.model.standard import Band
from gonogo.publish.charts.svg import element

LIKELIHOOD = {1: "Rare", 2: "Unlikely", 3: "Possible", 4: "Likely", 5: "Almost certain"}
"""What the numbers of likelihood mean."""

IMPACT = {1: "Negligible", 2: "Minor", 3: "Moderate", 4: "Major", 5: "Critical"}
"""What the numbers of impact mean."""

_SHADES = 4


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
    by_place = {(cell.position.likelihood, cell.position.impact): cell for cell in cells if cell.risks}
    head = element(
        "tr",
        element("th", element("span", "Likelihood ↑ · impact →", class_="go-dim"), scope="col"),
        *(element("th", str(impact), element("span", said), scope="col") for impact, said in IMPACT.items()),
    )
    rows = [
        element(
            "tr",
            element("th", str(likelihood), element("span", LIKELIHOOD[likelihood]), scope="row"),
            *(
                _cell(by_place.get((likelihood, impact)), likelihood * impact, bands, href, describe)
                for impact in IMPACT
            ),
        )
        for likelihood in reversed(LIKELIHOOD)
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", head),
            element("tbody", *rows),
            class_="go-matrix",
        ),
        class_="go-scroll",
        role="group",
        aria_label=caption,
        tabindex="0",
    )


def _cell(
    cell: MatrixCell | None,
    exposure: int,
    bands: Sequence[Band],
    href: Callable[[MatrixCell], str] | None,
    describe: Callable[[MatrixCell], str] | None,
) -> Markup:
    band = band_of(exposure, bands)
    dark = shade(band.id, bands)
    class_ = f"go-band-{dark}" if dark > 1 else None
    if cell is None:
        return element("td", "", class_=class_)
    inner = element("b", str(len(cell.risks))) + element("small", band.id)
    if href:
        inner = element("a", inner, href=href(cell), title=describe(cell) if describe else None)
    return element("td", inner, class_=class_)

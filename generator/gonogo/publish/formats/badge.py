"""Badges: a service's verdict and level as an SVG, and as an endpoint for shields-style servers."""

from collections.abc import Iterator

from markupsafe import Markup

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Scorecard, Verdict
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.json_ import dump

LABEL = "readiness"

COLOURS = {
    Verdict.GO: "1a7f37",
    Verdict.CONDITIONAL: "8a5a00",
    Verdict.NO_GO: "b42318",
    Verdict.UNASSESSED: "57606a",
    None: "57606a",
}
"""The verdict's colour; white text on it has a contrast of at least 4.5."""

HEIGHT, PADDING = 20, 7

NARROW, WIDE = "fijlrtI.,:;'|!()[] ·-", "mwMW%@"
"""Letters that are narrower and wider than usual; `textLength` makes whatever font there is fit."""

WIDTHS = (3.9, 6.6, 10.2)

TEMPLATE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img" aria-label="{title}"><title>{title}</title>'
    '<clipPath id="r"><rect width="{width}" height="{height}" rx="3"/></clipPath>'
    '<g clip-path="url(#r)"><rect width="{left}" height="{height}" fill="#444c56"/>'
    '<rect x="{left}" width="{right}" height="{height}" fill="#{colour}"/></g>'
    '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">'
    '<text x="{padding}" y="14" textLength="{label_width}">{label}</text>'
    '<text x="{start}" y="14" textLength="{said_width}">{said}</text></g></svg>\n'
)


def render(portfolio: Portfolio, _facts: Facts) -> Iterator[Artifact]:
    """Yield both files of every service."""
    for card in portfolio.scorecards.values():
        yield Artifact(path=f"badges/{card.id}.svg", content=svg(card, portfolio).encode())
        yield Artifact(path=f"badges/{card.id}.json", content=dump(endpoint(card, portfolio)))


def svg(card: Scorecard, portfolio: Portfolio) -> str:
    """Return the badge of a service as a picture that needs nothing else."""
    said = message(card, portfolio)
    label_width, said_width = _width(LABEL), _width(said)
    left, right = label_width + 2 * PADDING, said_width + 2 * PADDING
    return TEMPLATE.format(
        title=f"{card.service.name}: {LABEL} {said}",
        label=LABEL,
        said=said,
        colour=COLOURS[card.verdict],
        width=left + right,
        height=HEIGHT,
        left=left,
        right=right,
        padding=PADDING,
        label_width=label_width,
        start=left + PADDING,
        said_width=said_width,
    )


def endpoint(card: Scorecard, portfolio: Portfolio) -> dict[str, object]:
    """Return what https://shields.io/badges/endpoint-badge asks for."""
    said, colour = message(card, portfolio), COLOURS[card.verdict]
    return {"schemaVersion": 1, "label": LABEL, "message": said, "color": colour}


def message(card: Scorecard, portfolio: Portfolio) -> str:
    """Say where a service stands: its verdict, or its lifecycle where it has none, and its level."""
    standing = card.verdict or card.service.lifecycle
    level = next((each.name for each in portfolio.standard.levels if each.id == card.level), None)
    return f"{standing} · {level}" if level and card.verdict is not Verdict.UNASSESSED else str(standing)


def _width(text: str) -> int:
    """Return about how wide a text is."""
    narrow, usual, wide = WIDTHS
    return round(sum(narrow if each in NARROW else wide if each in WIDE else usual for each in text))

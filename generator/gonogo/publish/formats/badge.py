"""Badges: a service's verdict and level as an SVG, and as an endpoint for shields-style servers."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, Portfolio, Scorecard, Verdict
from gonogo.publish.formats.facts import Facts, OfService
from gonogo.publish.formats.json_ import dump
from gonogo.publish.links import Links

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

START = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img" aria-label="'
)

REST = Markup(
    "</title>"
    '<clipPath id="r"><rect width="{width}" height="{height}" rx="3"/></clipPath>'
    '<g clip-path="url(#r)"><rect width="{left}" height="{height}" fill="#444c56"/>'
    '<rect x="{left}" width="{right}" height="{height}" fill="#{colour}"/></g>'
    '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">'
    '<text x="{padding}" y="14" textLength="{label_width}">{label}</text>'
    '<text x="{start}" y="14" textLength="{said_width}">{said}</text></g></svg>\n'
)
"""What stands around the name of a service; the same for all of which the same is said."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield both files of every service."""
    files = of_service(portfolio, facts.links)
    for card in portfolio.scorecards.values():
        yield from files(card, ())


def of_service(portfolio: Portfolio, _links: Links) -> OfService:
    """Return what makes both files of a service; nothing in them falls due."""
    levels = {level.id: level.name for level in portfolio.standard.levels}

    def files(card: Scorecard, _due: Iterable[Due]) -> Iterator[Artifact]:
        said, colour = _message(card, levels), COLOURS[card.verdict]
        yield Artifact(path=f"badges/{card.id}.svg", content=_svg(card.service.name, said, colour))
        yield Artifact(path=f"badges/{card.id}.json", content=_endpoint(said, colour))

    return files


def message(card: Scorecard, portfolio: Portfolio) -> str:
    """Say where a service stands: its verdict, or its lifecycle where it has none, and its level."""
    return _message(card, {level.id: level.name for level in portfolio.standard.levels})


def _message(card: Scorecard, levels: Mapping[str, str]) -> str:
    standing = card.verdict or card.service.lifecycle
    level = levels.get(card.level or "")
    return f"{standing} · {level}" if level and card.verdict is not Verdict.UNASSESSED else str(standing)


def _svg(name: str, said: str, colour: str) -> bytes:
    """Return the badge of a service as a picture that needs nothing else."""
    start, rest = _frame(said, colour)
    title = escape(f"{name}: {LABEL} {said}")
    return f'{start}{title}"><title>{title}{rest}'.encode()


@lru_cache(maxsize=256)
def _frame(said: str, colour: str) -> tuple[str, str]:
    """Return what stands before and after a badge's title."""
    label_width, said_width = _width(LABEL), _width(said)
    left, right = label_width + 2 * PADDING, said_width + 2 * PADDING
    width = left + right
    rest = REST.format(
        label=LABEL,
        said=said,
        colour=colour,
        width=width,
        height=HEIGHT,
        left=left,
        right=right,
        padding=PADDING,
        label_width=label_width,
        start=left + PADDING,
        said_width=said_width,
    )
    return START.format(width=width, height=HEIGHT), rest


@lru_cache(maxsize=256)
def _endpoint(said: str, colour: str) -> bytes:
    """Return what https://shields.io/badges/endpoint-badge asks for."""
    return dump({"schemaVersion": 1, "label": LABEL, "message": said, "color": colour})


def _width(text: str) -> int:
    """Return about how wide a text is."""
    narrow, usual, wide = WIDTHS
    return round(sum(narrow if each in NARROW else wide if each in WIDE else usual for each in text))

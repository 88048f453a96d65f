import json
import xml.etree.ElementTree as ET

import pytest

from gonogo.publish.formats import badge
from publish.formats import samples
from publish.formats.samples import Sample

SVG = "{http://www.w3.org/2000/svg}"


def contents(sample: Sample) -> dict[str, bytes]:
    return {each.path: each.content for each in badge.render(sample.portfolio, sample.facts)}


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile()])
def test_every_badge_is_a_picture_that_says_where_its_service_stands(sample: Sample) -> None:
    found = contents(sample)
    for id_, card in sample.portfolio.scorecards.items():
        picture = ET.fromstring(found[f"badges/{id_}.svg"])  # noqa: S314 - our own
        said = badge.message(card, sample.portfolio)
        assert picture.get("aria-label") == f"{card.service.name}: readiness {said}"
        assert said in [each.text for each in picture.iter(f"{SVG}text")]


def test_the_endpoint_is_what_badge_servers_ask_for() -> None:
    endpoint = json.loads(contents(samples.demo())["badges/checkout-api.json"])
    assert endpoint == {"schemaVersion": 1, "label": "readiness", "message": "go · Silver", "color": "1a7f37"}


def test_a_service_without_a_verdict_shows_its_lifecycle() -> None:
    found = contents(samples.hostile())
    assert json.loads(found["badges/new.json"])["message"] == "planned"


@pytest.mark.parametrize("colour", sorted(set(badge.COLOURS.values())))
def test_white_text_stands_out_on_every_colour(colour: str) -> None:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    )
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5

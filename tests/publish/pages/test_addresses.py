"""Addresses are worked out once for all pages of a folder, and are those of each page."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import pytest

from gonogo.publish.links import Links
from gonogo.publish.pages.environment import FILTERS, Here, Inputs, contents, link, lost, points
from publish.pages import drawn

PATHS = [
    "index",
    "matrix",
    "services/index",
    "services/a",
    "services/ab",
    "checks/index",
    "checks/a",
    "guide/codes",
    "guide/codes/a",
    "guide/index",
]


@pytest.fixture(params=[True, False])
def inputs(request: pytest.FixtureRequest) -> Inputs:
    return replace(drawn.demo(), links=Links(directory_urls=request.param))


def test_every_page_sees_every_other_at_its_address(inputs: Inputs) -> None:
    for start, end, fragment in [*product(PATHS, PATHS, ("", "x"))] * 2:
        assert Here(inputs, start).to(end, fragment) == inputs.links.href(start, end, fragment), (start, end)


def test_every_page_links_to_checks_at_their_address(inputs: Inputs) -> None:
    one, other = list(inputs.portfolio.standard.checks.values())[:2]
    starts = [*PATHS, f"checks/{one.id}", f"checks/{other.id}"]
    for start, check in [*product(starts, (one, other))] * 2:
        context = SimpleNamespace(parent={"here": Here(inputs, start)})
        address = inputs.links.href(start, f"checks/{check.id}")
        assert FILTERS["check"](context, check.id) == link(address, check.title)
        assert FILTERS["check"](context, "<x>") == "<code>&lt;x&gt;</code>"


@pytest.mark.parametrize(
    "value", [None, Fraction(0), Fraction(1, 3), Fraction(1, 20), Fraction(3, 20), Fraction(-5)]
)
def test_what_is_lost_is_gained_the_other_way_round(value: Fraction | None) -> None:
    assert lost(value) == points(None if value is None else -value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", []),
        (
            '<h2 id="a">A <b>&lt;b&gt;</b>\n c</h2><p><h2 id="b" class=x>B</h2>',
            [("a", "A <b> c"), ("b", "B")],
        ),
        ('<h2 id="">no<h2 id="c">C</h2>', [("c", "C")]),
        ('<h2 id="a">never ends', []),
    ],
)
def test_contents_are_the_headings_as_text(body: str, said: list[tuple[str, str]]) -> None:
    assert [(each.id, each.title) for each in contents(body)] == said

"""What holds for every page of which there are as many as things."""

from collections import Counter
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest

from gonogo.model.artifact import PageKind
from gonogo.publish import pages
from gonogo.publish.formats import FORMATS
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, Renderer
from publish.formats import samples
from publish.pages import drawn
from publish.pages.drawn import Elements

SIZE_LIMIT = 60_000
# fmt: off
TAGS = {
    "a", "b", "blockquote", "br", "caption", "circle", "code", "dd", "desc", "details", "div", "dl",
    "dt", "em", "g", "h2", "h3", "h4", "i", "img", "li", "line", "ol",
    "p", "path", "pre", "q", "rect", "small", "span", "strong", "summary", "svg", "table",
    "tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul",
}
# fmt: on


@pytest.fixture(params=["demo", "hostile"])
def inputs(request: pytest.FixtureRequest) -> Inputs:
    chosen: Inputs = getattr(drawn, request.param)()
    return chosen


def test_a_body_is_sound_and_runs_nothing(inputs: Inputs) -> None:
    for ref, page in drawn.every(inputs, *drawn.STAMPED):
        found = Elements(page.body)
        assert {tag for tag, _ in found.elements} <= TAGS, ref.path
        for tag, attributes in found.elements:
            assert not any(name == "style" or name.startswith("on") for name in attributes), (ref.path, tag)
        addresses = found.values("href") + found.values("src")
        assert all(urlsplit(each).scheme in {"", "http", "https", "mailto"} for each in addresses), ref.path
        assert not any(each.startswith("//") for each in addresses), ref.path
        assert not page.scripts


def test_ids_are_there_once_and_headings_are_the_contents(inputs: Inputs) -> None:
    for ref, page in drawn.every(inputs, *drawn.STAMPED):
        found = Elements(page.body)
        doubled = [id_ for id_, number in Counter(found.values("id")).items() if number > 1]
        assert not doubled, ref.path
        assert [each.id for each in page.contents] == found.values("id", of="h2"), ref.path
        assert page.contents, ref.path
        assert "h1" not in {tag for tag, _ in found.elements}


def test_a_page_is_light(inputs: Inputs) -> None:
    heavy = {ref.path: len(page.body.encode()) for ref, page in drawn.every(inputs, PageKind.SERVICE)}
    assert max(heavy.values()) <= SIZE_LIMIT, heavy


def test_a_page_is_the_same_every_time(inputs: Inputs) -> None:
    for ref, page in drawn.every(inputs, *drawn.STAMPED):
        assert Renderer(inputs).page(ref) == page


@cache
def _ids(path: str) -> frozenset[str]:
    inputs = drawn.demo()
    ref = next(each for each in pages.refs(inputs.portfolio) if each.path == path)
    return frozenset(Elements(Renderer(inputs).page(ref).body).values("id"))


def test_every_link_leads_to_a_page_a_place_or_a_file() -> None:
    inputs = drawn.demo()
    links: Links = inputs.links
    paths = {links.url(ref.path): ref.path for ref in pages.refs(inputs.portfolio)}
    facts = samples.demo().facts
    files = {each.path for render in FORMATS.values() for each in render(inputs.portfolio, facts)}
    for ref, page in drawn.every(inputs, *drawn.STAMPED):
        found = Elements(page.body)
        for address in found.values("href") + found.values("src"):
            if urlsplit(address).scheme:
                continue
            whole = urlsplit(urljoin(samples.SITE + links.url(ref.path), address))
            below = whole.geturl().removeprefix(samples.SITE).partition("#")[0].partition("?")[0]
            if below in files or below.startswith("guide/"):
                continue
            assert below in paths, (ref.path, address)
            if whole.fragment:
                assert whole.fragment in _ids(paths[below]), (ref.path, address)


def test_pages_work_without_folders_as_addresses() -> None:
    inputs = drawn.inputs_of(samples.demo().portfolio, links=Links(directory_urls=False))
    body = drawn.page(inputs, PageKind.SERVICE, "checkout-assistant").body
    assert '"../teams/team-checkout.html"' in body


def test_an_organisation_that_has_not_begun_has_its_pages() -> None:
    inputs = drawn.inputs_of(samples.empty().portfolio)
    assert all(page.body for _, page in drawn.every(inputs, *pages.KINDS))


def test_former_ids_lead_to_the_service() -> None:
    moved = {each.path: each.to for each in pages.redirects(drawn.demo().portfolio)}
    assert moved["services/shop-assistant"] == "services/checkout-assistant"

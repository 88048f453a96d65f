"""The hostile portal in a browser: no script runs, nothing is called, texts stand as they were written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, expect

from hostile.conftest import Sites, serving
from hostile.payloads import TEXTS
from hostile.story import SUBJECTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile")]

WATCH = """
window.canary = (name) => console.error(`canary ${name}`);
document.addEventListener("securitypolicyviolation", (event) => console.error(`policy ${event.blockedURI}`));
"""

LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
"""Reads pages as the browser itself does, without running or loading anything."""

MARKDOWN = {
    "a",
    "a href",
    "a rel",
    "blockquote",
    "br",
    "code",
    "em",
    "li",
    "ol",
    "ol start",
    "p",
    "pre",
    "strong",
    "ul",
}
"""What notes may be made of."""

SHARE = 25
"""Pages that are handed to the browser at once."""


def squeezed(text: str) -> str:
    """Return a text as HTML shows it: runs of blanks are one."""
    return " ".join(text.split())


def looked_at(page: Page, texts: list[str]) -> list[dict[str, Any]]:
    """Return what the browser makes of pages."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(texts), SHARE):
        found += page.evaluate(LOOK, texts[start : start + SHARE])
    return found


def active_beyond(hostile: dict[str, Any], harmless: dict[str, Any]) -> set[str]:
    """Return what a page is made of, runs or loads that its twin does not; what is text counts nothing."""
    made = set(hostile["made"]) - set(harmless["made"]) - MARKDOWN
    return made | (set(hostile["active"]) - set(harmless["active"]))


@pytest.fixture(scope="module")
def parser(browser: Browser) -> Iterator[Page]:
    """Return an empty page, in which others are looked at."""
    page = browser.new_page()
    yield page
    page.close()


def differing(sites: Sites) -> list[str]:
    """Return the pages that differ."""
    names = sorted(path.relative_to(sites.hostile).as_posix() for path in sites.hostile.rglob("*.html"))
    return [
        each for each in names if (sites.hostile / each).read_bytes() != (sites.harmless / each).read_bytes()
    ]


def test_every_page_runs_and_loads_what_its_harmless_twin_does(parser: Page, sites: Sites) -> None:
    names = differing(sites)
    assert len(names) > 4 * len(TEXTS)
    pairs = [looked_at(parser, [(site / name).read_text("utf-8") for name in names]) for site in sites]
    for name, hostile, harmless in zip(names, *pairs, strict=True):
        assert active_beyond(hostile, harmless) == set(), name
        assert sorted(hostile["ids"]) == sorted(harmless["ids"]), name
        assert len(set(hostile["ids"])) == len(hostile["ids"]), name


def test_commits_stand_as_they_were_written(parser: Page, sites: Sites) -> None:
    (page,) = looked_at(parser, [(sites.hostile / "changes.html").read_text("utf-8")])
    shown = squeezed(page["text"])
    assert all(squeezed(subject) in shown for subject in (*SUBJECTS[:2], *SUBJECTS[-2:]))
    assert "onmouseover=canary(44)" in page["text"]


@pytest.mark.parametrize("folder", ["services/s", "teams/t", "checks/h", "risks/r"])
def test_titles_stand_as_they_were_written(parser: Page, sites: Sites, folder: str) -> None:
    pages = [(sites.hostile / f"{folder}{number}.html").read_text("utf-8") for number in range(len(TEXTS))]
    found = looked_at(parser, pages)
    if folder in {"services/s", "teams/t"}:
        assert [squeezed(each["heading"]) for each in found] == [squeezed(each) for each in TEXTS]
    for each in found:
        assert squeezed(each["title"]).startswith(squeezed(each["heading"]))
        assert squeezed(each["heading"]) in {squeezed(text) for text in TEXTS}


class Heard(NamedTuple):
    """What a page should not have done."""

    errors: list[str]
    outside: list[str]


@contextmanager
def opened(browser: Browser, origin: str) -> Iterator[tuple[Page, Heard]]:
    """Give a page in which everything is heard, and from which nothing gets out."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    heard = Heard([], [])
    context.add_init_script(WATCH)

    def refuse(route: Route) -> None:
        heard.outside.append(route.request.url)
        route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.errors.append(message.text)

    def dismiss(dialog: Dialog) -> None:
        heard.errors.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.route(lambda url: not url.startswith((origin, "data:", "blob:")), refuse)
    page = context.new_page()
    page.on("console", hear)
    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    page.on("popup", lambda popup: heard.outside.append(popup.url))
    try:
        yield page, heard
    finally:
        context.close()


LISTS = (
    "index", "services/index", "matrix", "on-call", "dependencies", "ai-readiness", "problems", "teams/index",
    "platforms", "upkeep", "checks/index", "risks/index", "reviews", "waivers", "changes", "data",
    "guide/index", "404",
)  # fmt: skip
SOME = [
    f"{kind}{number}" for kind in ("services/s", "teams/t", "checks/h", "risks/r") for number in (0, 21, 46)
]


@pytest.mark.parametrize("policy", [False, True], ids=["bare", "defended"])
def test_no_page_runs_or_calls_anything(browser: Browser, sites: Sites, *, policy: bool) -> None:
    with serving(sites.hostile, policy=policy) as origin, opened(browser, origin) as (page, heard):
        for name in (*LISTS, *SOME):
            page.goto(f"{origin}/{name}.html", wait_until="load")
            page.wait_for_timeout(50)
            assert heard == Heard([], []), name


ALL = {squeezed(each) for each in TEXTS}


@pytest.mark.parametrize("name", ["services/index", "matrix", "risks/index"])
def test_big_tables_show_texts_as_they_were_written(browser: Browser, sites: Sites, name: str) -> None:
    with serving(sites.hostile, policy=False) as origin, opened(browser, origin) as (page, heard):
        page.goto(f"{origin}/{name}.html", wait_until="load")
        page.select_option(".dt-length select", "250")
        page.wait_for_timeout(200)
        page.locator("[data-go-columns] input").evaluate_all(
            "all => all.forEach((box) => box.checked || box.click())"
        )
        page.wait_for_timeout(200)
        links = page.locator("table tbody a").all_text_contents()
        assert {squeezed(each) for each in links} >= ALL
        groups = page.locator("select[name=group] option").evaluate_all(
            "all => all.map((each) => each.value)"
        )
        for group in groups:
            page.select_option("select[name=group]", group)
            page.wait_for_timeout(100)
        page.fill("input[name=find]", "<script>canary(1)")
        page.wait_for_timeout(300)
        assert page.locator("table tbody a", has_text="<script>canary(1)</script>").count() > 0
        assert heard == Heard([], [])


def answers(page: Page, field: str, asked: str, found: str) -> list[str]:
    """Return what is found for what is asked: that of the last question goes first, then something comes."""
    page.locator(field).fill("")
    page.locator(field).press("Backspace")
    expect(page.locator(found)).to_have_count(0)
    page.locator(field).press_sequentially(asked)
    expect(page.locator(found), asked).not_to_have_count(0)
    page.wait_for_timeout(300)
    return page.locator(found).all_text_contents()


def test_the_finder_shows_texts_as_they_were_written(browser: Browser, sites: Sites) -> None:
    with serving(sites.hostile, policy=False) as origin, opened(browser, origin) as (page, heard):
        page.goto(f"{origin}/index.html", wait_until="load")
        found: set[str] = set()
        for asked in ("script canary", "svg onload", "img onerror", "calc", "proto", "iframe"):
            found |= set(answers(page, "[data-go-finder] input", asked, "[data-go-finder] li b"))
        assert found <= {*TEXTS, "Cart"}
        assert {"<script>canary(1)</script>", "=cmd|'/c calc'!A1", "__proto__"} <= found
        assert heard == Heard([], [])


def test_search_shows_texts_as_they_were_written(browser: Browser, sites: Sites) -> None:
    with serving(sites.hostile, policy=False) as origin, opened(browser, origin) as (page, heard):
        page.goto(f"{origin}/guide/index.html", wait_until="load")
        shown: set[str] = set()
        titles = ".md-search-result__list :is(h1, h2)"
        for asked in ("canary", "script", "onerror", "evil.example", "quoted"):
            shown |= set(map(squeezed, answers(page, "input[name=query]", asked, titles)))
        assert "<script>canary(1)</script>" in shown
        assert len(shown & ALL) > 5
        assert heard == Heard([], [])


LIVE = {
    "script": ("<script>canary(0)</script>", "canary 0"),
    "handler": ("<img src=missing.png onerror=canary(0)>", "canary 0"),
    "dialog": ("<svg onload=alert(0)></svg>", "dialog 0"),
    "address": ("<iframe src='javascript:parent.canary(0)'></iframe>", "canary 0"),
    "request": ("<img src=https://evil.example/x.png>", "https://evil.example/x.png"),
    "style": ("<style>h1{background:url(https://evil.example/y)}</style>", "https://evil.example/y"),
}


@pytest.mark.parametrize("kind", LIVE)
def test_what_is_alive_would_be_heard_and_seen(
    browser: Browser, parser: Page, sites: Sites, tmp_path: Path, kind: str
) -> None:
    payload, sign = LIVE[kind]
    whole = (sites.harmless / "waivers.html").read_text("utf-8")
    infected = whole.replace("<h1", f"{payload}<h1", 1)
    assert active_beyond(*looked_at(parser, [infected, whole])) != set()
    (tmp_path / "csp.txt").write_text((sites.harmless / "csp.txt").read_text("utf-8"), "utf-8")
    (tmp_path / "page.html").write_text(f"<!doctype html>{payload}<h1>x</h1>", "utf-8")
    for policy in (False, True):
        with serving(tmp_path, policy=policy) as origin, opened(browser, origin) as (page, heard):
            page.goto(f"{origin}/page.html", wait_until="load")
            page.wait_for_timeout(100)
            said = heard.errors + heard.outside
            assert (
                any("Content Security Policy" in each or each.startswith("policy") for each in said) is policy
            )
            assert policy or sign in json.dumps(said)

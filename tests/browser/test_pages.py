"""Every kind of page in a browser: nothing leaves, nothing breaks, nobody is kept out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KINDS = [
    "index",
    "services/index",
    "services/login-service",
    "services/price-rounding",
    "services/internal-docs",
    "services/checkout-assistant",
    "services/payouts",
    "services/legacy-storefront",
    "on-call",
    "matrix",
    "dependencies",
    "ai-readiness",
    "problems",
    "teams/index",
    "teams/shop",
    "platforms",
    "upkeep",
    "checks/index",
    "checks/rollback-strategy",
    "risks/index",
    "risks/no-rollback",
    "reviews",
    "waivers",
    "changes",
    "data",
    "guide/index",
    "guide/scoring",
    "guide/codes/GN203",
    "about",
    "404",
]
WIDTHS = (1280, 320)

KNOWN = {
    "aria-allowed-attr": "Material puts aria-expanded on <nav>",
    "aria-dialog-name": "Material's search dialog has no name",
    "color-contrast": "Material's header and search field",
    "landmark-unique": "Material names none of its navigation landmarks, not the one at each block of code",
}
"""What axe finds in Material's own frame; of our content only its wrappers are let pass."""


MATERIALS = ("md-code__nav", "md-typeset__scrollwrap")
"""Wrappers that Material's script puts around blocks of code and around Markdown's tables."""


IN_REACH = """() => [...document.querySelectorAll(".md-content pre > code")].every(code =>
    code.hasAttribute("tabindex") || code.scrollWidth <= code.clientWidth || !code.checkVisibility())"""
"""Whether keys reach all code that is seen and does not fit; Material sees to that after a resize."""


class Seen(NamedTuple):
    """What went wrong on a page."""

    errors: list[str]
    outside: list[str]


@contextmanager
def opened(browser: Browser, address: str, scheme: str, width: int) -> Iterator[tuple[Page, Seen]]:
    """Open a page with everything but its own host cut off."""
    origin = "file:" if address.startswith("file:") else "/".join(address.split("/")[:3])
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    seen = Seen([], [])

    def is_outside(url: str) -> bool:
        return not url.startswith((origin, "data:", "blob:"))

    def refuse(route: Route) -> None:
        seen.outside.append(route.request.url)
        route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def dismiss(dialog: Dialog) -> None:
        seen.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route(is_outside, refuse)
    page = context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", dismiss)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(150)
    try:
        yield page, seen
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_sound(browser: Browser, served: str, axe: str, path: str, scheme: str) -> None:
    with opened(browser, f"{served}/{path}.html", scheme, WIDTHS[0]) as (page, seen):
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(IN_REACH)
            too_wide = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
            )
            found = page.evaluate(
                "axe.run('.md-content', {resultTypes: ['violations']}).then(found => found.violations.map("
                "each => [each.id, ...each.nodes.slice(0, 2).map(node => node.html)].join(' | ')))"
            )
            assert not too_wide, width
            assert [each for each in found if not any(part in each for part in MATERIALS)] == [], width
        assert seen.outside == []
        assert seen.errors == []


@pytest.mark.parametrize("path", KINDS[:-1])  # a folder of files has no page for what is not there
def test_a_page_works_from_a_file(browser: Browser, site: Path, path: str) -> None:
    with opened(browser, (site / f"{path}.html").as_uri(), "light", 1280) as (page, seen):
        assert page.locator("h1").count() == 1
        assert seen.outside == []
        assert seen.errors == []


def test_the_whole_frame_has_only_what_is_known_of_material(browser: Browser, served: str, axe: str) -> None:
    with opened(browser, f"{served}/services/checkout-assistant.html", "light", 1280) as (page, _):
        page.evaluate(axe)
        found = page.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
        assert set(found) <= set(KNOWN)


def test_the_table_filters_sorts_and_keeps_the_view_in_the_address(browser: Browser, served: str) -> None:
    with opened(browser, f"{served}/services/index.html?verdict=no-go", "light", 1280) as (page, seen):
        rows = page.locator("table tbody tr")
        assert rows.count() == 7
        page.locator("select[name=team]").select_option("team-ml")
        page.wait_for_timeout(200)
        assert rows.count() == 1
        assert "verdict=no-go" in page.url
        assert seen.errors == []


def test_the_finder_opens_with_a_slash_and_finds_a_service(browser: Browser, served: str) -> None:
    with opened(browser, f"{served}/index.html", "light", 1280) as (page, seen):
        page.keyboard.press("/")
        page.keyboard.type("checkout assis")
        page.wait_for_timeout(300)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/services/checkout-assistant.html")
        assert seen.errors == []


def test_a_service_page_is_light_and_has_no_script_of_ours(site: Path) -> None:
    for path in sorted((site / "services").glob("*.html")):
        if path.name == "index.html":
            continue
        text = path.read_text("utf-8")
        body = text.partition('<article class="md-content__inner')[2].partition("</article>")[0]
        assert len(body.encode()) <= 60 * 1024, path.name
        assert "<script" not in body, path.name

"""The scripts of the portal in a browser, from a disk: tables, finder, filters, the warning on Home."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from gonogo import resources
from gonogo.model.artifact import PageKind
from gonogo.publish.formats import FORMATS
from gonogo.publish.links import Links
from publish.formats import samples
from publish.pages import drawn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LINKS = Links(directory_urls=False)
SHEETS = ("assets/gonogo.css", "assets/overview.css")
KINDS = (
    PageKind.HOME,
    PageKind.SERVICES,
    PageKind.MATRIX,
    PageKind.RISKS,
    PageKind.ON_CALL,
    PageKind.REVIEWS,
)
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title>{sheets}{scripts}</head>
<body class="md-typeset" data-md-color-scheme="default"><h1>x</h1>{body}</body></html>"""


def written(name: str, folder: Path) -> Path:
    """Write the pages with scripts, what they load, and nothing else."""
    inputs = drawn.inputs_of(getattr(samples, name)().portfolio, links=LINKS)
    shutil.copytree(resources.templates() / "assets", folder / "assets")
    for artifact in FORMATS["tables"](inputs.portfolio, getattr(samples, name)().facts):
        (folder / artifact.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / artifact.path).write_bytes(artifact.content)
    for kind in KINDS:
        for ref, page in drawn.rendered(inputs, kind):
            sheets = [f'<link rel="stylesheet" href="{LINKS.asset(ref.path, each)}">' for each in SHEETS]
            scripts = [
                f'<script defer src="{LINKS.asset(ref.path, each)}"></script>' for each in page.scripts
            ]
            text = SHELL.format(sheets="".join(sheets), scripts="".join(scripts), body=page.body)
            target = folder / LINKS.file(ref.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: written(name, tmp_path_factory.mktemp(name) / "site") for name in ("demo", "hostile")}


@pytest.fixture
def opened(browser: Browser, folders: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Return what opens a page; no error and no dialog may be left at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def refused(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refused)

    def open_(path: str, name: str = "demo", day: str = "2026-11-23T12:00:00Z") -> Page:
        page.clock.set_fixed_time(day)
        page.goto(f"{folders[name].as_uri()}/{path}")
        return page

    yield open_
    context.close()
    assert wrong == []


def names(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("table.go-big tbody tr th[scope=row] a").all_inner_texts()]


def comes_to_ask(page: Page, asked: dict[str, list[str]]) -> None:
    """Wait until the address asks for that, words in any order; it follows the view a moment later."""

    def does(url: str) -> bool:
        found = parse_qs(urlsplit(url).query)
        return {name: sorted(words[0].split()) for name, words in found.items()} == asked

    page.wait_for_url(does)


def status(page: Page) -> str:
    return page.locator("[data-go-status]").first.inner_text()


def test_the_table_has_all_services_in_the_order_of_the_page(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html")
    expect(page.locator("[data-go-status]").first).to_have_text("29 services")
    assert names(page)[:2] == ["Fraud Scorer", "Login"]
    assert page.locator("form.go-filters").is_visible()


def test_a_team_means_all_below_it_and_the_view_is_in_the_address(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html")
    page.select_option("select[name=team]", "data")
    page.select_option("select[name=verdict]", "no-go")
    assert names(page) == ["Fraud Scorer", "Customer Profiles"]
    comes_to_ask(page, {"team": ["data"], "verdict": ["no-go"]})
    page.reload()
    assert names(page) == ["Fraud Scorer", "Customer Profiles"]
    page.locator("form.go-filters button[type=reset]").click()
    expect(page.locator("[data-go-status]").first).to_have_text("29 services")
    comes_to_ask(page, {})


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [
        ("tier=1&lifecycle=production", "Fraud Scorer", "6 of 29 services"),
        ("kind=llm-app", "Checkout Assistant", "3 of 29 services"),
        ("tag=customer-facing&level=none", "Support Agent", None),
        ("category=ai&sort=service", "Checkout Assistant", None),
        ("find=wish", "Wish List", "1 of 29 services"),
        ("sort=-score+service", "Login", "29 services"),
    ],
)
def test_a_view_is_opened_by_its_address(
    opened: Callable[..., Page], asked: str, first: str, count: str | None
) -> None:
    page = opened(f"services/index.html?{asked}")
    assert names(page)[0] == first
    assert count is None or status(page) == count


def test_rows_are_grouped_by_team(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html?group=team")
    heads = page.locator("tr.dtrg-group th").all_inner_texts()
    assert heads == sorted(heads)
    assert "Checkout" in heads


def test_columns_are_chosen_and_remembered(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html")
    page.locator("details.go-columns summary").click()
    page.get_by_role("checkbox", name="Kind").check()
    page.get_by_role("checkbox", name="Failing").uncheck()
    heads = page.locator("table.go-big thead th").all_inner_texts()
    assert "Kind" in [head.strip() for head in heads]
    comes_to_ask(page, {"columns": ["-failing", "kind"]})


def test_what_is_shown_is_downloaded_and_no_cell_is_a_formula(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html?columns=tags", "hostile")
    with page.expect_download() as download:
        page.locator("[data-go-csv]").click()
    text = download.value.path().read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["Service"] for row in rows] == ["evil", "plain", "new"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("path", ["services/index", "matrix", "risks/index"])
def test_hostile_names_are_text(opened: Callable[..., Page], path: str) -> None:
    page = opened(f"{path}.html", "hostile")
    assert samples.EVIL in page.locator("table.go-big").inner_text()
    assert page.locator("table.go-big img, table.go-big script").count() == 0
    for head in page.locator("table.go-big thead th .dt-column-order").all():
        head.click()
    page.locator("input[name=find]").fill("onerror=alert")
    page.wait_for_timeout(200)
    assert samples.EVIL in page.locator("table.go-big").inner_text()


def test_the_matrix_finds_what_fails_a_check(opened: Callable[..., Page]) -> None:
    page = opened("matrix.html?check=vulnerability-scanning&state=failing")
    cells = page.locator("td.go-cell a[title$='Vulnerability scans are automated']").all()
    assert cells
    assert {cell.get_attribute("aria-label") for cell in cells} <= {"Unmet", "Unknown", "Planned", "Expired"}


def test_a_category_of_the_matrix_hides_the_checks_of_others(opened: Callable[..., Page]) -> None:
    page = opened("matrix.html?category=security")
    shown = page.locator("thead th.go-up:visible").count()
    standard = samples.demo().portfolio.standard
    asked = [each for each in standard.checks.values() if each.category == "security" and not each.retired]
    assert shown == len(asked)


def test_a_cell_of_the_risk_matrix_opens_its_risks(opened: Callable[..., Page]) -> None:
    page = opened("risks/index.html")
    cell = page.locator("table.go-matrix").nth(1).locator("a[href='?likelihood=4&impact=5#register']")
    count = int(cell.locator("b").inner_text())
    cell.click()
    page.wait_for_selector(".dt-container")
    assert status(page).startswith(f"{count} of ")


def test_the_finder_is_under_a_slash_and_leads_to_a_service(opened: Callable[..., Page]) -> None:
    page = opened("index.html")
    page.keyboard.press("/")
    page.keyboard.type("checkout as")
    page.wait_for_selector("#go-found li[aria-selected=true]")
    assert page.locator("#go-found li").first.inner_text().startswith("Checkout Assistant")
    page.route("**/services/checkout-assistant.html", lambda route: route.fulfill(body="found"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/checkout-assistant.html")


def test_the_finder_says_that_nothing_is_called_so_and_closes(opened: Callable[..., Page]) -> None:
    page = opened("services/index.html")
    page.locator("#go-find").fill("zzzzzz")
    assert page.locator("#go-found").inner_text() == "No service or team is called so."
    page.keyboard.press("Escape")
    assert page.locator("#go-found").is_hidden()


@pytest.mark.parametrize(
    ("day", "warns"), [("2026-11-23", False), ("2026-11-26", False), ("2026-11-27", True)]
)
def test_home_warns_when_nobody_built_it_for_days(
    opened: Callable[..., Page], day: str, *, warns: bool
) -> None:
    page = opened("index.html", day=f"{day}T12:00:00Z")
    assert page.locator(".go-stale").is_visible() is warns


def test_who_is_paged_is_found_by_a_word(opened: Callable[..., Page]) -> None:
    page = opened("on-call.html")
    page.locator("input[name=find]").fill("PROVIDER outage")
    shown = page.locator("details[data-go-item]:visible")
    assert shown.count() == 1
    assert "Checkout Assistant" in shown.first.inner_text()


def test_an_address_opens_the_service_that_is_down(opened: Callable[..., Page]) -> None:
    page = opened("on-call.html#payments-api")
    assert page.locator("#payments-api").is_visible()


def test_the_log_is_filtered_by_year_and_decision(opened: Callable[..., Page]) -> None:
    page = opened("reviews.html")
    page.select_option("select[name=decision]", "no-go")
    shown = page.locator("li[data-go-item]:not([hidden])")
    assert shown.count() > 0
    assert all(each.get_attribute("data-decision") == "no-go" for each in shown.all())

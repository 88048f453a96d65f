import gzip
import hashlib
import json
import logging
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from gonogo.model.artifact import Redirect
from gonogo.publish.links import Links
from gonogo.site.assembly import MARKER
from gonogo.site.publication import Publication
from gonogo.site.sharing import POOL_FROM
from portals import linkcheck, tiny

Build = Callable[..., Path]

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "quote": '"><svg onload=alert(1)>',
    "title": "</title><img src=x onerror=alert(1)>",
    "jinja": "{{ 7*7 }} {% raw %} ${{ secrets.X }}",
    "group": r"\1 \g<0> $& %s {0} GONOGOxBODYx7f3a9c",
    "bold": "<b>bold</b> & co",
}


def make(
    services: dict[str, str] | int = 3, redirects: tuple[Redirect, ...] = ()
) -> Callable[[Links], Publication]:
    return lambda links: tiny.publication(services, links=links, redirects=redirects)


def digest(site: Path) -> dict[str, str]:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


@pytest.mark.parametrize("site_url", [None, "https://e.org/", "https://e.org/readiness/"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_link_leads_somewhere(site_of: Build, *, directory_urls: bool, site_url: str | None) -> None:
    redirects = (Redirect(path="services/old", to="services/s1"),)
    site = site_of(make(3, redirects), directory_urls=directory_urls, site_url=site_url)
    base = "readiness/" if site_url and site_url.endswith("readiness/") else ""
    assert linkcheck.broken(site, base=base) == []
    assert list(linkcheck.outside(site)) == []


def test_frames_leave_nothing_behind(site_of: Build) -> None:
    site = site_of(make(), site_url="https://e.org/")
    for path in site.rglob("*"):
        assert "GONOGO" not in path.name
        if path.suffix in {".html", ".xml", ".json", ".txt"}:
            assert "GONOGO" not in path.read_text(encoding="utf-8"), path


def test_hostile_titles_are_shown_as_text(site_of: Build) -> None:
    site = site_of(make(HOSTILE))
    for name in HOSTILE:
        html = (site / "services" / f"{name}.html").read_text(encoding="utf-8")
        assert "<script>alert" not in html
        assert "<svg onload" not in html
        assert "<img src=x" not in html
        assert html.count("</title>") == 1
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "<script>alert" not in index
    titles = [entry["title"] for entry in json.loads(index)["docs"]]
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in titles


def test_stamped_pages_look_like_pages_of_the_theme(site_of: Build) -> None:
    site = site_of(make(), directory_urls=True, site_url="https://e.org/p/")
    html = (site / "services" / "s1" / "index.html").read_text(encoding="utf-8")
    assert '<link rel=canonical href="https://e.org/p/services/s1/">' in html
    assert "<title>Service 1 - Tiny</title>" in html
    assert '<meta name=description content="About Service 1">' in html
    assert html.count('href="#risks"') >= 2
    assert "Risks &amp; more" in html
    assert 'href="https://git.example.com/r/-/edit/main/catalog/services/x.yaml"' in html
    assert "As of" in html
    assert "2026-11-23" in html
    assert re.search(r'md-tabs__item md-tabs__item--active">\s*<a [^>]*>\s*Services', html)


def test_a_page_without_a_source_offers_no_edit(site_of: Build) -> None:
    site = site_of(make())
    assert "rel=edit" not in (site / "risks" / "no-alerts.html").read_text(encoding="utf-8")
    assert "rel=edit" in (site / "services" / "s1.html").read_text(encoding="utf-8")


def test_services_stay_out_of_the_navigation(site_of: Build) -> None:
    few, many = site_of(make(3), name="few"), site_of(make(60), name="many")
    for page in ("index.html", "services/index.html", "guide/codes/GN203.html", "about.html"):
        if (few / page).exists():
            html = (many / page).read_text(encoding="utf-8")
            assert "Service 59" not in html
            assert "GN101" not in html or page.startswith("guide/codes")
    assert (few / "services" / "s1.html").stat().st_size == (many / "services" / "s1.html").stat().st_size


def test_the_sitemap_lists_stamped_pages_and_no_frame(site_of: Build) -> None:
    site = site_of(make(), directory_urls=True, site_url="https://e.org/")
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("https://e.org/services/s") == 3
    assert "<loc>https://e.org/checks/alerts/</loc>" in sitemap
    assert set(re.findall(r"<lastmod>([^<]*)", sitemap)) == {"2026-11-23"}
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode() == sitemap


def test_search_finds_services_up_to_a_limit(site_of: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of(make(3), name="few")
    docs = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    assert {"location": "services/s1.html", "title": "Service 1", "text": "s1 Team A"} in docs
    monkeypatch.setattr("gonogo.site.searching.MOST_SERVICES", 2)
    site = site_of(make(3), name="many")
    docs = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    locations = [entry["location"] for entry in docs]
    assert "services/s1.html" not in locations
    assert "checks/alerts.html" in locations


@pytest.mark.parametrize("directory_urls", [True, False])
def test_former_addresses_lead_on(site_of: Build, *, directory_urls: bool) -> None:
    redirects = (
        Redirect(path="services/old", to="services/s1"),
        Redirect(path="services/s2", to="services/s1"),
    )
    site = site_of(make(3, redirects), directory_urls=directory_urls)
    html = (site / ("services/old/index.html" if directory_urls else "services/old.html")).read_text()
    assert f'content="0; url={"../s1/" if directory_urls else "s1.html"}"' in html
    assert "<script" not in html
    kept = (site / ("services/s2/index.html" if directory_urls else "services/s2.html")).read_text()
    assert "Service 2" in kept


def test_the_policy_knows_every_script_that_stands_in_a_page(site_of: Build) -> None:
    site = site_of(make(), site_url="https://e.org/deep/path/")
    policy = (site / "csp.txt").read_text()
    assert policy.startswith("Content-Security-Policy: default-src 'none'; script-src 'self' 'sha256-")
    assert policy.count("\n") == 1
    assert "unsafe" not in policy
    assert policy.count("'sha256-") <= 4


def test_links_to_things_are_resolved_in_hand_written_pages(
    site_of: Build, caplog: pytest.LogCaptureFixture
) -> None:
    text = """# About
[one](gonogo:service/s1#risks) [two](gonogo:check/alerts) [gone](gonogo:service/old)
[wrong](gonogo:service/s1x) [odd](gonogo:planet/mars) [why](gonogo:code/GN203) `[code](gonogo:service/s1)`
"""
    redirects = (Redirect(path="services/old", to="services/s2"),)
    with caplog.at_level(logging.WARNING, "mkdocs"):
        site = site_of(make(3, redirects), pages={"deep/about.md": text})
    html = (site / "deep" / "about.html").read_text(encoding="utf-8")
    assert '<a href="../services/s1.html#risks">one</a>' in html
    assert '<a href="../checks/alerts.html">two</a>' in html
    assert '<a href="../services/s2.html">gone</a>' in html
    assert "<a>wrong</a>" in html
    assert '<a href="../guide/codes/GN203.html">why</a>' in html
    assert "<code>[code](gonogo:service/s1)</code>" in html
    said = [record.getMessage().removeprefix("gonogo: deep/about.md: ") for record in caplog.records]
    assert said == [
        "`gonogo:service/s1x` leads nowhere: there is no service `s1x`; did you mean `gonogo:service/s1`?",
        "`gonogo:planet/mars` leads nowhere: it may start with check, code, risk, service, team",
    ]
    assert linkcheck.broken(site) == []


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("name", ["waivers.md", "waivers/index.md"])
def test_a_hand_written_page_is_the_beginning_of_ours(
    site_of: Build, name: str, *, directory_urls: bool
) -> None:
    site = site_of(
        make(), pages={name: "# Our waivers\n\nRead me.\n\n## Rules\n"}, directory_urls=directory_urls
    )
    html = (site / Links(directory_urls=directory_urls).file("waivers")).read_text(encoding="utf-8")
    assert html.index("Read me.") < html.index('<h2 id="risks">')
    assert html.count("<h1") == 1
    assert html.count('href="#rules"') >= 2
    assert html.count('href="#risks"') >= 1
    assert linkcheck.broken(site) == []


def test_a_hand_written_page_cannot_take_the_place_of_a_service(
    site_of: Build, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "mkdocs"):
        site = site_of(make(), pages={"services/s1.md": "# Mine\n"})
    assert "Service 1" in (site / "services" / "s1.html").read_text(encoding="utf-8")
    assert "services/s1.md is left out" in caplog.text


@pytest.mark.parametrize("workers", [2, 3])
def test_what_is_built_depends_on_nothing_else(
    site_of: Build, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {"about.md": "# About\n\n[a](gonogo:service/s1)\n"}
    build = partial(site_of, make(70), pages=pages, site_url="https://e.org/")
    alone = digest(build(name="alone"))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert digest(build(workers=workers, name="together")) == alone
    assert len(alone) > 70
    assert POOL_FROM > 70


def test_a_site_says_that_it_may_be_replaced(site_of: Build) -> None:
    assert (site_of(make()) / MARKER).is_file()


def test_every_error_code_has_a_page_that_is_not_in_the_navigation(site_of: Build) -> None:
    site = site_of(make())
    assert (site / "guide" / "codes" / "GN203.html").is_file()
    assert "GN203" not in (site / "index.html").read_text(encoding="utf-8")

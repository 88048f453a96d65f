"""Every engine, and Dask: `make test-slow` installs them."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cli.places import ROOT
from gonogo.site.programs import ENGINES, MKDOCS
from hostile.processes import digest, environment, leftovers, run
from portals import catalogs, linkcheck

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)
OURS = re.compile(r'<h1 id="?top"?>.*?(?=\s*</article>)', re.DOTALL)
"""Our part of a page."""

PAGES = {
    "waivers.md": "# Our waivers\n\nAsk [the board](https://board.example.com).\n\n## Rules\n\nNone.\n",
    "about.md": "# About\n\nSee [the cart](gonogo:service/cart), [why](guide/codes/GN203.md), "
    "[all](services/index.md) and ![us](us.png).\n",
    "us.png": "no picture",
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the portal of a small catalog as each engine builds it."""
    folder = tmp_path_factory.mktemp("engines")
    catalogs.write(folder / "catalog", broken=True)
    for name, text in PAGES.items():
        (folder / "catalog" / "pages" / name).write_text(text)
    for engine in ENGINES:
        done = run(folder, "build", "--as-of", str(DAY), "--engine", engine, "--site-dir", engine)
        assert done.returncode == 0, done.stderr
        assert "warning: " not in done.stderr, done.stderr
    assert leftovers(folder) == []
    return {engine: folder / engine for engine in ENGINES}


def parts(site: Path) -> dict[str, str]:
    """Return our part of every page that has one, byte for byte, by name of the page."""
    pages = ((path, OURS.search(path.read_text("utf-8"))) for path in sorted(site.rglob("*.html")))
    return {path.relative_to(site).as_posix(): ours[0] for path, ours in pages if ours is not None}


def squeezed(pages: dict[str, str]) -> dict[str, str]:
    """Return the same without the space that MkDocs leaves in pages that it writes itself."""
    return {name: re.sub(r"\s*\n\s*", "\n", ours) for name, ours in pages.items()}


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_our_part_of_pages_is_the_same_under_every_engine(sites: dict[str, Path], engine: str) -> None:
    theirs, ours = parts(sites[engine]), parts(sites[MKDOCS])
    assert {"index.html", "services/index.html", "services/cart.html", "data.html"} <= ours.keys()
    assert squeezed(theirs) == squeezed(ours)
    stamped = [
        name for name in ours if re.match(r"(services|teams|checks|risks|guide/codes)/(?!index)", name)
    ]
    assert len(stamped) > 100
    assert [name for name in stamped if theirs[name] != ours[name]] == []


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_another_engine_s_portal_holds_the_same_files(sites: dict[str, Path], engine: str) -> None:
    names = {
        each: {
            path.relative_to(site).as_posix()
            for path in site.rglob("*")
            if path.is_file()
            and not re.match(r"assets/(javascripts|stylesheets|images)/|search", str(path.relative_to(site)))
        }
        for each, site in sites.items()
    }
    assert names[engine] | {"sitemap.xml.gz"} == names[MKDOCS]
    for path in sites[engine].rglob("*"):
        assert "GONOGO" not in path.name
        if path.suffix in {".html", ".xml", ".json", ".txt", ".js"}:
            assert "GONOGOx" not in path.read_text("utf-8"), path


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_every_link_leads_somewhere_under_every_engine(sites: dict[str, Path], engine: str) -> None:
    site = sites[engine]
    assert linkcheck.broken(site) == []
    assert list(linkcheck.outside(site)) == []
    about = (site / "about.html").read_text("utf-8")
    assert '<a href="services/cart.html">the cart</a>' in about
    assert '<a href="guide/codes/GN203.html">why</a>' in about


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_hand_written_page_begins_ours_under_every_engine(sites: dict[str, Path], engine: str) -> None:
    html = (sites[engine] / "waivers.html").read_text("utf-8")
    assert html.index("Ask <a") < html.index("go-")
    assert html.count("<h1") == 1
    assert 'href="#rules"' in html or "href=#rules" in html


@pytest.mark.parametrize(("engine", "index"), [("properdocs", "search/search_index"), ("zensical", "search")])
def test_search_finds_services_and_prose_from_a_disk_too(
    sites: dict[str, Path], engine: str, index: str
) -> None:
    text = (sites[engine] / f"{index}.json").read_text("utf-8")
    assert '"location":"services/cart.html","title":"Cart"' in text
    assert '"location":"guide/scoring.html#states"' in text
    assert (sites[engine] / f"{index}.js").read_text("utf-8") == f"var __index = {text}"


def test_the_policy_allows_the_style_sheet_that_zensical_s_search_brings(sites: dict[str, Path]) -> None:
    policy = (sites["zensical"] / "csp.txt").read_text("utf-8")
    assert re.search(r"style-src 'self' 'sha256-[\w+/=]+';", policy)
    assert "unsafe" not in policy


def test_what_an_engine_warns_of_is_told_and_strict_refuses_it(tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    (tmp_path / "catalog" / "pages" / "lost.md").write_text("# Lost\n\n[x](nowhere.md)\n")
    for engine in ENGINES[1:]:
        done = run(tmp_path, "build", "--as-of", str(DAY), "--engine", engine, "--strict")
        assert done.returncode == 1, done.stderr
        assert f"warning: {engine}: " in done.stderr
        assert "lost.md" in done.stderr
        assert not (tmp_path / "site").exists()
        assert leftovers(tmp_path) == []


def test_dask_builds_the_same_portal_as_contributing_says(tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    assert "distributed" in script
    (tmp_path / "build.py").write_text(script)
    catalogs.write(tmp_path / "catalog")
    command = [sys.executable, "build.py"]
    today = datetime.now(UTC).date()
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(tmp_path / "site")
    alone = run(tmp_path, "build", "--site-dir", "alone", "--as-of", str(today), "--workers", "1")
    assert alone.returncode == 0, alone.stderr
    assert digest(tmp_path / "site") == digest(tmp_path / "alone")

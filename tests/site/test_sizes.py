"""Pages stay light: a service's in bytes, a team's however large, and what all pages share."""

import gzip
import re
from pathlib import Path

import pytest

from bench import past
from bench.services import DAY, Organisation
from cli.places import DEMO
from gonogo import portal
from gonogo.order import Order
from gonogo.site import settings, theme

SERVICE_PAGE = 60_000
"""Bytes of HTML that a service's page may have."""

TEAM_PAGE = 300_000
SHARED = 150_000
"""Bytes of what all pages load, compressed."""

MADE = 40
DEMO_SERVICES = sorted(path.stem for path in (DEMO / "services").rglob("*.yaml"))


def built(catalog: Path, site: Path) -> Path:
    order = Order(catalog=catalog, day=DAY, today=DAY, workers=1)
    config = settings.configuration(None, catalog, site)
    portal.build(order, config, lambda _done, _whole: None, is_strict=False)
    return site


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(DEMO, tmp_path_factory.mktemp("sizes") / "demo")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the portal of a made catalog: manifests of 250 lines that were changed time and again."""
    folder = tmp_path_factory.mktemp("sizes")
    past.make(folder, past.Past(Organisation(MADE), commits=10 * MADE))
    return built(folder / "catalog", folder / "made")


@pytest.mark.parametrize("service", DEMO_SERVICES)
def test_a_service_of_the_demo_has_a_light_page(demo: Path, service: str) -> None:
    assert (demo / "services" / f"{service}.html").stat().st_size <= SERVICE_PAGE


def test_a_service_of_which_much_is_known_has_a_light_page_too(made: Path) -> None:
    pages = [path for path in (made / "services").glob("*.html") if path.name != "index.html"]
    assert len(pages) == MADE
    heavy = {path.stem: path.stat().st_size for path in pages if path.stat().st_size > SERVICE_PAGE}
    assert not heavy


def test_the_page_of_a_team_does_not_grow_with_all_that_it_owns(made: Path, demo: Path) -> None:
    pages = [*(made / "teams").glob("*.html"), *(demo / "teams").glob("*.html")]
    assert len(pages) > 10
    assert max(path.stat().st_size for path in pages) <= TEAM_PAGE


def test_a_stamped_page_has_no_script_of_ours(demo: Path) -> None:
    ours = {name for name, _ in theme.assets() if name.endswith(".js")} - {theme.search_shim()}
    services = (demo / "services" / f"{service}.html" for service in DEMO_SERVICES)
    for page in [*services, *(demo / "teams").glob("team-*.html")]:
        loaded = re.findall(r"<script [^>]*src=\"?([^\"> ]+)", page.read_text("utf-8"))
        assert loaded
        assert not [name for name in loaded if name.removeprefix("../") in ours]


def test_what_all_pages_load_is_light(demo: Path) -> None:
    page = (demo / "services" / f"{DEMO_SERVICES[0]}.html").read_text("utf-8")
    names = re.findall(r"<(?:script|link) [^>]*(?:src|href)=\"?(\.\./assets/[^\"> ]+)", page)
    assert len(names) > 4
    whole = sum(len(gzip.compress((demo / "services" / name).read_bytes(), 9)) for name in set(names))
    assert whole <= SHARED

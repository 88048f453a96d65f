import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import gonogo
from portals import catalogs, linkcheck

CONFIG = """\
site_name: Acme
docs_dir: catalog/pages
theme:
  name: material
  font: false
plugins:
  - search
  - gonogo:
      catalog: catalog
      as_of: 2026-11-23
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def mkdocs(tmp_path: Path) -> Run:
    """Return a function that runs `mkdocs` where the plugin is installed."""
    info = tmp_path / "installed" / "gonogo-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gonogo\nVersion: 0\n")
    (info / "entry_points.txt").write_text("[mkdocs.plugins]\ngonogo = gonogo.plugin:GonogoPlugin\n")
    package = Path(gonogo.__file__).parent.parent
    path = os.pathsep.join(map(str, (info.parent, package)))

    def run(*options: str, config: str = CONFIG) -> "subprocess.CompletedProcess[str]":
        (tmp_path / "mkdocs.yml").write_text(config)
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", *options],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_mkdocs_builds_the_portal(mkdocs: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    done = mkdocs("build", "--strict")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    assert "Cart" in (site / "services" / "cart" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../services/cart/">the cart</a>' in (site / "about" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "url=../cart/" in (site / "services" / "basket" / "index.html").read_text(encoding="utf-8")
    assert linkcheck.broken(site) == []
    assert "Search &lt;b&gt;" in (site / "services" / "search" / "index.html").read_text(encoding="utf-8")


def test_a_manifest_that_cannot_be_read_has_a_page_and_only_strict_builds_fail(
    mkdocs: Run, tmp_path: Path
) -> None:
    catalogs.write(tmp_path / "catalog", broken=True)
    done = mkdocs("build")
    assert done.returncode == 0, done.stderr
    assert "services/broken.yaml:5:1: error[GN102]" in done.stderr
    page = tmp_path / "site" / "services" / "broken" / "index.html"
    assert "GN102" in page.read_text(encoding="utf-8")
    assert (tmp_path / "site" / "services" / "cart" / "index.html").is_file()
    assert linkcheck.broken(tmp_path / "site") == []
    assert mkdocs("build", "--strict").returncode == 1


def test_an_unknown_link_fails_strict_builds_only(mkdocs: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    (tmp_path / "catalog" / "pages" / "about.md").write_text("# A\n\n[x](gonogo:service/carts)\n")
    done = mkdocs("build")
    assert done.returncode == 0
    assert "did you mean `gonogo:service/cart`?" in done.stderr
    assert mkdocs("build", "--strict").returncode == 1


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (CONFIG.replace("catalog: catalog", "catalog: elsewhere"), "isn't an existing directory"),
        (CONFIG.replace("2026-11-23", "tomorrow"), "'tomorrow' is not a day"),
        (CONFIG.replace("as_of", "asof"), "Unrecognised configuration name: asof"),
    ],
)
def test_options_that_are_wrong_are_told(mkdocs: Run, tmp_path: Path, config: str, said: str) -> None:
    catalogs.write(tmp_path / "catalog")
    done = mkdocs("build", "--strict", config=config)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_catalog_whose_configuration_is_wrong_is_told_with_its_place(mkdocs: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog", catalog="schema_version: 1\n")
    done = mkdocs("build")
    assert done.returncode == 1
    assert "catalog.yaml:1:1: error[GN202]" in done.stderr
    assert "Traceback" not in done.stderr


NAV = """\
nav:
  - Start: about.md
"""


def test_a_navigation_that_names_none_of_our_pages_is_added_to(mkdocs: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    assert mkdocs("build", "--strict", config=CONFIG + NAV).returncode == 0
    html = (tmp_path / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert "Start" in html
    assert 'href="../services/"' in html


def test_a_navigation_that_names_our_pages_is_left_alone(mkdocs: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    done = mkdocs("build", "--strict", config=CONFIG + NAV + "  - Everything: services/index.md\n")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert "Everything" in html
    assert 'href="../waivers/"' not in html

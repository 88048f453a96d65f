"""Nothing outside the catalog is read, nothing outside the portal's place is written."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.places import DAY
from gonogo.model.artifact import Artifact
from gonogo.site.writing import Outside, write_new
from portals import catalogs
from read.cases import BASE, Case
from read.command import gonogo

OTHERS = "schema_version: 1\nteams:\n  - id: leaked\n    name: TOP OTHERS\n"


def laid_out(folder: Path) -> Path:
    """Write the base of the examples, and beside it a folder that is none of its business."""
    Case(BASE).lay_out(folder)
    outside = folder / "outside"
    outside.mkdir()
    for name in ("teams.yaml", "standard.yaml", "tiers.yaml", "secret.yaml"):
        (outside / name).write_text(OTHERS, "utf-8")
    return folder / "catalog"


LINKED = {
    "the file of teams": ("teams.yaml", "../outside/teams.yaml"),
    "the standard": ("standard.yaml", "../outside/standard.yaml"),
    "the file of tiers": ("tiers.yaml", "../outside/tiers.yaml"),
    "the catalog's own file": ("catalog.yaml", "../outside/secret.yaml"),
    "all services": ("services", "../outside"),
    "all platforms": ("platforms", "../outside"),
    "all decisions": ("decisions", "../outside"),
    "all evidence": ("evidence", "../outside"),
    "a service": ("services/x.yaml", "../../outside/secret.yaml"),
    "a platform": ("platforms/x.yaml", "../../outside/secret.yaml"),
    "a decision": ("decisions/x.yaml", "../../outside/secret.yaml"),
    "evidence": ("evidence/x.yaml", "../../outside/secret.yaml"),
}


@pytest.mark.parametrize("what", LINKED)
def test_no_link_is_followed_whatever_it_stands_for(tmp_path: Path, what: str) -> None:
    catalog = laid_out(tmp_path)
    name, goal = LINKED[what]
    path = catalog / name
    path.parent.mkdir(exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(goal)
    assert path.exists()
    answer = gonogo("validate", "--format", "full", folder=tmp_path)
    assert "GN005" in answer.out
    assert answer.code in {1, 2}
    assert "TOP OTHERS" not in answer.out + answer.err
    assert "leaked" not in answer.out + answer.err


def test_no_linked_folder_is_followed_on_the_way_to_a_named_file(tmp_path: Path) -> None:
    catalog = laid_out(tmp_path)
    (catalog / "shared").symlink_to("../outside")
    settings = catalog / "catalog.yaml"
    settings.write_text(settings.read_text("utf-8").replace("teams.yaml", "shared/teams.yaml"), "utf-8")
    answer = gonogo("validate", folder=tmp_path)
    assert "GN005" in answer.out
    assert "lies behind a symbolic link" in answer.out


def _pages_linked(catalog: Path) -> None:
    (catalog / "pages" / "secret.md").symlink_to("../../outside/secret.yaml")


def _folder_of_pages_linked(catalog: Path) -> None:
    (catalog / "pages" / "more").symlink_to("../../outside")


def _picture_linked(catalog: Path) -> None:
    (catalog / "pages" / "secret.png").symlink_to("../../outside/secret.yaml")


def _pipe_among_pages(catalog: Path) -> None:
    os.mkfifo(catalog / "pages" / "pipe.md")


@pytest.mark.parametrize("make", [_pages_linked, _folder_of_pages_linked, _picture_linked, _pipe_among_pages])
def test_hand_written_pages_do_not_lead_outside(tmp_path: Path, make: Callable[[Path], None]) -> None:
    catalogs.write(tmp_path / "catalog")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text(OTHERS, "utf-8")
    (tmp_path / "outside" / "secret.md").write_text(OTHERS, "utf-8")
    make(tmp_path / "catalog")
    answer = gonogo("build", "--as-of", DAY, "--site-dir", "site", "--workers", "1", folder=tmp_path)
    assert answer.code in {0, 2}, answer.err
    assert "GN901" not in answer.err
    assert "link" in answer.err or "not a regular file" in answer.err
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            assert b"TOP OTHERS" not in path.read_bytes(), path


@pytest.mark.parametrize(
    "name", ["../x.html", "a/../../x.html", "/x.html", "a\\..\\..\\x.html", "", ".", "a/"]
)
def test_no_file_is_written_outside_the_portal(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(Outside):
        write_new(site, name, Artifact(path=name, content=b"x").content)
    assert sorted(tmp_path.rglob("*")) == [site]


def test_a_link_in_the_place_of_a_page_is_not_written_through(tmp_path: Path) -> None:
    site, victim = tmp_path / "site", tmp_path / "victim"
    site.mkdir()
    victim.write_text("mine")
    (site / "x.html").symlink_to(victim)
    with pytest.raises(Exception, match=r"address x\.html"):
        write_new(site, "x.html", b"x")
    assert victim.read_text() == "mine"

from collections.abc import Callable
from pathlib import Path

import pytest

from gonogo.publish.links import Links
from gonogo.site import inspection
from gonogo.site.publication import Publication
from portals import tiny

LINKS = Links(directory_urls=False)


def broken_links(site: Path, publication: Publication) -> list[str]:
    return [each for look in inspection.looks(site, publication) for each in look()]


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Publication]:
    publication = tiny.publication(3, links=LINKS)
    for ref in publication.refs:
        path = tmp_path / LINKS.file(ref.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('<a href="https://e.org/x">x</a><a href="#top">x</a>')
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "search_index.json").write_text('{"docs": []}')
    return tmp_path, publication


def test_a_portal_that_is_whole_is_fine(built: tuple[Path, Publication]) -> None:
    inspection.check(*built)
    assert broken_links(*built) == []


def test_what_takes_longest_is_looked_at_last_and_what_is_missing_is_told_of_once(
    built: tuple[Path, Publication],
) -> None:
    site, publication = built
    (site / "services" / "index.html").write_text('<a href="none-1.html">x</a>' * 99)
    (site / "index.html").write_text('<a href="none-2.html">x</a>')
    found = broken_links(site, publication)
    assert [each.partition(" ")[0] for each in found] == ["index.html", "services/index.html"]
    (site / "index.html").unlink()
    assert broken_links(site, publication) == found[1:]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda site: (site / "index.html").unlink(), "index.html is missing"),
        (lambda site: (site / "services" / "s2.html").unlink(), "services/s2.html is missing"),
        (lambda site: (site / "services" / "s2.html").write_text(""), "services/s2.html is empty"),
        (lambda site: (site / "search" / "search_index.json").write_text("{"), "is not JSON"),
    ],
)
def test_a_portal_that_is_not_whole_is_told(
    built: tuple[Path, Publication], damage: Callable[[Path], object], said: str
) -> None:
    damage(built[0])
    with pytest.raises(inspection.Defective, match=said):
        inspection.check(*built)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("index.html", "services/s2.html?a=b#c"),
        ("index.html", "/services/s2.html"),
        ("index.html", "./services/../index.html"),
        ("index.html", "../../services/s2.html"),
        ("index.html", "."),
        ("index.html", "services/s%32.html"),
        ("services/index.html", "s2.html"),
        ("services/index.html", "../"),
        ("services/index.html", "../services/"),
        ("services/index.html", "//elsewhere.example/x"),
        ("services/index.html", "mailto:a@e.org"),
        ("services/index.html", "HTTPS://e.org"),
    ],
)
def test_a_link_that_leads_somewhere_is_fine(
    built: tuple[Path, Publication], name: str, address: str
) -> None:
    site, publication = built
    (site / name).write_text(f'<p><a class="x" href="{address}">x</a></p>')
    assert broken_links(site, publication) == []


@pytest.mark.parametrize("address", ["nowhere.html", "../../index.html", "services/none.html#x", "/deep/"])
def test_a_link_that_leads_nowhere_is_told(built: tuple[Path, Publication], address: str) -> None:
    site, publication = built
    (site / "index.html").write_text(f'<p><a class="x" href="{address}">x</a></p>')
    expected = (
        [] if address == "../../index.html" else [f"index.html has a link that leads nowhere: {address}"]
    )
    assert broken_links(site, publication) == expected

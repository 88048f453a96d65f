from urllib.parse import urljoin

import pytest

from gonogo.publish.links import Links

FOLDERS = Links(directory_urls=True, site_url="https://e.org/p/")
FILES = Links(directory_urls=False)
PATHS = ("index", "services/index", "services/a", "services/b", "guide/codes/GN101", "risks")


@pytest.mark.parametrize(
    ("path", "folder_url", "folder_file", "url"),
    [
        ("index", "", "index.html", "index.html"),
        ("services/index", "services/", "services/index.html", "services/index.html"),
        ("services/a", "services/a/", "services/a/index.html", "services/a.html"),
        ("risks", "risks/", "risks/index.html", "risks.html"),
    ],
)
def test_a_path_is_a_folder_or_a_file(path: str, folder_url: str, folder_file: str, url: str) -> None:
    assert (FOLDERS.url(path), FOLDERS.file(path)) == (folder_url, folder_file)
    assert (FILES.url(path), FILES.file(path)) == (url, url)


@pytest.mark.parametrize("links", [FOLDERS, FILES])
@pytest.mark.parametrize("start", PATHS)
@pytest.mark.parametrize("end", PATHS)
def test_a_browser_that_follows_a_link_arrives(links: Links, start: str, end: str) -> None:
    base = "https://e.org/p/"
    assert urljoin(base + links.url(start), links.href(start, end)) == base + links.url(end)
    assert urljoin(base + links.url(start), links.href(start, end, "x")) == base + links.url(end) + "#x"
    assert urljoin(base + links.url(start), links.asset(start, "assets/a.js")) == base + "assets/a.js"


@pytest.mark.parametrize(
    ("links", "start", "end", "href"),
    [
        (FOLDERS, "services/a", "services/b", "../b/"),
        (FILES, "services/a", "services/b", "b.html"),
        (FOLDERS, "index", "index", "./"),
        (FOLDERS, "services/a", "index", "../../"),
        (FILES, "services/a", "risks", "../risks.html"),
    ],
)
def test_links_are_as_short_as_they_can_be(links: Links, start: str, end: str, href: str) -> None:
    assert links.href(start, end) == href


def test_full_addresses_need_to_know_where_the_portal_lives() -> None:
    assert FOLDERS.absolute("services/a", "risks") == "https://e.org/p/services/a/#risks"
    assert FILES.absolute("services/a") is None

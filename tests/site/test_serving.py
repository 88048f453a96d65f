from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest

from gonogo.model.artifact import Page, PageRef
from gonogo.publish.links import Links
from gonogo.site import serving, settings
from gonogo.site.publication import Publication
from gonogo.site.serving import Address, Hooks, Portal
from gonogo.site.settings import Configuration
from portals import tiny


@dataclass
class Desk:
    """What the server is given, and what it told."""

    services: dict[str, str] = field(default_factory=lambda: {"cart": "Cart", "search": "Search"})
    errors: list[BaseException] = field(default_factory=list)
    catalog: Path = Path("catalog")

    def hooks(self) -> Hooks:
        return Hooks(
            configuration=lambda: configuration(self.catalog),
            publish=self._publish,
            built=lambda _: None,
            failed=self.errors.append,
            ready=lambda _: None,
        )

    def _publish(self, _config: Configuration) -> Publication:
        if not self.services:
            message = "nothing there"
            raise ValueError(message)
        return tiny.publication(self.services, links=Links(directory_urls=False))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(catalog=tmp_path)


@pytest.fixture
def portal(desk: Desk, tmp_path: Path) -> Iterator[Portal]:
    site = tmp_path / "site"
    site.mkdir()
    portal = Portal(desk.hooks(), Address(), site)
    portal.start()
    yield portal
    portal.stop()


def configuration(catalog: Path) -> Configuration:
    config = settings.default(catalog)
    settings.entitle(config, "Tiny")
    return config


def get(portal: Portal, path: str) -> tuple[str, str]:
    answers: list[str] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    app = portal.server.get_app()
    assert app is not None

    def start_response(status: str, _headers: object, _exc_info: object = None, /) -> object:
        answers.append(status)
        return None

    chunks = app(environ, start_response)  # type: ignore[arg-type]
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return answers[-1][:3], body.decode()


def test_a_page_is_stamped_when_somebody_asks_for_it(portal: Portal, tmp_path: Path) -> None:
    assert not (tmp_path / "site" / "services" / "cart.html").exists()
    status, html = get(portal, "/services/cart.html")
    assert status == "200"
    assert "<title>Cart - Tiny</title>" in html
    assert (tmp_path / "site" / "services" / "cart.html").exists()
    assert not (tmp_path / "site" / "services" / "search.html").exists()


def test_files_in_other_formats_are_made_when_somebody_asks_for_them(portal: Portal, tmp_path: Path) -> None:
    assert not (tmp_path / "site" / "api").exists()
    assert get(portal, "/api/v1/services.json") == ("200", "{}\n")
    assert not (tmp_path / "site" / "score.json").exists()
    for _ in range(2):
        assert get(portal, "/score.json") == ("200", "1+1")


@pytest.mark.parametrize(
    "path", ["/nothing.html", "/services/none.html", "/../../etc/passwd", "//etc/passwd"]
)
def test_what_is_not_there_is_not_found(portal: Portal, path: str) -> None:
    assert get(portal, path)[0] == "404"


def test_a_rebuild_shows_what_is_new(portal: Portal, desk: Desk) -> None:
    assert "<title>Cart - Tiny" in get(portal, "/services/cart.html")[1]
    desk.services["cart"] = "Trolley"
    portal.rebuild()
    assert "<title>Trolley - Tiny" in get(portal, "/services/cart.html")[1]


def test_after_a_change_only_what_is_asked_for_is_rendered(
    portal: Portal, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    page = tiny.TinyRenderer.page

    def counted(self: tiny.TinyRenderer, ref: PageRef) -> Page:
        rendered.append(ref.path)
        return page(self, ref)

    desk.services |= {f"s{number}": "Service" for number in range(50)}
    monkeypatch.setattr(tiny.TinyRenderer, "page", counted)
    portal.rebuild()
    assert rendered == []
    assert not list((tmp_path / "site" / "services").glob("s*.html"))
    get(portal, "/services/s7.html")
    get(portal, "/services/s7.html")
    assert rendered == ["services/s7"]


def test_the_last_portal_stays_until_a_mistake_is_mended(portal: Portal, desk: Desk) -> None:
    services, desk.services = desk.services, {}
    portal.rebuild()
    assert [str(error) for error in desk.errors] == ["nothing there"]
    assert get(portal, "/services/cart.html")[0] == "200"
    assert get(portal, "/index.html")[0] == "200"
    desk.services = services
    portal.rebuild()
    assert len(desk.errors) == 1


def test_the_first_free_port_is_taken() -> None:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        assert serving.free_port("127.0.0.1", held.getsockname()[1]) == held.getsockname()[1] + 1

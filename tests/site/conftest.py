"""Fixtures: sites built from next to nothing."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gonogo.publish.links import Links
from gonogo.site import building, guide, settings
from gonogo.site.publication import Draft, Publication
from gonogo.site.writing import Output

Build = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Leave the loggers of MkDocs as they were."""
    logger = logging.getLogger("mkdocs")
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


@pytest.fixture
def site_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that builds a publication and returns the site's folder."""

    every_page = guide.names()
    monkeypatch.setattr(guide, "names", lambda: [page for page in every_page if "GN203" in page[0]])

    def build(
        make: Callable[[Links], Publication],
        *,
        pages: dict[str, str] | None = None,
        directory_urls: bool = False,
        site_url: str | None = None,
        workers: int = 1,
        name: str = "site",
    ) -> Path:
        catalog, folder = tmp_path / "catalog", tmp_path / name
        for path, text in (pages or {}).items():
            target = catalog / "pages" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        folder.mkdir()
        if directory_urls:
            # Search from a disk turns them off.
            monkeypatch.setattr("gonogo.site.theme.search_shim", lambda: None)
        config = settings.default(catalog)
        settings.entitle(config, "Tiny")
        config.use_directory_urls, config.site_url = directory_urls, site_url
        publication = make(building.links_of(config))
        building.build(
            Draft.of(publication),
            config,
            Output(folder),
            workers=workers,
            progress=lambda *_: None,
        )
        return folder

    return build

"""The portal of the hostile catalog, and that of its harmless twin; each is built once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from browser.conftest import Handler
from cli.places import DAY
from hostile import catalogs, story
from read.command import gonogo


class Twins(NamedTuple):
    """Two catalogs that differ in nothing but their free texts."""

    hostile: Path
    harmless: Path


class Sites(NamedTuple):
    """Their portals."""

    hostile: Path
    harmless: Path


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Return the folders that hold `catalog/`."""
    folders = Twins(tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("harmless"))
    catalogs.write(folders.hostile / "catalog")
    catalogs.write(folders.harmless / "catalog", catalogs.harmless)
    story.tell(folders.hostile)
    story.tell(folders.harmless, catalogs.harmless)
    return folders


@pytest.fixture(scope="session")
def sites(twins: Twins) -> Sites:
    """Return both portals."""
    for folder in twins:
        built = gonogo(
            "build", "--as-of", DAY, "--site-dir", "site", "--workers", "1", "--no-cache", folder=folder
        )
        assert built.code == 0, built.err
    return Sites(twins.hostile / "site", twins.harmless / "site")


class Defended(Handler):
    """Serves under the portal's policy."""


class Bare(Handler):
    """Serves without a policy: what would run, runs."""


@contextmanager
def serving(folder: Path, *, policy: bool) -> Iterator[str]:
    """Serve a portal; give its address."""
    handler: type[Handler] = Defended if policy else Bare
    text = (folder / "csp.txt").read_text("utf-8").strip().partition(": ")[2] if policy else ""
    handler.policy = text or "upgrade-insecure-requests"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

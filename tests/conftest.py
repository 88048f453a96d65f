"""What tests of several folders share: a cache of their own, and one browser a process for Playwright."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import tools

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _hears_of_ctrl_c() -> None:
    """Let commands hear of Ctrl-C also where the tests run in the background, which a shell starts deaf."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what is remembered between runs away from what the machine's user has."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("GONOGO_CACHE_DIR")
    os.environ["GONOGO_CACHE_DIR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["GONOGO_CACHE_DIR"]
    else:
        os.environ["GONOGO_CACHE_DIR"] = before


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium."""
    path = tools.found()
    assert path is not None, "`python tests/tools.py` installs one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()

"""The demo portal, built once, served with its own policy, and a browser that nothing leaves."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.places import DAY, DEMO

AXE = "axe-core@4.10.3"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the portal of the demo organisation."""
    from read.command import gonogo

    folder = tmp_path_factory.mktemp("portal")
    shutil.copytree(DEMO, folder / "catalog")
    built = gonogo("build", "--as-of", DAY, "--site-dir", "site", "--strict", "--quiet", folder=folder)
    assert built.code == 0, built.err + built.out
    return folder / "site"


class Handler(SimpleHTTPRequestHandler):
    """Serves the portal under the policy that it prints."""

    policy = ""

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Return the address under which the portal is served."""
    Handler.policy = (site / "csp.txt").read_text("utf-8").strip().partition(": ")[2]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, which looks for what keeps people out."""
    npm = shutil.which("npm")
    assert npm is not None, "`python tests/tools.py` installs it"
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), AXE]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

"""Make sure that the tests have what pip does not bring: a Chromium, and node for one linter.

The Chromium is one that is there, else Debian's, else Playwright's. Prints what the tests will use.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Return the path of a browser that is there."""
    named = os.environ.get("GONOGO_CHROMIUM")
    if named:
        return named
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or _playwrights()


def _playwrights() -> str | None:
    """Return the browser that Playwright has installed for itself, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def from_debian(*packages: str) -> None:
    """Install Debian packages where apt is there and allowed."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        subprocess.run(
            command, check=False, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )


def install_browser() -> None:
    """Install a browser: Debian's package, else Playwright's own."""
    from_debian("chromium")
    if found() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> None:
    """Find what the tests need, or install it and find it."""
    if found() is None:
        install_browser()
    if shutil.which("npm") is None:
        from_debian("nodejs", "npm")
    path = found()
    if path is None:
        sys.exit("no Chromium: install one, or name it in GONOGO_CHROMIUM")
    if shutil.which("npm") is None:
        sys.exit("no npm: install Node.js")
    sys.stdout.write(f"browser tests use {path}\n")


if __name__ == "__main__":
    main()

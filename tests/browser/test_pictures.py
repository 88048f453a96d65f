"""The README's pictures: taken on every run, kept when GONOGO_PICTURES names a folder (`make pictures`)."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PICTURES = {
    "home": "index",
    "service": "services/checkout-assistant",
    "matrix": "matrix",
}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_readme_can_be_taken(
    browser: Browser, served: str, tmp_path: Path, name: str
) -> None:
    folder = Path(os.environ.get("GONOGO_PICTURES") or tmp_path)
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(f"{served}/{PICTURES[name]}.html")
    page.wait_for_timeout(300)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    assert path.read_bytes().startswith(SIGNATURE)


def test_the_readme_shows_each_picture() -> None:
    root = Path(__file__).parent.parent.parent
    readme = (root / "README.md").read_text("utf-8")
    for name in PICTURES:
        assert f"(pictures/{name}.png)" in readme
        assert (root / "pictures" / f"{name}.png").read_bytes().startswith(SIGNATURE)

"""Open the table of services of a portal in Chromium, from the disk; print seconds as JSON.

`usable` runs from the beginning of the navigation to the first frame in which the table holds all
services and its filters can be used. `filter` is the slowest of several filters, each the median of a
few times: from the choice to the frame after the one that shows what is left.
"""

import json
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")

_USABLE = """services => {
    const form = document.querySelector("form.go-filters");
    const said = document.querySelector("[data-go-status]")?.textContent;
    const is_usable = form && !form.hidden && said === `${services.toLocaleString("en")} services`;
    return is_usable ? performance.now() : null;
}"""

_FILTERED = """async name => {
    const field = document.querySelector("form.go-filters").elements[name];
    const status = document.querySelector("[data-go-status]");
    const frame = () => new Promise(done => requestAnimationFrame(done));
    await frame();
    const start = performance.now();
    field.selectedIndex = field.options.length - 1;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    await frame();
    const took = performance.now() - start;
    if (!/ of /.test(status.textContent)) throw new Error(`${name} filters nothing`);
    field.selectedIndex = 0;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    return took;
}"""

TIMES = 3
FILTERS = ("team", "tier", "kind", "lifecycle", "verdict", "level", "category")


def main(site: str, services: int) -> None:
    """Measure the table of `site`, which has that many services."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_browser(), args=list(FLAGS))
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        found = measured(page, (Path(site) / "services" / "index.html").resolve().as_uri(), services)
        chromium.close()
    sys.stdout.write(json.dumps(found) + "\n")


def measured(page: Page, address: str, services: int) -> dict[str, float]:
    """Return the figures of the table at `address`, in seconds."""
    page.goto(address, wait_until="commit")
    usable = page.wait_for_function(_USABLE, arg=services, polling="raf").json_value()
    filtered = [median(page.evaluate(_FILTERED, name) for _ in range(TIMES)) for name in FILTERS]
    return {"usable": usable / 1000, "filter": max(filtered) / 1000}


def _browser() -> str:
    # As a program, this file's folder is searched for modules; the tests' own are one above.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    import tools

    path = tools.found()
    if path is None:
        sys.exit("no Chromium: `python tests/tools.py` installs one")
    return path


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

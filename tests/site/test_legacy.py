"""What the last portal has and would come out the same is taken over; whatever differs is made."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gonogo import portal
from gonogo.model.artifact import PageRef
from gonogo.order import Order
from gonogo.site import settings
from gonogo.site.stamping import Stamper
from portals import catalogs

DAY = date(2026, 11, 23)
SERVICES = {"services/cart", "services/search"}


class Builder:
    """Builds the portal of a catalog again and again, and knows which pages were made for it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.catalog = catalogs.write(folder / "catalog")
        self.made: set[str] = set()
        whole = Stamper.html

        def noting(stamper: Stamper, ref: PageRef) -> bytes:
            self.made.add(ref.path)
            return whole(stamper, ref)

        monkeypatch.setattr(Stamper, "html", noting)

    def build(self, *, day: date = DAY, url: str | None = None, cache: bool = True) -> dict[str, bytes]:
        """Return the files of the portal."""
        self.made.clear()
        kept = self.folder / "cache" if cache else None
        order = Order(
            catalog=self.catalog, day=day, today=day, cache=kept, memory=self.folder / "memory", workers=1
        )
        config = settings.configuration(None, self.catalog, self.site if cache else self.folder / "other")
        config.site_url = url
        folder = portal.build(order, config, lambda _done, _whole: None, is_strict=False).folder
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    @property
    def site(self) -> Path:
        """Where it is built."""
        return self.folder / "site"


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    return Builder(tmp_path, monkeypatch)


def test_nothing_is_made_twice_where_nothing_has_changed(builder: Builder) -> None:
    first = builder.build()
    assert builder.made >= SERVICES
    names = [f"{path}.html" for path in SERVICES] + ["badges/cart.svg", "api/v1/services/cart.json"]
    nodes = [(builder.site / name).stat().st_ino for name in names]
    assert builder.build() == first
    assert {path for path in builder.made if not path.startswith("guide/")} == set()
    assert [(builder.site / name).stat().st_ino for name in names] == nodes
    assert builder.build(cache=False) == first


def test_what_changed_is_made_and_the_rest_taken_over(builder: Builder) -> None:
    builder.build()
    manifest = builder.catalog / "services" / "search.yaml"
    manifest.write_text(manifest.read_text().replace("Search <b>", "Find"))
    after = builder.build()
    # A page shows who depends on its service, by name.
    assert builder.made & {"services/search", "services/cart"} == SERVICES
    assert b"Find" in after["services/search.html"]
    manifest.write_text(manifest.read_text() + "checks:\n  alerts:\n    status: unmet\n")
    builder.build()
    assert "services/search" in builder.made
    assert after != builder.build(cache=False)


@pytest.mark.parametrize(
    ("damage", "makes"),
    [
        (lambda file: file.write_bytes(b"<p>changed"), True),
        (lambda file: file.write_bytes(file.read_bytes()), True),
        (lambda file: file.unlink(), True),
        (lambda file: file.chmod(0o600), True),
        (lambda file: (file.unlink(), file.symlink_to("search.html")), True),
        (lambda _file: None, False),
    ],
    ids=["changed", "written again", "gone", "mode", "link", "left alone"],
)
@pytest.mark.parametrize("name", ["services/cart.html", "badges/cart.svg"])
def test_files_that_somebody_touched_are_made(
    builder: Builder, damage: Callable[[Path], object], name: str, *, makes: bool
) -> None:
    first = builder.build()
    damage(builder.site / name)
    assert builder.build() == first
    assert ("services/cart" in builder.made) is makes
    assert not (builder.site / name).is_symlink()
    assert (builder.site / name).stat().st_mode & 0o777 == (
        builder.site / "index.html"
    ).stat().st_mode & 0o777


@pytest.mark.parametrize("change", ["day", "url", "cache", "marker"])
def test_everything_is_made_where_something_changed_that_is_on_every_page(
    builder: Builder, change: str
) -> None:
    builder.build()
    if change == "cache":
        for pack in (builder.folder / "cache").glob("*.pack"):
            pack.write_bytes(pack.read_bytes()[:-1])
    elif change == "marker":
        (builder.site / ".gonogo-site").write_text("Built by somebody else.")
    day, url = date(2026, 11, 24) if change == "day" else DAY, "https://e.org/" if change == "url" else None
    after = builder.build(day=day, url=url)
    assert builder.made >= SERVICES
    assert after == builder.build(day=day, url=url, cache=False)


def test_a_portal_that_was_copied_is_made_anew(builder: Builder) -> None:
    first = builder.build()
    moved = builder.folder / "moved"
    builder.site.rename(moved)
    shutil.copytree(moved, builder.site)
    assert builder.build() == first
    assert builder.made >= SERVICES

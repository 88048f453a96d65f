"""What is the same in all portals is made once, and kept as Python keeps bytecode."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import markdown  # type: ignore[import-untyped]
import pytest
from jinja2 import Environment
from mkdocs.structure.files import Files

from gonogo.site import converted, settings, theme
from portals import tiny

Build = Callable[..., Path]
FIRST = {"about.md": "# About\n\nWhat we do.\n"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder below which Python keeps its bytecode."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    converted.shelf.cache_clear()
    yield tmp_path / "kept"
    converted.shelf.cache_clear()


def built(site_of: Build, name: str) -> dict[str, bytes]:
    """Return the files of a portal that somebody builds who has just begun."""
    converted.shelf.cache_clear()
    site = site_of(lambda links: tiny.publication(3, links=links), pages=FIRST, name=name)
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def kept(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def test_the_second_build_makes_the_same_of_what_the_first_one_kept(
    site_of: Build, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(site_of, "first")
    assert any("theme." in path.name for path in kept(place))
    assert any(path.suffix == ".pack" for path in kept(place))
    whole, compile_ = markdown.Markdown.convert, Environment.compile
    done: list[str] = []

    def convert(self: Any, text: str) -> Any:
        done.append(text)
        return whole(self, text)

    def compiled(self: Any, source: Any, name: str | None = None, *rest: Any, **more: Any) -> Any:
        done.append(str(name))
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(markdown.Markdown, "convert", convert)
    monkeypatch.setattr(Environment, "compile", compiled)
    assert built(site_of, "second") == first
    # Its own environment has the plugin of search, for a word or two in the language of the portal.
    assert [each for each in done if not each.startswith("partials/language")] == [FIRST["about.md"]]


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_what_is_damaged_is_made_anew(site_of: Build, place: Path, damage: str) -> None:
    first = built(site_of, "first")
    for path in kept(place):
        content = path.read_bytes()
        half = len(content) // 2
        path.write_bytes(
            {
                "cut": content[:half],
                "changed": content[:half] + bytes([content[half] ^ 0xFF]) + content[half + 1 :],
                "other": b"nothing of ours",
            }[damage]
        )
    assert built(site_of, "second") == first


def test_nothing_is_kept_where_python_keeps_nothing(
    site_of: Build, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert built(site_of, "first") == built(site_of, "second")
    assert kept(place) == []


def test_a_theme_that_is_listed_quickly_has_the_same_files(tmp_path: Path) -> None:
    config = settings.default(tmp_path)
    listed: list[list[str]] = []
    for _ in range(2):
        env, files = config.theme.get_env(), Files([])
        files.add_files_from_theme(env, config)
        listed.append([file.src_uri for file in files])
        theme.quicken(config)
    assert listed[0] == listed[1] != []
    hidden = [name for name in config.theme.get_env().list_templates() if name.startswith(".")]
    assert hidden == []

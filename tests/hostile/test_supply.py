"""What we depend on: nothing with a known hole, and nothing switched on that had one."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from cli.places import ROOT
from gonogo.site import settings

FLOORS = {
    "jinja2": "3.1.6",
    "markdown": "3.11",
    "mkdocs": "1.6.1",
    "mkdocs-material": "9.8.1",
    "pymdown-extensions": "13",
    "pyyaml": "6.0.4",
}
"""The oldest versions without a known hole that concerns us."""

REFUSED = {
    "gitpython": "runs programs that a repository names; thirteen advisories in one summer",
    "mkdocs-git-revision-date-localized-plugin": "brings GitPython",
    "mkdocs-git-committers-plugin-2": "brings GitPython",
    "mkdocs-macros-plugin": "templates in hand-written pages",
}

WANTED = {
    each.name.lower(): each
    for each in map(
        Requirement,
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"],
    )
}


@pytest.mark.parametrize("name", FLOORS)
def test_no_older_version_than_the_first_sound_one_is_accepted(name: str) -> None:
    lowest = [Version(each.version) for each in WANTED[name].specifier if each.operator == ">="]
    assert lowest
    assert max(lowest) >= Version(FLOORS[name])


def test_every_dependency_has_a_floor() -> None:
    assert all(any(each.operator == ">=" for each in one.specifier) for one in WANTED.values())


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_make_asks_for_the_python_that_the_package_asks_for() -> None:
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert f"< ({oldest.replace('.', ', ')})" in (ROOT / "Makefile").read_text("utf-8")
    assert f"Python {oldest} or later" in (ROOT / "README.md").read_text("utf-8")


def test_a_licence_is_allowed_by_its_whole_name() -> None:
    rules = PROJECT["tool"]["pip-licenses"]
    assert "partial-match" not in rules
    assert not [each for each in rules["allow-only"].split(";") if "GPL" in each or not each.strip()]


def test_an_audit_fails_where_anything_is_skipped() -> None:
    rule = (ROOT / "Makefile").read_text("utf-8").partition("\naudit:")[2].partition("\n\n")[0]
    assert "pip-audit --strict" in rule
    assert "exit 1" in rule
    assert not [line for line in rule.splitlines() if line.startswith("\t-") or "|| true" in line]


def test_nothing_that_is_refused_is_wanted() -> None:
    assert REFUSED.keys().isdisjoint(WANTED)


def test_nothing_is_on_by_default_that_reads_files_or_had_a_hole(tmp_path: Path) -> None:
    config = settings.default(tmp_path)
    extensions = {str(each) for each in config.markdown_extensions}
    assert not {each for each in extensions if each.endswith(("snippets", "b64", "md_in_html", "magiclink"))}
    assert "search.suggest" not in config.theme["features"]
    assert config.theme["font"] is False
    assert set(config.plugins) <= {"material/search", "search", "material/offline", "gonogo"}
    assert config.extra_javascript == [each for each in config.extra_javascript if "//" not in str(each)]

"""SECURITY.md names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

from cli.places import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = re.findall(r"^\| (?!promise|-)(.+?) \| (.+) \|$", TEXT, re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize(("promise", "shown"), PROMISES, ids=range(len(PROMISES)))
def test_a_promise_is_shown_by_tests_that_exist(promise: str, shown: str) -> None:
    named = NAMED.findall(shown)
    assert named, promise
    for path, name in named:
        assert (ROOT / path).is_file(), path
        assert names_in(ROOT / path), path
        assert not name or name in names_in(ROOT / path), name


def test_there_are_promises() -> None:
    assert len(PROMISES) >= 15


@pytest.mark.parametrize("target", ["fuzz", "audit", "sbom", "mutate"])
def test_what_make_is_said_to_do_it_does(target: str) -> None:
    assert f"`make {target}`" in TEXT
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

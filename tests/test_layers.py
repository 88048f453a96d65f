"""The tree is the data flow: an import only goes down."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "gonogo"
BELOW = {
    "cli": {
        "cli",
        "host",
        "order",
        "store",
        "soundly",
        "portal",
        "checking",
        "notices",
        "guide",
        "site",
        "publish",
        "assess",
        "read",
        "intake",
        "model",
        "resources",
        "libyaml",
    },
    "plugin": {
        "store",
        "soundly",
        "order",
        "portal",
        "site",
        "publish",
        "assess",
        "read",
        "model",
        "resources",
        "notices",
    },
    "portal": {
        "aside",
        "soundly",
        "order",
        "standings",
        "publishing",
        "site",
        "publish",
        "assess",
        "read",
        "model",
    },
    "publishing": {
        "order",
        "recollection",
        "standings",
        "insights",
        "holdings",
        "site",
        "publish",
        "model",
    },
    "order": {"read", "model"},
    "soundly": {"store", "order", "read", "model"},
    "recollection": {"store", "assess", "read", "model"},
    "insights": {"assess", "model"},
    "holdings": {"site", "publish", "assess", "model"},
    "standings": {"ahead", "aside", "site", "assess", "model"},
    "checking": {"notices", "publish", "read", "model"},
    "notices": {"assess", "read", "model"},
    "guide": {"resources"},
    "site": {"ahead", "aside", "site", "publish", "model", "resources", "store"},
    "publish": {"publish", "model", "resources"},
    "assess": {"assess", "model"},
    "read": {"ahead", "aside", "read", "model", "resources", "store", "libyaml", "portable"},
    "intake": {"intake", "model", "libyaml"},
    "model": {"model"},
    "host": {"model"},
    "store": {"resources"},
    "libyaml": {"portable"},
    "portable": set(),
    "resources": set(),
    "ahead": set(),
    "aside": set(),
    "__init__": set(),
    "__main__": {"cli"},
}
"""What each part may import of ours: a front door everything, siblings never each other."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield the parts of ours that a module imports, late and type-only imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [node.module or ""]
            if node.module == "gonogo":
                names = [f"gonogo.{alias.name}" for alias in node.names if not alias.name.startswith("_")]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("gonogo."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_an_import_only_goes_down(path: Path) -> None:
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert set(imports(path)) <= BELOW[part]


def test_only_the_site_and_the_plugin_know_mkdocs() -> None:
    knowing = {
        path.relative_to(PACKAGE).parts[0]
        for path in MODULES
        if "import mkdocs" in _code(path) or "from mkdocs" in _code(path)
    }
    assert knowing <= {"site", "plugin.py", "cli"}


def test_only_two_modules_start_programs_git_and_engines() -> None:
    starting = re.compile(r"\bsubprocess\b|\bos\.(?:system|popen|exec|spawn|posix_spawn)")
    found = [path.relative_to(PACKAGE).as_posix() for path in MODULES if starting.search(_code(path))]
    assert found == ["read/git.py", "site/programs.py"]


def test_only_the_front_doors_read_the_clock() -> None:
    clock = re.compile(r"\b(?:datetime|date|time)\.(?:now|today|utcnow|time|localtime)\(")
    reading = [path for path in MODULES if clock.search(_code(path))]
    assert {path.relative_to(PACKAGE).parts[0] for path in reading} <= {"cli", "plugin.py"}


def _code(path: Path) -> str:
    return path.read_text(encoding="utf-8")

"""The Guide's pages, taken apart: blocks, links, anchors."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "site_templates" / "guide"

NAMES = (
    "index",
    "why",
    "manifest",
    "review",
    "scoring",
    "fields",
    "team-start",
    "organisation",
    "codes",
    "glossary",
)
"""The pages in the order in which they are read."""

FRAGMENT = "part of "
"""How the title of a block begins that is not a complete file."""

IN_CATALOG = "catalog/"

_FENCE = re.compile(r'^( *)```(\w+)(?: title="([^"\n]+)")?\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+?)(?: \{ (?:#([\w-]+) ?)?(?:data-search-exclude )?\})?$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block."""

    page: str
    language: str
    title: str
    text: str


def text(name: str) -> str:
    return (GUIDE / f"{name}.md").read_text(encoding="utf-8")


@cache
def all_blocks(name: str) -> tuple[Block, ...]:
    return tuple(Block(name, found[2], found[3] or "", found[4]) for found in _FENCE.finditer(text(name)))


def blocks(name: str, language: str) -> tuple[Block, ...]:
    return tuple(block for block in all_blocks(name) if block.language == language)


def prose(name: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", text(name))


def links(name: str) -> list[str]:
    return _LINK.findall(prose(name))


def anchors(name: str) -> set[str]:
    """Return what links may lead to within a page: those that headings name."""
    return {found[2] for found in _HEADING.finditer(prose(name)) if found[2]}


@cache
def generator() -> ModuleType:
    """Return the script that makes the generated parts."""
    specification = importlib.util.spec_from_file_location("guide_generator", ROOT / "scripts" / "guide.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module

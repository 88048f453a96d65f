"""Without libyaml and jsonschema-rs problems, places and nouns are the same; and it comes to an end."""

from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo import libyaml, portable, resources
from gonogo.model.problem import Problem
from gonogo.read import lines, read, schema, yaml12
from gonogo.read.yaml12 import MANIFEST_LIMITS, Limits
from read.cases import Case, cases
from read.catalogs import DAY
from read.fuzz import mutated, sources, yaml_like
from read.test_never_crashes import HEADS, KILLERS, LIMIT
from steps import steps


class Portable(portable.Parser):
    """The parser as the reader has it where libyaml is missing."""

    resolve = slice


@contextmanager
def without_fast_parts() -> Iterator[None]:
    """Read as if neither libyaml nor jsonschema-rs were installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml12, "_Parser", Portable)
        patch.setattr(schema, "IS_FAST", False)
        schema._fast.cache_clear()  # noqa: SLF001 - it keeps what was chosen
        yield
    schema._fast.cache_clear()  # noqa: SLF001 - the same


def test_the_fast_parts_are_there() -> None:
    assert libyaml.IS_THERE
    assert schema.IS_FAST


@pytest.mark.parametrize("case", cases(), ids=attrgetter("name"))
def test_a_case_is_read_the_same(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packs = case.packs
    if packs is not None:
        monkeypatch.setattr(resources, "packs", lambda: packs)
    case.lay_out(tmp_path)
    fast = read(tmp_path / "catalog", day=DAY, today=DAY, workers=1)
    with without_fast_parts():
        assert read(tmp_path / "catalog", day=DAY, today=DAY, workers=1) == fast


# Documents ---------------------------------------------------------------------------------------


def shape(root: Any) -> list[tuple[Any, ...]]:
    """Return all that a node tree says: kinds, values, styles, whether there is a tag, and places."""
    found: list[tuple[Any, ...]] = []
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        marks = [(each.index, each.line, each.column) for each in (node.start_mark, node.end_mark)]
        if isinstance(node, yaml.ScalarNode):
            said: Any = (node.value, node.style)
        else:
            said = (len(node.value), node.flow_style)
            waiting += [part for each in node.value for part in (each if isinstance(each, tuple) else [each])]
        tag = "tag" if isinstance(node.tag, str) else node.tag
        found.append((type(node).__name__, tag, said, *marks))
    return found


def parsed(content: bytes, limits: Limits) -> tuple[Any, list[Problem], list[tuple[Any, ...]]]:
    document, problems = yaml12.parse(content, "a.yaml", limits)
    return document.data, problems, shape(document.root)


def assert_the_same(content: bytes, limits: Limits = MANIFEST_LIMITS) -> None:
    fast = parsed(content, limits)
    with without_fast_parts():
        assert parsed(content, limits) == fast


PIECES = [
    *("- ", ": ", ":", "?", "? ", "#", " #", '"', "'", "[", "]", "{", "}", ",", "|", ">", "%", "@", "`", "!"),
    *(
        "|-\n",
        ">+2\n",
        "|2\n",
        ">1-\n x",
        ">0",
        "| #c\n",
        "|--",
        "&a",
        "*a",
        "!!x ",
        "!<a>",
        "!a!b ",
        "!a%41",
    ),
    *("---", "---\n", "...\n", "--- a\n", "%TAG ! x\n", "%YAML 1.2\n", "%x", '"a\n---\nb"', "'a\n\n  b'"),
    *("\\", "\\x4", "\\u12", "\\ud800", "\\U00110000", "\\q", '"\\\n', "\r\n", "\t", " \t", "\t\n", "\n\t"),
    *(
        "\ufeff",
        "é",
        "😀",
        "\xa0",
        "~",
        "<<: ",
        "- a\n",
        "? a\n: b\n",
        "[a: b]",
        "{a, b: c}",
        "[a:,",
        "[?",
        "{?",
    ),
    *("{a: }", "[a: ]", "x:y", "x ?y", "a?", "a", "b", "k: v\n", "\n", "\n", "  ", " ", "::", "\n  \n"),
]
"""What parsers of YAML take differently, and what stands between it."""

INDICATORS = ("", "-", "+", "2", "2-", "+1", "-2", "9", "0", "--")
TEXTS = [
    "",
    "\n",
    "\n\n\n",
    "  b",
    "  b\n",
    "  b\n\n",
    "  b\n\n\nc: 1\n",
    "  b\n  c\n\n  d\n",
    "  b\n    c\n\n    d\n  e\n\n",
    "\n\n  b\n # c\n",
    "   \n  b\n",
    "  b\n   \n\t\n",
    "  \tb\n\n  c\r\n\r\n",
    " b\n---\n",
    "# b\n  c\n",
]


@pytest.mark.parametrize("head", [style + indicators for style in "|>" for indicators in INDICATORS])
def test_a_text_below_its_head_is_the_same(head: str) -> None:
    for text in TEXTS:
        for begin in (f"a: {head}\n", f"{head}\n", f"- a: {head} # b\n", f"a:\n   b: {head}\n"):
            assert_the_same((begin + text).encode())


@pytest.mark.parametrize("length", [1_022, 1_023, 1_024, 1_025])
def test_the_longest_key_is_the_same(length: int) -> None:
    for key in (
        "x" * length,
        f"'{'x' * (length - 2)}'",
        f"x{' ' * (length - 2)}x",
        f"[{'x' * (length - 2)}]",
    ):
        for text in (
            f"{key}: 1\n",
            f"a: 1\n{key}: 1\n",
            f"- {key}: 1\n",
            f"{{{key}: 1}}\n",
            f"a: 1\n{key}\n",
        ):
            assert_the_same(text.encode())


each_input = settings(max_examples=300, derandomize=True, database=None, deadline=None)


@settings(each_input, max_examples=1_500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_parsers_take_differently_is_the_same(text: str) -> None:
    assert_the_same(text.encode())


@each_input
@given(yaml_like())
def test_what_looks_like_yaml_is_the_same(text: str) -> None:
    assert_the_same(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", sources())
@settings(each_input, max_examples=60)
@given(data=st.data())
def test_a_file_with_a_few_mistakes_is_the_same(name: str, data: st.DataObject) -> None:
    assert_the_same(data.draw(mutated(name)))


# Very many of one thing --------------------------------------------------------------------------


@pytest.mark.parametrize("unit", KILLERS.values(), ids=KILLERS)
@pytest.mark.parametrize(("limits", "size"), [(MANIFEST_LIMITS, LIMIT)])
def test_very_many_of_one_thing_are_the_same(limits: Limits, size: int, unit: bytes) -> None:
    for head in HEADS[:2]:
        assert_the_same((head + unit * (size // len(unit) + 1))[:size], limits)


def parsing(content: bytes) -> int:
    """Return how many lines of Python it takes to parse `content`."""
    # Plain files are not for the parser, up to whatever is not plain in them.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "mapping", lambda _text, _depth: None)
        return steps(lambda: yaml12.parse(content, "a.yaml"))


SMALL = 4 * 1024
FIXED = 50_000
"""Lines that it takes to tell of what is wrong, which less of the same thing may not be."""


@pytest.mark.parametrize("unit", KILLERS.values(), ids=KILLERS)
def test_twice_as_much_takes_at_most_about_twice_as_long(unit: bytes) -> None:
    with without_fast_parts():
        for head in HEADS[:2]:
            once, twice = (
                parsing((head + unit * (size // len(unit) + 1))[:size]) for size in (SMALL, 2 * SMALL)
            )
            assert twice <= 2.2 * once + FIXED


@pytest.mark.parametrize(("text", "levels"), [("[", 5_000), ("- ", 5_000), ("? ", 5_000), ("{a: ", 5_000)])
def test_deep_nesting_never_deepens_the_stack(text: str, levels: int) -> None:
    closed = {"[": "]", "{a: ": "}"}.get(text, "")
    node = portable.Parser(text * levels + closed * levels).get_single_node()
    depth = 0
    while node.value:
        node, depth = node.value[0], depth + 1
        node = node[text != "? "] if isinstance(node, tuple) else node
    assert depth in {levels - 1, levels}

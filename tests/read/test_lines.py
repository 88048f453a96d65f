"""Plain files: what is read line by line is what libyaml reads, and the rest is left to it."""

from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.model.problem import Problem
from gonogo.read import lines, yaml12
from gonogo.read.document import Document
from gonogo.read.yaml12 import MANIFEST_LIMITS, Limits, parse
from read import fuzz

PLAIN = [
    ("a: 1\n", {"a": 1}),
    ("a: 1", {"a": 1}),
    ("a: 1\r\nb: x\r\n", {"a": 1, "b": "x"}),
    ("# c\n\na: 1\n   \n  # c\nb: 2 # c\n", {"a": 1, "b": 2}),
    ("a:\nb:   # c\n", {"a": None, "b": None}),
    ("a: ~\nb: Null\nc: TRUE\nd: false\n", {"a": None, "b": None, "c": True, "d": False}),
    ("a: -1\nb: 0.10\nc: 2026-01-31\nd: -x\n", {"a": -1, "b": Decimal("0.10"), "c": "2026-01-31", "d": "-x"}),
    (
        "a: x y  \nb: http://c#d\nc: é, 😀 [x] {y} 'z'\n",
        {"a": "x y", "b": "http://c#d", "c": "é, 😀 [x] {y} 'z'"},
    ),
    ("a: \"\"\nb: '#'\nc: \"it's\" # c\nd: 'true'\n", {"a": "", "b": "#", "c": "it's", "d": "true"}),
    ("a: []\nb: {}\nc: [x, y-1,true]\n", {"a": [], "b": {}, "c": ["x", "y-1", True]}),
    ("a:\n  b:\n    c: 1\n  d: 2\ne: 3\n", {"a": {"b": {"c": 1}, "d": 2}, "e": 3}),
    ("a:\n    b: 1\n\nc:\n # c\n d: 2\n", {"a": {"b": 1}, "c": {"d": 2}}),
    ("a:\n  - 1\n  - x\nb:\n- 2\n- y\nc: z\n", {"a": [1, "x"], "b": [2, "y"], "c": "z"}),
    (
        "a:\n  - b: 1\n    c:\n      - 2\n  -   b: 3\n      c:\n",
        {"a": [{"b": 1, "c": [2]}, {"b": 3, "c": None}]},
    ),
    (
        "a:\n- b:\n  - 1\n  c: 2\n- d:\n- e:\n    f: 3\n",
        {"a": [{"b": [1], "c": 2}, {"d": None}, {"e": {"f": 3}}]},
    ),
    (
        "1: a\ntrue: b\nx.y/z@1-_: c\nnullable: d\n",
        {"1": "a", "true": "b", "x.y/z@1-_": "c", "nullable": "d"},
    ),
]

NOT_PLAIN = [
    "",
    "# c\n",
    "x\n",
    "- a\n",
    " a: 1\n",
    "a: 1\na: 2\n",
    "a: 1\n  b: 2\n",
    "a: 1\n  - b\n",
    "a: x\n  y\n",
    "a:\n    b: 1\n  c: 2\n",
    "a:\n  - 1\n b: 2\n",
    "a:\n  - 1\n    b: 2\n",
    "a:\n  - 1\n  b: 2\n",
    "a:\n  -\n    b: 1\n",
    "a:\n  - - 1\n",
    "a: b: c\n",
    "a: b:\n",
    "a:b\n",
    "a : b\n",
    "'a': b\n",
    "? a\n",
    "null: 1\n",
    "<<: 1\n",
    f"{'k' * 101}: 1\n",
    "a: no\n",
    "a: [x, no]\n",
    "a: [1]\n",
    "a: [x y]\n",
    "a: {b: c}\n",
    "a: 012\n",
    "a: 12:30\n",
    f"a: {'1' * 19}\n",
    "a: x #y\n",
    "a: #y\n",
    'a: "x"#y\n',
    'a: "\\n"\n',
    "a: 'it''s'\n",
    "a: 'x\n  y'\n",
    "a: |\n  x\n",
    "a: >-\n  x\n",
    "a: &b c\n",
    "a: *b\n",
    "a: !b c\n",
    "a: @b\n",
    "a: - b\n",
    "a: 1\n---\nb: 2\n",
    "a: 1\n...\n",
]


@pytest.mark.parametrize(("text", "data"), PLAIN)
def test_a_plain_file_is_read_line_by_line(text: str, data: Any) -> None:
    found = lines.mapping(text, 32)
    assert found == data
    assert repr(found) == repr(data)


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_libyaml(text: str) -> None:
    assert lines.mapping(text, 32) is None


@pytest.mark.parametrize(("depth", "is_read"), [(3, True), (2, False)])
def test_collections_stand_in_each_other_so_far_and_no_further(depth: int, *, is_read: bool) -> None:
    for text in ("a:\n  b:\n    c: 1\n", "a:\n  - b: 1\n"):
        assert (lines.mapping(text, depth) is not None) is is_read


def parsed(text: str, limits: Limits = MANIFEST_LIMITS) -> tuple[Document, list[Problem]]:
    return parse(text.encode(), "a.yaml", limits)


def composed(text: str, limits: Limits = MANIFEST_LIMITS) -> tuple[Document, list[Problem]]:
    with patch.object(lines, "mapping", return_value=None):
        return parsed(text, limits)


def is_same(text: str, limits: Limits = MANIFEST_LIMITS) -> bool:
    """Tell whether a file is the same without these lines: its data, its problems, each place in it."""
    ours, problems = parsed(text, limits)
    theirs, their_problems = composed(text, limits)
    assert problems == their_problems
    assert repr(ours.data) == repr(theirs.data)
    return all(
        ours.place(route, of_key=of_key) == theirs.place(route, of_key=of_key)
        for route in ((), *fuzz.routes(ours.data))
        for of_key in (True, False)
    )


@pytest.mark.parametrize("text", [*(text for text, _ in PLAIN), *NOT_PLAIN])
def test_a_file_is_the_same_whoever_reads_it(text: str) -> None:
    assert is_same(text)


@pytest.mark.parametrize("limits", [Limits(depth=2), Limits(nodes=4), Limits(scalar=3), Limits(size=30)])
@pytest.mark.parametrize("text", [text for text, _ in PLAIN])
def test_limits_are_the_same_whoever_reads_a_file(text: str, limits: Limits) -> None:
    assert is_same(text, limits)


_values = st.one_of(
    st.sampled_from(["x", "x y", "1", '"x"', "'y'", "[a, b]", "2026-01-31", "x # c", "", "a:b", "[]"]),
    fuzz.odd,
)


@st.composite
def _blocks(draw: st.DrawFn, at: int = 0, levels: int = 3) -> list[str]:
    """Return the lines of a mapping or of a list at a column, mostly as YAML wants them."""
    is_list = at > 0 and draw(st.booleans())
    found = []
    for number in range(draw(st.integers(1, 3))):
        begin = " " * at + ("-" + " " * draw(st.integers(1, 2)) if is_list else f"{'abc'[number]}:")
        if not levels or draw(st.booleans()):
            found.append(f"{begin} {draw(_values)}" if not is_list else begin + draw(_values))
            continue
        below = draw(_blocks(len(begin) if is_list else at + draw(st.sampled_from([2, 2, 1, 4])), levels - 1))
        found += [begin + below[0].lstrip(" "), *below[1:]] if is_list else [begin, *below]
    return found


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Return a text of blocks, with a slip or two."""
    found = draw(_blocks())
    for _ in range(draw(st.integers(0, 2))):
        number = draw(st.integers(0, len(found) - 1))
        line = found[number]
        column = draw(st.integers(0, len(line)))
        sign = draw(
            st.sampled_from(["", " ", "  ", "#", " #", " # ", ":", ": ", "-", "- ", "\n", '"', "'", "["])
        )
        found[number] = line[:column] + sign + line[column + draw(st.integers(0, 1)) :]
    return draw(st.sampled_from(["\n", "\r\n"])).join(found) + draw(st.sampled_from(["\n", "", "\n\n"]))


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(_texts())
def test_whatever_a_file_looks_like_it_is_the_same_whoever_reads_it(text: str) -> None:
    assert is_same(text)


def test_no_node_is_made_of_a_plain_file_before_a_place_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    parser = yaml12._Parser  # noqa: SLF001 - what makes the nodes

    def counting(content: bytes) -> object:
        made.append(content)
        return parser(content)

    monkeypatch.setattr(yaml12, "_Parser", counting)
    document, problems = parse(b"a: 1\nb:\n  - x\n", "a.yaml")
    assert (document.data, problems, made) == ({"a": 1, "b": ["x"]}, [], [])
    assert [document.place(route).line for route in (("a",), ("b", 0))] == [1, 3]
    assert len(made) == 1

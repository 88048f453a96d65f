"""Inputs by chance: what looks like YAML, and sound files with a few mistakes."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from read.cases import EXAMPLES, Case

Route = tuple[Any, ...]

ODD = """
~ null true no on 0 -0 012 0o17 1_000 12:30 .inf .nan 1e400 1.10 -1 99999999999999999999 2026-02-31 0000-01-01
9999-12-31 2026-1-5 << * & ! @ ` % ? - : , [ ] { } # | > ' " javascript:alert(1) https://a@b http://[::1
../../etc/passwd con index payments cart alerts load-testing waived GN405 AKIAIOSFODNN7EXAMPLE
"""
"""Values that mean something to YAML, to a rule, or to nobody."""

WORDS = """
schema_version service id name owner kind tier lifecycle target on traits platforms checks status evidence
waiver reason approved_by expires_on risks reviews conditions levels extends amendments set approvals scope
services teams results result people groups parent operations x-more met partial not-applicable
"""

odd, words = (st.sampled_from(["", *each.split()]) for each in (ODD, WORDS))

_SIGNS = [
    "\u202e",
    "\u200b",
    "\xa0",
    "\ufeff",
    "\x1b",
    "\x00",
    "\x85",
    "\u2028",
    "\ud800",
    "😀",
    "é",
    "：",
    "\t",
    "\r",
]

scalars = st.one_of(
    odd,
    words,
    st.integers().map(str),
    st.text(max_size=8),
    st.sampled_from(_SIGNS),
    st.integers(1, 9_000).map(lambda size: "x" * size),
)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _lines(keys: list[str], values: list[str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in zip(keys, values, strict=False))


def _indented(text: str, by: str) -> str:
    return "\n" + "".join(f"{by}{line}\n" for line in text.split("\n") if line)


@cache
def yaml_like() -> st.SearchStrategy[str]:
    """Return text of YAML's own pieces, put together more or less as YAML wants it."""
    leaf = st.one_of(
        scalars,
        scalars.map(_quoted),
        scalars.map(lambda text: f"'{text}'"),
        st.sampled_from(
            ["!!int x", "!x y", "&a b", "*a", "|\n  text", ">-\n  text", "--- ", "...", "? a", "# c", ""]
        ),
    )

    def grown(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        keys = st.lists(st.one_of(words, scalars), min_size=1, max_size=4)
        parts = st.lists(part, min_size=1, max_size=4)
        blanks = st.sampled_from(["  ", "  ", "    ", " ", "\t", "", "\xa0"])
        return st.one_of(
            st.builds(_lines, keys, parts),
            st.builds(lambda key, each, by: f"{key}:{_indented(each, by)}", words, part, blanks),
            parts.map(lambda each: "".join(f"- {one}\n" for one in each)),
            parts.map(lambda each: "[" + ", ".join(each) + "]"),
            st.builds(
                lambda some, each: "{" + ", ".join(map(": ".join, zip(some, each, strict=False))) + "}",
                keys,
                parts,
            ),
        )

    return st.recursive(leaf, grown, max_leaves=20)


RICH = Case(EXAMPLES / "valid" / "000-every-field")
"""A catalog in which every field of every file is used: what is mutated, and what it is mutated in."""


@cache
def sources() -> tuple[str, ...]:
    """Return the names of the files of that catalog."""
    return tuple(each.as_posix() for each in RICH.files())


@cache
def source(name: str) -> str:
    return (RICH.folder / name).read_text("utf-8")


def routes(data: Any, route: Route = ()) -> Iterator[Route]:
    """Yield the way to every value but the top."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in pairs:
        yield (*route, step)
        yield from routes(value, (*route, step))


def _at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def _nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value] if levels % 2 else {"a": value}
    return value


_OTHER_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10_000),
    st.floats(allow_nan=False),
    scalars,
    st.just([]),
    st.just({}),
    st.lists(words, max_size=3),
    st.dictionaries(words, odd, max_size=3),
    st.integers(1, 40).map(_nested),
)


def _mistaken(draw: st.DrawFn, data: Any) -> None:
    """Make one mistake in plain data."""
    every = list(routes(data))
    if not every:
        return
    *above, step = draw(st.sampled_from(every))
    parent = _at(data, tuple(above))
    what = draw(st.sampled_from(("delete", "retype", "rename", "copy", "shift")))
    if what == "delete":
        del parent[step]
    elif what == "retype":
        parent[step] = draw(_OTHER_VALUES)
    elif what == "rename" and isinstance(parent, dict):
        parent[draw(st.one_of(words, scalars))] = parent.pop(step)
    elif what == "copy":
        parent[step] = deepcopy(_at(data, draw(st.sampled_from(every))))
    elif isinstance(parent, list):
        parent.append(deepcopy(parent[step]))


def _slipped(draw: st.DrawFn, text: str) -> str:
    """Make one slip in text: a line lost, doubled, moved, or a sign too many or too few."""
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    what = draw(st.sampled_from(("lose", "double", "indent", "sign", "cut")))
    if what == "lose":
        del lines[number]
    elif what == "double":
        lines.insert(number, lines[number])
    elif what == "indent":
        lines[number] = draw(st.sampled_from([" ", "\t", "  ", "- ", "\xa0"])) + lines[number]
    else:
        line = lines[number]
        column = draw(st.integers(0, len(line)))
        sign = draw(st.one_of(st.sampled_from(_SIGNS), odd)) if what == "sign" else ""
        lines[number] = line[:column] + sign + line[column + (what == "cut") :]
    return "\n".join(lines)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """Return a sound file with one to three mistakes, in its data or in its text."""
    text = source(name)
    if draw(st.booleans()):
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - all is text with this one
        for _ in range(draw(st.integers(1, 3))):
            _mistaken(draw, data)
        text = json.dumps(data, indent=2, default=str) if draw(st.booleans()) else _block(data)
    else:
        for _ in range(draw(st.integers(1, 3))):
            text = _slipped(draw, text)
    return text.encode("utf-8", "surrogatepass")


def _block(data: Any, indent: str = "") -> str:
    """Return data in YAML's block style, text without quotes, as a person would have written it."""
    if isinstance(data, dict) and data:
        return "".join(f"{indent}{key}:{_below(value, indent)}" for key, value in data.items())
    if isinstance(data, list) and data:
        return "".join(f"{indent}-{_below(value, indent)}" for value in data)
    return f"{indent}{data}\n"


def _below(value: Any, indent: str) -> str:
    return f"\n{_block(value, indent + '  ')}" if isinstance(value, dict | list) and value else f" {value}\n"

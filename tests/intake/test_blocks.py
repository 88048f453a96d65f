"""Plain data as YAML: it reads back the same in the strict reader, without a warning."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.intake import blocks
from gonogo.intake.clean import line
from gonogo.read.yaml12 import parse

TEXTS = st.text(max_size=60).map(lambda text: line(text, 60)).filter(bool)


def read(text: str) -> Any:
    document, problems = parse(text.encode(), "f")
    assert [each for each in problems if each.code not in ("GN112", "GN006")] == []
    return document.data


@pytest.mark.parametrize(
    "text",
    [
        *("no", "Yes", "null", "~", "true", "1", "1.5", "12:30", "1_000", "0o12", "2026-01-01", "- a"),
        *("a: b", "a #b", "#x", "@x", "`x`", "*x", "&x", "!x", "%x", "'q'", '"q"', "[a]", "{a}", "a,b", "?"),
        *(
            "https://e.org/a#b",
            "https://e.org/a?b=c&d=%20",
            "x:",
            ":x",
            "x ",
            "ü",
            "日本",
            "back\\slash",
            "-",
        ),
    ],
)
def test_odd_texts_are_read_back_as_they_are(text: str) -> None:
    assert read(f"a: {blocks.scalar(text)}\n") == {"a": text}
    assert read(f"a: {blocks.flow([text, {'b': text}])}\n") == {"a": [text, {"b": text}]}


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), TEXTS | st.lists(TEXTS) | st.dictionaries(st.just("x"), TEXTS))
)
def test_blocks_are_read_back_as_they_are(data: dict[str, Any]) -> None:
    text = "".join(f"{each}\n" for each in blocks.block({"first": 1, **data}))
    assert read(text) == {"first": 1, **data}


def test_other_values_are_written_as_yaml_knows_them() -> None:
    data: dict[str, Any] = {
        "a": None,
        "b": True,
        "c": False,
        "d": Decimal("99.9"),
        "e": date(2026, 1, 2),
        "f": [],
        "g": {},
    }
    assert blocks.block({"x": data}) == [
        "x:",
        "  a: null",
        "  b: true",
        "  c: false",
        "  d: 99.9",
        "  e: 2026-01-02",
        "  f: []",
        "  g: {}",
    ]

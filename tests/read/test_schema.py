"""The schemas through both engines, and their complaints in our words."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.model.problem import Problem
from gonogo.read import schema
from gonogo.read.document import Document
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse
from read.cases import EXAMPLES, cases
from read.fuzz import RICH, mutated, sources

SCHEMA_EXAMPLES = EXAMPLES.parent / "schemas" / "examples"


@cache
def slow(kind: str) -> Any:
    validator = jsonschema.Draft202012Validator
    return validator(schema.schema(kind), format_checker=validator.FORMAT_CHECKER)


@cache
def fast(kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(schema.schema(kind), validate_formats=True)


def kind_of(name: str) -> str:
    """Return which schema a file of a catalog must fit."""
    folder, _, stem = name.removesuffix(".yaml").partition("/")
    kinds = {"services": "manifest", "platforms": "platform", "decisions": "decision", "evidence": "evidence"}
    return kinds[folder] if stem else folder


def parsed(content: bytes) -> Document | None:
    """Return a document, None where it is no sound YAML."""
    document, _ = parse(content, "a.yaml", TRUSTED_LIMITS)
    return document if document.data is not None else None


def files() -> Iterator[tuple[str, Path]]:
    """Yield the schema and the path of every example that is a file."""
    for path in sorted(SCHEMA_EXAMPLES.glob("*.yaml")):
        yield path.stem, path
    for case in cases():
        for own in case.files():
            if own.suffix == ".yaml":
                yield kind_of(own.as_posix()), case.folder / own


def assert_agreement(document: Document, kind: str) -> list[Problem]:
    """Assert that both engines say the same of a document; return what is said in our words."""
    problems = schema.problems(document, kind)
    sound = fast(kind).is_valid(document.data)
    assert slow(kind).is_valid(document.data) is sound
    assert (problems == []) is sound
    assert "GN299" not in {problem.code for problem in problems}
    return problems


def test_both_engines_say_the_same_of_every_example() -> None:
    read = [(document, kind) for kind, path in files() if (document := parsed(path.read_bytes()))]
    assert len(read) > 200
    for document, kind in read:
        assert_agreement(document, kind)


@pytest.mark.parametrize("name", sources())
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(data=st.data())
def test_both_engines_say_the_same_of_files_with_a_few_mistakes(name: str, data: st.DataObject) -> None:
    document = parsed(data.draw(mutated(name)))
    if document is not None:
        for problem in assert_agreement(document, kind_of(name)):
            assert problem.place.line <= document.text.count("\n") + 1
            assert problem.message


def test_where_the_engines_disagree_the_file_is_refused_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sceptic:
        def is_valid(self, _: Any) -> bool:
            return False

    monkeypatch.setattr(schema, "_fast", lambda _: Sceptic())
    document = parsed((RICH.folder / "services" / "cart.yaml").read_bytes())
    assert document is not None
    assert [each.code for each in schema.problems(document, "manifest")] == ["GN299"]


@pytest.mark.parametrize("kind", schema.KINDS)
@pytest.mark.parametrize("text", ["1\n", "a\n", "[]\n", "- 1\n", "true\n"])
def test_a_file_that_is_no_mapping_is_told_so_once(kind: str, text: str) -> None:
    document = parsed(text.encode())
    assert document is not None
    assert [each.code for each in schema.problems(document, kind)] == ["GN204"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "a boolean"),
        (1, "an integer"),
        (Decimal("1.5"), "a number"),
        ("x", "a string"),
        ([], "a list"),
        ({}, "a mapping"),
    ],
)
def test_types_are_named_in_the_words_of_yaml(value: Any, name: str) -> None:
    assert schema.type_name(value) == name


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("onwer", ["owner", "name"], "owner"),
        ("OWNER", ["owner", "name"], "owner"),
        ("zzz", ["owner", "name"], None),
        ("", ["owner"], None),
        ("ment", ["met", "partial", "unmet"], "met"),
        ("straße", ["STRASSE"], "STRASSE"),
    ],
)
def test_the_nearest_word_is_the_one_that_was_meant(word: str, known: list[str], meant: str | None) -> None:
    assert schema.nearest(word, known) == meant


@pytest.mark.parametrize(
    ("number", "listed"), [(0, ""), (2, "known: w0, w1"), (12, "w11"), (14, "… (2 more)")]
)
def test_a_list_of_allowed_values_is_capped_at_twelve(number: int, listed: str) -> None:
    hint, meant = schema.suggestion_help("zzzz", [f"w{each}" for each in range(number)], "known")
    assert meant is None
    assert hint.endswith(listed)
    assert "w12" not in hint


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "x"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\nb", "a\\x0ab"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u00a0b", "a\\u00a0b"),
        ("\U000e0001", "\\U000e0001"),
        (None, "null"),
        (True, "true"),
        (Decimal("1.10"), "1.10"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "(hidden)"),
    ],
)
def test_a_value_is_shown_short_and_with_nothing_hidden(value: Any, shown: str) -> None:
    assert schema.shown(value) == shown


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        *[(each, True) for each in ("a", "a1-b", "a" * 63)],
        *[(each, False) for each in ("a" * 64, "A", "1a", "", "a\n", "-a", "a.", "á")],
    ],
)
def test_an_id_is_what_both_engines_and_we_take_for_one(value: str, *, fits: bool) -> None:
    rule = {"$ref": "#/$defs/id", "$defs": schema.schema("manifest")["$defs"]}
    assert schema.is_id(value) is fits
    assert jsonschema.Draft202012Validator(rule).is_valid(value) is fits
    assert jsonschema_rs.Draft202012Validator(rule).is_valid(value) is fits

"""Strict YAML: what each way of writing a value means, and where each part stands."""

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.read.document import SHOWN_LINE, Document
from gonogo.read.yaml12 import MANIFEST_LIMITS, TRUSTED_LIMITS, Limits, parse

NAN = object()


def data(text: str, limits: Limits = MANIFEST_LIMITS) -> Any:
    document, problems = parse(text.encode(), "a.yaml", limits)
    assert [each.code for each in problems if each.severity == "error"] == []
    return document.data


def codes(text: str | bytes, limits: Limits = MANIFEST_LIMITS) -> list[str]:
    _, problems = parse(text.encode() if isinstance(text, str) else text, "a.yaml", limits)
    return [each.code for each in problems]


# YAML 1.2.2, 10.3.2, the core schema; the last column says where we are stricter: such text stays text.
CORE = [
    ("", None, None),
    ("~", None, None),
    ("null", None, None),
    ("Null", None, None),
    ("NULL", None, None),
    ("nULL", "nULL", "nULL"),
    ("true", True, True),
    ("True", True, True),
    ("TRUE", True, True),
    ("tRUE", "tRUE", "tRUE"),
    ("false", False, False),
    ("False", False, False),
    ("FALSE", False, False),
    ("yes", "yes", "yes"),
    ("No", "No", "No"),
    ("ON", "ON", "ON"),
    ("y", "y", "y"),
    ("0", 0, 0),
    ("12", 12, 12),
    ("-19", -19, -19),
    ("-0", 0, "-0"),
    ("+12", 12, "+12"),
    ("012", 12, "012"),
    ("0o14", 12, "0o14"),
    ("0xC", 12, "0xC"),
    ("0b11", "0b11", "0b11"),
    ("1_000", "1_000", "1_000"),
    ("12:30", "12:30", "12:30"),
    ("12:30:45", "12:30:45", "12:30:45"),
    ("1.5", Decimal("1.5"), Decimal("1.5")),
    ("-0.10", Decimal("-0.10"), Decimal("-0.10")),
    ("99.95", Decimal("99.95"), Decimal("99.95")),
    ("1.", Decimal(1), "1."),
    (".5", Decimal("0.5"), ".5"),
    ("+1.5", Decimal("1.5"), "+1.5"),
    ("1e3", Decimal(1000), "1e3"),
    ("1.5e3", Decimal(1500), "1.5e3"),
    ("1e400", Decimal("1e400"), "1e400"),
    (".inf", Decimal("Infinity"), ".inf"),
    ("-.Inf", Decimal("-Infinity"), "-.Inf"),
    (".nan", NAN, ".nan"),
    ("2026-01-31", "2026-01-31", "2026-01-31"),
    ("2026-02-31", "2026-02-31", "2026-02-31"),
    ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
    ("=", "=", "="),
    ("<", "<", "<"),
    ("1.2.3", "1.2.3", "1.2.3"),
    ("-", [None], [None]),
    ("- 1", [1], [1]),
]


@pytest.mark.parametrize(("text", "ours"), [(text, ours) for text, _, ours in CORE])
def test_a_plain_value_means_what_the_core_schema_says_or_is_text(text: str, ours: Any) -> None:
    found = data(f"a:\n  {text}\n")["a"]
    assert found == ours
    assert type(found) is type(ours)


def test_where_the_core_schema_is_not_followed_a_value_is_text() -> None:
    stricter = {text: ours for text, core, ours in CORE if core != ours}
    assert all(ours == text for text, ours in stricter.items())
    assert "+12" in stricter


@pytest.mark.parametrize("text", [text for text, _, _ in CORE if not text.startswith("-")])
@pytest.mark.parametrize("quotes", ["'{}'", '"{}"'])
def test_a_quoted_value_is_text(text: str, quotes: str) -> None:
    assert data(f"a: {quotes.format(text)}\n") == {"a": text}


@pytest.mark.parametrize("text", ["1", "true", "no", "12:30", "1.10", "2026-01-31", "x y"])
def test_a_plain_key_is_its_text(text: str) -> None:
    assert data(f"{text}: 1\n") == {text: 1}


@pytest.mark.parametrize("text", ["yes", "No", "ON", "off", "012", "0o14", "1_000", "12:30"])
def test_a_value_that_yaml_readers_take_differently_is_warned_of(text: str) -> None:
    assert codes(f"a: {text}\n") == ["GN110"]
    assert codes(f"a: '{text}'\n") == []
    assert codes(f"{text}: a\n") == []


@pytest.mark.parametrize("digits", [18, 19])
@pytest.mark.parametrize("begin", ["", "-", "0.", "-0."])
def test_a_number_has_at_most_18_digits(digits: int, begin: str) -> None:
    assert codes(f"a: {begin}{'9' * digits}\n") == (["GN207"] if digits > 18 else [])
    assert codes(f"a: -1{'2' * (digits - 2)}.3\n") == (["GN207"] if digits > 18 else [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |\n  b\n  c\n", "b\nc\n"),
        ("a: |-\n  b\n  c\n", "b\nc"),
        ("a: >\n  b\n  c\n\n  d\n", "b c\nd\n"),
        ("a: b\n  c\n", "b c"),
        ('a: "b\\n\\u00e9"\n', "b\né"),
        ("a: 'it''s'\n", "it's"),
        ("a: {b: 1, c: [2, x]}\n", {"b": 1, "c": [2, "x"]}),
        ("a: []\n", []),
        ("a: {}\n", {}),
        ("a: http://b#c\n", "http://b#c"),
        ("a: 🚀 😀\n", "🚀 😀"),
    ],
)
def test_a_value_may_be_written_in_all_ways_that_people_use(text: str, value: Any) -> None:
    assert data(text) == {"a": value}


@pytest.mark.parametrize(
    ("limits", "text", "code"),
    [
        (Limits(depth=2), "a:\n  b: 1\n", None),
        (Limits(depth=2), "a:\n  b:\n    c: 1\n", "GN106"),
        (Limits(depth=2), "a: [[1]]\n", "GN106"),
        (Limits(depth=2), f"a:\n  b: '{'x ' * 2_000}'\n", None),
        (Limits(depth=2), f"a:\n  b:\n    c: '{'x ' * 2_000}'\n", "GN106"),
        (Limits(nodes=10), "a: [1, 2, 3, 4, 5, 6, 7]\n", None),
        (Limits(nodes=10), "a: [1, 2, 3, 4, 5, 6, 7, 8]\n", "GN106"),
        (Limits(nodes=10), "{a: 1, b: 2, c: 3, d: 4}\n", None),
        (Limits(nodes=10), "{a: 1, b: 2, c: 3, d: 4, e: 5}\n", "GN106"),
        (Limits(nodes=10), "".join(f"? {key}\n" for key in "abcdefghi"), None),
        (Limits(nodes=10), "".join(f"? {key}\n" for key in "abcdefghij"), "GN106"),
        (Limits(size=5), "a: 1\n", None),
        (Limits(size=5), "a: 12\n", "GN002"),
        (Limits(scalar=3), "a: bcd\n", None),
        (Limits(scalar=3), "a: bcde\n", "GN207"),
        (Limits(scalar=3), "a: 'bcde'\n", "GN207"),
    ],
)
def test_a_document_has_limits(limits: Limits, text: str, code: str | None) -> None:
    assert codes(text, limits) == ([code] if code else [])


def test_manifests_are_small_and_files_of_maintainers_and_robots_may_be_larger() -> None:
    assert Limits(size=262_144, depth=32, nodes=20_000, scalar=8_192) == MANIFEST_LIMITS
    assert Limits(size=1_048_576, depth=32, nodes=200_000, scalar=8_192) == TRUSTED_LIMITS


@pytest.mark.parametrize("opener", ["[", "{a:", "-", "a:"])
def test_nesting_of_any_kind_is_refused_before_anybody_follows_it(opener: str) -> None:
    assert codes("".join(f"{' ' * number}{opener}\n" for number in range(700))) == ["GN106"]


def test_what_is_too_large_is_told_at_its_place() -> None:
    deep, many = "a:\n  b:\n    c: 1\n", "a: 1\nb: [1, 2, 3]\n"
    long = f"d: '{'x ' * 2_000}'\n"
    for text, limits, message, hint, place in (
        (deep, Limits(depth=2), "nesting is deeper than 2 levels", "write it flatter", (3, 5)),
        (deep + long, Limits(depth=2), "nesting is deeper than 2 levels", "write it flatter", (3, 5)),
        (many, Limits(nodes=7), "the file has more than 7 values", "split the file", (2, 11)),
    ):
        (problem,) = parse(text.encode(), "a.yaml", limits)[1]
        assert (problem.message, problem.help) == (message, hint)
        assert (problem.place.line, problem.place.column) == place


def test_a_key_that_is_there_twice_is_told_with_its_first_place() -> None:
    long = "x" * 61
    for text, key, first in (("a: 1\nb: 2\na: 3\n", "a", 1), (f"b: 1\n{long}: 1\n{long}: 2\n", long[:60], 2)):
        (problem,) = parse(text.encode(), "a.yaml")[1]
        assert problem.message == f"duplicate key `{key}` (first defined on line {first})"
        assert [each.place.line for each in problem.related] == [first]
        assert problem.place.line == 3


@pytest.mark.parametrize("error", ["GN104", "GN207"])
def test_an_error_is_told_behind_very_many_warnings(error: str) -> None:
    text = "".join(f"a{number}: no\n" for number in range(1_500))
    text += "a1: x\n" if error == "GN104" else f"b: {'9' * 30}\n"
    assert error in codes(text)


def test_very_many_mistakes_of_one_kind_are_cut_off_at_a_thousand() -> None:
    assert codes("a: 1\n" * 3_000) == ["GN104"] * 1_000
    assert codes("a: \u200b\n" * 1 + "".join(f"b{n}: \u200bx\n" for n in range(3_000))) == ["GN006"] * 1_000


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\t \n{}[],:#'\"|>-?~a0."), max_size=12))
def test_what_is_accepted_as_text_is_what_libyaml_reads_too(text: str) -> None:
    document, problems = parse(f"a: {text}\n".encode(), "a.yaml")
    if any(each.severity == "error" for each in problems):
        return
    # Of PyYAML's two, the one in Python refuses tabs behind a value, which the standard lets pass.
    theirs = yaml.load(f"a: {text}\n", Loader=yaml.CBaseLoader)  # noqa: S506 - all is text with this one
    assert says(document.data, theirs)


def says(ours: object, theirs: object) -> bool:
    """Whether a value of ours is what a reader read to whom every scalar is text."""
    match ours:
        case dict():
            return (
                isinstance(theirs, dict)
                and list(ours) == list(theirs)
                and all(says(value, theirs[key]) for key, value in ours.items())
            )
        case list():
            return (
                isinstance(theirs, list)
                and len(ours) == len(theirs)
                and all(says(*pair) for pair in zip(ours, theirs, strict=True))
            )
        case None:
            return theirs in ("", "~", "null", "Null", "NULL")
        case bool():
            return theirs in (("true", "True", "TRUE") if ours else ("false", "False", "FALSE"))
        case int() | Decimal():
            return isinstance(theirs, str)
    return ours == theirs


# Places ----------------------------------------------------------------------------------------

PLACES = """\
# a comment
service:
  name: 😀 Payments
  "owner": 'é'   # who
  links: [{url: a, title: 🚀}, {url: b}]
  text: |
    one
    two
1: x
"""


def document() -> Document:
    return parse(PLACES.encode(), "a.yaml")[0]


@pytest.mark.parametrize(
    ("route", "of_key", "marked"),
    [
        ((), False, (1, 1, "")),
        (("service",), True, (2, 1, "service")),
        (("service", "name"), True, (3, 3, "name")),
        (("service", "name"), False, (3, 9, "😀 Payments")),
        (("service", "owner"), True, (4, 3, '"owner"')),
        (("service", "owner"), False, (4, 12, "'é'")),
        (("service", "links", 0, "title"), False, (5, 27, "🚀")),
        (("service", "links", 1), False, (5, 31, "{url: b}")),
        (("service", "links", 1, "url"), False, (5, 37, "b")),
        (("service", "text"), False, (6, 9, "|")),
        (("1",), False, (9, 4, "x")),
        (("service", "name", "deeper"), False, (3, 9, "😀 Payments")),
        (("service", "ghost"), False, (3, 3, "")),
        (("service", "links", 7), False, (5, 10, "[{url: a, title: 🚀}, {url: b}]")),
    ],
)
def test_a_route_leads_to_a_place(
    route: tuple[str | int, ...], *, of_key: bool, marked: tuple[int, int, str]
) -> None:
    place = document().place(route, of_key=of_key)
    line = PLACES.split("\n")[place.line - 1]
    assert (place.line, place.column) == marked[:2]
    if marked[2]:
        assert line[place.column - 1 : place.end_column - 1] == marked[2]


@pytest.mark.parametrize(
    ("route", "pointer"),
    [((), ""), (("a",), "/a"), (("a", 0, "b/c"), "/a/0/b~1c"), (("a~b", "1"), "/a~0b/1")],
)
def test_a_place_knows_its_json_pointer(route: tuple[str | int, ...], pointer: str) -> None:
    assert document().place(route).pointer == pointer


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_counted_the_same_whatever_ends_them(ends: str) -> None:
    read, _ = parse(PLACES.replace("\n", ends).encode(), "a.yaml")
    for route in (("service", "name"), ("service", "links", 1, "url"), ("1",)):
        assert read.place(route) == document().place(route)
    assert read.frame(read.place(("1",))) == ((8, "    two"), (9, "1: x"))


def test_a_byte_order_mark_moves_no_column() -> None:
    with_mark, _ = parse(b"\xef\xbb\xbfa: 1\n", "a.yaml")
    assert with_mark.place(("a",)).column == 4


def test_a_place_is_shown_with_the_line_before_it_each_cut_where_it_is_very_long() -> None:
    text = f"a: 1\nb: '{'x' * SHOWN_LINE}'\nc: 1\n"
    read, _ = parse(text.encode(), "a.yaml")
    long = text.split("\n")[1][:SHOWN_LINE]
    assert read.frame(read.place(("a",))) == ((1, "a: 1"),)
    assert read.frame(read.place(("b",))) == ((1, "a: 1"), (2, long))
    assert read.frame(read.place(("c",))) == ((2, long), (3, "c: 1"))


@pytest.mark.parametrize(("number", "line"), [(-1, ""), (0, "a: 1"), (1, "b: 2"), (2, ""), (3, ""), (9, "")])
def test_a_line_that_is_not_there_is_empty(number: int, line: str) -> None:
    assert Document("a.yaml", "a: 1\r\nb: 2\n").line(number) == line


def test_a_document_that_could_not_be_composed_has_a_place_all_the_same() -> None:
    place = Document("a.yaml", "").place(("a", 0))
    assert (place.path, place.line, place.column, place.pointer) == ("a.yaml", 1, 1, "/a/0")


def test_what_goes_on_over_lines_is_marked_to_the_end_of_the_first() -> None:
    read, _ = parse(b"a: b  \n  c\nd: [e,\n  f]\n", "a.yaml")
    places = [read.place((key,)) for key in ("a", "d")]
    assert [(each.line, each.column, each.end_line, each.end_column) for each in places] == [
        (1, 4, 1, 5),
        (3, 4, 3, 7),
    ]


@pytest.mark.parametrize(
    ("route", "of_key", "marked"),
    [
        ((0,), False, "a"),
        ((0,), True, "a"),
        ((1,), False, "{b: c}"),
        ((1, "b"), False, "c"),
        ((1, "b"), True, "b"),
        ((0, "b"), True, "a"),
    ],
)
def test_a_list_item_is_found_by_its_position(
    route: tuple[str | int, ...], marked: str, *, of_key: bool
) -> None:
    text = "- a\n- {b: c}\n"
    place = parse(text.encode(), "a.yaml")[0].place(route, of_key=of_key)
    assert text.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == marked

"""What a file is suspected of, row by row: what is told, and the place that is marked."""

import pytest

from gonogo.read.suspicions import MOST, name_of, quoted
from gonogo.read.yaml12 import MANIFEST_LIMITS, Limits, parse

TOKEN = f"ghp_{'a1' * 18}"
KEY = "AKIAABCDEFGHIJKLMNOP"
LONG = "x" * 1025
NEITHER = "this line is neither `key: value` nor a list item"

Marked = tuple[int, int, int]
"""A line, and the columns at which what is marked begins and is over."""


def told(text: str | bytes, limits: Limits = MANIFEST_LIMITS) -> list[tuple[str, Marked]]:
    _, problems = parse(text.encode() if isinstance(text, str) else text, "a.yaml", limits)
    return [(each.code, (each.place.line, each.place.column, each.place.end_column)) for each in problems]


def said(text: str) -> tuple[str, str | None]:
    _, problems = parse(text.encode(), "a.yaml")
    return problems[0].message, problems[0].help


@pytest.mark.parametrize(
    ("content", "code", "marked"),
    [
        (b"a\x00b", "GN003", (1, 1, 2)),
        (b"\x00a", "GN003", (1, 1, 2)),
        (b"ab\x00c", "GN004", (1, 3, 4)),
        (b"a: 1\n\xc3\xa9: \xff\n", "GN003", (2, 4, 5)),
        (b"\xff", "GN003", (1, 1, 2)),
        (b"a: \xe2\x82\n", "GN003", (1, 4, 5)),
        (b"\xff\xfea\x00", "GN003", (1, 1, 2)),
        (b"\xfe\xff\x00a", "GN003", (1, 1, 2)),
        (b"a: 1\nb: c\rd\n", "GN004", (2, 5, 6)),
        ("a: 1\né: \x9f\n", "GN004", (2, 4, 5)),
        ("a: \ufffe", "GN004", (1, 4, 5)),
        ('b: 1\na: "x\\u2028"\n', "GN004", (2, 4, 13)),
        ('a: "\\r\\x07"\n', "GN004", (1, 4, 12)),
        ('"a\\x07": 1\n', "GN004", (1, 1, 8)),
        ('a: "x\\u202ey"\n', "GN006", (1, 4, 14)),
        ('"a\\u200b": 1\n', "GN006", (1, 1, 10)),
        ("a: 1\nbé: x\u2066\n", "GN006", (2, 6, 7)),
        ("%YAML 1.2\n---\na: 1\n", "GN101", (1, 1, 10)),
        ("# c\n  # d\n\n%TAG ! x  \na: 1\n", "GN101", (4, 1, 9)),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "GN101", (2, 1, 8)),
    ],
)
def test_bytes_and_characters_are_looked_at_before_yaml_is_read(
    content: str | bytes, code: str, marked: Marked
) -> None:
    assert told(content) == [(code, marked)]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (f"a: {TOKEN}\n", (1, 4, 44)),
        (f"{TOKEN}: 1\n", (1, 1, 41)),
        (f"a: x{TOKEN}\n", None),
        (f"a: 1\nb: -{TOKEN} x\n", (2, 5, 45)),
        (f"a: {KEY}\nb: {TOKEN}\n", (1, 4, 24)),
        (f"a: {TOKEN}\nb: {KEY}\n", (1, 4, 44)),
        (f"a: x{KEY} {KEY}\n", (1, 26, 46)),
        (f"a: {TOKEN[:-1]}\n", None),
        ("a: eyJabcdefghij.eyJabcdefghij.abcdefghij\n", (1, 4, 42)),
        ("a: ENC[AES256_GCM,data]\n", (1, 4, 19)),
    ],
)
def test_the_first_secret_is_told_unless_it_ends_a_longer_word(text: str, marked: Marked | None) -> None:
    assert told(text) == ([("GN112", marked)] if marked else [])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a:\t1\n", (1, 3, 4)),
        ("a: 1\nb:\t\t2\n", (2, 3, 5)),
        ("a:\n  b:\t1\n", (2, 5, 6)),
        ("é: 😀\nb:\t1\n", (2, 3, 4)),
        ("a: [b,\tc]\n", (1, 7, 8)),
        ("a: {b:\t1}\n", (1, 7, 8)),
        ("-\ta\n", (1, 2, 3)),
        ("- a\n-\t\tb\n", (2, 2, 3)),
        ("a\t: b\n", (1, 2, 3)),
        ("a: b\nc: d\t\n\ne:\tf\n", (4, 3, 4)),
        ("a: b # \tc\nd:\te\n", (2, 3, 4)),
        ("a:\t1\nb:\t2\n", (1, 3, 4)),
        ("\ta: 1\n", (1, 1, 2)),
        ("a: b\tc\n", None),
        ("a: 'b\tc'\n", None),
        ("a: |\n  b\tc\n  \td\n", None),
        ("a: 1\t\n", None),
        ("a: 1\t# x\n", None),
        ("a: 1 # x\ty\n", None),
        ("  # a\tb\na: 1\n", None),
    ],
)
def test_the_first_tab_that_is_neither_in_a_value_nor_in_a_comment_is_told(
    text: str, marked: Marked | None
) -> None:
    assert told(text) == ([("GN102", marked)] if marked else [])


@pytest.mark.parametrize(
    ("text", "marked", "hint"),
    [
        ("a: b #c\n", (1, 6, 8), '"b #c"'),
        ("a: #c\n", (1, 4, 6), '"#c"'),
        ("a: b\t#c\n", (1, 6, 8), '"b\t#c"'),
        ("a: b  #12 d\n", (1, 7, 12), '"b  #12 d"'),
        ("a: é #5\r\n", (1, 6, 8), '"é #5"'),
        ("a: 1\nb:\n  - c #d e\n", (3, 7, 11), '"c #d e"'),
        ("a: [b #c\n  ]\n", (1, 7, 9), '"b #c"'),
        ('a: b "\\ #c\n', (1, 9, 11), '"b \\"\\\\ #c"'),
        ("a: b\n  c #d\n", (2, 5, 7), '"b c #d"'),
        ("long: b\n c\n\n  d  #e\n", (4, 6, 8), '"b c\\nd  #e"'),
        ("a: b # c\n", None, ""),
        ("a: b #!c\n", None, ""),
        ("a: b ##c\n", None, ""),
        ("a: 'b' #c\n", None, ""),
        ("a: 'b' #c\nd: e #f\n", (2, 6, 8), '"e #f"'),
        ("a: #c\n  b: 1\n", None, ""),
        ("a:\n #b\nc: 1\n", None, ""),
        ("a: b\n#c\n", None, ""),
    ],
)
def test_a_value_that_a_comment_may_have_cut_off_is_told(text: str, marked: Marked | None, hint: str) -> None:
    assert told(text) == ([("GN111", marked)] if marked else [])
    if marked:
        assert said(text)[1] == f"if it belongs to the value, quote it: {hint}"


def test_a_hint_repeats_no_secret() -> None:
    for text in (f"a: {TOKEN} #c\n", f"a: #{TOKEN}\n", f"a: b: {TOKEN}\n", f"a: {TOKEN}: b: c\n"):
        _, problems = parse(text.encode(), "a.yaml")
        assert len(problems) == 2
        assert TOKEN not in "".join(f"{each.message} {each.help}" for each in problems)


@pytest.mark.parametrize(
    ("text", "code", "marked", "message"),
    [
        ("a: b: c\n", "GN101", (1, 5, 6), "a second `: ` in one value"),
        ("- a: b: c\n", "GN101", (1, 7, 8), "a second `: ` in one value"),
        ("a: 1#b: c: d\n", "GN101", (1, 7, 8), "a second `: ` in one value, or wrong indentation"),
        ("a: 1\n  b: 2\n", "GN101", (2, 3, 4), "this line is indented further than the one above"),
        ("a: b\n  c d: e\n", "GN101", (2, 6, 7), "a second `: ` in one value, or wrong indentation"),
        ("a: b\n\n   c: d\n", "GN101", (3, 4, 5), "this line is indented further than the one above"),
        ("- a\n  b: 1\n", "GN101", (2, 3, 4), "this line is indented further than the one above"),
        ("a: b\n c\n  d: 1\n", "GN101", (3, 3, 4), "this line is indented further than the one above"),
        ("a: b\n c\n d: 1\n", "GN101", (3, 3, 4), "a second `: ` in one value, or wrong indentation"),
        ("[\n]: 1\n", "GN101", (2, 2, 3), "a second `: ` in one value, or wrong indentation"),
        ("ab\nc: 1\n", "GN101", (1, 1, 3), NEITHER),
        ("---\nab\n  c: 1\n", "GN101", (2, 1, 3), NEITHER),
        ("a: 1 # x\n\nb c \n\nd: 1\n", "GN101", (3, 1, 4), NEITHER),
        ("a: \n  b c\n  d: 1\n", "GN101", (2, 3, 6), NEITHER),
        ("a: 'b\n", "GN101", (1, 4, 5), "a quote that is never closed"),
        ("a: 1\nb: [c,\nd: 1\n", "GN101", (2, 4, 5), "a `[` that is never closed"),
        ("a: {b\n", "GN101", (1, 4, 5), "a `{` that is never closed"),
        ("a: *b\n", "GN105", (1, 4, 6), "alias `*b` is not allowed"),
        ("a: 1\nb: &cd [1]\n", "GN105", (2, 4, 7), "anchor `&cd` is not allowed"),
        ("a: [&b c]\n", "GN105", (1, 5, 7), "anchor `&b` is not allowed"),
        ("a: !b c\n", "GN107", (1, 4, 6), "tag `!b` is not allowed"),
        ("a: ! c\n", "GN107", (1, 4, 5), "tag `!` is not allowed"),
        ("! {a: 1}\n", "GN107", (1, 1, 2), "tag `!` is not allowed"),
        ("a: 1\nb: !!str {c: 1}\n", "GN107", (2, 4, 9), "tag `!!str` is not allowed"),
        ("a: !x  @b\n", "GN107", (1, 4, 6), "tag `!x` is not allowed"),
        ("a: 1\n---\nb: 2\n", "GN108", (2, 1, 2), "a second document starts here"),
        ("a: 1\nb: @c d \n", "GN101", (2, 4, 5), "a value cannot start with `@`"),
        ("a: `b\n", "GN101", (1, 4, 5), "a value cannot start with a backtick"),
        ("a: 1\n- b\n", "GN101", (2, 1, 2), "this line does not fit the lines above"),
        ("- a\nb: 1\n", "GN101", (2, 1, 2), "a key cannot stand among the items of a list"),
        ("a: - b\n", "GN101", (1, 4, 5), "a list item cannot stand here"),
        ("a: [b:]\n", "GN101", (1, 6, 7), "a `:` without a space behind it"),
        ('a: "\\q"\n', "GN101", (1, 5, 6), "an unknown escape in double quotes"),
        ('a: "\\ud800"\n', "GN101", (1, 7, 8), "an escape that is no character"),
        ("a: |x\n  b\n", "GN101", (1, 5, 6), "text behind `|` or `>`"),
        ("a：b\nc: 1\n", "GN101", (1, 2, 3), "a full-width colon"),
        ("a: 1\nb： 2\nc: 3\n", "GN101", (2, 2, 3), "a full-width colon"),
        ("- a\nb：c\n", "GN101", (2, 2, 3), "a full-width colon"),
        ("- a\n\u00a0b\n", "GN101", (2, 1, 2), "this line is indented with \\u00a0"),
        ("a: 1\n  \u3000b: 2\n", "GN101", (2, 3, 4), "this line is indented with \\u3000"),
        (": a\n", "GN109", (1, 1, 2), "a key is missing before this `:`"),
        ("a: 1\n  : b\n", "GN109", (2, 3, 4), "a key is missing before this `:`"),
        ("a: 1\nb\nc: 2\n", "GN101", (2, 1, 2), NEITHER),
        ("a: 1\nb c \n", "GN101", (2, 1, 4), NEITHER),
        (f"a: 1\n{LONG}: 1\n", "GN101", (2, 1, 1029), "a key must not be longer than 1,024 characters"),
        (f"{LONG}: 1 \n", "GN101", (1, 1, 1029), "a key must not be longer than 1,024 characters"),
        (f"# b\n- {LONG}: 1\n", "GN101", (2, 3, 1031), "a key must not be longer than 1,024 characters"),
        (f"a:\n  {LONG}: 1\n", "GN101", (2, 3, 1031), "a key must not be longer than 1,024 characters"),
        (f"a: {LONG}: 1\n", "GN101", (1, 1029, 1030), "a second `: ` in one value"),
        ("[a]: 1\n", "GN109", (1, 1, 4), "a key must be text, not a list or a mapping"),
        ("null: 1\n", "GN109", (1, 1, 5), "a key must be text, not null"),
        ("<<: 1\n", "GN105", (1, 1, 3), "merge key `<<` is not allowed"),
    ],
)
def test_a_mistake_of_yaml_is_told_where_it_is_made(
    text: str, code: str, marked: Marked, message: str
) -> None:
    assert told(text) == [(code, marked)]
    assert said(text)[0].startswith(message)


def test_a_key_may_have_1024_characters() -> None:
    assert told(f"{LONG[1:]}: 1\n") == []
    assert told(f"a:\n  {LONG[1:]}: 1\n") == []


@pytest.mark.parametrize("key", ["null", "~", "", "<<"])
def test_a_quoted_key_is_text_whatever_it_says(key: str) -> None:
    document, problems = parse(f"'{key}': 1\n".encode(), "a.yaml")
    assert (document.data, problems) == ({key: 1}, [])


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("GN006", [f"b{number}: \u200bx" for number in range(MOST + 1)]),
        ("GN104", ["a: 1"] * (MOST + 2)),
        ("GN110", [f"b{number}: no" for number in range(MOST + 1)]),
        ("GN111", [f"b{number}: x #y" for number in range(MOST + 1)]),
        ("GN207", [f"b{number}: {'9' * 19}" for number in range(MOST + 1)]),
    ],
)
def test_of_one_kind_of_mistake_a_thousand_are_told_and_no_more(code: str, lines: list[str]) -> None:
    assert [each for each, _ in told("\n".join(lines[:-1]))] == [code] * MOST
    assert [each for each, _ in told("\n".join(lines))] == [code] * MOST


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("b", '"b"'),
        ('a "b" \\c', '"a \\"b\\" \\\\c"'),
        ("a\nb", '"a\\nb"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 59}…"'),
    ],
)
def test_a_hint_repeats_60_characters_at_most(text: str, short: str) -> None:
    assert quoted(text) == short


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x07", "\\x07"),
        ("\x9f", "\\x9f"),
        ("\xa0", "\\u00a0"),
        ("\uffff", "\\uffff"),
        ("\U00010000", "\\U00010000"),
    ],
)
def test_a_character_is_named_by_its_escape(character: str, name: str) -> None:
    assert name_of(character) == name

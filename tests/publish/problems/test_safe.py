import json
import sys
import unicodedata

import pytest

from gonogo.publish.problems import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Überweisung 日本 ⚠️", "Überweisung 日本 ⚠️"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\tb\nc\rd", r"a\tb\nc\rd"),
        ("\x00\x7f\x85\x9f", r"\x00\x7f\u0085\u009f"),
        ("\u202eevil", r"\u202eevil"),
        ("a\u200bb\u00adc\ufeff", r"a\u200bb\u00adc\ufeff"),
        ("a\u00a0b\u2028c", r"a\u00a0b\u2028c"),
        ("\udcff\U000e0041\u3164", r"\udcff\U000e0041\u3164"),
    ],
)
def test_a_line_shows_every_character_that_would_not_be_seen(text: str, shown: str) -> None:
    assert safe.line(text) == shown


def test_no_character_that_moves_hides_or_turns_text_is_safe() -> None:
    unsafe = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
    passed = {
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in unsafe and safe.is_safe(char)
    }
    assert passed == {" "}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("unknown key `a`", "unknown key `a`"),
        (f"unknown key `{'a' * 60}`", f"unknown key `{'a' * 60}`"),
        (f"`{'a' * 61}` in `b`", f"`{'a' * 59}…` in `b`"),
        ("x" * 1001, "x" * 999 + "…"),
    ],
)
def test_a_message_repeats_at_most_60_characters_of_a_value(message: str, shown: str) -> None:
    assert safe.message(message) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\u003a:error::x"),
        ("a\n  ::add-mask::b\n", "a\n  \\u003a:add-mask::b\n"),
        ("a ::error::x", "a ::error::x"),
        ("a ##[error]x", r"a \u0023#[error]x"),
        ("##vso[task.setvariable]x", r"\u0023#vso[task.setvariable]x"),
        ("## [heading](x)", "## [heading](x)"),
        ("a\u202eb\x9bc", r"a\u202eb\u009bc"),
    ],
)
def test_a_log_holds_no_command(text: str, shown: str) -> None:
    assert safe.printable(text, commands=False) == shown


def test_what_replaces_a_command_is_the_same_in_json() -> None:
    said = json.dumps({"a": "::x ##[y] \u202e \x9b"}, ensure_ascii=False)
    assert json.loads(safe.printable(said, commands=False)) == json.loads(said)


def test_commands_of_ours_stay() -> None:
    assert safe.printable("::error file=a::b", commands=True) == "::error file=a::b"

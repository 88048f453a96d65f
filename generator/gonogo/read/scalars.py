"""What a plain scalar means: the core schema as far as people write it; everything else is text."""

import re

DIGITS = 18
"""Digits that a number may have."""

INT = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
AMBIGUOUS = re.compile(r"(?:0[0-9]+|0o[0-7]+|[0-9]+(?:_[0-9]+)+|[0-9]+(?::[0-5][0-9])+)\Z")
"""What some readers of YAML take for a number, and we for text."""

WORDS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
}
_AMBIGUOUS_WORDS = frozenset(
    form for word in ("yes", "no", "on", "off") for form in (word, word.capitalize(), word.upper())
)
SPECIAL = frozenset(WORDS) | _AMBIGUOUS_WORDS
"""Words that are no text to every reader of YAML."""

NUMERIC_START = frozenset("-0123456789")


def has_too_many_digits(number: str) -> bool:
    """Tell whether a number has too many digits; its sign and a zero before its point do not count."""
    return len(number.lstrip("-").removeprefix("0.").replace(".", "")) > DIGITS

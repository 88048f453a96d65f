"""Foreign text made safe for a terminal: nothing in it can move the cursor, hide or turn its order."""

import re

ECHO_LIMIT = 60
"""The longest value, in code points, that a message repeats."""

MESSAGE_LIMIT = 1000
"""The longest message or help, in code points."""

_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}

# Characters that Unicode calls printable although nothing is seen of them: fillers, the grapheme joiner,
# the blank of Braille, variation selectors beyond those of emoji.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]"
)

_TURNING = re.compile("[\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys of what is left in data: JSON and CSV hold people's words as they are."""

_COMMAND = re.compile(r"^([ \t]*)(?:(:)(?=:))|(#)(?=#\w*\[)", re.MULTILINE)
"""How a command to the runner of GitHub Actions (`::` first, `##[` anywhere) or Azure Pipelines begins."""

_QUOTED = re.compile(r"`([^`]*)`")


def is_safe(text: str) -> bool:
    """Tell whether `text` may be shown as it is.

    False for controls, format characters (bidi, zero-width), every space but U+0020, line and paragraph
    separators, surrogates, and code points that are private or not assigned.
    """
    return text.isprintable() and not _UNSEEN.search(text)


def visible(char: str) -> str:
    r"""Return one character as it may be shown: itself, `\n`, `\x1b`, `\u202e` or `\U000e0001`."""
    if is_safe(char):
        return char
    if char in _NAMED:
        return _NAMED[char]
    point = ord(char)
    if point <= 0x7F:  # noqa: PLR2004 - ASCII
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004 - the first plane


def line(text: str) -> str:
    """Return `text` on one line, with every unsafe character made visible."""
    return text if is_safe(text) else "".join(map(visible, text))


def printable(text: str, *, commands: bool) -> str:
    """Return text of any lines as it may go to a terminal or into the log of a CI job.

    With `commands` its first signs stay what they are to a runner. What is replaced becomes an escape
    that JSON reads as what it was.
    """
    text = _TURNING.sub(lambda found: visible(found[0]), text)
    return text if commands else _COMMAND.sub(_without_command, text)


def _without_command(found: re.Match[str]) -> str:
    sign = found[2] or found[3]
    return f"{found[1] or ''}\\u{ord(sign):04x}"


def cut(text: str, limit: int) -> str:
    """Return `text` with at most `limit` code points, the last one `…` where something was cut off."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def message(text: str) -> str:
    """Return a message on one line, safe, with each value between backticks cut to its limit."""
    short = _QUOTED.sub(lambda match: f"`{cut(match[1], ECHO_LIMIT)}`", text)
    return line(cut(short, MESSAGE_LIMIT))

"""What is looked for in the bytes and the text of a file, before and after YAML's own rules."""

import codecs
import re
from bisect import bisect_right
from itertools import islice
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.read.document import Document

_UTF_16_AND_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\r(?!\n)",
)
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Characters that nobody sees or that turn the direction of text; joiners of emoji are left alone."""

MOST = 1_000
"""Mistakes of one kind that are looked for in one file."""

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]")

_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
_SECRETS = tuple(
    re.compile(re.escape(mark) + rest)
    for mark, rest in (
        ("-----BEGIN ", r"[A-Z ]*PRIVATE KEY-----"),
        *((mark, r"[0-9A-Z]{16}") for mark in ("AKIA", "ASIA")),
        ("gh", r"[pousr]_[A-Za-z0-9]{36,}"),
        ("github_pat_", r"[A-Za-z0-9_]{50,}"),
        ("glpat-", r"[A-Za-z0-9_-]{20,}"),
        ("xox", r"[abprs]-[A-Za-z0-9-]{20,}"),
        ("sk-", r"[A-Za-z0-9_-]{32,}"),
        ("eyJ", r"[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
        ("ENC[AES256_GCM,", ""),
    )
)
"""How secrets begin and go on. Each pattern begins with a literal, which is looked for fast: one pattern
for all of them takes thirty times as long."""

_PLAIN_BYTES = bytes(byte for byte in range(0x20, 0x7F)) + b"\t\n"
_ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_INDENT = re.compile(f"[ \t]*([{_ODD_SPACES}])")
"""What looks like indentation and is none: the first of it is the group."""

_SWALLOWED = re.compile(r"[ \t]+#(?=[^\s#!=-])")
_CUT_OFF = re.compile(r"#(?<=[ \t]#)(?=[^\s#!=-])")
"""Where the one above ends: beginning with a rare sign, it is looked for much faster."""
_ECHOED = 60
"""Characters of a value that a help text repeats."""

_LFS = "version https://git-lfs.github.com/spec/"


def name_of(character: str) -> str:
    """Return a character as an escape that is safe to print."""
    number = ord(character)
    if number < 0xA0:  # noqa: PLR2004 - control characters, which are known by two digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - four hex digits


def bytes_problem(document: Document, content: bytes, limit: int) -> Problem | None:
    """Return why `content` cannot be read as text, if it cannot."""
    if len(content) > limit:
        return too_large(document, limit)
    if content.startswith(_UTF_16_AND_32):
        return document.problem(
            "GN003", "the file is UTF-16 or UTF-32, not UTF-8", document.at(0, 0), help="save it as UTF-8"
        )
    if 0 in content[:2]:
        # Text that people write begins with ASCII, whose every other byte is NUL in UTF-16.
        return document.problem(
            "GN003", "the file looks like UTF-16, not UTF-8", document.at(0, 0), help="save it as UTF-8"
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line = before.count("\n")
        document.text = before
        place = document.at(line, len(before) - (before.rfind("\n") + 1))
        return document.problem(
            "GN003", f"byte 0x{content[error.start]:02x} is not UTF-8", place, help="save the file as UTF-8"
        )
    return None


def too_large(document: Document, limit: int) -> Problem:
    """Return the problem of a file that is larger than `limit` bytes."""
    return document.problem(
        "GN002",
        f"the file is larger than {limit // 1024:,} KiB",
        document.at(0, 0),
        help="split it, or move long texts elsewhere and link to them",
    )


def is_plain(content: bytes) -> bool:
    """Tell whether `content` is printable ASCII, tabs and line feeds: nothing in it is forbidden."""
    return not content.translate(None, _PLAIN_BYTES)


def text_problems(document: Document, *, is_plain: bool) -> list[Problem]:
    """Return what is wrong with the text before anybody reads it as YAML."""
    text = document.text
    found = None if is_plain else _FORBIDDEN.search(text)
    if found is not None:
        return [_forbidden(document, found.start(), found.group())]
    if text.startswith(_LFS):
        return [
            document.problem(
                "GN101",
                "this looks like a Git LFS pointer, not YAML",
                document.at(0, 0),
                help="run `git lfs pull`",
            )
        ]
    conflict = _CONFLICT.search(text) if "<" in text and "<<<<<<< " in text else None
    if conflict is not None:
        return [
            document.problem(
                "GN101",
                "unresolved merge conflict",
                _at(document, conflict.start(), len(conflict.group().rstrip())),
                help="keep one side and remove the lines with <<<<<<<, ======= and >>>>>>>",
            )
        ]
    directive = _directive(document) if "%" in text else None
    if directive is not None:
        hint = "remove the line, or quote text that starts with `%`"
        return [document.problem("GN101", "YAML directives are not supported", directive, help=hint)]
    problems = [] if text.isascii() else _hidden(document)
    return problems + _secrets(document)


def _directive(document: Document) -> Place | None:
    """Return the place of a `%` line before everything but comments."""
    for number, line in enumerate(document.text.split("\n")):
        if line.startswith("%"):
            return document.at(number, 0, len(line.rstrip()))
        if line.strip() and not line.lstrip().startswith("#"):
            break
    return None


def _at(document: Document, index: int, length: int = 1) -> Place:
    """Return the place of `length` characters from `index` of the text."""
    before = document.text.rfind("\n", 0, index) + 1
    line = document.text.count("\n", 0, index)
    return document.at(line, index - before, index - before + length)


def _forbidden(document: Document, index: int, character: str) -> Problem:
    return document.problem(
        "GN004",
        f"character {name_of(character)} is not allowed",
        _at(document, index),
        help="save the file with LF line ends" if character == "\r" else "remove it",
    )


def forbidden_value(document: Document, node: Any) -> Problem | None:
    """Return the problem of a forbidden character that an escape brought into a double-quoted text."""
    found = next((each for each in _FORBIDDEN.findall(node.value) if each != "\r"), None)
    if found is None:
        return None
    return document.problem(
        "GN004", f"character {name_of(found)} is not allowed", document.span(node), help="remove it"
    )


def hidden_value(document: Document, node: Any) -> Problem | None:
    """Return the warning of a hidden character that only an escape brought into a double-quoted text."""
    found = next((each for each in HIDDEN.findall(node.value) if each not in document.text), None)
    return None if found is None else _hidden_at(document, found, document.span(node))


_UNSEEN = "remove it; readers cannot see it"


def _hidden(document: Document) -> list[Problem]:
    return [
        _hidden_at(document, found.group(), _at(document, found.start()))
        for found in islice(HIDDEN.finditer(document.text), MOST)
    ]


def _hidden_at(document: Document, character: str, place: Place) -> Problem:
    said = f"hidden character {name_of(character)}"
    return document.problem("GN006", said, place, severity=Severity.WARNING, help=_UNSEEN)


def is_secret(text: str) -> bool:
    """Tell whether something in `text` looks like a secret."""
    return _secret(text) is not None


def _secret(text: str) -> re.Match[str] | None:
    """Return the first thing in `text` that looks like a secret and is not the end of a longer word."""
    found = [
        each
        for pattern in _SECRETS
        for each in pattern.finditer(text)
        if not text[each.start() - 1 : each.start()].isalnum()
    ]
    return min(found, key=lambda each: each.start(), default=None)


def _secrets(document: Document) -> list[Problem]:
    """Return a warning for the first value that looks like a secret; the value itself is never repeated."""
    found = _secret(document.text)
    if found is None:
        return []
    return [
        Problem(
            place=_at(document, found.start(), len(found.group())),
            code="GN112",
            severity=Severity.WARNING,
            message="this looks like a secret; it is not shown here",
            help="remove it from the file and from git's history, and have it replaced",
        )
    ]


def composed_problems(document: Document) -> list[Problem]:
    """Return tabs outside of values and values cut off by `#`, which YAML itself lets pass."""
    problems = []
    if "\t" in document.text:
        problems += _tabs(document)
    if _CUT_OFF.search(document.text):
        problems += _swallowed(document)
    return problems


def scalars(node: Node | None) -> list[Any]:
    """Return all scalar nodes below `node`."""
    found: list[Any] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ScalarNode):
            found.append(each)
        elif isinstance(each, SequenceNode):
            waiting.extend(each.value)
        elif isinstance(each, MappingNode):
            waiting.extend(part for pair in each.value for part in pair)
    return found


def _tabs(document: Document) -> list[Problem]:
    """Return the first tab that is neither in a value nor in a comment nor behind the line's last word."""
    spans = sorted((node.start_mark.index, node.end_mark.index) for node in scalars(document.root))
    starts = [start for start, _ in spans]
    begin = 0
    for line in document.text.split("\n"):
        for found in re.finditer(r"\t+", line) if "\t" in line else ():
            before, rest = line[: found.start()], line[found.end() :].strip()
            if not rest or rest.startswith("#") or before.lstrip().startswith("#") or " #" in before:
                break
            index = begin + found.start()
            near = bisect_right(starts, index) - 1
            if near < 0 or index >= spans[near][1]:
                return [_tab(document, _at(document, index, len(found.group())))]
        begin += len(line) + 1
    return []


def _tab(document: Document, place: Place) -> Problem:
    return document.problem(
        "GN102",
        "a tab where YAML wants spaces",
        place,
        help="use spaces; `gonogo validate --fix` replaces them",
    )


def _swallowed(document: Document) -> list[Problem]:
    """Return values behind which a `#` begins a comment that reads like the rest of the value."""
    problems = []
    for node in scalars(document.root):
        if node.style != "":
            continue
        found = _SWALLOWED.match(document.text, node.end_mark.index)
        if found is None:
            continue
        line = document.line(node.end_mark.line)
        start = node.end_mark.column + len(found.group()) - 1
        shown = (node.value + line[node.end_mark.column :]).strip()
        hint = "if it belongs to the value, quote it"
        problems.append(
            document.problem(
                "GN111",
                "the value ends before ` #`; the rest is a comment",
                document.at(node.end_mark.line, start, len(line)),
                severity=Severity.WARNING,
                help=hint if is_secret(shown) else f"{hint}: {quoted(shown)}",
            )
        )
        if len(problems) >= MOST:
            break
    return problems


_WORDING = (
    (
        "mapping values are not allowed",
        "a second `: ` in one value, or wrong indentation",
        'quote the value if it holds ": "; else check how far the line is indented',
    ),
    ("found undefined alias", "a value that starts with `*` is an alias", "quote the value"),
    (
        "block sequence entries are not allowed",
        "a list item cannot stand here",
        "begin the list on a line of its own",
    ),
    ("mapping keys are not allowed", "a `?` cannot stand here", "quote the value"),
    (
        "found unexpected ':'",
        "a `:` without a space behind it",
        "quote the value, or write `: ` behind the key",
    ),
    (
        "did not find expected key",
        "this line does not fit the lines above",
        "check its indentation and its quotes",
    ),
    (
        "did not find expected '-' indicator",
        "a key cannot stand among the items of a list",
        "check the indentation of this line",
    ),
    ("found unknown escape character", "an unknown escape in double quotes", "use single quotes, or `\\\\`"),
    ("invalid Unicode character escape", "an escape that is no character", "remove it"),
    (
        "did not find expected node content",
        "a value is missing, or starts with a character that YAML keeps for itself",
        "quote the value",
    ),
    ("undefined tag handle", "a value that starts with `!` is a tag", "quote the value"),
    (
        "did not find expected comment or line break",
        "text behind `|` or `>`",
        "put the text on the next line",
    ),
)
_UNCLOSED = {
    "while parsing a flow sequence": ("a `[` that is never closed", "close it with `]`"),
    "while parsing a flow mapping": ("a `{` that is never closed", "close it with `}`"),
    "while scanning a quoted scalar": ("a quote that is never closed", "close it, or remove it"),
}


def syntax_problem(document: Document, error: Any) -> Problem:
    """Return libyaml's complaint in our words, at the place that has to be changed."""
    said = str(getattr(error, "problem", "") or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _in_our_words(document, said or str(error), document.at(0, 0))
    place = document.at(mark.line, mark.column)
    if "another document" in said:
        hint = "one file holds one document; remove the `---`"
        return document.problem("GN108", "a second document starts here", place, help=hint)
    if "tab character" in said:
        return _tab(document, place)
    if "cannot start any token" in said:
        return _bad_start(document, place)
    known = _begun(document, error)
    if known is not None:
        return known
    seen = (
        _unclosed(document, error)
        or _odd_sign(document, place)
        or _too_long_key(document, place, said)
        or _too_deep(document, place, said)
        or _second_colon(document, place, said)
        or _no_key(document, error, place)
    )
    return seen or _in_our_words(document, said, place)


def _begun(document: Document, error: Any) -> Problem | None:
    """Return the problem of a directive or a tag that is not even one, at the sign that begins it."""
    context, mark = str(error.context), error.context_mark
    if mark is None or not context.endswith((" directive", " a tag")):
        return None
    text = document.line(mark.line)[mark.column :].split(" ")[0]
    if context.endswith(" a tag"):
        return tag_problem(document, text, mark.line, mark.column)
    hint = "remove the line, or quote text that starts with `%`"
    place = document.at(mark.line, mark.column, mark.column + len(text))
    return document.problem("GN101", "YAML directives are not supported", place, help=hint)


def _in_our_words(document: Document, said: str, place: Place) -> Problem:
    for part, message, hint in _WORDING:
        if part in said:
            code = "GN105" if "alias" in part else "GN107" if "tag" in part else "GN101"
            return document.problem(code, message, place, help=hint)
    return document.problem("GN101", f"this is not YAML: {said}"[:200], place)


def _unclosed(document: Document, error: Any) -> Problem | None:
    """Return the problem of a bracket or a quote that is never closed, at the one that opens."""
    said = str(error.problem)
    ends_early = "end of stream" in said or said.startswith("did not find expected ','")
    if error.context not in _UNCLOSED or error.context_mark is None or not ends_early:
        return None
    message, hint = _UNCLOSED[error.context]
    opener = document.at(error.context_mark.line, error.context_mark.column)
    return document.problem("GN101", message, opener, help=hint)


def _odd_sign(document: Document, place: Place) -> Problem | None:
    """Return the problem of what, here or on the line before, only looks like a space or a colon."""
    for number in (place.line - 1, place.line - 2):
        line = document.line(number)
        odd = ODD_INDENT.match(line)
        if odd is not None:
            message = f"this line is indented with {name_of(odd.group(1))}, which is not a space"
            where = document.at(number, odd.start(1))
            return document.problem("GN101", message, where, help="indent it with spaces")
        key, colon, _ = line.partition("：")
        if colon and ":" not in key:
            message = "a full-width colon `：` where YAML wants `: `"
            return document.problem("GN101", message, document.at(number, len(key)), help="write `: `")
    return None


_LONGEST_KEY = 1024
"""Characters of a key that YAML allows without a `?`."""


def _too_long_key(document: Document, place: Place, said: str) -> Problem | None:
    """Return the problem of a first key that is so long that YAML does not take it for one."""
    line = document.line(place.line - 1)
    begin = len(line) - len(line.lstrip(" -?"))
    key = line[begin : place.column - 1]
    if "mapping values are not allowed" not in said or len(key) <= _LONGEST_KEY or ": " in key:
        return None
    return _longer_than_a_key(document, document.at(place.line - 1, begin, len(line.rstrip())))


def _longer_than_a_key(document: Document, where: Place) -> Problem:
    message = f"a key must not be longer than {_LONGEST_KEY:,} characters"
    return document.problem("GN101", message, where, help="shorten it")


_KEY = re.compile(r"[^\s:#-][^\s:#]*")
_WORDS = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^:#]*")


def _too_deep(document: Document, place: Place, said: str) -> Problem | None:
    """Return the problem of a `key:` that goes on with the value above it, as if that were not complete."""
    number = place.line - 1
    line = document.line(number)
    begin = _indent(line)
    if "mapping values are not allowed" not in said or not _KEY.fullmatch(line[begin : place.column - 1]):
        return None
    written = (each for each in range(number - 1, -1, -1) if document.line(each).strip())
    above, first = next(written, -1), next(written, -1)
    indent = _indent(document.line(above))
    if _WORDS.fullmatch(document.line(above), indent) and _is_over(document.line(first).rstrip()):
        return _neither(document, document.at(above, indent, len(document.line(above).rstrip())))
    if begin <= indent:
        return None
    where = document.at(number, begin, place.column - 1)
    message = "this line is indented further than the one above, whose value is complete"
    return document.problem("GN101", message, where, help="indent both alike")


def _is_over(line: str) -> bool:
    """Tell whether what stands on the next line begins there, and does not go on with `line`."""
    return line in {"", "---"} or line.endswith(":") or "#" in line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _neither(document: Document, where: Place) -> Problem:
    message = "this line is neither `key: value` nor a list item"
    hint = "add `: ` behind the key, or check the quotes and the indentation"
    return document.problem("GN101", message, where, help=hint)


_KEY_AND_VALUE = re.compile(r"[ ]*(?:- +)*[^\s:#][^:#]*: +(?P<value>[^\s\"'\[{].*: .*?|[^\s\"'\[{].*:)\s*\Z")


def _second_colon(document: Document, place: Place, said: str) -> Problem | None:
    """Return the problem of `key: some: text`, where that is what the line says."""
    found = _KEY_AND_VALUE.match(document.line(place.line - 1))
    if "mapping values are not allowed" not in said or found is None or "#" in found["value"]:
        return None
    if place.column - 1 <= found.start("value"):
        return None
    hint = "quote it" if is_secret(found["value"]) else f"quote it: {quoted(found['value'])}"
    return document.problem("GN101", "a second `: ` in one value", place, help=hint)


def _no_key(document: Document, error: Any, place: Place) -> Problem | None:
    """Return the problem of a line that begins like `key: value` and is none."""
    line = document.line(place.line - 1)
    if re.match(r"\s*:(?:\s|\Z)", line):
        where = document.at(place.line - 1, line.index(":"))
        return document.problem("GN109", "a key is missing before this `:`", where, help="write one")
    if "could not find expected ':'" not in str(error.problem) or error.context_mark is None:
        return None
    number, column = error.context_mark.line, error.context_mark.column
    rest = document.line(number)[column:].rstrip()
    where = document.at(number, column, column + len(rest))
    if ":" in rest[_LONGEST_KEY - 1 :]:
        return _longer_than_a_key(document, where)
    return _neither(document, where)


def quoted(text: str) -> str:
    """Return text in double quotes, as YAML has it, short enough for a help text."""
    text = text if len(text) <= _ECHOED else text[: _ECHOED - 1] + "…"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


_TAG_BEFORE = re.compile(r"(!\S*)[ ]+\Z")


def _bad_start(document: Document, place: Place) -> Problem:
    """Return the problem of a character that cannot begin a value."""
    line = document.line(place.line - 1)
    before, rest = line[: place.column - 1], line[place.column - 1 :].rstrip()
    character = rest[:1]
    if character == "\t" or not rest:
        return _tab(document, place)
    tagged = _TAG_BEFORE.search(before)
    if tagged is not None:
        return tag_problem(document, tagged.group(1), place.line - 1, tagged.start())
    what = "a backtick" if character == "`" else f"`{character}`"
    return document.problem(
        "GN101", f"a value cannot start with {what}", place, help=f"quote it: {quoted(rest)}"
    )


def tag_problem(document: Document, tag: str, line: int, column: int) -> Problem:
    """Return the problem of a tag, which no file may use."""
    place = document.at(line, column, column + len(tag))
    return document.problem(
        "GN107", f"tag `{tag}` is not allowed", place, help="remove it, or quote text that starts with `!`"
    )

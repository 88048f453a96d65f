"""Opening reports of tools: bytes to trees that hold only what is asked for, or a refusal in one line.

Reports come from CI jobs that run anybody's code. Entities, external references, depth, size and numbers
that are none are refused before anything is counted.
"""

import json as json_
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gonogo.intake.foreign import Part, documents
from gonogo.intake.mistake import Mistake

LARGEST = 64 * 1024 * 1024
DEEPEST = 200
MOST = 1_000_000_000
"""The largest count that is believed."""

_DIGITS = 40
_EARLIEST, _LATEST = 2000, 9999
_MILLISECONDS = 100_000_000_000


class UnusableError(Exception):
    """A report that cannot be used, and why in a few words; `line` where it is known."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Element:
    """An XML element that was asked for: its tag without namespace, its attributes and its children."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element] = []

    def below(self, *tags: str) -> "list[Element]":
        """Return the children with one of `tags`."""
        return [child for child in self.children if child.tag in tags]

    def count(self, name: str) -> int | None:
        """Return an attribute as a count; None where it is not there."""
        text = self.attributes.get(name)
        return None if text is None else whole(text, f"{name} of <{self.tag}>")


class _Target:
    """Keeps elements of some tags whose parents are kept, too; texts are never kept."""

    def __init__(self, tags: frozenset[str]) -> None:
        self.tags = tags
        self.root: Element | None = None
        self.open: list[Element | None] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise UnusableError(f"nested deeper than {DEEPEST} elements")
        name = tag.rpartition("}")[2]
        above = self.open[-1] if self.open else None
        element = None
        if not self.open:
            element = self.root = Element(name, dict(attributes))
        elif above is not None and name in self.tags:
            element = Element(name, dict(attributes))
            above.children.append(element)
        self.open.append(element)

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self.open.pop()

    def data(self, text: str) -> None:
        """Keep no text."""

    def close(self) -> Element | None:
        return self.root


def xml(content: bytes, *tags: str) -> Element:
    """Return the root of an XML document and, of what is below, the elements of `tags`."""
    _check_size(content)
    parser = DefusedXMLParser(
        target=_Target(frozenset(tags)), forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(content)
        root = parser.close()
    except DefusedXmlException as error:
        raise UnusableError("it defines entities or refers to other files, which is refused") from error
    except ParseError as error:
        line = getattr(error, "position", (1, 0))[0]
        raise UnusableError(f"no complete XML: {str(error)[:100]}", line) from error
    except (LookupError, ValueError) as error:
        raise UnusableError("no XML that can be decoded") from error
    if not isinstance(root, Element):  # pragma: no cover - the parser refuses a document without root
        raise UnusableError("no XML element in it")
    return root


def json(content: bytes) -> Any:
    """Return a JSON document; numbers with decimals are exact."""
    _check_size(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableError("not UTF-8; have the tool write UTF-8") from error
    if not text.strip():
        raise UnusableError("the file is empty")
    try:
        return json_.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_no_number)
    except RecursionError as error:
        raise UnusableError("nested too deeply") from error
    except json_.JSONDecodeError as error:
        is_json = text.lstrip()[0] in "{["
        message = f"no complete JSON: {error.msg}" if is_json else "no JSON"
        raise UnusableError(message, error.lineno) from error


def yaml(content: bytes, path: str) -> list[Part]:
    """Return the documents of a YAML file."""
    _check_size(content)
    parts = documents(content, path, LARGEST)
    if isinstance(parts, Mistake):
        raise UnusableError(parts.message, parts.place.line)
    if not parts:
        raise UnusableError("the file is empty")
    return parts


def text(content: bytes) -> str:
    """Return a text file."""
    _check_size(content)
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableError("not UTF-8") from error
    if not found.strip():
        raise UnusableError("the file is empty")
    if "\0" in found:
        raise UnusableError("no text: it holds zero bytes")
    return found


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST:
        raise UnusableError(f"larger than {LARGEST // 1024 // 1024} MiB")
    if not content.strip():
        raise UnusableError("the file is empty")


# --- numbers and days -----------------------------------------------------------------------------


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise UnusableError(f"a number of {len(digits):,} digits")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    return number(digits, "a value")


def _no_number(word: str) -> Any:
    raise UnusableError(f"`{word}` is no number")


def number(value: Any, what: str) -> Decimal:
    """Return a value as a number; refuse what is none, not finite or beyond belief."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise UnusableError(f"{what} is no number")
    try:
        found = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise UnusableError(f"{what} is no number") from error
    if not found.is_finite() or found.adjusted() > _DIGITS:
        raise UnusableError(f"{what} is no number")
    return found


def whole(value: Any, what: str) -> int:
    """Return a value as a count."""
    found = number(value, what)
    if found != found.to_integral_value() or not 0 <= found <= MOST:
        raise UnusableError(f"{what} is no count")
    return int(found)


def day_of(stamp: str | None) -> date | None:
    """Return the day of a time stamp: ISO 8601, or seconds or milliseconds since 1970; else None."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]|$)", stamp or "")
    try:
        if found is not None:
            day = date(*(int(part) for part in found.groups()))
        elif stamp is not None and re.fullmatch(r"\d{9,13}", stamp):
            seconds = int(stamp)
            seconds = seconds // 1000 if seconds >= _MILLISECONDS else seconds
            day = datetime.fromtimestamp(seconds, UTC).date()
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return day if _EARLIEST <= day.year <= _LATEST else None


# --- JSON of the right shape ----------------------------------------------------------------------


def mapping(value: Any, what: str) -> dict[str, Any]:
    """Return a value that must be a mapping."""
    if not isinstance(value, dict):
        raise UnusableError(f"{what} is {_called(value)}, not a mapping")
    return value


def listing(value: Any, what: str) -> list[Any]:
    """Return a value that must be a list."""
    if not isinstance(value, list):
        raise UnusableError(f"{what} is {_called(value)}, not a list")
    return value


def word(value: Any) -> str:
    """Return a value that may be a word; anything else is none."""
    return value if isinstance(value, str) else ""


def mappings(value: Any, what: str) -> list[dict[str, Any]]:
    """Return a list of mappings; an absent one is empty."""
    return [] if value is None else [mapping(each, f"an entry of {what}") for each in listing(value, what)]


def _called(value: Any) -> str:
    names: tuple[tuple[type | None, str], ...] = ((dict, "a mapping"), (list, "a list"), (str, "a text"))
    if value is None:
        return "null"
    return next((name for kind, name in names if kind is not None and isinstance(value, kind)), "a number")

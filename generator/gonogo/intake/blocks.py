"""Plain data as YAML in block style, in the form that people would write and that reads back the same."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

_PLAIN = re.compile(
    r"(?:[A-Za-z]|[0-9]+(?:\.[0-9]+)? (?=[A-Za-z%]))"
    r"(?:[A-Za-z0-9_./()+'’@,<>=%–-]|:(?=[A-Za-z0-9/])| (?=[A-Za-z0-9(<>=%]))*"
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[A-Za-z0-9_~/=&-]")
_OTHERWISE_READ = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def scalar(value: Any) -> str:
    """Return a value as it stands behind a key: plain where that is safe in every YAML, else in quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | date):
        return str(value)
    text = str(value)
    if text.casefold() not in _OTHERWISE_READ and (_PLAIN.fullmatch(text) or _ADDRESS.fullmatch(text)):
        return text
    return json.dumps(text, ensure_ascii=False)


def block(data: Any, indent: int = 0) -> list[str]:
    """Return the lines of a mapping or a list, indented by `indent` spaces; lists stand two further in."""
    lines: list[str] = []
    for key, value in data.items():
        lines += entry(key, value, indent)
    return lines


def entry(key: str, value: Any, indent: int) -> list[str]:
    """Return the lines of one key of a mapping."""
    margin = " " * indent
    if isinstance(value, dict) and value:
        return [f"{margin}{key}:", *block(value, indent + 2)]
    if isinstance(value, list | tuple) and value:
        return [f"{margin}{key}:", *(each for one in value for each in item(one, indent + 2))]
    if isinstance(value, dict | list | tuple):
        return [f"{margin}{key}: {'{}' if isinstance(value, dict) else '[]'}"]
    return [f"{margin}{key}: {scalar(value)}"]


def item(value: Any, indent: int) -> list[str]:
    """Return the lines of one item of a list whose dash stands at `indent`."""
    margin = " " * indent
    if isinstance(value, dict) and value:
        first, *rest = block(value, indent + 2)
        return [f"{margin}- {first.strip()}", *rest]
    return [f"{margin}- {scalar(value)}"]


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    text = scalar(value)
    return (
        text
        if not isinstance(value, str) or re.fullmatch(r"[A-Za-z0-9_. -]*", text)
        else json.dumps(value, ensure_ascii=False)
    )

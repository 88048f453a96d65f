"""JSON Schema: jsonschema-rs says yes or no in microseconds, jsonschema explains a no.

Without jsonschema-rs, which has no wheel for every platform, jsonschema says both.
"""

import json
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any

from msgspec.structs import replace

from gonogo import resources
from gonogo.model.problem import Place, Problem
from gonogo.read.document import Document, Route, pointer
from gonogo.read.suspicions import HIDDEN, INVISIBLE, ODD_INDENT, is_secret, name_of

jsonschema_rs: Any
try:
    import jsonschema_rs
except ImportError:
    jsonschema_rs = None

IS_FAST = jsonschema_rs is not None

LISTED = 12
"""Allowed values that a help text lists at most."""

ECHOED = 60
"""Characters of a value that a message repeats at most."""

SMART_QUOTES = "“”„‘’‚«»"
KINDS = ("manifest", "standard", "catalog", "teams", "tiers", "platform", "decision", "evidence")
"""The schemas by name, one for each kind of file."""

_TYPES = {"object": "mapping", "array": "list"}


@cache
def schema(kind: str) -> dict[str, Any]:
    """Return the schema of a kind of file."""
    text = (resources.schemas() / f"{kind}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _fast(kind: str) -> Any:
    if not IS_FAST:
        return _explaining(kind)
    return jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)


@cache
def _explaining(kind: str) -> Any:
    import jsonschema

    validator = jsonschema.Draft202012Validator
    return validator(schema(kind), format_checker=validator.FORMAT_CHECKER)


def problems(document: Document, kind: str) -> list[Problem]:
    """Return where `document` is not what the schema of its kind asks for."""
    if _fast(kind).is_valid(document.data):
        return []
    return explained(document, kind)


def explained(document: Document, kind: str) -> list[Problem]:
    """Return what is wrong with a document that does not fit its schema; never empty."""
    if not isinstance(document.data, dict):
        return [_not_a_mapping(document, kind)]
    found = _without_echoes(
        document,
        [_explain(document, error, schema(kind)) for error in _explaining(kind).iter_errors(document.data)],
    )
    if found:
        return found
    place = document.at(0, 0)
    return [document.problem("GN299", f"the file does not fit the schema of a {kind}", place)]


def _not_a_mapping(document: Document, kind: str) -> Problem:
    what = "a list" if isinstance(document.data, list) else "a single value"
    return document.problem(
        "GN204",
        f"expected a mapping at top level, got {what}",
        document.at(0, 0),
        help=f"a {kind} starts with `schema_version: 1`",
    )


class _Explained:
    """A problem and what it says of keys, so that one cause is told once."""

    __slots__ = ("missing", "problem", "route", "strayed", "wanted")

    def __init__(
        self, problem: list[Problem], route: Route, *, missing: str = "", wanted: str = "", strayed: str = ""
    ) -> None:
        self.problem = problem
        self.route = route
        self.missing = missing
        self.wanted = wanted
        self.strayed = strayed


def _without_echoes(document: Document, explained: list[list[_Explained]]) -> list[Problem]:
    """Drop what another problem already says.

    A key is not missing when it is misspelt beside it, or stands elsewhere for want of proper spaces;
    a value that is no id is not too long for one, either.
    """
    flat = [each for group in explained for each in group]
    misspelt = {(each.route, each.wanted) for each in flat if each.wanted}
    strayed = {each.strayed for each in flat if each.strayed}
    malformed = {problem.place for each in flat for problem in each.problem if problem.code == "GN206"}
    kept = [
        each
        for each in flat
        if not (each.missing and ((each.route, each.missing) in misspelt or each.missing in strayed))
        and not any(problem.code == "GN207" and problem.place in malformed for problem in each.problem)
    ]
    seen: dict[tuple[Place, str], Problem] = {}
    for each in kept:
        for problem in each.problem:
            seen.setdefault((problem.place, problem.code), problem)
    for route in {each.route for each in kept if each.missing}:
        missing = list(dict.fromkeys(each.missing for each in kept if each.missing and each.route == route))
        if len(missing) > 1:
            together = _missing(document, missing, route)
            seen[together.place, together.code] = together
    return list(seen.values())


def _missing(document: Document, keys: list[str], route: Route, example: Any = None) -> Problem:
    """Return the problem of keys that are missing at `route`; all are told at once."""
    place = document.place(route, of_key=True) if route else document.at(0, 0)
    where = f"in {_name(route)}" if route else "at top level"
    names = ", ".join(f"`{key}`" for key in keys)
    if len(keys) > 1:
        return document.problem("GN202", f"missing keys {names} {where}", place, help="add all of them")
    has_example = isinstance(example, str | int) and not isinstance(example, bool)
    wanted = f"add `{keys[0]}: {example}`" if has_example else f"add `{keys[0]}:`"
    return document.problem("GN202", f"missing key {names} {where}", place, help=wanted)


def _explain(document: Document, error: Any, root: dict[str, Any]) -> list[_Explained]:
    """Return one schema error in our words."""
    route: Route = tuple(error.absolute_path)
    if error.validator == "not":
        return [_forbidden_here(document, route, _excluder(error, root))]
    if "propertyNames" in error.absolute_schema_path:
        return _bad_key(document, error, route)
    return _EXPLAIN.get(error.validator, _mismatch)(document, error, route)


def _name(route: Route) -> str:
    """Return how a message names what stands at `route`."""
    names = [step for step in route if isinstance(step, str)]
    return f"`{names[-1]}`" if names else "top level"


def shown(value: Any) -> str:
    """Return a value as a message repeats it: short, with hidden characters made visible."""
    text = (
        value
        if isinstance(value, str)
        else "null"
        if value is None
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    if is_secret(text):
        return "(hidden)"
    text = text if len(text) <= ECHOED else text[: ECHOED - 1] + "…"
    return "".join(name_of(each) if _is_unseen(each) else each for each in text)


def _is_unseen(character: str) -> bool:
    return not character.isprintable() or character == "\u00a0" or HIDDEN.match(character) is not None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be."""
    by_fold = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def suggestion_help(word: str, known: Iterable[str], label: str = "allowed") -> tuple[str, str | None]:
    """Return the help for an unknown word, and the word to put in its place."""
    words = list(known)
    meant = nearest(word, words)
    listed = ", ".join(words[:LISTED]) + (f", … ({len(words) - LISTED} more)" if len(words) > LISTED else "")
    hints = [f"did you mean `{meant}`?"] if meant else []
    if meant is None or len(words) <= LISTED:
        hints.append(f"{label}: {listed}" if listed else "")
    return " ".join(hint for hint in hints if hint), meant


def _unknown_keys(document: Document, error: Any, route: Route) -> list[_Explained]:
    known = list(error.schema.get("properties", ()))
    return [
        _unknown_key(document, route, key, known, error.instance)
        for key in error.instance
        if not _is_known(key, error)
    ]


def _is_known(key: str, error: Any) -> bool:
    return key in error.schema.get("properties", ()) or key.startswith("x-")


def _unknown_key(document: Document, route: Route, key: str, known: list[str], siblings: Any) -> _Explained:
    free = [each for each in known if each not in siblings]
    place = _key_place(document, route, key)
    hint, meant = suggestion_help(key.replace("：", ":").split(":")[0].strip(), free, "allowed here")
    odd = ODD_INDENT.match(key)
    if odd is not None:
        hint, meant = f"{name_of(odd.group(1))} is not a space; indent the line with spaces", None
    elif "：" in key:
        hint, meant = "this line has a full-width colon `：`; use `: `", None
    elif siblings[key] is None and _is_in_flow(document, route):
        hint = "a comma inside `{…}` ends a value: quote the text, or write the mapping on lines of its own"
        meant = None
    where = f"in {_name(route)}" if route else "at top level"
    problem = document.problem(
        "GN201", f"unknown key `{shown(key)}` {where}", place, help=hint, replacement=meant
    )
    return _Explained([problem], route, wanted=meant or "", strayed=key.strip() if odd is not None else "")


def _key_place(document: Document, route: Route, key: str) -> Place:
    """Return where a key stands; what looks like a secret is left out of the pointer."""
    place = document.place((*route, key), of_key=True)
    return replace(place, pointer=pointer(route)) if is_secret(key) else place


def _is_in_flow(document: Document, route: Route) -> bool:
    return bool(getattr(document.node(route), "flow_style", False))


def _missing_keys(document: Document, error: Any, route: Route) -> list[_Explained]:
    key = next(
        key for key in error.validator_value if key not in error.instance and f"'{key}'" in error.message
    )
    # Behind a condition the schema at hand is only the condition's part, so examples may be unknown.
    example = error.schema.get("properties", {}).get(key, {}).get("examples", [None])[0]
    return [_Explained([_missing(document, [key], route, example)], route, missing=key)]


def _not_allowed(document: Document, error: Any, route: Route) -> list[_Explained]:
    allowed = [str(each) for each in error.validator_value if each is not None]
    value = error.instance
    if isinstance(value, str) and any(isinstance(each, str) for each in error.validator_value):
        bare = value.strip(SMART_QUOTES)
        hint, meant = suggestion_help(bare, allowed)
        if bare != value:
            hint = f"remove the typographic quotes; {hint}"
    else:
        hint, meant = f"allowed: {', '.join(allowed[:LISTED])}", None
    message = f"`{shown(value)}` is not an allowed value for {_name(route)}"
    problem = document.problem("GN203", message, document.place(route), help=hint, replacement=meant)
    return [_Explained([problem], route)]


def _wrong_constant(document: Document, error: Any, route: Route) -> list[_Explained]:
    if route == ("schema_version",):
        if type(error.instance) is not int:
            return []  # the wrong type is told already
        problem = document.problem(
            "GN208",
            f"schema version {shown(error.instance)} is not known; this gonogo reads {error.validator_value}",
            document.place(route),
            help="upgrade gonogo, or write `schema_version: 1`",
        )
        return [_Explained([problem], route)]
    error.validator_value = [error.validator_value]
    return _not_allowed(document, error, route)


def _wrong_type(document: Document, error: Any, route: Route) -> list[_Explained]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    words = " or ".join(_TYPES.get(str(each), str(each)) for each in wanted if each != "null")
    node = document.node(route)
    raw = getattr(node, "value", "")
    hint = None
    replacement = None
    if "string" in wanted and isinstance(raw, str) and error.instance is not None:
        hint, replacement = f'quote it: "{shown(raw)}"', f'"{raw}"'
    elif error.instance is None:
        hint = "write a value, or remove the key"
    elif "object" in wanted and "array" not in wanted:
        hint = "write its keys on the lines below, each as `key: value`, indented by two spaces"
    elif isinstance(error.instance, list | dict):
        hint = "write a single value"
    elif "array" in wanted:
        hint = "begin each item on a line of its own with `- `"
    elif "boolean" in wanted:
        hint = "write `true` or `false`"
    elif isinstance(error.instance, str) and _NUMBER.match(error.instance):
        hint = f"remove the quotes: {error.instance}"
    elif "number" in wanted:
        hint = "write a number such as 3 or 99.9"
    elif "integer" in wanted:
        hint = "write a whole number such as 3"
    got = type_name(error.instance)
    message = f"expected {_article(words)} for {_name(route)}, got {got}"
    place = document.place(route)
    problem = document.problem("GN204", message, place, help=hint, replacement=replacement)
    return [_Explained([problem], route)]


_NUMBER = re.compile(r"(?:0|-?[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?\Z")


def type_name(value: Any) -> str:
    """Return YAML's word for the type of a value."""
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "an integer", str: "a string", list: "a list", dict: "a mapping"}
    return names.get(type(value), "a number")


def _article(words: str) -> str:
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"


_FORMATS = {
    "date": ("a date", "write it as YYYY-MM-DD, for instance 2026-01-31"),
    "email": ("an e-mail address", "write it as name@example.com"),
}


def _bad_format(document: Document, error: Any, route: Route) -> list[_Explained]:
    what, hint = _FORMATS.get(error.validator_value, (error.validator_value, ""))
    message = f"`{shown(error.instance)}` is not {what} for {_name(route)}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(error.instance), re.ASCII):
        hint = "there is no such day"
    return [_Explained([document.problem("GN205", message, document.place(route), help=hint)], route)]


def _bad_pattern(document: Document, error: Any, route: Route) -> list[_Explained]:
    value = str(error.instance)
    if error.schema.get("format") == "email":
        error.validator_value = "email"
        return _bad_format(document, error, route)
    unseen = INVISIBLE.search(value)
    if unseen is not None:
        message = f"hidden character {name_of(unseen.group())} in {_name(route)}"
        problem = document.problem(
            "GN006", message, document.place(route), help="remove it; readers cannot see it"
        )
        return [_Explained([problem], route)]
    message = f"`{shown(value)}` does not have the right form for {_name(route)}"
    hint = _form(value, error)
    return [_Explained([document.problem("GN206", message, document.place(route), help=hint)], route)]


_FORMS = {
    "^[a-z][a-z0-9-]{0,62}$": "an id has 1 to 63 characters a-z, 0-9 and -, and begins with a letter",
    "^[a-z][a-z0-9-]{0,62}(@": "write the name of a pack, or NAME@1 with its version up to the dot",
    "^[A-Za-z0-9][A-Za-z0-9._-]": "write letters, digits, dots, hyphens and underscores, such as R-1",
    "^[0-9a-f]{7,64}": "write 7 to 64 of the characters 0-9 and a-f",
    "^[1-9][0-9]?": "write the number of a tier",
    "^GN[34]": "only codes of groups 3 and 4 can be changed, such as GN405",
}
"""What a value must look like, by how the pattern of the schema begins."""


def _form(value: str, error: Any) -> str:
    """Return how a value or key must be written."""
    pattern = str(error.validator_value)
    hint = next((text for begin, text in _FORMS.items() if pattern.startswith(begin)), _FORMS[_ID_PATTERN])
    fixed = re.sub(r"[^a-z0-9-]+", "-", value.casefold()).strip("-")
    is_close = hint == _FORMS[_ID_PATTERN] and is_id(fixed) and re.search(r"[A-Z_ ]", value) is not None
    return f"write `{fixed}`? {hint}" if is_close else hint


_ID_PATTERN = "^[a-z][a-z0-9-]{0,62}$"
_ID = re.compile(r"[a-z][a-z0-9-]{0,62}\Z")


def is_id(value: str) -> bool:
    """Tell whether `value` has the form of an id."""
    return _ID.match(value) is not None


def _bad_key(document: Document, error: Any, route: Route) -> list[_Explained]:
    """Return the problem of a key, which jsonschema reports as an instance of its own."""
    key = str(error.instance)
    place = _key_place(document, route, key)
    message = f"key `{shown(key)}` in {_name(route)} does not have the right form"
    return [_Explained([document.problem("GN206", message, place, help=_form(key, error))], route)]


_BOUNDS: dict[str, Callable[[Any, Any], str]] = {
    "maxLength": lambda value, bound: f"{len(value):,} characters; at most {bound:,} are allowed",
    "minLength": lambda _, bound: (
        "must not be empty" if bound == 1 else f"at least {bound} characters are needed"
    ),
    "maxItems": lambda value, bound: f"{len(value):,} items; at most {bound:,} are allowed",
    "minItems": lambda value, bound: f"{len(value)} items; at least {bound} is needed",
    "maxProperties": lambda value, bound: f"{len(value):,} keys; at most {bound:,} are allowed",
    "minProperties": lambda value, bound: f"{len(value)} keys; at least {bound} is needed",
    "minimum": lambda value, bound: f"{shown(value)} is less than {bound}",
    "exclusiveMinimum": lambda value, bound: f"{shown(value)} is not more than {bound}",
    "maximum": lambda value, bound: f"{shown(value)} is more than {bound}",
    "exclusiveMaximum": lambda value, bound: f"{shown(value)} is not less than {bound}",
}


def _out_of_bounds(document: Document, error: Any, route: Route) -> list[_Explained]:
    what = _BOUNDS[error.validator](error.instance, error.validator_value)
    message = f"{_name(route)}: {what}"
    return [_Explained([document.problem("GN207", message, document.place(route))], route)]


def _forbidden_here(document: Document, route: Route, excluder: str) -> _Explained:
    place = document.place(route, of_key=True)
    message = f"key {_name(route)} cannot stand beside `{excluder}`"
    return _Explained([document.problem("GN201", message, place, help="keep one of the two")], route)


def _excluder(error: Any, root: dict[str, Any]) -> str:
    """Return the key that excludes another, with its value where that decides."""
    condition: Any = {}
    node: Any = root
    for step in error.absolute_schema_path:
        while isinstance(node, dict) and step not in node and "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        if step == "then":
            condition = node["if"]
        node = node[step]
    key = condition["required"][0]
    value = condition.get("properties", {}).get(key, {}).get("const")
    return key if value is None else f"{key}: {value}"


def _mismatch(document: Document, error: Any, route: Route) -> list[_Explained]:
    message = f"{_name(route)} does not fit the schema ({error.validator})"
    return [_Explained([document.problem("GN299", message, document.place(route))], route)]


_EXPLAIN: dict[str, Callable[[Document, Any, Route], list[_Explained]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "enum": _not_allowed,
    "const": _wrong_constant,
    "type": _wrong_type,
    "format": _bad_format,
    "pattern": _bad_pattern,
    **dict.fromkeys(_BOUNDS, _out_of_bounds),
}

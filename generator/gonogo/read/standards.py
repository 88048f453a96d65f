"""Standards: packs and an organisation's own file merged into the one that is in force."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from gonogo import resources
from gonogo.model.problem import Place, Problem
from gonogo.model.standard import Amendment, Check, Standard
from gonogo.model.words import Severity
from gonogo.read import schema
from gonogo.read.document import Document, Route
from gonogo.read.schema import nearest
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

MERGED = ("checks", "risks", "categories", "traits")
"""Lists of a standard that merge by id; everything else is replaced by what comes later."""

_REQUIRED = {
    "checks": ("title", "category", "level"),
    "risks": (
        "title",
        "production_effect",
        "technical_impact",
        "business_impact",
        "likelihood",
        "impact_by_tier",
    ),
    "categories": ("name",),
    "traits": ("question",),
}
_NOUN = {"checks": "check", "risks": "risk", "categories": "category", "traits": "trait"}


def pack_names() -> list[str]:
    """Return the names of the built-in packs."""
    return sorted(path.stem for path in resources.packs().glob("*.yaml"))


def pack(name: str) -> dict[str, Any]:
    """Return a built-in pack as plain data."""
    path = resources.packs() / f"{name}.yaml"
    document, problems = parse(path.read_bytes(), f"{name}.yaml", TRUSTED_LIMITS)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    errors += schema.problems(document, "standard") if not errors else []
    if errors:  # pragma: no cover - a test reads all packs
        raise ValueError(f"built-in pack {name}: {errors[0].message}")
    data: dict[str, Any] = document.data
    return data


class _Draft:
    """Plain data of a standard while it is put together, with the problems met."""

    def __init__(self, document: Document | None) -> None:
        self.document = document
        self.data: dict[str, Any] = {}
        self.items: dict[str, dict[str, dict[str, Any]]] = {part: {} for part in MERGED}
        self.problems: list[Problem] = []

    def complain(
        self,
        code: str,
        message: str,
        route: Route,
        *,
        hint: str | None = None,
        of_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a problem at `route` of the organisation's own file."""
        if self.document is None:
            place = Place(path="catalog.yaml", pointer="/standard")
            self.problems.append(
                Problem(place=place, code=code, severity=severity, message=message, help=hint)
            )
        else:
            place = self.document.place(route, of_key=of_key)
            self.problems.append(self.document.problem(code, message, place, severity=severity, help=hint))

    def merge(self, data: Mapping[str, Any]) -> None:
        """Lay a later standard over what is there."""
        for key, value in data.items():
            if key in MERGED:
                for item in value:
                    known = self.items[key].get(item["id"], {})
                    self.items[key][item["id"]] = merged(known, item)
            elif key != "extends":
                self.data[key] = value


def merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Return `earlier` with `later` laid over it: mappings key by key, everything else replaced."""
    result = dict(earlier)
    for key, value in later.items():
        known = result.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            result[key] = merged(known, value)
        else:
            result[key] = value
    return result


def standard(source: Document | list[str]) -> tuple[Standard | None, list[Problem]]:
    """Return the standard of an organisation's document, or of packs alone, and what is wrong with it."""
    document = source if isinstance(source, Document) else None
    draft = _Draft(document)
    data: dict[str, Any] = document.data if document is not None else {}
    names = data.get("extends", []) if document is not None else source
    _lay_packs(draft, [str(name) for name in names])  # type: ignore[union-attr]
    extended = tuple(str(name) for name in names)  # type: ignore[union-attr]
    draft.merge(data)
    if not draft.data:
        return None, draft.problems
    _drop_incomplete(draft)
    _drop_dangling(draft)
    return _bound(draft, extended), draft.problems


def _lay_packs(draft: _Draft, names: list[str]) -> None:
    """Merge the packs in order; an id that two of them define differently is told once."""
    origin: dict[tuple[str, str], str] = {}
    for position, name in enumerate(names):
        route = ("extends", position)
        data = _pack_named(draft, name, route)
        if data is None:
            continue
        for part in MERGED:
            for item in data.get(part, ()):
                before = draft.items[part].get(item["id"])
                if before is not None and before != item:
                    draft.complain(
                        "GN319",
                        _differing(part, item["id"], origin, name),
                        route,
                        hint="extend one of them",
                    )
                origin.setdefault((part, item["id"]), name)
        draft.merge(data)


def _differing(part: str, key: str, origin: Mapping[tuple[str, str], str], name: str) -> str:
    return f"packs `{origin[part, key]}` and `{name}` define {_NOUN[part]} `{key}` differently"


def _pack_named(draft: _Draft, name: str, route: Route) -> dict[str, Any] | None:
    """Return the pack that `NAME` or `NAME@MAJOR` asks for."""
    bare, _, pinned = name.partition("@")
    known = pack_names()
    if bare not in known:
        hint, _ = schema.suggestion_help(bare, known, "packs")
        draft.complain("GN326", f"unknown pack `{schema.shown(bare)}`", route, hint=hint)
        return None
    data = pack(bare)
    major = str(data["version"]).partition(".")[0]
    if pinned and pinned != major:
        draft.complain(
            "GN326",
            f"pack `{bare}` is at version {data['version']}, not {schema.shown(pinned)}",
            route,
            hint=f"write `{bare}@{major}`",
        )
        return None
    return data


def _drop_incomplete(draft: _Draft) -> None:
    """Drop what still lacks a key after merging."""
    for part, required in _REQUIRED.items():
        for key, item in list(draft.items[part].items()):
            missing = [name for name in required if item.get(name) is None]
            if missing:
                words = ", ".join(f"`{name}`" for name in missing)
                draft.complain(
                    "GN323",
                    f"{_NOUN[part]} `{key}` lacks {words}",
                    _route(draft, part, key),
                    hint=f"add {words}",
                )
                del draft.items[part][key]


def _route(draft: _Draft, part: str, key: str) -> Route:
    """Return where the organisation's own file speaks of an item."""
    own = draft.document.data.get(part, ()) if draft.document is not None else ()
    for position, item in enumerate(own):
        if item["id"] == key:
            return (part, position, "id")
    return ("extends",)


def _drop_dangling(draft: _Draft) -> None:
    """Drop references to what the standard does not define."""
    levels = [level["id"] for level in draft.data.get("levels", ())]
    tiers = [tier["id"] for tier in draft.data.get("tiers", ())]
    for key, item in list(draft.items["checks"].items()):
        route = _route(draft, "checks", key)
        for code, what, value, known in (
            ("GN317", "category", item["category"], draft.items["categories"]),
            ("GN318", "level", item["level"], levels),
        ):
            if value not in known:
                _dangling(
                    draft, code, f"check `{key}`: unknown {what} `{schema.shown(value)}`", route, value, known
                )
                draft.items["checks"].pop(key, None)
        _keep_known(draft, item, "mitigates", draft.items["risks"], ("GN309", "risk", key, route))
        if tiers:
            _keep_known(draft, item, "gate_for_tiers", tiers, ("GN312", "tier", key, route))
        for condition in _conditions(item.get("applies_to")):
            _keep_known(draft, condition, "traits", draft.items["traits"], ("GN311", "trait", key, route))
    for position, tier in enumerate(draft.data.get("tiers", ())):
        wanted = tier.get("required_level")
        if wanted is not None and wanted not in levels:
            where = ("tiers", position, "required_level")
            _dangling(draft, "GN318", f"unknown level `{schema.shown(wanted)}`", where, wanted, levels)
            tier["required_level"] = None


def _conditions(applies_to: Any) -> list[dict[str, Any]]:
    if applies_to is None:
        return []
    return applies_to if isinstance(applies_to, list) else [applies_to]


def _keep_known(
    draft: _Draft, item: dict[str, Any], key: str, known: Iterable[Any], about: tuple[str, str, str, Route]
) -> None:
    """Keep those values of a list that are defined; complain of the others."""
    code, what, owner, route = about
    names = list(known)
    for value in item.get(key) or ():
        if value not in names:
            _dangling(
                draft, code, f"check `{owner}`: unknown {what} `{schema.shown(value)}`", route, value, names
            )
    if item.get(key):
        item[key] = [value for value in item[key] if value in names]


def _dangling(draft: _Draft, code: str, message: str, route: Route, value: Any, known: Iterable[Any]) -> None:
    meant = nearest(str(value), [str(each) for each in known])
    draft.complain(code, message, route, hint=f"did you mean `{meant}`?" if meant else None)


def _bound(draft: _Draft, extended: tuple[str, ...]) -> Standard:
    """Return the noun; nothing in the draft can fail here any more."""
    data = {key: value for key, value in draft.data.items() if key not in ("amendments", "matrix", "tiers")}
    data |= {part: draft.items[part] for part in MERGED}
    data["checks"] = {key: _check_data(item) for key, item in draft.items["checks"].items()}
    data["tiers"] = {tier["id"]: tier for tier in draft.data.get("tiers", ())}
    bands = (draft.data.get("matrix") or {}).get("bands")
    if bands:
        data["bands"] = bands
    data["extends"] = extended
    data.setdefault("version", "1")
    data.setdefault("title", data["id"])
    result: Standard = convert(_without_nulls(data), Standard)
    amendments = tuple(_amendments(draft))
    return msgspec.structs.replace(result, amendments=amendments)


def _check_data(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "applies_to": _conditions(item.get("applies_to"))}


def _amendments(draft: _Draft) -> Iterator[Amendment]:
    """Yield the announced changes in order of their day, each upon those before it."""
    checks = dict(draft.items["checks"])
    announced = list(enumerate(draft.data.get("amendments") or ()))
    for position, each in sorted(announced, key=lambda pair: str(pair[1]["from"])):
        known = checks.get(each["check"])
        if known is None:
            route = ("amendments", position, "check")
            _dangling(
                draft, "GN307", f"unknown check `{schema.shown(each['check'])}`", route, each["check"], checks
            )
            continue
        checks[each["check"]] = merged(known, each["set"])
        becomes = convert(_without_nulls(_check_data(checks[each["check"]])), Check)
        yield Amendment(since=convert(each["from"], date), check=each["check"], becomes=becomes)


def _without_nulls(value: Any) -> Any:
    """Return plain data without keys whose value is null: they fall back to their defaults."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return value


def convert(data: Any, kind: Any) -> Any:
    """Return plain data as a noun; keys of mappings are text and become numbers where the noun says so."""
    return msgspec.convert(data, kind, str_keys=True)

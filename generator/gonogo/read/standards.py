"""Standards: packs and an organisation's own file merged into the one that is in force."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from gonogo import resources
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.model.standard import Amendment, Check, Standard
from gonogo.model.words import Severity
from gonogo.read import schema
from gonogo.read.document import Document, Route
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
    if errors:  # pragma: no cover - a test reads all packs, and holds them against the schema
        raise ValueError(f"built-in pack {name}: {errors[0].message}")
    data: dict[str, Any] = document.data
    return data


class Merged(Noun):
    """A standard put together (None where nothing could be), what is wrong with it, and what was dropped.

    `broken` names dropped definitions as `checks/ID` and `risks/ID`: who refers to them makes no mistake.
    """

    standard: Standard | None
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()


class _Draft:
    """Plain data of a standard while it is put together, with the problems met.

    `document` is the organisation's own file, or catalog.yaml where that names packs alone; `packs_at`
    is where the packs are named in it.
    """

    def __init__(self, document: Document, own: Mapping[str, Any], packs_at: Route) -> None:
        self.document = document
        self.own = own
        self.packs_at = packs_at
        self.data: dict[str, Any] = {}
        self.items: dict[str, dict[str, dict[str, Any]]] = {part: {} for part in MERGED}
        self.problems: list[Problem] = []
        self.broken: set[str] = set()

    def complain(
        self,
        code: str,
        message: str,
        route: Route,
        *,
        hint: str | None = None,
        replacement: str | None = None,
    ) -> None:
        """Add an error at `route` of the document."""
        self.problems.append(
            self.document.problem(
                code, message, self.document.place(route), help=hint, replacement=replacement
            )
        )

    def merge(self, data: Mapping[str, Any]) -> None:
        """Lay a later standard over what is there."""
        for key, value in data.items():
            if key in MERGED:
                for item in value or ():
                    known = self.items[key].get(item["id"], {})
                    self.items[key][item["id"]] = merged(known, item)
            elif key != "extends":
                self.data[key] = value

    def route(self, part: str, key: str, *steps: str | int) -> Route:
        """Return where the document says `steps` of an item, else its id, else which packs there are."""
        for position, item in enumerate(self.own.get(part) or ()):
            if item["id"] == key:
                return (part, position, *steps) if steps and steps[0] in item else (part, position, "id")
        return self.packs_at


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


def standard(names: list[str]) -> tuple[Standard | None, list[Problem]]:
    """Return the standard that packs alone make, and what is wrong with it."""
    result = of_packs(names, Document("", ""), ())
    return result.standard, list(result.problems)


def of_packs(names: list[str], document: Document, route: Route) -> Merged:
    """Return the standard of the packs that `document` names at `route`."""
    return _merged(_Draft(document, {}, route), names)


def of_document(document: Document) -> Merged:
    """Return the standard of an organisation's own file."""
    own: dict[str, Any] = document.data
    draft = _Draft(document, own, ("extends",))
    return _merged(draft, [str(name) for name in own.get("extends") or ()])


def _merged(draft: _Draft, names: list[str]) -> Merged:
    _lay_packs(draft, names)
    draft.merge(_without_repeated(draft))
    if not draft.data:
        return Merged(standard=None, problems=tuple(draft.problems))
    _drop_incomplete(draft)
    _drop_dangling(draft)
    result = _bound(draft, tuple(names))
    return Merged(standard=result, problems=tuple(draft.problems), broken=frozenset(draft.broken))


def _without_repeated(draft: _Draft) -> dict[str, Any]:
    """Return the organisation's own data without items whose id is there already."""
    result = dict(draft.own)
    for part in (*MERGED, "levels", "tiers"):
        seen: list[Any] = []
        kept = []
        for position, item in enumerate(result.get(part) or ()):
            if item["id"] in seen:
                message = f"`{schema.shown(item['id'])}` is there twice"
                draft.complain("GN321", message, (part, position, "id"), hint="give each an id of its own")
            else:
                seen.append(item["id"])
                kept.append(item)
        if part in result:
            result[part] = kept
    return result


def _lay_packs(draft: _Draft, names: list[str]) -> None:
    """Merge the packs in order; an id that two of them define differently is told once."""
    origin: dict[tuple[str, str], str] = {}
    for position, name in enumerate(names):
        route = (*draft.packs_at, position)
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
    """Drop what still lacks a key after merging; where only its words lack, its id stands in for them."""
    for part, required in _REQUIRED.items():
        for key, item in list(draft.items[part].items()):
            missing = [name for name in required if item.get(name) is None]
            if not missing:
                continue
            words = ", ".join(f"`{name}`" for name in missing)
            draft.complain(
                "GN323", f"{_NOUN[part]} `{key}` lacks {words}", draft.route(part, key), hint=f"add {words}"
            )
            if set(missing) <= _WORDS:
                draft.items[part][key] = {**item, **dict.fromkeys(missing, key)}
            else:
                _drop(draft, part, key)


_WORDS = {"title", "name", "question"}
"""Keys that people read and no rule depends on."""


def _drop(draft: _Draft, part: str, key: str) -> None:
    draft.items[part].pop(key, None)
    draft.broken.add(f"{part}/{key}")


def _drop_dangling(draft: _Draft) -> None:
    """Drop references to what the standard does not define."""
    levels = [level["id"] for level in draft.data.get("levels") or ()]
    for key, item in list(draft.items["checks"].items()):
        for code, what, known in (
            ("GN317", "category", [*draft.items["categories"]]),
            ("GN318", "level", levels),
        ):
            if item[what] not in known:
                _dangling(draft, code, what, item[what], known, ("checks", key, what))
                _drop(draft, "checks", key)
    for key, item in draft.items["checks"].items():
        _keep_known_parts(draft, key, item)
    for position, tier in enumerate(draft.data.get("tiers") or ()):
        wanted = tier.get("required_level")
        if wanted is not None and wanted not in levels:
            _dangling(draft, "GN318", "level", wanted, levels, ("tiers", position, "required_level"))
            tier["required_level"] = None


def _keep_known_parts(draft: _Draft, key: str, item: dict[str, Any]) -> None:
    """Drop what a check names and the standard does not define."""
    tiers = [tier["id"] for tier in draft.data.get("tiers") or ()]
    risks = [*draft.items["risks"], *_broken(draft, "risks")]
    _keep_known(draft, item, ("GN309", "risk", risks), ("checks", key, "mitigates"))
    own = draft.route("checks", key, "gate_for_tiers")[-1:] == ("gate_for_tiers",)
    if tiers and own:
        _keep_known(draft, item, ("GN312", "tier", tiers), ("checks", key, "gate_for_tiers"))
    elif tiers and item.get("gate_for_tiers"):
        # An organisation may have fewer tiers than a pack thinks of.
        item["gate_for_tiers"] = [tier for tier in item["gate_for_tiers"] if tier in tiers]
    traits = ("GN311", "trait", list(draft.items["traits"]))
    several = isinstance(item.get("applies_to"), list)
    for position, condition in enumerate(_conditions(item.get("applies_to"))):
        steps: Route = ("applies_to", position) if several else ("applies_to",)
        _keep_known(draft, condition, traits, ("checks", key, *steps, "traits"))
    instead = item.get("replaced_by")
    checks = [*draft.items["checks"], *_broken(draft, "checks")]
    if instead is not None and instead not in checks:
        _dangling(draft, "GN307", "check", instead, checks, ("checks", key, "replaced_by"))
        item["replaced_by"] = None


def _broken(draft: _Draft, part: str) -> list[str]:
    return [name.partition("/")[2] for name in sorted(draft.broken) if name.startswith(f"{part}/")]


def _conditions(applies_to: Any) -> list[dict[str, Any]]:
    if applies_to is None:
        return []
    return applies_to if isinstance(applies_to, list) else [applies_to]


def _keep_known(
    draft: _Draft, item: dict[str, Any], wanted: tuple[str, str, list[Any]], where: Route
) -> None:
    """Keep those values of the list at `where` that are defined; complain of the others."""
    code, what, known = wanted
    key = str(where[-1])
    values = item.get(key)
    for position, value in enumerate(values or ()):
        if value not in known:
            _dangling(draft, code, what, value, known, (*where, position))
    if values:
        item[key] = [value for value in values if value in known]


def _dangling(draft: _Draft, code: str, what: str, value: Any, known: Iterable[Any], where: Route) -> None:
    """Complain of a reference; `where` begins with part and id of the item, or is a route already."""
    part, key, steps = str(where[0]), where[1], where[2:]
    names = [str(each) for each in known]
    hint, meant = schema.suggestion_help(str(value), names, "known")
    about = f"{_NOUN[part]} `{key}`: " if isinstance(key, str) else ""
    route = draft.route(part, key, *steps) if isinstance(key, str) else where
    replacement = meant if route[-1:] == tuple(steps[-1:]) else None
    draft.complain(
        code,
        f"{about}unknown {what} `{schema.shown(value)}`",
        route,
        hint=hint or None,
        replacement=replacement,
    )


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
            if f"checks/{each['check']}" not in draft.broken:
                _dangling(draft, "GN307", "check", each["check"], checks, ("amendments", position, "check"))
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

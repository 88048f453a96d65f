"""Settled services and teams to the texts of manifests and of teams.yaml."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from gonogo import libyaml
from gonogo.intake import blocks
from gonogo.intake.ownership import BLOCK, Origin, Turn, origin, turn, written
from gonogo.intake.settling import WantedService
from gonogo.intake.splices import CannotSpliceError, Splices, plain, spelt
from gonogo.intake.teams import WantedPerson, WantedTeam
from gonogo.model.noun import Noun

MODELINE = "# yaml-language-server: $schema={schema}\n"

NOTE = "# Kept by `gonogo import`: digests of what it wrote. What you change or add is yours from then on."

MOST = 1_000
"""Teams, and people, that teams.yaml may have."""

SERVICE_KEYS = (
    "id",
    "name",
    "description",
    "owner",
    "kind",
    "tier",
    "lifecycle",
    "platforms",
    "system",
    "tags",
    "links",
    "depends_on",
)
TEAM_KEYS = ("id", "name", "description", "parent", "channel", "people")
"""The order in which keys stand; a key that comes later is put behind those before it."""

_TOP = ("schema_version", "service", "operations", "changes", "checks", "risks", "reviews")


class Merged(Noun):
    """A text and the keys in it that were changed. `refusal` says why a text was left as it is."""

    text: str
    changed: tuple[str, ...] = ()
    refusal: str | None = None


def origin_of(text: str) -> Origin | None:
    """Return from where a manifest came, as its own text tells; `text` is a manifest that can be read."""
    if BLOCK not in text:
        return None
    splices = Splices(text)
    return origin(plain(splices.child(splices.root, BLOCK)))


# --- manifests ------------------------------------------------------------------------------------


def manifest(wanted: WantedService, importer: str, schema: str) -> str:
    """Return the text of a manifest that is not there yet."""
    nested: dict[str, Any] = {"schema_version": 1, "service": {"id": wanted.id}}
    for route, value in wanted.keys.items():
        block, _, key = route.partition(".")
        nested.setdefault(block, {})[key] = value
    notes = {route: written(value) for route, value in wanted.keys.items()}
    noted = Origin(importer=importer, ref=wanted.ref, wrote=notes).block()
    lines = [*blocks.block(nested), NOTE, *blocks.block({BLOCK: noted})]
    return MODELINE.format(schema=schema) + "".join(f"{line}\n" for line in lines)


def updated(text: str, wanted: WantedService, importer: str) -> Merged:
    """Return a manifest with what the importer owns in it brought up to date."""
    splices = Splices(text)
    known = origin(plain(splices.child(splices.root, BLOCK)))
    if known is None:
        return Merged(text=text)
    now: dict[str, Any] = plain(splices.root)
    routes = [*wanted.keys, *(route for route in known.wrote if route not in wanted.keys)]
    turns = {}
    for route in routes:
        block, _, key = route.partition(".")
        below = now.get(block)
        turns[route] = turn(
            below.get(key) if isinstance(below, dict) else None,
            wanted.keys.get(route),
            known.wrote.get(route),
        )
    notes = {route: each.noted for route, each in turns.items() if each.noted is not None}
    renewed = Origin(importer=importer, ref=wanted.ref, wrote=notes)
    expected = _expected(now, turns, renewed)
    if expected == spelt(now):
        return Merged(text=text)
    changed = tuple(route for route, each in turns.items() if each.is_changed)
    try:
        for route, each in turns.items():
            if each.is_changed:
                _splice(splices, route, each)
        _note(splices, renewed, known)
        return _checked(text, splices.text(), expected, changed)
    except CannotSpliceError:
        return Merged(text=text, changed=changed, refusal="its layout does not allow it")


def _expected(now: dict[str, Any], turns: dict[str, Turn], renewed: Origin) -> Any:
    """Return the plain data that the changed text must come to."""
    result = {key: dict(value) if isinstance(value, dict) else value for key, value in now.items()}
    for route, each in turns.items():
        block, _, key = route.partition(".")
        if not each.is_changed:
            continue
        if each.value is not None:
            result.setdefault(block, {})[key] = each.value
        else:
            result[block].pop(key)
            if not result[block]:
                result.pop(block)
    result[BLOCK] = renewed.block()
    return spelt(result)


def _checked(text: str, new: str, expected: Any, changed: tuple[str, ...]) -> Merged:
    """Return the new text if it says what it should; the old one where it would say anything else."""
    try:
        came_to = plain(yaml.compose(new, Loader=libyaml.Loader))
    except yaml.YAMLError:
        came_to = None
    if came_to != expected:
        return Merged(text=text, changed=changed, refusal="its layout does not allow it")
    return Merged(text=new, changed=changed)


def _splice(splices: Splices, route: str, wanted: Turn) -> None:
    """Change one key of a block of the manifest."""
    block, _, key = route.partition(".")
    parent = splices.child(splices.root, block)
    if parent is None:
        splices.add(splices.root, block, {key: wanted.value}, _before(_TOP, block))
    else:
        order = SERVICE_KEYS if block == "service" else ()
        _turn_key(splices, parent, key, wanted, _before(order, key), above=(splices.root, block))


def _before(order: tuple[str, ...], key: str) -> tuple[str, ...]:
    return order[: order.index(key)] if key in order else ()


def _turn_key(
    splices: Splices,
    parent: Node,
    key: str,
    wanted: Turn,
    before: tuple[str, ...],
    *,
    above: tuple[Node | None, str] | None = None,
) -> None:
    node = splices.child(parent, key)
    if node is None:
        splices.add(parent, key, wanted.value, before)
    elif wanted.value is None:
        is_last = isinstance(parent, MappingNode) and len(parent.value) == 1 and above is not None
        splices.drop(*(above if is_last and above is not None else (parent, key)))
    elif isinstance(node, SequenceNode) and not node.flow_style and wanted.value:
        for position in wanted.dropped:
            splices.drop_item(node, position)
        if wanted.added:
            splices.add_items(node, list(wanted.added))
    else:
        splices.replace(node, wanted.value)


def _note(splices: Splices, renewed: Origin, known: Origin) -> None:
    """Bring the importer's own block up to date."""
    if renewed == known:
        return
    if isinstance(splices.child(splices.root, BLOCK), MappingNode):
        splices.drop(splices.root, BLOCK)
    splices.add(splices.root, BLOCK, renewed.block(), (BLOCK,))


# --- teams ----------------------------------------------------------------------------------------


class MergedTeams(Noun):
    """The text of teams.yaml, with the ids of the teams that are new and those that were changed."""

    text: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    left_out: int = 0
    refusal: str | None = None


def teams(
    text: str | None,
    wanted: Iterable[WantedTeam],
    people: Iterable[WantedPerson],
    importer: str,
    *,
    update: bool,
) -> MergedTeams:
    """Return teams.yaml with the teams and people that it lacks; `update` renews imported teams."""
    text = text or MODELINE.format(schema=".schema/teams.schema.json") + "schema_version: 1\n"
    splices = Splices(text)
    now: dict[str, Any] = plain(splices.root) or {}
    expected = {**now}
    merger = _TeamMerger(splices, now, importer)
    try:
        merger.people(list(people), expected)
        merger.teams(list(wanted), expected, update=update)
        new = splices.text()
    except CannotSpliceError:
        return MergedTeams(text=text, refusal="its layout does not allow it")
    if len(expected.get("teams", ())) > MOST:
        return MergedTeams(text=text, refusal=f"there would be more than {MOST:,} teams")
    if new == text:
        return MergedTeams(text=text, gone=merger.gone)
    checked = _checked(text, new, spelt(expected), ())
    if checked.refusal is not None:
        return MergedTeams(text=text, refusal=checked.refusal)
    return MergedTeams(
        text=new,
        new=tuple(merger.new),
        changed=tuple(merger.changed),
        gone=merger.gone,
        left_out=merger.left_out,
    )


class _TeamMerger:
    """One merge into teams.yaml: splices its text, and keeps what it must come to."""

    def __init__(self, splices: Splices, now: dict[str, Any], importer: str) -> None:
        self.splices = splices
        self.now = now
        self.importer = importer
        self.new: list[str] = []
        self.changed: list[str] = []
        self.gone: tuple[str, ...] = ()
        self.left_out = 0

    def people(self, wanted: list[WantedPerson], expected: dict[str, Any]) -> None:
        """Add the people who are missing; those who are there are left alone."""
        there = list(self._list("people"))
        known = {each.get("id") for each in there if isinstance(each, dict)}
        added = [
            {"id": each.id, "name": each.name} | ({"emails": list(each.emails)} if each.emails else {})
            for each in wanted
            if each.id not in known
        ]
        room = max(0, MOST - len(there))
        self.left_out = len(added[room:])
        self._append("people", added[:room], expected, there)

    def teams(self, wanted: list[WantedTeam], expected: dict[str, Any], *, update: bool) -> None:
        """Add the teams that are missing, and bring those of this importer up to date."""
        there = list(self._list("teams"))
        position_of = {each.get("id"): at for at, each in enumerate(there) if isinstance(each, dict)}
        added = []
        for each in wanted:
            position = position_of.get(each.id)
            if position is None:
                added.append(self._new(each))
                self.new.append(each.id)
            elif update:
                there[position] = self._updated(each, position, there[position])
        self.gone = tuple(self._gone(there, {each.id for each in wanted}))
        self._append("teams", added, expected, there)

    def _list(self, key: str) -> list[Any]:
        value = self.now.get(key)
        return value if isinstance(value, list) else []

    def _append(
        self, key: str, added: list[dict[str, Any]], expected: dict[str, Any], there: list[Any]
    ) -> None:
        if added or there:
            expected[key] = [*there, *added]
        if not added:
            return
        node = self.splices.child(self.splices.root, key)
        if node is None:
            self.splices.append(["", *blocks.entry(key, added, 0)])
        elif isinstance(node, SequenceNode) and node.value:
            self.splices.add_items(node, added)
        else:
            self.splices.drop(self.splices.root, key)
            self.splices.append(["", *blocks.entry(key, [*there, *added], 0)])

    def _new(self, team: WantedTeam) -> dict[str, Any]:
        notes = {key: written(value) for key, value in team.keys.items()}
        block = Origin(importer=self.importer, ref=team.ref, wrote=notes).block()
        return {"id": team.id, **team.keys, BLOCK: block}

    def _updated(self, team: WantedTeam, position: int, now: dict[str, Any]) -> dict[str, Any]:
        """Return the entry of a team as it shall be, and splice it."""
        known = origin(now.get(BLOCK))
        parent = self.splices.child(self.splices.root, "teams")
        if known is None or known.importer != self.importer or not isinstance(parent, SequenceNode):
            return now
        if team.ref.startswith("owner:") and known.ref != team.ref:
            return now  # a bare name says less than the group that was read before
        routes = [*team.keys, *(key for key in known.wrote if key not in team.keys)]
        turns = {key: turn(now.get(key), team.keys.get(key), known.wrote.get(key)) for key in routes}
        notes = {key: each.noted for key, each in turns.items() if each.noted is not None}
        renewed = Origin(importer=self.importer, ref=team.ref, wrote=notes)
        node = parent.value[position]
        result = dict(now)
        for key, each in turns.items():
            if each.is_changed:
                _turn_key(self.splices, node, key, each, _before(TEAM_KEYS, key))
                result.pop(key) if each.value is None else result.update({key: each.value})
        if renewed != known:
            self.splices.drop(node, BLOCK)
            self.splices.add(node, BLOCK, renewed.block(), (BLOCK,))
            result[BLOCK] = renewed.block()
        if result != now:
            self.changed.append(team.id)
        return result

    def _gone(self, there: list[Any], wanted: set[str]) -> Iterator[str]:
        for each in there:
            known = origin(each.get(BLOCK)) if isinstance(each, dict) else None
            if known is not None and known.importer == self.importer and each["id"] not in wanted:
                yield str(each["id"])

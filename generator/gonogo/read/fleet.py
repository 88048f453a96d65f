"""Rules across manifests: ids that collide, references that lead nowhere, dependencies in a circle."""

import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath

from msgspec.structs import replace

from gonogo.model.manifest import Dependency, Manifest
from gonogo.model.noun import Noun
from gonogo.model.words import Criticality
from gonogo.read.document import Route
from gonogo.read.manifests import Parsed
from gonogo.read.records import service
from gonogo.read.rules import Complaint
from gonogo.read.schema import shown

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏԛԝαοερτνικυ01",
    "aeopcyxijsdhlqwaoeptvikuol",
)
"""Letters of other scripts, and digits, that look like a Latin letter (after Unicode TR 39)."""


class Found(Noun):
    """A complaint about a file of the fleet, with other files that belong to it."""

    parsed: Parsed
    complaint: Complaint
    others: tuple[tuple[Parsed, Route], ...] = ()


def skeleton(text: str) -> str:
    """Return what a reader sees of `text`: texts that look the same have the same skeleton."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.translate(_LOOKALIKES).replace("rn", "m").replace("vv", "w")


def duplicates(fleet: Iterable[Parsed]) -> Iterator[Found]:
    """Yield files that claim an id which another file claims too, or which belongs to another's past."""
    by_id: dict[str, list[Parsed]] = defaultdict(list)
    for each in fleet:
        if each.id is not None:
            by_id[each.id].append(each)
    route = ("service", "id")
    for name, claims in by_id.items():
        for each in claims if len(claims) > 1 else ():
            others = tuple((other, route) for other in claims if other is not each)
            paths = ", ".join(other.found.shown for other, _ in others[:3])
            message = f"service id `{name}` is also claimed by {paths}"
            yield Found(
                parsed=each,
                complaint=Complaint(
                    code="GN301", route=route, message=message, hint="an id is unique for ever"
                ),
                others=others,
            )
    yield from _reclaimed(by_id)


def _reclaimed(by_id: Mapping[str, list[Parsed]]) -> Iterator[Found]:
    """Yield ids that another service had before: they stay its own."""
    for claims in by_id.values():
        for each in claims:
            former = each.manifest.service.former_ids if each.manifest is not None else ()
            for position, name in enumerate(former):
                for other in by_id.get(name, ()):
                    if other is each:
                        continue
                    message = f"service id `{name}` belongs to the past of `{each.id}`"
                    yield Found(
                        parsed=other,
                        complaint=Complaint(
                            code="GN316", route=("service", "id"), message=message, hint="choose another id"
                        ),
                        others=((each, ("service", "former_ids", position)),),
                    )


def shared_pasts(fleet: Iterable[Parsed]) -> Iterator[Found]:
    """Yield former ids that several services say they had; none of them can keep it."""
    claims: dict[str, list[tuple[Parsed, Route]]] = defaultdict(list)
    for each in fleet:
        for position, name in enumerate(each.manifest.service.former_ids if each.manifest else ()):
            claims[name].append((each, ("service", "former_ids", position)))
    for name, places in claims.items():
        for each, route in places if len({parsed.found.name for parsed, _ in places}) > 1 else ():
            others = tuple(place for place in places if place[0] is not each)
            paths = ", ".join(other.found.shown for other, _ in others[:3])
            message = f"former id `{name}` is also claimed by {paths}"
            complaint = Complaint(
                code="GN316", route=route, message=message, hint="only one of them can have been it"
            )
            yield Found(parsed=each, complaint=complaint, others=others)


def without_former(parsed: Parsed, names: Container[str]) -> Parsed:
    """Return a file without some of its service's former ids."""
    manifest = parsed.manifest
    if manifest is None or not any(name in names for name in manifest.service.former_ids):
        return parsed
    kept = tuple(name for name in manifest.service.former_ids if name not in names)
    return replace(parsed, manifest=replace(manifest, service=replace(manifest.service, former_ids=kept)))


def confusable(fleet: Iterable[Parsed]) -> Iterator[Found]:
    """Yield ids and names that look like those of another service without being the same."""
    for key in ("id", "name"):
        seen: dict[str, Parsed] = {}
        for each in fleet:
            if each.manifest is None:
                continue
            text = getattr(each.manifest.service, key)
            first = seen.setdefault(skeleton(text), each)
            if first.manifest is None or getattr(first.manifest.service, key) == text:
                continue
            other = getattr(first.manifest.service, key)
            message = f"{key} `{shown(text)}` looks like `{shown(other)}` of {first.found.shown}"
            route = ("service", key)
            yield Found(
                parsed=each,
                complaint=Complaint(
                    code="GN302", route=route, message=message, hint="make them differ visibly"
                ),
                others=((first, route),),
            )


def misplaced(fleet: Iterable[Parsed]) -> Iterator[Found]:
    """Yield files that are not called what their service is called (off unless switched on)."""
    for each in fleet:
        stem = PurePosixPath(each.found.name).stem
        if each.id is not None and stem not in (each.id, "readiness"):
            message = f"service `{each.id}` stands in a file called `{shown(stem)}`"
            complaint = Complaint(
                code="GN304", route=("service", "id"), message=message, hint=f"rename it to {each.id}.yaml"
            )
            yield Found(parsed=each, complaint=complaint)


def dependencies(fleet: Iterable[Parsed], services: dict[str, str]) -> Iterator[Found]:
    """Yield dependencies on services that do not exist or are called something else now."""
    for each in fleet:
        for position, dependency in enumerate(each.manifest.service.depends_on if each.manifest else ()):
            if dependency.service is not None:
                route: Route = ("service", "depends_on", position)
                for complaint in service(dependency.service, services, (*route, "service"), route):
                    yield Found(parsed=each, complaint=complaint)


def sound_dependencies(
    manifest: Manifest, services: Mapping[str, str], readable: Container[str | None]
) -> tuple[Dependency, ...]:
    """Return the dependencies that lead somewhere, under the ids of today."""
    sound = []
    for dependency in manifest.service.depends_on:
        name = services.get(dependency.service) if dependency.service is not None else None
        if dependency.service is None:
            sound.append(dependency)
        elif name is not None and name in readable:
            sound.append(dependency if name == dependency.service else replace(dependency, service=name))
    return tuple(sound)


def cycles(fleet: Iterable[Parsed], services: Mapping[str, str]) -> Iterator[Found]:
    """Yield each circle of hard dependencies once, at its first service."""
    parsed = {each.manifest.service.id: each for each in fleet if each.manifest is not None}
    edges = {
        name: [
            services[dependency.service or ""]
            for dependency in (each.manifest.service.depends_on if each.manifest is not None else ())
            if dependency.criticality is Criticality.HARD and dependency.service in services
        ]
        for name, each in parsed.items()
    }
    # Who needs nobody, or is needed by nobody, is in no circle: that is nearly everybody.
    needed = {name for name in chain.from_iterable(edges.values()) if edges.get(name)}
    inner = {name: [each for each in edges[name] if each in needed] for name in edges if name in needed}
    for members in _circles(inner):
        start = min(members)
        path = _way_round(start, members, edges)
        each = parsed[start]
        position = _position(each, path[1], services)
        message = f"hard dependencies in a circle: {_shortened(path)}"
        route: Route = ("service", "depends_on", position, "service")
        complaint = Complaint(
            code="GN306", route=route, message=message, hint="make one of them soft, or give it a fallback"
        )
        yield Found(parsed=each, complaint=complaint)


def _position(each: Parsed, name: str, services: Mapping[str, str]) -> int:
    needs = each.manifest.service.depends_on if each.manifest is not None else ()
    hard = Criticality.HARD
    return next(
        index
        for index, need in enumerate(needs)
        if need.criticality is hard and need.service is not None and services.get(need.service) == name
    )


_SHOWN_STEPS = 8


def _shortened(path: list[str]) -> str:
    if len(path) > _SHOWN_STEPS:
        path = [*path[: _SHOWN_STEPS - 2], f"… ({len(path) - _SHOWN_STEPS + 1} more)", path[-1]]
    return " → ".join(path)


def _circles(edges: Mapping[str, list[str]]) -> list[set[str]]:
    """Return sets of nodes that reach each other (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[set[str]] = []
    for root in edges:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(edges[root]))]
        while work:
            node, ways = work[-1]
            step = next((each for each in ways if each in edges), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(stack, on_stack, node))
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(edges[step])))
            elif step in on_stack:
                low[node] = min(low[node], index[step])
    return [each for each in found if len(each) > 1 or any(name in edges[name] for name in each)]


def _popped(stack: list[str], on_stack: set[str], until: str) -> set[str]:
    members = set()
    while until not in members:
        name = stack.pop()
        on_stack.discard(name)
        members.add(name)
    return members


def _way_round(start: str, members: set[str], edges: Mapping[str, list[str]]) -> list[str]:
    """Return the shortest way from `start` through `members` back to it."""
    before: dict[str, str] = {}
    waiting = [start]
    for node in waiting:
        for step in edges[node]:
            if step == start:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return [*reversed(way), start]
            if step in members and step not in before:
                before[step] = node
                waiting.append(step)
    return [start, start]

"""What an import does to each manifest: a step a service, nothing written yet."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from gonogo.intake import merging
from gonogo.intake.ownership import Origin
from gonogo.intake.settling import WantedService
from gonogo.model.noun import Noun
from gonogo.model.problem import Place


class Doing(StrEnum):
    """What becomes of a manifest."""

    NEW = "new"
    CHANGED = "changed"
    OUTDATED = "outdated"
    LEFT = "left alone"
    SAME = "the same"
    GONE = "gone"


class Existing(Noun):
    """A manifest of the catalog: its path below the catalog's folder, and from where it came."""

    id: str
    path: str
    text: str = ""
    origin: Origin | None = None


class Step(Noun):
    """One service: what is done, where; `text` is what the file says afterwards, None where it stays."""

    doing: Doing
    service: str
    path: str
    place: Place | None = None
    detail: str = ""
    text: str | None = None


def references(existing: Iterable[Existing], importer: str) -> dict[str, str]:
    """Return the ids of the services that an importer brought, by reference."""
    return {
        each.origin.ref: each.id
        for each in sorted(existing, key=lambda one: one.path, reverse=True)
        if each.origin is not None and each.origin.importer == importer
    }


def steps(
    wanted: Iterable[WantedService],
    existing: Iterable[Existing],
    importer: str,
    paths: dict[str, str],
    *,
    update: bool,
) -> Iterator[Step]:
    """Yield what becomes of each service; `paths` has the place of a new manifest by the service's id."""
    there = {each.id: each for each in existing}
    refs = set()
    for each in sorted(wanted, key=lambda one: one.id):
        refs.add(each.ref)
        known = there.get(each.id)
        if known is None:
            path = paths[each.id]
            schema = f"{'../' * path.count('/')}.schema/manifest.schema.json"
            text = merging.manifest(each, importer, schema)
            yield Step(doing=Doing.NEW, service=each.id, path=path, place=each.place, text=text)
        elif known.origin is None or (known.origin.importer, known.origin.ref) != (importer, each.ref):
            yield Step(
                doing=Doing.LEFT,
                service=each.id,
                path=known.path,
                place=each.place,
                detail=_whose(known.origin),
            )
        else:
            yield _updated(each, known, importer, update=update)
    yield from _gone(there.values(), importer, refs)


def _whose(origin: Origin | None) -> str:
    return "written by hand" if origin is None else f"imported from {origin.importer} as {origin.ref}"


def _updated(wanted: WantedService, known: Existing, importer: str, *, update: bool) -> Step:
    """Return the step for a manifest that this importer brought before."""
    merged = merging.updated(known.text, wanted, importer)
    keys = ", ".join(route.partition(".")[2] for route in merged.changed)
    step = Step(doing=Doing.SAME, service=wanted.id, path=known.path, place=wanted.place)
    if merged.refusal is not None:
        detail = f"{merged.refusal}: {keys}"
        return Step(doing=Doing.LEFT, service=step.service, path=step.path, place=step.place, detail=detail)
    if merged.text == known.text:
        return step
    return Step(
        doing=Doing.CHANGED if update else Doing.OUTDATED,
        service=step.service,
        path=step.path,
        place=step.place,
        detail=keys or "what the importer notes",
        text=merged.text if update else None,
    )


def _gone(existing: Iterable[Existing], importer: str, refs: set[str]) -> Iterator[Step]:
    """Yield the services that an earlier import brought and this source has no more."""
    for each in sorted(existing, key=lambda one: one.id):
        if each.origin is not None and each.origin.importer == importer and each.origin.ref not in refs:
            yield Step(doing=Doing.GONE, service=each.id, path=each.path, detail=each.origin.ref)

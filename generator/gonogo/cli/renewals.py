"""Whether two states of a catalog differ in nothing but renewed evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.model.catalog import Catalog, Platform, Service
    from gonogo.model.manifest import Answer, Evidence


def other_changes(before: Catalog, after: Catalog) -> Iterator[str]:
    """Yield a line for each thing that differs and is no renewal of evidence.

    A renewal keeps the kind of a piece of evidence and dates it later; link, title, excerpt and
    expiry may change with it. Robots' results may come and change as they like.
    """
    for field in ("title", "standard", "teams", "people", "groups", "decisions", "unreadable"):
        if getattr(before, field) != getattr(after, field):
            yield f"{field} changed"
    for what, old, new in (
        ("service", before.services, after.services),
        ("platform", before.platforms, after.platforms),
    ):
        for name in sorted({*old, *new}):
            yield from _changes(what, name, old.get(name), new.get(name))


def _changes(
    what: str, name: str, old: Service | Platform | None, new: Service | Platform | None
) -> Iterator[str]:
    if old is None or new is None:
        yield f"{what} {name} {'added' if old is None else 'removed'}"
        return
    bare_old, bare_new = _bare(old), _bare(new)
    for field, value in bare_old.items():
        if bare_new[field] != value:
            yield f"{what} {name}: {field} changed"
    for check in {*old.checks} & {*new.checks}:
        if not _is_renewal(old.checks[check].evidence, new.checks[check].evidence):
            yield f"{what} {name}: the evidence of {check} is not merely renewed"


def _bare(thing: Service | Platform) -> dict[str, object]:
    """Return everything of a service but robots' results, and its answers without evidence."""
    fields = asdict(thing)
    fields.pop("results", None)
    fields["checks"] = {name: replace(answer, evidence=()) for name, answer in _answers(thing).items()}
    return fields


def _answers(thing: Service | Platform) -> dict[str, Answer]:
    return thing.checks  # type: ignore[return-value]  # a platform's answers have evidence just the same


def _is_renewal(old: tuple[Evidence, ...], new: tuple[Evidence, ...]) -> bool:
    """Tell whether each piece is the same or a later one of its kind, in the same places."""
    if len(old) != len(new):
        return False
    return all(before == after or _is_later(before, after) for before, after in zip(old, new, strict=True))


def _is_later(before: Evidence, after: Evidence) -> bool:
    if before.kind != after.kind or after.collected_on is None:
        return False
    return before.collected_on is None or after.collected_on > before.collected_on

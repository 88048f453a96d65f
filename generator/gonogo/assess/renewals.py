"""Whether two states of a catalog differ in nothing but renewed evidence.

What a robot may merge by itself rests on this, so it errs on the side of a person: news, good or
bad, and everything that is looked at for the first time is no renewal.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from msgspec.structs import asdict, replace

from gonogo.model.catalog import Catalog, Platform, RobotResult, Service
from gonogo.model.manifest import Evidence
from gonogo.model.words import Result


def other_changes(before: Catalog, after: Catalog, day: date) -> Iterator[str]:
    """Yield a line for each thing of services and platforms that differs and is no renewal of evidence.

    A renewal is later than what it renews and not later than `day`. Its link leads to the same
    host. Of people's evidence link and excerpt may change, of a robot's what it observed: never
    what came out, and never what was expected.
    """
    if before.unreadable != after.unreadable:
        yield "the files that cannot be read are others"
    for what, old, new in (
        ("service", before.services, after.services),
        ("platform", before.platforms, after.platforms),
    ):
        for name in sorted({*old, *new}):
            for change in _changes(old.get(name), new.get(name), day):
                yield f"{what} {name}: {change}"


def _changes(old: Service | Platform | None, new: Service | Platform | None, day: date) -> Iterator[str]:
    if old is None or new is None:
        yield "added" if old is None else "removed"
        return
    bare_old, bare_new = _bare(old), _bare(new)
    yield from (f"{field} changed" for field, value in bare_old.items() if bare_new[field] != value)
    for check in sorted({*old.checks} & {*new.checks}):
        yield from (
            f"evidence of {check}: {why}"
            for why in _of_people(old.checks[check].evidence, new.checks[check].evidence, day)
        )
    if isinstance(old, Service) and isinstance(new, Service):
        yield from _of_robots(_newest(old), _newest(new), day)


def _bare(thing: Service | Platform) -> dict[str, object]:
    """Return everything of a service but robots' results, and its answers without evidence."""
    fields = asdict(thing)
    fields.pop("results", None)
    fields["checks"] = {name: replace(answer, evidence=()) for name, answer in thing.checks.items()}
    return fields


# --- people ---------------------------------------------------------------------------------------


def _of_people(old: tuple[Evidence, ...], new: tuple[Evidence, ...], day: date) -> Iterator[str]:
    """Yield why pieces are neither the same nor later ones, in the same places."""
    if len(old) != len(new):
        yield f"{len(new)} in place of {len(old)}"
        return
    for before, after in zip(old, new, strict=True):
        if before != after:
            yield from _of_piece(before, after, day)


def _of_piece(before: Evidence, after: Evidence, day: date) -> Iterator[str]:
    for field in ("kind", "title", "collected_by", "source"):
        if getattr(before, field) != getattr(after, field):
            yield f"{field} changed"
    if (before.expires_on is None) != (after.expires_on is None) or _ends_sooner(before, after):
        yield "its end changed"
    yield from _of_day(before.collected_on, after.collected_on, day)
    yield from _of_link(before.url, after.url)


def _ends_sooner(before: Evidence, after: Evidence) -> bool:
    if before.expires_on is None or after.expires_on is None:
        return False
    return after.expires_on < before.expires_on


# --- robots ---------------------------------------------------------------------------------------


def _newest(service: Service) -> dict[tuple[str, str], RobotResult]:
    """Return the result that holds for each check and source: of several on the newest day a fail."""
    found: dict[tuple[str, str], RobotResult] = {}
    for results in service.results.values():
        for each in sorted(results, key=lambda one: (one.collected_on, one.result is Result.FAIL)):
            found[each.check, each.source] = each
    return found


def _of_robots(
    old: dict[tuple[str, str], RobotResult], new: dict[tuple[str, str], RobotResult], day: date
) -> Iterator[str]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        said = f"{key[0]} by {key[1]}"
        if before is None and after is not None:
            yield f"{said} is looked at for the first time: {after.result}"
        elif before is not None and after is None:
            yield f"{said} is gone: it was a {before.result}"
        elif before is not None and after is not None and replace(before, path=after.path) != after:
            yield from (f"{said}: {why}" for why in _of_result(before, after, day))


def _of_result(before: RobotResult, after: RobotResult, day: date) -> Iterator[str]:
    if before.result is not after.result:
        yield f"{after.result}, was {before.result}"
    if before.expected != after.expected:
        yield "what is expected changed"
    yield from _of_day(before.collected_on, after.collected_on, day)
    yield from _of_link(before.url, after.url)


# --- both -----------------------------------------------------------------------------------------


def _of_day(before: date | None, after: date | None, day: date) -> Iterator[str]:
    if after is None or (before is not None and after <= before):
        yield "changed without a later day"
    elif after > day:
        yield f"dated {after}, which is ahead"


def _of_link(before: str | None, after: str | None) -> Iterator[str]:
    hosts = [_host(each) for each in (before, after)]
    if hosts[0] != hosts[1]:
        yield f"its link leads to {hosts[1] or 'nowhere'}, led to {hosts[0] or 'nowhere'}"


def _host(url: str | None) -> str:
    """Return scheme, host and port of a link."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else parts.scheme

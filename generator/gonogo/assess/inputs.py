"""The inputs of an assessment, switched from one catalog to another one at a time, in a fixed order."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from gonogo.model.catalog import Catalog, Service
from gonogo.model.change import Cause
from gonogo.model.manifest import Dependency

OF_SERVICE: dict[Cause, tuple[str, ...]] = {
    Cause.SCOPE: ("kind", "tier", "lifecycle", "traits", "platforms", "tags", "target"),
    Cause.ANSWERS: ("checks", "results", "operations", "confirmed", "changes", "risks"),
    Cause.DECISIONS: ("waivers", "exemptions", "acceptances", "reviews"),
}
"""The fields of a service by the cause that switches them; all others belong to `services`."""


class Input(NamedTuple):
    """What is assessed: a catalog on a day."""

    catalog: Catalog
    day: date


def switches(before: Input, after: Input) -> Iterator[tuple[Cause, Input]]:
    """Yield the input after each cause is switched; the last one is `after`."""
    former = renamed(before.catalog, after.catalog)
    now = Input(former, after.day)
    yield Cause.DAY, now
    now = Input(former.under(after.catalog.standard), after.day)
    yield Cause.STANDARD, now
    for cause in (Cause.SCOPE, Cause.ANSWERS, Cause.DECISIONS):
        catalog = with_services(now.catalog, after.catalog, cause)
        now = Input(OF_CATALOG[cause](catalog, after.catalog), after.day)
        yield cause, now
    yield Cause.SERVICES, after


def former_ids(before: Catalog, after: Catalog) -> dict[str, str]:
    """Return the new id of every service that has another one after."""
    return {
        former: service.id
        for service in after.services.values()
        for former in service.former_ids
        if former in before.services and former not in after.services and service.id not in before.services
    }


def renamed(before: Catalog, after: Catalog) -> Catalog:
    """Return `before` with the ids that its services have after."""
    ids = former_ids(before, after)
    if not ids:
        return before
    moved = [
        replace(
            service,
            id=ids.get(service.id, service.id),
            depends_on=tuple(renamed_dependency(each, ids) for each in service.depends_on),
        )
        for service in before.services.values()
    ]
    return replace(before, services={each.id: each for each in sorted(moved, key=lambda each: each.id)})


def renamed_dependency(dependency: Dependency, ids: dict[str, str]) -> Dependency:
    """Return `dependency` on the id that its service has after."""
    service = dependency.service
    return dependency if service not in ids else replace(dependency, service=ids[service])


def with_services(now: Catalog, after: Catalog, cause: Cause) -> Catalog:
    """Return `now` with what `cause` switches of the services that are on both sides."""
    services = {
        id_: switched(service, after.services[id_], cause) if id_ in after.services else service
        for id_, service in now.services.items()
    }
    return replace(now, services=services)


def switched(now: Service, after: Service, cause: Cause) -> Service:
    """Return `now` with what `cause` switches, the value of `after` itself once all is equal."""
    if now is after or now == after:
        return after
    return replace(now, **{name: getattr(after, name) for name in OF_SERVICE[cause]})


def scope_of_catalog(now: Catalog, after: Catalog) -> Catalog:
    """Return `now` with the platforms that are new after, so far without answers."""
    new = {id_: each for id_, each in after.platforms.items() if id_ not in now.platforms}
    if not new:
        return now
    return replace(
        now, platforms=now.platforms | {id_: replace(each, checks={}) for id_, each in new.items()}
    )


def answers_of_catalog(now: Catalog, after: Catalog) -> Catalog:
    """Return `now` with the platforms and the teams of `after`, by which questions are answered."""
    return replace(now, platforms=after.platforms, teams=after.teams)


def decisions_of_catalog(now: Catalog, after: Catalog) -> Catalog:
    """Return `now` with the decisions of `after` and the people and groups that may approve."""
    return replace(now, groups=after.groups, people=after.people, decisions=after.decisions)


OF_CATALOG: dict[Cause, Callable[[Catalog, Catalog], Catalog]] = {
    Cause.SCOPE: scope_of_catalog,
    Cause.ANSWERS: answers_of_catalog,
    Cause.DECISIONS: decisions_of_catalog,
}
"""What of the catalog itself each cause switches."""

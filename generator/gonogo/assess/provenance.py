"""Where what stands in the catalog comes from: compared from snapshot to snapshot, no line is blamed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from gonogo.assess.curves import differing
from gonogo.model.catalog import Catalog, Service, SourceHost
from gonogo.model.history import Flag, Kept, Moment, Origin, Provenance, Snapshot

Item = tuple[Kept, tuple[str, ...]]
"""What something is: its kind, and what tells it from others of a service."""


def provenance(snapshots: Iterable[Snapshot], now: Catalog, *, is_cut: bool = False) -> Provenance:
    """Return where what stands in `now` comes from, by `snapshots` oldest first.

    `is_cut` tells that the first of them is not the beginning.
    """
    origins = Origins()
    for snapshot in snapshots:
        origins.take(snapshot)
    return origins.of(now, is_cut=is_cut)


class Origins:
    """Remembers, one snapshot at a time, which commit brought each thing to what it is."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._services: Mapping[str, Service] = {}
        self._known: dict[str, dict[Item, tuple[Any, Moment]]] = {}
        self._first: Moment | None = None

    def take(self, snapshot: Snapshot) -> None:
        """Bring everything to the next snapshot."""
        self._first = self._first or snapshot.moment
        services = snapshot.catalog.services
        for id_ in differing(self._services, services):
            self._renew(services[id_], self._services.get(id_), snapshot)
        self._services = services

    def _renew(self, service: Service, before: Service | None, snapshot: Snapshot) -> None:
        if before is None:
            self._carry_on(service, snapshot.catalog)
        known = self._known.setdefault(service.id, {})
        there = dict(items(service))
        for item in [item for item in known if item not in there]:
            del known[item]
        for item, value in there.items():
            was = known.get(item)
            if was is None or was[0] != value:
                known[item] = value, snapshot.moment

    def _carry_on(self, service: Service, catalog: Catalog) -> None:
        """Let a service have what is known of it under a former id."""
        for former in service.former_ids:
            if service.id not in self._known and former in self._known and former not in catalog.services:
                self._known[service.id] = self._known.pop(former)

    def of(self, now: Catalog, *, is_cut: bool) -> Provenance:
        """Return where what stands in `now` comes from."""
        origins: dict[str, Origin] = {}
        flags: dict[str, tuple[Flag, ...]] = {}
        for service in now.services.values():
            known = self._known.get(service.id, {})
            # Of answers there is nothing to tell but which commit they come from.
            for item, value in items(service) if known else decided(service):
                kind, parts = item
                was = known.get(item)
                moment = was[1] if was is not None and was[0] == value else None
                found = tuple(flags_of(value, service, moment, now))
                if moment is None and not found:
                    continue
                key = Provenance.key(kind, service.id, *parts)
                if moment is not None:
                    origins[key] = origin(moment, now.source, is_at_most=is_cut and moment is self._first)
                if found:
                    flags[key] = found
        return Provenance(origins=origins, flags=flags)


def items(service: Service) -> Iterator[tuple[Item, Any]]:
    """Yield everything of a service that has a provenance, with what must not differ."""
    for check, answer in service.checks.items():
        said = replace(answer, waiver=None)
        if answer.waiver is None or answer.status is not None:
            yield (Kept.ANSWER, (check,)), said
    yield from decided(service)


def decided(service: Service) -> Iterator[tuple[Item, Any]]:
    """Yield the same but for answers: all that somebody may have approved of."""
    for check, waivers in service.waivers.items():
        for waiver in waivers:
            yield (Kept.WAIVER, (check, str(waiver.approved_on))), replace(waiver, path="")
    for check, exemptions in service.exemptions.items():
        for exemption in exemptions:
            yield (Kept.EXEMPTION, (check, str(exemption.approved_on))), replace(exemption, path="")
    for review in service.reviews:
        yield (Kept.REVIEW, (str(review.date), review.kind.value)), replace(review, path="")
    for risk in service.risks:
        yield (Kept.RISK, (risk.id,)), risk
    for each in service.acceptances:
        yield (Kept.ACCEPTANCE, (each.risk, str(each.approved_on))), replace(each, path="")


def origin(moment: Moment, source: SourceHost | None, *, is_at_most: bool) -> Origin:
    """Return a commit as an origin."""
    return Origin(
        commit=moment.commit,
        day=moment.day,
        author=moment.author,
        email=moment.email,
        request=moment.request,
        url=url_of(moment, source),
        is_at_most=is_at_most,
    )


def url_of(moment: Moment, source: SourceHost | None) -> str | None:
    """Return where the host shows a commit's pull request, else the commit; None where that is not known."""
    return None if source is None else source.change_url(moment.commit, moment.request)


def flags_of(value: Any, service: Service, moment: Moment | None, now: Catalog) -> Iterator[Flag]:
    """Yield what is remarkable about an approval.

    Whoever merges a pull request is not its author: of a merge nobody is said to approve of themselves.
    """
    approver = getattr(value, "approved_by", None) or getattr(value, "accepted_by", None)
    if approver is None:
        return
    team = now.teams.get(service.owner)
    if team is not None and approver in team.people:
        yield Flag.OWN_TEAM
    person = now.people.get(approver)
    if person is None or moment is None or moment.is_merge:
        return
    if moment.email.casefold() in {email.casefold() for email in person.emails}:
        yield Flag.SELF

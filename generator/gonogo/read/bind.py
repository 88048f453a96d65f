"""Binding: manifests and what stands beside them become one catalog."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from gonogo.model.catalog import (
    Acceptance,
    Decision,
    Exemption,
    Platform,
    RobotResult,
    Service,
    Team,
)
from gonogo.model.manifest import Dependency, Manifest, Operations, Review, Waiver
from gonogo.model.words import DecisionKind, Where


class Scopes:
    """Decisions by what their scopes name, so that a service finds its own without looking at all."""

    def __init__(
        self, decisions: Iterable[Decision], parents: Mapping[str, str | None], today: Mapping[str, str]
    ) -> None:
        self._by: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._decisions = list(decisions)
        self._parents = parents
        for position, decision in enumerate(self._decisions):
            for name in decision.scope.services:
                self._by["service", today.get(name, name)].append(position)
            for kind, names in (
                ("team", decision.scope.teams),
                ("tag", decision.scope.tags),
                ("platform", decision.scope.platforms),
            ):
                for name in names:
                    self._by[kind, name].append(position)

    def of(self, manifest: Manifest) -> list[Decision]:
        """Return the decisions for a service, in the order in which they were given."""
        service = manifest.service
        keys = [("service", service.id)]
        keys += [("team", team) for team in ancestry(service.owner, self._parents)]
        keys += [("tag", tag) for tag in service.tags]
        keys += [("platform", platform) for platform in service.platforms]
        positions = {position for key in keys for position in self._by.get(key, ())}
        return [self._decisions[position] for position in sorted(positions)]


def ancestry(team: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a team and those above it, nearest first."""
    chain: list[str] = []
    above: str | None = team
    while above is not None and above not in chain:
        chain.append(above)
        above = parents.get(above)
    return chain


def operations(
    manifest: Manifest, teams: Mapping[str, Team], parents: Mapping[str, str | None]
) -> Operations:
    """Return how a service is run: each part from the manifest, else from the nearest team that says it."""
    chain = [teams[team].operations for team in ancestry(manifest.service.owner, parents) if team in teams]
    result = manifest.operations
    for above in chain:
        result = Operations(
            on_call=result.on_call or above.on_call,
            escalation=result.escalation or above.escalation,
            runbooks=result.runbooks or above.runbooks,
            objectives=result.objectives or above.objectives,
        )
    return result


def service(
    manifest: Manifest,
    path: str,
    *,
    tier: int | None,
    run: Operations,
    decisions: Iterable[Decision],
    results: Mapping[str, tuple[RobotResult, ...]],
    depends_on: tuple[Dependency, ...],
    platforms: Mapping[str, Platform],
) -> Service:
    """Return everything that is known of one service."""
    block = manifest.service
    own = list(decisions)
    return Service(
        id=block.id,
        name=block.name,
        owner=block.owner,
        kind=block.kind,
        lifecycle=block.lifecycle,
        path=path,
        description=block.description,
        tier=tier,
        target=block.target,
        traits=block.traits,
        platforms=tuple(each for each in block.platforms if each in platforms),
        system=block.system,
        tags=block.tags,
        confirmed=block.confirmed,
        former_ids=block.former_ids,
        links=block.links,
        depends_on=depends_on,
        operations=run,
        changes=manifest.changes,
        checks=manifest.checks,
        risks=manifest.risks,
        reviews=_reviews(manifest, path, own),
        waivers=_waivers(manifest, path, own),
        exemptions=_exemptions(own),
        acceptances=_acceptances(own),
        results=dict(results),
    )


def _reviews(manifest: Manifest, path: str, decisions: list[Decision]) -> tuple[Review, ...]:
    """Return all reviews in order of date; on one day those of decisions come first."""
    held = [
        replace(review, path=decision.path)
        for decision in decisions
        if decision.kind is DecisionKind.REVIEW
        for review in decision.reviews
    ]
    held += [replace(review, path=path) for review in manifest.reviews]
    return tuple(sorted(held, key=lambda review: review.date))


def _waivers(manifest: Manifest, path: str, decisions: list[Decision]) -> dict[str, tuple[Waiver, ...]]:
    found: dict[str, list[Waiver]] = defaultdict(list)
    for check, answer in manifest.checks.items():
        if answer.waiver is not None:
            found[check].append(replace(answer.waiver, path=path))
    for decision in decisions:
        if decision.kind is DecisionKind.WAIVER and decision.approved_on and decision.expires_on:
            for check in decision.checks:
                found[check].append(
                    Waiver(
                        reason=decision.reason or "",
                        approved_by=decision.approved_by or "",
                        approved_on=decision.approved_on,
                        expires_on=decision.expires_on,
                        where=Where.DECISIONS,
                        path=decision.path,
                    )
                )
    return {check: tuple(waivers) for check, waivers in found.items()}


def _exemptions(decisions: list[Decision]) -> dict[str, tuple[Exemption, ...]]:
    found: dict[str, list[Exemption]] = defaultdict(list)
    for decision in decisions:
        if decision.kind is DecisionKind.NOT_APPLICABLE and decision.approved_on:
            for check in decision.checks:
                found[check].append(
                    Exemption(
                        reason=decision.reason or "",
                        approved_by=decision.approved_by or "",
                        approved_on=decision.approved_on,
                        expires_on=decision.expires_on,
                        path=decision.path,
                    )
                )
    return {check: tuple(exemptions) for check, exemptions in found.items()}


def _acceptances(decisions: list[Decision]) -> tuple[Acceptance, ...]:
    return tuple(
        Acceptance(
            risk=risk,
            reason=decision.reason or "",
            approved_by=decision.approved_by or "",
            approved_on=decision.approved_on,
            review_on=decision.review_on,
            path=decision.path,
        )
        for decision in decisions
        if decision.kind is DecisionKind.ACCEPTANCE and decision.approved_on and decision.review_on
        for risk in decision.risks
    )

"""Contradictions that only the whole fleet shows. They are notices: they change no score and no verdict."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

import msgspec

from gonogo.assess.risks import declared
from gonogo.assess.scorecards import assess_alone
from gonogo.assess.states import VOID_ANSWERS
from gonogo.assess.yardstick import Yardstick
from gonogo.model.catalog import Catalog, Service
from gonogo.model.manifest import Answer, Dependency, Evidence, Objective, Review, Waiver
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import (
    FAILING,
    About,
    Contradiction,
    ContradictionKind,
    Finding,
    Origin,
    Portfolio,
    Risk,
    Scorecard,
    State,
    Subject,
)
from gonogo.model.standard import Standard
from gonogo.model.words import RiskStatus

SHARED_BY = 5
"""From so many services on, one link is unlikely to be evidence for each of them."""

CRITICAL_TIER = 1
"""The tier whose services must not hang on lesser ones."""

HIGHER_IS_BETTER = frozenset({"percent", "%"})
"""Units of objectives that may be compared with those of a dependency."""

ATTEMPTED = FAILING - {State.UNKNOWN}
"""States in which the team itself said something."""


class Judged(NamedTuple):
    """A service with what was found on a day; `risks` hold at least the declared ones."""

    service: Service
    standard: Standard
    findings: Collection[Finding]
    risks: Iterable[Risk]


class Shown(msgspec.Struct):
    """The contradictions that show in what each service of an owner says, and in what was found on it."""

    contradictions: list[Contradiction]


def contradictions(
    portfolio: Portfolio,
    among_services: Iterable[Contradiction] | None = None,
    memos: Memos = FORGETFUL,
) -> tuple[Contradiction, ...]:
    """Return all contradictions, by service, kind and what they are about.

    Those `among_services` may have been looked for already; what shows in the services of an owner may be
    remembered by somebody.
    """
    catalog, known = portfolio.catalog, memos.of(Shown)
    found = list(among(catalog, portfolio.day) if among_services is None else among_services)
    for owner, cards in portfolio.owned().items():
        found += known.of(owner, partial(_shown, cards, portfolio)).contradictions
    return in_order(found)


def among(catalog: Catalog, day: date) -> list[Contradiction]:
    """Return the contradictions that only a look over all services shows."""
    return [each for look in OVER_SERVICES.values() for each in look(catalog, day)]


def _shown(cards: Iterable[Scorecard], portfolio: Portfolio) -> Shown:
    found: list[Contradiction] = []
    for card in cards:
        found += of_service(card.service, portfolio.catalog, portfolio.day, OVER_SERVICE)
        judged = Judged(card.service, portfolio.standard, card.findings, card.risks)
        found += of_judged(judged, portfolio.catalog, OVER_FINDINGS)
    return Shown(found)


def in_order(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Return contradictions by service, kind and what they are about."""
    return tuple(sorted(found, key=lambda each: (each.services, each.kind, each.about, each.text)))


def of_service(
    service: Service, catalog: Catalog, day: date, kinds: Iterable[ContradictionKind]
) -> Iterator[Contradiction]:
    """Yield the contradictions of `kinds` that show in what one service says."""
    for kind in kinds:
        yield from OVER_SERVICE[kind](service, catalog, day)


def of_judged(
    judged: Judged, catalog: Catalog, kinds: Iterable[ContradictionKind]
) -> Iterator[Contradiction]:
    """Yield the contradictions of `kinds` that the findings of one service show."""
    for kind in kinds:
        yield from OVER_FINDINGS[kind](judged, catalog)


def judge_alone(service: Service, yardstick: Yardstick, day: date) -> Judged:
    """Return `service` assessed alone, which is enough for its own contradictions."""
    alone = assess_alone(service, yardstick, day)
    standard = alone.case.edition.standard
    return Judged(service, standard, alone.findings.values(), tuple(declared(alone.case, day)))


def in_groups(catalog: Catalog) -> Iterator[Service]:
    """Yield the services that groups count, by id."""
    return (
        catalog.services[name] for name in sorted(catalog.services) if catalog.services[name].is_in_groups
    )


def objectives_above(catalog: Catalog, _day: date) -> Iterator[Contradiction]:
    """Yield the services that promise more than something that they cannot do without."""
    promising = (each for each in in_groups(catalog) if comparable(each))
    for service, dependency, other in hard_dependencies(promising, catalog):
        promised = {key_of(each): each.target for each in comparable(other)}
        for each in comparable(service) if promised else ():
            least = promised.get(key_of(each))
            if least is not None and least < each.target:
                yield Contradiction(
                    kind=ContradictionKind.OBJECTIVE_ABOVE_DEPENDENCY,
                    services=(service.id, other.id),
                    about=About(kind=Subject.DEPENDENCY, id=dependency.service or ""),
                    text=f"{service.name} promises {each.indicator} of {each.target}, "
                    f"its hard dependency {other.name} only {least}.",
                )


def comparable(service: Service) -> list[Objective]:
    """Return the objectives of a service that may be compared with those of a dependency."""
    return [each for each in service.operations.objectives if each.unit in HIGHER_IS_BETTER]


def key_of(objective: Objective) -> tuple[str, str | None]:
    """Return what must be equal for two objectives to be comparable."""
    return (objective.indicator, objective.unit)


def hard_dependencies(
    services: Iterable[Service], catalog: Catalog
) -> Iterator[tuple[Service, Dependency, Service]]:
    """Yield every hard dependency without fallback of some services, with both services."""
    for service in services:
        for each in service.depends_on:
            other = catalog.services.get(each.service or "")
            if other is not None and each.is_vital:
                yield service, each, other


def critical_on_lesser(catalog: Catalog, _day: date) -> Iterator[Contradiction]:
    """Yield the critical services that cannot do without one of a lower tier."""
    critical = (each for each in in_groups(catalog) if each.tier == CRITICAL_TIER)
    for service, _, other in hard_dependencies(critical, catalog):
        if other.tier is not None and other.tier > CRITICAL_TIER:
            yield Contradiction(
                kind=ContradictionKind.CRITICAL_ON_LESSER,
                services=(service.id, other.id),
                about=About(kind=Subject.DEPENDENCY, id=other.id),
                text=f"{service.name} is of tier {service.tier} and cannot do without {other.name} of tier "
                f"{other.tier}.",
            )


def shared_evidence(catalog: Catalog, day: date) -> Iterator[Contradiction]:
    """Yield the links that are evidence for many services."""
    first: dict[str, str] = {}
    users: dict[str, list[str]] = {}
    for service in in_groups(catalog):
        id_ = service.id
        for answer in service.checks.values():
            for each in answer.evidence:
                # Nearly every link has one user, for which a list would be much to keep.
                if each.url and is_typed(each, day) and (known := first.setdefault(each.url, id_)) != id_:
                    seen = users.setdefault(each.url, [known])
                    if seen[-1] != id_:
                        seen.append(id_)
    for url, services in users.items():
        if len(services) >= SHARED_BY:
            yield Contradiction(
                kind=ContradictionKind.EVIDENCE_SHARED,
                services=tuple(services),
                about=About(kind=Subject.SERVICE, id=services[0]),
                text=f"{url} is evidence for {len(services)} services; a platform could answer for them.",
            )


def redated_evidence(service: Service, _: Catalog, day: date) -> Iterator[Contradiction]:
    """Yield the links that were dated anew for the same check: the record did not change, its date did."""
    for check, answer in service.checks.items() if service.is_in_groups else ():
        for url, days in redated(answer, day) if len(answer.evidence) > 1 else ():
            listed = ", ".join(day.isoformat() for day in days)
            yield Contradiction(
                kind=ContradictionKind.EVIDENCE_REDATED,
                services=(service.id,),
                about=About(kind=Subject.CHECK, id=check),
                text=f"{url} is evidence of {listed}: dated anew without a new record.",
            )


def redated(answer: Answer, day: date) -> Iterator[tuple[str, list[date]]]:
    """Yield the links of an answer that have several days, with these in order."""
    dates: dict[str, set[date]] = defaultdict(set)
    for each in answer.evidence:
        if each.url and each.collected_on is not None and is_typed(each, day):
            dates[each.url].add(each.collected_on)
    return ((url, sorted(days)) for url, days in dates.items() if len(days) > 1)


def is_typed(evidence: Evidence, day: date) -> bool:
    """Tell whether a piece of evidence is by people, and there by the day."""
    collected_on = evidence.collected_on
    return evidence.source is None and (collected_on is None or collected_on <= day)


def closed_risks(judged: Judged, _: Catalog) -> Iterator[Contradiction]:
    """Yield the declared risks that are closed while a check that belongs to them fails."""
    for risk in judged.risks if judged.service.is_in_groups else ():
        if risk.origin is Origin.DECLARED and risk.status is RiskStatus.CLOSED:
            failing = sorted(failing_of(risk, judged))
            if failing:
                yield Contradiction(
                    kind=ContradictionKind.RISK_CLOSED_CHECK_FAILS,
                    services=(judged.service.id,),
                    about=About(kind=Subject.RISK, id=risk.id),
                    text=f"The risk {risk.id} is closed, but {', '.join(failing)} "
                    f"{'fails' if len(failing) == 1 else 'fail'}.",
                )


def failing_of(risk: Risk, judged: Judged) -> Iterator[str]:
    """Yield the failing checks that `risk` names, or that mitigate what it covers."""
    for finding in judged.findings:
        check = judged.standard.checks[finding.check]
        if finding.is_failing and (
            check.id in risk.checks or not set(check.mitigates).isdisjoint(risk.covers)
        ):
            yield check.id


def reviews_by_own_team(service: Service, catalog: Catalog, day: date) -> Iterator[Contradiction]:
    """Yield the reviews that only members of the owning team have signed."""
    team = catalog.teams.get(service.owner)
    people = set(team.people) if team is not None else set()
    for review in service.reviews if service.is_in_groups else ():
        if review.date <= day and is_signed_only_by(people, review):
            yield Contradiction(
                kind=ContradictionKind.REVIEW_BY_OWN_TEAM,
                services=(service.id,),
                about=About(kind=Subject.REVIEW, id=review.date.isoformat()),
                text=f"The review of {review.date} was signed by members of {service.owner} only.",
            )


def is_signed_only_by(people: set[str], review: Review) -> bool:
    """Tell whether all reviewers, and at least one, are of `people`."""
    return bool(review.reviewers) and all(each.id in people for each in review.reviewers)


def waivers_by_author(judged: Judged, catalog: Catalog) -> Iterator[Contradiction]:
    """Yield the waivers in force that were approved by somebody who answers for the check."""
    for finding in judged.findings if judged.service.is_in_groups else ():
        if finding.waiver is None:
            continue
        if finding.waiver.approved_by in authors(judged.service, finding, catalog):
            yield of_waiver(judged.service, finding, finding.waiver)


def authors(service: Service, finding: Finding, catalog: Catalog) -> set[str | None]:
    """Return who answers for a check: its owner, who collected its evidence, and the owning team."""
    team = catalog.teams.get(service.owner)
    people: set[str | None] = set(team.people) if team is not None else set()
    answer = service.checks.get(finding.check)
    if answer is not None:
        people |= {answer.owner, *(each.collected_by for each in answer.evidence)}
    return people


def of_waiver(service: Service, finding: Finding, waiver: Waiver) -> Contradiction:
    """Return the contradiction that a waiver by its own author is."""
    return Contradiction(
        kind=ContradictionKind.WAIVER_BY_AUTHOR,
        services=(service.id,),
        about=About(kind=Subject.CHECK, id=finding.check),
        text=f"{waiver.approved_by} approved the waiver for {finding.check} and answers for it too.",
    )


def past_target(service: Service, _: Catalog, day: date) -> Iterator[Contradiction]:
    """Yield that the day of a target has passed."""
    if service.target is not None and service.target.on < day:
        yield Contradiction(
            kind=ContradictionKind.TARGET_PAST,
            services=(service.id,),
            about=About(kind=Subject.SERVICE, id=service.id),
            text=f"The target was for {service.target.on}, which has passed.",
        )


def void_exemptions(judged: Judged, _: Catalog) -> Iterator[Contradiction]:
    """Yield the not-applicable answers that do not hold."""
    for finding in judged.findings:
        if finding.why in VOID_ANSWERS:
            yield Contradiction(
                kind=ContradictionKind.NOT_APPLICABLE_VOID,
                services=(judged.service.id,),
                about=About(kind=Subject.CHECK, id=finding.check),
                text=f"{finding.check}: {finding.text}",
            )


OVER_SERVICES: dict[ContradictionKind, Callable[[Catalog, date], Iterator[Contradiction]]] = {
    ContradictionKind.OBJECTIVE_ABOVE_DEPENDENCY: objectives_above,
    ContradictionKind.CRITICAL_ON_LESSER: critical_on_lesser,
    ContradictionKind.EVIDENCE_SHARED: shared_evidence,
}
"""What is looked for in what services say together."""

OVER_SERVICE: dict[ContradictionKind, Callable[[Service, Catalog, date], Iterator[Contradiction]]] = {
    ContradictionKind.EVIDENCE_REDATED: redated_evidence,
    ContradictionKind.REVIEW_BY_OWN_TEAM: reviews_by_own_team,
    ContradictionKind.TARGET_PAST: past_target,
}
"""What is looked for in what one service says."""

OVER_FINDINGS: dict[ContradictionKind, Callable[[Judged, Catalog], Iterator[Contradiction]]] = {
    ContradictionKind.RISK_CLOSED_CHECK_FAILS: closed_risks,
    ContradictionKind.WAIVER_BY_AUTHOR: waivers_by_author,
    ContradictionKind.NOT_APPLICABLE_VOID: void_exemptions,
}
"""What is looked for in what was found of a service on a day."""

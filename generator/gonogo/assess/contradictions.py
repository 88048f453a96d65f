"""Contradictions that only the whole fleet shows. They are notices: they change no score and no verdict."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from gonogo.assess.states import VOID_ANSWERS
from gonogo.model.manifest import Dependency, Evidence, Objective, Review, Waiver
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
from gonogo.model.words import Criticality, RiskStatus

SHARED_BY = 5
"""From so many services on, one link is unlikely to be evidence for each of them."""

CRITICAL_TIER = 1
"""The tier whose services must not hang on lesser ones."""

HIGHER_IS_BETTER = frozenset({"percent", "%"})
"""Units of objectives that may be compared with those of a dependency."""

ATTEMPTED = FAILING - {State.UNKNOWN}
"""States in which the team itself said something."""


def contradictions(portfolio: Portfolio) -> tuple[Contradiction, ...]:
    """Return all contradictions, by service, kind and what they are about."""
    found = [each for look in LOOKS for each in look(portfolio)]
    return tuple(sorted(found, key=lambda each: (each.services, each.kind, each.about, each.text)))


def objectives_above(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the services that promise more than something that they cannot do without."""
    for card, dependency, other in hard_dependencies(portfolio):
        promised = {key_of(each): each.target for each in other.service.operations.objectives}
        for each in card.service.operations.objectives:
            least = promised.get(key_of(each))
            if each.unit in HIGHER_IS_BETTER and least is not None and least < each.target:
                yield Contradiction(
                    kind=ContradictionKind.OBJECTIVE_ABOVE_DEPENDENCY,
                    services=(card.id, other.id),
                    about=About(kind=Subject.DEPENDENCY, id=dependency.service or ""),
                    text=f"{card.service.name} promises {each.indicator} of {each.target}, "
                    f"its hard dependency {other.service.name} only {least}.",
                )


def key_of(objective: Objective) -> tuple[str, str | None]:
    """Return what must be equal for two objectives to be comparable."""
    return (objective.indicator, objective.unit)


def hard_dependencies(portfolio: Portfolio) -> Iterator[tuple[Scorecard, Dependency, Scorecard]]:
    """Yield every hard dependency without fallback between services that count, with both scorecards."""
    for card in portfolio.scorecards.values():
        for each in card.service.depends_on if card.is_in_groups else ():
            other = portfolio.scorecards.get(each.service or "")
            if other is not None and each.criticality is Criticality.HARD and not each.fallback:
                yield card, each, other


def critical_on_lesser(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the critical services that cannot do without one of a lower tier."""
    for card, _, other in hard_dependencies(portfolio):
        tier, lower = card.service.tier, other.service.tier
        if tier == CRITICAL_TIER and lower is not None and lower > tier:
            yield Contradiction(
                kind=ContradictionKind.CRITICAL_ON_LESSER,
                services=(card.id, other.id),
                about=About(kind=Subject.DEPENDENCY, id=other.id),
                text=f"{card.service.name} is of tier {tier} and cannot do without {other.service.name} "
                f"of tier {lower}.",
            )


def shared_evidence(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the links that are evidence for many services."""
    users: dict[str, set[str]] = defaultdict(set)
    for card, _, evidence in typed_evidence(portfolio):
        users[evidence.url or ""].add(card.id)
    for url, services in users.items():
        if url and len(services) >= SHARED_BY:
            yield Contradiction(
                kind=ContradictionKind.EVIDENCE_SHARED,
                services=tuple(sorted(services)),
                about=About(kind=Subject.SERVICE, id=min(services)),
                text=f"{url} is evidence for {len(services)} services; a platform could answer for them.",
            )


def redated_evidence(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the links that were dated anew for the same check: the record did not change, its date did."""
    dates: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    for card, check, evidence in typed_evidence(portfolio):
        if evidence.url and evidence.collected_on is not None:
            dates[card.id, check, evidence.url].add(evidence.collected_on)
    for (service, check, url), days in dates.items():
        if len(days) > 1:
            listed = ", ".join(day.isoformat() for day in sorted(days))
            yield Contradiction(
                kind=ContradictionKind.EVIDENCE_REDATED,
                services=(service,),
                about=About(kind=Subject.CHECK, id=check),
                text=f"{url} is evidence of {listed}: dated anew without a new record.",
            )


def typed_evidence(portfolio: Portfolio) -> Iterator[tuple[Scorecard, str, Evidence]]:
    """Yield all evidence by people in manifests that is there by the day."""
    for card in portfolio.scorecards.values():
        for check, answer in card.service.checks.items() if card.is_in_groups else ():
            for each in answer.evidence:
                later = each.collected_on is not None and each.collected_on > portfolio.day
                if each.source is None and not later:
                    yield card, check, each


def closed_risks(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the declared risks that are closed while a check that belongs to them fails."""
    for card in portfolio.scorecards.values():
        for risk in card.risks if card.is_in_groups else ():
            if risk.origin is Origin.DECLARED and risk.status is RiskStatus.CLOSED:
                failing = sorted(failing_of(risk, card, portfolio))
                if failing:
                    yield Contradiction(
                        kind=ContradictionKind.RISK_CLOSED_CHECK_FAILS,
                        services=(card.id,),
                        about=About(kind=Subject.RISK, id=risk.id),
                        text=f"The risk {risk.id} is closed, but {', '.join(failing)} "
                        f"{'fails' if len(failing) == 1 else 'fail'}.",
                    )


def failing_of(risk: Risk, card: Scorecard, portfolio: Portfolio) -> Iterator[str]:
    """Yield the failing checks that `risk` names, or that mitigate what it covers."""
    for finding in card.findings:
        check = portfolio.standard.checks[finding.check]
        if finding.is_failing and (
            check.id in risk.checks or not set(check.mitigates).isdisjoint(risk.covers)
        ):
            yield check.id


def reviews_by_own_team(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the reviews that only members of the owning team have signed."""
    for card in portfolio.scorecards.values():
        team = portfolio.catalog.teams.get(card.service.owner)
        people = set(team.people) if team is not None else set()
        for review in card.service.reviews if card.is_in_groups else ():
            if review.date <= portfolio.day and is_signed_only_by(people, review):
                yield Contradiction(
                    kind=ContradictionKind.REVIEW_BY_OWN_TEAM,
                    services=(card.id,),
                    about=About(kind=Subject.REVIEW, id=review.date.isoformat()),
                    text=f"The review of {review.date} was signed by members of {card.service.owner} only.",
                )


def is_signed_only_by(people: set[str], review: Review) -> bool:
    """Tell whether all reviewers, and at least one, are of `people`."""
    return bool(review.reviewers) and all(each.id in people for each in review.reviewers)


def waivers_by_author(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the waivers in force that were approved by somebody who answers for the check."""
    for card in portfolio.scorecards.values():
        for finding in card.findings if card.is_in_groups else ():
            if finding.waiver is None:
                continue
            if finding.waiver.approved_by in authors(card, finding, portfolio):
                yield of_waiver(card, finding, finding.waiver)


def authors(card: Scorecard, finding: Finding, portfolio: Portfolio) -> set[str | None]:
    """Return who answers for a check: its owner, who collected its evidence, and the owning team."""
    team = portfolio.catalog.teams.get(card.service.owner)
    people: set[str | None] = set(team.people) if team is not None else set()
    answer = card.service.checks.get(finding.check)
    if answer is not None:
        people |= {answer.owner, *(each.collected_by for each in answer.evidence)}
    return people


def of_waiver(card: Scorecard, finding: Finding, waiver: Waiver) -> Contradiction:
    """Return the contradiction that a waiver by its own author is."""
    return Contradiction(
        kind=ContradictionKind.WAIVER_BY_AUTHOR,
        services=(card.id,),
        about=About(kind=Subject.CHECK, id=finding.check),
        text=f"{waiver.approved_by} approved the waiver for {finding.check} and answers for it too.",
    )


def past_targets(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the targets whose day has passed."""
    for card in portfolio.scorecards.values():
        if card.target is not None and card.target.is_past:
            yield Contradiction(
                kind=ContradictionKind.TARGET_PAST,
                services=(card.id,),
                about=About(kind=Subject.SERVICE, id=card.id),
                text=f"The target was for {card.target.on}, which has passed.",
            )


def void_exemptions(portfolio: Portfolio) -> Iterator[Contradiction]:
    """Yield the not-applicable answers that do not hold."""
    for card in portfolio.scorecards.values():
        for finding in card.findings:
            if finding.why in VOID_ANSWERS:
                yield Contradiction(
                    kind=ContradictionKind.NOT_APPLICABLE_VOID,
                    services=(card.id,),
                    about=About(kind=Subject.CHECK, id=finding.check),
                    text=f"{finding.check}: {finding.text}",
                )


LOOKS: tuple[Callable[[Portfolio], Iterator[Contradiction]], ...] = (
    objectives_above,
    critical_on_lesser,
    shared_evidence,
    redated_evidence,
    closed_risks,
    reviews_by_own_team,
    waivers_by_author,
    past_targets,
    void_exemptions,
)
"""Every contradiction that is looked for."""

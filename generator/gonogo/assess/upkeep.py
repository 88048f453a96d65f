"""Upkeep: how many evidence updates a month the standard asks of each team, by hand and by robot."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from gonogo.model.catalog import Service
from gonogo.model.portfolio import AnswerSource, Portfolio, Scorecard, State, Upkeep
from gonogo.model.standard import Check
from gonogo.model.words import AnsweredBy, Status

DAYS_A_MONTH = Fraction(365, 12)
"""A month of the year's mean length."""


@dataclass
class Load:
    """Updates a month of one team."""

    by_check: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    by_robot: Fraction = Fraction(0)
    by_platform: Fraction = Fraction(0)
    by_manifest: Fraction = Fraction(0)
    for_platforms: Fraction = Fraction(0)
    reviews: Fraction = Fraction(0)
    services: set[str] = field(default_factory=set)


def upkeep(portfolio: Portfolio) -> tuple[Upkeep, ...]:
    """Return the upkeep of every team that owns services or platforms, by id."""
    loads: dict[str, Load] = defaultdict(Load)
    asked = {check.id: updates_of(check) for check in portfolio.standard.checks.values()}
    for card in portfolio.scorecards.values():
        if card.is_in_groups:
            add_service(loads[card.service.owner], card, portfolio, asked)
    for team, updates in platform_updates(portfolio):
        loads[team].for_platforms += updates
    return tuple(
        Upkeep(
            team=team,
            by_hand=sum(load.by_check.values(), Fraction(0)),
            by_robot=load.by_robot,
            by_platform=load.by_platform,
            by_manifest=load.by_manifest,
            for_platforms=load.for_platforms,
            reviews=load.reviews,
            services=len(load.services),
            by_check=dict(sorted(load.by_check.items())),
        )
        for team, load in sorted(loads.items())
    )


def add_service(load: Load, card: Scorecard, portfolio: Portfolio, asked: dict[str, Fraction]) -> None:
    """Add what a service asks for to the load of its team; `asked` are the updates a month of each check."""
    load.services.add(card.id)
    confirmed: list[tuple[Fraction, str]] = []
    for finding in card.findings:
        check = portfolio.standard.checks[finding.check]
        updates = asked[check.id]
        if finding.state in {State.SCHEDULED, State.NOT_APPLICABLE} or not updates:
            continue
        if check.answered_by is AnsweredBy.CONFIRMED and finding.answered_by is AnswerSource.SELF:
            confirmed.append((updates, check.id))
        elif not check.evidence.required:
            continue
        elif finding.answered_by is AnswerSource.SELF:
            load.by_manifest += updates
        elif finding.answered_by is AnswerSource.PLATFORM:
            load.by_platform += updates
        elif is_kept_by_robot(check, card.service, portfolio.day):
            load.by_robot += updates
        else:
            load.by_check[check.id] += updates
    if confirmed:
        # One confirmation is for all checks that it answers.
        updates, most_often = max(confirmed)
        load.by_check[most_often] += updates
    terms = portfolio.standard.tiers.get(card.service.tier or 0)
    if terms is not None and terms.review_every_days:
        load.reviews += DAYS_A_MONTH / terms.review_every_days


def updates_of(check: Check) -> Fraction:
    """Return how often a month the evidence of `check` is to be renewed; never where it does not age."""
    age = check.evidence.max_age_days
    return DAYS_A_MONTH / age if age else Fraction(0)


def is_kept_by_robot(check: Check, service: Service, day: date) -> bool:
    """Tell whether a robot that may answer alone looked after the evidence within the time that it holds."""
    held = timedelta(days=check.evidence.max_age_days or 0)
    return any(
        each.source in check.evidence.sources and each.collected_on <= day <= each.collected_on + held
        for each in service.results.get(check.id, ())
    )


def platform_updates(portfolio: Portfolio) -> Iterator[tuple[str, Fraction]]:
    """Yield the owner and the updates a month of every answer of a platform, once for all its services."""
    for platform in portfolio.catalog.platforms.values():
        for id_, answer in platform.checks.items():
            check = portfolio.standard.checks.get(id_)
            if check is None or check.retired or not check.evidence.required:
                continue
            if answer.status in {Status.MET, Status.PARTIAL}:
                yield platform.owner or platform.id, updates_of(check)

"""Upkeep: how many evidence updates a month the standard asks of each team, by hand and by robot."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, partial

from gonogo.assess.teams import by_owner
from gonogo.model.catalog import RobotResult
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import NOT_ASKED, AnswerSource, Portfolio, Scorecard, Upkeep, total
from gonogo.model.standard import Check
from gonogo.model.words import AnsweredBy, Status

DAYS_A_MONTH = Fraction(365, 12)
"""A month of the year's mean length."""

SELF, PLATFORM, CONFIRMED = AnswerSource.SELF, AnswerSource.PLATFORM, AnsweredBy.CONFIRMED
"""Looked up once: to ask an enumeration takes ten times as long as to compare."""

Times = dict[str, int]
"""How often the evidence of each check is kept by somebody."""

Asked = Callable[[str, int], Fraction]
"""Returns the updates a month that a check asks for, so many times."""


@dataclass
class Load:
    """What the services of one owner ask for; added up at the end, since fractions take long to add."""

    by_hand: Times = field(default_factory=Counter)
    by_robot: Times = field(default_factory=Counter)
    by_platform: Times = field(default_factory=Counter)
    by_manifest: Times = field(default_factory=Counter)
    reviews: dict[int, int] = field(default_factory=Counter)
    services: int = 0


def upkeep(portfolio: Portfolio, memos: Memos = FORGETFUL) -> tuple[Upkeep, ...]:
    """Return the upkeep of every team that owns services or platforms, by id.

    What the services of an owner ask for may be remembered by somebody.
    """
    known = memos.of(Load)
    asked = {check.id: updates_of(check) for check in portfolio.standard.checks.values()}
    ageing = {id_: portfolio.standard.checks[id_] for id_, updates in asked.items() if updates}
    owned = by_owner(portfolio).items()
    loads = {owner: known.of(owner, partial(_load, cards, portfolio, ageing)) for owner, cards in owned}
    of_platforms: dict[str, Times] = defaultdict(Counter)
    for team, check in platform_updates(portfolio):
        of_platforms[team][check] += 1
    # Thousands of teams keep a check as often: fractions take long to multiply, too.
    asked_of = cache(lambda check, times: times * asked[check])
    teams = sorted({*loads, *of_platforms})
    return tuple(upkeep_of(each, loads.get(each, Load()), of_platforms[each], asked_of) for each in teams)


def upkeep_of(team: str, load: Load, of_platforms: Times, asked_of: Asked) -> Upkeep:
    """Return what a load comes to, with what the team owes as the owner of platforms."""
    by_check = {check: asked_of(check, times) for check, times in sorted(load.by_hand.items())}
    return Upkeep(
        team=team,
        by_hand=total(by_check.values()),
        by_robot=updates(load.by_robot, asked_of),
        by_platform=updates(load.by_platform, asked_of),
        by_manifest=updates(load.by_manifest, asked_of),
        for_platforms=updates(of_platforms, asked_of),
        reviews=total(times * DAYS_A_MONTH / days for days, times in load.reviews.items()),
        services=load.services,
        by_check=by_check,
    )


def _load(cards: Iterable[Scorecard], portfolio: Portfolio, ageing: dict[str, Check]) -> Load:
    load = Load()
    for card in cards:
        add_service(load, card, portfolio, ageing)
    return load


def updates(times: Times, asked_of: Asked) -> Fraction:
    """Return how many updates a month some checks ask for, each so many times."""
    return total(asked_of(check, count) for check, count in times.items())


def add_service(load: Load, card: Scorecard, portfolio: Portfolio, ageing: dict[str, Check]) -> None:
    """Add what a service asks for to the load of its team; `ageing` are the checks whose evidence ages."""
    load.services += 1
    confirmed, results = list[Check](), card.service.results
    for finding in card.findings:
        check = ageing.get(finding.check)
        if check is None or finding.state in NOT_ASKED:
            continue
        source = finding.answered_by
        if source is SELF and check.answered_by is CONFIRMED:
            confirmed.append(check)
        elif not check.evidence.required:
            continue
        elif source is SELF:
            load.by_manifest[check.id] += 1
        elif source is PLATFORM:
            load.by_platform[check.id] += 1
        elif check.id in results and is_kept_by_robot(check, results[check.id], portfolio.day):
            load.by_robot[check.id] += 1
        else:
            load.by_hand[check.id] += 1
    if confirmed:
        # One confirmation is for all checks that it answers.
        most_often = max(confirmed, key=lambda check: (updates_of(check), check.id))
        load.by_hand[most_often.id] += 1
    terms = portfolio.standard.tiers.get(card.service.tier or 0)
    if terms is not None and terms.review_every_days:
        load.reviews[terms.review_every_days] += 1


def updates_of(check: Check) -> Fraction:
    """Return how often a month the evidence of `check` is to be renewed; never where it does not age."""
    age = check.evidence.max_age_days
    return DAYS_A_MONTH / age if age else Fraction(0)


def is_kept_by_robot(check: Check, results: Iterable[RobotResult], day: date) -> bool:
    """Tell whether a robot that may answer alone looked after the evidence within the time that it holds."""
    held = timedelta(days=check.evidence.max_age_days or 0)
    return any(
        each.source in check.evidence.sources and each.collected_on <= day <= each.collected_on + held
        for each in results
    )


def platform_updates(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """Yield the owner and the check of every answer of a platform, which is once for all its services."""
    for platform in portfolio.catalog.platforms.values():
        for id_, answer in platform.checks.items():
            check = portfolio.standard.checks.get(id_)
            if check is None or check.retired or not check.evidence.required:
                continue
            if answer.status in {Status.MET, Status.PARTIAL}:
                yield platform.owner or platform.id, id_

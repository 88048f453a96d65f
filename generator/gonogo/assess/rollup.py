"""Groups of services: counts, means and shares; for the organisation, teams with all below them, and more."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import lcm

from gonogo.assess.teams import with_parents
from gonogo.assess.yardstick import CRITICAL
from gonogo.model.catalog import Service
from gonogo.model.portfolio import (
    PASSING,
    CategoryScore,
    CheckRate,
    Coverage,
    MatrixCell,
    Portfolio,
    Risk,
    RiskPosition,
    Rollup,
    Scope,
    Scorecard,
    Share,
    State,
    Tally,
    Verdict,
)

NO_LEVEL = ""
"""Stands for no level at all where levels are counted."""

STEPS = range(1, 6)
"""Likelihoods and impacts."""


def rollup(portfolio: Portfolio, scope: Scope = Scope.ORGANISATION, id_: str = "") -> Rollup:
    """Return the group of that scope and id; one that has no services is empty."""
    cards = [card for card in portfolio.scorecards.values() if id_ in groups_of(card, scope, portfolio)]
    return of_cards(portfolio, scope, id_, cards)


def rollups(portfolio: Portfolio, scope: Scope) -> tuple[Rollup, ...]:
    """Return all groups of a scope by id; of teams also those without services."""
    groups: dict[str, list[Scorecard]] = defaultdict(list)
    if scope is Scope.TEAM:
        groups.update({id_: [] for id_ in portfolio.catalog.teams})
    for card in portfolio.scorecards.values():
        for id_ in groups_of(card, scope, portfolio):
            groups[id_].append(card)
    return tuple(of_cards(portfolio, scope, id_, groups[id_]) for id_ in sorted(groups))


def groups_of(card: Scorecard, scope: Scope, portfolio: Portfolio) -> tuple[str, ...]:
    """Return the ids of the groups of `scope` to which a service belongs."""
    if scope is Scope.TEAM:
        return tuple(with_parents(card.service.owner, portfolio.catalog.teams))
    return tuple(dict.fromkeys(GROUPS[scope](card.service)))


GROUPS: dict[Scope, Callable[[Service], tuple[str, ...]]] = {
    Scope.ORGANISATION: lambda _: ("",),
    Scope.SYSTEM: lambda service: () if service.system is None else (service.system,),
    Scope.TIER: lambda service: () if service.tier is None else (str(service.tier),),
    Scope.KIND: lambda service: (service.kind.value,),
    Scope.TAG: lambda service: service.tags,
    Scope.PLATFORM: lambda service: service.platforms,
}


def of_cards(portfolio: Portfolio, scope: Scope, id_: str, cards: Iterable[Scorecard]) -> Rollup:
    """Return what `cards` come to together."""
    cards = list(cards)
    members = [card for card in cards if card.is_in_groups]
    measured = [card for card in members if card.is_measured]
    standing = [(card.id, risk) for card in members for risk in card.risks if risk.is_standing]
    return Rollup(
        scope=scope,
        id=id_,
        title=title_of(portfolio, scope, id_),
        members=tuple(card.id for card in members),
        left_out=tuple(card.id for card in cards if not card.is_in_groups),
        verdicts=count_verdicts(members),
        levels=count_levels(portfolio, measured),
        score=mean(card.tally for card in measured),
        scored=sum(card.tally.weight > 0 for card in measured),
        satisfied=satisfied(measured),
        coverage=together(card.coverage for card in members),
        categories=tuple(category_scores(portfolio, measured)),
        inherent=matrix(portfolio, standing, inherent=True),
        residual=matrix(portfolio, standing, inherent=False),
        waivers_in_force=sum(finding.state is State.WAIVED for card in members for finding in card.findings),
        reviews_overdue=sum(
            card.review_due is not None and card.review_due < portfolio.day for card in members
        ),
    )


def title_of(portfolio: Portfolio, scope: Scope, id_: str) -> str:
    """Return what a group is called."""
    catalog = portfolio.catalog
    if scope is Scope.ORGANISATION:
        return catalog.title
    if scope is Scope.TEAM and id_ in catalog.teams:
        return catalog.teams[id_].name
    if scope is Scope.PLATFORM and id_ in catalog.platforms:
        return catalog.platforms[id_].name
    if scope is Scope.TIER and int(id_) in portfolio.standard.tiers:
        return portfolio.standard.tiers[int(id_)].name
    return id_


def mean(tallies: Iterable[Tally]) -> Fraction | None:
    """Return the plain mean of the scores that exist, None of nothing."""
    credits_by_weight: dict[int, int] = defaultdict(int)
    count = 0
    for tally in tallies:
        if tally.weight:
            credits_by_weight[tally.weight] += tally.credit
            count += 1
    if not count:
        return None
    # Adding fractions one by one would take many times longer.
    whole = lcm(*credits_by_weight)
    total = sum(credit * (whole // weight) for weight, credit in credits_by_weight.items())
    return Fraction(50 * total, whole * count)


def count_verdicts(members: Iterable[Scorecard]) -> dict[Verdict, int]:
    """Count each verdict, the absent ones too."""
    counts = Counter(card.verdict for card in members)
    return {verdict: counts[verdict] for verdict in Verdict}


def count_levels(portfolio: Portfolio, measured: Iterable[Scorecard]) -> dict[str, int]:
    """Count each level, rising from none at all."""
    counts = Counter(card.level or NO_LEVEL for card in measured)
    return {id_: counts[id_] for id_ in (NO_LEVEL, *(level.id for level in portfolio.standard.levels))}


def satisfied(measured: Iterable[Scorecard]) -> Share:
    """Return how many satisfy their required level, of those that have one."""
    asked = [card.required_satisfied for card in measured if card.required_satisfied is not None]
    return Share(part=sum(asked), whole=len(asked))


def together(coverages: Iterable[Coverage]) -> Coverage:
    """Return the sum of all coverages."""
    sums: Counter[str] = Counter()
    for each in coverages:
        for field in Coverage.__struct_fields__:
            sums[field] += getattr(each, field)
    return Coverage(**sums)


def category_scores(portfolio: Portfolio, measured: Iterable[Scorecard]) -> Iterator[CategoryScore]:
    """Yield the mean score of each category, in the standard's order."""
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for card in measured:
        for category, tally in portfolio.category_tallies(card).items():
            if tally.weight:
                tallies[category].append(tally)
    for category in portfolio.standard.categories:
        known = tallies[category]
        yield CategoryScore(category=category, score=mean(known), services=len(known))


def matrix(
    portfolio: Portfolio, standing: Iterable[tuple[str, Risk]], *, inherent: bool
) -> tuple[MatrixCell, ...]:
    """Return all 25 cells, impact falling, then likelihood rising, as a matrix is drawn."""
    there: dict[RiskPosition, list[tuple[str, str]]] = defaultdict(list)
    for service, risk in standing:
        there[risk.inherent if inherent else risk.residual].append((service, risk.id))
    cells = []
    for impact in reversed(STEPS):
        for likelihood in STEPS:
            position = RiskPosition(likelihood=likelihood, impact=impact)
            band = band_of(portfolio, position.exposure)
            cells.append(MatrixCell(position=position, band=band, risks=tuple(there[position])))
    return tuple(cells)


def band_of(portfolio: Portfolio, exposure: int) -> str:
    """Return the id of the band of `exposure`."""
    bands = sorted(portfolio.standard.bands, key=lambda band: band.up_to)
    return next((band.id for band in bands if exposure <= band.up_to), bands[-1].id if bands else CRITICAL)


def check_rates(portfolio: Portfolio, cards: Iterable[Scorecard] | None = None) -> tuple[CheckRate, ...]:
    """Return how each check fares over the services that count, in the standard's order."""
    states: dict[str, Counter[State]] = {id_: Counter() for id_ in portfolio.standard.checks}
    for card in portfolio.scorecards.values() if cards is None else cards:
        if card.is_measured:
            for finding in card.findings:
                states[finding.check][finding.state] += 1
    return tuple(
        rate_of(check.id, states[check.id])
        for check in portfolio.standard.checks.values()
        if not check.retired
    )


def rate_of(check: str, counts: Counter[State]) -> CheckRate:
    """Return how a check fares by its counts of states."""
    uncounted = counts[State.SCHEDULED] + counts[State.NOT_APPLICABLE] + counts[State.WAIVED]
    passed = sum(counts[state] for state in PASSING)
    return CheckRate(
        check=check,
        states={state: counts[state] for state in State if counts[state]},
        passed=Share(part=passed, whole=counts.total() - uncounted),
    )


def matrix_of_categories(portfolio: Portfolio) -> dict[str, tuple[CategoryScore, ...]]:
    """Return the categories × teams matrix: a row of category scores for each team with services, by id."""
    return {each.id: each.categories for each in rollups(portfolio, Scope.TEAM) if each.members}

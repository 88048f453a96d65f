"""Groups of services: counts, means and shares; for the organisation, teams with all below them, and more."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import itemgetter

from gonogo.assess.adding import add
from gonogo.assess.means import Mean
from gonogo.assess.teams import by_owner, with_parents
from gonogo.assess.yardstick import CRITICAL
from gonogo.model.catalog import Service
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import (
    PASSING,
    CategoryScore,
    CheckRate,
    Coverage,
    MatrixCell,
    Portfolio,
    RiskPosition,
    Rollup,
    Scope,
    Scorecard,
    Share,
    State,
    Verdict,
)

NO_LEVEL = ""
"""Stands for no level at all where levels are counted."""

UNASSESSED = Verdict.UNASSESSED
"""Looked up once, not for each service."""

STEPS = range(1, 6)
"""Likelihoods and impacts."""

Places = dict[RiskPosition, list[tuple[str, str]]]
"""The risks on each cell of a matrix: service and risk."""


def rollup(portfolio: Portfolio, scope: Scope = Scope.ORGANISATION, id_: str = "") -> Rollup:
    """Return the group of that scope and id; one that has no services is empty."""
    cards = portfolio.scorecards.values()
    sums = [sums_of(portfolio, [card for card in cards if id_ in groups_of(card, scope, portfolio)])]
    return Rollups(portfolio).together(scope, id_, sums)


def rollups(portfolio: Portfolio, scope: Scope) -> tuple[Rollup, ...]:
    """Return all groups of a scope by id; of teams also those without services."""
    return Rollups(portfolio).of(scope)


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


@dataclass(slots=True)
class Sums:
    """What some services come to, in what adds up: sums of groups that share no service are those of both."""

    members: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    verdicts: dict[Verdict | None, int] = field(default_factory=Counter)
    levels: dict[str, int] = field(default_factory=Counter)
    coverage: dict[str, int] = field(default_factory=Counter)
    score: Mean = field(default_factory=Mean)
    satisfied: int = 0
    asked: int = 0
    categories: dict[str, Mean] = field(default_factory=lambda: defaultdict(Mean))
    inherent: Places = field(default_factory=lambda: defaultdict(list))
    residual: Places = field(default_factory=lambda: defaultdict(list))
    waivers: int = 0
    overdue: int = 0

    def add(self, card: Scorecard, portfolio: Portfolio) -> None:
        """Add a service."""
        if not card.is_in_groups:
            self.left_out.append(card.id)
            return
        self.members.append(card.id)
        verdict = card.verdict
        self.verdicts[verdict] += 1
        for name in Coverage.__struct_fields__:
            self.coverage[name] += getattr(card.coverage, name)
        self._add_risks(card)
        self.waivers += card.waived
        self.overdue += card.review_due is not None and card.review_due < portfolio.day
        if verdict is not UNASSESSED:
            self._add_measures(card)

    def _add_risks(self, card: Scorecard) -> None:
        for risk in card.risks:
            if risk.is_standing:
                named = (card.id, risk.id)
                self.inherent[risk.inherent].append(named)
                self.residual[risk.residual].append(named)

    def _add_measures(self, card: Scorecard) -> None:
        self.levels[card.level or NO_LEVEL] += 1
        self.score.add(card.tally)
        if card.required_satisfied is not None:
            self.asked += 1
            self.satisfied += card.required_satisfied
        for category, tally in card.categories.items():
            self.categories[category].add(tally)

    def include(self, other: "Sums") -> None:
        """Add all services of others."""
        self.members += other.members
        self.left_out += other.left_out
        add(self.verdicts, other.verdicts)
        add(self.levels, other.levels)
        add(self.coverage, other.coverage)
        self.score.include(other.score)
        self.satisfied += other.satisfied
        self.asked += other.asked
        self.waivers += other.waivers
        self.overdue += other.overdue
        for category, mean_ in other.categories.items():
            self.categories[category].include(mean_)
        for own, others in ((self.inherent, other.inherent), (self.residual, other.residual)):
            for position, risks in others.items():
                own[position] += risks


def sums_of(portfolio: Portfolio, cards: Iterable[Scorecard]) -> Sums:
    """Return what `cards` come to."""
    sums = Sums()
    for card in cards:
        sums.add(card, portfolio)
    return sums


def summed(parts: Sequence[Sums]) -> Sums:
    """Return what the services of all `parts` come to; most teams are an owner alone."""
    if len(parts) == 1:
        return parts[0]
    sums = Sums()
    for part in parts:
        sums.include(part)
    return sums


class Rollups:
    """Many groups of the same services: what an owner's come to is worked out once for all teams above."""

    def __init__(self, portfolio: Portfolio, memos: Memos = FORGETFUL) -> None:
        """Prepare to group the services of `portfolio`, with what somebody remembers of owners."""
        self._portfolio = portfolio
        self._known = memos.of(Sums)
        self._levels = (NO_LEVEL, *(level.id for level in portfolio.standard.levels))
        self._empty = [
            MatrixCell(position=position, band=band_of(portfolio, position.exposure))
            for position in (
                RiskPosition(likelihood=likelihood, impact=impact)
                for impact in reversed(STEPS)
                for likelihood in STEPS
            )
        ]

    def of(self, scope: Scope) -> tuple[Rollup, ...]:
        """Return all groups of a scope by id; of teams also those without services."""
        groups: dict[str, list[Sums]] = defaultdict(list)
        if scope is Scope.TEAM:
            groups.update({id_: [] for id_ in self._portfolio.catalog.teams})
        for ids, sums in self._alike(scope):
            for id_ in ids:
                groups[id_].append(sums)
        return tuple(self.together(scope, id_, groups[id_]) for id_ in sorted(groups))

    def _alike(self, scope: Scope) -> Iterator[tuple[tuple[str, ...], Sums]]:
        """Yield what services come to that are in the same groups, with these groups."""
        if scope in {Scope.ORGANISATION, Scope.TEAM}:
            teams = self._portfolio.catalog.teams
            for owner, sums in self._owners.items():
                yield ("",) if scope is Scope.ORGANISATION else tuple(with_parents(owner, teams)), sums
            return
        alike: dict[tuple[str, ...], Sums] = defaultdict(Sums)
        for card in self._portfolio.scorecards.values():
            alike[groups_of(card, scope, self._portfolio)].add(card, self._portfolio)
        yield from alike.items()

    @cached_property
    def _owners(self) -> dict[str, Sums]:
        """What the services of each owner come to."""
        owned = self._portfolio.owned().items()
        return {
            owner: self._known.of(owner, partial(sums_of, self._portfolio, cards)) for owner, cards in owned
        }

    def together(self, scope: Scope, id_: str, parts: Sequence[Sums]) -> Rollup:
        """Return the group that consists of `parts`."""
        sums = summed(parts)
        return Rollup(
            scope=scope,
            id=id_,
            title=title_of(self._portfolio, scope, id_),
            members=tuple(sorted(sums.members)),
            left_out=tuple(sorted(sums.left_out)),
            verdicts={verdict: sums.verdicts.get(verdict, 0) for verdict in Verdict},
            levels={level: sums.levels.get(level, 0) for level in self._levels},
            score=sums.score.value,
            scored=sums.score.count,
            satisfied=Share(part=sums.satisfied, whole=sums.asked),
            coverage=Coverage(**sums.coverage),
            categories=tuple(self._categories(sums)),
            inherent=tuple(self._matrix(sums.inherent)),
            residual=tuple(self._matrix(sums.residual)),
            waivers_in_force=sums.waivers,
            reviews_overdue=sums.overdue,
        )

    def _categories(self, sums: Sums) -> Iterator[CategoryScore]:
        """Yield the mean score of each category, in the standard's order."""
        for category in self._portfolio.standard.categories:
            known = sums.categories.get(category) or Mean()
            yield CategoryScore(category=category, score=known.value, services=known.count)

    def _matrix(self, there: Places) -> Iterator[MatrixCell]:
        """Yield all 25 cells, impact falling, then likelihood rising, as a matrix is drawn."""
        for cell in self._empty:
            risks = there.get(cell.position)
            if risks:
                in_order = tuple(sorted(risks, key=itemgetter(0)))
                yield MatrixCell(position=cell.position, band=cell.band, risks=in_order)
            else:
                yield cell


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


def band_of(portfolio: Portfolio, exposure: int) -> str:
    """Return the id of the band of `exposure`."""
    bands = sorted(portfolio.standard.bands, key=lambda band: band.up_to)
    return next((band.id for band in bands if exposure <= band.up_to), bands[-1].id if bands else CRITICAL)


@dataclass(slots=True)
class Fares:
    """How often each check is in each state on some services."""

    states: dict[str, dict[State, int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, card: Scorecard) -> None:
        """Add a service."""
        for finding in card.findings if card.is_measured else ():
            self.states[finding.check][finding.state] += 1


def check_rates(portfolio: Portfolio, memos: Memos = FORGETFUL) -> tuple[CheckRate, ...]:
    """Return how each check fares over the services that count, in the standard's order.

    How it fares on the services of an owner may be remembered by somebody.
    """
    known = memos.of(Fares)
    states: dict[str, Counter[State]] = {id_: Counter() for id_ in portfolio.standard.checks}
    for owner, cards in by_owner(portfolio).items():
        for check, counts in known.of(owner, partial(_fares, cards)).states.items():
            add(states[check], counts)
    return tuple(
        rate_of(check.id, states[check.id])
        for check in portfolio.standard.checks.values()
        if not check.retired
    )


def _fares(cards: Iterable[Scorecard]) -> Fares:
    fares = Fares()
    for card in cards:
        fares.add(card)
    return fares


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

"""The standard made ready for measuring: what is in force on a day for a tier, in whole units of weight."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import lcm
from typing import Any, NamedTuple

from msgspec.structs import replace

from gonogo.model.approval import rule_for
from gonogo.model.catalog import Catalog, Platform, PlatformAnswer
from gonogo.model.portfolio import Finding, Risk, State, Why
from gonogo.model.standard import DEFAULT_TIER, ApprovalRule, Band, Check, Standard, StandardRisk
from gonogo.model.words import AnsweredBy, DecisionKind, NotApplicable, Share

CRITICAL = "critical"
"""The band that decides."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as it is measured for one tier; `level` is the index of its rung.

    `unanswered` is what it is for all services for which nobody answers it.
    """

    check: Check
    id: str
    place: int
    units: int
    level: int | None
    gate: bool
    required: bool
    kinds: frozenset[str]
    max_age: timedelta | None
    stale_after: frozenset[str]
    sources: frozenset[str]
    grace: timedelta
    enforce_from: date | None
    not_applicable: NotApplicable
    answered_by: AnsweredBy | None
    unanswered: Finding


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A standard risk as services of a tier face it, and the checks that mitigate it with their weights."""

    risk: StandardRisk
    impact: int
    checks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TierRules:
    """What is asked of the services of a tier (None is measured as tier 2); `required` is a level's index.

    `tags` and `traits` are those on which it depends whether a check applies. `checklists` keeps what
    applies to services of one scope.
    """

    tier: int | None
    rules: tuple[Rule, ...]
    required: int | None
    review_every: timedelta | None
    enforce_from: date | None
    waiver_days: timedelta | None
    waiver: ApprovalRule | None
    exemption: ApprovalRule | None
    acceptance: ApprovalRule | None
    review: ApprovalRule | None
    tags: frozenset[str]
    traits: frozenset[str]
    checklists: dict[tuple[Any, ...], "Checklist"] = field(default_factory=dict, compare=False, repr=False)


class Says(NamedTuple):
    """What a platform answers.

    `known` keeps what that comes to on a day under a rule, by the rule's identity: both belong to one
    yardstick and live as long as it.
    """

    platform: Platform
    answer: PlatformAnswer
    known: dict[tuple[int, date], Finding]


@dataclass(frozen=True, slots=True)
class FromPlatforms:
    """What the platforms of a service say about a check: full answers and parts, each in their order."""

    full: tuple[Says, ...] = ()
    parts: tuple[Says, ...] = ()


Cause = tuple[str, int, int, tuple[str, ...]]
"""What a derived risk follows from: its id, its impact, its likelihood, and the checks that are missing."""


class Edition:
    """A standard as it is in force from `since` until the next edition.

    `risks` keeps those that were derived: services that miss the same checks face the same ones.
    """

    def __init__(self, standard: Standard, since: date, denominator: int) -> None:
        """Make `standard`, its amendments applied, ready for measuring."""
        self.standard = standard
        self.since = since
        self._denominator = denominator
        self._tiers: dict[int | None, TierRules] = {}
        self._band_of: dict[int, str] = {}
        self.risks: dict[Cause, Risk] = {}
        self.levels = {level.id: index for index, level in enumerate(standard.levels)}

    def tier(self, tier: int | None) -> TierRules:
        """Return what is asked of `tier`."""
        known = self._tiers.get(tier)
        if known is None:
            known = self._tiers[tier] = self._tier_rules(tier)
        return known

    @cached_property
    def mitigating(self) -> dict[str, tuple[Check, ...]]:
        """The checks that mitigate each standard risk, in their order."""
        checks: dict[str, list[Check]] = {risk: [] for risk in self.standard.risks}
        for check in self.standard.checks.values():
            for risk in () if check.retired else check.mitigates:
                if risk in checks:
                    checks[risk].append(check)
        return {risk: tuple(each) for risk, each in checks.items() if each}

    @cached_property
    def weights(self) -> dict[str, int]:
        """The checks' own weights, as multiples of what divides them all."""
        weights = {id_: Fraction(check.weight) for id_, check in self.standard.checks.items()}
        denominator = lcm(*(weight.denominator for weight in weights.values()))
        return {id_: int(weight * denominator) for id_, weight in weights.items()}

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """The bands by rising exposure."""
        return tuple(sorted(self.standard.bands, key=lambda band: band.up_to))

    @cached_property
    def deciding_band(self) -> str:
        """The band in which an open risk decides: the critical one, else the highest."""
        ids = [band.id for band in self.bands]
        return CRITICAL if CRITICAL in ids or not ids else ids[-1]

    def band(self, exposure: int) -> str:
        """Return the id of the band of `exposure`."""
        known = self._band_of.get(exposure)
        if known is None:
            place = bisect_left([band.up_to for band in self.bands], exposure)
            known = self._band_of[exposure] = self.bands[min(place, len(self.bands) - 1)].id
        return known

    def _tier_rules(self, tier: int | None) -> TierRules:
        standard, measured = self.standard, DEFAULT_TIER if tier is None else tier
        terms = standard.tiers.get(measured)
        every = terms.review_every_days if terms else None
        longest = standard.waivers.max_days_by_tier.get(measured, standard.waivers.max_days)
        conditions = [each for check in standard.checks.values() for each in check.applies_to]
        return TierRules(
            tier=tier,
            rules=tuple(
                self._rule(check, place, measured)
                for place, check in enumerate(standard.checks.values())
                if not check.retired
            ),
            required=self.levels.get(terms.required_level or "") if terms else None,
            review_every=None if every is None else timedelta(days=every),
            enforce_from=terms.enforce_from if terms else None,
            waiver_days=None if longest is None else timedelta(days=longest),
            waiver=rule_for(DecisionKind.WAIVER, tier, standard),
            exemption=rule_for(DecisionKind.NOT_APPLICABLE, tier, standard),
            acceptance=rule_for(DecisionKind.ACCEPTANCE, tier, standard),
            review=rule_for(DecisionKind.REVIEW, tier, standard),
            tags=frozenset(tag for condition in conditions for tag in condition.tags),
            traits=frozenset(trait for condition in conditions for trait in condition.traits),
        )

    def _rule(self, check: Check, place: int, tier: int) -> Rule:
        asked, gate = check.evidence, tier in check.gate_for_tiers
        units = int(weight_of(check, self.standard) * self._denominator)
        return Rule(
            check=check,
            id=check.id,
            place=place,
            units=units,
            level=self.levels.get(check.level),
            gate=gate,
            required=asked.required,
            kinds=frozenset(asked.kinds),
            max_age=None if asked.max_age_days is None else timedelta(days=asked.max_age_days),
            stale_after=frozenset(asked.stale_after),
            sources=frozenset(asked.sources),
            grace=timedelta(days=asked.grace_days),
            enforce_from=check.enforce_from,
            not_applicable=check.not_applicable,
            answered_by=check.answered_by,
            unanswered=Finding(check=check.id, state=State.UNKNOWN, units=units, why=Why.NOBODY, gate=gate),
        )


class Checklist:
    """The rules that apply to services of one scope, in the standard's order, and what follows from them."""

    def __init__(self, rules: tuple[Rule, ...], edition: Edition, tier: int | None) -> None:
        """Say that `rules` apply to services of `tier` and of one scope."""
        self.rules = rules
        self.by_id = {rule.id: rule for rule in rules}
        self.gates = tuple(rule for rule in rules if rule.gate)
        self.self_answered = tuple(rule for rule in rules if rule.answered_by is not None)
        self._edition = edition
        self._tier = tier

    @cached_property
    def mitigations(self) -> tuple[Mitigation, ...]:
        """The standard risks of which a check among these mitigates any, in their order."""
        standard, weights = self._edition.standard, self._edition.weights
        found = []
        for id_, checks in self._edition.mitigating.items():
            listed = tuple((check.id, weights[check.id]) for check in checks if check.id in self.by_id)
            if listed:
                risk = standard.risks[id_]
                found.append(Mitigation(risk, impact(risk, self._tier), listed))
        return tuple(found)


def standard_on(catalog: Catalog, day: date) -> Standard:
    """Return the standard that is in force on a day."""
    return Yardstick(catalog).on(day).standard


class Yardstick:
    """The standard of a catalog on all days, and what its platforms answer."""

    def __init__(self, catalog: Catalog) -> None:
        """Make the standard of `catalog` ready for measuring."""
        self.catalog = catalog
        self._platforms: dict[tuple[str, ...], dict[str, FromPlatforms]] = {}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions in order of their first day; the first one holds from the beginning of time."""
        standard = self.catalog.standard
        amendments = sorted(standard.amendments, key=lambda each: each.since)
        every_check = chain(standard.checks.values(), (each.becomes for each in amendments))
        denominator = lcm(*(weight_of(check, standard).denominator for check in every_check))
        editions = [Edition(standard, date.min, denominator)]
        checks = dict(standard.checks)
        for since in sorted({each.since for each in amendments}):
            checks |= {
                each.check: each.becomes
                for each in amendments
                if each.since == since and each.check in standard.checks
            }
            editions.append(Edition(replace(standard, checks=dict(checks)), since, denominator))
        return tuple(editions)

    def on(self, day: date) -> Edition:
        """Return the edition in force on `day`."""
        return next(edition for edition in reversed(self.editions) if edition.since <= day)

    def from_platforms(self, platforms: tuple[str, ...]) -> dict[str, FromPlatforms]:
        """Return what `platforms`, in this order, answer, by check."""
        known = self._platforms.get(platforms)
        if known is None:
            known = self._platforms[platforms] = self._answers_of(platforms)
        return known

    def _answers_of(self, platforms: tuple[str, ...]) -> dict[str, FromPlatforms]:
        there = [self.catalog.platforms[id_] for id_ in platforms if id_ in self.catalog.platforms]
        return {
            check: FromPlatforms(
                full=tuple(said_by(there, check, Share.FULL)), parts=tuple(said_by(there, check, Share.PART))
            )
            for check in dict.fromkeys(check for each in there for check in each.checks)
        }


def weight_of(check: Check, standard: Standard) -> Fraction:
    """Return the weight of `check`, its category's multiplied."""
    category = standard.categories.get(check.category)
    return Fraction(check.weight) * (Fraction(category.weight) if category else 1)


def impact(risk: StandardRisk, tier: int | None) -> int:
    """Return the impact for `tier`; one without its own entry is taken as tier 2, else as the worst."""
    by_tier = risk.impact_by_tier
    known = by_tier.get(DEFAULT_TIER if tier is None else tier, by_tier.get(DEFAULT_TIER))
    return max(by_tier.values(), default=1) if known is None else known


def said_by(platforms: Iterable[Platform], check: str, share: Share) -> Iterator[Says]:
    """Yield the answers to `check` of that extent."""
    for platform in platforms:
        answer = platform.checks.get(check)
        if answer is not None and answer.share is share:
            yield Says(platform, answer, {})

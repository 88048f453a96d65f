"""The standard: what is asked of services, merged from packs and the organisation's own file."""

from datetime import date
from decimal import Decimal

from gonogo.model.noun import Noun
from gonogo.model.words import AnsweredBy, DecisionKind, Effort, NotApplicable, Where

DEFAULT_TIER = 2
"""A service without a tier is measured as this one where something must be assumed (design: tier 2)."""


class Level(Noun):
    """A rung of the ladder."""

    id: str
    name: str
    description: str | None = None


class Tier(Noun):
    """How critical a service is and what follows from it; 1 is the most critical."""

    id: int
    name: str
    required_level: str | None = None
    review_every_days: int | None = None
    enforce_from: date | None = None
    description: str | None = None


class Trait(Noun):
    """A yes-or-no question about a service on which applicability may depend."""

    id: str
    question: str
    description: str | None = None


class Category(Noun):
    """A group of checks with a weight of its own."""

    id: str
    name: str
    weight: Decimal = Decimal(1)
    icon: str | None = None
    description: str | None = None


class Applicability(Noun):
    """One condition: every key that is given must fit; any value of a key fits.

    For `traits`, the key fits when none of them is answered false.
    """

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    traits: tuple[str, ...] = ()


class EvidenceRule(Noun):
    """What evidence a check wants and how long it lasts; no kinds means any kind."""

    required: bool = False
    kinds: tuple[str, ...] = ()
    max_age_days: int | None = None
    stale_after: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grace_days: int = 14


class NamedLink(Noun):
    """A title and an address."""

    title: str
    url: str


class Framework(Noun):
    """Where a check stands in somebody else's framework."""

    id: str
    ref: str


class Check(Noun):
    """One requirement. `applies_to` empty means everything; else any of its conditions must fit."""

    id: str
    title: str
    category: str
    level: str
    weight: Decimal = Decimal(1)
    why: str | None = None
    how: str | None = None
    links: tuple[NamedLink, ...] = ()
    applies_to: tuple[Applicability, ...] = ()
    evidence: EvidenceRule = EvidenceRule()
    gate_for_tiers: tuple[int, ...] = ()
    not_applicable: NotApplicable = NotApplicable.ALLOWED
    answered_by: AnsweredBy | None = None
    effort: Effort = Effort.MEDIUM
    enforce_from: date | None = None
    mitigates: tuple[str, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    retired: bool = False
    replaced_by: str | None = None


class Amendment(Noun):
    """An announced change: from `since` on, `check` is `becomes` (earlier amendments included)."""

    since: date
    check: str
    becomes: Check


class StandardRisk(Noun):
    """What happens in production when practices are missing; likelihood and impacts 1 to 5."""

    id: str
    title: str
    production_effect: str
    technical_impact: str
    business_impact: str
    likelihood: int
    impact_by_tier: dict[int, int]
    description: str | None = None


class Band(Noun):
    """A range of exposure (likelihood × impact) up to and including `up_to`."""

    id: str
    up_to: int


DEFAULT_BANDS = (
    Band(id="low", up_to=4),
    Band(id="moderate", up_to=9),
    Band(id="high", up_to=16),
    Band(id="critical", up_to=25),
)


class WaiverLimits(Noun):
    """The longest that a waiver may last, in days from its approval; None is no maximum."""

    max_days: int | None = None
    max_days_by_tier: dict[int, int] = {}


class ApprovalRule(Noun):
    """Who may approve a kind of decision for which tiers (none named: all), and where it must stand."""

    groups: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    where: Where = Where.ANYWHERE


class Standard(Noun):
    """The checklist in force, complete: packs, the organisation's changes, defaults.

    `checks` keeps retired ones, so that their ids stay taken. Orders are those of the files.
    """

    id: str
    version: str
    title: str
    levels: tuple[Level, ...] = ()
    tiers: dict[int, Tier] = {}
    traits: dict[str, Trait] = {}
    categories: dict[str, Category] = {}
    checks: dict[str, Check] = {}
    amendments: tuple[Amendment, ...] = ()
    risks: dict[str, StandardRisk] = {}
    bands: tuple[Band, ...] = DEFAULT_BANDS
    waivers: WaiverLimits = WaiverLimits()
    approvals: dict[DecisionKind, ApprovalRule] = {}
    description: str | None = None
    extends: tuple[str, ...] = ()

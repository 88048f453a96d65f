"""The portfolio: what a catalog means on one day. Scores are exact; whoever shows them rounds once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TypeVar

from gonogo.model import sentences
from gonogo.model.catalog import Catalog, RobotResult, Service, Unreadable
from gonogo.model.manifest import Condition, Evidence, Review, Waiver
from gonogo.model.noun import Noun
from gonogo.model.standard import Check, Standard
from gonogo.model.words import Effort, Lifecycle, RiskStatus

Dated = TypeVar("Dated", "ServiceStep", "GroupStep")


class State(StrEnum):
    """What the day makes of an answer."""

    MET = "met"
    LATE = "late"
    PARTIAL = "partial"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"
    EXPIRED = "expired"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    SCHEDULED = "scheduled"


class Verdict(StrEnum):
    """The answer to the question that every launch review asks, best first."""

    GO = "go"
    CONDITIONAL = "conditional"
    NO_GO = "no-go"
    UNASSESSED = "unassessed"


class AnswerSource(StrEnum):
    """Whose answer it is: the manifest's, one that the manifest gives itself, a robot's, a platform's."""

    OWN = "own"
    SELF = "self"
    ROBOT = "robot"
    PLATFORM = "platform"


class Why(StrEnum):
    """Why a finding's answer came to its state."""

    ANSWERED = "answered"
    NOBODY = "nobody"
    PART_ONLY = "part-only"
    PART_WEIGHS = "part-weighs"
    ROBOT_FAILED = "robot-failed"
    CONTRADICTED = "contradicted"
    NO_EVIDENCE = "no-evidence"
    NOTHING_COUNTS = "nothing-counts"
    TOO_OLD = "too-old"
    PAST_EXPIRY = "past-expiry"
    PREDATES_CHANGE = "predates-change"
    NOT_APPLICABLE = "not-applicable"
    EXEMPTED = "exempted"
    NEVER_ALLOWED = "never-allowed"
    NOT_APPROVED = "not-approved"
    NO_REASON = "no-reason"


class ReasonCode(StrEnum):
    """What kind of thing a verdict rests on."""

    GATE = "gate"
    RISK = "risk"
    ACCEPTANCE = "acceptance"
    REVIEW_NO_GO = "review-no-go"
    CONDITION = "condition"
    REQUIRED_LEVEL = "required-level"
    REVIEW_DUE = "review-due"
    DEPENDENCY = "dependency"
    UNASSESSED = "unassessed"


class Subject(StrEnum):
    """What a reason or an event is about; with an id it points to one thing."""

    CHECK = "check"
    RISK = "risk"
    REVIEW = "review"
    CONDITION = "condition"
    DEPENDENCY = "dependency"
    LEVEL = "level"
    TIER = "tier"
    SERVICE = "service"
    PLATFORM = "platform"


class Origin(StrEnum):
    """Whether a risk follows from a missing check or was written down by the team."""

    DERIVED = "derived"
    DECLARED = "declared"


FAILING = frozenset({State.PARTIAL, State.UNMET, State.UNKNOWN, State.UNPROVEN, State.EXPIRED})
"""States that stand in the way of a level."""

PASSING = frozenset({State.MET, State.LATE})
"""States that are as good as asked for."""

UNCOUNTED = frozenset({State.SCHEDULED, State.NOT_APPLICABLE, State.WAIVED})
"""States that stay out of the score."""

NOT_ASKED = frozenset({State.SCHEDULED, State.NOT_APPLICABLE})
"""States in which nothing is asked of anybody."""

GATE_CLOSED = frozenset({State.UNMET, State.UNKNOWN, State.UNPROVEN, State.EXPIRED})
"""States of a gate check that are a no-go."""

GATE_AJAR = frozenset({State.PARTIAL, State.LATE, State.WAIVED})
"""States of a gate check that are a condition."""

SCHEDULED, UNKNOWN, WAIVED = State.SCHEDULED, State.UNKNOWN, State.WAIVED
FROM_PLATFORM, PART_WEIGHS = AnswerSource.PLATFORM, Why.PART_WEIGHS
UNASSESSED, CLOSED = Verdict.UNASSESSED, RiskStatus.CLOSED
"""Looked up once: to ask an enumeration takes ten times as long as to compare, and this is asked of all."""

HALVES = {State.MET: 2, State.LATE: 2, State.PARTIAL: 1}
"""Credit in halves; a state that is not named has none."""


_share = lru_cache(maxsize=4096)(Fraction)
"""The same few shares are asked for again and again, and a fraction takes long to make."""


class About(Noun, order=True):
    """What something is about: a kind of thing and its id."""

    kind: Subject
    id: str


class Tally(Noun, array_like=True):
    """A score before its division: credit in half units of weight, and the weight, both whole numbers."""

    credit: int = 0
    weight: int = 0

    @property
    def score(self) -> Fraction | None:
        """The score, 0 to 100, exact; None where nothing counts."""
        return _share(50 * self.credit, self.weight) if self.weight else None


class Proof(Noun, array_like=True):
    """A piece of evidence that counts: a person's `evidence` or a robot's `result`, and its last day."""

    evidence: Evidence | None = None
    result: RobotResult | None = None
    last_day: date | None = None

    @property
    def collected_on(self) -> date | None:
        """The day of the record."""
        if self.result is not None:
            return self.result.collected_on
        return self.evidence.collected_on if self.evidence is not None else None


class Finding(Noun, array_like=True):
    """A check on a service on a day.

    `state` is what counts; under a waiver, and while scheduled, `beneath` is what the answer alone
    comes to, and `why` belongs to the answer. `units` is the weight (category's times check's) in
    whole units that are the same all over a portfolio. `platform` is the one that answers, or takes
    a part of which `remaining` is left to the team. `last_day` is that of the evidence, or of the
    self-answer (`expires_on` in exports);
    `since` and `until` bound the state where its days are known. `on`, `name` and `detail` belong to `why`.
    """

    check: str
    state: State
    units: int
    why: Why
    answered_by: AnswerSource | None = None
    beneath: State | None = None
    gate: bool = False
    planned: bool = False
    platform: str | None = None
    remaining: str | None = None
    evidence: tuple[Proof, ...] = ()
    last_day: date | None = None
    since: date | None = None
    until: date | None = None
    on: date | None = None
    name: str | None = None
    detail: str | None = None
    waiver: Waiver | None = None

    @property
    def answer_state(self) -> State:
        """What the answer alone comes to, without waiver and schedule."""
        return self.state if self.beneath is None else self.beneath

    @property
    def is_enforced(self) -> bool:
        """Tell whether it applies already."""
        return self.state is not SCHEDULED

    @property
    def is_counting(self) -> bool:
        """Tell whether it is part of the score."""
        return self.state not in UNCOUNTED

    @property
    def is_failing(self) -> bool:
        """Tell whether it stands in the way of a level."""
        return self.state in FAILING

    @property
    def is_answered(self) -> bool:
        """Tell whether anybody answers it in earnest."""
        return self.answer_state is not UNKNOWN

    @property
    def is_proven_by_robot(self) -> bool:
        """Tell whether it is answered, at least in part, and a robot's result backs it."""
        return self.answer_state in HALVES and any(proof.result is not None for proof in self.evidence)

    @property
    def credit(self) -> Fraction | None:
        """The share of its weight that it brings into the score; None where it does not count."""
        return Fraction(HALVES.get(self.state, 0), 2) if self.is_counting else None

    @property
    def raw_credit(self) -> Fraction | None:
        """The same for the raw score, in which a waived check counts as what it is beneath."""
        if self.state is WAIVED:
            return Fraction(HALVES.get(self.answer_state, 0), 2)
        return self.credit

    @property
    def waits_on(self) -> str | None:
        """The platform that must act for this to be better; None where it is the team's own."""
        if self.platform is None:
            return None
        waits = self.answered_by is FROM_PLATFORM or self.why is PART_WEIGHS
        return self.platform if waits else None

    @property
    def text(self) -> str:
        """Why it is what it is, in one plain sentence."""
        return sentences.of_finding(self)


class Reason(Noun, array_like=True):
    """One thing on which a verdict rests; `brings` is the verdict that it makes.

    `until` is the last day on which it holds, where known. `title` names what it is `about`; `name`, `on` and
    `state` are what the sentence needs besides.
    """

    code: ReasonCode
    brings: Verdict
    about: About
    title: str
    since: date | None = None
    until: date | None = None
    state: State | None = None
    name: str | None = None
    on: date | None = None
    enforced_from: date | None = None

    @property
    def text(self) -> str:
        """The reason in one plain sentence."""
        return sentences.of_reason(self)


class Judgement(Noun, array_like=True):
    """A verdict with its reasons; `further` are those that would remain once the verdict's are gone."""

    verdict: Verdict | None
    reasons: tuple[Reason, ...] = ()
    further: tuple[Reason, ...] = ()


class TargetJudgement(Noun):
    """What is being prepared, judged on its `day`; `is_past` where the day asked for was before as-of."""

    day: date
    lifecycle: Lifecycle
    tier: int | None
    judgement: Judgement
    tally: Tally
    level: str | None
    on: date
    is_past: bool = False

    @property
    def text(self) -> str:
        """The outcome in a few words: “production on 2026-12-10: no-go, 2 reasons”."""
        return sentences.of_target(self)


class Ceiling(Noun, array_like=True):
    """A dependency that misses its own required level and caps the effective level at what it reached."""

    service: str
    level: str | None
    required: str


class RiskPosition(Noun, order=True):
    """A cell of the matrix; both 1 to 5."""

    likelihood: int
    impact: int

    @property
    def exposure(self) -> int:
        """Likelihood × impact."""
        return self.likelihood * self.impact


class Risk(Noun, array_like=True):
    """A risk of a service on the day.

    A derived one has the standard risk's id, one position, no status; `checks` are its cause. A
    declared one has its status of the day (an acceptance that does not hold yet, or is void, leaves
    it open) and `review_on` while accepted. `covers` are the standard's risks that it replaces.
    """

    id: str
    origin: Origin
    title: str
    inherent: RiskPosition
    residual: RiskPosition
    band: str
    residual_band: str
    status: RiskStatus | None = None
    cause: str | None = None
    consequence: str | None = None
    production_effect: str | None = None
    technical_impact: str | None = None
    business_impact: str | None = None
    checks: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    category: str | None = None
    owner: str | None = None
    review_on: date | None = None
    accepted_by: str | None = None

    @property
    def is_standing(self) -> bool:
        """Tell whether it is in the matrices; a closed one is history."""
        return self.status is not CLOSED


class OpenCondition(Noun, array_like=True):
    """What a review asked for and is not done; `blocks_from` is the day from which it is a no-go."""

    condition: Condition
    review: Review
    blocks_from: date | None = None
    is_overdue: bool = False


class Coverage(Noun, array_like=True):
    """How much of what is enforced is answered, and by whom."""

    enforced: int = 0
    answered: int = 0
    planned: int = 0
    proven_by_robots: int = 0
    from_platforms: int = 0
    self_answered: int = 0

    @property
    def text(self) -> str:
        """What stands beside the number: “answered 18 of 26, 4 planned, 6 proven by robots”."""
        return sentences.of_coverage(self)


def total(fractions: Iterable[Fraction]) -> Fraction:
    """Return the sum; added one by one, fractions would take many times longer."""
    by_whole: dict[int, int] = {}
    for part, whole in map(Fraction.as_integer_ratio, fractions):
        by_whole[whole] = by_whole.get(whole, 0) + part
    common = lcm(*by_whole)
    return Fraction(sum(part * (common // whole) for whole, part in by_whole.items()), common)


class Scorecard(Noun):
    """A service on one day.

    `findings` are in the standard's order. `level`, `earned_level`, `effective_level`,
    `required_level` are ids, None where there is none. `required_satisfied` is None where no level
    is required. A service that lacks the tier that the standard asks for has no required level;
    `as_if` is its verdict as if tier 2.
    `review_due` is the day by which the next review must be held. `categories` are the scores, before
    their division, of those in which a check counts; `states` says how many findings are in each state.
    """

    service: Service
    findings: Sequence[Finding]
    tally: Tally
    raw_tally: Tally
    level: str | None
    earned_level: str | None
    effective_level: str | None
    required_level: str | None
    required_satisfied: bool | None
    judgement: Judgement
    ceilings: tuple[Ceiling, ...] = ()
    risks: tuple[Risk, ...] = ()
    as_if: Judgement | None = None
    target: TargetJudgement | None = None
    latest_review: Review | None = None
    review_due: date | None = None
    conditions: tuple[OpenCondition, ...] = ()
    coverage: Coverage = Coverage()
    categories: dict[str, Tally] = {}
    states: dict[State, int] = {}

    @property
    def id(self) -> str:
        """The service's id."""
        return self.service.id

    @property
    def score(self) -> Fraction | None:
        """The score, 0 to 100, exact; None where nothing counts."""
        return self.tally.score

    @property
    def raw_score(self) -> Fraction | None:
        """The score in which a waived check counts as what it is beneath."""
        return self.raw_tally.score

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; None for what is planned or retired."""
        return self.judgement.verdict

    @property
    def failing(self) -> int:
        """How many findings stand in the way of a level."""
        return sum([count for state, count in self.states.items() if state in FAILING])

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return self.states.get(State.WAIVED, 0)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What the verdict rests on."""
        return self.judgement.reasons

    @property
    def next_review_on(self) -> date | None:
        """The day by which the next review must be held, past ones included."""
        return self.review_due

    @property
    def is_in_groups(self) -> bool:
        """Tell whether groups count it at all; retired and planned services are left out."""
        return self.service.is_in_groups

    @property
    def is_measured(self) -> bool:
        """Tell whether it is part of means and shares; unassessed ones are counted apart."""
        return self.is_in_groups and self.judgement.verdict is not UNASSESSED

    def points_lost(self, finding: Finding) -> Fraction | None:
        """Return what `finding` costs, None where it does not count; all add up to 100 − score."""
        if not self.tally.weight or not finding.is_counting:
            return None
        missing = 2 - HALVES.get(finding.state, 0)
        return _share(50 * missing * finding.units, self.tally.weight)

    def finding(self, check: str) -> Finding | None:
        """Return the finding of `check`, None where it is not listed."""
        for each in self.findings:
            if each.check == check:
                return each
        return None


class Portfolio(Noun):
    """Everything on one day. `standard` is the one in force on it, with its amendments up to then."""

    catalog: Catalog
    day: date
    standard: Standard
    scorecards: dict[str, Scorecard]

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Files that could not be read as manifests; they have no scorecard."""
        return self.catalog.unreadable

    def owned(self) -> dict[str, list[Scorecard]]:
        """Return the scorecards of each owner, those that no group counts too."""
        found: dict[str, list[Scorecard]] = defaultdict(list)
        for card in self.scorecards.values():
            found[card.service.owner].append(card)
        return dict(found)

    def check(self, id: str) -> Check | None:  # noqa: A002 - the word of the contract
        """Return the check as it is in force on the day."""
        return self.standard.checks.get(id)


class EventKind(StrEnum):
    """What happens on a day by itself; the last five are listed and change nothing."""

    EVIDENCE_LATE = "evidence-late"
    EVIDENCE_EXPIRED = "evidence-expired"
    ANSWER_ENDS = "answer-ends"
    RECORD = "record"
    CONTRADICTED = "contradicted"
    WAIVER_BEGINS = "waiver-begins"
    WAIVER_ENDS = "waiver-ends"
    EXEMPTION_BEGINS = "exemption-begins"
    EXEMPTION_ENDS = "exemption-ends"
    ENFORCED = "enforced"
    AMENDED = "amended"
    TIER_ENFORCED = "tier-enforced"
    REVIEW = "review"
    REVIEW_OVERDUE = "review-overdue"
    CONDITION_CLOSED = "condition-closed"
    CONDITION_BLOCKS = "condition-blocks"
    RISK_ACCEPTED = "risk-accepted"
    RISK_IDENTIFIED = "risk-identified"
    ACCEPTANCE_ENDS = "acceptance-ends"
    DEPENDENCY = "dependency"
    CHECK_DUE = "check-due"
    CONDITION_DUE = "condition-due"
    RISK_DUE = "risk-due"
    RETIRES = "retires"
    TARGET = "target"


class Cost(Noun, array_like=True):
    """What an event does to a service: its tally, level and verdict just before and just after."""

    service: str
    before: Tally
    after: Tally
    from_state: State | None = None
    to_state: State | None = None

    @property
    def points(self) -> Fraction | None:
        """Points lost (negative: gained); None where there is no score before or after."""
        before, after = self.before, self.after
        if not (before.weight and after.weight):
            return None
        return _share(50 * self._difference, before.weight * after.weight)

    @property
    def is_felt(self) -> bool:
        """Tell whether points are lost or gained; what they come to takes long to say."""
        return bool(self.before.weight and self.after.weight and self._difference)

    @property
    def _difference(self) -> int:
        before, after = self.before, self.after
        return before.credit * after.weight - after.credit * before.weight


class Event(Noun, array_like=True):
    """What happens on `day`, its first day.

    One platform answer that ends is one event with all its `costs`; any other has one. `owner` is
    whose it is: a person, a team, or for a platform's answer its team. Events of a day and service
    are applied in their order, so that their costs add up to what the day does to its score.
    """

    day: date
    kind: EventKind
    about: About
    title: str
    costs: tuple[Cost, ...]
    owner: str | None = None
    platform: str | None = None
    name: str | None = None
    detail: str | None = None

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it concerns, in order of id."""
        return tuple(cost.service for cost in self.costs)

    @property
    def points(self) -> Fraction | None:
        """Points that it costs, over all its services; None where no score is concerned."""
        known = [cost.points for cost in self.costs if cost.points is not None]
        return sum(known, Fraction(0)) if known else None

    @property
    def text(self) -> str:
        """What happens, in one plain sentence."""
        return sentences.of_event(self)


class ServiceStep(Noun, array_like=True):
    """From `day` on, until the next step, a service stands here."""

    day: date
    tally: Tally
    raw_tally: Tally
    level: str | None
    effective_level: str | None
    verdict: Verdict | None
    required_satisfied: bool | None

    @property
    def score(self) -> Fraction | None:
        """The score, exact; None where nothing counts."""
        return self.tally.score


class GroupStep(Noun):
    """From `day` on, until the next step, a group stands here."""

    day: date
    score: Fraction | None
    verdicts: dict[Verdict, int]
    levels: dict[str, int]
    satisfied: int
    required: int
    assessed: int


def on(steps: tuple[Dated, ...], day: date) -> Dated | None:
    """Return the step that holds on `day`, None before the first one."""
    held = None
    for step in steps:
        if step.day > day:
            break
        held = step
    return held


class ServiceForecast(Noun, array_like=True):
    """How a service stands from as-of on; the first step is as-of itself."""

    service: str
    steps: tuple[ServiceStep, ...]
    events: tuple[Event, ...] = ()

    def on(self, day: date) -> ServiceStep | None:
        """Return where it stands on `day` of the horizon."""
        return on(self.steps, day)


class Forecast(Noun):
    """What changes by itself up to and including `until`; services in order of id."""

    day: date
    until: date
    services: dict[str, ServiceForecast]
    events: tuple[Event, ...] = ()


DatedScores = tuple[tuple[date, Fraction | None], ...]
"""From each day on, a score of 0 to 100 or none."""


class GroupForecast(Noun):
    """How a group of services stands from as-of on, and what happens to its members."""

    steps: tuple[GroupStep, ...]
    events: tuple[Event, ...] = ()

    def on(self, day: date) -> GroupStep | None:
        """Return where it stands on `day` of the horizon."""
        return on(self.steps, day)


class NextStep(Noun):
    """One failing check of a service and what it would unlock.

    `level` is the check's; `points` what it costs now; `waits_on` the platform that must act.
    `opens_gate` where the verdict waits for it.
    """

    service: str
    check: str
    title: str
    state: State
    level: str
    effort: Effort
    points: Fraction
    opens_gate: bool = False
    planned: bool = False
    waits_on: str | None = None
    owner: str | None = None
    due_on: date | None = None


class ServiceSteps(Noun):
    """What to do next for a service: all failing checks in order, and what the next level still needs."""

    service: str
    steps: tuple[NextStep, ...]
    next_level: str | None = None
    to_next_level: tuple[NextStep, ...] = ()


class StepGroup(Noun):
    """One check that fails for several services of a team, and the points that it costs over all of them."""

    check: str
    services: int
    points: Fraction


class FirstSteps(Noun):
    """The first steps of a list in order, and how many there are on the whole."""

    steps: tuple[NextStep, ...] = ()
    whole: int = 0


class TeamSteps(Noun):
    """What to do first for a team over all its services.

    `own` is what it can do by itself, `waiting` what waits on each platform. `shared` are the checks
    that fail for several services, those first that cost most.
    """

    team: str
    own: FirstSteps = FirstSteps()
    waiting: dict[str, FirstSteps] = {}
    shared: tuple[StepGroup, ...] = ()


class Scope(StrEnum):
    """By what services are grouped."""

    ORGANISATION = "organisation"
    TEAM = "team"
    SYSTEM = "system"
    TIER = "tier"
    KIND = "kind"
    TAG = "tag"
    PLATFORM = "platform"


class Share(Noun):
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def ratio(self) -> Fraction | None:
        """The share, 0 to 1; None of nothing."""
        return Fraction(self.part, self.whole) if self.whole else None


class MatrixCell(Noun):
    """The risks on one cell of a matrix: service and risk, in order."""

    position: RiskPosition
    band: str
    risks: tuple[tuple[str, str], ...] = ()


class CategoryScore(Noun):
    """The mean score of a category over the services that have one in it."""

    category: str
    score: Fraction | None
    services: int = 0


class CheckRate(Noun):
    """How a check fares: services by state; `passed` of those in which it counts."""

    check: str
    states: dict[State, int]
    passed: Share


class Rollup(Noun):
    """A group of services: counts, a mean, shares; no level and no verdict of its own.

    `members` are the services that count (neither retired nor planned), `left_out` the others; both
    in order of id. `levels` counts the measured ones, "" where no level is reached. `score` is the
    mean of the measured ones' scores. `satisfied` is the share at the level that is required of them.
    """

    scope: Scope
    id: str
    title: str
    members: tuple[str, ...]
    left_out: tuple[str, ...]
    verdicts: dict[Verdict, int]
    levels: dict[str, int]
    score: Fraction | None
    scored: int
    satisfied: Share
    coverage: Coverage
    categories: tuple[CategoryScore, ...]
    inherent: tuple[MatrixCell, ...]
    residual: tuple[MatrixCell, ...]
    waivers_in_force: int = 0
    reviews_overdue: int = 0


class WaiverStanding(StrEnum):
    """Where a waiver or approved not-applicable stands on the day."""

    IN_FORCE = "in-force"
    ENDED = "ended"
    VOID = "void"


class WaiverEntry(Noun):
    """A line of the waivers' ledger.

    `until` is the last day on which it holds, the standard's maximum applied; None: no end.
    `renewals` counts the earlier ones for the same check of the same service; `held_since` is the
    first day of the unbroken run.
    """

    service: str
    check: str
    is_exemption: bool
    standing: WaiverStanding
    reason: str
    approved_by: str
    approved_on: date
    until: date | None
    renewals: int
    held_since: date
    age_days: int
    path: str
    void_because: str | None = None


class Due(Noun, order=True):
    """Something with a day by which it must be done."""

    day: date
    service: str
    kind: EventKind
    about: About
    title: str
    owner: str | None = None
    is_overdue: bool = False


class Upkeep(Noun):
    """Evidence updates that the standard asks of a team a month, by who makes them, and reviews.

    `by_check` divides what people renew by hand. Robots, platforms and parts of manifests take the
    others off them. `for_platforms` is what the team owes as the owner of platforms, once for all
    services on them.
    """

    team: str
    by_hand: Fraction
    by_robot: Fraction
    by_platform: Fraction
    by_manifest: Fraction
    for_platforms: Fraction
    reviews: Fraction
    services: int
    by_check: dict[str, Fraction] = {}


class ContradictionKind(StrEnum):
    """What only a look over the whole fleet shows."""

    OBJECTIVE_ABOVE_DEPENDENCY = "objective-above-dependency"
    CRITICAL_ON_LESSER = "critical-on-lesser"
    EVIDENCE_SHARED = "evidence-shared"
    EVIDENCE_REDATED = "evidence-redated"
    RISK_CLOSED_CHECK_FAILS = "risk-closed-check-fails"
    REVIEW_BY_OWN_TEAM = "review-by-own-team"
    WAIVER_BY_AUTHOR = "waiver-by-author"
    TARGET_PAST = "target-past"
    NOT_APPLICABLE_VOID = "not-applicable-void"


class Contradiction(Noun):
    """A notice: two things in the catalog that do not go together."""

    kind: ContradictionKind
    services: tuple[str, ...]
    about: About
    text: str

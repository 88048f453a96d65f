"""A manifest as its file says it: one YAML file in which a team answers for one service."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from gonogo.model.noun import Noun
from gonogo.model.words import (
    ChangeKind,
    Criticality,
    Kind,
    Lifecycle,
    ReviewDecision,
    ReviewKind,
    RiskStatus,
    Status,
    Treatment,
    Where,
)

Day: TypeAlias = date
"""The type of a field that is itself called `date`."""


class Link(Noun):
    """A named address; `kind` is a free word such as `repository` or `dashboard`."""

    kind: str
    title: str
    url: str


HARD = Criticality.HARD
"""Looked up once: every dependency is asked again and again."""


class Dependency(Noun, omit_defaults=True):
    """What a service needs: a service of the catalog or something outside; exactly one of the two."""

    criticality: Criticality
    service: str | None = None
    external: str | None = None
    fallback: str | None = None
    retires_on: date | None = None
    note: str | None = None

    @property
    def is_vital(self) -> bool:
        """Tell whether the service goes down with it, for want of a fallback."""
        return self.criticality is HARD and not self.fallback


class OnCall(Noun):
    """Who is paged."""

    rotation: str
    url: str | None = None


class EscalationStep(Noun):
    """Whom to ask when the person on call does not get on."""

    role: str
    contact: str


class Runbook(Noun):
    """What to do when something common breaks."""

    title: str
    url: str


class Objective(Noun):
    """A service level objective: `target` in `unit` over `window_days`."""

    indicator: str
    target: Decimal
    unit: str | None = None
    window_days: int | None = None


class Operations(Noun, omit_defaults=True):
    """How a service is run. What is absent comes from the team, then from its parents."""

    on_call: OnCall | None = None
    escalation: tuple[EscalationStep, ...] = ()
    runbooks: tuple[Runbook, ...] = ()
    objectives: tuple[Objective, ...] = ()


class Confirmation(Noun):
    """Somebody looked: the entry as a whole is still true."""

    by: str
    on: date


class Target(Noun):
    """What is being prepared, judged for its day as well; absent parts are today's."""

    on: date
    lifecycle: Lifecycle | None = None
    tier: int | None = None


class MajorChange(Noun):
    """A big change that ages evidence collected before it."""

    on: date
    kind: ChangeKind
    text: str | None = None


class Evidence(Noun, omit_defaults=True):
    """A dated record that backs an answer; `source` names the robot that wrote it, if one did."""

    kind: str
    url: str | None = None
    title: str | None = None
    collected_on: date | None = None
    collected_by: str | None = None
    excerpt: str | None = None
    expires_on: date | None = None
    source: str | None = None


class Waiver(Noun):
    """Permission not to meet a check until a day, given by a person.

    `where` and `path` say where it stands; binding fills them, files cannot.
    """

    reason: str
    approved_by: str
    approved_on: date
    expires_on: date
    where: Where = Where.ANYWHERE
    path: str = ""


class Answer(Noun, omit_defaults=True):
    """What a team says of a check; no status beside a waiver means unanswered."""

    status: Status | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None
    owner: str | None = None
    due_on: date | None = None
    reason: str | None = None
    waiver: Waiver | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    expires_on: date | None = None


class Residual(Noun):
    """Where a risk stands once it is treated; both 1 to 5."""

    likelihood: int
    impact: int


class DeclaredRisk(Noun, omit_defaults=True):
    """A risk that a team wrote down; likelihood and impact 1 to 5."""

    id: str
    title: str
    cause: str
    consequence: str
    likelihood: int
    impact: int
    treatment: Treatment
    status: RiskStatus
    category: str | None = None
    covers: tuple[str, ...] = ()
    mitigation: str | None = None
    residual: Residual | None = None
    owner: str | None = None
    identified_on: date | None = None
    due_on: date | None = None
    checks: tuple[str, ...] = ()
    accepted_by: str | None = None
    accepted_on: date | None = None
    review_on: date | None = None
    note: str | None = None


class Reviewer(Noun, omit_defaults=True):
    """A person of teams.yaml by id, or anybody by name."""

    id: str | None = None
    name: str | None = None
    role: str | None = None


class Condition(Noun, omit_defaults=True):
    """What reviewers asked for."""

    id: str
    text: str
    check: str | None = None
    owner: str | None = None
    due_on: date | None = None
    blocking: bool = False
    done_on: date | None = None


class Review(Noun, omit_defaults=True):
    """A dated decision by named people.

    `path` names the file in which it stands; binding fills it, files cannot.
    """

    date: Day
    kind: ReviewKind
    decision: ReviewDecision
    reviewers: tuple[Reviewer, ...]
    stage: str | None = None
    summary: str | None = None
    url: str | None = None
    commit: str | None = None
    conditions: tuple[Condition, ...] = ()
    next_review_on: Day | None = None
    path: str = ""


class ServiceBlock(Noun, omit_defaults=True):
    """The `service:` block of a manifest."""

    id: str
    name: str
    owner: str
    kind: Kind
    lifecycle: Lifecycle
    description: str | None = None
    tier: int | None = None
    target: Target | None = None
    traits: dict[str, bool] = {}
    platforms: tuple[str, ...] = ()
    system: str | None = None
    tags: tuple[str, ...] = ()
    confirmed: Confirmation | None = None
    former_ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    depends_on: tuple[Dependency, ...] = ()


class Manifest(Noun, omit_defaults=True):
    """One manifest as written; nothing is inherited or looked up yet."""

    schema_version: int
    service: ServiceBlock
    operations: Operations = Operations()
    changes: tuple[MajorChange, ...] = ()
    checks: dict[str, Answer] = {}
    risks: tuple[DeclaredRisk, ...] = ()
    reviews: tuple[Review, ...] = ()

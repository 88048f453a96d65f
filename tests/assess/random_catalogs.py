"""Small and nasty catalogs by chance: the same seed gives the same catalog.

Dates cluster within three days of the edges that decide something as of `DAY`, so that a rule that is off
by one day shows. What reading guarantees (records in order, bound platforms and dependencies) holds.
"""

# ruff: noqa: S311 - chance for tests, no secret

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from gonogo.model.catalog import (
    Acceptance,
    Catalog,
    Exemption,
    Group,
    Person,
    Platform,
    PlatformAnswer,
    RobotResult,
    Service,
    Team,
)
from gonogo.model.manifest import (
    Answer,
    Condition,
    Confirmation,
    DeclaredRisk,
    Dependency,
    EscalationStep,
    Evidence,
    MajorChange,
    Objective,
    OnCall,
    Operations,
    Residual,
    Review,
    Reviewer,
    Runbook,
    Target,
    Waiver,
)
from gonogo.model.standard import (
    DEFAULT_BANDS,
    Amendment,
    Applicability,
    ApprovalRule,
    Band,
    Category,
    Check,
    EvidenceRule,
    Level,
    Standard,
    StandardRisk,
    Tier,
    Trait,
    WaiverLimits,
)
from gonogo.model.words import (
    AnsweredBy,
    ChangeKind,
    Criticality,
    DecisionKind,
    Kind,
    Lifecycle,
    NotApplicable,
    Result,
    ReviewDecision,
    ReviewKind,
    RiskStatus,
    Share,
    Status,
    Treatment,
    Where,
)

T = TypeVar("T")

DAY = date(2026, 11, 20)
AGES = (0, 1, 5, 30)
GRACES = (0, 1, 5, 14)
INTERVALS = (1, 30, 90)
WEIGHTS = ("1", "1", "1", "2", "3", "0.1", "0.5", "1.25", "2.333", "0.07")
TIERS = (1, 2, 3) * 6 + (4,)  # the standard by chance has no tier 4
KINDS = (Kind.SERVICE, Kind.JOB, Kind.LLM_APP)
RUNNING = (Lifecycle.PRODUCTION, Lifecycle.PRODUCTION, Lifecycle.PRODUCTION, Lifecycle.BETA)
TAGS = ("red", "blue")
TRAITS = ("stateful", "public")
EVIDENCE_KINDS = ("report", "drill")
SOURCES = ("k6", "trivy", "zap")
PEOPLE = ("ana", "ben", "carla")
PLATFORMS = ("cloud", "mesh")
RISKS = ("outage", "leak", "drift")
DATED_PARTS = (AnsweredBy.RECENT_REVIEW, AnsweredBy.CONFIRMED)
UNKNOWN = "unheard-of"
FACETS = ("approvals", "amendments", "planned", "lists", "targets", "risks", "reviews")


def catalog(seed: int) -> Catalog:
    """Return the catalog of `seed`."""
    return Maker(Random(seed)).catalog()


class Maker:
    """Makes one catalog; what it is about is drawn first, so that not every catalog has everything."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.facets = {facet for facet in FACETS if self.maybe(0.6)}
        self.levels = [f"level-{n}" for n in range(1, self.pick((0, 1, 2, 3, 3)) + 1)]
        self.tiered = self.maybe(0.6)
        self.check_ids = [f"check-{n}" for n in range(1, random.randint(1, 7) + 1)]
        self.service_ids = [f"service-{n}" for n in range(1, random.randint(1, 4) + 1)]
        self.checks: dict[str, Check] = {}
        self.zeal = 0.7  # how much of what is asked the team at hand does

    # Chance

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def some(self, choices: Sequence[T], most: int = 2) -> tuple[T, ...]:
        return tuple(self.random.sample(list(choices), self.random.randint(0, min(most, len(choices)))))

    def near(self, days: int = 0) -> date:
        """Return a day at most three days from `DAY` plus `days`; mostly at most one."""
        return DAY + timedelta(days=days + self.pick((-3, -2, -1, -1, 0, 0, 1, 1, 2, 3)))

    def or_none(self, share: float, make: Callable[[], T]) -> T | None:
        return make() if self.maybe(share) else None

    # Standard

    def catalog(self) -> Catalog:
        standard = self.standard()
        return Catalog(
            title="By chance",
            standard=standard,
            teams={"team": Team(id="team", name="Team")},
            people={id_: Person(id=id_, name=id_.title()) for id_ in PEOPLE},
            groups={
                "leads": Group(id="leads", people=("carla",)),
                "office": Group(id="office", people=self.some(PEOPLE)),
            },
            platforms={id_: self.platform(id_) for id_ in PLATFORMS},
            services={id_: self.service(id_) for id_ in self.service_ids},
        )

    def standard(self) -> Standard:
        self.checks = {id_: self.check(id_) for id_ in self.check_ids}
        amendments = self.amendments() if "amendments" in self.facets else ()
        return Standard(
            id="by-chance",
            version="1",
            title="By chance",
            levels=tuple(Level(id=id_, name=id_) for id_ in self.levels),
            tiers={n: self.tier(n) for n in (1, 2, 3)} if self.tiered else {},
            traits={id_: Trait(id=id_, question="Is it?") for id_ in TRAITS},
            categories={
                "first": Category(id="first", name="First", weight=self.weight()),
                "second": Category(id="second", name="Second", weight=self.weight()),
            },
            checks=self.checks,
            amendments=amendments,
            risks={id_: self.standard_risk(id_) for id_ in RISKS[: self.random.randint(0, 3)]},
            bands=DEFAULT_BANDS if self.maybe(0.7) else self.bands(),
            waivers=self.waiver_limits(),
            approvals=self.approvals() if "approvals" in self.facets else {},
        )

    def weight(self) -> Decimal:
        return Decimal(self.pick(WEIGHTS))

    def bands(self) -> tuple[Band, ...]:
        return (
            Band(id="low", up_to=self.pick((3, 4))),
            Band(id=self.pick(("critical", "high")), up_to=self.pick((11, 12))),
            Band(id="severe", up_to=self.pick((20, 25))),
        )

    def tier(self, number: int) -> Tier:
        return Tier(
            id=number,
            name=f"Tier {number}",
            required_level=self.pick(self.levels) if self.levels and self.maybe(0.7) else None,
            review_every_days=self.or_none(0.4, lambda: self.pick(INTERVALS)),
            enforce_from=self.or_none(0.25, self.near),
        )

    def standard_risk(self, id_: str) -> StandardRisk:
        return StandardRisk(
            id=id_,
            title=id_,
            production_effect="It stops",
            technical_impact="Errors",
            business_impact="Loss",
            likelihood=self.random.randint(1, 5),
            impact_by_tier={tier: self.random.randint(1, 5) for tier in (1, 2, 3, 4)},
        )

    def waiver_limits(self) -> WaiverLimits:
        return WaiverLimits(
            max_days=self.or_none(0.4, lambda: self.pick((1, 10, 30))),
            max_days_by_tier={1: self.pick((1, 10)), 2: self.pick((5, 20))} if self.maybe(0.3) else {},
        )

    def approvals(self) -> dict[DecisionKind, ApprovalRule]:
        return {kind: self.approval_rule() for kind in DecisionKind if self.maybe(0.5)}

    def approval_rule(self) -> ApprovalRule:
        return ApprovalRule(
            groups=self.pick((("leads",), ("leads",), ("leads", "office"), (UNKNOWN,), ())),
            tiers=self.some((1, 2, 3)),
            where=self.pick((Where.ANYWHERE, Where.ANYWHERE, Where.DECISIONS)),
        )

    def check(self, id_: str) -> Check:
        return Check(
            id=id_,
            title=id_,
            category=self.pick(("first", "first", "second")),
            level=self.pick(self.levels) if self.levels and self.maybe(0.97) else UNKNOWN,
            weight=self.weight(),
            applies_to=self.applies_to() if self.maybe(0.25) else (),
            evidence=self.evidence_rule(),
            gate_for_tiers=self.some((1, 2, 3)) if self.maybe(0.35) else (),
            not_applicable=self.pick((NotApplicable.ALLOWED, NotApplicable.APPROVED, NotApplicable.NEVER)),
            answered_by=self.or_none(0.3, lambda: self.pick((*AnsweredBy, *DATED_PARTS))),
            enforce_from=self.or_none(0.15, self.near),
            mitigates=self.some((*RISKS, UNKNOWN)) if self.maybe(0.6) else (),
            retired=self.maybe(0.03),
        )

    def applies_to(self) -> tuple[Applicability, ...]:
        return tuple(self.applicability() for _ in range(self.pick((1, 1, 2))))

    def applicability(self) -> Applicability:
        return Applicability(
            kinds=self.some(KINDS) if self.maybe(0.4) else (),
            tags=self.some(TAGS) if self.maybe(0.2) else (),
            lifecycles=self.some(("beta", "production", "planned")) if self.maybe(0.3) else (),
            tiers=self.some((1, 2, 3)) if self.maybe(0.3) else (),
            traits=self.some(TRAITS) if self.maybe(0.4) else (),
        )

    def evidence_rule(self) -> EvidenceRule:
        return EvidenceRule(
            required=self.maybe(0.6),
            kinds=self.some(EVIDENCE_KINDS) if self.maybe(0.4) else (),
            max_age_days=self.or_none(0.6, lambda: self.pick(AGES)),
            stale_after=self.some(("model", "prompt")) if self.maybe(0.4) else (),
            sources=self.some(SOURCES) if self.maybe(0.5) else (),
            grace_days=self.pick(GRACES),
        )

    def amendments(self) -> tuple[Amendment, ...]:
        current = dict(self.checks)
        found = []
        for since in sorted(self.near() for _ in range(self.random.randint(1, 3))):
            id_ = self.pick(self.check_ids)
            current[id_] = self.amended(current[id_])
            found.append(Amendment(since=since, check=id_, becomes=current[id_]))
        days = {each.since for each in found}
        return tuple(reversed(found)) if len(days) == len(found) and self.maybe(0.3) else tuple(found)

    def amended(self, check: Check) -> Check:
        other = self.check(check.id)
        keys = self.some(
            ("level", "weight", "evidence", "gate_for_tiers", "enforce_from", "mitigates"), most=3
        )
        keys += self.some(("applies_to", "not_applicable", "answered_by", "category"), most=1)
        changed = replace(check, **{key: getattr(other, key) for key in keys})
        return replace(changed, retired=True) if self.maybe(0.1) else changed

    # Evidence

    def collected(self, rule: EvidenceRule) -> date:
        """Return a day that lies at one of the edges of `rule`."""
        edges = [0, -1]
        if rule.max_age_days is not None:
            edges += [-rule.max_age_days, -rule.max_age_days, -rule.max_age_days - rule.grace_days]
        if rule.stale_after:
            edges += [-rule.grace_days, -6]
        return self.near(self.pick(edges))

    def ending(self, rule: EvidenceRule) -> date:
        return self.near(self.pick((0, -rule.grace_days)))

    def evidence(self, rule: EvidenceRule) -> Evidence:
        return Evidence(
            kind=self.pick((*EVIDENCE_KINDS, "report")),
            url="https://example.com/evidence",
            collected_on=self.or_none(0.9, lambda: self.collected(rule)),
            expires_on=self.or_none(0.3, lambda: self.ending(rule)),
            source=self.or_none(0.03, lambda: self.pick(SOURCES)),
        )

    def pieces(self, rule: EvidenceRule) -> tuple[Evidence, ...]:
        fresh = Evidence(
            kind=(rule.kinds or EVIDENCE_KINDS)[0], url="https://example.com/fresh", collected_on=DAY
        )
        some = tuple(self.evidence(rule) for _ in range(self.pick((0, 1, 1, 1, 2))))
        return (fresh, *some) if self.maybe(0.5 * self.zeal**2) else some

    def status(self) -> Status:
        if self.maybe(self.zeal**2):
            return Status.MET
        return self.pick(tuple(Status))

    # Platforms and robots

    def platform(self, id_: str) -> Platform:
        answers = {
            check.id: self.platform_answer(check) for check in self.checks.values() if self.maybe(0.35)
        }
        return Platform(id=id_, name=id_, owner="team", checks=answers)

    def platform_answer(self, check: Check) -> PlatformAnswer:
        share = self.pick((Share.FULL, Share.FULL, Share.PART))
        status = self.status()
        said = PlatformAnswer(status=status, share=share, evidence=self.pieces(check.evidence))
        if share == Share.PART:
            return replace(said, remaining="Their own half")
        if status == Status.NOT_APPLICABLE:
            return replace(said, **self.permission())
        return said

    def permission(self) -> dict[str, object]:
        """Return the fields of a not-applicable answer: approved or not, of yesterday or of tomorrow."""
        fields: dict[str, object] = {"reason": "Does not fit" if self.maybe(0.95) else None}
        if self.maybe(0.6):
            fields["approved_by"] = self.pick(PEOPLE)
            fields["approved_on"] = self.near()
            fields["expires_on"] = self.or_none(0.5, self.near)
        return fields

    def results(self, service: str, check: Check) -> tuple[RobotResult, ...]:
        found = [
            RobotResult(
                source=self.pick((*check.evidence.sources, *SOURCES[:2])),
                service=service,
                check=check.id,
                collected_on=self.collected(check.evidence),
                result=self.pick((Result.PASS, Result.PASS, Result.FAIL)),
            )
            for _ in range(self.pick((1, 1, 2, 4)))
        ]
        return tuple(sorted(found, key=lambda result: (result.source, result.collected_on)))

    # Services

    def service(self, id_: str) -> Service:
        self.zeal = self.pick((0.0, 0.6, 0.8, 0.95, 1.0))
        answers = {check.id: self.answer(check) for check in self.checks.values() if self.maybe(self.zeal)}
        if self.maybe(0.1):
            answers[UNKNOWN] = Answer(status=self.pick((Status.MET, Status.UNMET)))
        return Service(
            id=id_,
            name=id_,
            owner=self.pick(("team", "team", UNKNOWN)),
            kind=self.pick(KINDS),
            lifecycle=self.lifecycle(),
            path=f"services/{id_}.yaml",
            tier=self.pick(TIERS) if self.maybe(0.9 if self.tiered else 0.3) else None,
            target=self.or_none(0.5, self.target) if "targets" in self.facets else None,
            traits={trait: self.maybe(0.5) for trait in TRAITS if self.maybe(0.7)},
            platforms=self.some(PLATFORMS),
            tags=self.some(TAGS),
            confirmed=self.or_none(0.6, self.confirmation),
            depends_on=tuple(self.dependency() for _ in range(self.pick((0, 1, 1, 2)))),
            operations=self.operations(),
            changes=tuple(self.change() for _ in range(self.pick((0, 0, 1, 2, 3)))),
            checks=answers,
            risks=self.risks() if "risks" in self.facets else (),
            reviews=self.reviews(id_) if "reviews" in self.facets else (),
            waivers={check: self.waivers() for check in (*self.check_ids, UNKNOWN) if self.maybe(0.2)},
            exemptions={check: self.exemptions() for check in (*self.check_ids, UNKNOWN) if self.maybe(0.12)},
            acceptances=self.acceptances() if "risks" in self.facets else (),
            results={check.id: self.results(id_, check) for check in self.checks.values() if self.maybe(0.3)},
        )

    def lifecycle(self) -> Lifecycle:
        return self.pick(tuple(Lifecycle) if "planned" in self.facets else RUNNING)

    def target(self) -> Target:
        return Target(
            on=self.near(self.pick((-5, 0, 3, 6))),
            lifecycle=self.or_none(0.7, lambda: self.pick((*RUNNING, Lifecycle.PLANNED))),
            tier=self.or_none(0.5, lambda: self.pick(TIERS)),
        )

    def confirmation(self) -> Confirmation:
        return Confirmation(by="ana", on=self.near(self.pick((0, *(-age for age in AGES)))))

    def dependency(self) -> Dependency:
        hard = self.pick((Criticality.HARD, Criticality.HARD, Criticality.SOFT))
        fallback = self.or_none(0.2, lambda: "Cached answers")
        if self.maybe(0.2):
            return Dependency(
                criticality=hard, external="Provider", fallback=fallback, retires_on=self.near()
            )
        return Dependency(criticality=hard, service=self.pick(self.service_ids), fallback=fallback)

    def operations(self) -> Operations:
        return Operations(
            on_call=self.or_none(0.5, lambda: OnCall(rotation="primary")),
            escalation=(EscalationStep(role="Manager", contact="#leads"),) if self.maybe(0.5) else (),
            runbooks=(Runbook(title="Outage", url="https://example.com/rb"),) if self.maybe(0.5) else (),
            objectives=(Objective(indicator="availability", target=Decimal("99.9")),)
            if self.maybe(0.5)
            else (),
        )

    def change(self) -> MajorChange:
        kind = self.pick((ChangeKind.MODEL, ChangeKind.PROMPT, ChangeKind.TRAFFIC))
        return MajorChange(on=self.near(self.pick((0, -1, -5, -14))), kind=kind)

    def answer(self, check: Check) -> Answer:
        if self.maybe(0.05):
            return Answer()
        status = self.status()
        said = Answer(
            status=status,
            evidence=self.pieces(check.evidence),
            due_on=self.or_none(0.2, self.near),
            owner="ben",
        )
        if status == Status.NOT_APPLICABLE:
            return replace(said, **self.permission())
        return said

    def waivers(self) -> tuple[Waiver, ...]:
        return tuple(self.waiver() for _ in range(self.pick((1, 1, 2))))

    def waiver(self) -> Waiver:
        return Waiver(
            reason="Not yet",
            approved_by=self.pick(PEOPLE),
            approved_on=self.near(self.pick((0, -1, -5, -10, -20, -30))),
            expires_on=self.near(self.pick((0, 0, 20))),
            where=self.pick((Where.ANYWHERE, Where.DECISIONS)),
        )

    def exemptions(self) -> tuple[Exemption, ...]:
        return tuple(self.exemption() for _ in range(self.pick((1, 1, 2))))

    def exemption(self) -> Exemption:
        return Exemption(
            reason="Central",
            approved_by=self.pick(PEOPLE),
            approved_on=self.near(-2),
            expires_on=self.or_none(0.5, self.near),
        )

    # Risks and reviews

    def risks(self) -> tuple[DeclaredRisk, ...]:
        return tuple(self.declared(f"R-{n}") for n in range(1, self.random.randint(0, 3) + 1))

    def declared(self, id_: str) -> DeclaredRisk:
        status = self.pick(tuple(RiskStatus))
        risk = DeclaredRisk(
            id=id_,
            title=id_,
            cause="Something",
            consequence="Something else",
            likelihood=self.pick((2, 3, 4, 5, 5)),
            impact=self.pick((3, 4, 5, 5)),
            treatment=Treatment.ACCEPT,
            status=status,
            covers=self.some((*RISKS, UNKNOWN)) if self.maybe(0.5) else (),
            residual=self.or_none(
                0.4, lambda: Residual(likelihood=self.pick((1, 5)), impact=self.pick((4, 5)))
            ),
            identified_on=self.or_none(0.5, lambda: self.near(-1)),
            due_on=self.or_none(0.3, self.near),
            checks=self.some((*self.check_ids, UNKNOWN)),
        )
        if status != RiskStatus.ACCEPTED:
            return risk
        return replace(risk, accepted_by=self.pick(PEOPLE), accepted_on=self.near(-2), review_on=self.near())

    def acceptances(self) -> tuple[Acceptance, ...]:
        return tuple(
            Acceptance(
                risk=self.pick(("R-1", "R-1", "R-2", UNKNOWN)),
                reason="For now",
                approved_by=self.pick(PEOPLE),
                approved_on=self.near(-2),
                review_on=self.near(),
            )
            for _ in range(self.pick((0, 0, 1, 2)))
        )

    def reviews(self, service: str) -> tuple[Review, ...]:
        found = [self.review(service) for _ in range(self.random.randint(0, 3))]
        return tuple(
            sorted(found, key=lambda review: (review.date, not review.path.startswith("decisions/")))
        )

    def review(self, service: str) -> Review:
        return Review(
            date=self.near(self.pick((0, 0, -1, -20, *(-days for days in INTERVALS), -365))),
            kind=self.pick((ReviewKind.LAUNCH, ReviewKind.PERIODIC, ReviewKind.INCIDENT)),
            decision=self.pick(tuple(ReviewDecision)),
            reviewers=tuple(self.reviewer() for _ in range(self.pick((1, 1, 2)))),
            conditions=tuple(self.condition(f"C-{n}") for n in range(1, self.pick((0, 0, 1, 2)) + 1)),
            next_review_on=self.or_none(0.4, self.near),
            path=self.pick((f"services/{service}.yaml", "decisions/review.yaml")),
        )

    def reviewer(self) -> Reviewer:
        return Reviewer(name="Somebody") if self.maybe(0.2) else Reviewer(id=self.pick(PEOPLE))

    def condition(self, id_: str) -> Condition:
        return Condition(
            id=id_,
            text="Do it",
            check=self.or_none(0.5, lambda: self.pick((*self.check_ids, UNKNOWN))),
            owner="ben",
            due_on=self.or_none(0.8, lambda: self.near(self.pick((0, -14, -14)))),
            blocking=self.maybe(0.6),
            done_on=self.or_none(0.3, self.near),
        )

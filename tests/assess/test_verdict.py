"""The verdict and its reasons, and the target."""

from typing import Any

import pytest

from assess.build import (
    DAY,
    asked,
    catalog,
    check,
    days,
    evidence,
    met,
    not_applicable,
    partial,
    platform,
    result,
    review,
    service,
    standard,
    tier,
    unmet,
    waiver,
)
from gonogo.assess import assess
from gonogo.model.catalog import Acceptance, PlatformAnswer
from gonogo.model.manifest import (
    Answer,
    Condition,
    DeclaredRisk,
    Dependency,
    OnCall,
    Operations,
    Residual,
    Reviewer,
    Target,
)
from gonogo.model.portfolio import Scorecard, Verdict
from gonogo.model.standard import ApprovalRule, Standard, Tier
from gonogo.model.words import (
    AnsweredBy,
    Criticality,
    DecisionKind,
    Lifecycle,
    ReviewDecision,
    ReviewKind,
    RiskStatus,
    Status,
    Treatment,
)

GATE = check(gate_for_tiers=(1,), evidence=asked(90))
PLAIN = tier(1)


def card(under: Standard, **given: Any) -> Scorecard:
    return assess(catalog(service(**({"tier": 1} | given)), under=under), DAY).scorecards["s"]


def judged(under: Standard, **given: Any) -> tuple[str | None, list[str]]:
    it = card(under, **given)
    return it.verdict, [reason.code.value for reason in it.reasons]


@pytest.mark.parametrize(
    ("answer", "waived", "verdict"),
    [
        (met(evidence()), False, "go"),
        (not_applicable(), False, "go"),
        (unmet(), False, "no-go"),
        (met(), False, "no-go"),
        (met(evidence(200)), False, "no-go"),
        (met(evidence(95)), False, "conditional"),
        (partial(evidence()), False, "conditional"),
        (unmet(), True, "conditional"),
    ],
)
def test_a_gate_closes_stands_ajar_or_is_open(answer: Answer, verdict: str, *, waived: bool) -> None:
    waivers = {"a": (waiver(),)} if waived else {}
    expected = [] if verdict == "go" else ["gate"]
    assert judged(standard(GATE, tiers=(PLAIN,)), checks={"a": answer}, waivers=waivers) == (
        verdict,
        expected,
    )


def test_an_unanswered_gate_is_a_no_go_once_anything_is_answered() -> None:
    under = standard(GATE, check("b"), tiers=(PLAIN,))
    assert judged(under, checks={"b": met()}) == ("no-go", ["gate"])
    assert judged(under, tier=3, checks={"b": met()}) == ("go", [])


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, "unassessed"),
        ({"operations": Operations(on_call=OnCall(rotation="x"))}, "unassessed"),
        ({"platforms": ("p",)}, "unassessed"),
        ({"results": {"a": (result(),)}}, "go"),
        ({"checks": {"a": unmet()}}, "conditional"),
        ({"checks": {"a": not_applicable()}}, "go"),
        ({"checks": {"a": met()}, "tier": None}, "unassessed"),
    ],
)
def test_a_service_is_unassessed_until_it_or_a_robot_answers_and_it_has_a_tier(
    given: Any, verdict: str
) -> None:
    asking = check(answered_by=AnsweredBy.ON_CALL, evidence=asked(required=False, sources=("k6",)))
    under = standard(asking, tiers=(tier(1, required_level="bronze"),))
    on = platform("p", a=PlatformAnswer(status=Status.MET))
    made = catalog(service(**({"tier": 1} | given)), under=under, platforms=(on,))
    assert assess(made, DAY).scorecards["s"].verdict == verdict


def test_without_its_tier_a_service_is_judged_as_if_tier_2() -> None:
    under = standard(check(gate_for_tiers=(2,)), tiers=(tier(2, required_level="bronze"),))
    it = card(under, tier=None, checks={"a": unmet()})
    assert it.verdict is Verdict.UNASSESSED
    assert it.as_if is not None
    assert it.as_if.verdict is Verdict.NO_GO
    assert card(standard(check()), tier=None, checks={"a": met()}).as_if is None


def declared(status: str = "open", residual: tuple[int, int] | None = None, **given: Any) -> DeclaredRisk:
    return DeclaredRisk(
        id="R-1",
        title="Wrong price",
        cause="Stale index",
        consequence="Loss",
        likelihood=5,
        impact=5,
        treatment=Treatment.MITIGATE,
        status=RiskStatus(status),
        residual=Residual(likelihood=residual[0], impact=residual[1]) if residual else None,
        **given,
    )


ACCEPTED: dict[str, Any] = {"accepted_by": "carla", "accepted_on": days(-9)}


@pytest.mark.parametrize(
    ("risk", "verdict", "codes"),
    [
        (declared(), "no-go", ["risk"]),
        (declared(residual=(4, 4)), "go", []),
        (declared(residual=(4, 5)), "no-go", ["risk"]),
        (declared("mitigated"), "go", []),
        (declared("closed"), "go", []),
        (declared("accepted", **ACCEPTED, review_on=DAY), "go", []),
        (declared("accepted", **ACCEPTED, review_on=days(-1)), "no-go", ["acceptance"]),
        (
            declared("accepted", accepted_by="carla", accepted_on=days(1), review_on=days(9)),
            "no-go",
            ["risk"],
        ),
        (declared(identified_on=days(1)), "go", []),
    ],
)
def test_a_critical_risk_that_is_open_or_accepted_for_too_long_is_a_no_go(
    risk: DeclaredRisk, verdict: str, codes: list[str]
) -> None:
    assert judged(standard(tiers=(PLAIN,)), checks={"a": met()}, risks=(risk,)) == (verdict, codes)


@pytest.mark.parametrize(
    ("approved", "review_on", "by", "codes"),
    [
        (-1, 5, "carla", []),
        (1, 5, "carla", ["risk"]),
        (-5, -1, "carla", ["acceptance"]),
        (-1, 5, "ben", ["risk"]),
    ],
)
def test_a_decision_accepts_a_declared_risk(approved: int, review_on: int, by: str, codes: list[str]) -> None:
    acceptance = Acceptance(
        risk="R-1", reason="x", approved_by=by, approved_on=days(approved), review_on=days(review_on)
    )
    rule = {DecisionKind.ACCEPTANCE: ApprovalRule(groups=("sre-leads",))}
    under = standard(tiers=(PLAIN,), approvals=rule)
    found = judged(under, checks={"a": met()}, risks=(declared(),), acceptances=(acceptance,))
    assert found[1] == codes


NO_GO = ReviewDecision.NO_GO


@pytest.mark.parametrize(
    ("reviews", "codes"),
    [
        ((review(10, decision=NO_GO),), ["review-no-go"]),
        ((review(10, decision=NO_GO), review(9)), []),
        ((review(10), review(10, decision=NO_GO)), ["review-no-go"]),
        ((review(10, decision=NO_GO), review(10)), []),
        ((review(10), review(-1, decision=NO_GO)), []),
        ((review(10), review(9, decision=NO_GO, kind=ReviewKind.INCIDENT)), ["review-no-go"]),
    ],
)
def test_the_latest_review_may_say_no(reviews: Any, codes: list[str]) -> None:
    assert judged(standard(tiers=(PLAIN,)), checks={"a": met()}, reviews=reviews)[1] == codes


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ({}, "conditional"),
        ({"done_on": DAY}, "go"),
        ({"done_on": days(1)}, "conditional"),
        ({"blocking": True, "due_on": days(-14)}, "conditional"),
        ({"blocking": True, "due_on": days(-15)}, "no-go"),
        ({"blocking": False, "due_on": days(-15)}, "conditional"),
        ({"blocking": True}, "conditional"),
        ({"check": "a"}, "go"),
        ({"check": "b"}, "conditional"),
        ({"check": "zzz"}, "go"),
        ({"check": "c"}, "go"),
    ],
)
def test_a_condition_is_open_until_it_or_its_check_is_done(condition: Any, verdict: str) -> None:
    under = standard(check("a"), check("b", level="gold"), check("c"), tiers=(PLAIN,))
    asked_for = review(conditions=(Condition(id="C-1", text="Trace it", **condition),))
    answers = {"a": met(), "b": partial(), "c": not_applicable()}
    found = judged(under, checks=answers, reviews=(asked_for,))
    assert found == (verdict, [] if verdict == "go" else ["condition"])


@pytest.mark.parametrize(
    ("blocking", "due", "overdue", "blocks", "since"),
    [
        (True, None, False, None, -40),
        (False, 0, False, None, -40),
        (False, -1, True, None, -40),
        (True, 0, False, 15, -40),
        (True, -14, True, 1, -40),
        (True, -15, True, 0, 0),
        (True, -20, True, -5, -5),
    ],
)
def test_a_condition_is_overdue_after_its_day_and_blocks_a_fortnight_later(
    due: int | None, blocks: int | None, since: int, *, blocking: bool, overdue: bool
) -> None:
    day = None if due is None else days(due)
    asked_for = review(40, conditions=(Condition(id="C-1", text="Trace it", blocking=blocking, due_on=day),))
    it = card(standard(tiers=(PLAIN,)), checks={"a": met()}, reviews=(asked_for,))
    (condition,), (reason,) = it.conditions, it.reasons
    assert condition.is_overdue is overdue
    assert condition.blocks_from == (None if blocks is None else days(blocks))
    assert (reason.since, reason.on) == (days(since), day)


@pytest.mark.parametrize(
    ("every", "reviews", "codes", "due"),
    [
        (90, (), ["review-due"], None),
        (None, (), [], None),
        (90, (review(90),), [], 0),
        (90, (review(91),), ["review-due"], -1),
        (90, (review(91, kind=ReviewKind.INCIDENT),), ["review-due"], None),
        (90, (review(10, next_review_on=days(-1)),), ["review-due"], -1),
        (None, (review(10, next_review_on=days(5)),), [], 5),
        (90, (review(200, next_review_on=days(-100)), review(10)), [], 80),
    ],
)
def test_a_review_is_due_by_its_own_day_or_the_tiers_interval(
    every: int | None, reviews: Any, codes: list[str], due: int | None
) -> None:
    it = card(standard(tiers=(tier(1, review_every_days=every),)), checks={"a": met()}, reviews=reviews)
    assert [reason.code for reason in it.reasons] == codes
    assert it.next_review_on == (None if due is None else days(due))


def test_a_review_without_anybody_who_may_review_is_void() -> None:
    rule = {DecisionKind.REVIEW: ApprovalRule(groups=("sre-leads",))}
    under = standard(tiers=(tier(1, review_every_days=90),), approvals=rule)
    strangers = review(reviewers=(Reviewer(name="X"), Reviewer(id="ben")))
    mixed = review(reviewers=(Reviewer(name="X"), Reviewer(id="carla")))
    assert judged(under, checks={"a": met()}, reviews=(strangers,)) == ("conditional", ["review-due"])
    assert judged(under, checks={"a": met()}, reviews=(mixed,)) == ("go", [])


@pytest.mark.parametrize(
    ("tiers", "answers", "expected"),
    [
        ((tier(1, required_level="silver"),), {"a": met()}, ("conditional", ["required-level"])),
        ((tier(1, required_level="bronze"),), {"a": met()}, ("go", [])),
        ((tier(1),), {"a": unmet()}, ("go", [])),
        ((), {"a": unmet()}, ("conditional", ["required-level"])),
        ((), {"a": met()}, ("go", [])),
    ],
)
def test_the_required_level_is_a_condition(tiers: tuple[Tier, ...], answers: Any, expected: Any) -> None:
    under = standard(check("a"), check("b", level="silver"), tiers=tiers)
    assert judged(under, checks=answers) == expected


@pytest.mark.parametrize(
    ("required", "said"),
    [
        ("bronze", "2 checks fail at or below it"),
        ("silver", "3 checks fail at or below it"),
        ("gold", "4 checks fail at or below it"),
    ],
)
def test_a_required_level_says_how_many_checks_fail_up_to_it(required: str, said: str) -> None:
    levels = {"a": "bronze", "b": "bronze", "c": "silver", "d": "gold", "e": "gold"}
    under = standard(
        *(check(each, level=level) for each, level in levels.items()),
        tiers=(tier(1, required_level=required),),
    )
    (reason,) = card(under, checks={"e": met()}).reasons
    assert (reason.about.id, reason.name) == (required, said)


@pytest.mark.parametrize(("from_day", "verdict"), [(0, "no-go"), (1, "conditional")])
def test_what_would_be_a_no_go_is_a_condition_until_the_tier_is_enforced(from_day: int, verdict: str) -> None:
    under = standard(GATE, tiers=(tier(1, enforce_from=days(from_day)),))
    it = card(under, checks={"a": unmet()})
    assert it.verdict == verdict
    assert (f"no-go from {days(1)}" in it.reasons[0].text) is (verdict == "conditional")


@pytest.mark.parametrize(
    ("dependency", "verdict"),
    [
        ({"criticality": Criticality.HARD}, "conditional"),
        ({"criticality": Criticality.SOFT}, "go"),
        ({"criticality": Criticality.HARD, "fallback": "A form"}, "go"),
    ],
)
def test_a_hard_dependency_that_is_a_no_go_is_a_condition(dependency: Any, verdict: str) -> None:
    under = standard(GATE, tiers=(PLAIN,))
    other = service(
        "other", tier=1, checks={"a": unmet()}, depends_on=(Dependency(service="s", **dependency),)
    )
    own = service(
        tier=1, checks={"a": met(evidence())}, depends_on=(Dependency(service="other", **dependency),)
    )
    it = assess(catalog(own, other, under=under), DAY).scorecards["s"]
    assert it.verdict == verdict
    assert [(each.about.kind, each.about.id) for each in it.reasons] == (
        [] if verdict == "go" else [("dependency", "other")]
    )


@pytest.mark.parametrize("lifecycle", [Lifecycle.RETIRED, Lifecycle.PLANNED])
def test_retired_and_planned_services_have_no_verdict(lifecycle: Lifecycle) -> None:
    assert judged(standard(GATE, tiers=(PLAIN,)), lifecycle=lifecycle) == (None, [])


@pytest.mark.parametrize(
    ("target", "verdict", "day"),
    [
        (Target(on=days(30), lifecycle=Lifecycle.PRODUCTION), "conditional", 30),
        (Target(on=days(60), lifecycle=Lifecycle.PRODUCTION), "no-go", 60),
        (Target(on=days(60), lifecycle=Lifecycle.PRODUCTION, tier=3), "go", 60),
        (Target(on=days(-5), lifecycle=Lifecycle.PRODUCTION), "go", 0),
        (Target(on=days(5)), None, 5),
    ],
)
def test_a_target_is_judged_on_its_day_with_its_lifecycle_and_tier(
    target: Target, verdict: str | None, day: int
) -> None:
    under = standard(GATE, tiers=(PLAIN, tier(3)))
    answers = {"a": met(evidence(70))}
    it = card(under, checks=answers, lifecycle=Lifecycle.PLANNED, target=target)
    assert it.target is not None
    assert (it.target.judgement.verdict, it.target.day) == (verdict, days(day))
    assert it.target.is_past is (target.on < DAY)


def test_a_target_says_its_outcome_in_a_few_words() -> None:
    target = Target(on=days(5), lifecycle=Lifecycle.PRODUCTION)
    it = card(standard(GATE, tiers=(PLAIN,)), checks={"a": unmet()}, target=target)
    assert it.target is not None
    assert it.target.text == f"production on {days(5)}: no-go, 1 reason"


def test_reasons_know_what_they_are_about_and_their_days() -> None:
    under = standard(GATE, tiers=(tier(1, required_level="bronze", review_every_days=90),))
    it = card(under, checks={"a": met(evidence(95))}, reviews=(review(100),))
    about = {each.code.value: (each.about.kind, each.about.id, each.since, each.until) for each in it.reasons}
    assert about == {
        "gate": ("check", "a", days(-4), days(9)),
        "review-due": ("service", "s", days(-9), None),
    }
    assert it.judgement.further == ()


def test_what_would_remain_stands_apart_from_what_decides() -> None:
    under = standard(GATE, tiers=(tier(1, required_level="bronze", review_every_days=90),))
    it = card(under, checks={"a": unmet()})
    assert [each.code for each in it.reasons] == ["gate"]
    assert [each.code for each in it.judgement.further] == ["required-level", "review-due"]

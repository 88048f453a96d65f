"""From answer to state, rule by rule: one check `a`, one service `s`, as of the day of `build`."""

from typing import Any

import pytest
from msgspec.structs import replace

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
from gonogo.model.catalog import Exemption, PlatformAnswer
from gonogo.model.manifest import Answer, Confirmation, Evidence, MajorChange, OnCall, Operations
from gonogo.model.portfolio import AnswerSource, Finding, State, Why
from gonogo.model.standard import Applicability, ApprovalRule, Check, WaiverLimits
from gonogo.model.words import (
    AnsweredBy,
    ChangeKind,
    DecisionKind,
    Lifecycle,
    NotApplicable,
    Result,
    ReviewKind,
    Share,
    Status,
    Where,
)

AGES = check(evidence=asked(90, kinds=("report",), stale_after=("model",), sources=("k6",)))
EASY = check()


def of_platform(status: Status = Status.MET, **given: Any) -> PlatformAnswer:
    return PlatformAnswer(**{"status": status, "evidence": (evidence(),)} | given)


def found(asking: Check, answer: Answer | None = None, **given: Any) -> Finding | None:
    of_standard: dict[str, Any] = {
        name: given.pop(name) for name in ("approvals", "waiver_limits", "tiers") if name in given
    }
    if "waiver_limits" in of_standard:
        of_standard["waivers"] = of_standard.pop("waiver_limits")
    answers = given.pop("platform", None)
    platforms = given.pop("on", (platform("p", a=answers),) if answers else ())
    given.setdefault("platforms", tuple(each.id for each in platforms))
    made = service(checks={"a": answer} if answer else {}, **given)
    portfolio = assess(catalog(made, under=standard(asking, **of_standard), platforms=platforms), DAY)
    return portfolio.scorecards["s"].finding("a")


def state(asking: Check, answer: Answer | None = None, **given: Any) -> str:
    finding = found(asking, answer, **given)
    assert finding is not None
    return finding.state.value


def source(asking: Check, answer: Answer | None = None, **given: Any) -> AnswerSource | None:
    finding = found(asking, answer, **given)
    assert finding is not None
    return finding.answered_by


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, "unknown"),
        (Answer(), "unknown"),
        (met(), "met"),
        (partial(), "partial"),
        (unmet(), "unmet"),
        (not_applicable(), "not-applicable"),
        (not_applicable(None), "unknown"),
    ],
)
def test_an_answer_without_required_evidence_is_its_status(answer: Answer | None, expected: str) -> None:
    assert state(EASY, answer) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [(-1, "unproven"), (0, "met"), (90, "met"), (91, "late"), (104, "late"), (105, "expired")],
)
def test_required_evidence_is_late_after_its_age_and_expired_after_the_grace(age: int, expected: str) -> None:
    assert state(AGES, met(evidence(age))) == expected


@pytest.mark.parametrize(
    ("age", "expected", "until"),
    [(80, "partial", 24), (90, "partial", 14), (104, "partial", 0), (105, "expired", None)],
)
def test_a_partial_answer_is_never_late_but_holds_to_the_end_of_the_grace(
    age: int, expected: str, until: int | None
) -> None:
    finding = found(AGES, partial(evidence(age)))
    assert finding is not None
    assert finding.state == expected
    assert finding.until == (None if until is None else days(until))


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((), "unproven"),
        ((evidence(kind="rumour"),), "unproven"),
        ((evidence(collected_on=None),), "unproven"),
        ((evidence(200), evidence(1)), "met"),
        ((evidence(expires_on=days(-1)),), "late"),
        ((evidence(80, expires_on=days(300)),), "met"),
        ((evidence(95, expires_on=days(300)),), "late"),
    ],
)
def test_evidence_counts_by_kind_and_date_and_may_only_end_earlier(pieces: Any, expected: str) -> None:
    assert state(AGES, met(*pieces)) == expected


@pytest.mark.parametrize(("stale_after", "expected"), [(("model",), "met"), ((), "met")])
def test_undated_evidence_counts_where_age_does_not_matter(stale_after: Any, expected: str) -> None:
    asking = check(evidence=asked(None, stale_after=stale_after))
    changes = (MajorChange(on=days(-5), kind=ChangeKind.MODEL),)
    assert state(asking, met(evidence(collected_on=None)), changes=changes) == expected


@pytest.mark.parametrize(
    ("collected", "kind", "on", "expected", "last"),
    [
        (10, "model", -10, "met", 80),
        (10, "model", -9, "late", -10),
        (40, "model", -15, "expired", -16),
        (10, "prompt", -9, "met", 80),
        (10, "model", 5, "met", 4),
    ],
)
def test_a_change_ends_older_evidence_on_its_eve(
    collected: int, kind: str, on: int, expected: str, last: int
) -> None:
    changes = (MajorChange(on=days(on), kind=ChangeKind(kind)),)
    finding = found(AGES, met(evidence(collected)), changes=changes)
    assert finding is not None
    assert (finding.state, finding.last_day) == (expected, days(last))
    if expected != "met":
        assert finding.why is Why.PREDATES_CHANGE
        assert f"predates the model change of {days(on)}" in finding.text


@pytest.mark.parametrize(
    ("piece", "why"),
    [(evidence(100), Why.TOO_OLD), (evidence(30, expires_on=days(-10)), Why.PAST_EXPIRY)],
)
def test_a_change_after_the_end_of_evidence_did_not_end_it(piece: Evidence, why: Why) -> None:
    finding = found(AGES, met(piece), changes=(MajorChange(on=days(-5), kind=ChangeKind.MODEL),))
    assert finding is not None
    assert (finding.last_day, finding.why) == (days(-10), why)


def test_a_change_does_not_age_what_a_platform_says() -> None:
    changes = (MajorChange(on=days(-1), kind=ChangeKind.MODEL),)
    assert state(AGES, platform=of_platform(evidence=(evidence(10),)), changes=changes) == "met"


OLD = (evidence(200),)
ANSWERS: dict[str, Any] = {
    "own": {"answer": met(evidence())},
    "self": {"operations": Operations(on_call=OnCall(rotation="x"))},
    "robot": {"results": {"a": (result(),)}},
    "platform": {"platform": of_platform()},
}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ("own self robot platform", "own"),
        ("self robot platform", "self"),
        ("robot platform", "robot"),
        ("platform", "platform"),
        ("", None),
    ],
)
def test_the_first_answer_there_is_counts(there: str, expected: str | None) -> None:
    asking = check(evidence=asked(sources=("k6",)), answered_by=AnsweredBy.ON_CALL)
    given = {key: value for each in there.split() for key, value in ANSWERS[each].items()}
    assert source(asking, **given) == expected


@pytest.mark.parametrize(
    ("part", "given", "expected"),
    [
        ("owner", {}, "met"),
        ("owner", {"owner": "strangers"}, "unknown"),
        ("on_call", {}, "unknown"),
        ("recent_review", {"reviews": (review(365),)}, "met"),
        ("recent_review", {"reviews": (review(366),)}, "unknown"),
        ("recent_review", {"reviews": (review(1, kind=ReviewKind.INCIDENT),)}, "unknown"),
        ("recent_review", {"reviews": (review(-1),)}, "unknown"),
        ("confirmed", {"confirmed": Confirmation(by="ana", on=days(-90))}, "met"),
        ("confirmed", {"confirmed": Confirmation(by="ana", on=days(-91))}, "unknown"),
        ("confirmed", {"confirmed": Confirmation(by="ana", on=days(1))}, "unknown"),
    ],
)
def test_the_manifest_answers_by_what_is_there(part: str, given: Any, expected: str) -> None:
    assert state(check(answered_by=AnsweredBy(part), evidence=asked(90)), **given) == expected


@pytest.mark.parametrize(("age", "expected"), [(90, "met"), (91, "unknown")])
def test_a_recent_review_is_recent_for_the_interval_of_the_tier(age: int, expected: str) -> None:
    asking = check(answered_by=AnsweredBy.RECENT_REVIEW)
    tiers = (tier(1, review_every_days=90),)
    assert state(asking, tiers=tiers, tier=1, reviews=(review(age),)) == expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((result(3), result(0, Result.FAIL)), "unmet"),
        ((result(3, Result.FAIL), result(0)), "met"),
        ((result(0), result(0, Result.FAIL)), "unmet"),
        ((result(-1, Result.FAIL), result(3)), "met"),
        ((result(100),), "late"),
        ((result(200),), "expired"),
        ((result(source="other"),), "unknown"),
        ((result(), result(source="other", outcome=Result.FAIL)), "unmet"),
    ],
)
def test_a_robot_answers_by_the_newest_day_and_a_fail_of_that_day_wins(results: Any, expected: str) -> None:
    assert state(AGES, results={"a": results}) == expected


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"results": {"a": (result(3), result(5, source="ghz"))}}, "k6"),
        ({"results": {"a": (result(5), result(3, source="ghz"))}}, "ghz"),
        ({"results": {"a": (result(5),)}, "answer": met(evidence())}, None),
        ({"answer": met(evidence())}, None),
    ],
)
def test_an_answer_by_robots_names_the_one_that_looked_last(given: Any, name: str | None) -> None:
    finding = found(check(evidence=asked(90, sources=("k6", "ghz"))), **given)
    assert finding is not None
    assert finding.name == name


@pytest.mark.parametrize(
    ("answer", "failed", "expected"),
    [
        (met(evidence(5)), 4, "unmet"),
        (met(evidence(4)), 4, "met"),
        (met(evidence(3)), 4, "met"),
        (met(evidence(3, source="ci")), 4, "unmet"),
        (met(evidence(3, kind="rumour")), 4, "unmet"),
        (partial(evidence(5)), 4, "unmet"),
        (not_applicable(), 4, "not-applicable"),
        (unmet(), 4, "unmet"),
    ],
)
def test_a_robot_contradicts_what_people_have_not_looked_at_since(
    answer: Answer, failed: int, expected: str
) -> None:
    results = {"a": (result(failed, Result.FAIL, "trivy", observed="3 critical"),)}
    finding = found(AGES, answer, results=results)
    assert finding is not None
    assert finding.state == expected
    if expected == "unmet" and answer.status is not Status.UNMET:
        assert f"contradicted by trivy on {days(-failed)}: 3 critical" in finding.text


@pytest.mark.parametrize(("sources", "expected"), [(("k6",), "met"), ((), "expired")])
def test_a_pass_of_a_listed_source_is_evidence_of_any_kind(sources: Any, expected: str) -> None:
    asking = check(evidence=asked(90, kinds=("report",), sources=sources))
    assert state(asking, met(evidence(300)), results={"a": (result(),)}) == expected


@pytest.mark.parametrize(
    ("answer", "part", "expected"),
    [
        (None, of_platform(), "unknown"),
        (met(evidence()), of_platform(), "met"),
        (met(evidence()), of_platform(Status.UNMET), "unmet"),
        (met(evidence()), of_platform(evidence=()), "unproven"),
        (met(evidence()), of_platform(evidence=OLD), "expired"),
        (met(evidence()), of_platform(Status.PARTIAL), "partial"),
        (met(evidence()), of_platform(evidence=(evidence(95),)), "late"),
        (unmet(), of_platform(), "unmet"),
        (not_applicable(), of_platform(Status.UNMET), "not-applicable"),
    ],
)
def test_a_part_is_no_answer_and_the_worse_of_both_counts(
    answer: Answer | None, part: PlatformAnswer, expected: str
) -> None:
    answers = replace(part, share=Share.PART, remaining="Alerts of your own")
    finding = found(AGES, answer, platform=answers)
    assert finding is not None
    assert finding.state == expected
    assert finding.remaining == "Alerts of your own"


def test_the_first_platform_that_answers_in_full_answers() -> None:
    on = (platform("p", a=of_platform(Status.UNMET)), platform("q", a=of_platform()))
    assert state(AGES, on=on) == "unmet"
    assert state(AGES, on=on, platforms=("q", "p")) == "met"


APPROVED = check(not_applicable=NotApplicable.APPROVED)
NEVER = check(not_applicable=NotApplicable.NEVER)


def exemption(since: int = -5, until: int | None = None, by: str = "carla") -> dict[str, Any]:
    ends = None if until is None else days(until)
    each = Exemption(reason="Not ours", approved_by=by, approved_on=days(since), expires_on=ends)
    return {"a": (each,)}


@pytest.mark.parametrize(
    ("asking", "answer", "exemptions", "expected"),
    [
        (APPROVED, not_applicable(), {}, "unknown"),
        (APPROVED, not_applicable(approved_by="carla", approved_on=DAY), {}, "not-applicable"),
        (APPROVED, not_applicable(approved_by="carla", approved_on=days(1)), {}, "unknown"),
        (
            APPROVED,
            not_applicable(approved_by="carla", approved_on=days(-9), expires_on=DAY),
            {},
            "not-applicable",
        ),
        (
            APPROVED,
            not_applicable(approved_by="carla", approved_on=days(-9), expires_on=days(-1)),
            {},
            "unknown",
        ),
        (APPROVED, not_applicable(), exemption(), "not-applicable"),
        (APPROVED, None, exemption(), "not-applicable"),
        (APPROVED, None, exemption(until=-1), "unknown"),
        (APPROVED, None, exemption(since=1), "unknown"),
        (APPROVED, met(), exemption(), "met"),
        (EASY, None, exemption(), "not-applicable"),
        (NEVER, not_applicable(), {}, "unknown"),
        (NEVER, None, exemption(), "unknown"),
    ],
)
def test_not_applicable_holds_as_far_as_the_check_allows_it(
    asking: Check, answer: Answer | None, exemptions: Any, expected: str
) -> None:
    assert state(asking, answer, exemptions=exemptions) == expected


@pytest.mark.parametrize(
    ("since", "until", "limits", "expected"),
    [
        (-10, 10, None, "waived"),
        (0, 0, None, "waived"),
        (1, 10, None, "unmet"),
        (-10, -1, None, "unmet"),
        (-90, 10, WaiverLimits(max_days=90), "waived"),
        (-91, 10, WaiverLimits(max_days=90), "unmet"),
        (-91, 10, WaiverLimits(max_days=90, max_days_by_tier={1: 100}), "waived"),
    ],
)
def test_a_waiver_holds_between_its_days_and_no_longer_than_the_maximum(
    since: int, until: int, limits: WaiverLimits | None, expected: str
) -> None:
    given: dict[str, Any] = {"waiver_limits": limits} if limits else {}
    finding = found(EASY, unmet(), waivers={"a": (waiver(since, until),)}, tier=1, **given)
    assert finding is not None
    assert finding.state == expected
    assert finding.beneath == (State.UNMET if expected == "waived" else None)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, "waived"),
        (met(), "waived"),
        (met(evidence()), "met"),
        (met(evidence(95)), "waived"),
        (met(evidence(200)), "waived"),
        (partial(evidence()), "waived"),
        (not_applicable(), "not-applicable"),
    ],
)
def test_a_waiver_waives_whatever_is_not_in_order(answer: Answer | None, expected: str) -> None:
    assert state(AGES, answer, waivers={"a": (waiver(),)}) == expected


@pytest.mark.parametrize(
    ("rule", "tier_", "by", "where", "expected"),
    [
        (ApprovalRule(groups=("sre-leads",)), 1, "carla", Where.ANYWHERE, "waived"),
        (ApprovalRule(groups=("sre-leads",)), 1, "ben", Where.ANYWHERE, "unmet"),
        (ApprovalRule(groups=("sre-leads",), tiers=(1,)), 3, "ben", Where.ANYWHERE, "waived"),
        (ApprovalRule(groups=("sre-leads",), tiers=(2,)), None, "ben", Where.ANYWHERE, "unmet"),
        (ApprovalRule(groups=("nobody",)), 1, "carla", Where.ANYWHERE, "unmet"),
        (ApprovalRule(where=Where.DECISIONS), 1, "ben", Where.ANYWHERE, "unmet"),
        (ApprovalRule(where=Where.DECISIONS), 1, "ben", Where.DECISIONS, "waived"),
    ],
)
def test_a_waiver_by_somebody_who_may_not_or_out_of_place_is_void(
    rule: ApprovalRule, tier_: int | None, by: str, where: Where, expected: str
) -> None:
    waivers = {"a": (waiver(by=by, where=where),)}
    approvals = {DecisionKind.WAIVER: rule}
    assert state(EASY, unmet(), waivers=waivers, approvals=approvals, tier=tier_) == expected


@pytest.mark.parametrize(("from_day", "expected"), [(0, "met"), (1, "scheduled")])
def test_a_check_counts_from_the_day_on_which_it_is_enforced(from_day: int, expected: str) -> None:
    finding = found(check(enforce_from=days(from_day)), met())
    assert finding is not None
    assert finding.state == expected
    assert finding.beneath == (State.MET if expected == "scheduled" else None)


@pytest.mark.parametrize(
    ("condition", "given", "listed"),
    [
        (Applicability(kinds=("job",)), {}, False),
        (Applicability(kinds=("job", "service")), {}, True),
        (Applicability(lifecycles=("beta",)), {}, False),
        (Applicability(lifecycles=("beta",)), {"lifecycle": Lifecycle.BETA}, True),
        (Applicability(tags=("x", "y")), {"tags": ("y",)}, True),
        (Applicability(tags=("x",)), {}, False),
        (Applicability(tiers=(2,)), {}, True),
        (Applicability(tiers=(1,)), {}, False),
        (Applicability(traits=("rag",)), {}, True),
        (Applicability(traits=("rag",)), {"traits": {"rag": True}}, True),
        (Applicability(traits=("rag", "up")), {"traits": {"rag": True, "up": False}}, False),
        (Applicability(kinds=("service",), tiers=(1,)), {"tier": 1}, True),
        (Applicability(kinds=("job",), tiers=(1,)), {"tier": 1}, False),
    ],
)
def test_a_check_applies_if_every_key_of_a_condition_fits(
    condition: Applicability, given: Any, *, listed: bool
) -> None:
    assert (found(check(applies_to=(condition,)), **given) is not None) is listed


def test_a_retired_check_and_one_of_which_no_condition_fits_are_not_listed() -> None:
    assert found(check(retired=True), met()) is None
    jobs, apps = Applicability(kinds=("job",)), Applicability(kinds=("llm-app",))
    assert found(check(applies_to=(jobs, apps)), met()) is None


@pytest.mark.parametrize(("due", "planned"), [(0, True), (1, True), (-1, False)])
def test_unmet_with_an_owner_and_a_day_ahead_is_planned(due: int, *, planned: bool) -> None:
    finding = found(EASY, unmet(owner="ben", due_on=days(due)))
    assert finding is not None
    assert finding.planned is planned

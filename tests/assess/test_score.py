"""Score, raw score, points lost, levels and the dependency ceiling."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assess.build import (
    BRONZE,
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
    service,
    standard,
    tier,
    unmet,
    waiver,
)
from gonogo.assess import assess
from gonogo.model.catalog import Exemption, PlatformAnswer, Service
from gonogo.model.manifest import Answer, Dependency
from gonogo.model.standard import Amendment, Category, Standard
from gonogo.model.words import AnsweredBy, Criticality, Lifecycle, NotApplicable, Status

ABC = standard(check("a"), check("b", level="silver"), check("c", level="gold"))


def card(answers: dict[str, Answer], under: Standard = ABC, **given: Any) -> Any:
    made = service(checks=answers, **given)
    return assess(catalog(made, under=under), DAY).scorecards["s"]


@pytest.mark.parametrize(
    ("answers", "waived", "score", "raw"),
    [
        ({"a": met(), "b": met(), "c": met()}, "", 100, 100),
        ({"a": met(), "b": partial()}, "", 50, 50),
        ({"a": met(), "b": unmet(), "c": not_applicable()}, "", 50, 50),
        ({"a": met(), "b": unmet(), "c": unmet()}, "b", 50, Fraction(100, 3)),
        ({"a": partial(), "b": partial(), "c": partial()}, "abc", None, 50),
        ({"a": not_applicable(), "b": not_applicable(), "c": not_applicable()}, "", None, None),
    ],
)
def test_score_is_the_weighted_credit_of_what_counts(
    answers: dict[str, Answer], waived: str, score: Any, raw: Any
) -> None:
    it = card(answers, waivers={each: (waiver(),) for each in waived})
    assert (it.score, it.raw_score) == (score, raw)


def test_weights_are_exact_and_those_of_categories_multiply() -> None:
    under = standard(
        check("a", weight=Decimal("0.3"), category="x"),
        check("b", weight=Decimal("0.1"), category="y"),
        categories={
            "x": Category(id="x", name="X", weight=Decimal("0.5")),
            "y": Category(id="y", name="Y", weight=Decimal("1.5")),
        },
    )
    it = card({"a": met(), "b": unmet()}, under)
    assert it.score == 50
    assert [it.points_lost(finding) for finding in it.findings] == [0, 50]


def test_points_lost_add_up_to_what_is_missing() -> None:
    under = standard(*(check(each, weight=Decimal(number)) for number, each in enumerate("abcdefg", 1)))
    it = card(
        {"a": met(), "b": partial(), "c": not_applicable(), "d": met()}, under, waivers={"e": (waiver(),)}
    )
    lost = {finding.check: it.points_lost(finding) for finding in it.findings}
    assert it.score is not None
    assert sum(points for points in lost.values() if points is not None) == 100 - it.score
    assert [each for each, points in lost.items() if points is None] == ["c", "e"]


@pytest.mark.parametrize(
    ("answers", "waived", "level", "earned"),
    [
        ({"a": met(), "b": met(), "c": met()}, "", "gold", "gold"),
        ({"a": met(), "b": partial(), "c": met()}, "", "bronze", "bronze"),
        ({"a": unmet(), "b": met()}, "", None, None),
        ({"a": met(), "b": unmet()}, "b", "silver", "bronze"),
        ({"a": met(), "b": unmet(), "c": unmet()}, "bc", "gold", "bronze"),
        ({"a": met(), "b": not_applicable(), "c": met()}, "", "gold", "bronze"),
        ({"a": met(), "b": not_applicable()}, "", "bronze", "bronze"),
        ({"a": not_applicable(), "b": not_applicable(), "c": not_applicable()}, "", None, None),
    ],
)
def test_a_level_is_reached_when_nothing_up_to_it_fails_and_something_of_it_passes(
    answers: dict[str, Answer], waived: str, level: str | None, earned: str | None
) -> None:
    it = card(answers, waivers={each: (waiver(),) for each in waived})
    assert (it.level, it.earned_level) == (level, earned)


def test_a_level_of_which_all_is_waived_is_reached_but_not_earned() -> None:
    under = standard(check("a"), check("b", level="silver"), check("c", level="silver"))
    it = card({"a": met()}, under, waivers={"b": (waiver(),), "c": (waiver(),)})
    assert (it.level, it.earned_level, it.score) == ("silver", "bronze", 100)


def test_without_its_exemption_a_check_falls_to_the_next_answer() -> None:
    under = standard(check("a", not_applicable=NotApplicable.APPROVED))
    exemption = Exemption(reason="x", approved_by="carla", approved_on=DAY)
    it = card({}, under, exemptions={"a": (exemption,)})
    assert (it.level, it.earned_level, it.findings[0].answered_by) == (None, None, None)


def test_a_scheduled_check_is_in_no_score_and_no_level() -> None:
    under = standard(check("a"), check("b", enforce_from=days(1)))
    it = card({"a": met()}, under)
    assert (it.score, it.level) == (100, "bronze")


TIERS = (tier(1, required_level="silver"), tier(3, required_level="bronze"), tier(4))


@pytest.mark.parametrize(
    ("tier_", "answers", "required", "satisfied"),
    [
        (1, {"a": met()}, "silver", False),
        (1, {"a": met(), "b": met()}, "silver", True),
        (3, {"a": met()}, "bronze", True),
        (3, {}, "bronze", False),
        (4, {}, None, None),
        (None, {}, None, None),
    ],
)
def test_the_tier_requires_a_level(
    tier_: int | None, answers: dict[str, Answer], required: str | None, *, satisfied: bool | None
) -> None:
    it = card(answers, standard(*ABC.checks.values(), tiers=TIERS), tier=tier_)
    assert (it.required_level, it.required_satisfied) == (required, satisfied)


def test_without_tiers_the_lowest_level_with_an_enforced_check_is_required() -> None:
    under = standard(check("a", enforce_from=days(9)), check("b", level="silver"))
    assert card({}, under).required_level == "silver"


def leaning(
    criticality: Criticality = Criticality.HARD, fallback: str | None = None
) -> tuple[Dependency, ...]:
    return (Dependency(service="other", criticality=criticality, fallback=fallback),)


@pytest.mark.parametrize(
    ("dependencies", "other", "expected"),
    [
        (leaning(), {"tier": 1, "checks": {"a": met()}}, "bronze"),
        (leaning(), {"tier": 1}, None),
        (leaning(), {"tier": 3, "checks": {"a": met()}}, "silver"),
        (leaning(), {"tier": 4}, "silver"),
        (leaning(), {"tier": None}, "silver"),
        (leaning(Criticality.SOFT), {"tier": 1}, "silver"),
        (leaning(fallback="A form"), {"tier": 1}, "silver"),
    ],
)
def test_a_dependency_that_misses_its_required_level_caps_at_what_it_reached(
    dependencies: tuple[Dependency, ...], other: dict[str, Any], expected: str | None
) -> None:
    under = standard(*ABC.checks.values(), tiers=TIERS)
    own = service(tier=1, checks={"a": met(), "b": met()}, depends_on=dependencies)
    it = assess(catalog(own, service("other", **other), under=under), DAY).scorecards["s"]
    assert (it.level, it.effective_level) == ("silver", expected)


def test_a_ceiling_does_not_travel_further_than_one_step() -> None:
    under = standard(*ABC.checks.values(), tiers=TIERS)
    fine = {"a": met(), "b": met()}
    a = service("a", tier=1, checks=fine, depends_on=(Dependency(service="b", criticality=Criticality.HARD),))
    b = service("b", tier=1, checks=fine, depends_on=(Dependency(service="c", criticality=Criticality.HARD),))
    cards = assess(catalog(a, b, service("c", tier=1), under=under), DAY).scorecards
    assert [cards[each].effective_level for each in "abc"] == ["silver", None, None]


def test_retired_and_planned_services_keep_score_and_level() -> None:
    for lifecycle in (Lifecycle.RETIRED, Lifecycle.PLANNED):
        it = card({"a": met()}, standard(check()), lifecycle=lifecycle)
        assert (it.score, it.level, it.verdict) == (100, "bronze", None)


def test_coverage_says_who_answered() -> None:
    under = standard(*(check(each) for each in "abcd"))
    it = card({"a": met(), "b": unmet(owner="ben", due_on=days(3)), "c": not_applicable()}, under)
    assert it.coverage.text == "answered 3 of 4, 1 planned, 0 proven by robots"
    assert (it.coverage.from_platforms, it.coverage.self_answered) == (0, 0)


def test_coverage_says_what_platforms_and_the_manifest_itself_answered() -> None:
    under = standard(
        *(check(each) for each in "abcd"),
        check("e", answered_by=AnsweredBy.OWNER),
        check("f", enforce_from=days(1)),
    )
    of_platform = PlatformAnswer(status=Status.MET)
    made = service(checks={"a": met()}, platforms=("p",))
    on = platform("p", **dict.fromkeys("bcf", of_platform))
    it = assess(catalog(made, under=under, platforms=(on,)), DAY).scorecards["s"].coverage
    assert (it.answered, it.enforced, it.from_platforms, it.self_answered) == (4, 5, 2, 1)


def test_what_the_standard_does_not_know_is_passed_over() -> None:
    made: Service = service(checks={"a": met(), "zzz": unmet()}, waivers={"zzz": (waiver(),)})
    under = standard(check(level="platinum", category="zzz"))
    it = assess(catalog(made, under=under), DAY).scorecards["s"]
    assert it.score == 100
    assert (it.level, len(it.findings)) == (None, 1)


def test_a_standard_without_checks_has_no_score() -> None:
    it = assess(catalog(service(), under=standard(check(retired=True), levels=(BRONZE,))), DAY).scorecards[
        "s"
    ]
    assert (it.score, it.raw_score, it.level, it.verdict) == (None, None, None, "unassessed")


def test_an_amendment_changes_a_check_from_its_day() -> None:
    old, new = check(evidence=asked(365)), check(evidence=asked(30, grace_days=0))
    under = standard(old, amendments=(Amendment(since=days(5), check="a", becomes=new),))
    made = catalog(service(checks={"a": met(evidence(40))}), under=under)
    states = [assess(made, days(each)).scorecards["s"].findings[0].state for each in (0, 4, 5)]
    assert states == ["met", "met", "expired"]

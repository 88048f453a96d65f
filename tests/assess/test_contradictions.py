"""What only a look over the whole fleet shows."""

from decimal import Decimal
from typing import Any

import pytest

from assess.build import (
    DAY,
    catalog,
    check,
    days,
    evidence,
    met,
    not_applicable,
    review,
    service,
    standard,
    unmet,
    waiver,
)
from assess.test_verdict import declared
from gonogo.assess import among, assess, contradictions
from gonogo.model.catalog import Service, Team
from gonogo.model.manifest import Dependency, Objective, Operations, Reviewer, Target
from gonogo.model.words import Criticality, NotApplicable

HARD = (Dependency(service="base", criticality=Criticality.HARD),)
TEAMS = {"team": Team(id="team", name="Team", people=("ana",))}


def promising(target: str, unit: str = "percent") -> Operations:
    return Operations(objectives=(Objective(indicator="availability", target=Decimal(target), unit=unit),))


def found(*services: Service) -> list[tuple[str, tuple[str, ...], str]]:
    under = standard(check(not_applicable=NotApplicable.APPROVED))
    portfolio = assess(catalog(*services, under=under, teams=TEAMS), DAY)
    told = contradictions(portfolio)
    assert told == contradictions(portfolio, among(portfolio.catalog, DAY))
    return [(each.kind.value, each.services, each.about.id) for each in told]


def test_nothing_is_found_in_a_sound_fleet() -> None:
    assert found(service(checks={"a": met(evidence())}, reviews=(review(),))) == []


@pytest.mark.parametrize(
    ("own", "other", "is_found"),
    [
        ({"operations": promising("99.95")}, {"operations": promising("99.9")}, True),
        ({"operations": promising("99.9")}, {"operations": promising("99.9")}, False),
        ({"operations": promising("900", "ms")}, {"operations": promising("800", "ms")}, False),
    ],
)
def test_an_objective_above_that_of_a_hard_dependency(own: Any, other: Any, *, is_found: bool) -> None:
    expected = [("objective-above-dependency", ("s", "base"), "base")] if is_found else []
    assert found(service(depends_on=HARD, **own), service("base", **other)) == expected


@pytest.mark.parametrize(
    ("tiers", "is_found"), [((1, 2), True), ((1, 1), False), ((2, 3), False), ((1, None), False)]
)
def test_a_critical_service_that_hangs_on_a_lesser_one(
    tiers: tuple[int, int | None], *, is_found: bool
) -> None:
    expected = [("critical-on-lesser", ("s", "base"), "base")] if is_found else []
    assert found(service(depends_on=HARD, tier=tiers[0]), service("base", tier=tiers[1])) == expected


def test_one_link_for_many_services_and_one_dated_anew() -> None:
    answers = {"a": met(evidence(1))}
    five = [service(id_, checks=answers) for id_ in "abcde"]
    assert found(*five) == [("evidence-shared", tuple("abcde"), "a")]
    assert found(*five[:4]) == []
    assert found(service(checks={"a": met(evidence(1), evidence(90))})) == [("evidence-redated", ("s",), "a")]


def test_a_closed_risk_whose_check_fails() -> None:
    risk = declared("closed", checks=("a",))
    assert found(service(checks={"a": unmet()}, risks=(risk,))) == [
        ("risk-closed-check-fails", ("s",), "R-1")
    ]
    assert found(service(checks={"a": met()}, risks=(risk,))) == []


@pytest.mark.parametrize(
    ("people", "is_found"), [(("ana",), True), (("ana", "carla"), False), (("carla",), False)]
)
def test_a_review_signed_only_by_the_owning_team(people: tuple[str, ...], *, is_found: bool) -> None:
    signed = review(10, reviewers=tuple(Reviewer(id=each) for each in people))
    expected = [("review-by-own-team", ("s",), days(-10).isoformat())] if is_found else []
    assert found(service(checks={"a": met()}, reviews=(signed,))) == expected


@pytest.mark.parametrize(("by", "is_found"), [("ben", True), ("ana", True), ("carla", False)])
def test_a_waiver_by_somebody_who_answers_for_the_check(by: str, *, is_found: bool) -> None:
    made = service(checks={"a": unmet(owner="ben")}, waivers={"a": (waiver(by=by),)})
    assert found(made) == ([("waiver-by-author", ("s",), "a")] if is_found else [])


def test_a_target_in_the_past_and_a_not_applicable_that_does_not_hold() -> None:
    made = service(checks={"a": not_applicable()}, target=Target(on=days(-1)))
    assert found(made) == [("not-applicable-void", ("s",), "a"), ("target-past", ("s",), "s")]

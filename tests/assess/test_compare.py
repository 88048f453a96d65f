"""What differs between two points, and why: the parts add up."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from assess.build import (
    DAY,
    asked,
    catalog,
    check,
    days,
    evidence,
    met,
    partial,
    platform,
    service,
    standard,
    tier,
    unmet,
    waiver,
)
from gonogo.assess import assess, compare
from gonogo.model.catalog import Catalog, PlatformAnswer, Team, Unreadable
from gonogo.model.change import Cause, Change, Comparison
from gonogo.model.manifest import Dependency
from gonogo.model.standard import Applicability
from gonogo.model.words import Criticality, Kind, Status

UNDER = standard(check("a", evidence=asked(90, grace_days=0)), check("b"))
BEFORE = catalog(service(checks={"a": met(evidence(80)), "b": partial()}), under=UNDER)


def between(before: Catalog, after: Catalog, later: int = 0) -> Comparison:
    return compare(assess(before, DAY), assess(after, days(later)))


def only(comparison: Comparison) -> Any:
    (change,) = comparison.services
    return change


def parts(change: Change) -> dict[Cause, Any]:
    return {part.cause: part.points for part in change.parts}


def test_nothing_differs_from_itself() -> None:
    assert between(BEFORE, BEFORE).is_empty
    assert between(BEFORE, replace(BEFORE, services=dict(BEFORE.services))).is_empty


def test_the_day_alone_changes_what_it_expires() -> None:
    change = only(between(BEFORE, BEFORE, later=20))
    assert parts(change) == {Cause.DAY: Fraction(-50)}
    assert [(each.check, each.before, each.after, each.cause) for each in change.states] == [
        ("a", "met", "expired", Cause.DAY)
    ]


def test_causes_are_told_apart_in_their_order_and_add_up() -> None:
    under = standard(
        *UNDER.checks.values(), check("c"), check("d", applies_to=(Applicability(kinds=("job",)),))
    )
    made = service(
        kind=Kind.JOB,
        checks={"a": met(evidence(0)), "b": met(), "c": unmet()},
        waivers={"d": (waiver(until=30),)},
    )
    change = only(between(BEFORE, catalog(made, under=under), later=20))
    scores: list[Any] = [75, 25, Fraction(50, 3), Fraction(50, 4), 50, Fraction(200, 3)]
    assert list(parts(change)) == list(Cause)[:5]
    assert list(parts(change).values()) == [other - one for one, other in pairwise(scores)]
    assert change.points == scores[-1] - scores[0]


def test_a_waiver_is_a_decision_and_raises_no_raw_score() -> None:
    made = service(checks=BEFORE.services["s"].checks, waivers={"b": (waiver(),)})
    change = only(between(BEFORE, catalog(made, under=UNDER)))
    assert parts(change) == {Cause.DECISIONS: Fraction(25)}
    assert change.before is not None
    assert change.after is not None
    assert change.before.raw_score == change.after.raw_score


def test_from_no_score_to_a_score_is_told_not_added() -> None:
    unscored = catalog(service(waivers={"a": (waiver(),)}))
    change = only(between(unscored, catalog(service(checks={"a": met()}))))
    assert (change.points, parts(change)) == (None, {Cause.ANSWERS: None})
    passing_through = service(checks={"a": unmet()}, waivers={"a": (waiver(until=5),)})
    change = only(between(catalog(service(checks={"a": met()})), catalog(passing_through), later=9))
    assert (change.points, parts(change)) == (-100, {Cause.ANSWERS: -100})


def test_services_come_go_and_may_not_be_comparable() -> None:
    broken = replace(catalog(service("y")), unreadable=(Unreadable(path="services/team/s.yaml"),))
    changes = between(catalog(service(), service("x")), broken).services
    assert [(each.service, each.presence) for each in changes] == [
        ("s", "not comparable"),
        ("x", "removed"),
        ("y", "added"),
    ]
    named = replace(catalog(), unreadable=(Unreadable(path="elsewhere.yaml", id="s"),))
    assert only(between(named, catalog(service()))).presence == "not comparable"


def test_a_renamed_service_is_the_same_service() -> None:
    hard = (Dependency(service="old", criticality=Criticality.HARD),)
    before = catalog(service("old", checks={"a": met()}), service("x", depends_on=hard))
    hard = (Dependency(service="new", criticality=Criticality.HARD),)
    after = catalog(service("new", former_ids=("old",), checks={"a": unmet()}), service("x", depends_on=hard))
    changes: dict[str, Any] = {each.service: each for each in between(before, after).services}
    assert (changes["new"].former_id, changes["new"].presence, changes["new"].points) == ("old", "both", -100)
    assert "old" not in changes


def test_what_a_platform_or_a_dependency_does_reaches_others() -> None:
    hard = (Dependency(service="base", criticality=Criticality.HARD),)
    gate = standard(check(gate_for_tiers=(1,)), tiers=(tier(1, required_level="bronze"),))

    def made(status: Status) -> Catalog:
        on = platform("p", a=PlatformAnswer(status=status))
        base = service("base", tier=1, platforms=("p",), checks={"b": met()})
        shop = service("shop", tier=1, checks={"a": met()}, depends_on=hard)
        under = standard(*gate.checks.values(), check("b"), tiers=gate.tiers.values())
        return catalog(base, replace(shop, checks={"a": met(), "b": met()}), under=under, platforms=(on,))

    changes = {each.service: each for each in between(made(Status.MET), made(Status.UNMET)).services}
    assert {id_: parts(each) for id_, each in changes.items()} == {
        "base": {Cause.ANSWERS: Fraction(-50)},
        "shop": {Cause.ANSWERS: Fraction(0)},
    }
    after = changes["shop"].after
    assert after is not None
    assert (after.verdict, after.effective_level) == ("conditional", None)


def test_groups_change_as_their_services_do() -> None:
    teams = {
        "all": Team(id="all", name="All"),
        "team": Team(id="team", name="Team", parent="all"),
        "other": Team(id="other", name="Other", parent="all"),
    }
    before = catalog(
        service("x", checks={"a": met()}), service("y", owner="other", checks={"a": met()}), teams=teams
    )
    after = catalog(
        service("x", checks={"a": unmet()}),
        service("y", owner="other", checks={"a": met()}),
        service("z", checks={"a": met()}),
        teams=teams,
    )
    groups = {each.id: each for each in between(before, after).groups}
    assert list(groups) == ["", "all", "team"]
    assert {part.cause: part.points for part in groups["team"].parts} == {
        Cause.ANSWERS: Fraction(-100),
        Cause.SERVICES: Fraction(50),
    }
    assert groups[""].points == Fraction(200, 3) - 100

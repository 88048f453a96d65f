"""Groups, rates, the ledger, what is due, and upkeep."""

from fractions import Fraction

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
from gonogo.assess import (
    assess,
    check_rates,
    falling_due,
    forecast,
    ledger,
    matrix_of_categories,
    never_reviewed,
    reviews_due,
    rollup,
    rollups,
    upkeep,
)
from gonogo.model.catalog import PlatformAnswer, Team
from gonogo.model.portfolio import Portfolio, Scope
from gonogo.model.standard import ApprovalRule, Category
from gonogo.model.words import AnsweredBy, DecisionKind, Kind, Lifecycle, Status

TEAMS = {
    "all": Team(id="all", name="All"),
    "team": Team(id="team", name="Team", parent="all"),
    "other": Team(id="other", name="Other", parent="all"),
}
UNDER = standard(
    check("a"),
    check("b", level="silver", category="security"),
    tiers=(tier(1, required_level="silver", review_every_days=90), tier(3, required_level="bronze"), tier(4)),
    categories={each: Category(id=each, name=each.title()) for each in ("reliability", "security")},
)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return assess(
        catalog(
            service("good", tier=3, checks={"a": met(), "b": partial()}, tags=("x",), system="shop"),
            service("bad", tier=1, checks={"a": met()}, reviews=(review(100),), tags=("x", "y")),
            service("free", tier=4, owner="other", checks={"a": unmet()}, kind=Kind.JOB),
            service("empty", tier=1, owner="other"),
            service("old", tier=1, checks={"a": unmet()}, lifecycle=Lifecycle.RETIRED),
            service("new", tier=1, checks={"a": unmet()}, lifecycle=Lifecycle.PLANNED),
            under=UNDER,
            teams=TEAMS,
        ),
        DAY,
    )


def test_a_group_counts_leaves_out_and_averages(portfolio: Portfolio) -> None:
    it = rollup(portfolio)
    assert it.members == ("bad", "empty", "free", "good")
    assert it.left_out == ("new", "old")
    assert it.verdicts == {"go": 2, "conditional": 1, "no-go": 0, "unassessed": 1}
    assert it.levels == {"": 1, "bronze": 2, "silver": 0, "gold": 0}
    assert it.score == Fraction(75 + 50 + 0, 3)
    assert (it.satisfied.part, it.satisfied.whole) == (1, 2)
    assert it.reviews_overdue == 1


def test_a_team_includes_all_below_it(portfolio: Portfolio) -> None:
    groups = {each.id: each.members for each in rollups(portfolio, Scope.TEAM)}
    assert groups == {
        "all": ("bad", "empty", "free", "good"),
        "other": ("empty", "free"),
        "team": ("bad", "good"),
    }


def test_a_circle_of_teams_ends() -> None:
    teams = {
        "a": Team(id="a", name="A", parent="b"),
        "b": Team(id="b", name="B", parent="a"),
    }
    groups = rollups(assess(catalog(service(owner="a"), teams=teams), DAY), Scope.TEAM)
    assert [each.members for each in groups] == [("s",), ("s",)]


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope.SYSTEM, ["shop"]),
        (Scope.TAG, ["x", "y"]),
        (Scope.KIND, ["job", "service"]),
        (Scope.TIER, ["1", "3", "4"]),
        (Scope.ORGANISATION, [""]),
    ],
)
def test_services_are_grouped_by_what_they_say(portfolio: Portfolio, scope: Scope, ids: list[str]) -> None:
    assert [each.id for each in rollups(portfolio, scope)] == ids


def test_categories_by_team_are_means_over_services(portfolio: Portfolio) -> None:
    rows = {team: [each.score for each in row] for team, row in matrix_of_categories(portfolio).items()}
    assert rows == {"all": [Fraction(200, 3), Fraction(50, 3)], "other": [0, 0], "team": [100, 25]}


def test_check_rates_leave_out_what_does_not_count(portfolio: Portfolio) -> None:
    a, b = check_rates(portfolio)
    assert (a.states, a.passed.part, a.passed.whole) == ({"met": 2, "unmet": 1}, 2, 3)
    assert b.states == {"partial": 1, "unknown": 2}


def test_reviews_are_due_overdue_or_were_never_held(portfolio: Portfolio) -> None:
    assert [(each.service, each.day, each.is_overdue) for each in reviews_due(portfolio)] == [
        ("bad", days(-10), True)
    ]
    assert never_reviewed(portfolio) == ("empty",)


def test_the_ledger_knows_standing_renewals_and_age() -> None:
    rule = {DecisionKind.WAIVER: ApprovalRule(groups=("sre-leads",))}
    run = (waiver(-100, -51), waiver(-50, -20), waiver(-5, 20), waiver(-1, 5, by="ben"), waiver(3, 9))
    answer = not_applicable(approved_by="carla", approved_on=days(-3))
    made = service(checks={"a": unmet(), "b": answer}, waivers={"a": run, "zzz": run})
    lines = ledger(assess(catalog(made, under=standard(check("a"), check("b"), approvals=rule)), DAY))
    assert [(each.check, each.standing, each.renewals, each.age_days) for each in lines] == [
        ("a", "ended", 0, 100),
        ("a", "ended", 1, 100),
        ("a", "in-force", 2, 5),
        ("a", "void", 3, 5),
        ("b", "in-force", 0, 3),
    ]
    assert [each.is_exemption for each in lines] == [False] * 4 + [True]


def test_what_falls_due_is_a_line_a_service() -> None:
    on = platform("p", a=PlatformAnswer(status=Status.MET, evidence=(evidence(80),)))
    made = catalog(
        service("x", platforms=("p",)),
        service("y", platforms=("p",)),
        under=standard(check(evidence=asked(90, grace_days=30))),
        platforms=(on,),
    )
    lines = falling_due(forecast(assess(made, DAY)))
    assert [(line.day, line.service, line.kind, line.owner) for line in lines] == [
        (days(11), "x", "evidence-late", "platform-team"),
        (days(11), "y", "evidence-late", "platform-team"),
    ]


def test_upkeep_is_asked_of_those_who_keep_the_evidence() -> None:
    yearly = asked(365)
    under = standard(
        check("hand", evidence=yearly),
        check("robot", evidence=asked(365, sources=("k6",))),
        check("self", evidence=yearly, answered_by=AnsweredBy.OWNER),
        check("platform", evidence=yearly),
        check("free", evidence=asked(365, required=False)),
        tiers=(tier(1, review_every_days=73),),
    )
    on = platform("p", platform=PlatformAnswer(status=Status.MET, evidence=(evidence(),)))
    made = service(tier=1, platforms=("p",), results={"robot": (result(check="robot"),)})
    loads = {each.team: each for each in upkeep(assess(catalog(made, under=under, platforms=(on,)), DAY))}
    assert (loads["team"].by_hand, loads["team"].by_robot) == (Fraction(1, 12), Fraction(1, 12))
    assert loads["team"].reviews == Fraction(5, 12)
    assert loads["platform-team"].for_platforms == Fraction(1, 12)

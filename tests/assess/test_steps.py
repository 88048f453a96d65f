"""What to do next, in order."""

from fractions import Fraction

from assess.build import DAY, catalog, check, met, partial, platform, service, standard, tier, unmet
from gonogo.assess import assess, service_steps, team_steps
from gonogo.assess.steps import FIRST
from gonogo.model.catalog import PlatformAnswer, Team
from gonogo.model.words import Effort, Lifecycle, Status

UNDER = standard(
    check("gold-s", level="gold", effort=Effort.SMALL),
    check("silver-l", level="silver", effort=Effort.LARGE),
    check("silver-s", level="silver", effort=Effort.SMALL),
    check("silver-m", level="silver", effort=Effort.MEDIUM),
    check("bronze-m"),
    check("gate", level="gold", gate_for_tiers=(1,)),
    tiers=(tier(1), tier(2)),
)


def test_gates_come_first_then_lower_levels_then_points_per_effort() -> None:
    portfolio = assess(catalog(service(tier=1, checks={"bronze-m": unmet()}), under=UNDER), DAY)
    steps = service_steps(portfolio, portfolio.scorecards["s"])
    assert [step.check for step in steps.steps] == [
        "gate",
        "bronze-m",
        "silver-s",
        "silver-m",
        "silver-l",
        "gold-s",
    ]


def test_the_next_level_needs_all_that_fails_up_to_it_cheapest_first() -> None:
    answers = {"bronze-m": met(), "silver-m": partial()}
    portfolio = assess(catalog(service(tier=2, checks=answers), under=UNDER), DAY)
    steps = service_steps(portfolio, portfolio.scorecards["s"])
    assert steps.next_level == "silver"
    assert [step.check for step in steps.to_next_level] == ["silver-s", "silver-m", "silver-l"]


def test_at_the_top_nothing_is_next() -> None:
    portfolio = assess(catalog(service(checks={"a": met()})), DAY)
    steps = service_steps(portfolio, portfolio.scorecards["s"])
    assert (steps.next_level, steps.steps, steps.to_next_level) == (None, (), ())


def test_a_teams_own_items_come_before_those_that_wait_on_a_platform() -> None:
    on = platform("p", a=PlatformAnswer(status=Status.UNMET))
    made = catalog(
        service("x", platforms=("p",), checks={"b": unmet()}),
        service("y", owner="below", checks={"b": unmet(owner="ben")}),
        service("old", lifecycle=Lifecycle.RETIRED),
        service("other", owner="strangers"),
        under=standard(check("a"), check("b", level="gold")),
        platforms=(on,),
        teams={"team": Team(id="team", name="T"), "below": Team(id="below", name="B", parent="team")},
    )
    steps = team_steps(assess(made, DAY), "team")
    assert [(step.service, step.check, step.owner) for step in steps.own.steps] == [
        ("y", "a", "below"),
        ("x", "b", "team"),
        ("y", "b", "ben"),
    ]
    assert [(step.service, step.check, step.owner) for step in steps.waiting["p"].steps] == [
        ("x", "a", "team")
    ]
    assert (steps.own.whole, list(steps.waiting)) == (3, ["p"])
    assert [(group.check, group.services, group.points) for group in steps.shared] == [
        ("a", 2, Fraction(100)),
        ("b", 2, Fraction(100)),
    ]


def test_a_team_is_told_the_first_steps_of_many_and_what_they_share_by_what_it_costs() -> None:
    heavy = check("z", weight=2)
    many = [service(f"s{number:02}", owner=f"t{number % 2}") for number in range(FIRST - 1)]
    under = standard(check("a"), check("b", gate_for_tiers=(1,)), heavy, check("c"))
    answered = {each: met() for each in ("a", "c", "z")}
    teams = {each: Team(id=each, name=each, parent="all") for each in ("t0", "t1")}
    made = catalog(
        *many,
        service("gate", owner="t1", tier=1, checks=answered),
        under=under,
        teams={"all": Team(id="all", name="All"), **teams},
    )
    portfolio = assess(made, DAY)
    every = [step for card in portfolio.scorecards.values() for step in service_steps(portfolio, card).steps]
    told = team_steps(portfolio, "all")
    assert (len(told.own.steps), told.own.whole) == (FIRST, len(every))
    assert told.own.steps[0].service == "gate"
    assert [step.service for step in told.own.steps[1:]] == [each.id for each in many]
    assert {step.check for step in told.own.steps[1:]} == {"z"}
    assert [(each.check, each.services) for each in told.shared] == [("z", 39), ("b", 40), ("a", 39)]
    for group in told.shared:
        assert group.points == sum(step.points for step in every if step.check == group.check)

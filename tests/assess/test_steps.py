"""What to do next, in order."""

from assess.build import DAY, catalog, check, met, partial, platform, service, standard, tier, unmet
from gonogo.assess import assess, service_steps, team_steps
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
    assert [(step.service, step.check, step.waits_on, step.owner) for step in steps.steps] == [
        ("y", "a", None, "below"),
        ("x", "b", None, "team"),
        ("y", "b", None, "ben"),
        ("x", "a", "p", "team"),
    ]
    assert [(group.check, len(group.steps)) for group in steps.groups] == [("a", 2), ("b", 2)]

"""What changes by itself, when, at what cost, and whose it is."""

from typing import Any

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
    review,
    service,
    standard,
    tier,
    unmet,
    waiver,
)
from gonogo.assess import assess, forecast, group_forecast
from gonogo.model.catalog import Catalog, PlatformAnswer, Team
from gonogo.model.manifest import Condition, Dependency, Target
from gonogo.model.portfolio import Event
from gonogo.model.standard import Amendment
from gonogo.model.words import Criticality, Lifecycle, Status

AGES = check(evidence=asked(90))


def events(made: Catalog) -> list[tuple[str, int, str, Any]]:
    happened = forecast(assess(made, DAY)).events
    return [told(event) for event in happened]


def told(event: Event) -> tuple[str, int, str, Any]:
    return (event.kind.value, (event.day - DAY).days, event.about.id, event.points)


def one(under: Any, **given: Any) -> Catalog:
    return catalog(service(**given), under=under)


def test_evidence_is_late_then_expired() -> None:
    made = one(standard(AGES), checks={"a": met(evidence(60))})
    assert events(made) == [("evidence-late", 31, "a", 0), ("evidence-expired", 45, "a", 100)]
    steps: tuple[Any, ...] = forecast(assess(made, DAY)).services["s"].steps
    assert [((step.day - DAY).days, step.score, step.level) for step in steps] == [
        (0, 100, "bronze"),
        (45, 0, None),
    ]


def test_a_waiver_ends_the_day_after_its_last_day() -> None:
    made = one(standard(check()), checks={"a": unmet()}, waivers={"a": (waiver(until=9),)})
    assert events(made) == [("waiver-ends", 10, "a", None)]


def test_a_check_is_enforced_and_another_amended() -> None:
    sooner = check("b", evidence=asked(30, grace_days=0))
    under = standard(
        check(enforce_from=days(7)),
        check("b", evidence=asked(365)),
        amendments=(Amendment(since=days(20), check="b", becomes=sooner),),
    )
    made = one(under, checks={"b": met(evidence(40))})
    assert events(made) == [("enforced", 7, "a", 50), ("amended", 20, "b", 50)]


def test_checks_that_no_longer_apply_are_told_by_id() -> None:
    ids = [f"check-{n}" for n in range(1, 9)]
    under = standard(
        *(check(id_) for id_ in reversed(ids)),
        amendments=tuple(
            Amendment(since=days(20), check=id_, becomes=check(id_, retired=True)) for id_ in reversed(ids)
        ),
    )
    assert [event.about.id for event in forecast(assess(one(under), DAY)).events] == ids


def test_the_horizon_is_inclusive() -> None:
    made = one(standard(AGES), checks={"a": met(evidence(60))})
    ends = [len(forecast(assess(made, DAY), until=days(each)).events) for each in (30, 31, 44, 45)]
    assert ends == [0, 1, 1, 2]


def test_one_platform_answer_that_expires_is_one_event_for_all_its_services() -> None:
    on = platform("p", a=PlatformAnswer(status=Status.MET, evidence=(evidence(60),)))
    made = catalog(
        *(service(id_, platforms=("p",), checks={"b": met()}) for id_ in ("x", "y", "z")),
        under=standard(AGES, check("b")),
        platforms=(on,),
    )
    happened: tuple[Any, ...] = forecast(assess(made, DAY)).events
    late, expired = happened
    assert (late.kind, late.services) == ("evidence-late", ("x", "y", "z"))
    assert (expired.platform, expired.owner, expired.points) == ("p", "platform-team", 150)
    assert expired.text == "p: The evidence for “A” has expired (3 services)."


def test_costs_of_one_day_add_up_to_what_the_day_does() -> None:
    under = standard(*(check(each, evidence=asked(90, grace_days=0)) for each in "abc"))
    made = one(under, checks={each: met(evidence(60)) for each in "abc"})
    portfolio = assess(made, DAY)
    told_ = forecast(portfolio).services["s"]
    first, last = told_.steps
    assert first.score is not None
    assert last.score is not None
    assert sum(event.points or 0 for event in told_.events) == first.score - last.score


def test_what_is_due_is_listed_at_no_cost() -> None:
    made = one(
        standard(check(), tiers=(tier(1, review_every_days=90),)),
        tier=1,
        checks={"a": unmet(owner="ben", due_on=days(5))},
        reviews=(
            review(60, conditions=(Condition(id="C-1", text="x", check="a", due_on=days(3), blocking=True),)),
        ),
        depends_on=(Dependency(external="API", criticality=Criticality.HARD, retires_on=days(50)),),
        target=Target(on=days(40), lifecycle=Lifecycle.PRODUCTION),
    )
    assert events(made) == [
        ("condition-due", 3, "C-1", 0),
        ("check-due", 5, "a", 0),
        ("condition-blocks", 18, "C-1", 0),
        ("review-overdue", 31, "s", 0),
        ("target", 40, "s", 0),
        ("retires", 50, "API", 0),
    ]
    by_day = {event.day: event.owner for event in forecast(assess(made, DAY)).events}
    assert (by_day[days(5)], by_day[days(31)]) == ("ben", "team")


def test_a_dependency_takes_others_with_it() -> None:
    under = standard(check(gate_for_tiers=(1,), evidence=asked(90, grace_days=0)), tiers=(tier(1),))
    hard = (Dependency(service="base", criticality=Criticality.HARD),)
    made = catalog(
        service("base", tier=1, checks={"a": met(evidence(60))}),
        service("shop", tier=1, checks={"a": met(evidence(0))}, depends_on=hard),
        under=under,
    )
    told_ = forecast(assess(made, DAY)).services["shop"]
    assert [(step.verdict, (step.day - DAY).days) for step in told_.steps[:2]] == [
        ("go", 0),
        ("conditional", 31),
    ]
    assert [(event.kind, event.about.id, event.text) for event in told_.events[:1]] == [
        ("dependency", "base", "The dependency Base changes its standing: no-go.")
    ]


def test_a_group_goes_on_as_its_members_do() -> None:
    made = catalog(
        service("x", checks={"a": met(evidence(60))}),
        service("y", owner="other", checks={"a": met(evidence(0))}),
        service("z", lifecycle=Lifecycle.RETIRED, checks={"a": met(evidence(60))}),
        under=standard(AGES),
        teams={
            "all": Team(id="all", name="All"),
            "team": Team(id="team", name="Team", parent="all"),
            "other": Team(id="other", name="Other", parent="all"),
        },
    )
    portfolio = assess(made, DAY)
    ahead = forecast(portfolio)
    of_all: Any = group_forecast(portfolio, ahead)
    assert [((step.day - DAY).days, step.score) for step in of_all.steps] == [(0, 100), (45, 50), (105, 0)]
    assert of_all.steps == group_forecast(portfolio, ahead, "all").steps
    assert [event.services for event in group_forecast(portfolio, ahead, "other").events] == [("y",), ("y",)]
    assert of_all.on(days(60)) == of_all.steps[1]


def test_a_partial_answer_expires_at_half_the_cost() -> None:
    made = one(standard(AGES), checks={"a": partial(evidence(60))})
    assert events(made) == [("evidence-expired", 45, "a", 50)]

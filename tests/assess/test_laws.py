"""Laws of assessing that hold for whatever catalog."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from assess import build
from assess.random_catalogs import DAY, catalog
from gonogo.assess import HORIZON_DAYS, assess, compare, forecast
from gonogo.assess.compare import walk
from gonogo.assess.inputs import Input, renamed, switches
from gonogo.model.catalog import Catalog, Service
from gonogo.model.change import Cause
from gonogo.model.manifest import Answer, Evidence, Waiver
from gonogo.model.portfolio import Portfolio, Scorecard, State
from gonogo.model.standard import Check

seeds = st.integers(0, 100_000)
law = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def with_service(made: Catalog, service: Service) -> Catalog:
    return replace(made, services=made.services | {service.id: service})


def pick(made: Catalog, random: Random) -> Service:
    return random.choice(list(made.services.values()))


def later(count: int) -> date:
    return DAY + timedelta(days=count)


@law
@given(seeds)
def test_a_score_is_absent_or_between_0_and_100(seed: int) -> None:
    for card in assess(catalog(seed), DAY).scorecards.values():
        for score in (card.score, card.raw_score):
            assert score is None or 0 <= score <= 100
        lost = [points for each in card.findings if (points := card.points_lost(each)) is not None]
        assert card.score is None or sum(lost) == 100 - card.score


@law
@given(seeds, st.integers(0, 400))
def test_newer_evidence_never_lowers_a_score(seed: int, age: int) -> None:
    made = catalog(seed)
    for service in made.services.values():
        answers = {id_: redated(answer, later(-age)) for id_, answer in service.checks.items()}
        newer = with_service(made, replace(service, checks=answers))
        assert not lowered(made, newer, service.id)


@law
@given(seeds, st.integers(0, 400))
def test_more_evidence_never_lowers_a_score(seed: int, age: int) -> None:
    made = catalog(seed)
    for service in made.services.values():
        answers = {id_: with_more(answer, made, id_, later(-age)) for id_, answer in service.checks.items()}
        more = with_service(made, replace(service, checks=answers))
        assert not lowered(made, more, service.id)


def redated(answer: Answer, day: date) -> Answer:
    pieces = (
        replace(each, collected_on=day) if each.collected_on is not None and each.collected_on < day else each
        for each in answer.evidence
    )
    return replace(answer, evidence=tuple(pieces))


def with_more(answer: Answer, made: Catalog, check: str, day: date) -> Answer:
    known = made.standard.checks.get(check)
    kinds = known.evidence.kinds if known else ()
    piece = Evidence(kind=kinds[0] if kinds else "report", url="https://e.org", collected_on=day)
    return replace(answer, evidence=(*answer.evidence, piece))


def lowered(one: Catalog, other: Catalog, id_: str) -> bool:
    before = assess(one, DAY).scorecards[id_].score
    after = assess(other, DAY).scorecards[id_].score
    return before is not None and after is not None and after < before


@law
@given(seeds)
def test_an_unmet_check_never_raises_a_score(seed: int) -> None:
    made = catalog(seed)
    first = next(iter(made.standard.checks.values()))
    extra = Check(id="extra", title="Extra", category=first.category, level=first.level)
    under = replace(made.standard, checks=made.standard.checks | {"extra": extra})
    more = assess(made.under(under), DAY).scorecards
    for id_, card in assess(made, DAY).scorecards.items():
        score = more[id_].score
        assert score is not None
        assert score <= (0 if card.score is None else card.score)


@law
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 60), st.integers(1, 400))
def test_once_expired_always_expired_until_answered_anew(age: int, lasts: int, grace: int, on: int) -> None:
    asking = build.check(evidence=build.asked(lasts, grace_days=grace))
    answers = {"a": build.met(build.evidence(age))}
    made = build.catalog(build.service(checks=answers), under=build.standard(asking))
    if state_of(made, build.DAY) is State.EXPIRED:
        assert state_of(made, build.days(on)) is State.EXPIRED
        renewed = build.catalog(
            build.service(checks={"a": build.met(build.evidence())}), under=build.standard(asking)
        )
        assert state_of(renewed, build.DAY) is State.MET


def state_of(made: Catalog, day: date) -> State:
    return assess(made, day).scorecards["s"].findings[0].state


@law
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_files_teams_and_checks_changes_nothing(seed: int, random: Random) -> None:
    made = catalog(seed)
    under = replace(made.standard, checks=shuffled(made.standard.checks, random))
    other = replace(
        made,
        standard=under,
        services={
            id_: replace(each, checks=shuffled(each.checks, random), waivers=shuffled(each.waivers, random))
            for id_, each in shuffled(made.services, random).items()
        },
        teams=shuffled(made.teams, random),
        platforms=shuffled(made.platforms, random),
        groups=shuffled(made.groups, random),
    )
    assert told(assess(other, DAY)) == told(assess(made, DAY))


def shuffled(table: dict[str, Any], random: Random) -> dict[str, Any]:
    items = list(table.items())
    random.shuffle(items)
    return dict(items)


def told(portfolio: Portfolio) -> list[Any]:
    return [
        (
            card.id,
            card.score,
            card.raw_score,
            card.level,
            card.earned_level,
            card.effective_level,
            card.verdict,
            sorted((each.about, each.text) for each in card.reasons),
            {each.check: (each.state, each.text) for each in card.findings},
            {(each.id, each.origin): (each.inherent, each.residual, each.status) for each in card.risks},
            card.review_due,
        )
        for card in portfolio.scorecards.values()
    ]


@law
@given(seeds)
def test_nothing_differs_from_itself(seed: int) -> None:
    portfolio = assess(catalog(seed), DAY)
    assert compare(portfolio, portfolio).is_empty
    assert compare(portfolio, assess(catalog(seed), DAY)).is_empty


@law
@given(seeds, seeds, st.integers(-30, 60))
def test_causes_add_up_and_join(one: int, other: int, days: int) -> None:
    comparison = compare(assess(catalog(one), DAY), assess(catalog(other), later(days)))
    changes: list[Any] = [*comparison.services, *comparison.groups]
    for change in changes:
        if not change.parts:
            continue
        assert change.parts[-1].after == change.after
        assert change.parts[0].before == change.before
        assert all(a.after == b.before for a, b in zip(change.parts, change.parts[1:], strict=False))
        known = [part.points for part in change.parts if part.points is not None]
        assert sum(known) == (change.points or 0)
        if change.before is not None and change.after is not None:
            ends = change.before.score, change.after.score
            assert change.points == (None if None in ends else ends[1] - ends[0])


@law
@given(seeds, seeds, st.integers(-30, 60))
def test_every_stage_of_a_change_is_the_assessment_of_its_inputs(one: int, other: int, days: int) -> None:
    was, becomes = catalog(one), catalog(other)
    stages = list(walk(assess(was, DAY), assess(becomes, later(days))))
    inputs = list(switches(Input(was, DAY), Input(becomes, later(days))))
    assert inputs[0] == (Cause.DAY, Input(renamed(was, becomes), later(days)))
    assert inputs[-1] == (Cause.SERVICES, Input(becomes, later(days)))
    assert [cause for cause, _ in stages] == [None, *(cause for cause, _ in inputs)]
    assert stages[0][1] == assess(renamed(was, becomes), DAY)
    for (_, stage), (cause, switched) in zip(stages[1:], inputs, strict=True):
        assert stage == assess(switched.catalog, switched.day), cause


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(seeds)
def test_the_forecast_of_a_day_is_the_assessment_of_that_day(seed: int) -> None:
    made = catalog(seed)
    portfolio = assess(made, DAY)
    ahead = forecast(portfolio, until=later(HORIZON_DAYS))
    states = {id_: states_in(card) for id_, card in portfolio.scorecards.items()}
    for count in range(HORIZON_DAYS + 1):
        day = later(count)
        for id_, card in assess(made, day).scorecards.items():
            for event in ahead.services[id_].events:
                (cost,) = event.costs
                if event.day == day and cost.from_state is not cost.to_state:
                    states[id_][event.about.id] = cost.to_state
            step = ahead.services[id_].on(day)
            assert step is not None
            assert (step.score, step.raw_tally.score) == (card.score, card.raw_score)
            assert (step.level, step.effective_level) == (card.level, card.effective_level)
            assert (step.verdict, step.required_satisfied) == (card.verdict, card.required_satisfied)
            assert {check: state for check, state in states[id_].items() if state} == states_in(card)


def states_in(card: Scorecard) -> dict[str, State | None]:
    return {finding.check: finding.state for finding in card.findings}


@law
@given(seeds, st.randoms(use_true_random=False))
def test_a_waiver_never_raises_the_raw_score(seed: int, random: Random) -> None:
    made = catalog(seed)
    service = pick(made, random)
    waiver = Waiver(reason="x", approved_by="carla", approved_on=later(-1), expires_on=later(9))
    check = random.choice(list(made.standard.checks))
    held = service.waivers | {check: (*service.waivers.get(check, ()), waiver)}
    waived = with_service(made, replace(service, waivers=held))
    raw = assess(made, DAY).scorecards[service.id].raw_score
    assert assess(waived, DAY).scorecards[service.id].raw_score == raw


@law
@given(seeds)
def test_a_level_reached_implies_every_lower_one_that_is_there(seed: int) -> None:
    portfolio = assess(catalog(seed), DAY)
    ids = [level.id for level in portfolio.standard.levels]
    for card in portfolio.scorecards.values():
        reached = ids.index(card.level) + 1 if card.level else 0
        for finding in card.findings:
            level = portfolio.standard.checks[finding.check].level
            assert level not in ids[:reached] or not finding.is_failing

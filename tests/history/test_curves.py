"""Curves equal assessing the catalog of then on every single day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest

from gonogo.assess import assess, check_rates, compare, rollup
from gonogo.assess.curves import curves, standards
from gonogo.assess.past import begins, changes_since, past
from gonogo.model.history import Missing, Past, Snapshot, Turn
from gonogo.model.portfolio import Portfolio, Scope, on
from gonogo.model.standard import Standard
from gonogo.read.history import History, snapshots
from history.story import Story

TODAY = date(2026, 7, 15)

TOLD = """\
2026-01-05 | begin | checkout | 25 |
2026-01-10 | second service | cart | 25 |
2026-01-20 | answer | checkout | 50 | backups unknown>met
2026-02-05 | by itself | checkout | 50 | alerts met>late
2026-02-10 | by itself | cart | 25 | alerts met>late
2026-02-10 | by itself | checkout | 25 | alerts late>expired
2026-02-15 | by itself | cart | 0 | alerts late>expired
2026-02-20 | renewed after expiry | checkout | 50 | alerts expired>met, logs unknown>unproven
2026-02-25 | invalid | cart | – | unreadable
2026-02-26 | valid again | cart | 25 | alerts expired>met
2026-03-01 | robot | checkout | 75 | scan unknown>met
2026-03-12 | review | checkout | 75 | logs unproven>unknown
2026-03-16 | on the platform | checkout | 75 | logs unknown>unproven
2026-03-23 | by itself | checkout | 75 | alerts met>late
2026-03-28 | by itself | checkout | 50 | alerts late>expired
2026-03-29 | by itself | cart | 25 | alerts met>late
2026-04-01 | waiver | cart | 33 | backups unmet>waived
2026-04-03 | by itself | cart | 0 | alerts late>expired
2026-04-10 | own waiver | cart | 0 |
2026-04-25 | moved | cart | 0 |
2026-04-26 | renamed | cart | 33 | alerts expired>met
2026-04-27 | dependency | checkout | 50 |
2026-05-01 | third service | search | 0 |
2026-05-02 | by itself | cart | 25 | backups waived>unknown
2026-05-02 | better | search | 25 | alerts unmet>met
2026-05-02 | better still | search | 50 | backups unknown>met
2026-05-03 | reverted | search | 25 | backups met>unknown
2026-05-07 | merge | search | 25 | logs unknown>unproven
2026-05-07 | merge | side | 25 |
2026-05-09 | octopus | from-one | 25 |
2026-05-09 | octopus | from-two | 25 |
2026-05-10 | one id twice | search | – | unreadable
2026-05-11 | once again | search | 25 |
2026-05-13 | meanwhile | side | 25 | alerts unknown>met, backups met>unknown
2026-05-20 | deleted | side | – | absent
2026-05-27 | by itself | cart | 25 | alerts met>late
2026-06-01 | by itself | cart | 0 | alerts late>expired
2026-06-02 | by itself | search | 25 | alerts met>late
2026-06-07 | by itself | search | 0 | alerts late>expired
"""
"""Day, commit, service, score after it and what happened to checks, by the standard of today."""

SILENT = {
    *("platform", "standard", "teams", "broken configuration", "configured again"),
}
"""Commits after which every service stands as before: none of it was theirs, or it is today's standard."""


@pytest.fixture(scope="module")
def told(story: Story) -> list[Snapshot]:
    return list(snapshots(History(story.repository.catalog), TODAY))


def days(told: Sequence[Snapshot]) -> list[date]:
    first = told[0].moment.day
    return [first + timedelta(days=count) for count in range((TODAY - first).days + 1)]


def of(told: Sequence[Snapshot], day: date, standard: Standard | None) -> Portfolio:
    """Return what the catalog of a day meant on it."""
    catalog = [each for each in told if each.moment.day <= day][-1].catalog
    return assess(catalog if standard is None else catalog.under(standard), day)


@pytest.mark.parametrize("is_todays", [True, False])
def test_a_curve_is_what_assess_says_of_the_catalog_of_then_on_every_day(
    told: list[Snapshot], *, is_todays: bool
) -> None:
    standard = told[-1].catalog.standard if is_todays else None
    found = curves(told, TODAY, standard)
    names = {"basket": "cart"}
    for day in days(told):
        portfolio = of(told, day, standard)
        cards = {names.get(id_, id_): card for id_, card in portfolio.scorecards.items()}
        for id_, curve in found.services.items():
            step, card = curve.on(day), cards.get(id_)
            assert (step is None) is (card is None), (day, id_)
            if step is not None and card is not None:
                assert (step.tally, step.raw_tally, step.level, step.effective_level) == (
                    card.tally,
                    card.raw_tally,
                    card.level,
                    card.effective_level,
                ), (day, id_)
                assert step.verdict is card.verdict, (day, id_)
                assert step.required_satisfied is card.required_satisfied, (day, id_)


@pytest.mark.parametrize("is_todays", [True, False])
def test_groups_and_rates_are_those_of_every_day(told: list[Snapshot], *, is_todays: bool) -> None:
    standard = told[-1].catalog.standard if is_todays else None
    found = curves(told, TODAY, standard)
    for day in days(told):
        portfolio = of(told, day, standard)
        for steps, group in (
            (found.organisation, rollup(portfolio)),
            (found.teams["team-a"], rollup(portfolio, Scope.TEAM, "team-a")),
            (found.teams["team-b"], rollup(portfolio, Scope.TEAM, "team-b")),
            (found.teams["shop"], rollup(portfolio, Scope.TEAM, "shop")),
        ):
            step = on(steps, day)
            if step is None:
                assert not group.members
                continue
            assert step.score == group.score, day
            assert step.verdicts == group.verdicts, day
            assert step.levels == group.levels, day
            assert (step.satisfied, step.required) == (group.satisfied.part, group.satisfied.whole), day
        for rate in check_rates(portfolio):
            held = [step for step in found.checks.get(rate.check, ()) if step.day <= day]
            assert (held[-1].states if held else {}) == rate.states, (day, rate.check)


def test_the_story_is_told_commit_by_commit_and_day_by_day(told: list[Snapshot], story: Story) -> None:
    names = {commit: name for name, commit in story.commits.items()}
    order = {None: -1} | {commit: place for place, commit in enumerate(story.commits.values())}
    found = curves(told, TODAY, told[-1].catalog.standard).services
    lines = sorted(
        (turn.day, order[turn.commit], id_, row(id_, turn, names.get(turn.commit or "", "by itself")))
        for id_, curve in found.items()
        for turn in curve.turns
    )
    assert [line[-1] for line in lines] == TOLD.splitlines()
    spoken = {names[turn.commit] for curve in found.values() for turn in curve.turns if turn.commit}
    assert spoken | SILENT == set(story.commits)
    assert not spoken & SILENT


def row(service: str, turn: Turn, name: str) -> str:
    """Return what happened as a line of the table above."""
    score = "–" if turn.tally is None or turn.tally.score is None else round(turn.tally.score)
    what = turn.missing or ", ".join(
        f"{each.check} {each.before or '-'}>{each.after or '-'}" for each in turn.states
    )
    return f"{turn.day} | {name} | {service} | {score} | {what}".rstrip()


def test_an_expiry_between_commits_is_on_its_day(told: list[Snapshot]) -> None:
    curve = curves(told, TODAY, told[0].catalog.standard).services["checkout"]
    late = date(2026, 1, 5) + timedelta(days=31)
    turns = {turn.day: turn for turn in curve.turns if turn.commit is None}
    assert [(each.check, each.before, each.after) for each in turns[late].states] == [
        ("alerts", "met", "late")
    ]
    assert [(each.check, each.after) for each in turns[late + timedelta(days=5)].states] == [
        ("alerts", "expired")
    ]


def test_an_invalid_manifest_is_a_gap_and_a_deleted_one_is_gone(told: list[Snapshot]) -> None:
    found = curves(told, TODAY, told[-1].catalog.standard).services
    gap = found["cart"].gaps[0]
    assert (gap.since, gap.until, gap.why) == (date(2026, 2, 25), date(2026, 2, 26), Missing.UNREADABLE)
    assert found["cart"].on(date(2026, 2, 25)) is None
    assert found["side"].gaps[-1].why is Missing.ABSENT
    assert found["side"].gaps[-1].until is None
    points = dict(found["side"].points())
    assert points[date(2026, 5, 20)] is None


def test_a_renamed_service_carries_its_curve_on(told: list[Snapshot]) -> None:
    found = curves(told, TODAY, told[-1].catalog.standard).services
    assert "basket" not in found
    assert found["cart"].steps[0].day == date(2026, 1, 10)


def test_the_standards_change_is_a_mark(told: list[Snapshot], story: Story) -> None:
    marks = standards(told)
    assert [(mark.day, mark.version, mark.checks) for mark in marks] == [(date(2026, 4, 20), "2", ("logs",))]
    assert marks[0].commit == story.commits["standard"]


def whole(story: Story, told: list[Snapshot]) -> Past:
    history = History(story.repository.catalog)
    return past(assess(told[-1].catalog, TODAY), history, lambda: told, today=TODAY)


def test_the_bar_is_the_organisation_by_the_standard_of_then(story: Story, told: list[Snapshot]) -> None:
    assert whole(story, told).bar == curves(told, TODAY).organisation


def test_a_review_knows_how_its_day_was(story: Story, told: list[Snapshot]) -> None:
    review = whole(story, told).curves.services["checkout"].review(date(2026, 3, 10))
    assert review is not None
    card = of(told, date(2026, 3, 10), told[-1].catalog.standard).scorecards["checkout"]
    assert (review.tally, review.level) == (card.tally, card.level)
    assert {each.risk for each in review.risks} == {each.id for each in card.risks if each.is_standing}


def test_windows_are_comparisons_with_the_day_that_they_look_back_to(
    story: Story, told: list[Snapshot]
) -> None:
    now = assess(told[-1].catalog, TODAY)
    windows = changes_since(now, told, whole(story, told).curves)
    assert [(each.name, each.since) for each in windows] == list(begins(TODAY).items())
    for window in windows:
        assert window.comparison == compare(of(told, window.since, None), now)
    ninety = next(each for each in windows if each.name == "90 days")
    assert story.commits["renamed"] in ninety.commits["cart"]
    assert story.commits["second service"] not in ninety.commits["cart"]


def test_the_turns_of_a_service_add_up_to_what_differs(told: list[Snapshot]) -> None:
    standard = told[-1].catalog.standard
    found = curves(told, TODAY, standard)
    for earlier, later in pairwise(days(told)[::20]):
        one, other = of(told, earlier, standard), of(told, TODAY, standard)
        for id_ in one.scorecards.keys() & other.scorecards.keys():
            before = {each.check: each.state for each in one.scorecards[id_].findings}
            after = {each.check: each.state for each in other.scorecards[id_].findings}
            differing = {
                check for check in before.keys() | after.keys() if before.get(check) != after.get(check)
            }
            assert {each.check for each in found.services[id_].since(earlier)} == differing, (
                id_,
                earlier,
                later,
            )

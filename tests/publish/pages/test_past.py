"""What pages show of the past, from a repository in which everything happens that can happen."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from gonogo.assess import assess
from gonogo.insights import Derived
from gonogo.model.artifact import PageKind
from gonogo.model.catalog import Catalog
from gonogo.model.change import Cause, Change, Comparison, Part, Presence, Standing
from gonogo.model.history import (
    Curves,
    Kept,
    OpenRisk,
    Origin,
    Past,
    Provenance,
    ReviewDay,
    ServiceCurve,
    StateTurn,
    Turn,
    Window,
)
from gonogo.model.portfolio import FAILING, RiskPosition, ServiceStep, State, Tally, Verdict
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, changes, home, retrospect
from gonogo.publish.pages.environment import look
from gonogo.publish.pages.retrospect import Trend
from gonogo.publish.pages.service_past import Past as ServicePast
from gonogo.read import read
from gonogo.read.commits import Commit, at
from gonogo.recollection import Recollection
from history.repository import CATALOG, Repository, alerts
from history.story import RISKS, Story, tell
from publish.pages import drawn

DAY = date(2026, 5, 22)
LATE_REVIEW = """\
reviews:
  - date: 2026-05-21
    kind: design
    decision: go
    reviewers: [{id: carla}]
"""
EVIL = "<script>alert(1)</script> & \"'"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    told = tell(tmp_path_factory.mktemp("told"))
    told.repository.write("catalog.yaml", CATALOG)
    told.repository.service("from-two", alerts("2026-05-20", "unmet") + LATE_REVIEW + RISKS)
    told.commits["head"] = told.repository.commit("2026-05-21", f"On a host again {EVIL} (#41)")
    return told


@pytest.fixture(scope="module")
def inputs(story: Story) -> Inputs:
    return looking(story.repository.catalog, DAY)


def catalog_of(tree: Path | Commit, day: date) -> Catalog:
    catalog = read(tree, day=day, today=DAY).catalog
    assert catalog is not None
    return catalog


def looking(folder: Path, day: date, commit: str | None = None) -> Inputs:
    """Return what pages are made from on a day, of the files on disk or of a commit."""
    chosen = None if commit is None else at(folder, commit)
    portfolio = assess(catalog_of(chosen or folder, day), day)
    git = Recollection(folder, today=DAY, chosen=chosen)
    return Inputs(portfolio, (), Links(), Derived(portfolio, git.past), (), git.revision)


def past_of(inputs: Inputs) -> Past:
    assert inputs.insights.past is not None
    return inputs.insights.past


# ----------------------------------------------------------------------------------------------- a service


def test_the_curve_of_a_service_joins_past_and_forecast(inputs: Inputs) -> None:
    body = drawn.page(inputs, PageKind.SERVICE, "checkout").body
    for name in ("go-line ", '"go-line go-ahead"', '"go-mark go-held"', "go-bar ", "go-today "):
        assert f"<path class={name}" in body, name
    assert "; reviews on 2026-03-10; the standard changed on 2026-04-20." in body
    said = drawn.text(inputs, PageKind.SERVICE, "checkout")
    first = past_of(inputs).curves.services["checkout"].steps[0]
    assert first.score is not None
    assert f"On 2026-01-05 it stood at {float(first.score):.1f}, no level." in said
    assert "Solid: as it was, by today's standard." in said


def test_the_last_rungs_that_were_gained_or_lost_are_told(inputs: Inputs) -> None:
    card = inputs.portfolio.scorecards["checkout"]
    (step, *_) = past_of(inputs).curves.services["checkout"].steps
    levels = (None, "bronze", "bronze", "silver", None)
    steps = tuple(
        replace(step, day=date(2026, month, 1), level=level) for month, level in enumerate(levels, 1)
    )
    told = replace_past(inputs, drawn.past(inputs.portfolio, checkout=steps))
    assert ServicePast(told, card).story == (
        "On 2026-01-01 it stood at 25.0, no level; Silver from 2026-04-01; no level from 2026-05-01."
    )


def test_a_service_of_yesterday_has_the_past_that_there_is(story: Story) -> None:
    inputs = looking(story.repository.catalog, date(2026, 1, 5), story.commits["begin"])
    body = drawn.page(inputs, PageKind.SERVICE, "checkout").body
    assert "go-today" not in body
    assert "Solid:" not in body


def test_the_past_of_a_service_that_could_not_be_read_for_a_while_has_a_gap(inputs: Inputs) -> None:
    assert date(2026, 2, 25) in ServicePast(inputs, inputs.portfolio.scorecards["cart"]).gaps
    assert "Verdict from 2026-02-25: Not known" in drawn.page(inputs, PageKind.SERVICE, "cart").body


@pytest.mark.parametrize(
    ("service", "day", "risks"),
    [
        ("checkout", date(2026, 3, 10), "0 open risks "),
        ("from-two", date(2026, 5, 21), "3 open risks: Blind (high), Prices (high), Loss (high) "),
    ],
)
def test_a_review_shows_its_day_and_what_has_changed_since(
    story: Story, inputs: Inputs, service: str, day: date, risks: str
) -> None:
    then = catalog_of(at(story.repository.catalog, str(day)), day)
    card = assess(then.under(inputs.portfolio.standard), day).scorecards[service]
    now = inputs.portfolio.scorecards[service]
    assert card.score is not None
    assert now.score is not None
    level = {"bronze": "Bronze", "silver": "Silver", None: "No level"}[card.level]
    verdict = look(card.verdict).label.lower()
    said = drawn.text(inputs, PageKind.SERVICE, service)
    assert f"That day: {level} {float(card.score):.1f}, {verdict}, {risks}" in said
    failed = {each.check for each in card.findings if each.state in FAILING}
    fails = {each.check for each in now.findings if each.state in FAILING}
    if fails == failed:
        assert "Since then no check began or ceased to fail." in said
    else:
        points = f"{float(now.score - card.score):+.1f}".replace("-", "−")
        better, worse = len(failed - fails), len(fails - failed)
        assert f"Since then {points} points, {better} checks better, {worse} worse" in said
        found = drawn.Elements(drawn.page(inputs, PageKind.SERVICE, service).body)
        assert f"since-review-{day}" in found.values("id")
        assert {f"#check-{check}" for check in fails ^ failed} <= set(found.values("href"))
    assert (fails == failed) is (service == "from-two")
    log = drawn.text(inputs, PageKind.REVIEWS, "reviews")
    assert f"that day {level} {float(card.score):.1f}, {risks.partition(':')[0].strip()}" in log


def test_answers_reviews_and_waivers_name_their_commits(story: Story, inputs: Inputs) -> None:
    said = drawn.text(inputs, PageKind.SERVICE, "checkout")
    commits = story.commits
    assert f"{commits['renewed after expiry'][:7]} Ana P, 2026-02-20: alerts" in said
    assert f"{commits['answer'][:7]} Ana P, 2026-01-20: backups" in said
    body = drawn.page(inputs, PageKind.SERVICE, "checkout").body
    assert f"https://github.com/acme/readiness/commit/{commits['answer']}" in body
    assert "https://github.com/acme/readiness/pull/77" in body
    assert "#77 Ana P, 2026-03-12" in said


@pytest.mark.parametrize(
    ("commit", "day", "flags"),
    [("own waiver", date(2026, 4, 11), "self-approved"), ("waiver", date(2026, 4, 2), "self-approved")],
)
def test_a_waiver_that_its_approver_wrote_is_marked(story: Story, commit: str, day: date, flags: str) -> None:
    said = drawn.text(
        looking(story.repository.catalog, day, story.commits[commit]), PageKind.SERVICE, "basket"
    )
    assert f"{story.commits[commit][:7]} Ana P" in said.split("Waivers")[-1]
    assert flags in said.split("Waivers")[-1]


def test_contributors_text_stays_text(inputs: Inputs) -> None:
    for kind in (PageKind.CHANGES, PageKind.HOME):
        assert "<script>alert" not in drawn.page(inputs, kind, kind.value).body


def test_a_name_that_is_no_unicode_is_shown_as_bytes(story: Story, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(story.repository.root, clone)
    manifest = clone / "catalog" / "services" / "from-one.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("met", "unmet"), encoding="utf-8")
    again = Repository.__new__(Repository)
    again.root, again.catalog = clone, clone / "catalog"
    again.commit("2026-05-22", "Latin@ <b>bold</b>", author="Zo@ <zoe@example.com>")
    written = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=clone, capture_output=True, check=True
    )
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    latin = written.stdout.replace(b"@ <", b"\xeb <")
    made = subprocess.run(command, cwd=clone, input=latin, capture_output=True, check=True)
    again.git("update-ref", "HEAD", made.stdout.decode().strip())
    shown = looking(clone / "catalog", DAY)
    said = drawn.text(shown, PageKind.CHANGES, "changes")
    assert r"Zo\xeb, 2026-05-22, Latin\xeb <b>bold</b>" in said
    drawn.page(shown, PageKind.SERVICE, "from-one").body.encode("utf-8")


# ------------------------------------------------------------------------------------------------- changes

GO = Standing(
    score=Fraction(90),
    raw_score=None,
    level="silver",
    earned_level=None,
    effective_level=None,
    verdict=Verdict.GO,
)


def change(points: int = 0, after: Verdict | None = Verdict.GO, **given: object) -> Change:
    is_both = given.get("presence", Presence.BOTH) is Presence.BOTH
    values = {
        "service": "s",
        "presence": Presence.BOTH,
        "before": GO if is_both else None,
        "after": replace(GO, verdict=after),
        "points": Fraction(points),
    }
    return Change(**(values | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "better"),
    [
        (change(3), True),
        (change(-3), False),
        (change(), None),
        (change(8, Verdict.NO_GO), False),
        (change(-8, before=replace(GO, verdict=Verdict.NO_GO)), True),
        (change(8, Verdict.UNASSESSED), True),
        (change(8, presence=Presence.ADDED), None),
    ],
)
def test_a_verdict_says_more_than_points(changed: Change, *, better: bool | None) -> None:
    assert changes.is_better(changed) is better


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ([Cause.DAY], "by itself, with time"),
        ([], "by itself, with time"),
        ([Cause.SERVICES], "through others"),
        ([Cause.DAY, Cause.ANSWERS], "not committed yet"),
    ],
)
def test_what_no_commit_touched_is_explained(causes: list[Cause], said: str) -> None:
    parts = tuple(Part(cause=cause, before=GO, after=GO) for cause in causes)
    assert changes.nobody(change(parts=parts)) == said


def test_causes_that_come_to_nothing_have_no_number() -> None:
    parts = (
        Part(cause=Cause.DAY, before=GO, after=GO, points=Fraction(-1, 100)),
        Part(cause=Cause.ANSWERS, before=GO, after=GO, points=Fraction(5, 2)),
    )
    assert changes.why(change(parts=parts)) == "time, answers and evidence +2.5"


def test_the_farthest_movers_come_first_and_the_rest_is_counted(inputs: Inputs) -> None:
    past = past_of(inputs)
    window = past.windows[0]
    many = tuple(change(-number, service=f"s{number:02}") for number in range(1, 61))
    crowded = replace(window, comparison=replace(window.comparison, services=many))
    (part,) = changes.span(crowded, past).parts
    assert [row.change.service for row in part.rows[:3]] == ["s60", "s59", "s58"]
    shown = replace_past(inputs, replace(past, windows=(crowded,)))
    said = drawn.text(shown, PageKind.CHANGES, "changes")
    assert "60 services moved in the last 7 days, 60 for the worse" in said
    assert "More that is worse 52" in said
    assert "s41" in said
    assert "s40" not in said
    base = past.moments_until(window.since)[-1].commit[:7]
    assert f"And 40 more: gonogo diff {base} lists all." in said


def replace_past(inputs: Inputs, past: Past) -> Inputs:
    known = Derived(inputs.portfolio, lambda _: past)
    return Inputs(inputs.portfolio, (), Links(), known, (), inputs.revision)


def test_each_window_is_told_with_its_numbers(inputs: Inputs) -> None:
    said = drawn.text(inputs, PageKind.CHANGES, "changes")
    past = past_of(inputs)
    assert [window.name for window in past.windows] == ["7 days", "30 days", "90 days", "quarter"]
    for window in past.windows:
        assert f"Since the end of {window.since}." in said
        group = window.comparison.groups[0]
        assert group.before is not None
        assert group.after is not None
        before, after = group.before.satisfied, group.after.satisfied
        assert f"{before.part} of {before.whole} → {after.part} of {after.whole}" in said


def test_a_week_in_which_nothing_moved_says_so(inputs: Inputs) -> None:
    past = past_of(inputs)
    still = tuple(Window(name=each.name, since=each.since, comparison=Comparison()) for each in past.windows)
    shown = replace_past(inputs, replace(past, windows=still))
    assert "Nothing moved in the last 7 days." in drawn.text(shown, PageKind.CHANGES, "changes")
    assert "Nothing moved. Earlier changes" in drawn.text(shown, PageKind.HOME, "home")


# ------------------------------------------------------------------------------------------------- trends


def trend(*values: tuple[int, int | None]) -> Trend:
    """Return a trend up to `DAY` of values by days back."""
    return Trend(
        day=DAY,
        values=tuple(
            (DAY - timedelta(days=back), None if value is None else Fraction(value)) for back, value in values
        ),
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (trend(), ""),
        (trend((0, 50)), ""),
        (trend((10, 40), (3, 50)), "up 10.0 since 2026-05-12, where history begins"),
        (trend((30, 60), (3, 50)), "down 10.0 in 30 days"),
        (trend((200, 10), (60, 50), (3, 50)), "unchanged in 30 days, up 40.0 in 90 days"),
        (trend((200, None), (60, 40), (3, 50)), "up 10.0 in 30 days"),
        (trend((200, 10), (1, None)), ""),
    ],
)
def test_a_trend_is_said_in_words(told: Trend, words: str) -> None:
    assert told.words == words


def test_a_trend_is_drawn_from_some_days_of_the_last_year() -> None:
    assert trend().samples == []
    assert trend((0, 5)).samples == []
    assert trend((2, 5), (1, 6)).samples == [5, 6, 6]
    long = trend((900, 1), (300, 2), (0, 3)).samples
    assert len(long) == retrospect.SAMPLES
    assert long[0] == 1
    assert long[-1] == 3


def test_the_last_year_begins_with_what_held_then(inputs: Inputs) -> None:
    steps = past_of(inputs).curves.organisation
    year = retrospect.lately(steps, date(2027, 3, 1))
    assert year[0] == replace(retrospect.lately(steps, date(2026, 3, 2))[-1], day=date(2026, 3, 1))
    assert retrospect.lately(steps, steps[0].day) == ()


Shown = Callable[[Past], retrospect.Trend]


@pytest.mark.parametrize(
    ("kind", "name", "title", "of"),
    [
        (
            PageKind.HOME,
            "home",
            "Mean score, in points",
            lambda past: retrospect.scores(past.curves.organisation, DAY),
        ),
        (
            PageKind.TEAM,
            "team-a",
            "Mean score, in points",
            lambda past: retrospect.scores(past.curves.teams["team-a"], DAY),
        ),
        (
            PageKind.CHECK,
            "alerts",
            "Services that meet it, in percentage points",
            lambda past: retrospect.passing(past.curves.checks["alerts"], DAY),
        ),
    ],
)
def test_pages_show_how_they_came_here(
    inputs: Inputs, kind: PageKind, name: str, title: str, of: Shown
) -> None:
    words = of(past_of(inputs)).words
    assert " in 90 days" in words
    page = drawn.page(inputs, kind, name)
    assert f"{title}: {words}." in drawn.Elements(page.body).text
    assert f'aria-label="{title}: {words}"' in page.body


def test_home_counts_from_a_month_ago_and_tells_who_moved(inputs: Inputs) -> None:
    said = drawn.text(inputs, PageKind.HOME, "home")
    gain = home.moved(inputs)[0]
    assert gain.card.service.name in said.split("Most improved in a month")[1]
    assert f"{float(gain.points):+.1f}" in said.split("Most improved in a month")[1]
    assert "Past and forecast" in said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (3, None, ""),
        (3, 3, "as 30 days ago"),
        (3, 1, "2 more than 30 days ago"),
        (0, 4, "4 fewer than 30 days ago"),
    ],
)
def test_a_count_is_compared_with_a_month_ago(now: int, before: int | None, said: str) -> None:
    assert home.since(now, before) == said


def test_a_check_says_when_it_changed(story: Story, inputs: Inputs) -> None:
    said = drawn.text(inputs, PageKind.CHECK, "logs")
    assert f"Changed on 2026-04-20 with small 2 ( {story.commits['standard'][:7]} , Ana P)" in said
    assert "Changed on" not in drawn.text(inputs, PageKind.CHECK, "backups")


LIGHT = 5_000
"""Bytes that a busy past may add to the page of a service."""


def busy(inputs: Inputs, service: str) -> Past:
    """Return a past in which a service changed twice a month, by many, and nearly every check was failing."""
    card = inputs.portfolio.scorecards[service]
    tally = Tally(credit=1, weight=2)
    steps = tuple(
        ServiceStep(
            day=inputs.day - timedelta(days=15 * back),
            tally=Tally(credit=24 - back, weight=24),
            raw_tally=tally,
            level=("bronze", "silver", None)[(back - 1) // 8],
            effective_level=None,
            verdict=(Verdict.NO_GO, Verdict.CONDITIONAL)[back // 6 % 2],
            required_satisfied=None,
        )
        for back in range(24, 0, -1)
    )
    turns = tuple(
        StateTurn(check=each.check, before=State.UNKNOWN, after=State.MET) for each in card.findings
    )
    turn = Turn(
        day=inputs.day, commit=None, tally=tally, raw_tally=tally, level=None, verdict=None, states=turns
    )
    risk = OpenRisk(risk="r", title="x" * 40, residual=RiskPosition(likelihood=3, impact=3), band="high")
    held = tuple(
        ReviewDay(day=day, tally=tally, level="bronze", verdict=Verdict.GO, risks=(risk,) * 9)
        for day in {review.date for review in card.service.reviews}
    )
    origins = {
        Provenance.key(Kept.ANSWER, service, check): Origin(
            commit=f"{place % 6:x}" * 40, day=inputs.day, author="A Name of Some Length", email=""
        )
        for place, check in enumerate(card.service.checks)
    }
    curve = ServiceCurve(service=service, steps=steps, turns=(turn,), reviews=held)
    return Past(
        moments=(),
        curves=Curves(until=inputs.day, services={service: curve}),
        provenance=Provenance(origins=origins),
    )


@pytest.mark.parametrize("service", ["checkout-assistant", "support-agent", "fraud-scorer"])
def test_a_busy_past_is_light(service: str) -> None:
    inputs = drawn.demo()
    before = len(drawn.page(inputs, PageKind.SERVICE, service).body.encode())
    after = drawn.page(replace_past(inputs, busy(inputs, service)), PageKind.SERVICE, service).body
    assert "Since then" in after
    assert "Who answered, and when" in after
    assert len(after.encode()) - before < LIGHT

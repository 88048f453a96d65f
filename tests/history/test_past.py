"""The whole past is worked out once, and remembered."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from gonogo.assess import assess
from gonogo.assess.past import past
from gonogo.model.history import Past, Snapshot
from gonogo.read.history import History, snapshots
from gonogo.store import Store, folder
from history.story import Story

TODAY = date(2026, 7, 15)


@pytest.fixture(scope="module")
def told(story: Story) -> list[Snapshot]:
    return list(snapshots(History(story.repository.catalog), TODAY))


def of(story: Story, told: list[Snapshot], store: Store | None, day: date = TODAY) -> Past:
    history = History(story.repository.catalog)
    now = assess(told[-1].catalog, day)
    return past(now, history, lambda: told, today=TODAY, memory=store)


def test_what_is_remembered_is_what_was_worked_out(story: Story, told: list[Snapshot]) -> None:
    plain = of(story, told, None)
    with Store(folder()) as store:
        assert of(story, told, store) == plain
    with Store(folder()) as store:
        assert of(story, told, store) == plain


def test_the_next_run_does_not_look_at_a_single_snapshot(story: Story, told: list[Snapshot]) -> None:
    def refuse() -> Iterator[Snapshot]:
        raise AssertionError
        yield

    history = History(story.repository.catalog)
    now = assess(told[-1].catalog, TODAY)
    with Store(folder()) as store:
        first = past(now, history, lambda: told, today=TODAY, memory=store)
        again = past(now, history, refuse, today=TODAY, memory=store)
    assert first == again


def test_segments_of_yesterday_serve_today(story: Story, told: list[Snapshot]) -> None:
    for days in (0, 1, 20, 45):
        day = TODAY + timedelta(days=days)
        with Store(folder()) as store:
            assert of(story, told, store, day) == of(story, told, None, day)


def test_snapshots_after_the_as_of_day_are_not_there_yet(story: Story, told: list[Snapshot]) -> None:
    found = of(story, told, None, date(2026, 3, 5)).curves
    assert set(found.services) == {"basket", "checkout"}
    assert all(step.day <= date(2026, 3, 5) for curve in found.services.values() for step in curve.steps)
    assert all(turn.day <= date(2026, 3, 5) for curve in found.services.values() for turn in curve.turns)


def test_without_any_snapshot_there_is_an_empty_past(story: Story, told: list[Snapshot]) -> None:
    now = assess(told[-1].catalog, TODAY)
    found = past(now, History(story.repository.catalog), list, today=TODAY)
    assert not found.curves.services
    assert not found.windows
    assert not found.curves.organisation

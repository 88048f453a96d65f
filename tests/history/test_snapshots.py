"""Each snapshot is what reading its commit would give; what a commit did not touch is shared."""

from datetime import date
from itertools import pairwise

import pytest

from gonogo.model.catalog import Catalog
from gonogo.model.history import Snapshot
from gonogo.read import read
from gonogo.read.commits import Commit
from gonogo.read.history import History, snapshots
from gonogo.store import Store, folder
from history.story import Story

TODAY = date(2026, 7, 15)
BROKEN = ("broken configuration", "meanwhile")


@pytest.fixture(scope="module")
def told(story: Story) -> list[Snapshot]:
    return list(snapshots(History(story.repository.catalog), TODAY))


def at(story: Story, commit: str, day: date) -> Catalog | None:
    folder = story.repository.catalog
    return read(Commit(History(folder).git, folder, commit), day=day, today=TODAY).catalog


def test_there_is_a_snapshot_of_every_commit_that_touched_the_catalog(
    story: Story, told: list[Snapshot]
) -> None:
    assert [each.moment.commit for each in told] == list(story.commits.values())


def test_a_snapshot_is_what_reading_its_commit_gives(story: Story, told: list[Snapshot]) -> None:
    broken = {story.commits[name] for name in BROKEN}
    for each in told:
        catalog = at(story, each.moment.commit, each.moment.day)
        if each.moment.commit in broken:
            assert catalog is None
        else:
            assert catalog == each.catalog, each.moment.subject


def test_with_a_broken_configuration_the_last_sound_one_holds(story: Story, told: list[Snapshot]) -> None:
    by_commit = {each.moment.commit: each for each in told}
    meanwhile = by_commit[story.commits["meanwhile"]]
    assert meanwhile.catalog.title == "Past"
    assert meanwhile.catalog.services["side"].checks["alerts"].status == "met"


@pytest.mark.parametrize(
    ("name", "services", "unreadable"),
    [
        ("begin", {"checkout"}, 0),
        ("second service", {"basket", "checkout"}, 0),
        ("invalid", {"checkout"}, 1),
        ("valid again", {"basket", "checkout"}, 0),
        ("moved", {"basket", "checkout"}, 0),
        ("renamed", {"cart", "checkout"}, 0),
        ("merge", {"cart", "checkout", "search", "side"}, 0),
        ("octopus", {"cart", "checkout", "search", "side", "from-one", "from-two"}, 0),
        ("one id twice", {"cart", "checkout", "side", "from-one", "from-two"}, 2),
        ("once again", {"cart", "checkout", "search", "side", "from-one", "from-two"}, 0),
        ("deleted", {"cart", "checkout", "search", "from-one", "from-two"}, 0),
    ],
)
def test_commit_by_commit_the_right_services_are_there(
    story: Story, told: list[Snapshot], name: str, services: set[str], unreadable: int
) -> None:
    catalog = next(each for each in told if each.moment.commit == story.commits[name]).catalog
    assert set(catalog.services) == services
    assert len(catalog.unreadable) == unreadable


def test_what_a_commit_did_not_touch_is_the_very_same(told: list[Snapshot]) -> None:
    for before, after in pairwise(told):
        for id_ in before.catalog.services.keys() & after.catalog.services.keys():
            one, other = before.catalog.services[id_], after.catalog.services[id_]
            assert one is other or one != other, (after.moment.subject, id_)
        assert (
            before.catalog.standard is after.catalog.standard
            or before.catalog.standard != after.catalog.standard
        )


def test_a_revert_brings_back_what_was(story: Story, told: list[Snapshot]) -> None:
    by_commit = {each.moment.commit: each.catalog for each in told}
    reverted, before = by_commit[story.commits["reverted"]], by_commit[story.commits["better"]]
    assert reverted.services["search"] == before.services["search"]


def test_requests_and_merges_are_told_by_the_message(story: Story, told: list[Snapshot]) -> None:
    moments = {each.moment.commit: each.moment for each in told}
    assert moments[story.commits["second service"]].request == 12
    assert moments[story.commits["review"]].request == 77
    merge = moments[story.commits["merge"]]
    assert (merge.request, merge.is_merge) == (31, True)
    assert moments[story.commits["begin"]].request is None


def test_one_standard_measures_all_where_it_is_given(story: Story, told: list[Snapshot]) -> None:
    standard = told[-1].catalog.standard
    assert all(
        each.catalog.standard is standard
        for each in snapshots(History(story.repository.catalog), TODAY, standard)
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_memory_and_workers_change_nothing(
    story: Story, told: list[Snapshot], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonogo.read.versions.POOL_FROM", 1)
    for _ in range(2):
        with Store(folder()) as store:
            found = snapshots(History(story.repository.catalog), TODAY, memory=store, workers=workers)
            assert list(found) == told


@pytest.mark.parametrize("share", [1, 3, 1000])
def test_the_size_of_a_share_changes_nothing(
    story: Story, told: list[Snapshot], share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonogo.read.history.SHARE", share)
    assert list(snapshots(History(story.repository.catalog), TODAY)) == told


@pytest.mark.parametrize("limit", [1, 2, 7, 20])
def test_a_limit_takes_the_newest_commits_and_knows_what_was_before(
    story: Story, told: list[Snapshot], limit: int
) -> None:
    history = History(story.repository.catalog, limit=limit)
    found = list(snapshots(history, TODAY))
    assert found == told[-limit:]
    assert history.is_cut(TODAY)


def test_an_older_revision_is_the_end_of_its_own_history(story: Story, told: list[Snapshot]) -> None:
    history = History(story.repository.catalog, story.commits["robot"])
    found = list(snapshots(history, TODAY))
    assert found == told[: len(found)]
    assert found[-1].moment.commit == story.commits["robot"]

"""Random histories: every snapshot is what reading its commit gives."""

from datetime import date
from pathlib import Path

import pytest

from gonogo.read import read
from gonogo.read.commits import Commit
from gonogo.read.history import History, snapshots
from history.dice import shaken
from history.repository import Repository

TODAY = date(2026, 12, 31)


@pytest.mark.parametrize("seed", range(6))
def test_a_snapshot_is_what_reading_its_commit_gives(tmp_path: Path, seed: int) -> None:
    repo = Repository(tmp_path)
    made = shaken(repo, seed, commits=40)
    history = History(repo.catalog)
    found = list(snapshots(history, TODAY))
    assert {each.moment.commit for each in found} <= set(made)
    for each in found:
        commit = Commit(history.git, repo.catalog, each.moment.commit)
        catalog = read(commit, day=each.moment.day, today=TODAY).catalog
        assert catalog == each.catalog, each.moment.commit

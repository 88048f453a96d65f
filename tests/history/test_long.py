"""A long history: each version read once, one stream of git, memory that does not grow with it."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from gonogo.assess import assess
from gonogo.assess.past import past
from gonogo.read import versions
from gonogo.read.context import Context
from gonogo.read.history import History, snapshots
from gonogo.read.versions import Blob, Version
from gonogo.store import Store, folder
from history import many
from history.story import Story

TODAY = date(2026, 7, 15)
MIB = 1024 * 1024

Parsed = Counter[str]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    """Count how often each version of a manifest is parsed."""
    counted: Parsed = Counter()
    real = versions.version_of

    def version_of(blob: Blob, context: Context | None) -> Version:
        counted[blob.id] += 1
        return real(blob, context)

    monkeypatch.setattr(versions, "version_of", version_of)
    return counted


def blobs(story: Story) -> set[str]:
    """Return every version of a manifest that ever was, as git tells it."""
    found = set()
    for commit in story.commits.values():
        for line in story.repository.git("ls-tree", "-r", commit, "catalog/services").splitlines():
            found.add(line.split()[2])
    return found


@pytest.mark.parametrize("share", [1, 3, 400])
def test_each_version_of_a_manifest_is_parsed_once_and_never_again(
    story: Story, parsed: Parsed, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gonogo.read.history.SHARE", share)
    for counts in ({1}, set()):
        with Store(folder()) as store:
            list(snapshots(History(story.repository.catalog), TODAY, memory=store, workers=1))
        assert set(parsed.values()) == counts
        assert set(parsed) == (blobs(story) if counts else set())
        parsed.clear()


def test_all_that_is_told_of_the_past_parses_nothing_twice(story: Story, parsed: Parsed) -> None:
    now = assess(list(snapshots(History(story.repository.catalog), TODAY, workers=1))[-1].catalog, TODAY)
    parsed.clear()
    told = []
    for _ in range(2):
        history = History(story.repository.catalog)
        with Store(folder()) as store:
            made = lambda: snapshots(history, TODAY, memory=store, workers=1)  # noqa: B023, E731
            told.append(past(now, history, made, today=TODAY, memory=store))
        assert set(parsed.values()) == {1}
    assert told[0] == told[1]


def test_after_one_more_commit_only_what_it_brought_is_parsed(tmp_path: Path, parsed: Parsed) -> None:
    repo = many.make(tmp_path / "repo", 20)
    with Store(folder()) as store:
        list(snapshots(History(repo.catalog), TODAY, memory=store, workers=1))
    assert len(parsed) == many.SERVICES + 20
    parsed.clear()
    repo.service("brand-new")
    repo.commit("2026-01-01")
    with Store(folder()) as store:
        list(snapshots(History(repo.catalog), TODAY, memory=store, workers=1))
    assert parsed == {repo.git("rev-parse", "HEAD:catalog/services/brand-new.yaml"): 1}


def test_git_is_asked_once_for_the_commits_and_in_shares_for_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = many.make(tmp_path, 2_000)
    asked: Counter[str] = Counter()
    real = subprocess.Popen

    class Counting(real):  # type: ignore[valid-type, misc]
        def __init__(self, command: list[str], *rest: object, **more: object) -> None:
            asked[
                next(
                    each for each in command if each in {"log", "cat-file", "ls-tree", "rev-parse", "config"}
                )
            ] += 1
            super().__init__(command, *rest, **more)

    monkeypatch.setattr(subprocess, "Popen", Counting)
    assert sum(1 for _ in snapshots(History(repo.catalog), TODAY, workers=1)) == 2_001
    assert asked["log"] == asked["ls-tree"] == 1
    assert asked["cat-file"] <= 2 * (2_000 / 400 + 2)


WALK = """
import json, sys
from datetime import date
from pathlib import Path
from gonogo.read.history import History, snapshots
count = sum(1 for _ in snapshots(History(Path(sys.argv[1])), date(2026, 7, 15), workers=1))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([count, int(peak.split()[1]) * 1024]))
"""
"""`getrusage` would count what the process that starts this one holds; VmHWM begins anew."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is told otherwise")
def test_fifty_thousand_commits_take_little_more_memory_than_five_thousand(tmp_path: Path) -> None:
    largest = {}
    for commits in (5_000, 50_000):
        repo = many.make(tmp_path / str(commits), commits)
        walk = [sys.executable, "-c", WALK, str(repo.catalog)]
        done = subprocess.run(walk, capture_output=True, check=True)
        count, largest[commits] = json.loads(done.stdout)
        assert count == commits + 1
    assert largest[50_000] < 200 * MIB
    assert largest[50_000] - largest[5_000] < 45_000 * 2_048, "a line of the log is kept of each commit"


def test_a_limit_reads_no_further_back(tmp_path: Path) -> None:
    repo = many.make(tmp_path, 3_000)
    history = History(repo.catalog, limit=100)
    assert len(history.entries(TODAY)) == 100
    found = list(snapshots(history, TODAY, workers=1))
    assert [len(each.catalog.services) for each in found] == [many.SERVICES] * 100
    assert history.is_cut(TODAY)

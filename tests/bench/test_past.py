"""The made history: the same each time, sound in each commit, no version twice."""

import subprocess
from pathlib import Path

from bench import past
from bench.services import DAY, Organisation
from gonogo.read import read
from gonogo.read.history import History, snapshots

SMALL = past.Past(Organisation(8), 30)


def head(folder: Path) -> str:
    done = subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_it_is_the_same_each_time_and_made_once(tmp_path: Path) -> None:
    first, second = past.make(tmp_path / "a", SMALL), past.make(tmp_path / "b", SMALL)
    assert head(first) == head(second)
    (first / "kept").write_text("", encoding="utf-8")
    past.make(first, SMALL)
    assert (first / "kept").exists()
    past.make(first, past.Past(Organisation(8), 31))
    assert not (first / "kept").exists()


def test_each_commit_is_sound_and_brings_a_version_of_its_own(tmp_path: Path) -> None:
    catalog = past.make(tmp_path, SMALL) / "catalog"
    found = list(snapshots(History(catalog), DAY, workers=1))
    assert len(found) == 1 + SMALL.commits
    seen = set()
    for each in found:
        assert len(each.catalog.services) == 8
        assert each.catalog.unreadable == ()
        seen |= {hash(repr(service)) for service in each.catalog.services.values()}
    assert len(seen) == SMALL.versions
    reading = read(catalog, day=DAY, today=DAY, workers=1)
    assert reading.problems == ()
    assert reading.catalog == found[-1].catalog

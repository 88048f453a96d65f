"""`gonogo diff` of two commits is what comparing their files on disk gives."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from gonogo.assess import assess, compare, forecast
from gonogo.cli.diff import command
from gonogo.cli.options import today
from gonogo.model.change import Cause, Change, Comparison, GroupChange
from gonogo.publish.diff import difference
from gonogo.publish.diff.document import Side
from gonogo.read import read
from history.dice import shaken
from history.repository import Repository
from history.story import tell

PAIRS = 200
WHOLE = 3
"""Pairs for which a whole process is started, too."""

BROKEN = ("broken configuration", "meanwhile")
DAYS = [date(2026, 2, 1), date(2026, 5, 12), date(2026, 7, 15)]
ORDER = list(Cause)


class Trees:
    """Repositories with the files of each of their commits on disk."""

    def __init__(self, folder: Path) -> None:
        """Make a story in which everything happens once, and random ones."""
        self.commits: list[tuple[Repository, str]] = []
        self._sides: dict[tuple[str, date], Side] = {}
        self._folder = folder / "trees"
        story = tell(folder / "story")
        told = [commit for name, commit in story.commits.items() if name not in BROKEN]
        self.commits += [(story.repository, commit) for commit in told]
        for seed in (1, 2):
            repo = Repository(folder / f"random-{seed}")
            self.commits += [(repo, commit) for commit in shaken(repo, seed, commits=35)]

    def side(self, repo: Repository, commit: str, day: date) -> Side:
        """Return what the files of a commit, checked out, mean on a day."""
        tree = self._folder / commit
        if not tree.exists():
            repo.git("worktree", "add", "-q", "--detach", str(tree), commit)
        key = commit, day
        if key not in self._sides:
            catalog = read(tree / "catalog", day=day, today=today(), workers=1).catalog
            assert catalog is not None
            portfolio = assess(catalog, day)
            self._sides[key] = Side(name=commit, portfolio=portfolio, forecast=forecast(portfolio))
        return self._sides[key]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Trees:
    return Trees(tmp_path_factory.mktemp("diff"))


def pairs(trees: Trees, count: int) -> Iterator[tuple[Repository, str, str, date]]:
    """Yield pairs of commits of one repository, in whatever order, and a day."""
    dice = random.Random(3)  # noqa: S311 - nothing secret is drawn
    for _ in range(count):
        repo, base = dice.choice(trees.commits)
        head = dice.choice([commit for each, commit in trees.commits if each is repo])
        yield repo, base, head, dice.choice(DAYS)


def arguments(repo: Repository, day: date, *revisions: str) -> list[str]:
    return [*revisions, "--catalog", str(repo.catalog), "--as-of", str(day), "--format", "json"]


def printed(repo: Repository, day: date, *revisions: str) -> object:
    result = CliRunner().invoke(command, arguments(repo, day, *revisions), catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def published(comparison: Comparison, base: Side, head: Side) -> object:
    return json.loads(msgspec.json.encode(difference(comparison, base, head)))


def test_it_is_the_comparison_of_both_portfolios_whatever_the_commits(trees: Trees) -> None:
    different, causes = 0, set()
    for number, (repo, base, head, day) in enumerate(pairs(trees, PAIRS)):
        before, after = trees.side(repo, base, day), trees.side(repo, head, day)
        comparison = compare(before.portfolio, after.portfolio)
        expected = published(comparison, before, after)
        assert printed(repo, day, base, head) == expected, (base, head, day)
        if number < WHOLE:
            assert in_a_process(repo, day, base, head) == expected
        different += not comparison.is_empty
        changes: list[Change | GroupChange] = [*comparison.services, *comparison.groups]
        for change in changes:
            adds_up(change)
            causes |= {part.cause for part in change.parts}
    assert different > PAIRS / 2
    assert causes == set(Cause) - {Cause.DAY}, "each kind of cause was among them; the day is that of both"


def in_a_process(repo: Repository, day: date, *revisions: str) -> object:
    done = subprocess.run(
        [sys.executable, "-m", "gonogo", "diff", *arguments(repo, day, *revisions)],
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def adds_up(change: Change | GroupChange) -> None:
    """Check that the parts of a change lead from its beginning to its end, in their order."""
    if change.before is None or change.after is None:
        assert not change.parts or isinstance(change, GroupChange)
        return
    ends = change.before.score, change.after.score
    assert change.points == (None if None in ends else ends[1] - ends[0])  # type: ignore[operator]
    known = [part.points for part in change.parts if part.points is not None]
    assert sum(known, Fraction(0)) == (change.points or 0)
    order = [ORDER.index(part.cause) for part in change.parts]
    assert order == sorted(set(order))
    if change.parts:
        assert (change.parts[0].before, change.parts[-1].after) == (change.before, change.after)
    steps = [(part.before, part.after) for part in change.parts]
    assert all(one[1] == other[0] for one, other in pairwise(steps))


def test_a_commit_does_not_differ_from_itself(trees: Trees) -> None:
    for repo, commit, _, day in pairs(trees, 40):
        found = printed(repo, day, commit, commit)
        assert isinstance(found, dict)
        assert (found["services"], found["groups"], found["due"]) == ([], [], [])


def test_without_a_head_it_is_the_files_as_they_are(trees: Trees, tmp_path: Path) -> None:
    repo, base = trees.commits[-1]
    tree = Repository.__new__(Repository)
    tree.root, tree.catalog = tmp_path / "tree", tmp_path / "tree" / "catalog"
    repo.git("worktree", "add", "-q", "--detach", str(tree.root), base)
    tree.service("brand-new")
    found = printed(tree, DAYS[-1], base)
    assert isinstance(found, dict)
    assert [(each["service"], each["presence"]) for each in found["services"]] == [("brand-new", "added")]
    assert found["head"] == "working tree"

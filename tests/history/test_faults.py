"""Repositories as they come: bare, shallow, partial, hostile, or none at all.

What may be wrong, and the tests that show what then happens; C stands for `test_fault_commands`:

11. git is missing: `without_git_there_is_no_past`; C `without_a_past…`, `without_git_a_portal…`
12. no repository, a bare one, a worktree, a submodule: `a_folder_without_repository…`, `a_bare…`,
    `a_worktree…`, `a_submodule…`; C `without_a_past…`
13. no commits yet: `an_empty_repository…`; C `without_a_past…`
14. a shallow clone: `a_shallow_clone_begins…`; C the same
15. a partial clone without a network: `of_a_partial_clone…`; C the same
16. a detached head, a tag: `a_detached_head_and_a_tag…`
17. a base that was pushed over, or has nothing in common: C `a_base_that_was_pushed_over…`,
    `a_base_before_the_cut…`, `a_base_without_anything_in_common…`
18. a base that was deleted, or is the head: C `a_base_that_was_deleted…`, `a_base_that_is_the_head…`
19. a manifest renamed or moved: `test_snapshots.commit_by_commit…`, `test_curves.a_renamed_service…`
20. old manifests that are invalid, huge, or of another version: `old_manifests…`; C `old_commits…`
21. clocks that were wrong: `clocks_may_be_wrong`
22. merges of two, of many, criss-cross: `test_snapshots.commit_by_commit…`, `criss_cross_merges…`
23. very many commits: `test_long`; progress: `test_command.somebody_who_waits…`
24. programs named by the repository: `programs_that_a_repository_names…`; C `the_canary_sings…`,
    `no_command_runs…`, `no_build_runs…`
25. a repository of somebody else: `a_repository_of_somebody_else…`; C the same
26. revisions that look like options: `a_revision_that_is_none…`, `a_branch_named…`; C `a_base_named…`
27. midnight, time zones: C `a_build_over_midnight…`, `today_is_that_of_utc…`
"""

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from gonogo.model.failure import BaseNotFoundError, GitError
from gonogo.model.history import Snapshot
from gonogo.read.commits import Commit
from gonogo.read.git import Git
from gonogo.read.history import History, snapshots
from history.repository import Repository, alerts, answer
from history.story import Story

TODAY = date(2026, 7, 15)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repo")
    made.service("one", alerts("2026-01-01"))
    made.commit("2026-01-01")
    made.service("one", alerts("2026-01-01") + answer("backups"))
    made.commit("2026-01-05")
    made.service("two", answer("backups"))
    made.commit("2026-01-09")
    return made


def told(folder: Path, *, revision: str = "HEAD") -> list[Snapshot]:
    return list(snapshots(History(folder, revision), TODAY))


def run(*arguments: str | Path, cwd: Path | None = None) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *map(str, arguments)], check=True, capture_output=True, cwd=cwd, env=environment)


def test_without_git_there_is_no_past(
    repo: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git is not installed"):
        History(repo.catalog)


def test_a_folder_without_repository_has_no_past(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        History(tmp_path)


def test_a_bare_repository_has_no_catalog(repo: Repository, tmp_path: Path) -> None:
    run("clone", "-q", "--bare", repo.root, tmp_path / "bare")
    with pytest.raises(GitError, match="bare repository"):
        History(tmp_path / "bare")


def test_an_empty_repository_has_no_commits(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="no commits yet"):
        History(Repository(tmp_path).catalog)


def test_a_worktree_has_the_past_of_its_branch(repo: Repository, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "HEAD~1")
    found = told(tmp_path / "tree" / "catalog")
    assert [len(each.catalog.services) for each in found] == [1, 1]


def test_a_submodule_has_a_past_of_its_own(repo: Repository, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    run("init", "-q", outer)
    run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.root, "inner", cwd=outer)
    assert len(told(outer / "inner" / "catalog")) == 3


def test_a_catalog_at_the_top_of_its_repository_has_a_past(tmp_path: Path) -> None:
    repo = Repository(tmp_path, folder=".")
    repo.service("one")
    repo.commit("2026-01-01")
    assert list(told(tmp_path)[0].catalog.services) == ["one"]


def test_a_shallow_clone_begins_where_it_was_cut(repo: Repository, tmp_path: Path) -> None:
    run("clone", "-q", "--depth", "2", f"file://{repo.root}", tmp_path / "shallow")
    history = History(tmp_path / "shallow" / "catalog")
    assert history.is_shallow
    assert history.is_cut(TODAY)
    found = list(snapshots(history, TODAY))
    assert [sorted(each.catalog.services) for each in found] == [["one"], ["one", "two"]]
    assert found[0].moment.day == date(2026, 1, 5)


def test_of_a_partial_clone_what_is_missing_is_a_gap_and_nothing_is_fetched(
    repo: Repository, tmp_path: Path
) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    run("clone", "-q", "--filter=blob:none", f"file://{repo.root}", tmp_path / "partial")
    shutil.move(repo.root, tmp_path / "away")
    found = told(tmp_path / "partial" / "catalog")
    assert sorted(found[-1].catalog.services) == ["one", "two"]
    assert not found[0].catalog.services
    assert len(found[0].catalog.unreadable) == 1


@pytest.mark.parametrize("name", ["HEAD", "v1", "main~1"])
def test_a_detached_head_and_a_tag_have_a_past(repo: Repository, name: str) -> None:
    repo.git("tag", "v1")
    repo.git("checkout", "-q", "--detach", "HEAD")
    assert told(repo.catalog, revision=name)


@pytest.mark.parametrize("name", ["--output=x", "-h", "@{-1}", "", "nowhere", "a\0b", "HEAD --all"])
def test_a_revision_that_is_none_is_refused_and_nothing_is_written(repo: Repository, name: str) -> None:
    before = sorted(repo.root.rglob("*"))
    with pytest.raises(BaseNotFoundError):
        History(repo.catalog, name)
    assert sorted(repo.root.rglob("*")) == before


def test_a_branch_named_like_an_option_is_no_option(repo: Repository) -> None:
    repo.git("update-ref", "refs/heads/--output=x", "HEAD")
    with pytest.raises(BaseNotFoundError):
        History(repo.catalog, "--output=x")
    assert len(told(repo.catalog, revision="refs/heads/--output=x")) == 3
    assert not (repo.root / "x").exists()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2026-01-01", "2031-01-01", "2026-01-03"], ["2026-01-01", "2026-01-01", "2026-01-03"]),
        (["2026-01-01", "@0 +0000", "2026-01-03"], ["2026-01-01", "2026-01-01", "2026-01-03"]),
        (["2026-01-05", "2026-01-03", "2026-01-09"], ["2026-01-03", "2026-01-03", "2026-01-09"]),
        (["2026-01-01", "2026-01-02", "2031-01-01"], ["2026-01-01", "2026-01-02", "2026-07-15"]),
        (["@0 +0000", "@1 +0000", "@2 +0000"], ["2026-07-15", "2026-07-15", "2026-07-15"]),
        (
            ["2026-01-01T13:59:00-1000", "2026-01-02T13:30:00+1400", "2026-01-03"],
            ["2026-01-01", "2026-01-01", "2026-01-03"],
        ),
    ],
)
def test_clocks_may_be_wrong(tmp_path: Path, days: list[str], expected: list[str]) -> None:
    repo = Repository(tmp_path)
    for number, day in enumerate(days):
        repo.service("one", answer("backups") if number % 2 else answer("logs"))
        repo.commit(day)
    found = [each.moment.day for each in told(repo.catalog)]
    assert [str(day) for day in found] == expected


def test_criss_cross_merges_are_told_along_the_first_parents(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.service("one")
    commits = [repo.commit("2026-01-01", "begin")]
    repo.git("branch", "side")
    repo.service("ours", answer("backups"))
    commits.append(repo.commit("2026-01-02", "ours"))
    repo.git("checkout", "-q", "side")
    repo.service("theirs", answer("backups"))
    repo.commit("2026-01-03", "theirs")
    theirs = repo.git("rev-parse", "side")
    merge = ("merge", "-q", "--no-ff", "-m", "crossed")
    dated = {"GIT_COMMITTER_DATE": "2026-01-04T12:00:00Z"}
    repo.git(*merge, commits[-1], **dated)
    repo.git("checkout", "-q", "main")
    repo.git(*merge, theirs, **dated)
    commits.append(repo.git("rev-parse", "HEAD"))
    repo.git("checkout", "-q", "side")
    repo.service("theirs", answer("logs"))
    repo.commit("2026-01-05", "theirs again")
    repo.git("checkout", "-q", "main")
    repo.service("ours", answer("logs"))
    commits.append(repo.commit("2026-01-06", "ours again"))
    assert len(repo.git("merge-base", "--all", "main", "side").split()) == 2
    repo.git(*merge, "side", **dated)
    commits.append(repo.git("rev-parse", "HEAD"))
    found = told(repo.catalog)
    assert [each.moment.commit for each in found] == commits
    assert [sorted(each.catalog.services) for each in found] == [
        ["one"],
        ["one", "ours"],
        *[["one", "ours", "theirs"]] * 3,
    ]
    assert [list(each.catalog.services["theirs"].checks) for each in found[2:]] == [
        ["backups"],
        ["backups"],
        ["logs"],
    ]
    assert [each.moment.day.isoformat() for each in found] == sorted(
        each.moment.day.isoformat() for each in found
    )


def test_old_manifests_that_are_huge_odd_or_of_another_version_are_gaps(repo: Repository) -> None:
    for text in ("#" * 300_000, "schema_version: 99\nservice: {id: one}\n", "- 1\n", "\0", ""):
        repo.write("services/one.yaml", text)
        repo.commit("2026-02-01")
    repo.service("one", answer("logs"))
    repo.commit("2026-02-02")
    found = told(repo.catalog)
    for each in found[3:-1]:
        assert "one" not in each.catalog.services
        assert [entry.path.endswith("services/one.yaml") for entry in each.catalog.unreadable] == [True]
    assert "one" in found[-1].catalog.services


def test_a_link_among_the_manifests_is_unreadable(repo: Repository) -> None:
    (repo.catalog / "services/link.yaml").symlink_to("one.yaml")
    repo.commit("2026-02-01")
    (repo.catalog / "services/link.yaml").unlink()
    repo.commit("2026-02-02")
    found = told(repo.catalog)
    assert [len(each.catalog.unreadable) for each in found] == [0, 0, 0, 1, 0]


def test_programs_that_a_repository_names_never_run(repo: Repository, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {canary}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    for name, value in {
        "core.fsmonitor": str(program),
        "core.hooksPath": str(tmp_path / "hooks"),
        "core.pager": str(program),
        "core.sshCommand": str(program),
        "core.alternateRefsCommand": str(program),
        "diff.external": str(program),
        "diff.yaml.textconv": str(program),
        "diff.yaml.command": str(program),
        "filter.yaml.smudge": str(program),
        "filter.yaml.clean": str(program),
        "filter.yaml.process": str(program),
        "gpg.program": str(program),
        "log.showSignature": "true",
        "log.showRoot": "false",
        "log.diffMerges": "combined",
        "pager.log": str(program),
        "diff.orderFile": str(tmp_path / "missing"),
        "color.ui": "always",
        "diff.renames": "copies",
        "i18n.logOutputEncoding": "UTF-16",
    }.items():
        repo.git("config", name, value)
    (repo.root / ".gitattributes").write_text("*.yaml diff=yaml filter=yaml\n", encoding="utf-8")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(program, hooks / hook)
    canary.unlink(missing_ok=True)
    assert [sorted(each.catalog.services) for each in told(repo.catalog)] == [
        ["one"],
        ["one"],
        ["one", "two"],
    ]
    assert Commit(Git(repo.catalog), repo.catalog, "HEAD").exists("catalog.yaml")
    assert not canary.exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="giving files away takes root")
def test_a_repository_of_somebody_else_says_what_to_type(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (repo.root, *repo.root.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with pytest.raises(GitError) as caught:
        History(repo.catalog)
    assert caught.value.hint is not None
    assert "git config --global --add safe.directory" in caught.value.hint
    (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repo.root}\n", encoding="utf-8")
    assert len(told(repo.catalog)) == 3


def test_authors_and_subjects_are_text_whatever_they_hold(repo: Repository) -> None:
    repo.service("one", answer("logs"))
    repo.commit("2026-02-01", "\x01 | \x1b[31m :100644 \u202e\n\n:100644 000000 a b M", author="A\x01B <x@y>")
    found = told(repo.catalog)
    assert len(found) == 4
    assert found[-1].moment.subject == "\x01 | \x1b[31m :100644 \u202e"


def test_the_story_has_an_answer_for_a_commit_without_catalog(story: Story) -> None:
    repo = story.repository
    with pytest.raises(BaseNotFoundError, match="has no folder"):
        Commit(Git(repo.catalog), repo.root / "elsewhere", "HEAD")

"""What differs between a commit and the files on disk, of whatever kind they are."""

import os
import subprocess
from pathlib import Path

import pytest

from gonogo.read.changed import changed
from gonogo.read.commits import Commit
from gonogo.read.files import Disk
from gonogo.read.git import Git
from history.repository import Repository


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    inner = Repository(tmp_path / "inner")
    inner.commit("2026-01-01")
    made = Repository(tmp_path / "repo")
    made.service("one")
    (made.root / "link").symlink_to("catalog")
    (made.root / "dangling").symlink_to("nowhere")
    (made.root / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    (made.root / "run.sh").chmod(0o755)
    (made.root / ".gitignore").write_text("*.log\n", encoding="utf-8")
    allowed = ("-c", "protocol.file.allow=always")
    made.git(*allowed, "submodule", "--quiet", "add", str(inner.root), "module")
    made.commit("2026-01-02")
    return made


def found(repo: Repository) -> dict[str, bool]:
    old = Commit(Git(repo.catalog), repo.catalog, "HEAD")
    return {each.path: each.is_plain for each in changed(old, Disk(root=os.fspath(repo.catalog)))}


def test_what_is_the_same_is_not_told_even_if_it_was_touched(repo: Repository) -> None:
    (repo.root / "run.sh").touch()
    (repo.root / "some.log").write_text("ignored", encoding="utf-8")
    windows = (repo.catalog / "teams.yaml").read_bytes().replace(b"\n", b"\r\n")
    (repo.catalog / "teams.yaml").write_bytes(windows)
    assert found(repo) == {}


def test_whatever_differs_is_told_and_whether_it_is_an_ordinary_file(repo: Repository) -> None:
    repo.service("one", owner="team-b")
    repo.service("two")
    repo.write("staged.yaml", "a: 1\n")
    repo.git("add", "catalog/staged.yaml")
    (repo.root / "link").unlink()
    (repo.root / "link").symlink_to("module")
    (repo.root / "dangling").unlink()
    (repo.root / "run.sh").chmod(0o644)
    (repo.root / ".gitignore").unlink()
    (repo.root / ".gitignore").symlink_to("run.sh")
    author = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    commit = ("git", *author, "commit", "-q", "--allow-empty", "-m", "x")
    subprocess.run(commit, cwd=repo.root / "module", check=True)
    assert found(repo) == {
        "catalog/services/one.yaml": True,
        "catalog/services/two.yaml": True,
        "catalog/staged.yaml": True,
        "link": False,
        "dangling": False,
        "run.sh": False,
        ".gitignore": False,
        "module": False,
    }

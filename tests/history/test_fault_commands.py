"""What commands say and do where git, the repository, the base or the clock is not what it should be."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner

from gonogo.cli import options
from gonogo.cli.build import command as build
from gonogo.site import guide
from history.repository import Repository, alerts, answer
from history.test_faults import run
from read.command import Answer, gonogo


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repo")
    made.service("one", alerts("2026-11-01"))
    made.commit("2026-11-01")
    made.service("one", alerts("2026-11-01") + answer("backups"))
    made.commit("2026-11-05")
    return made


@pytest.fixture
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out most of the Guide, which costs most of a build here."""
    kept = [page for page in guide.names() if "codes/" not in page[0] or "GN60" in page[0]]
    monkeypatch.setattr(guide, "names", lambda: kept)


def told(folder: Path, *arguments: str, **environment: str) -> Answer:
    return gonogo(*arguments, folder=folder, environment=environment)


# --- no git, no repository, no commit -------------------------------------------------------------


@pytest.fixture(params=["no git", "no repository", "no commit"])
def lacking(request: pytest.FixtureRequest, repo: Repository, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return a folder with a catalog, and the environment in which git cannot tell its past."""
    if request.param == "no git":
        return repo.root, {"PATH": str(tmp_path)}
    shutil.rmtree(repo.root / ".git")
    if request.param == "no commit":
        run("init", "-q", repo.root)
    return repo.root, {}


def test_without_a_past_the_present_is_checked_and_what_needs_git_says_why(
    lacking: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = lacking
    assert told(folder, "validate", **environment).code == 0
    assert told(folder, "score", **environment).code == 0
    for arguments in (("diff", "main"), ("history",)):
        answered = told(folder, *arguments, **environment)
        assert answered.code == 3
        assert re.match(r"error\[GN60[23]\]: ", answered.err)
        assert "\n  = help: " in answered.err
        assert answered.out == ""


@pytest.mark.usefixtures("few_pages")
def test_without_git_a_portal_is_built_and_says_so(repo: Repository, tmp_path: Path) -> None:
    site = tmp_path / "site"
    answered = told(repo.root, "build", "--site-dir", str(site), PATH=str(tmp_path / "nothing"))
    assert answered.code == 0
    assert answered.err.startswith("notice[GN602]: git is not installed")
    assert answered.err.count("GN602]") == 1
    assert "git is not installed" in (site / "changes.html").read_text(encoding="utf-8").lower()


# --- the base -------------------------------------------------------------------------------------


def test_a_base_that_was_pushed_over_is_told_with_the_command_that_fetches_it(
    repo: Repository, tmp_path: Path
) -> None:
    base = repo.git("rev-parse", "HEAD")
    run("clone", "-q", f"file://{repo.root}", tmp_path / "clone")
    repo.service("one", answer("logs"))
    repo.commit("2026-11-06")
    gone = repo.git("rev-parse", "HEAD")
    repo.git("reset", "-q", "--hard", base)
    for name in (gone, "origin/rebased"):
        answered = told(tmp_path / "clone", "diff", name)
        assert answered.code == 3
        assert answered.err.startswith(f"error[GN603]: there is no commit '{name}' here\n")
        assert f"git fetch origin {name}" in answered.err


def test_a_base_before_the_cut_of_a_shallow_clone_says_how_to_get_it(
    repo: Repository, tmp_path: Path
) -> None:
    base = repo.git("rev-parse", "HEAD~1")
    run("clone", "-q", "--depth", "1", f"file://{repo.root}", tmp_path / "clone")
    answered = told(tmp_path / "clone", "diff", base)
    assert answered.code == 3
    assert "error[GN603]" in answered.err
    assert "git fetch --unshallow" in answered.err


def test_a_base_without_anything_in_common_is_compared_as_it_is(repo: Repository) -> None:
    repo.git("checkout", "-q", "--orphan", "other")
    repo.service("two", answer("backups"))
    repo.remove("services/one.yaml")
    repo.commit("2026-11-07")
    assert repo.git("rev-list", "--count", "HEAD") == "1"
    found = json.loads(told(repo.root, "diff", "main", "other", "--format", "json").out)
    assert {each["service"]: each["presence"] for each in found["services"]} == {
        "one": "removed",
        "two": "added",
    }


def test_a_base_that_was_deleted_is_told(repo: Repository) -> None:
    repo.git("branch", "gone")
    assert told(repo.root, "diff", "gone").code == 0
    repo.git("branch", "-q", "-D", "gone")
    answered = told(repo.root, "diff", "gone")
    assert (answered.code, answered.out) == (3, "")
    assert answered.err.startswith("error[GN603]: there is no commit 'gone' here")


def test_a_base_that_is_the_head_changes_nothing(repo: Repository) -> None:
    assert "Readiness is the same." in told(repo.root, "diff", "main", "HEAD").out
    assert "No changes." in told(repo.root, "diff", "main", "main", "--format", "markdown").out
    found = json.loads(told(repo.root, "diff", "HEAD", "--format", "json", "--fail-on", "regression").out)
    assert (found["services"], found["groups"], found["due"]) == ([], [], [])


# --- what is in the commits -----------------------------------------------------------------------


@pytest.mark.usefixtures("few_pages")
def test_old_commits_that_cannot_be_read_are_gaps_and_the_portal_is_built(
    repo: Repository, tmp_path: Path
) -> None:
    for number, text in enumerate(("#" * 300_000, "schema_version: 99\nservice: {id: one}\n", "\0")):
        repo.write("services/one.yaml", text)
        repo.commit(f"2026-11-{10 + number}")
    repo.service("one", alerts("2026-11-20") + answer("backups"))
    repo.commit("2026-11-20")
    found = json.loads(told(repo.root, "history", "one", "--format", "json").out)
    assert found["gaps"] == [{"since": "2026-11-10", "until": "2026-11-20", "why": "unreadable"}]
    assert [step["score"] for step in found["steps"] if step["day"] >= "2026-11-10"] == [50.0]
    answered = told(repo.root, "build", "--site-dir", str(tmp_path / "site"))
    assert (answered.code, answered.err) == (0, "")


def test_a_shallow_clone_begins_at_its_cut_with_the_score_of_that_day(
    repo: Repository, tmp_path: Path
) -> None:
    run("clone", "-q", "--depth", "1", f"file://{repo.root}", tmp_path / "clone")
    answered = told(tmp_path / "clone", "history", "one", "--format", "json")
    assert answered.err.startswith("notice[GN601]: the clone is shallow; history begins on 2026-11-05")
    assert "fetch-depth: 0" in answered.err
    found = json.loads(answered.out)
    assert found["is_cut"]
    assert (found["gaps"], [step["day"] for step in found["steps"]]) == ([], ["2026-11-05"])
    assert found["steps"][0]["score"] > 0


def test_of_a_partial_clone_a_missing_version_cannot_be_compared(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    run("clone", "-q", "--filter=blob:none", f"file://{repo.root}", tmp_path / "partial")
    shutil.move(repo.root, tmp_path / "away")
    found = json.loads(told(tmp_path / "partial", "diff", "HEAD~1", "HEAD", "--format", "json").out)
    assert [(each["service"], each["presence"]) for each in found["services"]] == [("one", "not comparable")]


# --- programs that a repository names -------------------------------------------------------------


COMMANDS = [
    ("validate",),
    ("score",),
    ("score", "--at", "HEAD~1"),
    ("score", "--at", "2026-11-02"),
    ("history", "--no-cache"),
    ("history", "one"),
    ("diff", "HEAD~1"),
    ("diff", "HEAD~1", "HEAD"),
    ("diff", "HEAD~1", "--only", "renewals"),
    ("diff", "HEAD~1", "HEAD", "--only", "renewals"),
    ("owners",),
]


def armed(repo: Repository, canary: Path) -> None:
    """Name a program that leaves a trace wherever git may be told to run one, and sign a commit."""
    program = canary.with_name("program")
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {canary}\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    hooks = canary.with_name("hooks")
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(program, hooks / hook)
    signed = repo.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    made = subprocess.run(
        ["git", "-C", repo.root, "hash-object", "-t", "commit", "-w", "--stdin"],
        input=f"{signed}\n".encode(),
        capture_output=True,
        check=True,
    )
    repo.git("reset", "-q", "--hard", made.stdout.decode().strip())
    (repo.root / ".gitattributes").write_text("*.yaml diff=x filter=x merge=x\n", encoding="utf-8")
    for name in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy"),
        *("core.alternateRefsCommand", "diff.external", "diff.x.textconv", "diff.x.command", "gpg.program"),
        *("filter.x.clean", "filter.x.smudge", "filter.x.process", "merge.x.driver", "gpg.ssh.program"),
        *("credential.helper", "pager.log", "pager.diff", "pager.config", "interactive.diffFilter"),
        *("uploadpack.packObjectsHook", "sequence.editor", "trailer.x.cmd", "alias.log", "alias.rev-parse"),
    ):
        repo.git("config", name, f"!{program}" if name.startswith("alias") else str(program))
    repo.git("config", "core.hooksPath", str(hooks))
    repo.git("config", "log.showSignature", "true")
    canary.unlink(missing_ok=True)


def test_the_canary_sings_when_git_is_called_without_care(repo: Repository, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    armed(repo, canary)
    subprocess.run(["git", "-C", repo.root, "log", "-p"], capture_output=True, check=False)
    assert canary.exists()
    canary.unlink()
    subprocess.run(["git", "-C", repo.root, "status"], capture_output=True, check=False)
    assert canary.exists()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_command_runs_a_program_that_a_repository_names(
    repo: Repository, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    canary = tmp_path / "canary"
    armed(repo, canary)
    (repo.catalog / "services" / "one.yaml").touch()
    repo.write("services/new.yaml", "schema_version: 1\n")
    answered = told(repo.root, *arguments)
    assert answered.code in {0, 1}, answered.err
    assert not canary.exists(), canary.read_text(encoding="utf-8")


@pytest.mark.usefixtures("few_pages")
def test_no_build_runs_a_program_that_a_repository_names(repo: Repository, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    armed(repo, canary)
    (repo.catalog / "services" / "one.yaml").touch()
    assert told(repo.root, "build", "--site-dir", str(tmp_path / "site")).code == 0
    assert not canary.exists(), canary.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="giving files away takes root")
@pytest.mark.parametrize("arguments", [("history",), ("diff", "main")], ids=" ".join)
def test_a_repository_of_somebody_else_ends_with_the_command_to_type(
    repo: Repository, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    for path in (repo.root, *repo.root.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    answered = told(repo.root, *arguments, HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    assert answered.code == 3
    assert "error[GN602]: git does not trust this folder" in answered.err
    assert f"git config --global --add safe.directory {repo.root}" in answered.err


@pytest.mark.parametrize("name", ["--output=x", "-h", "@{-1}"])
def test_a_base_named_like_an_option_is_refused_and_writes_nothing(repo: Repository, name: str) -> None:
    repo.git("update-ref", f"refs/heads/{name}" if "@" not in name else "refs/heads/x", "HEAD")
    before = sorted(repo.root.rglob("*"))
    answered = told(repo.root, "diff", "--", name)
    assert answered.code == 3
    assert answered.err.startswith("error[GN603]: ")
    assert sorted(repo.root.rglob("*")) == before


# --- the clock ------------------------------------------------------------------------------------


class Midnight(datetime):
    """A clock that is a second before midnight when it is first read, and then the day goes on and on."""

    readings = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the last second of a day, later some moment of a later one."""
        cls.readings += 1
        begin = cls(2026, 11, 22, 23, 59, 59, tzinfo=tz)
        return begin + timedelta(days=cls.readings - 1)


@pytest.fixture
def midnight(monkeypatch: pytest.MonkeyPatch) -> type[Midnight]:
    Midnight.readings = 0
    monkeypatch.setattr(options, "datetime", Midnight)
    return Midnight


def days_in(site: Path) -> set[str]:
    """Return the days that the pages say they are of."""
    said = re.compile(r"As of\s*(?:<[^>]*>\s*)*(\d{4}-\d{2}-\d{2})")
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    return {day for page in pages for day in said.findall(page)}


@pytest.mark.usefixtures("few_pages")
@pytest.mark.parametrize(("asked", "day"), [((), "2026-11-22"), (("--as-of", "2026-12-24"), "2026-12-24")])
def test_a_build_over_midnight_is_of_one_day_and_a_day_that_is_given_wins(
    repo: Repository, tmp_path: Path, midnight: type[Midnight], asked: tuple[str, ...], day: str
) -> None:
    site = tmp_path / "site"
    arguments = ["--catalog", str(repo.catalog), "--site-dir", str(site), *asked]
    answered = CliRunner().invoke(build, arguments, catch_exceptions=False)
    assert answered.exit_code == 0, answered.stderr
    assert midnight.readings == 1
    assert days_in(site) == {day}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_today_is_that_of_utc_wherever_the_clock_hangs(repo: Repository, zone: str) -> None:
    ask = [sys.executable, "-m", "gonogo", "score", "--format", "json", "--catalog", str(repo.catalog)]
    before = datetime.now(UTC).date()
    done = subprocess.run(ask, env={**os.environ, "TZ": zone}, capture_output=True, check=True)
    assert date.fromisoformat(json.loads(done.stdout)["as_of"]) in {before, datetime.now(UTC).date()}

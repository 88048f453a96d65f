"""A night's evidence: one commit, whatever happens meanwhile; against a real repository and its remote."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from history.repository import Repository, manifest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "ci" / "nightly.sh"
GONOGO = Path(sys.executable).parent / "gonogo"
CLEAN = '{"SchemaVersion": 2, "Results": [{"Class": "os-pkgs", "Target": "a", "Vulnerabilities": []}]}'
DIRTY = CLEAN.replace("[]", '[{"Severity": "CRITICAL", "VulnerabilityID": "CVE-1"}]')
RULES = (
    "schema_version: 1\nrules:\n  - report: trivy\n    check: scan\n    expect: [critical <= 0]\n"
    "  - report: junit\n    check: logs\n    expect: [failed <= 0]\n"
)


class Night:
    """A clone in which the job runs, its remote, and a colleague's clone."""

    def __init__(self, folder: Path) -> None:
        made = Repository(folder / "job")
        for name in ("cart", "till"):
            made.write(f"services/{name}.yaml", manifest(name))
        made.write("collect.yaml", RULES)
        made.write("../.gitignore", "reports/\n")
        made.commit("2026-11-01")
        self.job, self.remote, self.other = folder / "job", folder / "remote.git", folder / "other"
        self.bin = folder / "bin"
        self.bin.mkdir()
        git(folder, "clone", "--quiet", "--bare", str(self.job), str(self.remote))
        git(self.job, "remote", "add", "origin", str(self.remote))
        git(folder, "clone", "--quiet", str(self.remote), str(self.other))

    def report(self, service: str, text: str = CLEAN, tool: str = "trivy") -> None:
        path = self.job / "reports" / tool / service / "report.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the job in a fresh checkout of the main branch, as a runner does."""
        git(self.job, "fetch", "--quiet", "origin", "main")
        git(self.job, "reset", "--quiet", "--hard", "FETCH_HEAD")
        known = {"PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.job)}
        return subprocess.run(
            ["bash", str(SCRIPT)],
            cwd=self.job,
            env={**known, "GONOGO": str(GONOGO), "GIT_CONFIG_GLOBAL": os.devnull, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def subjects(self, branch: str = "main") -> list[str]:
        return git(self.remote, "log", "--format=%s", branch).splitlines()

    def evidence(self, branch: str = "main") -> str:
        names = git(self.remote, "ls-tree", "-r", "--name-only", branch, "catalog/evidence").splitlines()
        return "".join(git(self.remote, "show", f"{branch}:{name}") for name in names)

    def replace(self, command: str, script: str) -> None:
        """Put another program in place of a command of the job's."""
        path = self.bin / command
        path.write_text(f"#!/usr/bin/env bash\n{script}\n", "utf-8")
        path.chmod(0o755)

    def colleague(self, name: str, text: str, subject: str = "By hand") -> str:
        """Return a command line with which a colleague changes a file and pushes, once."""
        marker = self.bin / "pushed"
        who = "-c user.name=Ana -c user.email=ana@example.com"
        return (
            f"if [ ! -e {marker} ]; then touch {marker}; cd {self.other}; mkdir -p $(dirname {name}); "
            f"printf '{text}' > {name}; {GIT} add .; {GIT} {who} commit --quiet -m '{subject}'; "
            f"{GIT} push --quiet; cd - > /dev/null; fi"
        )


GIT = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()


def git(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        [GIT, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def test_a_night_is_one_commit_of_evidence_and_of_nothing_else(night: Night) -> None:
    night.report("cart")
    night.report("till", DIRTY)
    (night.job / "stray.txt").write_text("left by a tool")
    done = night.run(REPORT_URL="https://ci.example.com/{service}")
    assert done.returncode == 0, done.stderr
    subject, first = night.subjects()
    assert subject.startswith("Evidence of 20")
    assert first == "Change"
    assert git(night.remote, "log", "-1", "--format=%an", "main") == "readiness robot\n"
    touched = git(night.remote, "show", "--name-only", "--format=", "main").splitlines()
    assert [Path(each).parent.as_posix() for each in touched] == ["catalog/evidence/trivy"]
    found = yaml.safe_load(night.evidence())["results"]
    assert [(each["service"], each["result"], each["url"]) for each in found] == [
        ("cart", "pass", "https://ci.example.com/cart"),
        ("till", "fail", "https://ci.example.com/till"),
    ]


def test_two_runs_in_a_night_are_one_commit(night: Night) -> None:
    night.report("cart")
    assert night.run().returncode == 0
    night.report("till", DIRTY)
    again = night.run()
    assert (again.returncode, len(night.subjects())) == (0, 2)
    assert "AGAIN=true" in again.stdout
    assert "till" not in night.evidence()
    assert night.run(AGAIN="true").returncode == 0
    assert len(night.subjects()) == 3
    assert "till" in night.evidence()


def test_the_next_night_is_a_commit_of_its_own_unless_nothing_is_new(night: Night) -> None:
    night.report("cart")
    assert night.run().returncode == 0
    night.replace("date", "echo 2031-01-02")
    same = night.run()
    assert (same.returncode, same.stdout.splitlines()[-1]) == (0, "Nothing new tonight.")
    assert len(night.subjects()) == 2
    night.report("cart", DIRTY)
    assert night.run().returncode == 0
    assert night.subjects()[0] == "Evidence of 2031-01-02"
    assert night.evidence().count("service: cart") == 1, "older results for the same check are dropped"


def racing(night: Night, command: str) -> None:
    """Let a colleague push right before the job does."""
    night.replace("git", f'if [[ " $* " == *" push "* ]]; then {command}; fi\nexec {GIT} "$@"')


def test_a_push_of_somebody_else_meanwhile_is_survived(night: Night) -> None:
    night.report("cart")
    racing(night, night.colleague("README.md", "hello"))
    done = night.run()
    assert done.returncode == 0, done.stderr
    assert "Somebody pushed meanwhile" in done.stdout
    assert [each.partition(" of ")[0] for each in night.subjects()] == ["Evidence", "By hand", "Change"]
    assert "service: cart" in night.evidence()


def test_another_run_of_the_same_night_that_was_faster_is_enough(night: Night) -> None:
    night.report("cart")
    night.replace("date", "echo 2031-01-02")
    name = "catalog/evidence/trivy/2031-01-02.yaml"
    racing(night, night.colleague(name, "theirs", "Evidence of 2031-01-02"))
    done = night.run()
    assert done.returncode == 0, done.stderr
    assert night.subjects() == ["Evidence of 2031-01-02", "Change"]


def test_a_conflict_is_told_and_nothing_is_forced(night: Night) -> None:
    night.report("cart")
    assert night.run().returncode == 0
    name = git(night.remote, "ls-tree", "-r", "--name-only", "main", "catalog/evidence").strip()
    night.replace("date", "echo 2031-01-02")
    night.report("cart", DIRTY)
    git(night.other, "pull", "--quiet")
    racing(night, night.colleague(name, "by hand"))
    done = night.run()
    assert done.returncode == 1
    assert "changed meanwhile" in done.stderr
    assert night.subjects()[0] == "By hand"
    assert not (night.job / ".git" / "rebase-merge").exists()


def test_a_broken_report_is_complained_of_and_the_others_are_committed(night: Night) -> None:
    night.report("cart")
    night.report("till", "{")
    night.report("cart", "{}", tool="nonsense")
    done = night.run()
    assert done.returncode == 1
    assert "Nothing was written for till." in done.stderr
    assert "nonsense" in done.stderr
    assert len(night.subjects()) == 2
    assert "service: cart" in night.evidence()


def test_a_night_without_any_report_is_no_silent_success(night: Night) -> None:
    done = night.run()
    assert done.returncode == 1
    assert "what fetches them?" in done.stderr
    assert night.subjects() == ["Change"]


def told(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return dict(
        line.split("=", 1) for line in done.stdout.splitlines() if line.startswith(("renewals=", "commit="))
    )


def test_a_request_is_one_commit_on_a_branch_of_its_own_made_anew_each_time(night: Night) -> None:
    night.report("cart")
    first = night.run(MODE="request")
    assert first.returncode == 0, first.stderr
    assert night.subjects() == ["Change"]
    assert told(first)["renewals"] == "false", "what is proven for the first time is for a person"
    night.report("till")
    second = night.run(MODE="request")
    assert len(night.subjects("readiness-evidence")) == 2
    assert "till" in night.evidence("readiness-evidence")
    assert told(second)["commit"] == git(night.remote, "rev-parse", "readiness-evidence").strip()


@pytest.mark.parametrize(("text", "renewals"), [(CLEAN, "true"), (DIRTY, "false")])
def test_a_request_of_nothing_but_renewals_may_merge_itself(night: Night, text: str, renewals: str) -> None:
    night.report("cart")
    old = night.job / "reports/trivy/cart/report.json"
    os.utime(old, (1_790_000_000, 1_790_000_000))
    assert night.run().returncode == 0
    night.report("cart", text)
    git(night.remote, "config", "receive.advertisePushOptions", "true")
    kept = night.job.parent / "options"
    hook = night.remote / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\nenv | grep ^GIT_PUSH_OPTION_ > {kept}\n")
    hook.chmod(0o755)
    done = night.run(MODE="request", GITLAB_CI="true")
    assert done.returncode == 0, done.stderr
    assert told(done)["renewals"] == renewals
    assert ("merge_request.auto_merge" in kept.read_text()) is (renewals == "true")
    assert "merge_request.target=main" in kept.read_text()


def test_the_token_reaches_git_and_nothing_else(night: Night) -> None:
    night.report("cart")
    seen = night.job.parent / "seen"
    night.replace("git", f'echo "git $1 ${{GIT_CONFIG_VALUE_0:-}} ${{TOKEN:-}}" >> {seen}\nexec {GIT} "$@"')
    night.replace("gonogo", f'env >> {seen}.gonogo\nexec {GONOGO} "$@"')
    done = night.run(TOKEN="s3cret", GONOGO="gonogo")  # noqa: S106 - a canary
    assert done.returncode == 0, done.stderr
    with_token = {line.split()[1] for line in seen.read_text().splitlines() if "Basic" in line}
    assert with_token == {"fetch", "push"}
    assert "s3cret" not in seen.read_text() + done.stdout + done.stderr
    environment = Path(f"{seen}.gonogo").read_text()
    assert "s3cret" not in environment
    assert "GIT_CONFIG_VALUE_0" not in environment


def test_the_action_runs_it(night: Night, tmp_path: Path) -> None:
    night.report("cart")
    program = tmp_path / "temp" / "gonogo" / "bin" / "gonogo"
    program.parent.mkdir(parents=True)
    program.symlink_to(GONOGO)
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    inputs = {key: str(each["default"]) for key, each in action["inputs"].items()}
    names = {key: value for key, value in action["runs"]["steps"][1]["env"].items() if "||" not in value}
    given = {
        key: inputs[value.removeprefix("${{ inputs.").removesuffix(" }}")] for key, value in names.items()
    }
    done = subprocess.run(
        ["bash", str(ROOT / "ci" / "github" / "run.sh")],
        cwd=night.job,
        env={**os.environ, **given, "MODE": "collect", "BASE": "", "RUNNER_TEMP": str(tmp_path / "temp")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(night.subjects()) == 2


def test_gitlab_has_the_same_script_word_for_word() -> None:
    text = (ROOT / "ci" / "gitlab" / "evidence.gitlab-ci.yml").read_text("utf-8")
    _, jobs = yaml.safe_load_all(text)
    assert jobs["readiness-evidence"]["script"] == [SCRIPT.read_text("utf-8")]

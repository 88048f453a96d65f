"""What commands print of the hostile catalog: nothing that a terminal or a CI runner obeys."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from cli.places import DAY
from gonogo.cli.main import COMMANDS
from hostile.conftest import Twins
from hostile.payloads import CONTROLS, LINES, TEXTS
from read.command import Answer, gonogo

pytestmark = pytest.mark.xdist_group("hostile")

BRANCH = "x<img/src=x/onerror=canary(43)>;$(id)|`id`'"
AUTHOR = "\x1b[31m=cmd|x::error::"

CSV = "id;name;owner;description\n" + "".join(
    f'i{number};"{text}";t1;"{text}"\n'
    for number, text in enumerate(each.replace('"', '""') for each in (*TEXTS, *CONTROLS))
)
SARIF = """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "::error::\\u001b[31m"}},
  "results": [{"ruleId": "\\u001b[31m::error::", "level": "error",
    "message": {"text": "##[add-mask]\\u202e\\n::error::x"}}]}]}"""

CALLS = {
    "init": ["init fresh --title ::error::x"],
    "new": ["new fresh --owner t1 --kind service --name ##[error]x"],
    "validate": [f"validate --format {each}" for each in ("full", "concise", "github")],
    "explain": ["explain h0", "explain h46", "explain h50", "explain ::error::"],
    "schema": ["schema manifest --specialised"],
    "standard": [f"standard {each}" for each in ("show", "show --format markdown", "simulate other.yaml")],
    "score": ["score", "score s0", "score s48", "score --format markdown", "score --team t0", "score ::e::"],
    "risks": ["risks", "risks s46 --declared"],
    "forecast": ["forecast", "forecast s0"],
    "gate": ["gate s0", "gate s50"],
    "diff": ["diff HEAD~1 --fail-on regression", "diff HEAD~1 --format markdown", "diff ::error::x"],
    "history": ["history", "history s0", "history s50"],
    "comment": ["comment --input diff.json --dry-run"],
    "answer": ["answer s0 h1 unmet"],
    "evidence": ["evidence s0 h2 --kind report --url https://example.com/1"],
    "waive": ["waive s1 h1 --reason ::error:: --approved-by carla --expires-on 2027-01-01"],
    "review": ["review s2 --decision go --reviewer carla --summary ::error::x"],
    "confirm": ["confirm s3 --by ana"],
    "rename": ["rename service s4 renamed", "rename team t5 renamed-team"],
    "import": ["import csv import.csv --dry-run", "import csv import.csv"],
    "collect": ["collect sarif report.sarif --service s0 --check h0"],
    "digest": ["digest", "digest --format markdown", "digest --format slack"],
    "owners": ["owners --organisation ::x"],
    "build": ["build --site-dir site --workers 1"],
    "serve": [],
}  # fmt: skip
"""How each command is called; `serve` prints what `build` does, and waits."""


@pytest.fixture(scope="module")
def repository(twins: Twins, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose commits, author and branch mean harm, too."""
    folder = tmp_path_factory.mktemp("repository")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch", BRANCH)
    for number, source in enumerate((twins.harmless, twins.hostile)):
        shutil.rmtree(folder / "catalog", ignore_errors=True)
        shutil.copytree(source / "catalog", folder / "catalog")
        git("add", "--all")
        subject = " ".join((*CONTROLS[number:], "::error::x"))
        git("-c", f"user.name={AUTHOR}", "-c", "user.email=a@b", "commit", "--quiet", "--message", subject)
    (folder / "other.yaml").write_text((folder / "catalog" / "standard.yaml").read_text("utf-8"), "utf-8")
    (folder / "import.csv").write_text(CSV, "utf-8")
    (folder / "report.sarif").write_text(SARIF, "utf-8")
    call(folder, "diff HEAD~1 --format json --output diff.json")
    return folder


def call(folder: Path, arguments: str, **environment: str) -> Answer:
    return gonogo(*arguments.split(" "), folder=folder, environment=environment)


AS_OF = {"validate", "build", "score", "risks", "forecast", "gate", "diff", "history", "digest"}


def test_every_command_is_called() -> None:
    assert CALLS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("arguments", [each for some in CALLS.values() for each in some])
def test_nothing_that_is_printed_is_obeyed(repository: Path, arguments: str) -> None:
    dated = f" --as-of {DAY}" if arguments.split(" ", maxsplit=1)[0] in AS_OF else ""
    answer = call(
        repository, arguments + dated, GITHUB_ACTIONS="true", GONOGO_CACHE_DIR=str(repository / ".cache")
    )
    assert answer.code in {0, 1, 2, 3}
    assert "Traceback" not in answer.err
    assert "GN901" not in answer.err
    for text in (answer.out, answer.err):
        assert unsafe(text, is_data=bool(DATA & set(arguments.split(" ")))) == set()
        assert commands(text) == (commands(text, ours=True) if "github" in arguments else [])


DATA = {"schema", "json", "markdown", "slack", "comment", "github"}
"""What is not for people's eyes alone; there zero-width characters stay as they are."""


def unsafe(text: str, *, is_data: bool = False) -> set[str]:
    """Return the characters that move, hide or turn what is on a terminal."""
    kinds = {"Cc", "Zl", "Zp"} if is_data else {"Cc", "Cf", "Cs", "Zl", "Zp"}
    found = {char for char in text if unicodedata.category(char) in kinds and char != "\n"}
    return found | {char for char in text if unicodedata.bidirectional(char) in TURNING}


TURNING = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def commands(text: str, *, ours: bool = False) -> list[str]:
    """Return the lines that a runner of GitHub or Azure obeys; `ours` are annotations of problems."""
    found = [
        line
        for line in re.split("[\r\n]", text)
        if line.lstrip().startswith("::") or re.search(r"##\w*\[", line)
    ]
    return (
        [line for line in found if re.match(r"::(?:error|warning|notice) file=[^:]*,title=GN", line)]
        if ours
        else found
    )


@pytest.mark.parametrize(
    "text", [each for each in (*TEXTS, *LINES, *CONTROLS) if "::" in each or "##" in each]
)
def test_a_command_would_be_seen(text: str) -> None:
    assert commands(text)


def test_a_control_character_would_be_seen() -> None:
    assert all(unsafe(each) for each in CONTROLS)

"""answer, evidence, waive, review, confirm: manifests edited in place, comments and layout kept."""

import difflib
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.places import DEMO
from read.command import gonogo

ASSISTANT = "services/team-checkout/checkout-assistant.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    shutil.copytree(DEMO, tmp_path / "catalog")
    return tmp_path / "catalog"


def changed(catalog: Path, name: str) -> list[str]:
    """Return the lines that differ from the demo, as a diff shows them."""
    before = (DEMO / name).read_text("utf-8").splitlines()
    after = (catalog / name).read_text("utf-8").splitlines()
    lines = difflib.unified_diff(before, after, lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_an_answer_changes_its_own_line_only(catalog: Path) -> None:
    ran = gonogo("answer", "checkout-assistant", "red-teaming", "met", folder=catalog.parent)
    assert ran.code == 0, ran.err
    assert changed(catalog, ASSISTANT) == ["-    status: partial", "+    status: met"]


def test_evidence_is_added_and_nothing_else_moves(catalog: Path) -> None:
    options_ = ("--kind", "report", "--url", "https://wiki.example.com/red", "--title", "All languages")
    ran = gonogo("evidence", "checkout-assistant", "red-teaming", *options_, folder=catalog.parent)
    assert ran.code == 0, ran.err
    assert changed(catalog, ASSISTANT) == [
        "+      - kind: report",
        "+        title: All languages",
        "+        url: https://wiki.example.com/red",
        "+        collected_on: 2026-11-23",
    ]


def test_every_manifest_of_the_demo_survives_an_edit_with_no_other_line_changed(catalog: Path) -> None:
    for path in sorted((DEMO / "services").rglob("*.yaml")):
        name = path.relative_to(DEMO).as_posix()
        ran = gonogo("confirm", path.stem, "--by", "ana", folder=catalog.parent)
        assert ran.code == 0, ran.err
        lines = changed(catalog, name)
        assert [line.lstrip("+- ").split(":")[0] for line in lines if line[0] == "+"][-2:] in (
            ["by", "on"],
            ["on"],
        ), (name, lines)
        assert len(lines) <= 4, (name, lines)


def test_a_waiver_by_somebody_who_may_not_is_shown_and_not_written(catalog: Path) -> None:
    options_ = ("--reason", "Later", "--approved-by", "nobody", "--expires-on", "2026-12-31")
    ran = gonogo("waive", "payments-api", "alerts", *options_, folder=catalog.parent)
    assert ran.code == 1
    assert "`nobody` may not approve a waiver" in ran.err
    assert "Nothing was written." in ran.err
    assert changed(catalog, "services/team-payments/payments-api.yaml") == []


def test_a_review_is_stamped_with_the_commit_and_its_conditions_get_free_ids(catalog: Path) -> None:
    top = catalog.parent
    for command in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", *command], cwd=top, check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=top, check=True, capture_output=True, text=True
    ).stdout
    options_ = (
        "--decision",
        "go-with-conditions",
        "--reviewer",
        "carla:SRE lead",
        "--condition",
        "alerts: Try them",
    )
    ran = gonogo("review", "payments-api", *options_, "--due-on", "2026-12-15", folder=top)
    assert ran.code == 0, ran.err
    added = [line.strip("+ ") for line in changed(catalog, "services/team-payments/payments-api.yaml")]
    assert f"commit: {head[:12]}" in added
    assert "check: alerts" in added
    assert "role: SRE lead" in added


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("answer", "checkout-asistant", "alerts", "met"), "Did you mean 'checkout-assistant'?"),
        (("answer", "checkout-assistant", "alert", "met"), "Did you mean 'alerts'?"),
        (("answer", "checkout-assistant", "alerts", "done"), "is not one of"),
        (("answer", "checkout-assistant", "alerts", "not-applicable"), "--reason"),
        (("evidence", "checkout-assistant", "alerts"), "--kind"),
        (("confirm",), "name services"),
        (("confirm", "--team", "nobody", "--by", "ana"), "there is no team 'nobody'"),
    ],
)
def test_what_is_missing_or_misspelt_is_told(catalog: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = gonogo(*arguments, folder=catalog.parent)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())


def test_an_edit_that_says_what_is_said_writes_nothing(catalog: Path) -> None:
    ran = gonogo("answer", "checkout-assistant", "red-teaming", "partial", folder=catalog.parent)
    assert ran.code == 0
    assert "says so already" in ran.out

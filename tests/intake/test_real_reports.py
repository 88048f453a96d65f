"""Real reports of other projects, totals beside some of them: GONOGO_REAL_REPORTS names their folder."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gonogo.cli import collect, init, options, validate
from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.reports import UnusableError

REAL = Path(os.environ["GONOGO_REAL_REPORTS"])


def numbers(name: str, content: bytes) -> dict[str, Any]:
    found = COLLECTORS[name].total([COLLECTORS[name].read(content, "f")]).numbers
    return {
        key: int(value) if value == int(value) else float(round(value, 2)) for key, value in found.items()
    }


def real(folder: str, *patterns: str) -> Iterator[Any]:
    for path in sorted(path for pattern in patterns for path in (REAL / folder).rglob(pattern)):
        yield pytest.param(path, id=f"{path.parent.name}/{path.name}")


@pytest.mark.parametrize("path", [*real("junit", "*.xml")])
def test_a_junit_report_gives_the_totals_beside_it(path: Path) -> None:
    beside = path.with_suffix(".results.json")
    if not beside.exists():
        with pytest.raises(UnusableError):
            numbers("junit", path.read_bytes())
        return
    said = json.loads(beside.read_text("utf-8"))["stats"]
    found = numbers("junit", path.read_bytes())
    assert (found["tests"], found["failed"], found["errors"]) == (
        said["runs"],
        said["runs_fail"],
        said["runs_error"],
    )
    # Their runs leave out what is disabled, their tests what has the same name twice.
    assert (found["passed"], found["skipped"]) in {
        (said["runs_succ"], said["runs_skip"]),
        (said["tests_succ"], said["tests_skip"]),
    }


SCANS = {
    "appendix_k1.sarif": (0, 0, 0, 0),
    "bash-report.sarif": (0, 0, 27, 0),
    "dockle_0_3_15.sarif": (1, 0, 3, 0),
    "flawfinder.sarif": (2, 1, 50, 0),
    "njsscan.sarif": (1, 1, 0, 0),
    "no_runs.sarif": None,
    "suppression_test.sarif": (0, 2, 0, 3),
    "all_statuses.json": (0, 0, 0, 7),
    "legacy_no_vuln.json": None,
    "license_scheme.json": (0, 0, 0, 0),
    "misconfigurations_and_secrets.json": (0, 1, 1, 0),
    "scheme_2_many_vulns.json": (1, 1, 3, 0),
    "scheme_2_no_vuln.json": (0, 0, 0, 0),
}


@pytest.mark.parametrize("path", [*real("sarif", "*.sarif"), *real("trivy", "*.json")])
def test_a_scan_gives_what_was_counted_by_hand(path: Path) -> None:
    is_sarif = path.suffix == ".sarif"
    expected = SCANS[path.name]
    if expected is None:
        with pytest.raises(UnusableError):
            numbers("sarif" if is_sarif else "trivy", path.read_bytes())
        return
    keys = ("error", "warning", "note", "suppressed") if is_sarif else ("critical", "high", "medium", "low")
    found = numbers("sarif" if is_sarif else "trivy", path.read_bytes())
    assert tuple(found.get(key, 0) for key in keys) == expected


COVERAGE = {
    "Clover_OpenClover4.3.1.xml": (15, 22),
    "Cobertura2.1.1.xml": (24, 36),
    "Cobertura_coverlet.xml": (156, 255),
    "JaCoCo0.8.3.xml": (26, 38),
    "lcov.info": (124, 199),
}


@pytest.mark.parametrize("path", [*real("coverage", "*.xml", "*.info")])
def test_coverage_is_what_the_report_itself_sums_up(path: Path) -> None:
    found = numbers("coverage", path.read_bytes())
    assert (found["covered"], found["lines"]) == COVERAGE[path.name]


@pytest.mark.parametrize("path", [*real("load", "*.json", "*.csv")])
def test_load_tests_pass_and_fail_as_they_did(path: Path) -> None:
    found = numbers("locust" if path.suffix == ".csv" else "k6", path.read_bytes())
    assert (found["requests"], found["failed"], found.get("crossed")) == {
        "k6-summary.fail.json": (1766, 67, 3),
        "k6-summary.pass.json": (162, 0, 0),
        "locust_stats.csv": (11779, 0, None),
    }[path.name]


@pytest.mark.parametrize("path", [*real("scorecard", "*.json")])
def test_a_scorecard_has_no_inconclusive_scores(path: Path) -> None:
    assert set(numbers("scorecard", path.read_bytes()).values()) == {0}


@pytest.mark.parametrize("path", [*real("slo", "*.yml", "*.yaml")])
def test_objectives_have_targets(path: Path) -> None:
    assert numbers("openslo", path.read_bytes())["target"] in {99, 99.9, 99.95}


FACTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "deploymentMissingReplicas": lambda found: found["replicas"] >= 2,
    "hpaMaxAvailability": lambda found: found["fixed_autoscalers"] == 0,
    "livenessProbeMissing": lambda found: found["without_liveness"] == 0,
    "missingPodDisruptionBudget": lambda found: found["without_budget"] == 0,
    "pdbDisruptionsIsZero": lambda found: found["blocking_budgets"] == 0,
}


@pytest.mark.parametrize("path", [*real("kubernetes", "*.yaml")])
def test_manifests_show_the_fact_for_which_they_are_named(path: Path) -> None:
    found = numbers("kubernetes", path.read_bytes())
    if path.parent.name == "hpaMinAvailability":
        # What is absent is one: https://kubernetes.io/docs/reference/kubernetes-api/
        assert found["replicas"] == (2 if path.name == "success.yaml" else 1)
        return
    assert FACTS[path.parent.name](found) is not path.name.startswith("failure")


# --- from the report to the catalog ---------------------------------------------------------------

BROKEN = {"corrupt-xml.xml", "non-junit.xml", "no_runs.sarif", "legacy_no_vuln.json"}
TOOLS = {"load": ("k6", "locust"), "slo": ("openslo",)}
REPORTS = {".xml", ".json", ".sarif", ".info", ".csv", ".yaml", ".yml"}
FILES = [
    pytest.param(tool, path, id=f"{tool}-{path.parent.name}/{path.name}")
    for folder in sorted(REAL.iterdir())
    for tool in TOOLS.get(folder.name, (folder.name,))
    if tool in collect.NAMES
    for path in sorted(folder.rglob("*"))
    if path.suffix in REPORTS
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    with chdir(folder):
        assert CliRunner().invoke(init.command, []).exit_code == 0
    return folder


@pytest.mark.parametrize(("tool", "path"), FILES)
def test_a_report_is_evidence_or_is_told(
    tool: str, path: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "today", lambda: date(2026, 11, 23))
    with chdir(catalog):
        told = CliRunner().invoke(
            collect.command, [tool, str(path), "--service", "example-service", "--source", "real"]
        )
        files = sorted(Path("catalog/evidence").rglob("*.yaml"))
        texts = "".join(each.read_text("utf-8") for each in files)
        checked = CliRunner().invoke(validate.command, ["--strict"])
        for each in files:
            each.unlink()
    assert told.exit_code == (1 if path.name in BROKEN else told.exit_code)
    assert told.exit_code in (0, 1), told.output
    assert "Traceback" not in told.output
    assert bool(files) is (told.exit_code == 0)
    assert checked.exit_code == 0, checked.output
    assert not any(word in texts for word in ("REDACTED", "JWT", "PASSWORD", "ghp_"))

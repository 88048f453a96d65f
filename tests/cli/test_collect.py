"""`gonogo collect`: reports become evidence, or are told; broken ones never pass."""

import os
import shutil
from collections.abc import Iterator
from contextlib import chdir
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gonogo.cli import collect, init, options, validate
from intake.green import REPORTS, SECRET

TODAY = date(2026, 11, 23)
GREEN = "<testsuite><testcase/></testsuite>"
RED = "<testsuite><testcase><failure message='s3cret'>s3cret</failure></testcase></testsuite>"
EVIDENCE = Path("catalog/evidence")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("GONOGO_CATALOG", raising=False)
    monkeypatch.setattr(options, "today", lambda: TODAY)
    with chdir(tmp_path):
        assert CliRunner().invoke(init.command, []).exit_code == 0
        yield


def run(tool: str, *arguments: str, service: str = "example-service") -> Result:
    """Call `gonogo collect`; whatever it is given, it must not fall over."""
    result = CliRunner().invoke(collect.command, [tool, *arguments, "--service", service])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def report(text: str, name: str = "report.xml") -> str:
    """Write a report, and return its path."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")
    return name


def written() -> dict[str, str]:
    """Return all files of evidence."""
    return {
        path.relative_to(EVIDENCE).as_posix(): path.read_text()
        for path in sorted(EVIDENCE.rglob("*"))
        if path.is_file()
    }


def test_a_report_becomes_evidence_that_the_catalog_accepts() -> None:
    told = run("junit", report(GREEN), "--url", "https://ci.example.com/runs/1")
    assert told.exit_code == 0
    assert written() == {
        "junit/2026-11-23.yaml": (
            "# yaml-language-server: $schema=../../.schema/evidence.schema.json\n"
            "schema_version: 1\nsource: junit\n\nresults:\n"
            + "".join(
                f"  - service: example-service\n    check: {check}\n    collected_on: 2026-11-23\n"
                "    result: pass\n    observed: 1 passed, 0 failed, 0 errors, 0 skipped\n"
                "    expected: at least 1 passed, 0 failed, 0 errors\n"
                "    url: https://ci.example.com/runs/1\n"
                for check in ("automated-tests-in-pipeline", "unit-tests")
            )
        )
    }
    checked = CliRunner().invoke(validate.command, ["--strict"])
    assert checked.exit_code == 0, checked.output


def test_the_same_again_changes_no_byte_and_another_result_replaces_the_first() -> None:
    run("junit", report(GREEN))
    first = written()
    run("junit", report(GREEN))
    assert written() == first
    run("junit", report(RED))
    assert written()["junit/2026-11-23.yaml"].count("result: fail") == 2
    assert "s3cret" not in str(written())


def test_source_day_check_and_threshold_may_be_given() -> None:
    path = report('<coverage lines-valid="4" lines-covered="3"/>')
    arguments = (
        "--source",
        "sonar",
        "--collected-on",
        "2026-11-20",
        "--check",
        "unit-tests",
        "--threshold",
        "70",
    )
    assert run("coverage", path, *arguments).exit_code == 0
    (text,) = written().values()
    assert list(written()) == ["sonar/2026-11-20.yaml"]
    assert "source: sonar\n" in text
    assert "expected: at least 70 % of lines" in text.replace('"', "")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [("2026-11-20T10:00:00", "2026-11-20"), ("2026-11-24T01:00:00", "2026-11-23"), ("no day", "2026-11-23")],
)
def test_evidence_is_as_old_as_its_report_and_never_younger_than_today(stamp: str, day: str) -> None:
    told = run("junit", report(f'<testsuite timestamp="{stamp}"><testcase/></testsuite>'))
    assert list(written()) == [f"junit/{day}.yaml"]
    assert ("as the report says" in told.output) is (day == "2026-11-20")


BROKEN = {
    "junit": [
        "",
        "null",
        "<testsuites/>",
        "<testsuite>",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&a;"/></testsuite>',
    ],
    "sarif": ["", "null", "[]", "{}", '{"runs": []}', '{"runs": [{"tool": {"driver": {}}}]}'],
    "trivy": ["null", "[]", '{"SchemaVersion": 2, "Results": []}', '{"SchemaVersion": 2'],
    "scorecard": [
        "null",
        "[]",
        '{"score": NaN, "checks": []}',
        '{"score": -1, "checks": [{"name": "a", "score": -1}]}',
    ],
    "coverage": ["", "<coverage/>", "<html/>", "SF:a\n"],
    "k6": ["null", "[]", "{}", '{"metrics": {"http_reqs": {"count": NaN}}}'],
    "locust": ["", "Type,Name\n", "null"],
    "openslo": ["", "null", "- a\n", "a: [\n"],
    "kubernetes": ["", "null", "- a\n", "a: {{ .Values }}\n"],
}


@pytest.mark.parametrize(("tool", "text"), [(tool, text) for tool, texts in BROKEN.items() for text in texts])
def test_a_broken_report_is_told_in_one_line_and_nothing_is_written(tool: str, text: str) -> None:
    told = run(tool, report(text, "broken"))
    assert told.exit_code == 1
    assert told.stderr.startswith("error: broken:")
    assert told.stderr.splitlines()[1:] == ["Nothing was written."]
    assert "Traceback" not in told.output
    assert written() == {}


def test_one_broken_report_of_a_folder_keeps_the_others_from_passing() -> None:
    report(GREEN, "results/a.xml")
    report("<testsuite>", "results/sub/b.xml")
    assert run("junit", "results").exit_code == 1
    assert written() == {}


def test_a_folder_is_searched_for_reports() -> None:
    report(GREEN, "results/a.xml")
    report(GREEN, "results/sub/b.xml")
    report("{", "results/c.json")
    report("<", "results/.hidden/d.xml")
    Path("results/link.xml").symlink_to("/etc/passwd")
    assert "2 passed" in run("junit", "results").output
    Path("empty").mkdir()
    assert run("junit", "empty").exit_code == 2


def test_rules_of_the_catalog_say_what_proves_what() -> None:
    Path("catalog/collect.yaml").write_text(
        "schema_version: 1\nthresholds:\n  coverage:\n    - percent >= 50\nrules:\n"
        "  - report: junit\n    check: stress-tests\n    paths:\n      - '*load*'\n"
        "    expect:\n      - failed <= 0\n"
    )
    assert "at least 50 %" in run("coverage", report('<coverage lines-valid="2" lines-covered="1"/>')).output
    assert "stress-tests: pass" in run("junit", report(GREEN, "load/a.xml")).output
    assert run("junit", report(GREEN, "unit/a.xml")).exit_code == 1
    assert "at least 60 %" in run("coverage", "report.xml", "--threshold", "60").output


def test_words_in_folders_outside_do_not_count(tmp_path: Path) -> None:
    outside = tmp_path.parent / "integration-hub" / "build" / "results"
    outside.mkdir(parents=True, exist_ok=True)
    (outside / "a.xml").write_text(GREEN)
    assert "unit-tests" in run("junit", str(outside / "a.xml")).output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema_version: 1\nrules:\n  - report: junit\n", "GN202"),
        ("schema_version: 1\nthresholds:\n  juint: [x]\n", "GN206"),
        ("schema_version: 1\nthresholds:\n  junit:\n    - everything is fine\n", "is no threshold of junit"),
        (
            "schema_version: 1\nrules:\n  - report: junit\n    check: a\n    expect:\n      - percent >= 1\n",
            "is no threshold of junit",
        ),
    ],
)
def test_rules_that_mean_nothing_are_refused(text: str, said: str) -> None:
    Path("catalog/collect.yaml").write_text(text)
    told = run("junit", report(GREEN))
    assert told.exit_code == 2
    assert said in told.output
    assert written() == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--check", "unit-test"), "Did you mean 'unit-tests'?"),
        (("--threshold", "percent >= 1"), "is no threshold of junit"),
        (("--threshold", "x"), "is no threshold of junit"),
        (("--source", "A B"), "is not an id"),
        (("--collected-on", "2027-01-01"), "in the future"),
        (("--url", "javascript:alert(1)"), "--url"),
    ],
)
def test_a_call_that_means_nothing_is_refused(arguments: tuple[str, ...], said: str) -> None:
    told = run("junit", report(GREEN), *arguments)
    assert told.exit_code == 2
    assert said in told.output
    assert written() == {}


def test_a_service_that_is_not_there_is_told() -> None:
    told = run("junit", report(GREEN), service="exmple-service")
    assert told.exit_code == 2
    assert "Did you mean 'example-service'?" in told.output


def test_evidence_that_cannot_be_read_is_told_and_left() -> None:
    path = EVIDENCE / "junit" / "2026-11-23.yaml"
    report("schema_version: 1\nsource: junit\nresults: nothing\n", str(path))
    told = run("junit", report(GREEN))
    assert told.exit_code == 2
    assert path.read_text().endswith("results: nothing\n")


@pytest.mark.parametrize("name", ["junit", "junit/2026-11-23.yaml"])
def test_nothing_is_written_through_a_link(name: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (EVIDENCE / name).parent.mkdir(parents=True)
    (EVIDENCE / name).symlink_to(elsewhere if "/" not in name else elsewhere / "file")
    assert run("junit", report(GREEN)).exit_code == 2
    assert list(elsewhere.iterdir()) == []


def test_evidence_goes_where_the_catalog_looks_for_it() -> None:
    path = Path("catalog/catalog.yaml")
    before = path.read_text()
    path.write_text(before + "evidence:\n  - robots/found/**/*.yaml\n")
    run("junit", report(GREEN))
    text = Path("catalog/robots/found/junit/2026-11-23.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../../../.schema/evidence.schema.json\n")
    path.write_text(before + "evidence:\n  - '*.yaml'\n")
    assert run("junit", report(GREEN)).exit_code == 2


def test_quiet_prints_nothing() -> None:
    assert run("junit", report(GREEN), "--quiet").output == ""


@pytest.mark.parametrize("tool", REPORTS)
def test_nothing_of_a_report_but_what_is_asked_for_gets_into_the_catalog_or_the_log(tool: str) -> None:
    good = report(REPORTS[tool], "reports/good")
    told = run(tool, good, "--check", "unit-tests", *BARS.get(tool, ()))
    assert told.exit_code == 0, told.output
    assert "result: pass" in str(written())
    bad = run(tool, good, "--check", "unit-tests", *OUT_OF_REACH[tool], "--source", "other")
    assert "result: fail" in str(written()), bad.output
    broken = run(
        tool, report(REPORTS[tool][:-90], "reports/broken"), "--check", "unit-tests", "--source", "third"
    )
    everything = told.output + bad.output + broken.output
    files = [path.read_text("utf-8") for path in Path("catalog").rglob("*") if path.is_file()]
    assert not any(SECRET in each for each in (everything, *files))


BARS = {"k6": ("--threshold", "p95 < 800"), "kubernetes": ("--threshold", "replicas >= 1")}
OUT_OF_REACH = {
    "junit": ("--threshold", "passed >= 99"),
    "sarif": ("--threshold", "findings <= 0"),
    "trivy": ("--threshold", "low <= 0"),
    "scorecard": ("--threshold", "code_review >= 10"),
    "coverage": ("--threshold", "99"),
    "k6": ("--threshold", "p95 < 1"),
    "locust": ("--threshold", "p95 < 1"),
    "openslo": ("--threshold", "target >= 99.9"),
    "kubernetes": ("--threshold", "replicas >= 9"),
}


# --- many services --------------------------------------------------------------------------------


def many(tool: str, *arguments: str) -> Result:
    """Call `gonogo collect --by-folder` for the reports in `reports/`."""
    result = CliRunner().invoke(collect.command, [tool, "reports", "--by-folder", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture
def other() -> str:
    """Return a second service, one whose name would mislead a rule."""
    text = next(Path("catalog/services").rglob("example-service.yaml")).read_text("utf-8")
    Path("catalog/services/hub.yaml").write_text(text.replace("id: example-service", "id: integration-hub"))
    return "integration-hub"


def aged(name: str, day: date) -> None:
    stamp = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    os.utime(name, (stamp, stamp))


def test_a_folder_a_service_is_collected_at_once(other: str) -> None:
    for service in ("example-service", other):
        aged(report(GREEN, f"reports/{service}/a.xml"), TODAY)
    told = many("junit", "--url", "https://ci.example.com/{service}/last")
    assert told.exit_code == 0, told.output
    (text,) = written().values()
    assert text.count("check: unit-tests") == 2
    assert "integration-tests" not in text
    for service in ("example-service", other):
        assert f"url: https://ci.example.com/{service}/last\n" in text
    assert CliRunner().invoke(validate.command, ["--strict"]).exit_code == 0


def test_a_report_that_nobody_renews_grows_old() -> None:
    aged(report(GREEN, "reports/example-service/a.xml"), date(2026, 9, 1))
    aged(report(GREEN, "reports/example-service/b.xml"), TODAY)
    assert "as the file is" in many("junit").output
    assert list(written()) == ["junit/2026-09-01.yaml"]


def test_what_is_broken_of_one_service_does_not_hold_up_the_others(other: str) -> None:
    aged(report(GREEN, "reports/example-service/a.xml"), TODAY)
    report("<testsuite>", f"reports/{other}/a.xml")
    report(GREEN, "reports/exmple-service/a.xml")
    Path("reports/nothing").mkdir()
    told = many("junit")
    assert told.exit_code == 1
    assert f"Nothing was written for {other}." in told.stderr
    assert "Did you mean 'example-service'?" in told.stderr
    (text,) = written().values()
    assert "service: example-service" in text
    assert other not in text


@pytest.mark.parametrize(
    "arguments", [["reports"], ["reports", "--by-folder", "--service", "example-service"]]
)
def test_whose_reports_they_are_is_said_once(arguments: list[str]) -> None:
    report(GREEN, "reports/example-service/a.xml")
    told = CliRunner().invoke(collect.command, ["junit", *arguments])
    assert told.exit_code == 2
    assert "--service ID, or --by-folder" in told.output


@pytest.mark.parametrize("name", ["reports/a.xml", "elsewhere/a.xml"])
def test_folders_are_asked_for_where_there_are_none(name: str) -> None:
    Path("reports").mkdir()
    report(GREEN, name)
    told = many("junit")
    assert told.exit_code == 2
    assert "holds no folder" in told.output


def test_results_that_are_superseded_go_and_others_stay(other: str) -> None:
    for service in ("example-service", other):
        aged(report(GREEN, f"reports/{service}/a.xml"), date(2026, 11, 1))
    many("junit")
    aged("reports/example-service/a.xml", TODAY)
    shutil.rmtree(f"reports/{other}")
    assert many("junit", "--replace").exit_code == 0
    now = written()
    assert list(now) == ["junit/2026-11-01.yaml", "junit/2026-11-23.yaml"]
    assert "example-service" not in now["junit/2026-11-01.yaml"]
    assert now["junit/2026-11-01.yaml"].count(f"service: {other}") == 2
    aged(report(GREEN, f"reports/{other}/a.xml"), TODAY)
    assert many("junit", "--replace").exit_code == 0
    assert list(written()) == ["junit/2026-11-23.yaml"]
    again = written()
    assert many("junit", "--replace").exit_code == 0
    assert written() == again


def test_older_reports_do_not_replace_newer_results() -> None:
    run("junit", report(RED))
    before = written()["junit/2026-11-23.yaml"]
    run("junit", report(GREEN), "--collected-on", "2026-11-01", "--replace")
    assert written()["junit/2026-11-23.yaml"] == before

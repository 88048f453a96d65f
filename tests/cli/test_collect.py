"""`gonogo collect`: reports become evidence, or are told; broken ones never pass."""

from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gonogo.cli import collect, init, options, validate

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

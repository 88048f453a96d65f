"""From reports to proofs: rules, thresholds, and what is said of both."""

from datetime import date
from decimal import Decimal

import pytest

from gonogo.intake import evidence
from gonogo.intake.collecting import Collection, Proof, Report, collect, metrics, understood
from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.rules import Bound, Rule, Rules, bound, judge
from gonogo.intake.totals import Metric, Totals
from gonogo.model.words import Result
from gonogo.read import schema
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

CHECKS = {
    "automated-tests-in-pipeline",
    "unit-tests",
    "integration-tests",
    "end-to-end-tests",
    "contract-tests",
    "secrets-management",
    "vulnerability-scanning",
    "static-analysis",
    "load-and-stress-testing",
    "stress-tests",
    "auto-scaling",
    "redundancy",
    "slos",
    "code-review",
    "test-coverage",
}
GREEN = b"<testsuite><testcase/><testcase/></testsuite>"
RED = b"<testsuite><testcase/><testcase><failure/></testcase></testsuite>"


def made(tool: str, *reports: tuple[str, bytes], **more: object) -> Collection:
    thresholds = [found for text in more.pop("thresholds", ()) if (found := understood(tool, text))]  # type: ignore[attr-defined]
    rules = more.pop("rules", COLLECTORS[tool].RULES)
    return collect(
        tool,
        [Report(path=path, looked_at=f"/{path}", content=content) for path, content in reports],
        rules,  # type: ignore[arg-type]
        thresholds,
        checks=CHECKS,
        **more,  # type: ignore[arg-type]
    )


def results(collection: Collection) -> dict[str, str]:
    assert not collection.mistakes
    return {
        proof.check: f"{proof.result}: {proof.observed} / {proof.expected}" for proof in collection.proofs
    }


@pytest.mark.parametrize(
    ("path", "checks"),
    [
        ("build/test-results/a.xml", {"unit-tests"}),
        ("build/integration-test/a.xml", {"integration-tests"}),
        ("target/failsafe-reports/a.xml", {"integration-tests"}),
        ("cypress/E2E.xml", {"end-to-end-tests"}),
        ("build/pact/a.xml", {"contract-tests"}),
    ],
)
def test_the_path_of_a_test_report_tells_what_it_proves(path: str, checks: set[str]) -> None:
    assert set(results(made("junit", (path, GREEN)))) == {"automated-tests-in-pipeline", *checks}


def test_reports_are_summed_by_rule() -> None:
    found = results(made("junit", ("unit/a.xml", GREEN), ("unit/b.xml", GREEN), ("integration/c.xml", RED)))
    expected = "at least 1 passed, 0 failed, 0 errors"
    assert found == {
        "automated-tests-in-pipeline": f"fail: 5 passed, 1 failed, 0 errors, 0 skipped / {expected}",
        "integration-tests": f"fail: 1 passed, 1 failed, 0 errors, 0 skipped / {expected}",
        "unit-tests": f"pass: 4 passed, 0 failed, 0 errors, 0 skipped / {expected}",
    }


def test_one_broken_report_among_many_proves_nothing_at_all() -> None:
    collection = made("junit", ("a.xml", GREEN), ("b.xml", b"<testsuite>"), ("c.xml", b""))
    assert collection.proofs == ()
    assert [str(mistake) for mistake in collection.mistakes] == [
        "b.xml:1: no complete XML: no element found: line 1, column 11",
        "c.xml:1: the file is empty",
    ]


def test_skipped_tests_alone_are_no_pass() -> None:
    report = b"<testsuite><testcase><skipped/></testcase></testsuite>"
    assert {proof.result for proof in made("junit", ("a.xml", report)).proofs} == {Result.FAIL}


def test_a_check_that_is_named_is_proven_whatever_the_rules_say() -> None:
    assert set(results(made("junit", ("integration/a.xml", GREEN), check="unit-tests"))) == {"unit-tests"}
    assert set(results(made("junit", ("a.xml", GREEN), check="something-else"))) == {"something-else"}


def test_checks_that_the_standard_lacks_are_left_out_and_nothing_left_is_told() -> None:
    scorecard = (
        b'{"score": 5, "checks": [{"name": "Code-Review", "score": 9}, {"name": "Fuzzing", "score": -1}]}'
    )
    assert results(made("scorecard", ("a.json", scorecard))) == {
        "code-review": "pass: code-review 9 / code-review >= 7"
    }
    rules = (Rule(report="scorecard", check="unknown", expect=("score >= 1",)),)
    assert "name one with --check" in str(made("scorecard", ("a.json", scorecard), rules=rules).mistakes[0])


def test_a_report_of_another_tool_is_recognised() -> None:
    report = b"Type,Name,Request Count,Failure Count\n,Aggregated,9,0\n"
    (mistake,) = made("k6", ("a.csv", report)).mistakes
    assert mistake.message == "no JSON; it reads like a report of locust"
    (mistake,) = made("junit", ("a.xml", b'<coverage lines-valid="4" lines-covered="3"/>')).mistakes
    assert mistake.message == "no JUnit report: its root is <coverage>; it reads like a report of coverage"


def test_a_report_that_says_nothing_of_what_its_rules_are_about_is_told() -> None:
    budget = b"apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {minAvailable: 1, selector: {}}\n"
    (mistake,) = made("kubernetes", ("a.yaml", budget)).mistakes
    assert mistake.message == "it says nothing of auto-scaling, redundancy; name one with --check"


@pytest.mark.parametrize(
    ("tool", "thresholds", "result", "expected"),
    [
        ("coverage", (), "fail", "at least 80 % of lines"),
        ("coverage", ("70",), "pass", "at least 70 % of lines"),
        ("coverage", ("percent > 75",), "fail", "more than 75 % of lines"),
        ("coverage", ("lines >= 5", "70%"), "fail", "at least 70 % of lines, at least 5 lines"),
    ],
)
def test_a_threshold_replaces_the_rules_own_for_the_same_number(
    tool: str, thresholds: tuple[str, ...], result: str, expected: str
) -> None:
    report = b'<coverage lines-valid="4" lines-covered="3"/>'
    (proof, *_) = made(tool, ("c.xml", report), thresholds=thresholds).proofs
    assert (proof.result, proof.expected) == (result, expected)


def test_a_load_test_without_thresholds_needs_one_from_elsewhere() -> None:
    report = b'{"metrics": {"http_reqs": {"count": 9}, "http_req_duration": {"p(95)": 410.123}}}'
    assert "no thresholds" in made("k6", ("a.json", report)).mistakes[0].message
    found = results(made("k6", ("a.json", report), thresholds=("p95 < 800 ms",)))
    assert found == {"load-and-stress-testing": "pass: p95 410.13 ms, 9 requests / p95 < 800 ms"}


def test_a_number_that_a_report_lacks_is_never_within_bounds() -> None:
    report = b'{"metrics": {"http_reqs": {"count": 9}}}'
    assert (
        "does not say `p95`" in made("k6", ("a.json", report), thresholds=("p95 < 800",)).mistakes[0].message
    )


@pytest.mark.parametrize(
    ("name", "checks"),
    [
        ("gitleaks", {"secrets-management"}),
        ("CodeQL", {"vulnerability-scanning", "static-analysis"}),
        ("grype", {"vulnerability-scanning"}),
    ],
)
def test_the_tool_of_a_scan_tells_what_it_proves(name: str, checks: set[str]) -> None:
    report = f'{{"runs": [{{"tool": {{"driver": {{"name": "{name}"}}}}, "results": []}}]}}'.encode()
    assert set(results(made("sarif", ("a.sarif", report)))) == checks


def test_of_several_rules_for_a_check_the_one_that_fails_counts() -> None:
    rules = tuple(
        Rule(report="coverage", check="unit-tests", expect=(f"percent >= {number}",))
        for number in (10, 90, 20)
    )
    report = b'<coverage lines-valid="2" lines-covered="1"/>'
    assert results(made("coverage", ("c.xml", report), rules=rules)) == {
        "unit-tests": "fail: 50 % of lines / at least 90 % of lines"
    }


def test_rules_of_a_file_replace_the_built_in_ones_of_their_report() -> None:
    own = Rule(report="junit", check="unit-tests", expect=("failed <= 0",), services=("cart",))
    rules = Rules(rules=(own,))
    assert rules.of("junit", COLLECTORS["junit"].RULES, "cart") == [own]
    assert rules.of("junit", COLLECTORS["junit"].RULES, "other") == []
    assert rules.of("k6", COLLECTORS["k6"].RULES, "cart") == list(COLLECTORS["k6"].RULES)


@pytest.mark.parametrize("tool", COLLECTORS)
def test_built_in_rules_speak_of_numbers_that_their_reports_have(tool: str) -> None:
    for rule in COLLECTORS[tool].RULES:
        assert rule.report == tool
        assert all(understood(tool, text) is not None for text in rule.expect)
    assert all(understood(tool, text) is not None for text in COLLECTORS[tool].EXPECT)
    assert COLLECTORS[tool].MAIN.metric in metrics(tool)


MAIN = Bound(metric="percent", sign=">=", number=Decimal(80))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("85", ("percent", ">=", "85")),
        ("85.5 %", ("percent", ">=", "85.5")),
        ("p95<800", ("p95", "<", "800")),
        ("p95 < 800 ms", ("p95", "<", "800")),
        ("Failure-Rate = 0", ("failure_rate", "==", "0")),
        ("failed == 0", ("failed", "==", "0")),
        ("", None),
        ("high", None),
        ("high <= many", None),
        ("high <= -1", None),
        ("high <= 1e9", None),
        ("high <= 9999999999999999", None),
        ("high => 1", None),
    ],
)
def test_a_bound_is_a_name_a_sign_and_a_number(text: str, expected: tuple[str, str, str] | None) -> None:
    found = bound(text, MAIN)
    assert (found and (found.metric, found.sign, str(found.number))) == expected


@pytest.mark.parametrize(
    ("sign", "value", "holds"),
    [("<=", 2, True), ("<", 2, False), (">=", 2, True), (">", 2, False), ("==", 2, True), ("==", 3, False)],
)
def test_a_bound_holds_or_not(sign: str, value: int, *, holds: bool) -> None:
    assert Bound(metric="x", sign=sign, number=Decimal(2)).holds(Decimal(value)) is holds


def test_numbers_are_rounded_so_that_they_flatter_nobody() -> None:
    named = {"percent": Metric(words="{} %", more_is_better=True), "p95": Metric(words="p95 {} ms")}
    found = judge(
        Totals(numbers={"percent": Decimal("79.999"), "p95": Decimal("800.001")}),
        [
            Bound(metric="percent", sign=">=", number=Decimal(80)),
            Bound(metric="p95", sign="<", number=Decimal(800)),
        ],
        named,
        (),
    )
    assert (found.result, found.observed) == (Result.FAIL, "79.99 %, p95 800.01 ms")


def test_a_reports_own_conditions_are_listed_up_to_a_few() -> None:
    totals = Totals(numbers={"x": Decimal(1)}, asked=tuple("abcdefg"), missed=("a",))
    found = judge(totals, [Bound(metric="x", sign="<=", number=Decimal(1))], {"x": Metric(words="{} x")}, ())
    assert (found.observed, found.expected) == ("1 x (a)", "at most 1 x (a, b, c, d, e, 2 more)")


# --- evidence -------------------------------------------------------------------------------------

DAY = date(2026, 11, 23)


def entry(
    service: str, check: str = "unit-tests", observed: str = "1 passed", **more: str
) -> dict[str, object]:
    proof = Proof(check=check, result=Result.PASS, observed=observed, expected="x > 1")
    return evidence.result(proof, service, DAY, "https://ci.example.com/1") | more


def read(text: str) -> list[dict[str, object]]:
    document, problems = parse(text.encode(), "f", TRUSTED_LIMITS)
    assert problems + schema.problems(document, "evidence") == []
    found: list[dict[str, object]] = document.data["results"]
    return found


def test_evidence_is_sorted_and_the_same_check_of_a_service_is_replaced() -> None:
    (first,) = evidence.texts("junit", [], [entry("b"), entry("a", "z"), entry("a")], 2)
    there = read(first)
    assert [(each["service"], each["check"]) for each in there] == [
        ("a", "unit-tests"),
        ("a", "z"),
        ("b", "unit-tests"),
    ]
    (second,) = evidence.texts("junit", there, [entry("a", observed="2 passed")], 2)
    assert second == first.replace("1 passed", "2 passed", 1)
    assert evidence.texts("junit", read(second), [], 2) == [second]


def test_what_else_a_file_says_of_a_result_is_kept() -> None:
    (text,) = evidence.texts("junit", [entry("a") | {"note": "By a robot.", "x-run": "7"}], [entry("b")], 2)
    assert read(text)[0]["x-run"] == "7"


def test_evidence_is_in_numbered_files_beyond_a_thousand_results() -> None:
    texts = evidence.texts("junit", [], [entry(f"s{number}") for number in range(2_001)], 2)
    assert [len(read(text)) for text in texts] == [1_000, 1_000, 1]
    assert evidence.names("junit", DAY, 3) == [
        "junit/2026-11-23.yaml",
        "junit/2026-11-23-2.yaml",
        "junit/2026-11-23-3.yaml",
    ]

"""Collectors: the numbers of reports."""

import json
from datetime import date
from typing import Any

import pytest

from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.reports import UnusableError
from gonogo.intake.totals import Totals


def totals(name: str, *reports: Any) -> Totals:
    contents = [
        each if isinstance(each, bytes) else (each if isinstance(each, str) else json.dumps(each)).encode()
        for each in reports
    ]
    return COLLECTORS[name].total([COLLECTORS[name].read(content, "f") for content in contents])


def numbers(name: str, *reports: Any) -> dict[str, Any]:
    found = totals(name, *reports).numbers
    return {
        key: int(value) if value == int(value) else float(round(value, 2)) for key, value in found.items()
    }


def junit(text: str) -> tuple[int, ...]:
    found = numbers("junit", text)
    return tuple(found[key] for key in ("tests", "passed", "failed", "errors", "skipped"))


# --- JUnit ----------------------------------------------------------------------------------------

CASES = (
    "<testcase/><testcase><skipped/></testcase><testcase><failure/></testcase><testcase><error/></testcase>"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<testsuite>{CASES}</testsuite>", (4, 1, 1, 1, 1)),
        (
            f"<testsuites><testsuite>{CASES}</testsuite><testsuite>{CASES}</testsuite></testsuites>",
            (8, 2, 2, 2, 2),
        ),
        ('<testsuites tests="9"><testsuite tests="1"><testcase/></testsuite></testsuites>', (1, 1, 0, 0, 0)),
        ('<testsuite tests="6" failures="1" errors="0" skipped="2"/>', (6, 3, 1, 0, 2)),
        ('<testsuite tests="3" failures="1"><testcase/></testsuite>', (1, 0, 1, 0, 0)),
        (
            '<testsuites failures="1"><testsuite><testcase/><testcase/></testsuite></testsuites>',
            (2, 1, 1, 0, 0),
        ),
        (
            '<testsuite tests="3"><testsuite><testcase/><testcase/></testsuite><testcase/></testsuite>',
            (3, 3, 0, 0, 0),
        ),
        (
            (
                '<testsuite><testcase status="disabled"/><testcase status="failed"/>'
                '<testcase status="errored"/>'
                '<testcase result="completed" status="run"/></testsuite>'
            ),
            (4, 1, 1, 1, 1),
        ),
        ('<testsuite xmlns="urn:x"><testcase><rerunFailure/></testcase></testsuite>', (1, 1, 0, 0, 0)),
    ],
    ids=range(9),
)
def test_junit_counts_cases_and_believes_failures(text: str, expected: tuple[int, ...]) -> None:
    assert junit(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<testsuites/>",
        "<testsuites><testsuite/></testsuites>",
        "<suites><testcase/></suites>",
        '<testsuite tests="2" failures="3"/>',
        '<testsuite tests="-1"/>',
        '<testsuite tests="NaN"/>',
        '<testsuite tests="99999999999999"/>',
    ],
)
def test_junit_without_tests_proves_nothing(text: str) -> None:
    with pytest.raises(UnusableError):
        junit(text)


def test_junit_is_as_old_as_its_oldest_suite() -> None:
    suite = '<testsuite timestamp="{}"><testcase/></testsuite>'
    text = f"<testsuites>{suite.format('2026-11-20T10:00:00')}{suite.format('2026-11-19')}</testsuites>"
    assert totals("junit", text).day == date(2026, 11, 19)
    assert totals("junit", suite.format("Sat, 03 Dec 2022")).day is None


# --- scanners -------------------------------------------------------------------------------------


def sarif(*results: Any, rules: Any = (), **run: Any) -> dict[str, Any]:
    driver = {"name": "Scanner", "rules": list(rules)}
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results), **run}]}


@pytest.mark.parametrize(
    ("result", "level"),
    [
        ({"level": "error"}, "error"),
        ({"level": "note"}, "note"),
        ({}, "warning"),
        ({"ruleId": "a"}, "error"),
        ({"ruleIndex": 0}, "error"),
        ({"ruleIndex": True}, "warning"),
        ({"ruleId": "a", "level": "note"}, "note"),
        ({"kind": "pass", "level": "error"}, None),
        ({"level": "none"}, None),
        ({"level": "error", "baselineState": "absent"}, None),
        ({"level": "error", "suppressions": []}, "error"),
        ({"level": "error", "suppressions": [{"kind": "external"}]}, "suppressed"),
        ({"level": "error", "suppressions": [{"kind": "external", "status": "rejected"}]}, "error"),
    ],
)
def test_sarif_counts_what_is_a_finding(result: dict[str, Any], level: str | None) -> None:
    found = numbers("sarif", sarif(result, rules=[{"id": "a", "defaultConfiguration": {"level": "error"}}]))
    assert {key for key, value in found.items() if value and key != "findings"} == (
        {level} if level else set()
    )


@pytest.mark.parametrize(
    "report",
    [
        {"version": "2.1.0", "runs": []},
        {"runs": None},
        sarif() | {"runs": [{"tool": {"driver": {"name": "x"}}}]},
        sarif(invocations=[{"executionSuccessful": False}]),
        sarif(externalPropertyFileReferences={"results": [{"location": {"uri": "x"}}]}),
        sarif({"level": "fatal"}),
        sarif({"level": []}),
        sarif(None),
    ],
    ids=range(8),
)
def test_sarif_of_a_scan_that_did_not_happen_proves_nothing(report: Any) -> None:
    with pytest.raises(UnusableError):
        totals("sarif", report)


def test_sarif_tells_its_tools_and_its_day() -> None:
    found = totals(
        "sarif", sarif(invocations=[{"executionSuccessful": True, "endTimeUtc": "2026-11-20T01:00:00Z"}])
    )
    assert (found.tool, found.day) == ("scanner", date(2026, 11, 20))


def trivy(*results: Any, **more: Any) -> dict[str, Any]:
    return {"SchemaVersion": 2, "Results": list(results), **more}


def test_trivy_counts_by_severity_what_it_looked_for() -> None:
    packages = {
        "Class": "os-pkgs",
        "Vulnerabilities": [
            {"Severity": "CRITICAL"},
            {"Severity": "HIGH", "Status": "fixed"},
            {"Severity": "HIGH", "Status": "not_affected"},
            {"Severity": "odd"},
        ],
    }
    assert numbers("trivy", trivy(packages, CreatedAt="2026-11-20T00:00:00Z")) == {
        "critical": 1,
        "high": 1,
        "medium": 0,
        "low": 0,
        "unknown": 1,
        "packages": 1,
    }
    assert numbers("trivy", trivy({"Class": "secret", "Secrets": [{"Match": "x"}]})) == {"secrets": 1}
    configuration = [{"Severity": "HIGH", "Status": "FAIL"}, {"Severity": "HIGH", "Status": "PASS"}, {}]
    assert numbers("trivy", trivy({"Class": "config", "Misconfigurations": configuration})) == {
        "misconfigurations": 2,
        "severe_misconfigurations": 1,
    }
    assert numbers("trivy", trivy({"Class": "license", "Licenses": [{"Severity": "HIGH"}]})) == {
        "licenses": 1
    }


@pytest.mark.parametrize(
    "report",
    [
        [{"Target": "x", "Vulnerabilities": None}],
        trivy(),
        {"SchemaVersion": 2},
        {"Results": []},
        trivy({"Target": "x"}),
        trivy({"Class": "os-pkgs", "Vulnerabilities": {}}),
        trivy(None),
    ],
    ids=range(7),
)
def test_trivy_that_scanned_nothing_proves_nothing(report: Any) -> None:
    with pytest.raises(UnusableError):
        totals("trivy", report)


def scorecard(score: Any, **checks: Any) -> dict[str, Any]:
    listed = [{"name": name.replace("_", "-"), "score": value} for name, value in checks.items()]
    return {"date": "2026-11-20", "score": score, "checks": listed}


def test_scorecard_leaves_out_what_is_inconclusive() -> None:
    report = scorecard(6.4, Code_Review=10, Fuzzing=-1)
    assert numbers("scorecard", report) == {"score": 6.4, "code_review": 10}
    assert numbers("scorecard", report, scorecard(3, Code_Review=2)) == {"score": 3, "code_review": 2}


@pytest.mark.parametrize(
    "report",
    [
        scorecard(-1, Fuzzing=-1),
        scorecard(11, Fuzzing=1),
        scorecard("high", Fuzzing=1),
        scorecard(5),
        scorecard(5) | {"checks": [{"score": 1}]},
        {"score": 5},
    ],
    ids=range(6),
)
def test_scorecard_without_scores_proves_nothing(report: Any) -> None:
    with pytest.raises(UnusableError):
        totals("scorecard", report)


# --- coverage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "tool"),
    [
        ('<coverage lines-valid="36" lines-covered="24" timestamp="1477409499473"/>', (24, 36), "cobertura"),
        (
            (
                '<coverage line-rate="1"><packages><package><classes><class><methods><method><lines>'
                '<line hits="1"/></lines></method></methods>'
                '<lines><line hits="2"/><line hits="0"/></lines></class>'
                "</classes></package></packages></coverage>"
            ),
            (1, 2),
            "cobertura",
        ),
        (
            (
                '<coverage><project><metrics statements="22" coveredstatements="15"/><package>'
                '<metrics statements="9" coveredstatements="9"/></package></project></coverage>'
            ),
            (15, 22),
            "clover",
        ),
        (
            (
                '<!DOCTYPE report PUBLIC "-//JACOCO//DTD" "report.dtd"><report><package><counter type="LINE"'
                ' missed="9" covered="9"/></package><counter type="BRANCH" missed="1" covered="1"/>'
                '<counter type="LINE" missed="12" covered="26"/></report>'
            ),
            (26, 38),
            "jacoco",
        ),
        (
            "TN:\nSF:a\nDA:1,1\nLH:2\nLF:4\nend_of_record\nSF:b\nDA:1,0\nDA:1,3\nDA:2,0,x\nend_of_record\n",
            (3, 6),
            "lcov",
        ),
    ],
    ids=["cobertura", "cobertura without counts", "clover", "jacoco", "lcov"],
)
def test_coverage_is_that_of_lines(text: str, expected: tuple[int, int], tool: str) -> None:
    found = totals("coverage", text)
    assert (int(found.numbers["covered"]), int(found.numbers["lines"])) == expected
    assert found.tool == tool


def test_coverage_of_several_reports_is_that_of_all_their_lines() -> None:
    one, other = (
        f'<coverage lines-valid="{lines}" lines-covered="{hit}"/>' for lines, hit in ((10, 10), (90, 0))
    )
    assert numbers("coverage", one, other)["percent"] == 10


@pytest.mark.parametrize(
    "text",
    [
        "<coverage/>",
        '<coverage lines-valid="0" lines-covered="0"/>',
        '<coverage lines-valid="1" lines-covered="2"/>',
        '<coverage lines-valid="NaN" lines-covered="1"/>',
        (
            '<coverage><packages><package><classes><class><lines><line hits="x"/></lines></class></classes>'
            "</package></packages></coverage>"
        ),
        "<report/>",
        "<report><counter type='LINE' missed='0' covered='0'/></report>",
        "<coverage><project/></coverage>",
        "SF:a\nDA:1,1\n",
        "SF:a\nend_of_record\n",
        "SF:a\nLF:1\nLH:2\nend_of_record\n",
        "SF:a\nDA:1,-1\nend_of_record\n",
        "TN:\n",
    ],
    ids=range(13),
)
def test_coverage_without_lines_proves_nothing(text: str) -> None:
    with pytest.raises(UnusableError):
        totals("coverage", text)


# --- load -----------------------------------------------------------------------------------------


def k6(**metrics: Any) -> dict[str, Any]:
    return {
        "metrics": {"http_reqs": {"values": {"count": 100}}, **metrics},
        "setup_data": {"token": "s3cret"},
    }


def test_k6_counts_passes_of_http_req_failed_as_failures() -> None:
    failed = {"values": {"rate": 0.25, "passes": 25, "fails": 75}}
    assert numbers("k6", k6(http_req_failed=failed))["failure_rate"] == 25
    assert numbers("k6", k6(http_req_failed={"values": {"rate": 0.25}}))["failed"] == 25


@pytest.mark.parametrize(
    ("metric", "crossed"),
    [
        ({"values": {"p(95)": 410}, "thresholds": {"p(95)<500": {"ok": True}}}, 0),
        ({"values": {"p(95)": 410}, "thresholds": {"p(95)<400": {"ok": False}}}, 1),
        ({"values": {"p(95)": 410}, "thresholds": {"p(95)<400": {"ok": True}}}, 1),
        ({"values": {}, "thresholds": {"p(95)<400": {}}}, 1),
        ({"values": {}, "thresholds": {"p(95)<400": None}}, 1),
        ({"p(95)": 410, "thresholds": {"p(95)<500": False}}, 0),
        ({"p(95)": 410, "thresholds": {"p(95)<400": True}}, 1),
        ({"values": {"avg": 1}, "thresholds": {"avg>=1": {"ok": True}, "avg!=1": {"ok": True}}}, 1),
        ({"values": {"avg": 1}}, None),
    ],
)
def test_k6_believes_a_threshold_only_if_the_numbers_agree(
    metric: dict[str, Any], crossed: int | None
) -> None:
    assert numbers("k6", k6(http_req_duration=metric)).get("crossed") == crossed


def test_k6_keeps_names_and_numbers_and_nothing_of_what_a_test_was_set_up_with() -> None:
    threshold = {
        "thresholds": {"p(95)<500": {"ok": False}, "s3cret": {"ok": False}},
        "values": {"p(95)": 900},
    }
    report = k6(**{"http_req_duration{token:s3cret}": threshold, "s3cret-x y": threshold})
    found = totals("k6", report)
    assert "s3cret" not in str(found)
    names = ("http_req_duration", "a metric")
    assert found.missed == tuple(f"{name} {what}" for name in names for what in ("p(95)<500", "threshold"))


def test_k6_of_several_runs_is_the_worst_of_them() -> None:
    fast, slow = (
        k6(http_req_duration={"values": {"p(95)": ms}, "thresholds": {"p(95)<500": {"ok": True}}})
        for ms in (1, 2)
    )
    assert numbers("k6", fast, slow) == {"requests": 200, "p95": 2, "crossed": 0}
    assert "crossed" not in numbers("k6", fast, k6())


@pytest.mark.parametrize(
    "report",
    [
        {"metrics": {}},
        {"metrics": {"http_reqs": {"values": {"count": 0}}}},
        {"metrics": {"http_reqs": {"values": {"count": "many"}}}},
        {"metrics": {"http_reqs": {"values": []}}},
        {"metrics": []},
        k6(http_req_duration={"values": {"p(95)": None}}),
        k6(http_req_duration={"values": {}, "thresholds": []}),
    ],
    ids=range(7),
)
def test_k6_without_requests_proves_nothing(report: Any) -> None:
    with pytest.raises(UnusableError):
        totals("k6", report)


LOCUST = "Type,Name,Request Count,Failure Count,Max Response Time,50%,95%\n"


def test_locust_has_its_totals_in_the_line_without_a_type() -> None:
    text = LOCUST + "GET,Aggregated,1,1,9,9,9\nGET,/a,3,1,5,2,4\n,Aggregated,4,1,5,2,N/A\n"
    assert numbers("locust", text) == {"requests": 4, "failed": 1, "failure_rate": 25, "p50": 2, "max": 5}
    assert numbers("locust", text, LOCUST + ",Aggregated,6,0,9,1,1\n")["failure_rate"] == 10


@pytest.mark.parametrize(
    "text",
    [
        LOCUST,
        LOCUST + "GET,/a,3,1,5,2,4\n",
        LOCUST + ",Aggregated,4,1,5,2,4\n" * 2,
        LOCUST + ",Aggregated,0,0,0,0,0\n",
        LOCUST + ",Aggregated,1,2,0,0,0\n",
        LOCUST + ",Aggregated,NaN,0,0,0,0\n",
        LOCUST + ",Aggregated,4,1,inf,2,4\n",
        LOCUST + ',"Aggregated,4,1,5,2,4\n',
        LOCUST + ",Aggregated\n",
        "Name,Error\nAggregated,x\n",
    ],
    ids=range(10),
)
def test_locust_without_requests_proves_nothing(text: str) -> None:
    with pytest.raises(UnusableError):
        totals("locust", text)


# --- objectives -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "apiVersion: openslo/v1\nkind: SLO\nspec: {objectives: [{target: 0.995},"
                " {targetPercent: 99}],"
                " alertPolicies: [a]}\n"
            ),
            {"slos": 1, "objectives": 2, "target": 99, "alerting": 1},
        ),
        (
            "version: prometheus/v1\nslos: [{objective: 99.9, alerting: {name: a}}, {objective: 95}]\n",
            {"slos": 2, "objectives": 2, "target": 95, "alerting": 1},
        ),
        (
            "apiVersion: sloth.slok.dev/v1\nkind: ServiceLevel\nspec: {slos: [{objective: 99.9}]}\n",
            {"slos": 1, "objectives": 1, "target": 99.9, "alerting": 0},
        ),
        (
            (
                "apiVersion: openslo/v1\nkind: Service\n---\napiVersion: openslo/v1\nkind: SLO\n"
                "spec: {objectives: [{target: 0.9}]}\n"
            ),
            {"slos": 1, "objectives": 1, "target": 90, "alerting": 0},
        ),
    ],
    ids=["openslo", "sloth", "sloth in kubernetes", "several documents"],
)
def test_objectives_are_counted(text: str, expected: dict[str, Any]) -> None:
    assert numbers("openslo", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "apiVersion: openslo/v1\nkind: Service\n",
        "apiVersion: openslo/v1\nkind: SLO\nspec: {objectives: []}\n",
        "slos: [{name: a}]\n",
        *(f"slos: [{{objective: {target}}}]\n" for target in ("0", "101", "NaN", "-1", "high")),
    ],
)
def test_objectives_without_targets_prove_nothing(text: str) -> None:
    with pytest.raises(UnusableError):
        totals("openslo", text)


# --- Kubernetes -----------------------------------------------------------------------------------

DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web{ns}}}\nspec:\n  replicas: {replicas}\n"
    "  template:\n    metadata: {{labels: {{app: web, tier: front}}}}\n"
    "    spec: {{containers: [{containers}]}}\n"
)
BUDGET = (
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\n"
    "spec: {{{limit}, selector: {selector}}}\n"
)
SCALER = (
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: s}}\n"
    "spec: {{scaleTargetRef: {{kind: Deployment, name: web}}, {limits}}}\n"
)


def deployment(replicas: str = "3", containers: str = "{name: a}", ns: str = "") -> str:
    return DEPLOYMENT.format(replicas=replicas, containers=containers, ns=ns)


@pytest.mark.parametrize(
    ("limit", "selector", "without", "blocking"),
    [
        ("minAvailable: 1", "{matchLabels: {app: web}}", 0, 0),
        ("maxUnavailable: 5%", "{}", 0, 0),
        ("minAvailable: 1", "{matchLabels: {app: api}}", 1, 0),
        ("minAvailable: 1", "{matchExpressions: [{key: app, operator: In, values: [api, web]}]}", 0, 0),
        ("minAvailable: 1", "{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", 1, 0),
        ("minAvailable: 1", "{matchExpressions: [{key: app, operator: Exists}]}", 0, 0),
        ("minAvailable: 1", "{matchExpressions: [{key: app, operator: DoesNotExist}]}", 1, 0),
        ("minAvailable: 1", "{matchExpressions: [{key: app, operator: Odd}]}", 1, 0),
        ("minAvailable: 1", "null", 1, 0),
        ("maxUnavailable: 0", "{}", 0, 1),
        ('maxUnavailable: "0%"', "{}", 0, 1),
        ("minAvailable: 100%", "{}", 0, 1),
    ],
)
def test_a_budget_is_for_the_pods_that_it_selects(
    limit: str, selector: str, without: int, blocking: int
) -> None:
    budget = BUDGET.format(limit=limit, selector=selector)
    found = numbers("kubernetes", deployment() + "---\n" + budget)
    assert (found["without_budget"], found["blocking_budgets"]) == (without, blocking)
    assert numbers("kubernetes", deployment(), budget) == found


def test_a_budget_of_another_namespace_is_for_nobody_here() -> None:
    budget = BUDGET.format(limit="minAvailable: 1", selector="{}")
    assert numbers("kubernetes", deployment(ns=", namespace: a"), budget)["without_budget"] == 1


@pytest.mark.parametrize(
    ("limits", "replicas", "scaling"),
    [
        ("minReplicas: 2, maxReplicas: 10", 2, 1),
        ("maxReplicas: 10", 1, 1),
        ("minReplicas: 5, maxReplicas: 5", 5, 0),
        ("minReplicas: 5", 5, 0),
    ],
)
def test_an_autoscaler_decides_how_many_copies_run_at_least(limits: str, replicas: int, scaling: int) -> None:
    scaler = SCALER.format(limits=limits)
    for files in ((deployment(), scaler), (scaler,)):
        found = numbers("kubernetes", *files)
        assert (found["replicas"], found["autoscalers"], found["fixed_autoscalers"]) == (
            replicas,
            scaling,
            1 - scaling,
        )


def test_what_is_not_set_counts_as_what_kubernetes_takes() -> None:
    assert numbers("kubernetes", deployment("null"))["replicas"] == 1
    keda = "apiVersion: keda.sh/v1\nkind: ScaledObject\nspec: {scaleTargetRef: {name: web}}\n"
    found = numbers("kubernetes", deployment(), keda)
    assert (found["replicas"], found["autoscalers"]) == (0, 1)


@pytest.mark.parametrize(
    ("containers", "probes", "limits"),
    [
        (
            "{livenessProbe: {a: b}, readinessProbe: {a: b}, resources: {requests: {a: b}, limits: {a: b}}}",
            0,
            0,
        ),
        ("{livenessProbe: {a: b}}", 1, 1),
        ("{livenessProbe: {a: b}, readinessProbe: {a: b}}, {name: sidecar}", 1, 1),
        ("", 1, 1),
    ],
)
def test_probes_and_limits_are_asked_of_every_container(containers: str, probes: int, limits: int) -> None:
    found = numbers("kubernetes", deployment(containers=containers))
    assert (found["without_probes"], found["without_limits"]) == (probes, limits)


def test_lists_are_unfolded_and_secrets_are_not_looked_at() -> None:
    item = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "a"},
        "spec": {"replicas": 2},
    }
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"password": "s3cret"}}
    report = {"apiVersion": "v1", "kind": "List", "items": [item, secret]}
    assert numbers("kubernetes", report)["replicas"] == 2
    assert "s3cret" not in str(COLLECTORS["kubernetes"].read(json.dumps(report).encode(), "f"))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        deployment("many"),
        deployment("-1"),
        "{{ .Values }}: [\n",
    ],
)
def test_files_without_workloads_prove_nothing(text: str) -> None:
    with pytest.raises(UnusableError):
        totals("kubernetes", text)

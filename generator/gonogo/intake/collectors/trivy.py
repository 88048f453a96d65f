"""Trivy's JSON report, schema version 2.

Format: https://trivy.dev/latest/docs/configuration/reporting/
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from gonogo.intake.reports import UnusableError, day_of, json, mapping, mappings, word
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Metric, Totals, added

FILES = ("*.json",)
METRICS = {
    "critical": Metric(words="{} critical"),
    "high": Metric(words="{} high"),
    "medium": Metric(words="{} medium"),
    "low": Metric(words="{} low"),
    "unknown": Metric(words="{} of unknown severity"),
    "secrets": Metric(words="{} secret(s)"),
    "misconfigurations": Metric(words="{} misconfiguration(s)"),
    "severe_misconfigurations": Metric(words="{} critical or high misconfiguration(s)"),
    "licenses": Metric(words="{} critical or high license(s)"),
    "packages": Metric(words="{} set(s) of packages", more_is_better=True),
}
HEADLINE: tuple[str, ...] = ()
MAIN = Bound(metric="critical", sign="<=", number=Decimal(0))
EXPECT = ("critical <= 0", "high <= 0")
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(report="trivy", check="vulnerability-scanning", expect=EXPECT, needs=("packages",)),
    Rule(report="trivy", check="secrets-management", expect=("secrets <= 0",), needs=("secrets",)),
    Rule(
        report="trivy",
        check="container-hardening",
        expect=("severe_misconfigurations <= 0",),
        needs=("severe_misconfigurations",),
    ),
)

_SEVERITIES = ("critical", "high", "medium", "low", "unknown")
_SEVERE = frozenset(("critical", "high"))
_PACKAGES = frozenset(("os-pkgs", "lang-pkgs"))


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the findings by severity; numbers of what was not looked for are left out."""
    report = json(content)
    if isinstance(report, list):
        raise UnusableError("a bare list, the format before Trivy 0.20; use a newer Trivy")
    report = mapping(report, "the report")
    if "SchemaVersion" not in report:
        raise UnusableError("no Trivy report: it has no `SchemaVersion`")
    results = mappings(report.get("Results"), "`Results`")
    if not results:
        raise UnusableError("nothing was scanned")
    stamp = report.get("CreatedAt")
    return Totals(
        numbers={name: Decimal(value) for name, value in _counted(results).items()},
        day=day_of(stamp) if isinstance(stamp, str) else None,
        tool="trivy",
    )


def total(found: list[Totals]) -> Totals:
    """Return the totals of several reports."""
    return added(found, METRICS)


def _counted(results: list[dict[str, Any]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    looked_for: set[str] = set()
    for result in results:
        kind = word(result.get("Class"))
        found = mappings(result.get("Vulnerabilities"), "`Vulnerabilities`")
        if kind in _PACKAGES or found:
            looked_for |= {"packages", *_SEVERITIES}
            counts["packages"] += 1
            counts.update(_severity(each) for each in found if each.get("Status") != "not_affected")
        if kind == "secret":
            looked_for.add("secrets")
            counts["secrets"] += len(mappings(result.get("Secrets"), "`Secrets`"))
        if kind == "config":
            looked_for |= {"misconfigurations", "severe_misconfigurations"}
            failed = [
                each
                for each in mappings(result.get("Misconfigurations"), "`Misconfigurations`")
                if each.get("Status", "FAIL") == "FAIL"
            ]
            counts["misconfigurations"] += len(failed)
            counts["severe_misconfigurations"] += sum(_severity(each) in _SEVERE for each in failed)
        if kind in ("license", "license-file"):
            looked_for.add("licenses")
            listed = mappings(result.get("Licenses"), "`Licenses`")
            counts["licenses"] += sum(_severity(each) in _SEVERE for each in listed)
    if not looked_for:
        raise UnusableError(
            "nothing in it that is known: neither packages, secrets, configuration nor licenses"
        )
    return {name: counts[name] for name in METRICS if name in looked_for}


def _severity(finding: dict[str, Any]) -> str:
    """Return the severity; one that is not known must not be overlooked."""
    severity = word(finding.get("Severity")).casefold()
    return severity if severity in _SEVERITIES else "unknown"

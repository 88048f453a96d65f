"""SARIF 2.1.0, the common format of scanners.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from gonogo.intake.reports import UnusableError, day_of, json, listing, mapping, mappings, word
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Metric, Totals, added

FILES = ("*.sarif", "*.sarif.json")
METRICS = {
    "findings": Metric(words="{} finding(s)"),
    "error": Metric(words="{} error(s)"),
    "warning": Metric(words="{} warning(s)"),
    "note": Metric(words="{} note(s)"),
    "suppressed": Metric(words="{} suppressed"),
}
HEADLINE = ("error", "warning", "note", "suppressed")
MAIN = Bound(metric="error", sign="<=", number=Decimal(0))
EXPECT = ("error <= 0",)

_SECRETS = ("*gitleaks*", "*trufflehog*", "*detect-secrets*", "*ggshield*", "*gitguardian*", "*secret*")
_STATIC = (
    "*codeql*",
    "*semgrep*",
    "*sonar*",
    "*bandit*",
    "*gosec*",
    "*njsscan*",
    "*nodejsscan*",
    "*flawfinder*",
)
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(report="sarif", check="secrets-management", expect=("findings <= 0",), tools=_SECRETS),
    Rule(report="sarif", check="vulnerability-scanning", expect=EXPECT, not_tools=_SECRETS),
    Rule(report="sarif", check="static-analysis", expect=EXPECT, tools=_STATIC),
)

_FINDINGS = frozenset(("fail", "open", "review"))
_LEVELS = frozenset(("error", "warning", "note", "none"))
_OPEN_SUPPRESSIONS = frozenset(("rejected", "underReview"))


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the findings by level, without those that are suppressed or no failures."""
    log = mapping(json(content), "the report")
    if "runs" not in log:
        raise UnusableError("no SARIF report: it has no `runs`")
    runs = [mapping(run, "a run") for run in listing(log.get("runs"), "`runs`")]
    if not runs:
        raise UnusableError("no run in it: no tool was run")
    counts: Counter[str] = Counter()
    for run in runs:
        counts += _counted(run)
    numbers = {name: Decimal(counts[name]) for name in ("error", "warning", "note", "suppressed")}
    numbers["findings"] = sum((numbers[name] for name in ("error", "warning", "note")), Decimal(0))
    tools = sorted({word(_driver(run).get("name")).casefold() for run in runs})
    days = [
        day
        for run in runs
        for each in mappings(run.get("invocations"), "`invocations`")
        if (day := _day(each))
    ]
    return Totals(numbers=numbers, day=min(days, default=None), tool=" ".join(tools))


def total(found: list[Totals]) -> Totals:
    """Return the totals of several reports."""
    return added(found, METRICS)


def _day(invocation: dict[str, Any]) -> Any:
    stamp = invocation.get("endTimeUtc") or invocation.get("startTimeUtc")
    return day_of(stamp) if isinstance(stamp, str) else None


def _driver(run: dict[str, Any]) -> dict[str, Any]:
    return mapping(mapping(run.get("tool"), "`tool`").get("driver"), "`driver`")


def _counted(run: dict[str, Any]) -> Counter[str]:
    if not word(_driver(run).get("name")).strip():
        raise UnusableError("a run of a tool without a name")
    if run.get("results") is None:
        raise UnusableError("a run without results: the tool did not scan")
    if any(
        each.get("executionSuccessful") is False for each in mappings(run.get("invocations"), "`invocations`")
    ):
        raise UnusableError("the tool says that its run was not successful")
    elsewhere = run.get("externalPropertyFileReferences")
    if isinstance(elsewhere, dict) and elsewhere.get("results"):
        raise UnusableError("its results are in other files")
    rules = mappings(_driver(run).get("rules"), "`rules`")
    by_id = {rule.get("id"): rule for rule in rules if isinstance(rule.get("id"), str)}
    counts: Counter[str] = Counter()
    for result in mappings(run["results"], "`results`"):
        if result.get("baselineState") == "absent":
            continue
        level = "suppressed" if _is_suppressed(result) else _level(result, rules, by_id)
        counts[level] += 1
    return counts


def _is_suppressed(result: dict[str, Any]) -> bool:
    """Tell whether somebody suppressed a finding; one that is rejected or still looked at does not count."""
    given = mappings(result.get("suppressions"), "`suppressions`")
    return bool(given) and not any(word(each.get("status")) in _OPEN_SUPPRESSIONS for each in given)


def _level(result: dict[str, Any], rules: list[dict[str, Any]], by_id: dict[Any, dict[str, Any]]) -> str:
    """Return the level of a finding; without one it is its rule's, and without that a warning (3.27.10)."""
    if word(result.get("kind", "fail")) not in _FINDINGS:
        return "none"
    level = result.get("level")
    if level is None:
        level = _default(_rule(result, rules, by_id))
    if word(level) not in _LEVELS:
        raise UnusableError("a result of an unknown level")
    return word(level)


def _rule(
    result: dict[str, Any], rules: list[dict[str, Any]], by_id: dict[Any, dict[str, Any]]
) -> dict[str, Any]:
    index = result.get("ruleIndex")
    if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(rules):
        return rules[index]
    name = result.get("ruleId")
    return by_id.get(name, {}) if isinstance(name, str) else {}


def _default(rule: dict[str, Any]) -> Any:
    configuration = rule.get("defaultConfiguration")
    return configuration.get("level", "warning") if isinstance(configuration, dict) else "warning"

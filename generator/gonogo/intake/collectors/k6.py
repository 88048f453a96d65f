"""k6: the end-of-test summary, of `handleSummary()` or of `--summary-export`.

Format: https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/
Only numbers, and thresholds of the form that k6 knows, are taken over: the summary holds what a test's
set-up returned as well, tokens among it.
"""

import re
from decimal import Decimal
from typing import Any

from gonogo.intake.reports import UnusableError, json, mapping, number
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import LOAD_TEST, Joined, Metric, Totals, added, share

FILES = ("*.json",)
METRICS = {
    "avg": Metric(words="mean {} ms", joined=Joined.MOST),
    **LOAD_TEST,
    "checks": Metric(words="{} % of checks hold", joined=Joined.LEAST, more_is_better=True),
    "crossed": Metric(words="{} threshold(s) crossed"),
}
HEADLINE = ("p95", "requests", "failure_rate")
MAIN = Bound(metric="p95", sign="<", number=Decimal(0))
EXPECT = ("crossed <= 0",)
OPTIONAL = {"crossed": "its script has no thresholds; set some, or name a --threshold such as `p95 < 800`"}
RULES = (
    Rule(report="k6", check="load-and-stress-testing", expect=EXPECT, unless=("*smoke*",)),
    Rule(report="k6", check="stress-tests", expect=EXPECT, paths=("*stress*", "*breakpoint*", "*spike*")),
)

_TREND = {
    "avg": "avg",
    "p50": "med",
    "p90": "p(90)",
    "p95": "p(95)",
    "p99": "p(99)",
    "max": "max",
}
_LATENCIES = ("http_req_duration", "grpc_req_duration", "iteration_duration")
_COUNTS = ("http_reqs", "iterations", "ws_sessions")
_SUB_METRIC = re.compile(r"\{.*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_CONDITION = re.compile(
    r"(?P<of>p\(\d{1,3}(?:\.\d{1,4})?\)|avg|min|med|max|rate|count|value)\s*"
    r"(?P<sign><=|>=|<|>|===?|!=)\s*(?P<number>\d{1,12}(?:\.\d{1,6})?)"
)
_HOLDS = {"<=": "__le__", ">=": "__ge__", "<": "__lt__", ">": "__gt__", "==": "__eq__", "!=": "__ne__"}


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return latencies, failures and the thresholds of a summary."""
    summary = mapping(json(content), "the summary")
    metrics = {
        name: mapping(each, "a metric") for name, each in mapping(summary.get("metrics"), "`metrics`").items()
    }
    values = {name: _values(each) for name, each in metrics.items()}
    requests = next((count for name in _COUNTS if (count := _count(values.get(name))) is not None), None)
    if not requests:
        raise UnusableError("no request was made")
    numbers = {"requests": requests, **_latency(values), **_failures(values, requests)}
    if "checks" in values and "passes" in values["checks"]:
        made = values["checks"]["passes"] + values["checks"].get("fails", Decimal(0))
        if made > 0:
            numbers["checks"] = share(values["checks"]["passes"], made)
    asked, missed = _thresholds(metrics, values)
    if asked:
        numbers["crossed"] = Decimal(len(missed))
    return Totals(numbers=numbers, tool="k6", asked=tuple(asked), missed=tuple(missed))


def total(found: list[Totals]) -> Totals:
    """Return the totals of several runs: the worst latencies, the failures of all."""
    summed = added(found, METRICS)
    numbers = summed.numbers
    if "failed" in numbers and all("failed" in each.numbers for each in found):
        numbers["failure_rate"] = share(numbers["failed"], numbers["requests"])
    if any("crossed" not in each.numbers for each in found):
        numbers.pop("crossed", None)
    return summed


def _values(metric: dict[str, Any]) -> dict[str, Decimal]:
    """Return the numbers of a metric; `--summary-export` has them beside its thresholds."""
    held = mapping(metric["values"], "`values`") if "values" in metric else metric
    kept = (*_TREND.values(), "min", "rate", "count", "value", "passes", "fails")
    percentiles = [name for name in held if name.startswith("p(")]
    return {name: number(held[name], f"`{name}`") for name in (*kept, *percentiles) if name in held}


def _count(values: dict[str, Decimal] | None) -> Decimal | None:
    return values.get("count") if values is not None else None


def _latency(values: dict[str, dict[str, Decimal]]) -> dict[str, Decimal]:
    found = next((values[name] for name in _LATENCIES if name in values), {})
    return {ours: found[theirs] for ours, theirs in _TREND.items() if theirs in found}


def _failures(values: dict[str, dict[str, Decimal]], requests: Decimal) -> dict[str, Decimal]:
    """Return the failed requests. `http_req_failed` is true for a failure, so `passes` counts those."""
    failed = values.get("http_req_failed", {})
    if "passes" in failed:
        return {"failed": failed["passes"], "failure_rate": share(failed["passes"], requests)}
    rate = failed.get("rate", failed.get("value"))
    return {} if rate is None else {"failed": rate * requests, "failure_rate": rate * 100}


def _thresholds(
    metrics: dict[str, dict[str, Any]], values: dict[str, dict[str, Decimal]]
) -> tuple[list[str], list[str]]:
    """Return the script's own thresholds, and those that did not hold."""
    asked, missed = [], []
    for name, metric in sorted(metrics.items()):
        for condition, verdict in sorted(mapping(metric.get("thresholds", {}), "`thresholds`").items()):
            shown = _shown(name, condition)
            asked.append(shown)
            # In `--summary-export` true means crossed: https://github.com/grafana/k6/issues/1498
            crossed = not verdict.get("ok") if isinstance(verdict, dict) else verdict is not False
            if crossed or _contradicts(condition, values[name]):
                missed.append(shown)
    return list(dict.fromkeys(asked)), list(dict.fromkeys(missed))


def _shown(metric: str, condition: str) -> str:
    """Return a threshold as it may stand in the catalog: names and numbers only, no tags of requests."""
    name = _SUB_METRIC.sub("", metric)
    name = name if _NAME.fullmatch(name) else "a metric"
    found = _CONDITION.fullmatch(condition.strip())
    return f"{name} {condition.strip() if found is not None else 'threshold'}"


def _contradicts(condition: str, values: dict[str, Decimal]) -> bool:
    """Tell whether the numbers themselves are beyond a threshold that is said to hold."""
    found = _CONDITION.fullmatch(condition.strip())
    if found is None:
        return False
    value = values.get(found.group("of"), values.get("value") if found.group("of") == "rate" else None)
    sign = found.group("sign").replace("===", "==")
    if value is None:
        return False
    return not getattr(value, _HOLDS[sign])(Decimal(found.group("number")))

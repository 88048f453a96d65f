"""OpenSSF Scorecard's JSON result. A score of -1 means inconclusive: neither good nor bad.

Format: https://github.com/ossf/scorecard#basic-usage
"""

import re
from decimal import Decimal
from typing import Any

from gonogo.intake.reports import UnusableError, day_of, json, mapping, mappings, number
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Joined, Metric, Totals, added

FILES = ("*.json",)
METRICS = {"score": Metric(words="score {}", joined=Joined.LEAST, more_is_better=True)}
"""The checks' own scores go by their names, `code_review`."""

HEADLINE: tuple[str, ...] = ()
MAIN = Bound(metric="score", sign=">=", number=Decimal(7))
EXPECT = ("score >= 7",)


def _proves(check: str, *names: str) -> Rule:
    """Return the rule that a check is proven by checks of Scorecard."""
    return Rule(report="scorecard", check=check, expect=tuple(f"{name} >= 7" for name in names), needs=names)


OPTIONAL: dict[str, str] = {}
RULES = (
    _proves("branch-protection", "branch_protection"),
    _proves("code-review", "code_review"),
    _proves("dependency-management", "dependency_update_tool", "pinned_dependencies"),
    _proves("signed-releases", "signed_releases"),
)

BEST = 10
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the scores of a result, without those that are inconclusive."""
    report = mapping(json(content), "the result")
    if "checks" not in report or "score" not in report:
        raise UnusableError("no Scorecard result: it has no `score` and `checks`")
    numbers = {}
    listed = mappings(report["checks"], "`checks`")
    for name, value in [("score", report["score"]), *((_name(each), each.get("score")) for each in listed)]:
        score = number(value, f"the score of {name}")
        if not -1 <= score <= BEST:
            raise UnusableError(f"the score of {name} is not between -1 and {BEST}")
        if score >= 0:
            numbers[name] = score
    if not listed or not numbers:
        raise UnusableError("nothing conclusive in it")
    stamp = report.get("date")
    return Totals(numbers=numbers, day=day_of(stamp) if isinstance(stamp, str) else None, tool="scorecard")


def total(found: list[Totals]) -> Totals:
    """Return the totals of several results: of each check the least score."""
    return added(found, METRICS)


def _name(check: dict[str, Any]) -> str:
    name = check.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UnusableError("a check without a name")
    return name.lower().replace("-", "_")

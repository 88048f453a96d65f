"""JUnit XML, in the dialects of its many producers.

Format: https://github.com/testmoapp/junitxml
"""

from datetime import date
from decimal import Decimal

from gonogo.intake.reports import Element, UnusableError, day_of, xml
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Metric, Totals, added

FILES = ("*.xml",)
METRICS = {
    "tests": Metric(words="{} test(s)", more_is_better=True),
    "passed": Metric(words="{} passed", more_is_better=True),
    "failed": Metric(words="{} failed"),
    "errors": Metric(words="{} error(s)"),
    "skipped": Metric(words="{} skipped"),
}
HEADLINE = ("passed", "failed", "errors", "skipped")
MAIN = Bound(metric="failed", sign="<=", number=Decimal(0))
EXPECT = ("passed >= 1", "failed <= 0", "errors <= 0")

_INTEGRATION = ("*integration*", "*failsafe*", "*/it/*")
_END_TO_END = ("*e2e*", "*end-to-end*", "*end_to_end*", "*cypress*", "*playwright*")
_CONTRACT = ("*contract*", "*pact*")
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(report="junit", check="automated-tests-in-pipeline", expect=EXPECT),
    Rule(report="junit", check="unit-tests", expect=EXPECT, unless=(*_INTEGRATION, *_END_TO_END, *_CONTRACT)),
    Rule(report="junit", check="integration-tests", expect=EXPECT, paths=_INTEGRATION),
    Rule(report="junit", check="end-to-end-tests", expect=EXPECT, paths=_END_TO_END),
    Rule(report="junit", check="contract-tests", expect=EXPECT, paths=_CONTRACT),
)

_NOT_RUN = frozenset(("disabled", "skipped", "notrun", "ignored", "pending", "suppressed"))
_FAILED = frozenset(("failed", "failure", "fail"))
_ERROR = frozenset(("error", "errored", "broken"))


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the counts of a report: of its cases, where it has them, else of what its suites say."""
    root = xml(content, "testsuites", "testsuite", "testcase", "failure", "error", "skipped")
    if root.tag not in ("testsuites", "testsuite"):
        raise UnusableError(f"no JUnit report: its root is <{root.tag[:40]}>")
    counts, days = _counted(root)
    tests, failed, errors, skipped = counts
    if tests == 0:
        raise UnusableError("no test in it")
    passed = tests - failed - errors - skipped
    if passed < 0:
        raise UnusableError("more failures than tests")
    numbers = {"tests": tests, "passed": passed, "failed": failed, "errors": errors, "skipped": skipped}
    return Totals(
        numbers={name: Decimal(value) for name, value in numbers.items()}, day=min(days, default=None)
    )


def total(found: list[Totals]) -> Totals:
    """Return the totals of several reports."""
    return added(found, METRICS)


Counts = tuple[int, int, int, int]


def _counted(suite: Element) -> tuple[Counts, list[date]]:
    """Return tests, failures, errors and skipped below a suite, and the days that it names.

    Suites count what is nested in them or do not; the cases tell. Failures that a suite claims and its
    cases do not show are believed: a report cut short must not pass.
    """
    counts = [_case(case) for case in suite.below("testcase")]
    days = [day for day in (day_of(suite.attributes.get("timestamp")),) if day is not None]
    for nested in suite.below("testsuite"):
        below, more = _counted(nested)
        counts.append(below)
        days += more
    tests, failed, errors, skipped = (
        (sum(column) for column in zip(*counts, strict=True)) if counts else (0,) * 4
    )
    claimed = {name: suite.count(name) or 0 for name in ("tests", "failures", "errors", "skipped")}
    if tests == 0:
        claimed_skipped = claimed["skipped"] or suite.count("disabled") or 0
        return (claimed["tests"], claimed["failures"], claimed["errors"], claimed_skipped), days
    more_failed = max(0, claimed["failures"] - failed)
    more_errors = max(0, claimed["errors"] - errors)
    tests = max(tests, failed + errors + skipped + more_failed + more_errors)
    return (tests, failed + more_failed, errors + more_errors, skipped), days


def _case(case: Element) -> Counts:
    """Return the counts of one case: by its children, else by the status that some producers write."""
    below = {child.tag for child in case.children}
    words = {case.attributes.get(name, "").casefold() for name in ("status", "result")}
    if "error" in below or (not below and words & _ERROR):
        return 1, 0, 1, 0
    if "failure" in below or (not below and words & _FAILED):
        return 1, 1, 0, 0
    return 1, 0, 0, int("skipped" in below or bool(words & _NOT_RUN))

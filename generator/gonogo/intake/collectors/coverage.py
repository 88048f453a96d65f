"""Coverage of lines, as Cobertura, JaCoCo, Clover and lcov report it."""

from decimal import Decimal

from gonogo.intake.reports import Element, UnusableError, day_of, text, whole, xml
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Metric, Totals, added, share

FILES = ("*.xml", "*.info")
METRICS = {
    "percent": Metric(words="{} % of lines", more_is_better=True),
    "covered": Metric(words="{} line(s) covered", more_is_better=True),
    "lines": Metric(words="{} line(s)", more_is_better=True),
}
HEADLINE: tuple[str, ...] = ()
MAIN = Bound(metric="percent", sign=">=", number=Decimal(80))
EXPECT = ("percent >= 80",)
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(report="coverage", check="unit-tests", expect=EXPECT),
    Rule(report="coverage", check="test-coverage", expect=EXPECT),
)


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the lines and those of them that tests covered."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _lcov(text(content))
    root = xml(content, "project", "metrics", "counter", "sessioninfo")
    if root.tag == "report":
        return _jacoco(root)
    if root.tag != "coverage":
        raise UnusableError(f"no coverage report: its root is <{root.tag[:40]}>")
    return _clover(root) if root.below("project") else _cobertura(root, content)


def total(found: list[Totals]) -> Totals:
    """Return the totals of several reports; the share is that of all their lines."""
    summed = added(found, METRICS)
    numbers = summed.numbers
    numbers["percent"] = share(numbers["covered"], numbers["lines"])
    return summed


def _totals(covered: int, lines: int, tool: str, stamp: str | None = None) -> Totals:
    if lines == 0:
        raise UnusableError("no line in it")
    if covered > lines:
        raise UnusableError("more lines are covered than there are")
    numbers = {"covered": Decimal(covered), "lines": Decimal(lines)}
    numbers["percent"] = share(numbers["covered"], numbers["lines"])
    return Totals(numbers=numbers, day=day_of(stamp), tool=tool)


def _cobertura(root: Element, content: bytes) -> Totals:
    """Return what the root says; where it says rates only, what its lines say."""
    covered, lines = root.count("lines-covered"), root.count("lines-valid")
    if covered is None or lines is None:
        covered, lines = _cobertura_lines(content)
    return _totals(covered, lines, "cobertura", root.attributes.get("timestamp"))


def _cobertura_lines(content: bytes) -> tuple[int, int]:
    """Return the lines of all classes; those of methods are the same once more."""
    waiting = [xml(content, "packages", "package", "classes", "class", "lines", "line")]
    covered = lines = 0
    while waiting:
        each = waiting.pop()
        waiting += each.children
        if each.tag == "line":
            lines += 1
            covered += bool(whole(each.attributes.get("hits", ""), "hits of <line>"))
    return covered, lines


def _clover(root: Element) -> Totals:
    """Return the statements of the projects: Clover counts those and not lines."""
    covered = lines = 0
    for project in root.below("project"):
        for metrics in project.below("metrics"):
            lines += metrics.count("statements") or 0
            covered += metrics.count("coveredstatements") or 0
    return _totals(covered, lines, "clover", root.attributes.get("generated"))


def _jacoco(root: Element) -> Totals:
    counters = [each for each in root.below("counter") if each.attributes.get("type") == "LINE"]
    if not counters:
        raise UnusableError("no JaCoCo report with counts of lines")
    covered = sum(each.count("covered") or 0 for each in counters)
    missed = sum(each.count("missed") or 0 for each in counters)
    stamps = [each.attributes.get("dump") for each in root.below("sessioninfo")]
    return _totals(covered, covered + missed, "jacoco", stamps[-1] if stamps else None)


def _lcov(report: str) -> Totals:
    """Return the sums of all files: what `LF` and `LH` say, else the lines of `DA`."""
    covered = lines = 0
    said: dict[str, int] = {}
    hit: dict[str, bool] = {}
    is_open = False
    for row in report.splitlines():
        key, _, value = row.strip().partition(":")
        if key == "SF":
            said, hit, is_open = {}, {}, True
        elif key in ("LF", "LH"):
            said[key] = whole(value, key)
        elif key == "DA":
            number, _, hits = value.partition(",")
            hit[number] = hit.get(number, False) or whole(hits.partition(",")[0], "hits of DA") > 0
        elif key == "end_of_record":
            lines += said.get("LF", len(hit))
            covered += said.get("LH", sum(hit.values()))
            is_open = False
    if is_open:
        raise UnusableError("cut short: the last record has no end")
    if lines == 0:
        raise UnusableError("no lcov report with lines")
    return _totals(covered, lines, "lcov")

"""Which report proves which check, and what it must show for that."""

import re
from decimal import Decimal
from fnmatch import fnmatchcase

from gonogo.intake.reports import UnusableError
from gonogo.intake.totals import Metric, Totals, shown
from gonogo.model.noun import Noun
from gonogo.model.words import Result

LISTED = 5
"""A report's own conditions that are repeated at most."""

_BOUND = re.compile(
    r"\s*(?:(?P<metric>[A-Za-z][A-Za-z0-9_ -]*?)\s*(?P<sign><=|>=|==|=|<|>))?\s*"
    r"(?P<number>\d{1,12}(?:\.\d{1,6})?)\s*(?:%|ms)?\s*",
    re.ASCII,
)
_WORDS = {"<=": "at most {}", ">=": "at least {}", "<": "less than {}", ">": "more than {}", "==": "{}"}


class Bound(Noun):
    """What a number must be: `failed <= 0`."""

    metric: str
    sign: str
    number: Decimal

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value is within the bound."""
        return {
            "<=": value <= self.number,
            ">=": value >= self.number,
            "<": value < self.number,
            ">": value > self.number,
            "==": value == self.number,
        }[self.sign]

    def told(self, metric: Metric) -> str:
        """Return the bound in words: `at most 2 high`, `p95 < 800 ms`."""
        number = shown(self.number)
        if not metric.words.startswith("{}"):
            return metric.put(f"{self.sign} {number}", self.number)
        is_none = self.sign == "<=" and self.number == 0
        return metric.put(number if is_none else _WORDS[self.sign].format(number), self.number)


def bound(text: str, main: Bound) -> Bound | None:
    """Return the bound in `text`; a bare number is one for the report's main metric. None: it is no bound."""
    found = _BOUND.fullmatch(text)
    if found is None:
        return None
    number = Decimal(found.group("number"))
    if found.group("metric") is None:
        return Bound(metric=main.metric, sign=main.sign, number=number)
    sign = found.group("sign")
    name = re.sub(r"[\s-]+", "_", found.group("metric").strip().lower())
    return Bound(metric=name, sign="==" if sign == "=" else sign, number=number)


class Rule(Noun):
    """A report that proves a check.

    `expect` are texts of bounds. `paths` and `tools` are patterns of which one must fit where there
    are any, `unless` are patterns of paths of which none may. `needs` are numbers without which the
    report says nothing of the check.
    """

    report: str
    check: str
    expect: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    not_tools: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def is_for(self, path: str, tool: str) -> bool:
        """Tell whether the rule speaks of a report at `path` that `tool` wrote."""
        return (
            (not self.paths or fits(path, self.paths))
            and not fits(path, self.unless)
            and (not self.tools or fits(tool, self.tools))
            and not fits(tool, self.not_tools)
        )


def fits(text: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether one of `patterns` fits, whatever the case."""
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


class Rules(Noun):
    """collect.yaml: rules in place of the built-in ones of a report, and thresholds for all rules of one."""

    schema_version: int = 1
    rules: tuple[Rule, ...] = ()
    thresholds: dict[str, tuple[str, ...]] = {}

    def of(self, report: str, built_in: tuple[Rule, ...], service: str) -> list[Rule]:
        """Return the rules for a report of a service."""
        own = [rule for rule in self.rules if rule.report == report]
        return [rule for rule in own or built_in if not rule.services or service in rule.services]


class Judgement(Noun):
    """What a report says of a check."""

    result: Result
    observed: str
    expected: str


def judge(
    totals: Totals, bounds: list[Bound], metrics: dict[str, Metric], headline: tuple[str, ...]
) -> Judgement:
    """Return whether numbers are within bounds; a number that is not there is never within them."""
    below = [name for name, value in totals.numbers.items() if value < 0]
    if below:
        raise UnusableError(f"`{below[0]}` is less than nothing")
    missing = [each.metric for each in bounds if each.metric not in totals.numbers]
    if missing:
        raise UnusableError(f"it does not say `{missing[0]}`")
    if not bounds:
        raise UnusableError("nothing says what it must show; name a --threshold")
    holds = all(each.holds(totals.numbers[each.metric]) for each in bounds)
    asked = {each.metric for each in bounds}
    named = [name for name in totals.numbers if name in asked or name in headline]
    order = {name: position for position, name in enumerate(metrics)}
    named.sort(key=lambda name: (order.get(name, len(order)), name))
    observed = [_metric(metrics, name).told(totals.numbers[name]) for name in named]
    expected = [
        each.told(_metric(metrics, each.metric))
        for each in sorted(bounds, key=lambda one: (order.get(one.metric, len(order)), one.metric))
    ]
    return Judgement(
        result=Result.PASS if holds else Result.FAIL,
        observed=", ".join(observed) + _listed(totals.missed),
        expected=", ".join(expected) + _listed(totals.asked),
    )


def _metric(metrics: dict[str, Metric], name: str) -> Metric:
    return metrics.get(name) or Metric(words=f"{name.replace('_', '-')} {{}}", more_is_better=True)


def _listed(texts: tuple[str, ...]) -> str:
    if not texts:
        return ""
    rest = f", {len(texts) - LISTED} more" if len(texts) > LISTED else ""
    return f" ({', '.join(texts[:LISTED])}{rest})"

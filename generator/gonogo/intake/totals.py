"""What reports come to: numbers with names, summed over several reports, and how they are told."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from gonogo.intake.reports import UnusableError
from gonogo.model.noun import Noun

_PLACES = Decimal("0.01")


class Joined(StrEnum):
    """What several reports' numbers come to."""

    SUM = "sum"
    LEAST = "least"
    MOST = "most"


class Metric(Noun):
    """A number of a report: how it is told, how it adds up, whether more is better.

    In `words`, `{}` is the number and `(s)` an ending that one of a thing does not have.
    """

    words: str
    joined: Joined = Joined.SUM
    more_is_better: bool = False

    def told(self, value: Decimal) -> str:
        """Return the number in words; it is rounded to the side on which it flatters nobody."""
        return self.put(shown(value, ROUND_FLOOR if self.more_is_better else ROUND_CEILING), value)

    def put(self, text: str, value: Decimal) -> str:
        """Return the words with `text` in the place of the number."""
        return self.words.replace("(s)", "" if value == 1 else "s").format(text)


LOAD_TEST = {
    "p50": Metric(words="p50 {} ms", joined=Joined.MOST),
    "p90": Metric(words="p90 {} ms", joined=Joined.MOST),
    "p95": Metric(words="p95 {} ms", joined=Joined.MOST),
    "p99": Metric(words="p99 {} ms", joined=Joined.MOST),
    "max": Metric(words="max {} ms", joined=Joined.MOST),
    "requests": Metric(words="{} request(s)", more_is_better=True),
    "failed": Metric(words="{} request(s) failed"),
    "failure_rate": Metric(words="{} % failed"),
}
"""What every load test tells of latency and failures."""


def shown(value: Decimal, rounding: str = ROUND_CEILING) -> str:
    """Return a number with two decimals at most."""
    if value != value.to_integral_value():
        value = value.quantize(_PLACES, rounding=rounding)
    return f"{value.normalize():f}"


class Totals(Noun):
    """The numbers of one or several reports.

    `day` is the day that a report tells of itself, of several the oldest. `tool` is the tool's name in
    lower case; `asked` are conditions that a report brings itself, `missed` those that did not hold.
    """

    numbers: dict[str, Decimal]
    day: date | None = None
    tool: str = ""
    asked: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def added(found: Iterable[Totals], metrics: dict[str, Metric]) -> Totals:
    """Return the totals of several reports as those of one."""
    every = list(found)
    if not every:
        raise UnusableError("there is no report")
    numbers: dict[str, Decimal] = {}
    for each in every:
        for name, value in each.numbers.items():
            metric = metrics.get(name, Metric(words="{}", joined=Joined.LEAST))
            numbers[name] = _join(metric.joined, numbers[name], value) if name in numbers else value
    days = [each.day for each in every if each.day is not None]
    return Totals(
        numbers=numbers,
        day=min(days, default=None),
        tool=every[0].tool,
        asked=tuple(dict.fromkeys(text for each in every for text in each.asked)),
        missed=tuple(dict.fromkeys(text for each in every for text in each.missed)),
    )


def _join(how: Joined, one: Decimal, other: Decimal) -> Decimal:
    return {Joined.SUM: one + other, Joined.LEAST: min(one, other), Joined.MOST: max(one, other)}[how]


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Return a share in percent."""
    return part * 100 / whole

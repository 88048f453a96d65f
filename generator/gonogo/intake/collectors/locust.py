"""Locust's `_stats.csv`: one line an endpoint, and `Aggregated` for all of them.

Format: https://docs.locust.io/en/stable/retrieving-stats.html
"""

import csv
import io
from decimal import Decimal

from gonogo.intake.reports import UnusableError, number, text, whole
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import LOAD_TEST, Totals, added, share

FILES = ("*_stats.csv",)
METRICS = LOAD_TEST
HEADLINE = ("p95", "requests", "failure_rate")
MAIN = Bound(metric="p95", sign="<", number=Decimal(0))
EXPECT = ("failure_rate <= 1",)
OPTIONAL: dict[str, str] = {}
RULES = (
    Rule(report="locust", check="load-and-stress-testing", expect=EXPECT, unless=("*smoke*",)),
    Rule(report="locust", check="stress-tests", expect=EXPECT, paths=("*stress*", "*breakpoint*", "*spike*")),
)

ALL = "Aggregated"
_COLUMNS = {"p50": "50%", "p90": "90%", "p95": "95%", "p99": "99%", "max": "Max Response Time"}
_NEEDED = ("Type", "Name", "Request Count", "Failure Count")
_WIDEST = 131_072


def read(content: bytes, path: str) -> Totals:  # noqa: ARG001 - every collector is asked in the same way
    """Return the line of all requests."""
    table = text(content)
    if not table.endswith("\n"):
        raise UnusableError("the last line is cut off")
    rows = csv.DictReader(io.StringIO(table, newline=""), strict=True)
    csv.field_size_limit(_WIDEST)
    try:
        found = [row for row in rows if row.get("Name") == ALL and not row.get("Type")]
        names = rows.fieldnames or ()
    except csv.Error as error:
        raise UnusableError(f"no table: {error}", rows.line_num) from error
    absent = [name for name in _NEEDED if name not in names]
    if absent:
        raise UnusableError(f"no Locust statistics: it has no column `{absent[0]}`")
    if len(found) != 1:
        raise UnusableError(f"{'no' if not found else 'more than one'} line of all requests (`{ALL}`)")
    row = found[0]
    requests = whole(row["Request Count"], "`Request Count`")
    failed = whole(row["Failure Count"], "`Failure Count`")
    if requests == 0:
        raise UnusableError("no request was made")
    if failed > requests:
        raise UnusableError("more requests failed than were made")
    times = {
        ours: row[theirs] for ours, theirs in _COLUMNS.items() if row.get(theirs) not in (None, "", "N/A")
    }
    return Totals(
        numbers={
            "requests": Decimal(requests),
            "failed": Decimal(failed),
            "failure_rate": share(Decimal(failed), Decimal(requests)),
            **{name: number(value, f"`{_COLUMNS[name]}`") for name, value in times.items()},
        },
        tool="locust",
    )


def total(found: list[Totals]) -> Totals:
    """Return the totals of several runs: the worst latencies, the failures of all."""
    summed = added(found, METRICS)
    summed.numbers["failure_rate"] = share(summed.numbers["failed"], summed.numbers["requests"])
    return summed

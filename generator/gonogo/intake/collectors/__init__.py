"""Collectors: one module for each kind of report, each a function from bytes to numbers.

A module has `read(content, path)`, which raises UnusableError for a report that proves nothing;
`total`, the numbers of several; `METRICS`, the names under which thresholds speak of them; `RULES`,
which checks a report proves where collect.yaml says nothing, and `EXPECT` and `MAIN`, what it must
show for a check that no rule knows; `OPTIONAL`, numbers that a report may lack where another
threshold judges it, with what to say where none does.
"""

from typing import Any, Protocol

from gonogo.intake.collectors import (
    coverage,
    junit,
    k6,
    kubernetes,
    locust,
    openslo,
    sarif,
    scorecard,
    trivy,
)
from gonogo.intake.rules import Bound, Rule
from gonogo.intake.totals import Metric, Totals


class Collector(Protocol):
    """What the rest of the program knows of a collector."""

    @property
    def FILES(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """Names that its reports have in a folder."""

    @property
    def METRICS(self) -> dict[str, Metric]:  # noqa: N802 - a constant of the module
        """The numbers of its reports."""

    @property
    def HEADLINE(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """Numbers that are told in any case."""

    @property
    def MAIN(self) -> Bound:  # noqa: N802 - a constant of the module
        """What a bare number as a threshold means."""

    @property
    def EXPECT(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """What is asked where no rule is."""

    @property
    def RULES(self) -> tuple[Rule, ...]:  # noqa: N802 - a constant of the module
        """The built-in rules."""

    @property
    def OPTIONAL(self) -> dict[str, str]:  # noqa: N802 - a constant of the module
        """Numbers that a report may lack."""

    def read(self, content: bytes, path: str) -> Any:
        """Return what is in a report."""

    def total(self, found: list[Any]) -> Totals:
        """Return the numbers of several reports."""


COLLECTORS: dict[str, Collector] = {
    "junit": junit,
    "sarif": sarif,
    "trivy": trivy,
    "scorecard": scorecard,
    "coverage": coverage,
    "k6": k6,
    "locust": locust,
    "openslo": openslo,
    "kubernetes": kubernetes,
}
"""The collectors by name, which is also the `source` of what they find."""

OPEN = frozenset(("scorecard",))
"""Collectors whose reports name further numbers of their own."""

"""A portfolio in the formats of other tools. A format is a module with `render(portfolio, facts)`."""

from collections.abc import Callable, Iterator

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio
from gonogo.publish.formats import atom, badge, csv_, ics, json_, llms, openmetrics, tables
from gonogo.publish.formats.facts import Facts

__all__ = ["FORMATS", "Facts"]

FORMATS: dict[str, Callable[[Portfolio, Facts], Iterator[Artifact]]] = {
    "json": json_.render,
    "csv": csv_.render,
    "badge": badge.render,
    "atom": atom.render,
    "ics": ics.render,
    "openmetrics": openmetrics.render,
    "llms": llms.render,
    "tables": tables.render,
}

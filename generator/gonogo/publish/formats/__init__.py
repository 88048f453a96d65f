"""A portfolio in the formats of other tools. A format is a module with `render(portfolio, facts)`.

Formats with files of single services or teams also have `of_service` and `of_team`, what is made of the
files of services is `gathered`, and what is left is `of_organisation`: together they are `render`. So the
files of a service can be made where its page is, and kept for as long as nothing that is known of it
changes; the same holds for a team.
"""

from collections.abc import Callable, Iterator

from gonogo.model.artifact import Artifact, Read
from gonogo.model.portfolio import Portfolio
from gonogo.publish.formats import atom, badge, csv_, ics, json_, llms, openmetrics, tables
from gonogo.publish.formats.facts import Facts, OfService, OfTeam
from gonogo.publish.links import Links

__all__ = [
    "FORMATS",
    "GATHERED",
    "OF_GROUPS",
    "OF_ORGANISATION",
    "OF_SERVICE",
    "OF_TEAM",
    "Facts",
    "OfService",
    "OfTeam",
]

Render = Callable[[Portfolio, Facts], Iterator[Artifact]]

FORMATS: dict[str, Render] = {
    "json": json_.render,
    "csv": csv_.render,
    "badge": badge.render,
    "atom": atom.render,
    "ics": ics.render,
    "openmetrics": openmetrics.render,
    "llms": llms.render,
    "tables": tables.render,
}

OF_SERVICE: dict[str, Callable[[Portfolio, Links], OfService]] = {
    "json": json_.of_service,
    "badge": badge.of_service,
    "ics": ics.of_service,
}
"""What makes the files of services, one service at a time; it remembers what they have in common."""

OF_TEAM: dict[str, Callable[[Portfolio, Facts], OfTeam]] = {
    "atom": atom.of_team,
    "ics": ics.of_team,
}
"""What makes the files of teams, one team at a time."""

OF_GROUPS: dict[str, Render] = {
    "ics": ics.of_organisation,
    "json": json_.of_organisation,
    "openmetrics": openmetrics.render,
    "tables": tables.of_groups,
}
"""The files of the organisation that show groups of services, or what falls due for them."""

OF_ORGANISATION: dict[str, Render] = {
    "atom": atom.of_organisation,
    "csv": csv_.render,
    "llms": llms.render,
    "tables": tables.of_organisation,
}
"""Its other files."""

GATHERED: dict[str, Callable[[Portfolio, Read], Iterator[bytes]]] = {json_.WHOLE: json_.gathered}
"""What makes a file of those of the services, once these are there, piece by piece, by its path."""

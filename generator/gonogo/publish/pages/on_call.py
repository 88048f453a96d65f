"""On call: one light page for three in the morning."""

from collections.abc import Iterable

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Service
from gonogo.model.manifest import Dependency, Link
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio
from gonogo.model.problem import Problem
from gonogo.model.words import Criticality, Lifecycle
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs

RUNNING = frozenset({Lifecycle.BETA, Lifecycle.PRODUCTION, Lifecycle.DEPRECATED})
"""Lifecycles in which somebody may be paged."""


DASHBOARDS = frozenset({"dashboard", "metrics", "logs", "traces", "chat"})
"""Kinds of links that show what goes on."""


class Line(Noun):
    """A service as somebody who is paged needs it: its hard dependencies and the services that need it.

    It is found by the words of `text`.
    """

    service: Service
    text: str
    dashboards: tuple[Link, ...]
    needs: tuple[Dependency, ...]
    needed_by: tuple[str, ...]


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.ON_CALL, "On call", "pager rotation escalation runbook"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    services = inputs.portfolio.catalog.services.values()
    running = sorted(
        (service for service in services if service.lifecycle in RUNNING),
        key=lambda service: (service.name.casefold(), service.id),
    )
    return inputs.page(
        ref,
        "on-call.html",
        description="Whom to page, what to read and whom to ask, for every service that runs.",
        scripts=("assets/table.js",),
        lines=[line(service, inputs) for service in running],
        running={service.id for service in running},
        orphans=[service for service in running if service.operations.on_call is None],
    )


def line(service: Service, inputs: Inputs) -> Line:
    """Return a service with what it cannot do without and what cannot do without it."""
    team, rotation = inputs.portfolio.catalog.teams.get(service.owner), service.operations.on_call
    words = [
        *(service.name, service.id, service.owner, team.name if team else ""),
        *(rotation.rotation if rotation else "", " ".join(service.tags)),
    ]
    return Line(
        service=service,
        text=" ".join(words),
        dashboards=tuple(each for each in service.links if each.kind in DASHBOARDS),
        needs=tuple(each for each in service.depends_on if each.criticality is Criticality.HARD),
        needed_by=tuple(
            id_
            for id_, dependency in inputs.dependents.get(service.id, ())
            if dependency.criticality is Criticality.HARD
        ),
    )

"""Dependencies: who stands on whom, what that costs, and where it goes round in circles."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.manifest import Dependency
from gonogo.model.noun import Noun
from gonogo.model.portfolio import ContradictionKind, Portfolio, ReasonCode, Scorecard
from gonogo.model.problem import Problem
from gonogo.model.words import Criticality
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import PATHS, Here, Inputs, count
from gonogo.publish.pages.graph import Edge, Node, draw

MOST_NODES = 60
"""Nodes of a drawing that can still be read; beyond, teams are drawn instead of services."""

TOP = 10

CYCLE, DANGLING = "GN306", "GN305"

ABOUT_DEPENDENCIES = frozenset(
    {ContradictionKind.OBJECTIVE_ABOVE_DEPENDENCY, ContradictionKind.CRITICAL_ON_LESSER}
)


class External(Noun):
    """Something outside that services need: by whom, how many hard without fallback, when it retires."""

    name: str
    services: tuple[str, ...]
    hard: int
    unprotected: int
    retires_on: date | None


class Needed(Noun):
    """A service and how many others hard-depend on it directly."""

    card: Scorecard
    hard: int
    soft: int


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.DEPENDENCIES, "Dependencies", "graph ceilings external cycles"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    portfolio = inputs.portfolio
    edges = bonds(portfolio)
    cards = portfolio.scorecards.values()
    return inputs.page(
        ref,
        "dependencies.html",
        description=f"{count(len(edges), 'dependency', 'dependencies')} between services.",
        edges=edges,
        drawing=drawing(edges, inputs),
        by_team=len(ends_of(edges)) > MOST_NODES,
        capped=[card for card in cards if card.is_in_groups and card.ceilings],
        blocked=[
            (card, held)
            for card in cards
            if (held := [reason for reason in card.reasons if reason.code is ReasonCode.DEPENDENCY])
        ],
        externals=externals(portfolio),
        needed=needed(inputs)[:TOP],
        cycles=[problem for problem in inputs.problems if problem.code == CYCLE],
        dangling=[
            problem
            for problem in inputs.problems
            if problem.code == DANGLING and "/depends_on/" in problem.place.pointer
        ],
        odd=[each for each in inputs.insights.contradictions if each.kind in ABOUT_DEPENDENCIES],
    )


def bonds(portfolio: Portfolio) -> list[Edge]:
    """Return who depends on which service; of two ways the hard one."""
    found: dict[tuple[str, str], bool] = {}
    for service in portfolio.catalog.services.values():
        for each in service.depends_on:
            if each.service is not None and each.service != service.id:
                key = (service.id, each.service)
                found[key] = found.get(key, True) and each.criticality is Criticality.SOFT
    return [Edge(start=start, end=end, is_soft=soft) for (start, end), soft in sorted(found.items())]


def ends_of(edges: Iterable[Edge]) -> list[str]:
    """Return what the edges are between, in order."""
    return sorted({end for edge in edges for end in (edge.start, edge.end)})


def drawing(edges: list[Edge], inputs: Inputs) -> object:
    """Return the graph of services, of teams where there are too many, None where even they are."""
    ends = ends_of(edges)
    look: Callable[[str, Inputs], Node] = _service
    if len(ends) > MOST_NODES:
        edges, look = between_teams(edges, inputs.portfolio), _team
        ends = ends_of(edges)
    if not edges or len(ends) > MOST_NODES:
        return None
    return draw({id_: look(id_, inputs) for id_ in ends}, edges, "Dependencies")


def between_teams(edges: Iterable[Edge], portfolio: Portfolio) -> list[Edge]:
    """Return which team's services depend on another team's."""
    owner = {service.id: service.owner for service in portfolio.catalog.services.values()}
    found: dict[tuple[str, str], bool] = {}
    for edge in edges:
        start, end = owner[edge.start], owner.get(edge.end, edge.end)
        if start != end:
            found[start, end] = found.get((start, end), True) and edge.is_soft
    return [Edge(start=start, end=end, is_soft=soft) for (start, end), soft in sorted(found.items())]


def _service(id_: str, inputs: Inputs) -> Node:
    card = inputs.portfolio.scorecards.get(id_)
    here = Here(inputs, PATHS[PageKind.DEPENDENCIES])
    if card is None:
        return Node(name=id_, text="not in the catalog", tone="unknown")
    standing = card.verdict or card.service.lifecycle
    tone = card.verdict or "not-applicable"
    tier = f"tier {card.service.tier}, " if card.service.tier is not None else ""
    return Node(name=card.service.name, text=f"{tier}{standing}", tone=tone, href=here.service(id_))


def _team(id_: str, inputs: Inputs) -> Node:
    team = inputs.portfolio.catalog.teams.get(id_)
    here = Here(inputs, PATHS[PageKind.DEPENDENCIES])
    said = count(len(inputs.fleet.owned.get(id_, ())), "service")
    if team is None:
        return Node(name=id_, text=said, tone="unknown")
    return Node(name=team.name, text=said, tone="not-applicable", href=here.team(id_))


def externals(portfolio: Portfolio) -> list[External]:
    """Return what services need from outside, what is unprotected most often first."""
    found: dict[str, list[tuple[str, Dependency]]] = {}
    for service in portfolio.catalog.services.values():
        for each in service.depends_on:
            if each.external is not None:
                found.setdefault(each.external, []).append((service.id, each))
    lines = [_external(name, uses) for name, uses in found.items()]
    return sorted(lines, key=lambda line: (-line.unprotected, -line.hard, -len(line.services), line.name))


def _external(name: str, uses: list[tuple[str, Dependency]]) -> External:
    hard = [each for _, each in uses if each.criticality is Criticality.HARD]
    return External(
        name=name,
        services=tuple(sorted({id_ for id_, _ in uses})),
        hard=len(hard),
        unprotected=sum(each.fallback is None for each in hard),
        retires_on=min((each.retires_on for _, each in uses if each.retires_on), default=None),
    )


def needed(inputs: Inputs) -> list[Needed]:
    """Return the services on which most others hard-depend."""
    found = []
    cards: Mapping[str, Scorecard] = inputs.portfolio.scorecards
    for id_, dependents in inputs.dependents.items():
        if id_ in cards:
            ways = Counter(dependency.criticality for _, dependency in dependents)
            hard, soft = ways[Criticality.HARD], ways[Criticality.SOFT]
            found.append(Needed(card=cards[id_], hard=hard, soft=soft))
    return sorted(found, key=lambda each: (-each.hard, -each.soft, each.card.id))

"""Teams: the organisation as a tree, each team with all below it. In the tree's order, never ranked."""

from collections.abc import Iterable
from fractions import Fraction

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio, Rollup, Scope, total
from gonogo.model.problem import Problem
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count


class Line(Noun):
    """A team of the tree."""

    team: str
    depth: int
    rollup: Rollup | None
    by_hand: Fraction | None
    due: int


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.TEAMS, "Teams"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    teams = inputs.portfolio.catalog.teams
    strangers: dict[str, list[str]] = {}
    for service in inputs.portfolio.catalog.services.values():
        if service.owner not in teams:
            strangers.setdefault(service.owner, []).append(service.id)
    return inputs.page(
        ref,
        "teams.html",
        description=f"{count(len(teams), 'team')}: where their services stand.",
        lines=lines(inputs),
        strangers=dict(sorted(strangers.items())),
    )


def lines(inputs: Inputs) -> list[Line]:
    """Return every team with what it stands at and what falls due soon."""
    groups = inputs.insights.rollups.get(Scope.TEAM, {})
    soon = {service: len(dues) for service, dues in inputs.soon.items()}
    found = []
    for each in overview.tree(inputs):
        rollup = groups.get(each.id)
        members = rollup.members if rollup is not None else ()
        found.append(
            Line(
                team=each.id,
                depth=each.depth,
                rollup=rollup,
                by_hand=by_hand(each.id, inputs),
                due=sum([soon.get(service, 0) for service in members]),
            )
        )
    return found


def by_hand(team: str, inputs: Inputs) -> Fraction | None:
    """Return how many updates a month a team and all below it make by hand, None where nobody knows."""
    known = inputs.insights.upkeep
    asked = [known[id_].by_hand for id_ in inputs.team_tree(team) if id_ in known]
    return total(asked) if asked else None

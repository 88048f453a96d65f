"""Pages of the portal: one module a kind, one row in the table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from gonogo.model.artifact import Page, PageKind, PageRef, Redirect
from gonogo.model.portfolio import Portfolio
from gonogo.model.problem import Problem
from gonogo.publish.pages import (
    ai,
    changes,
    check,
    checks,
    data,
    dependencies,
    home,
    matrix,
    on_call,
    platforms,
    problems,
    reviews,
    risk,
    risks,
    service,
    services,
    team,
    teams,
    upkeep,
    waivers,
)
from gonogo.publish.pages.environment import Inputs, Insights, Known

__all__ = ["KINDS", "Inputs", "Insights", "Known", "Renderer", "redirects", "refs"]


class Maker(Protocol):
    """What a module of a kind offers."""

    def refs(self, portfolio: Portfolio, problems: tuple[Problem, ...], /) -> Iterable[PageRef]:
        """Return the pages of the kind, in the order in which they are listed."""

    def render(self, ref: PageRef, inputs: Inputs, /) -> Page:
        """Render one of them."""


KINDS: dict[PageKind, Maker] = {
    PageKind.HOME: home,
    PageKind.SERVICES: services,
    PageKind.SERVICE: service,
    PageKind.ON_CALL: on_call,
    PageKind.TEAMS: teams,
    PageKind.TEAM: team,
    PageKind.PLATFORMS: platforms,
    PageKind.MATRIX: matrix,
    PageKind.CHECKS: checks,
    PageKind.CHECK: check,
    PageKind.RISKS: risks,
    PageKind.RISK: risk,
    PageKind.REVIEWS: reviews,
    PageKind.WAIVERS: waivers,
    PageKind.CHANGES: changes,
    PageKind.AI: ai,
    PageKind.DEPENDENCIES: dependencies,
    PageKind.UPKEEP: upkeep,
    PageKind.DATA: data,
    PageKind.PROBLEMS: problems,
}
"""The one table of kinds."""


def refs(portfolio: Portfolio, found: tuple[Problem, ...] = ()) -> tuple[PageRef, ...]:
    """Return every page that there is; `found` is what reading the catalog found wrong."""
    return tuple(ref for maker in KINDS.values() for ref in maker.refs(portfolio, found))


@dataclass(frozen=True)
class Renderer:
    """Renders pages one by one, in any order, in any process."""

    inputs: Inputs

    def page(self, ref: PageRef) -> Page:
        """Render the page that `ref` names."""
        return KINDS[ref.kind].render(ref, self.inputs)


def redirects(portfolio: Portfolio) -> tuple[Redirect, ...]:
    """Return where pages were before that have moved: services with former ids."""
    known = portfolio.catalog.services
    return tuple(
        Redirect(path=f"services/{former}", to=f"services/{each.id}")
        for each in known.values()
        for former in each.former_ids
        if former not in known
    )

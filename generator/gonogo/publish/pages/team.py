"""The page of a team: its services and those of all teams below it, and what to do first."""

from collections.abc import Iterator
from functools import cached_property

from markupsafe import Markup

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Service, Team
from gonogo.model.manifest import Operations
from gonogo.model.portfolio import (
    DatedScores,
    GroupStep,
    MatrixCell,
    Portfolio,
    Rollup,
    Scope,
    Scorecard,
    TeamSteps,
    Upkeep,
    Verdict,
    WaiverEntry,
    WaiverStanding,
)
from gonogo.model.problem import Problem
from gonogo.publish import charts
from gonogo.publish.pages import overview, retrospect
from gonogo.publish.pages.environment import Here, Inputs, count, risk_anchor
from gonogo.publish.pages.team_rows import Rows

NAMED = 6
"""So many services of a cell are named; the list below the matrix has more."""

LISTED = 12
"""So many risks of a cell are listed; the others are counted."""


def refs(portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterator[PageRef]:
    """Yield a page for every team."""
    for team in portfolio.catalog.teams.values():
        yield PageRef(
            kind=PageKind.TEAM,
            name=team.id,
            path=f"teams/{team.id}",
            title=team.name,
            source=None,
            search=" ".join(filter(None, [team.id, team.channel])),
        )


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render the page of a team."""
    view = View(inputs, inputs.portfolio.catalog.teams[ref.name], Here(inputs, ref.path))
    return inputs.page(ref, "team.html", description=view.description, it=view.team, view=view)


class View:
    """What the template shows of a team."""

    def __init__(self, inputs: Inputs, team: Team, here: Here) -> None:
        """Look at `team` as seen from the page `here`."""
        self.inputs = inputs
        self.team = team
        self.here = here
        self.tree = inputs.team_tree(team.id)
        owned = inputs.fleet.owned
        self.cards: list[Scorecard] = overview.by_attention(
            card for team_ in self.tree for card in owned.get(team_, ())
        )
        self._ids = {card.id for card in self.cards}

    @property
    def past(self) -> tuple[GroupStep, ...]:
        """How the team stood before, with all below it; empty where that is not known."""
        past = self.inputs.insights.past
        return () if past is None else past.curves.teams.get(self.team.id, ())

    @property
    def curve(self) -> Markup:
        """The mean score, the past joined to the forecast."""
        until = self.inputs.insights.until
        past = retrospect.lately(self.past, self.inputs.day)
        return charts.curve(
            [*((step.day, step.score) for step in past), *self.forecast],
            today=self.inputs.day,
            until=until or self.inputs.day,
            title=f"Mean score of {self.team.name}",
            marks=self.inputs.marks() if past else charts.Marks(),
        )

    @property
    def trends(self) -> list[tuple[str, retrospect.Trend]]:
        """How its numbers moved."""
        day = self.inputs.day
        return [
            ("At the required level, in percentage points", retrospect.ready(self.past, day)),
            ("Mean score, in points", retrospect.scores(self.past, day)),
        ]

    @property
    def rollup(self) -> Rollup | None:
        """The numbers of the team with all below it."""
        return self.inputs.insights.rollups.get(Scope.TEAM, {}).get(self.team.id)

    @property
    def description(self) -> str:
        """The page in one sentence."""
        members = [card for card in self.cards if card.is_in_groups]
        no_go = sum(card.verdict is Verdict.NO_GO for card in members)
        return f"{self.team.name}: {count(len(members), 'service')}, {no_go} of them no-go."

    @property
    def left_out(self) -> list[Service]:
        """Retired and planned services, which no number counts."""
        return [card.service for card in self.cards if not card.is_in_groups]

    @property
    def parents(self) -> list[str]:
        """The teams above, the nearest first."""
        teams, found = self.inputs.portfolio.catalog.teams, list[str]()
        above = self.team.parent
        while above in teams and above not in found:
            found.append(above)
            above = teams[above].parent
        return found

    @property
    def children(self) -> list[tuple[str, Rollup | None]]:
        """The teams right below, with their numbers."""
        known = self.inputs.insights.rollups.get(Scope.TEAM, {})
        return [(id_, known.get(id_)) for id_ in self.inputs.children.get(self.team.id, ())]

    @property
    def operations(self) -> Operations:
        """What the team gives its services, unless they say otherwise."""
        return self.team.operations

    # -- what to do

    @cached_property
    def steps(self) -> TeamSteps:
        """What to do first, by what it unlocks."""
        return self.inputs.insights.team_steps.get(self.team.id) or TeamSteps(team=self.team.id)

    @property
    def due(self) -> list[overview.DueLine]:
        """What falls due within thirty days, past ones first."""
        return overview.due_soon(self.inputs, self._ids)

    # -- what it rests on

    @property
    def waivers(self) -> list[WaiverEntry]:
        """Waivers and exemptions in force, those that end first first."""
        entries = [
            entry
            for id_ in sorted(self._ids)
            for entry in self.inputs.insights.ledger.get(id_, ())
            if entry.standing is WaiverStanding.IN_FORCE
        ]
        return sorted(
            entries, key=lambda entry: (entry.until is None, entry.until or entry.approved_on, entry.service)
        )

    @property
    def upkeep(self) -> Upkeep | None:
        """What the standard asks of the team a month; of itself, not of those below it."""
        return self.inputs.insights.upkeep.get(self.team.id)

    @cached_property
    def forecast(self) -> DatedScores:
        """The mean score as it goes on if nothing is done; empty where it stays as it is."""
        known = self.inputs.insights.teams_ahead.get(self.team.id, ())
        return known if len(known) > 1 else ()

    def risk_href(self, cell: MatrixCell) -> str:
        """Return where the first risk of a cell is shown; the list below the matrix has them all."""
        service, risk = cell.risks[0]
        return (
            self.here.service(service, risk_anchor(risk))
            if len(cell.risks) == 1
            else f"#cell-{cell_id(cell)}"
        )

    def describe(self, cell: MatrixCell) -> str:
        """Return the services that a cell concerns, the first of many."""
        called = self.inputs.fleet.names
        names = list(dict.fromkeys([called[service] for service, _ in cell.risks]))
        more = [f"and {len(names) - NAMED} more"] if len(names) > NAMED else []
        return ", ".join([*names[:NAMED], *more])

    @cached_property
    def cells(self) -> list[tuple[MatrixCell, str, list[tuple[str, str, str]]]]:
        """The cells that hold a risk, the worst first: id, and the first as service, place and title."""
        rollup = self.rollup
        held = sorted(
            (cell for cell in (rollup.residual if rollup else ()) if cell.risks),
            key=lambda cell: (-cell.position.exposure, -cell.position.impact),
        )
        return [(cell, cell_id(cell), [self._risk(*each) for each in cell.risks[:LISTED]]) for cell in held]

    @cached_property
    def rows(self) -> Rows:
        """What writes its tables."""
        return Rows(self.here, self.team.id)

    def _risk(self, service: str, risk: str) -> tuple[str, str, str]:
        href = self.here.service(service, risk_anchor(risk))
        for each in self.inputs.portfolio.scorecards[service].risks:
            if each.id == risk:
                return service, href, each.title
        return service, href, risk


def cell_id(cell: MatrixCell) -> str:
    """Return the place of a cell's list."""
    return f"{cell.position.likelihood}-{cell.position.impact}"

"""Risks: the matrix of the organisation, inherent and residual, and the register."""

from collections.abc import Callable, Iterable
from datetime import date

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import MatrixCell, Origin, Portfolio, Risk, Scorecard
from gonogo.model.problem import Problem
from gonogo.model.standard import StandardRisk
from gonogo.publish.formats.tables import RISKS, SERVICES
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count
from gonogo.publish.pages.services import FIRST, TABLES, choices

SCRIPTS = (*TABLES, SERVICES, RISKS, "assets/table.js")

TOP = 10

RESIDUAL = "residual"
"""The matrix whose cells need no word in the address."""


class Line(Noun):
    """A risk on its service."""

    card: Scorecard
    risk: Risk

    @property
    def due_on(self) -> date | None:
        """The day by which a declared risk is to be treated."""
        if self.risk.origin is Origin.DERIVED:
            return None
        return next((each.due_on for each in self.card.service.risks if each.id == self.risk.id), None)


class StandardLine(Noun):
    """A risk of the standard and on how many services it stands."""

    risk: StandardRisk
    services: int


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.RISKS, "Risks", "matrix register exposure"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    standing = register(inputs.portfolio)
    declared = [line for line in standing if line.risk.origin is Origin.DECLARED]
    overdue = [line for line in declared if line.risk.review_on and line.risk.review_on < inputs.day]
    return inputs.page(
        ref,
        "risks.html",
        description=f"{count(len(standing), 'risk')} by likelihood and impact, and the register.",
        scripts=SCRIPTS,
        group=overview.organisation(inputs),
        lines=standing[:FIRST],
        whole=len(standing),
        declared=declared[:TOP],
        overdue=overdue,
        standard_risks=standard_risks(standing, inputs.portfolio),
        cell=cell,
        **choices(inputs),
    )


def cell(position: str) -> Callable[[MatrixCell], str]:
    """Return what tells the address of a cell's risks in the register."""

    def address(of: MatrixCell) -> str:
        which = "" if position == RESIDUAL else f"&position={position}"
        return f"?likelihood={of.position.likelihood}&impact={of.position.impact}{which}#register"

    return address


def register(portfolio: Portfolio) -> list[Line]:
    """Return every standing risk of the services that count, the greatest exposure first."""
    lines = [
        Line(card=card, risk=risk)
        for card in portfolio.scorecards.values()
        if card.is_in_groups
        for risk in card.risks
        if risk.is_standing
    ]
    lines.sort(key=lambda line: (-line.risk.residual.exposure, -line.risk.inherent.exposure))
    return lines


def standard_risks(standing: Iterable[Line], portfolio: Portfolio) -> list[StandardLine]:
    """Return the risks of the standard, those on most services first."""
    hits: dict[str, set[str]] = {}
    for line in standing:
        own = (line.risk.id,) if line.risk.origin is Origin.DERIVED else line.risk.covers
        for id_ in own:
            hits.setdefault(id_, set()).add(line.card.id)
    lines = [
        StandardLine(risk=risk, services=len(hits.get(risk.id, ())))
        for risk in portfolio.standard.risks.values()
    ]
    return sorted(lines, key=lambda line: -line.services)

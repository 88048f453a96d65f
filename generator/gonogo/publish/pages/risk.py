"""The page of a risk of the standard: which missing check causes it, what follows, and whom it hits."""

from collections.abc import Iterator
from itertools import chain, islice

from markupsafe import Markup

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import MatrixCell, Origin, Portfolio, Risk, Scorecard
from gonogo.model.problem import Problem
from gonogo.model.standard import Check, StandardRisk
from gonogo.publish import charts
from gonogo.publish.html import html, written
from gonogo.publish.pages.environment import (
    Here,
    Inputs,
    check_anchor,
    count,
    risk_anchor,
    service_at,
    services_at,
    state,
)


class Hit(Noun):
    """A service that the risk hits; `dependents` would feel it too."""

    card: Scorecard
    risk: Risk
    shade: int
    is_declared: bool
    dependents: tuple[str, ...]


def refs(portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterator[PageRef]:
    """Yield a page for every risk of the standard."""
    for risk in portfolio.standard.risks.values():
        yield PageRef(
            kind=PageKind.RISK, name=risk.id, path=f"risks/{risk.id}", title=risk.title, search=risk.id
        )


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render the page of a risk."""
    risk = inputs.portfolio.standard.risks[ref.name]
    view = View(inputs, risk, Here(inputs, ref.path))
    return inputs.page(ref, "risk.html", description=view.description, it=risk, view=view, most=MOST)


MOST = 200
"""Services that are shown, the worst first."""


class View:
    """What the template shows of a risk of the standard."""

    def __init__(self, inputs: Inputs, risk: StandardRisk, here: Here) -> None:
        """Look at `risk` over all services, as seen from the page `here`."""
        self.inputs = inputs
        self.risk = risk
        self.here = here
        self._places = sorted(
            inputs.fleet.hit.get(risk.id, {}).items(),
            key=lambda place: (-place[0].exposure, -place[0].impact),
        )
        self.whole = sum(len(hits) for _, hits in self._places)
        worst = chain.from_iterable(hits for _, hits in self._places)
        self.hits = [self._hit(card, hit) for card, hit in islice(worst, MOST)]

    def _hit(self, card: Scorecard, risk: Risk) -> Hit:
        return Hit(
            card=card,
            risk=risk,
            shade=charts.shade(risk.residual_band, self.inputs.portfolio.standard.bands),
            is_declared=risk.origin is Origin.DECLARED,
            dependents=self.inputs.leaning.get(card.id, ()),
        )

    @property
    def description(self) -> str:
        """The page in one sentence."""
        services = count(self.whole, "service")
        return f"{self.risk.title}: {self.risk.production_effect}. It stands on {services}."

    @property
    def rows(self) -> Markup:
        """The rows of the services that it hits."""
        return html("".join([self._row(hit) for hit in self.hits]))

    def _row(self, hit: Hit) -> str:
        risk, service = hit.risk, hit.card.id
        place = risk.residual
        through = "<br>".join([self._through(hit.card, check) for check in risk.checks])
        if hit.is_declared:
            between = "<br>" if risk.checks else ""
            through += f"{between}<span class=go-dim>declared: {written(risk.title)}</span>"
        return (
            f'<tr id="hit-{service}"><th scope=row>{service_at(self.here, service, risk_anchor(risk.id))}'
            f'<td><span class="go-chip go-band-{hit.shade}">{written(risk.residual_band)}'
            f" {place.exposure}</span>"
            f" <span class=go-dim>{place.likelihood} × {place.impact}</span>"
            f"<td>{through}<td>{services_at(self.here, hit.dependents, 3)}\n"
        )

    def _through(self, card: Scorecard, check: str) -> str:
        """Return a check through which a service is hit, and how it stands with that."""
        known = self.inputs.portfolio.standard.checks.get(check)
        finding = card.finding(check)
        shown = f" {state(finding)}" if finding else ""
        href = self.here.service(card.id, check_anchor(check))
        return f'<a href="{href}">{written(known.title if known else check)}</a>{shown}'

    @property
    def checks(self) -> list[Check]:
        """The checks that keep it away."""
        return [
            check
            for check in self.inputs.portfolio.standard.checks.values()
            if self.risk.id in check.mitigates and not check.retired
        ]

    @property
    def matrix(self) -> Markup:
        """Where it stands on the services, after treatment."""
        bands = self.inputs.portfolio.standard.bands
        shown = {hit.card.id for hit in self.hits}
        names = self.inputs.fleet.names
        return charts.matrix(
            [
                MatrixCell(
                    position=position,
                    band=charts.band_of(position.exposure, bands).id,
                    risks=tuple((card.id, risk.id) for card, risk in hits),
                )
                for position, hits in self._places
            ],
            bands,
            "Services on which it stands, after treatment",
            href=lambda cell: self._place(*cell.risks[0], shown),
            describe=lambda cell: ", ".join([names[service] for service, _ in cell.risks]),
        )

    def _place(self, service: str, risk: str, shown: set[str]) -> str:
        """Return where a risk of a service is shown: on this page, or on that of the service."""
        return f"#hit-{service}" if service in shown else self.here.service(service, risk_anchor(risk))

    @property
    def reach(self) -> list[str]:
        """Services that lean on one that it hits, and are not hit themselves."""
        hit = {card.id for _, hits in self._places for card, _ in hits}
        leaning = self.inputs.leaning
        return sorted({other for id_ in hit for other in leaning.get(id_, ())} - hit)

    @property
    def impacts(self) -> list[tuple[str, int, str, int]]:
        """By tier: its name, the impact, and the band and shade with the standard's likelihood."""
        standard = self.inputs.portfolio.standard
        found = []
        for tier, impact in sorted(self.risk.impact_by_tier.items()):
            band = charts.band_of(self.risk.likelihood * impact, standard.bands).id
            name = standard.tiers[tier].name if tier in standard.tiers else ""
            found.append(
                (
                    f"Tier {tier}{' · ' + name if name else ''}",
                    impact,
                    band,
                    charts.shade(band, standard.bands),
                )
            )
        return found

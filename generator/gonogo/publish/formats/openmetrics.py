"""OpenMetrics: where services and the organisation stand, for monitoring systems that read a file."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from gonogo import __version__
from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Scorecard, State, Verdict
from gonogo.publish.formats import rounding
from gonogo.publish.formats.agenda import agenda
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.stamps import midnight

HORIZON = timedelta(days=30)
"""How far ahead things count as soon due."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the one file."""
    registry = CollectorRegistry()
    registry.register(_Collector(portfolio, facts))
    yield Artifact(path="metrics.txt", content=_text(registry))


def _text(registry: CollectorRegistry) -> bytes:
    written: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # the library has no type
    return written


class _Collector(Collector):
    """All families, from a portfolio instead of a running process."""

    def __init__(self, portfolio: Portfolio, facts: Facts) -> None:
        self.portfolio = portfolio
        self.facts = facts

    def collect(self) -> Iterator[Metric]:
        """Yield the families, organisation first."""
        yield from self._organisation()
        yield from self._services()
        yield from self._upkeep()

    def _organisation(self) -> Iterator[Metric]:
        portfolio, organisation = self.portfolio, self.facts.organisation
        standard = portfolio.standard
        info = {"version": __version__, "standard": standard.id, "standard_version": standard.version}
        yield InfoMetricFamily("gonogo_portal", "What made this file.", info)
        as_of = midnight(portfolio.day).timestamp()
        yield GaugeMetricFamily("gonogo_as_of_timestamp_seconds", "The day that this is about.", as_of)
        unreadable = len(portfolio.unreadable)
        yield GaugeMetricFamily("gonogo_unreadable_files", "Manifests that cannot be read.", unreadable)
        if organisation is None:
            return
        verdicts = GaugeMetricFamily("gonogo_services", "Services by verdict.", labels=["verdict"])
        for verdict in Verdict:
            verdicts.add_metric([verdict], organisation.verdicts.get(verdict, 0))
        yield verdicts
        share = organisation.satisfied
        yield GaugeMetricFamily(
            "gonogo_services_satisfied", "Services at the level that their tier requires.", share.part
        )
        yield GaugeMetricFamily(
            "gonogo_services_required", "Services of which a level is required.", share.whole
        )
        waivers = organisation.waivers_in_force
        yield GaugeMetricFamily("gonogo_waivers_in_force", "Waivers in force.", waivers)
        overdue = organisation.reviews_overdue
        yield GaugeMetricFamily("gonogo_reviews_overdue", "Services whose review is overdue.", overdue)

    def _services(self) -> Iterator[Metric]:
        cards = self.portfolio.scorecards.values()
        yield _info(self.portfolio)
        score = GaugeMetricFamily("gonogo_service_score", "Score, 0 to 100.", labels=["service"])
        for card in cards:
            value = rounding.score(card.score)
            if value is not None:
                score.add_metric([card.id], value)
        yield score
        yield _levels(self.portfolio)
        labels = ["service", "verdict"]
        verdict = GaugeMetricFamily("gonogo_service_verdict", "1 for the verdict that it has.", labels=labels)
        for card in cards:
            for each in Verdict if card.verdict is not None else ():
                verdict.add_metric([card.id, each], int(each is card.verdict))
        yield verdict
        labels = ["service", "state"]
        checks = GaugeMetricFamily("gonogo_service_checks", "Checks by state.", labels=labels)
        for card in cards:
            states = Counter(finding.state for finding in card.findings)
            for state in (each for each in State if states[each]):
                checks.add_metric([card.id, state], states[state])
        yield checks
        yield _exposure(self.portfolio)
        yield self._due()

    def _due(self) -> Metric:
        family = GaugeMetricFamily(
            "gonogo_service_due", "What is overdue, or falls due in 30 days.", labels=["service", "when"]
        )
        counts: Counter[tuple[str, str]] = Counter()
        for due in agenda(self.portfolio, self.facts.due):
            if due.is_overdue:
                counts[due.service, "overdue"] += 1
            elif due.day <= self.portfolio.day + HORIZON:
                counts[due.service, "soon"] += 1
        for key, count in sorted(counts.items()):
            family.add_metric(list(key), count)
        return family

    def _upkeep(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "gonogo_team_upkeep",
            "Evidence updates a month that are asked for.",
            labels=["team", "by"],
        )
        for each in sorted(self.facts.upkeep, key=lambda each: each.team):
            for by in ("hand", "manifest", "platform", "robot"):
                family.add_metric([each.team, by], float(getattr(each, f"by_{by}")))
        yield family


def _info(portfolio: Portfolio) -> Metric:
    labels = ["service", "name", "owner", "tier", "kind", "lifecycle"]
    family = GaugeMetricFamily("gonogo_service_labels", "Always 1; for joining.", labels=labels)
    for card in portfolio.scorecards.values():
        service = card.service
        tier = "" if service.tier is None else str(service.tier)
        values = [service.id, service.name, service.owner, tier, service.kind, service.lifecycle]
        family.add_metric(values, 1)
    return family


def _levels(portfolio: Portfolio) -> Metric:
    """Return the rung that each service has reached, 0 for none."""
    rungs = {level.id: number for number, level in enumerate(portfolio.standard.levels, 1)}
    family = GaugeMetricFamily("gonogo_service_level", "Rung of the ladder, 0: none.", labels=["service"])
    for card in portfolio.scorecards.values():
        family.add_metric([card.id], rungs.get(card.level or "", 0))
    return family


def _exposure(portfolio: Portfolio) -> Metric:
    family = GaugeMetricFamily(
        "gonogo_service_exposure", "Greatest exposure among its risks, treated.", labels=["service"]
    )
    for card in portfolio.scorecards.values():
        family.add_metric([card.id], _greatest(card))
    return family


def _greatest(card: Scorecard) -> int:
    return max((risk.residual.exposure for risk in card.risks if risk.is_standing), default=0)

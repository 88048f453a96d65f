"""Risks of a service on a day: derived from missing checks by the standard, or declared by the team."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from gonogo.assess.case import Case
from gonogo.assess.yardstick import Cause, Edition, Mitigation
from gonogo.model.approval import void
from gonogo.model.manifest import DeclaredRisk
from gonogo.model.portfolio import FAILING, PASSING, Finding, Origin, Risk, RiskPosition, State
from gonogo.model.words import RiskStatus, Where

CAUSES = FAILING | {State.WAIVED}
"""States of a check that let its risk be."""

OUTSIDE = frozenset({State.SCHEDULED, State.NOT_APPLICABLE})
"""States of a check that is neither in place nor missing."""

SOFTENED = frozenset({State.PARTIAL, State.WAIVED})
"""States of a cause that make its risk less likely, if all causes are so."""


class Standing(NamedTuple):
    """The status of a declared risk on a day, and what an acceptance says."""

    status: RiskStatus
    review_on: date | None = None
    accepted_by: str | None = None


def risks(case: Case, findings: Mapping[str, Finding], day: date) -> tuple[Risk, ...]:
    """Return the derived risks that no declared one covers, then the declared ones, each in their order."""
    own = tuple(declared(case, day))
    covered = {covers for risk in own if risk.is_standing for covers in risk.covers}
    return (*derived(case, findings, covered), *own)


def derived(case: Case, findings: Mapping[str, Finding], covered: set[str]) -> Iterator[Risk]:
    """Yield a risk for every standard risk with a failing or waived check among those that mitigate it."""
    for mitigation in case.checklist.mitigations:
        if mitigation.risk.id not in covered:
            risk = of_missing(mitigation, case.edition, findings)
            if risk is not None:
                yield risk


def of_missing(mitigation: Mitigation, edition: Edition, findings: Mapping[str, Finding]) -> Risk | None:
    """Return the risk that comes of what is missing, None where nothing is.

    Its likelihood is the standard's, less one for half in place, less one if all causes are softened.
    """
    causes: list[str] = []
    balance, softened = 0, True
    for check, weight in mitigation.checks:
        state = findings[check].state
        if state in CAUSES:
            causes.append(check)
            softened = softened and state in SOFTENED
        if state in PASSING:
            balance += weight
        elif state not in OUTSIDE:
            balance -= weight
    if not causes:
        return None
    likelihood = max(1, mitigation.risk.likelihood - (balance >= 0) - softened)
    return caused((mitigation.risk.id, mitigation.impact, likelihood, tuple(causes)), edition)


def caused(cause: Cause, edition: Edition) -> Risk:
    """Return the risk of the standard that follows from `cause`."""
    known = edition.risks.get(cause)
    if known is None:
        id_, impact, likelihood, checks = cause
        risk = edition.standard.risks[id_]
        position = RiskPosition(likelihood=likelihood, impact=impact)
        band = edition.band(position.exposure)
        known = edition.risks[cause] = Risk(
            id=risk.id,
            origin=Origin.DERIVED,
            title=risk.title,
            inherent=position,
            residual=position,
            band=band,
            residual_band=band,
            production_effect=risk.production_effect,
            technical_impact=risk.technical_impact,
            business_impact=risk.business_impact,
            checks=checks,
        )
    return known


def cause_of(risk: Risk) -> Cause:
    """Return what a derived risk follows from."""
    return risk.id, risk.inherent.impact, risk.inherent.likelihood, risk.checks


def declared(case: Case, day: date) -> Iterator[Risk]:
    """Yield the team's risks that are identified by `day`, in their order."""
    for risk in case.service.risks:
        if risk.identified_on is None or risk.identified_on <= day:
            yield of_declared(risk, case, day)


def deciding(case: Case, day: date) -> Iterator[Risk]:
    """Yield those of them whose residual position is in the band that decides."""
    edition = case.edition
    for risk in case.service.risks:
        position = risk.residual or risk
        band = edition.band(position.likelihood * position.impact)
        if band == edition.deciding_band and (risk.identified_on is None or risk.identified_on <= day):
            yield of_declared(risk, case, day)


def of_declared(risk: DeclaredRisk, case: Case, day: date) -> Risk:
    """Return a declared risk as it stands on `day`."""
    standing = standing_on(risk, case, day)
    inherent = RiskPosition(likelihood=risk.likelihood, impact=risk.impact)
    residual = inherent
    if risk.residual is not None:
        residual = RiskPosition(likelihood=risk.residual.likelihood, impact=risk.residual.impact)
    return Risk(
        id=risk.id,
        origin=Origin.DECLARED,
        title=risk.title,
        inherent=inherent,
        residual=residual,
        band=case.edition.band(inherent.exposure),
        residual_band=case.edition.band(residual.exposure),
        status=standing.status,
        cause=risk.cause,
        consequence=risk.consequence,
        checks=risk.checks,
        covers=risk.covers,
        category=risk.category,
        owner=risk.owner,
        review_on=standing.review_on,
        accepted_by=standing.accepted_by,
    )


def standing_on(risk: DeclaredRisk, case: Case, day: date) -> Standing:
    """Return the status of `risk` on `day`.

    What is open or accepted is accepted by whichever acceptance that holds lasts longest, the
    manifest's or a decision's; without one (dated later, or void) it is open.
    """
    if risk.status in {RiskStatus.CLOSED, RiskStatus.MITIGATED}:
        return Standing(risk.status)
    accepted = max(acceptances(risk, case, day), key=lambda each: each.review_on or date.max, default=None)
    return accepted or Standing(RiskStatus.OPEN)


def acceptances(risk: DeclaredRisk, case: Case, day: date) -> Iterator[Standing]:
    """Yield what `risk` is by each acceptance that holds on `day`, decisions first."""
    for each in case.service.acceptances:
        known = each.risk == risk.id and each.approved_on <= day
        if known and _holds(each.approved_by, Where.DECISIONS, case):
            yield Standing(RiskStatus.ACCEPTED, each.review_on, each.approved_by)
    dated_later = risk.accepted_on is not None and risk.accepted_on > day
    if risk.status is not RiskStatus.ACCEPTED or dated_later:
        return
    if _holds(risk.accepted_by, Where.ANYWHERE, case):
        yield Standing(RiskStatus.ACCEPTED, risk.review_on, risk.accepted_by)


def _holds(approver: str | None, where: Where, case: Case) -> bool:
    return void(case.asked.acceptance, (approver,), where, case.catalog.groups) is None

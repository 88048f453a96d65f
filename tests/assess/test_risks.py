"""Risks: derived ones, declared ones that cover them, positions, bands."""

from decimal import Decimal
from typing import Any

import pytest

from assess.build import (
    DAY,
    catalog,
    check,
    days,
    met,
    not_applicable,
    partial,
    risk,
    service,
    standard,
    unmet,
    waiver,
)
from assess.test_verdict import declared
from gonogo.assess import assess, rollup
from gonogo.model.portfolio import Portfolio, Risk, RiskPosition

CHECKS = tuple(check(each, mitigates=("r",), weight=Decimal(number)) for number, each in enumerate("abc", 1))


def portfolio(answers: dict[str, Any], **given: Any) -> Portfolio:
    under = standard(*CHECKS, risks={"r": risk(likelihood=4)})
    return assess(catalog(service(checks=answers, **given), under=under), DAY)


def found(answers: dict[str, Any], **given: Any) -> tuple[Risk, ...]:
    return portfolio(answers, **given).scorecards["s"].risks


@pytest.mark.parametrize(
    ("answers", "waived", "likelihood"),
    [
        ({}, "", 4),
        ({"a": met(), "b": met(), "c": unmet()}, "", 3),
        ({"a": unmet(), "b": met(), "c": met()}, "", 3),
        ({"a": met(), "b": unmet(), "c": partial()}, "", 4),
        ({"a": met(), "b": partial(), "c": partial()}, "", 3),
        ({"a": met(), "b": met(), "c": partial()}, "", 2),
        ({"a": met(), "b": met(), "c": unmet()}, "c", 2),
        ({"a": met(), "b": unmet(), "c": not_applicable()}, "", 4),
        ({"a": unmet(), "b": met(), "c": not_applicable()}, "", 3),
        ({"a": met(), "b": met(), "c": met()}, "", None),
        ({"a": met(), "b": met(), "c": not_applicable()}, "", None),
    ],
)
def test_a_derived_risk_is_less_likely_the_more_is_in_place(
    answers: dict[str, Any], waived: str, likelihood: int | None
) -> None:
    risks = found(answers, waivers={each: (waiver(),) for each in waived})
    assert [each.inherent.likelihood for each in risks] == ([] if likelihood is None else [likelihood])
    assert all(each.inherent == each.residual and each.status is None for each in risks)


@pytest.mark.parametrize(("tier_", "impact", "band"), [(1, 5, "critical"), (3, 3, "high"), (None, 4, "high")])
def test_the_tier_sets_the_impact(tier_: int | None, impact: int, band: str) -> None:
    (derived,) = found({}, tier=tier_)
    assert (derived.inherent.impact, derived.band) == (impact, band)


def test_a_scheduled_check_causes_no_risk() -> None:
    under = standard(check(mitigates=("r",), enforce_from=days(1)), risks={"r": risk()})
    assert assess(catalog(service(), under=under), DAY).scorecards["s"].risks == ()


@pytest.mark.parametrize(
    ("status", "ids"), [("open", ["R-1"]), ("accepted", ["R-1"]), ("closed", ["r", "R-1"])]
)
def test_a_declared_risk_replaces_what_it_covers_unless_it_is_closed(status: str, ids: list[str]) -> None:
    own = declared(status, (2, 3), covers=("r",))
    assert [each.id for each in found({}, risks=(own,))] == ids


def test_a_declared_risk_has_two_positions_and_a_closed_one_is_in_no_matrix() -> None:
    own = declared("mitigated", (2, 3))
    it = rollup(portfolio({"a": met(), "b": met(), "c": met()}, risks=(own,)))
    where = {each.position: each.risks for each in it.inherent if each.risks}
    assert where == {RiskPosition(likelihood=5, impact=5): (("s", "R-1"),)}
    left = {each.position: each.band for each in it.residual if each.risks}
    assert left == {RiskPosition(likelihood=2, impact=3): "moderate"}
    closed = rollup(portfolio({"a": met(), "b": met(), "c": met()}, risks=(declared("closed"),)))
    assert len(closed.inherent) == 25
    assert not any(each.risks for each in (*closed.inherent, *closed.residual))

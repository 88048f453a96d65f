"""Assessing agrees with a second, slow, plain implementation of the same rules on random catalogs.

`test_the_oracle_knows_the_edges` keeps the oracle itself honest: cases small enough to work out by hand.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from assess.oracle import judge
from assess.random_catalogs import DAY, catalog
from gonogo.assess import assess
from gonogo.model.catalog import Catalog, Platform, PlatformAnswer, RobotResult, Service
from gonogo.model.manifest import Answer, Evidence, MajorChange, Waiver
from gonogo.model.portfolio import Finding, Portfolio, Reason, Risk, RiskPosition, Scorecard, State
from gonogo.model.standard import Check, EvidenceRule, Level, Standard
from gonogo.model.words import ChangeKind, Kind, Lifecycle, NotApplicable, Result, Share, Status

BLOCKS = 10
BLOCK = 1000

# Agreement -------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(BLOCKS))
def test_assess_agrees_with_the_oracle_on_random_catalogs(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        made = catalog(seed)
        expected = judge(made, DAY)
        actual = as_plain_data(assess(made, DAY))
        assert actual == expected, f"seed {seed}: " + "; ".join(differences(actual, expected))


def differences(actual: Any, expected: Any, route: str = "") -> list[str]:
    """Return where two plain values differ, the leaves only."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        return [
            line
            for key in sorted(actual.keys() | expected.keys(), key=str)
            for line in differences(actual.get(key), expected.get(key), f"{route}/{key}")
        ]
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        pairs = zip(actual, expected, strict=True)
        return [line for n, pair in enumerate(pairs) for line in differences(*pair, f"{route}/{n}")]
    return [] if actual == expected else [f"{route} is {actual}, the oracle says {expected}"]


def as_plain_data(portfolio: Portfolio) -> dict[str, Any]:
    """Return what the oracle says of a catalog from what assessing says."""
    return {"services": [service_of(portfolio, card) for card in portfolio.scorecards.values()]}


def service_of(portfolio: Portfolio, card: Scorecard) -> dict[str, Any]:
    target = card.target and {
        "on": card.target.day,
        "verdict": card.target.judgement.verdict,
        "reasons": reasons_of(card.target.judgement.reasons),
        "level": card.target.level,
    }
    as_if = card.as_if and {
        "verdict": card.as_if.verdict,
        "reasons": reasons_of(card.as_if.reasons),
    }
    return {
        "id": card.id,
        "score": card.score,
        "raw_score": card.raw_score,
        "level": card.level,
        "earned_level": card.earned_level,
        "effective_level": card.effective_level,
        "required_level": card.required_level,
        "satisfied": card.required_satisfied,
        "verdict": card.verdict,
        "reasons": reasons_of(card.reasons),
        "as_if": as_if,
        "target": target,
        "findings": {each.check: finding_of(portfolio, card, each) for each in card.findings},
        "risks": {(each.id, each.origin.value): risk_of(each) for each in card.risks},
        "next_review_on": card.next_review_on,
    }


def reasons_of(reasons: tuple[Reason, ...]) -> list[tuple[str, str, str]]:
    return sorted((each.code.value, each.about.kind.value, each.about.id) for each in reasons)


def finding_of(portfolio: Portfolio, card: Scorecard, finding: Finding) -> dict[str, Any]:
    check = portfolio.standard.checks[finding.check]
    return {
        "state": finding.state,
        "beneath": finding.beneath,
        "answered_by": finding.answered_by,
        "credit": finding.credit,
        "weight": Fraction(check.weight) * Fraction(portfolio.standard.categories[check.category].weight),
        "points_lost": card.points_lost(finding),
        "expires_on": finding.last_day,
    }


def risk_of(risk: Risk) -> dict[str, Any]:
    return {
        **position_of(risk.inherent, risk.band),
        "residual": position_of(risk.residual, risk.residual_band),
        "status": risk.status,
        "review_on": risk.review_on,
    }


def position_of(position: RiskPosition, band: str) -> dict[str, Any]:
    return {
        "likelihood": position.likelihood,
        "impact": position.impact,
        "exposure": position.exposure,
        "band": band,
    }


# The oracle by itself --------------------------------------------------------------------------

JAN_1 = date(2026, 1, 1)
PROVEN = EvidenceRule(required=True, max_age_days=30, grace_days=7, stale_after=("model",), sources=("k6",))
REPORT = Evidence(kind="report", url="https://example.com", collected_on=JAN_1)
MET = Answer(status=Status.MET, evidence=(REPORT,))


def of_one(check: dict[str, Any], service: dict[str, Any], platform: PlatformAnswer | None = None) -> Catalog:
    """Return a catalog of one check at bronze and one service."""
    asked = replace(Check(id="load", title="Load", category="c", level="bronze", evidence=PROVEN), **check)
    answers = Service(
        id="shop",
        name="Shop",
        owner="team",
        kind=Kind.SERVICE,
        lifecycle=Lifecycle.PRODUCTION,
        path="services/shop.yaml",
        platforms=("cloud",),
    )
    answers = replace(answers, **service)
    return Catalog(
        title="One",
        standard=Standard(
            id="s",
            version="1",
            title="S",
            levels=(Level(id="bronze", name="Bronze"),),
            checks={"load": asked},
        ),
        services={"shop": answers},
        platforms={
            "cloud": Platform(id="cloud", name="Cloud", checks={"load": platform} if platform else {})
        },
    )


def found(result: Result, days: int, source: str = "k6") -> dict[str, tuple[RobotResult, ...]]:
    day = JAN_1 + timedelta(days=days)
    return {
        "load": (RobotResult(source=source, service="shop", check="load", collected_on=day, result=result),)
    }


def waived(days: int) -> dict[str, tuple[Waiver, ...]]:
    waiver = Waiver(
        reason="Later", approved_by="carla", approved_on=JAN_1, expires_on=JAN_1 + timedelta(days=days)
    )
    return {"load": (waiver,)}


def changed(days: int) -> tuple[MajorChange, ...]:
    return (MajorChange(on=JAN_1 + timedelta(days=days), kind=ChangeKind.MODEL),)


PART = PlatformAnswer(status=Status.PARTIAL, share=Share.PART, remaining="The rest", evidence=(REPORT,))
FULL = PlatformAnswer(status=Status.MET, evidence=(REPORT,))
NOT_APPLICABLE = Answer(status=Status.NOT_APPLICABLE, reason="No load")


@pytest.mark.parametrize(
    ("make", "day", "state", "score"),
    [
        (lambda: of_one({}, {}), 0, "unknown", 0),
        (lambda: of_one({}, {"checks": {"load": MET}}), 30, "met", 100),
        (lambda: of_one({}, {"checks": {"load": MET}}), 31, "late", 100),
        (lambda: of_one({}, {"checks": {"load": MET}}), 37, "late", 100),
        (lambda: of_one({}, {"checks": {"load": MET}}), 38, "expired", 0),
        (lambda: of_one({}, {"checks": {"load": MET}}), -1, "unproven", 0),
        (lambda: of_one({}, {"checks": {"load": MET}, "changes": changed(10)}), 9, "met", 100),
        (lambda: of_one({}, {"checks": {"load": MET}, "changes": changed(10)}), 10, "late", 100),
        (lambda: of_one({}, {"checks": {"load": MET}, "changes": changed(0)}), 30, "met", 100),
        (lambda: of_one({}, {"checks": {"load": MET}, "results": found(Result.PASS, 5)}), 35, "met", 100),
        (lambda: of_one({}, {"checks": {"load": MET}, "results": found(Result.FAIL, 5)}), 4, "met", 100),
        (lambda: of_one({}, {"checks": {"load": MET}, "results": found(Result.FAIL, 5)}), 5, "unmet", 0),
        (
            lambda: of_one({}, {"checks": {"load": MET}, "results": found(Result.FAIL, 0, "zap")}),
            5,
            "met",
            100,
        ),
        (lambda: of_one({}, {"results": found(Result.PASS, 0)}), 38, "expired", 0),
        (lambda: of_one({}, {"results": found(Result.PASS, 0, "zap")}), 0, "unknown", 0),
        (lambda: of_one({}, {"waivers": waived(9)}), 9, "waived", None),
        (lambda: of_one({}, {"waivers": waived(9)}), 10, "unknown", 0),
        (lambda: of_one({}, {"checks": {"load": MET}, "waivers": waived(99)}), 30, "met", 100),
        (lambda: of_one({}, {}, PART), 0, "unknown", 0),
        (lambda: of_one({}, {"checks": {"load": MET}}, PART), 0, "partial", 50),
        (lambda: of_one({}, {"changes": changed(10)}, FULL), 10, "met", 100),
        (lambda: of_one({}, {"checks": {"load": NOT_APPLICABLE}}), 0, "not-applicable", None),
        (
            lambda: of_one(
                {"not_applicable": NotApplicable.APPROVED}, {"checks": {"load": NOT_APPLICABLE}}, FULL
            ),
            0,
            "unknown",
            0,
        ),
        (lambda: of_one({"enforce_from": JAN_1}, {"checks": {"load": MET}}), 0, "met", 100),
        (
            lambda: of_one({"enforce_from": JAN_1 + timedelta(days=1)}, {"checks": {"load": MET}}),
            0,
            "scheduled",
            None,
        ),
    ],
)
def test_the_oracle_knows_the_edges(
    make: Callable[[], Catalog], day: int, state: str, score: int | None
) -> None:
    (service,) = judge(make(), JAN_1 + timedelta(days=day))["services"]
    assert service["findings"]["load"]["state"] == state
    assert service["score"] == score


def test_the_random_catalogs_reach_every_state_and_verdict() -> None:
    states: set[str] = set()
    verdicts: set[str | None] = set()
    for seed in range(100):
        for service in judge(catalog(seed), DAY)["services"]:
            verdicts.add(service["verdict"])
            states |= {finding["state"] for finding in service["findings"].values()}
    assert states == {state.value for state in State}
    assert verdicts == {None, "unassessed", "no-go", "conditional", "go"}

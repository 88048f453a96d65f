"""JSON: the assessment as an interface for programs. Its schemas are `score` and `api-…` in `schemas/`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from gonogo import __version__, resources
from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import (
    HALVES,
    Finding,
    Judgement,
    Portfolio,
    Reason,
    Risk,
    RiskPosition,
    Rollup,
    Scorecard,
    TargetJudgement,
    Verdict,
)
from gonogo.model.standard import Standard
from gonogo.publish.formats import rounding
from gonogo.publish.formats.facts import Facts

SCHEMA_VERSION = 1

API = "api/v1"

CREDIT = {0: 0, 1: 0.5, 2: 1}
"""The share of its weight that a check brings into the score, by halves."""

SCHEMAS = ("score", "api-index", "api-services", "api-service", "api-teams")
"""What the files look like, published beside them."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the whole assessment, and the same in small files: an index, services, each service, teams."""
    whole = document(portfolio)
    head = {key: whole[key] for key in ("schema_version", "as_of", "standard")}
    yield _file("score.json", whole)
    yield _file(f"{API}/index.json", head | _index(portfolio))
    yield _file(f"{API}/services.json", head | _services(portfolio))
    yield _file(f"{API}/teams.json", head | {"teams": _teams(portfolio, facts.teams)})
    for service in whole["services"]:
        yield _file(f"{API}/services/{service['id']}.json", head | {"service": service})
    for name in SCHEMAS:
        path = resources.schemas() / f"{name}.schema.json"
        yield Artifact(path=f"{API}/schemas/{path.name}", content=path.read_bytes())


def document(portfolio: Portfolio, services: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the assessment as plain data, of all services or of those named, in their order."""
    names = portfolio.scorecards if services is None else services
    weights = _weights(portfolio.standard)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": portfolio.day,
        "standard": {"id": portfolio.standard.id, "version": portfolio.standard.version},
        "services": [_service(portfolio.scorecards[name], weights) for name in names],
        "unreadable": [
            {"path": each.path} | _present(id=each.id)
            for each in sorted(portfolio.unreadable, key=lambda each: each.path)
        ],
    }


def dump(value: Any) -> bytes:
    """Return `value` as JSON, the same bytes for the same value."""
    return msgspec.json.encode(value) + b"\n"


def _file(path: str, value: Any) -> Artifact:
    return Artifact(path=path, content=dump(value))


def _service(card: Scorecard, weights: Mapping[str, float]) -> dict[str, Any]:
    service = card.service
    return {
        "id": service.id,
        "name": service.name,
        "owner": service.owner,
        "tier": service.tier,
        "kind": service.kind,
        "lifecycle": service.lifecycle,
        "score": rounding.score(card.score),
        "raw_score": rounding.score(card.raw_score),
        "level": card.level,
        "earned_level": card.earned_level,
        "effective_level": card.effective_level,
        **_judgement(card.judgement),
        **_present(target=_target(card.target)),
        "findings": [_finding(each, card, weights) for each in card.findings],
        "risks": [_risk(each) for each in card.risks],
        **_present(next_review_on=card.next_review_on),
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {"verdict": judgement.verdict, "reasons": [_reason(each) for each in judgement.reasons]}


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "text": reason.text,
        "about": {"kind": reason.about.kind, "id": reason.about.id},
        **_present(since=reason.since, until=reason.until),
    }


def _target(target: TargetJudgement | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {
        "on": target.on,
        "judged_on": target.day,
        "lifecycle": target.lifecycle,
        "tier": target.tier,
        "score": rounding.score(target.tally.score),
        "level": target.level,
        **_judgement(target.judgement),
    }


def _finding(finding: Finding, card: Scorecard, weights: Mapping[str, float]) -> dict[str, Any]:
    return {
        "check": finding.check,
        "state": finding.state,
        **_present(beneath=finding.beneath),
        "answered_by": finding.answered_by,
        "credit": CREDIT[HALVES.get(finding.state, 0)] if finding.is_counting else None,
        "weight": weights[finding.check],
        "points_lost": rounding.points(card.points_lost(finding)),
        **_present(expires_on=finding.last_day),
        "text": finding.text,
    }


def _weights(standard: Standard) -> dict[str, float]:
    """Return what each check weighs: its own weight times its category's."""
    factors = {category.id: category.weight for category in standard.categories.values()}
    return {
        check.id: rounding.plain(check.weight * factors.get(check.category, 1))
        for check in standard.checks.values()
    }


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id,
        "origin": risk.origin,
        **_position(risk.inherent, risk.band),
        "residual": _position(risk.residual, risk.residual_band),
        "status": risk.status,
    }


def _position(position: RiskPosition, band: str) -> dict[str, Any]:
    return {
        "likelihood": position.likelihood,
        "impact": position.impact,
        "exposure": position.exposure,
        "band": band,
    }


def _index(portfolio: Portfolio) -> dict[str, Any]:
    cards = [card for card in portfolio.scorecards.values() if card.is_in_groups]
    verdicts = Counter(card.verdict for card in cards)
    return {
        "title": portfolio.catalog.title,
        "generator": {"name": "gonogo", "version": __version__},
        "services": len(portfolio.scorecards),
        "unreadable": len(portfolio.unreadable),
        "verdicts": {verdict: verdicts[verdict] for verdict in Verdict},
        "files": {
            "score": "../../score.json",
            "services": "services.json",
            "service": "services/{id}.json",
            "teams": "teams.json",
            "csv": "../../services.csv",
        },
    }


def _services(portfolio: Portfolio) -> dict[str, Any]:
    return {"services": [_line(card) for card in portfolio.scorecards.values()]}


def _line(card: Scorecard) -> dict[str, Any]:
    """Return a service in one line: where it stands, without saying why."""
    service = card.service
    return {
        "id": service.id,
        "name": service.name,
        "owner": service.owner,
        "tier": service.tier,
        "kind": service.kind,
        "lifecycle": service.lifecycle,
        "system": service.system,
        "tags": service.tags,
        "verdict": card.verdict,
        "level": card.level,
        "effective_level": card.effective_level,
        "required_level": card.required_level,
        "required_satisfied": card.required_satisfied,
        "score": rounding.score(card.score),
        "failing": sum(finding.is_failing for finding in card.findings),
        "risks": sum(risk.is_standing for risk in card.risks),
        "next_review_on": card.next_review_on,
        "details": f"services/{service.id}.json",
    }


def _teams(portfolio: Portfolio, groups: Mapping[str, Rollup]) -> list[dict[str, Any]]:
    teams = portfolio.catalog.teams
    return [
        {"id": id_, "name": group.title, "parent": teams[id_].parent if id_ in teams else None}
        | _group(group)
        for id_, group in sorted(groups.items())
    ]


def _group(group: Rollup) -> dict[str, Any]:
    return {
        "services": group.members,
        "left_out": group.left_out,
        "verdicts": {verdict: group.verdicts.get(verdict, 0) for verdict in Verdict},
        "levels": [{"level": level or None, "services": count} for level, count in group.levels.items()],
        "score": rounding.score(group.score),
        "scored": group.scored,
        "satisfied": {"services": group.satisfied.part, "of": group.satisfied.whole},
        "waivers_in_force": group.waivers_in_force,
        "reviews_overdue": group.reviews_overdue,
    }


def _present(**values: str | date | dict[str, Any] | None) -> dict[str, Any]:
    """Return the values that there are."""
    return {key: value for key, value in values.items() if value is not None}

"""What the built-in packs ask for, read as plain data, and the standard of the made organisation."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PACKS_FOLDER = Path(__file__).resolve().parents[2] / "generator" / "gonogo" / "standards"
PACKS = ("production-readiness", "ai-readiness")
OWN_CHECKS = (
    ("software-bill-of-materials", "Each release has a bill of materials", "security"),
    ("retention-of-data", "Retention of data is decided and enforced", "security"),
    ("capacity-plan", "Capacity is planned for the next season", "reliability"),
    ("change-calendar", "Changes stand in the calendar", "deployment"),
    ("support-handbook", "Support knows how to help", "ownership"),
)
"""With these, everything asks fifty checks of a service that all of it applies to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A check as far as making an answer to it needs."""

    id: str
    category: str
    applies_to: tuple[dict[str, Any], ...]
    kinds: tuple[str, ...]
    max_age_days: int
    sources: tuple[str, ...]
    may_be_left_out: bool

    def applies(self, kind: str, traits: dict[str, bool]) -> bool:
        """Tell whether a service of that kind, without tags that matter, is asked this."""
        return not self.applies_to or any(
            kind in each.get("kinds", (kind,))
            and not each.get("tags")
            and all(traits.get(trait, True) for trait in each.get("traits", ()))
            for each in self.applies_to
        )


def own() -> dict[str, Any]:
    """Return the organisation's `standard.yaml`."""
    return {
        "schema_version": 1,
        "id": "bench-readiness",
        "version": "1",
        "title": "Production readiness of a made organisation",
        "extends": [f"{pack}@1" for pack in PACKS],
        "checks": [_own_check(*each) for each in OWN_CHECKS],
        "waivers": {"max_days": 180},
        "approvals": {"waiver": {"groups": ["sre-leads"]}, "acceptance": {"groups": ["risk-board"]}},
    }


def _own_check(id_: str, title: str, category: str) -> dict[str, Any]:
    evidence = {"required": True, "kinds": ["document", "report"], "max_age_days": 365}
    return {
        "id": id_,
        "title": title,
        "category": category,
        "level": "silver",
        "weight": 2,
        "why": "The organisation promised it in writing.",
        "evidence": evidence,
        "effort": "S",
    }


@cache
def asked() -> tuple[Asked, ...]:
    """Return all checks of the packs and of the organisation, in their order."""
    found = [check for pack in PACKS for check in _pack(pack)["checks"]]
    return tuple(_asked(check) for check in (*found, *own()["checks"]))


@cache
def risks() -> tuple[str, ...]:
    """Return the ids of the packs' risks."""
    return tuple(risk["id"] for pack in PACKS for risk in _pack(pack)["risks"])


@cache
def _pack(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        (PACKS_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def _asked(check: dict[str, Any]) -> Asked:
    conditions = check.get("applies_to") or []
    evidence = check.get("evidence", {})
    return Asked(
        id=check["id"],
        category=check["category"],
        applies_to=tuple(conditions if isinstance(conditions, list) else [conditions]),
        kinds=tuple(evidence.get("kinds", ())) or ("document",),
        max_age_days=evidence.get("max_age_days", 365),
        sources=tuple(evidence.get("sources", ())),
        may_be_left_out=check.get("not_applicable", "allowed") == "allowed",
    )

"""An organisation of 600 services in 45 teams: as teams begin, and with platforms and collectors.

`naive`: each team types evidence for every check that applies. `kept`: two platforms answer what they
run for their tenants, four collectors write what reports prove, parts of the manifest answer for
themselves; people type the rest. Both have the same services.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bench import blocks
from bench.standards import Asked, asked
from gonogo.intake import evidence
from gonogo.intake.collecting import Proof, Report, collect
from gonogo.intake.collectors import COLLECTORS
from gonogo.read import standards

DAY = date(2026, 11, 23)
SERVICES = 600
TEAMS = 45
PACK = "production-readiness@1"

KINDS = ("service", "service", "service", "service", "website", "job", "data-pipeline", "library")
"""By turns: half of them answer requests."""

PLATFORMS: dict[str, tuple[str, ...]] = {
    "cluster": (
        "centralized-logging",
        "metrics",
        "distributed-tracing",
        "data-encryption",
        "secrets-management",
    ),
    "delivery": ("cicd-pipeline", "environment-parity", "automated-readiness-checks", "backup-and-restore"),
}
"""What the team that runs a platform can show once for everything on it."""

GREEN = "<testsuite><testcase/></testsuite>"
SCAN = '{"SchemaVersion": 2, "Results": [{"Class": "os-pkgs", "Vulnerabilities": []}]}'
LOAD = (
    '{"metrics": {"http_reqs": {"values": {"count": 9}}, "http_req_duration":'
    ' {"values": {"p(95)": 90}, "thresholds": {"p(95)<500": {"ok": true}}}}}'
)
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a}
spec: {scaleTargetRef: {kind: Deployment, name: a}, minReplicas: 3, maxReplicas: 9}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: a}
spec: {minAvailable: 1, selector: {}}
"""
REPORTS = {
    "junit": {"unit/a.xml": GREEN, "integration-tests/a.xml": GREEN},
    "trivy": {"a.json": SCAN},
    "k6": {"stress.json": LOAD},
    "kubernetes": {"all.yaml": WORKLOAD},
}
"""What four collectors read, as green as it comes."""

BY_MANIFEST = (
    "service-owner",
    "on-call-rotation",
    "escalation-paths",
    "runbooks",
    "slos",
    "readiness-reviews",
)


def make(root: Path, *, kept: bool) -> Path:
    """Write the catalog, and return its folder."""
    for name, document in files(kept=kept):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document if isinstance(document, str) else blocks.text(document), "utf-8")
    return root


def files(*, kept: bool) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Yield every file of the catalog."""
    teams = [f"team-{number:02d}" for number in range(TEAMS)]
    yield "catalog.yaml", {"schema_version": 1, "title": "Six hundred", "standard": PACK}
    yield (
        "teams.yaml",
        {
            "schema_version": 1,
            "teams": [{"id": each, "name": each.replace("-", " ").title()} for each in [*teams, "platform"]],
        },
    )
    for index in range(SERVICES):
        name = f"service-{index:03d}"
        yield f"services/{teams[index % TEAMS]}/{name}.yaml", manifest(name, index, kept=kept)
    if kept:
        yield from ((f"platforms/{name}.yaml", platform(name)) for name in PLATFORMS)
        yield from robots()


def manifest(name: str, index: int, *, kept: bool) -> dict[str, Any]:
    """Return what a team writes for a service."""
    kind = KINDS[index % len(KINDS)]
    traits = {"serves-requests": kind in {"service", "website"}, "stateful": index % 2 == 0}
    typed = [check for check in checks() if check.applies(kind, traits)]
    if kept:
        typed = [check for check in typed if check.id not in by_others()]
    return {
        "schema_version": 1,
        "service": {
            "id": name,
            "name": name.title(),
            "owner": f"team-{index % TEAMS:02d}",
            "kind": kind,
            "tier": index % 3 + 1,
            "lifecycle": "production",
            "traits": traits,
            **({"platforms": list(PLATFORMS)} if kept else {}),
        },
        "operations": {
            "on_call": {"rotation": "primary"},
            "escalation": [{"role": "Manager", "contact": "#leads"}],
            "runbooks": [{"title": "Restart", "url": f"https://wiki.example.com/{name}"}],
            "objectives": [{"indicator": "availability", "target": 99, "unit": "percent"}],
        },
        **({"checks": {check.id: answer(check, name) for check in typed}} if typed else {}),
    }


@cache
def checks() -> tuple[Asked, ...]:
    """Return the checks of the pack."""
    known = standards.standard([PACK])[0]
    assert known is not None
    return tuple(check for check in asked() if check.id in known.checks)


@cache
def by_others() -> frozenset[str]:
    """Return the checks that nobody types an answer for."""
    platforms = {check for each in PLATFORMS.values() for check in each}
    return frozenset(
        {*BY_MANIFEST, *platforms, *(each.check for source in REPORTS for each in proofs(source))}
    )


def answer(check: Asked, name: str) -> dict[str, Any]:
    """Return an answer with a piece of evidence in the middle of its time."""
    piece = {
        "kind": check.kinds[0],
        "url": f"https://wiki.example.com/{name}/{check.id}",
        "collected_on": DAY - timedelta(days=check.max_age_days // 2),
    }
    return {"status": "met", "evidence": [piece]}


def platform(name: str) -> dict[str, Any]:
    """Return what a platform answers."""
    answered = {check.id: answer(check, name) for check in checks() if check.id in PLATFORMS[name]}
    return {"schema_version": 1, "id": name, "name": name.title(), "owner": "platform", "checks": answered}


@cache
def proofs(source: str) -> tuple[Proof, ...]:
    """Return what a collector makes of its report."""
    reports = [
        Report(path=path, looked_at=f"/{path}", content=text.encode())
        for path, text in REPORTS[source].items()
    ]
    known = {check.id for check in checks()}
    collected = collect(source, reports, COLLECTORS[source].RULES, [], checks=known)
    assert not collected.mistakes
    return collected.proofs


def robots() -> Iterator[tuple[str, str]]:
    """Yield the files of the night, as `gonogo collect` writes them."""
    for source in REPORTS:
        results = [
            evidence.result(proof, f"service-{index:03d}", DAY, f"https://ci.example.com/{source}/{index}")
            for index in range(SERVICES)
            for proof in proofs(source)
        ]
        texts = evidence.texts(source, [], results, 2)
        for name, text in zip(evidence.names(source, DAY, len(texts)), texts, strict=True):
            yield f"evidence/{name}", text

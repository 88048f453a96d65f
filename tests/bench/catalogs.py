"""Made catalogs: deterministic, valid, and as varied as that of an organisation after years of use."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import blocks, standards
from bench.services import (
    APPROVERS,
    DAY,
    PLATFORMS,
    RISK_OFFICER,
    Organisation,
    days_ago,
    id_of,
    service,
)

RESULTS_A_FILE = 500
SILENT = ("GN402", "GN403", "GN412", *(f"GN{number}" for number in range(413, 422)))
"""What time or a look at the whole fleet finds: off, so that a sound catalog has no diagnostics at all."""

_STAMP = ".made"


def make(folder: Path, organisation: Organisation, *, broken: bool = False) -> Path:
    """Write the catalog of an organisation to `folder`, unless it is there; return `folder`.

    A `broken` one has exactly one mistake, in the manifest in the middle.
    """
    stamp = f"{organisation} {broken} {fingerprint()}"
    if (folder / _STAMP).is_file() and (folder / _STAMP).read_text(encoding="utf-8") == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for name, document in _files(organisation):
        text = blocks.text(document)
        if broken and name == manifest_name(organisation.services // 2, organisation):
            text = text.replace("\n  lifecycle: ", "\n  lifecycle: un", 1)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / _STAMP).write_text(stamp, encoding="utf-8")
    return folder


def fingerprint() -> str:
    """Return a hash of everything that decides what is made."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    packs = [standards.PACKS_FOLDER / f"{pack}.yaml" for pack in standards.PACKS]
    made_by = [
        path for path in sources if path.stem in {"blocks", "catalogs", "pages", "services", "standards"}
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*made_by, *packs))).hexdigest()[:12]


def manifest_name(index: int, organisation: Organisation) -> str:
    """Return the path of a manifest below the catalog."""
    return f"services/{organisation.team(index)}/{id_of(index)}.yaml"


def edit(folder: Path, organisation: Organisation, text: str) -> None:
    """Change one manifest: its service is described as `text`."""
    path = folder / manifest_name(organisation.services // 3, organisation)
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("  description: "))
    lines[place] = f"  description: {text}"
    path.write_text("\n".join(lines), encoding="utf-8")


def _files(organisation: Organisation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every file of the catalog with what it says."""
    yield "catalog.yaml", _settings()
    yield "standard.yaml", standards.own()
    yield "teams.yaml", _teams(organisation)
    for platform in PLATFORMS:
        yield f"platforms/{platform}.yaml", _platform(platform, organisation)
    for index in range(organisation.services):
        yield manifest_name(index, organisation), service(index, organisation)
    yield from _decisions(organisation)
    yield from _evidence(organisation)


def _settings() -> dict[str, Any]:
    return {
        "schema_version": 1,
        "title": "Readiness of a made organisation",
        "standard": "standard.yaml",
        "teams": "teams.yaml",
        "manifests": ["services/**/*.yaml"],
        "source": {
            "host": "gitlab",
            "url": "https://git.example.com/platform/readiness",
            "branch": "main",
            "path": "catalog",
        },
        "severities": dict.fromkeys(SILENT, "off"),
    }


def _teams(organisation: Organisation) -> dict[str, Any]:
    """Return teams below domains below one organisation, with their people."""
    teams = [f"team-{number:03d}" for number in range(organisation.teams)]
    domains = [f"domain-{number:02d}" for number in range(max(1, min(40, len(teams) // 5)))]
    members = sorted({person for team in teams for person in organisation.people(team)})
    people = [*members, *APPROVERS, RISK_OFFICER]
    return {
        "schema_version": 1,
        "people": [{"id": each, "name": each.replace("-", " ").title()} for each in people],
        "groups": [
            {"id": "sre-leads", "people": list(APPROVERS)},
            {"id": "risk-board", "people": [RISK_OFFICER]},
        ],
        "teams": [
            {"id": "acme", "name": "Acme"},
            *({"id": each, "name": each.replace("-", " ").title(), "parent": "acme"} for each in domains),
            *(_team(each, number, domains, organisation) for number, each in enumerate(teams)),
        ],
    }


def _team(name: str, number: int, domains: list[str], organisation: Organisation) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.replace("-", " ").title(),
        "parent": domains[number % len(domains)],
        "channel": f"#{name}",
        "people": list(organisation.people(name)),
        "operations": {
            "on_call": {"rotation": f"{name}-primary", "url": f"https://pager.example.com/r/{name}"}
        },
    }


def _platform(name: str, organisation: Organisation) -> dict[str, Any]:
    """Return a platform that answers eight checks, a quarter of them in part."""
    random = organisation.random(f"platform/{name}")
    checks = {}
    for position, check in enumerate(random.sample(standards.asked(), 8)):
        answer: dict[str, Any] = {"status": "met"}
        if position % 4 == 0:
            answer |= {"share": "part", "remaining": "Each team says how it uses this."}
        url = f"https://wiki.example.com/platform/{name}/{check.id}"
        piece = {"kind": check.kinds[0], "url": url, "collected_on": days_ago(random.randint(1, 150))}
        checks[check.id] = answer | {"evidence": [piece]}
    return {
        "schema_version": 1,
        "id": name,
        "name": name.replace("-", " ").title(),
        "owner": organisation.team(0),
        "checks": checks,
    }


def _decisions(organisation: Organisation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a decision for each twenty-five services, by turns a waiver for a team and a review of three."""
    for number in range(organisation.services // 25):
        random = organisation.random(f"decision/{number}")
        since = days_ago(random.randint(5, 160))
        document: dict[str, Any] = {"schema_version": 1}
        if number % 2:
            document |= {
                "kind": "waiver",
                "scope": {"teams": [organisation.team(number)]},
                "checks": [random.choice(standards.asked()).id],
                "reason": "The scanner is being replaced.",
                "approved_by": random.choice(APPROVERS),
                "approved_on": since,
                "expires_on": since + timedelta(days=random.randint(90, 180)),
            }
        else:
            chosen = sorted(random.sample(range(organisation.services), 3))
            document |= {"kind": "review", "title": f"Season review {number}"}
            document |= {"scope": {"services": [id_of(index) for index in chosen]}}
            document |= {
                "reviews": [
                    {
                        "date": since,
                        "kind": "periodic",
                        "decision": "go",
                        "reviewers": [{"id": APPROVERS[0], "role": "SRE lead"}],
                        "summary": "Rehearsal passed at 1.8x of last year.",
                    }
                ]
            }
        yield f"decisions/{since.year}/decision-{number:04d}.yaml", document


def _evidence(organisation: Organisation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what robots found: two results a service, spread over all sources that a check accepts."""
    sources = sorted({(source, check.id) for check in standards.asked() for source in check.sources})
    found: dict[str, list[dict[str, Any]]] = {}
    for index in range(organisation.services):
        random = organisation.random(f"evidence/{index}")
        for source, check in random.sample(sources, 2):
            found.setdefault(source, []).append(
                _result(id_of(index), check, random.random(), random.randint(0, 60))
            )
    for source, results in sorted(found.items()):
        for start in range(0, len(results), RESULTS_A_FILE):
            number = start // RESULTS_A_FILE
            yield (
                f"evidence/{source}/{DAY}-{number:03d}.yaml",
                {"schema_version": 1, "source": source, "results": results[start : start + RESULTS_A_FILE]},
            )


def _result(name: str, check: str, chance: float, age: int) -> dict[str, Any]:
    has_failed = chance < 0.1
    return {
        "service": name,
        "check": check,
        "collected_on": days_ago(age),
        "result": "fail" if has_failed else "pass",
        "observed": "3 critical" if has_failed else "nothing to complain of",
        "url": f"https://ci.example.com/{name}/{check}/robot",
    }

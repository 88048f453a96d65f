"""Real repositories, made in temporary folders."""

import os
import subprocess
from pathlib import Path

CATALOG = """\
schema_version: 1
title: Past
standard: standard.yaml
source: {host: github, url: "https://github.com/acme/readiness", branch: main, path: catalog}
"""
STANDARD = """\
schema_version: 1
id: small
version: "1"
title: Small
levels: [{id: bronze, name: Bronze}, {id: silver, name: Silver}]
tiers:
  - {id: 1, name: Critical, required_level: silver, review_every_days: 90}
  - {id: 2, name: Important, required_level: bronze}
traits: [{id: serves, question: Does it serve requests?}]
categories: [{id: ops, name: Operations}]
checks:
  - id: alerts
    title: Alerts
    category: ops
    level: bronze
    evidence: {required: true, max_age_days: 30, grace_days: 5}
    mitigates: [blind]
  - {id: backups, title: Backups, category: ops, level: bronze, mitigates: [loss]}
  - {id: logs, title: Logs, category: ops, level: silver}
  - id: scan
    title: Scan
    category: ops
    level: silver
    evidence: {sources: [trivy], max_age_days: 60}
risks:
  - id: blind
    title: Blind
    production_effect: Nobody sees it
    technical_impact: Late
    business_impact: Lost revenue
    likelihood: 4
    impact_by_tier: {1: 5, 2: 4}
  - id: loss
    title: Loss
    production_effect: Data is lost
    technical_impact: Gone
    business_impact: Lost trust
    likelihood: 3
    impact_by_tier: {1: 5, 2: 4}
waivers: {max_days: 90}
"""
TEAMS = """\
schema_version: 1
people:
  - {id: ana, name: Ana P., emails: [ana@example.com]}
  - {id: ben, name: Ben B., emails: [ben@example.com]}
  - {id: carla, name: Carla M., emails: [carla@example.com]}
groups: [{id: leads, people: [carla]}]
teams:
  - {id: shop, name: Shop}
  - {id: team-a, name: A, parent: shop, people: [ana]}
  - {id: team-b, name: B, parent: shop, people: [ben]}
"""


def manifest(name: str, checks: str = "", *, owner: str = "team-a", tier: int = 2, more: str = "") -> str:
    """Return a manifest; `checks` are lines of its block, `more` further lines of `service:`."""
    answers = f"checks:\n{checks}" if checks else ""
    return (
        f"schema_version: 1\nservice:\n  id: {name}\n  name: {name.title()}\n  owner: {owner}\n"
        f"  kind: service\n  tier: {tier}\n  lifecycle: production\n{more}{answers}"
    )


def alerts(day: str, status: str = "met") -> str:
    """Return an answer with evidence of that day."""
    return (
        f"  alerts:\n    status: {status}\n    evidence:\n"
        f"      - {{kind: document, url: 'https://example.com/a', collected_on: {day}}}\n"
    )


def answer(check: str, status: str = "met") -> str:
    """Return a plain answer."""
    return f"  {check}:\n    status: {status}\n"


class Repository:
    """A repository with a catalog in `catalog/`, whose commits have the days that they are given."""

    def __init__(self, root: Path, *, folder: str = "catalog") -> None:
        """Make it, with the configuration not yet committed."""
        self.root = root
        self.catalog = root / folder
        self.catalog.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.write("catalog.yaml", CATALOG)
        self.write("standard.yaml", STANDARD)
        self.write("teams.yaml", TEAMS)

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git as a user would."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={
                **os.environ,
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "Ana P.",
                "GIT_AUTHOR_EMAIL": "ana@example.com",
                "GIT_COMMITTER_NAME": "Ana P.",
                "GIT_COMMITTER_EMAIL": "ana@example.com",
                **environment,
            },
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def write(self, name: str, text: str) -> None:
        """Write a file of the catalog."""
        path = self.catalog / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def service(self, name: str, checks: str = "", *, path: str | None = None, **rest: str | int) -> None:
        """Write a manifest."""
        self.write(path or f"services/{name}.yaml", manifest(name, checks, **rest))  # type: ignore[arg-type]

    def remove(self, name: str) -> None:
        """Delete a file of the catalog."""
        (self.catalog / name).unlink()

    def commit(self, day: str, message: str = "Change", *, author: str = "Ana P. <ana@example.com>") -> str:
        """Commit everything at noon of a day; return the id."""
        self.git("add", "-A")
        name, _, email = author.rstrip(">").partition(" <")
        when = day if ":" in day or day.startswith("@") else f"{day}T12:00:00Z"
        self.git(
            *("commit", "-q", "--allow-empty", "-m", message),
            GIT_AUTHOR_DATE=when,
            GIT_COMMITTER_DATE=when,
            GIT_AUTHOR_NAME=name,
            GIT_AUTHOR_EMAIL=email,
        )
        return self.git("rev-parse", "HEAD")

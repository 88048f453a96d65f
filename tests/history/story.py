"""A repository in which everything happens that can happen to a catalog, one commit at a time."""

from dataclasses import dataclass
from pathlib import Path

from history.repository import STANDARD, TEAMS, Repository, alerts, answer, manifest

SCAN = """\
schema_version: 1
source: trivy
results:
  - {service: checkout, check: scan, collected_on: 2026-03-01, result: pass, url: "https://example.com/s"}
  - {service: nobody, check: scan, collected_on: 2026-03-01, result: pass}
"""
WAIVER = """\
schema_version: 1
kind: waiver
scope: {services: [basket]}
checks: [backups]
reason: Being replaced.
approved_by: ana
approved_on: 2026-04-01
expires_on: 2026-05-01
"""
PLATFORM = """\
schema_version: 1
id: k8s
name: Clusters
owner: team-b
checks:
  logs:
    status: met
"""
OWN_WAIVER = """\
  backups:
    status: unmet
    waiver: {reason: Later., approved_by: ana, approved_on: 2026-04-10, expires_on: 2026-06-01}
"""
REVIEW = """\
reviews:
  - date: 2026-03-10
    kind: launch
    decision: go-with-conditions
    reviewers: [{id: carla}]
    conditions: [{id: C-1, text: Log, check: logs, due_on: 2026-07-01}]
"""
RISKS = """\
risks:
  - id: R-1
    title: Prices
    cause: Old index
    consequence: Wrong price
    likelihood: 3
    impact: 4
    treatment: mitigate
    status: open
"""


@dataclass
class Story:
    """The repository and its commits by name, oldest first."""

    repository: Repository
    commits: dict[str, str]


def tell(root: Path) -> Story:  # noqa: PLR0915 - a story is told from its beginning to its end
    """Make the repository."""
    repo = Repository(root)
    told: dict[str, str] = {}

    def commit(name: str, day: str, message: str | None = None, **rest: str) -> None:
        told[name] = repo.commit(day, message or name, **rest)

    (root / "README.md").write_text("Not ours.\n", encoding="utf-8")
    repo.service("checkout", alerts("2026-01-05"))
    commit("begin", "2026-01-05")
    (root / "README.md").write_text("Not ours, either.\n", encoding="utf-8")
    repo.git("add", "-A")
    repo.commit("2026-01-06", "Elsewhere")
    repo.service("basket", alerts("2026-01-10") + answer("backups", "unmet"), owner="team-b")
    commit("second service", "2026-01-10", "Add basket (#12)")
    repo.service("checkout", alerts("2026-01-05") + answer("backups"))
    commit("answer", "2026-01-20")
    repo.service("checkout", alerts("2026-02-20") + answer("backups") + answer("logs"))
    commit("renewed after expiry", "2026-02-20")
    repo.write("services/basket.yaml", "schema_version: 1\nservice: [\n")
    commit("invalid", "2026-02-25")
    repo.service("basket", alerts("2026-02-26") + answer("backups", "unmet"), owner="team-b")
    commit("valid again", "2026-02-26")
    repo.write("evidence/trivy.yaml", SCAN)
    commit("robot", "2026-03-01")
    repo.service("checkout", alerts("2026-02-20") + answer("backups") + REVIEW + RISKS)
    commit("review", "2026-03-12", "Review of checkout\n\nSee merge request acme/readiness!77\n")
    repo.write("platforms/k8s.yaml", PLATFORM)
    commit("platform", "2026-03-15")
    repo.service(
        "checkout", alerts("2026-02-20") + answer("backups") + REVIEW + RISKS, more="  platforms: [k8s]\n"
    )
    commit("on the platform", "2026-03-16")
    repo.write("decisions/2026/w.yaml", WAIVER)
    commit("waiver", "2026-04-01", author="Ana P. <ana@example.com>")
    repo.service("basket", alerts("2026-02-26") + OWN_WAIVER, owner="team-b")
    commit("own waiver", "2026-04-10")
    harder = STANDARD.replace("id: logs, title: Logs, category: ops, level: silver", _LOGS).replace(
        'version: "1"', 'version: "2"'
    )
    repo.write("standard.yaml", harder)
    commit("standard", "2026-04-20")
    repo.git("mv", "catalog/services/basket.yaml", "catalog/services/cart.yaml")
    commit("moved", "2026-04-25")
    repo.remove("services/cart.yaml")
    repo.service("cart", alerts("2026-04-26"), owner="team-b", more="  former_ids: [basket]\n")
    commit("renamed", "2026-04-26")
    repo.service(
        "checkout",
        alerts("2026-02-20") + answer("backups") + REVIEW + RISKS,
        more="  platforms: [k8s]\n  depends_on:\n    - {service: cart, criticality: hard}\n",
    )
    commit("dependency", "2026-04-27")
    repo.service("search", answer("alerts", "unmet"), path="services/search/readiness.yaml")
    commit("third service", "2026-05-01")
    repo.service("search", alerts("2026-05-02"), path="services/search/readiness.yaml")
    commit("better", "2026-05-02", "first of the day")
    repo.service("search", alerts("2026-05-02") + answer("backups"), path="services/search/readiness.yaml")
    commit("better still", "2026-05-02", "second of the day")
    repo.git("revert", "--no-edit", "HEAD", GIT_COMMITTER_DATE="2026-05-03T12:00:00Z")
    told["reverted"] = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "side")
    repo.service("search", alerts("2026-05-02") + answer("logs"), path="services/search/readiness.yaml")
    repo.commit("2026-05-04", "on a branch")
    repo.service("side", answer("backups"))
    repo.commit("2026-05-05", "also on the branch")
    repo.git("checkout", "-q", "main")
    repo.write("teams.yaml", TEAMS.replace("people: [ben]", "people: [ben, carla]"))
    commit("teams", "2026-05-06")
    _merge(repo, "2026-05-07", "Merge pull request #31 from acme/side", "side")
    told["merge"] = repo.git("rev-parse", "HEAD")
    for branch in ("one", "two"):
        repo.git("checkout", "-q", "-b", branch, "main")
        repo.service(f"from-{branch}", answer("backups"))
        repo.commit("2026-05-08", branch)
    repo.git("checkout", "-q", "main")
    _merge(repo, "2026-05-09", "Octopus", "one", "two")
    told["octopus"] = repo.git("rev-parse", "HEAD")
    repo.write("services/copy.yaml", manifest("search", answer("logs")))
    commit("one id twice", "2026-05-10")
    repo.remove("services/copy.yaml")
    commit("once again", "2026-05-11")
    repo.write("catalog.yaml", "title: [\n")
    commit("broken configuration", "2026-05-12")
    repo.service("side", alerts("2026-05-13"))
    commit("meanwhile", "2026-05-13")
    repo.write("catalog.yaml", "schema_version: 1\ntitle: Past\nstandard: standard.yaml\n")
    commit("configured again", "2026-05-14")
    repo.remove("services/side.yaml")
    commit("deleted", "2026-05-20")
    return Story(repo, told)


_LOGS = "id: logs, title: Logs, category: ops, level: bronze, evidence: {required: true}"


def _merge(repo: Repository, day: str, message: str, *branches: str) -> None:
    when = f"{day}T12:00:00Z"
    repo.git(
        *("merge", "-q", "--no-ff", "-m", message, *branches), GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when
    )

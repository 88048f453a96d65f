"""Random changes of a catalog, of every kind."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from history.repository import STANDARD, TEAMS, Repository, alerts, answer
from history.story import OWN_WAIVER, PLATFORM, REVIEW, RISKS

IDS = [f"s{number}" for number in range(6)]
STANDARDS = [
    ("id: serves", "id: other"),
    ("max_age_days: 30", "max_age_days: 10"),
    ("level: bronze, mitigates: [loss]", "level: silver, weight: 3, mitigates: [loss]"),
    ("sources: [trivy]", "sources: [grype]"),
    ('version: "1"', 'version: "2"'),
]
TEAM_CHANGES = [("parent: shop, people: [ana]", new) for new in ("people: [ana]", "parent: shop")]


def delete(repo: Repository, dice: Random, _: str) -> None:
    """Delete a manifest, if there is one."""
    old = sorted(repo.catalog.glob("services/**/*.yaml"))
    if old:
        dice.choice(old).unlink()


def spoil(repo: Repository, dice: Random, _: str) -> None:
    """Make a manifest unreadable."""
    repo.write(_path(dice, dice.choice(IDS)), "service: [")


def reorganise(repo: Repository, dice: Random, _: str) -> None:
    """Give a team another parent, or other people."""
    repo.write("teams.yaml", TEAMS.replace(*dice.choice(TEAM_CHANGES)))


def provide(repo: Repository, dice: Random, _: str) -> None:
    """Write a platform."""
    repo.write("platforms/k8s.yaml", PLATFORM.replace("k8s", dice.choice(["k8s", "vms"])))


def decide(repo: Repository, dice: Random, day: str) -> None:
    """Write a central decision."""
    scopes = [f"services: [{dice.choice(IDS)}]", "teams: [shop]", "platforms: [k8s]", "services: [none]"]
    repo.write(
        f"decisions/{dice.randrange(3)}.yaml",
        f"schema_version: 1\nkind: waiver\nscope: {{{dice.choice(scopes)}}}\nchecks: [backups]\nreason: So.\n"
        f"approved_by: carla\napproved_on: {day}\nexpires_on: 2026-12-01\n",
    )


def scan(repo: Repository, dice: Random, day: str) -> None:
    """Write what a robot found."""
    repo.write(
        f"evidence/{dice.randrange(3)}.yaml",
        "schema_version: 1\nsource: trivy\nresults:\n"
        f"  - {{service: {dice.choice(IDS)}, check: scan, collected_on: {day}, result: pass}}\n"
        f"  - {{service: {dice.choice(IDS)}, check: scan, collected_on: {day}, result: fail}}\n",
    )


def rank(repo: Repository, dice: Random, _: str) -> None:
    """Say the tier of a service beside its manifest."""
    repo.write("tiers.yaml", f"schema_version: 1\ntiers: {{{dice.choice(IDS)}: {dice.choice([1, 2])}}}\n")


def raise_the_bar(repo: Repository, dice: Random, _: str) -> None:
    """Change the standard."""
    old, new = dice.choice(STANDARDS)
    assert old in STANDARD
    repo.write("standard.yaml", STANDARD.replace(old, new))


def rename(repo: Repository, dice: Random, _: str) -> None:
    """Give a service another id, and say so."""
    name = dice.choice(IDS)
    for old in repo.catalog.glob(f"services/**/{name}.yaml"):
        old.unlink()
    repo.service(f"{name}-now", answer("logs"), more=f"  former_ids: [{name}]\n")


def write(repo: Repository, dice: Random, day: str) -> None:
    """Write a manifest anew."""
    name = dice.choice(IDS)
    more = [
        "  platforms: [k8s]\n",
        "  traits: {serves: true}\n",
        f"  former_ids: [{dice.choice(IDS)}x]\n",
        f"  depends_on:\n    - {{service: {dice.choice(IDS)}, criticality: hard}}\n",
        "",
    ]
    checks = [
        alerts(day),
        answer("backups"),
        alerts(day) + answer("backups"),
        alerts("2027-05-05") + answer("logs"),
        alerts(day) + OWN_WAIVER,
        answer("backups", "partial") + REVIEW + RISKS,
    ]
    path = _path(dice, name)
    repo.service(name, dice.choice(checks), path=path, more=dice.choice(more), tier=dice.choice([1, 2]))


CHANGES: list[Callable[[Repository, Random, str], None]] = [
    *(delete, spoil, reorganise, provide, decide, scan, rank, raise_the_bar, rename),
    *[write] * 6,
]
"""What may happen; manifests are written most often."""


def shaken(repo: Repository, seed: int, commits: int) -> list[str]:
    """Make so many commits of random changes, and merges now and then; return their ids, oldest first."""
    dice = Random(seed)  # noqa: S311 - nothing secret is drawn
    day = date(2026, 1, 1)
    made = []
    for number in range(commits):
        for _ in range(dice.choice([1, 1, 1, 3])):
            dice.choice(CHANGES)(repo, dice, day.isoformat())
        made.append(repo.commit(day.isoformat()))
        if number % 7 == 6:
            made.append(_merged(repo, dice, day.isoformat()))
        day += timedelta(days=dice.randrange(9))
    return made


def _merged(repo: Repository, dice: Random, day: str) -> str:
    """Merge a branch with a change of its own."""
    repo.git("checkout", "-q", "-b", "side")
    dice.choice(CHANGES)(repo, dice, day)
    repo.commit(day, "Aside")
    repo.git("checkout", "-q", "main")
    when = f"{day}T13:00:00Z"
    dated = {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #5 from acme/side", "side", **dated)
    repo.git("branch", "-q", "-D", "side")
    return repo.git("rev-parse", "HEAD")


def _path(dice: Random, name: str) -> str:
    return f"services/{dice.choice(['', 'a/', 'b/'])}{name}.yaml"

"""Random histories: every snapshot is what reading its commit gives."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from gonogo.read import read
from gonogo.read.commits import Commit
from gonogo.read.history import History, snapshots
from history.repository import STANDARD, TEAMS, Repository, alerts, answer
from history.story import PLATFORM

TODAY = date(2026, 12, 31)
IDS = [f"s{number}" for number in range(6)]


def change(repo: Repository, dice: random.Random, day: str) -> None:
    """Do something to the catalog."""
    name = dice.choice(IDS)
    path = repo.catalog / f"services/{dice.choice(['', 'a/', 'b/'])}{name}.yaml"
    match dice.randrange(12):
        case 0 if old := sorted(repo.catalog.glob("services/**/*.yaml")):
            dice.choice(old).unlink()
        case 1:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("service: [", encoding="utf-8")
        case 2:
            teams = TEAMS.replace(
                "parent: shop, people: [ana]", dice.choice(["people: [ana]", "parent: shop"])
            )
            repo.write("teams.yaml", teams)
        case 3:
            repo.write("platforms/k8s.yaml", PLATFORM.replace("k8s", dice.choice(["k8s", "vms"])))
        case 4:
            scope = dice.choice(
                [f"services: [{name}]", "teams: [shop]", "platforms: [k8s]", "services: [none]"]
            )
            repo.write(
                f"decisions/{dice.randrange(3)}.yaml",
                f"schema_version: 1\nkind: waiver\nscope: {{{scope}}}\nchecks: [backups]\nreason: So.\n"
                f"approved_by: carla\napproved_on: {day}\nexpires_on: 2026-12-01\n",
            )
        case 5:
            repo.write(
                f"evidence/{dice.randrange(3)}.yaml",
                "schema_version: 1\nsource: trivy\nresults:\n"
                f"  - {{service: {name}, check: scan, collected_on: {day}, result: pass}}\n"
                f"  - {{service: {dice.choice(IDS)}, check: scan, collected_on: {day}, result: fail}}\n",
            )
        case 6:
            repo.write("tiers.yaml", f"schema_version: 1\ntiers: {{{name}: {dice.choice([1, 2])}}}\n")
        case 7:
            repo.write(
                "standard.yaml", STANDARD.replace("id: serves", f"id: {dice.choice(['serves', 'other'])}")
            )
        case _:
            path.parent.mkdir(parents=True, exist_ok=True)
            more = dice.choice(
                [
                    "  platforms: [k8s]\n",
                    "  traits: {serves: true}\n",
                    f"  former_ids: [{dice.choice(IDS)}x]\n",
                    f"  depends_on:\n    - {{service: {dice.choice(IDS)}, criticality: hard}}\n",
                    "",
                ]
            )
            checks = dice.choice([alerts(day), answer("backups"), alerts("2027-05-05") + answer("logs")])
            target = path.relative_to(repo.catalog).as_posix()
            repo.service(name, checks, path=target, more=more, tier=dice.choice([1, 2]))


@pytest.mark.parametrize("seed", range(6))
def test_a_snapshot_is_what_reading_its_commit_gives(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    repo = Repository(tmp_path)
    day = date(2026, 1, 1)
    for _ in range(40):
        for _ in range(dice.choice([1, 1, 1, 3])):
            change(repo, dice, day.isoformat())
        repo.commit(day.isoformat())
        day += timedelta(days=dice.randrange(9))
    history = History(repo.catalog)
    for each in snapshots(history, TODAY):
        commit = Commit(history.git, repo.catalog, each.moment.commit)
        catalog = read(commit, day=each.moment.day, today=TODAY).catalog
        assert catalog == each.catalog, each.moment.commit

# ruff: noqa: INP001  a script, not a package
"""Mutation testing: change the code in small ways, and count the changes that no test notices.

    make mutate                      all changes of all parts: hours
    make mutate SAMPLE=40            as many of each part, by chance but the same every time
    python scripts/mutate.py --sample 40 reader paths

Works on a copy in build/mutate/, one part after the other; a part that is interrupted goes on where it was.
Prints for each part what was killed, and the changes that survived. Ends with 1 below the share that we want.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome, WorkResult

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build" / "mutate"
WANTED = 0.85
"""Share of changes that tests must notice."""

TIMEOUT = 120
CONFIGURATION = "mutate.toml"
COPIED = (
    "generator",
    "schemas",
    "site_templates",
    "catalog",
    "tests",
    "scripts",
    "pyproject.toml",
    "mkdocs.yml",
)
NOT_MEANT = ("core/ReplaceBinaryOperator_BitOr_.*",)
"""Operators that hit annotations (`str | None`), which anything notices."""


class Part(NamedTuple):
    """Modules below generator/gonogo, and the tests that must notice a change of them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = {
    "reader": Part(
        ("read/yaml12.py", "read/lines.py", "read/suspicions.py", "read/document.py"),
        (
            "tests/read/test_yaml12.py",
            "tests/read/test_lines.py",
            "tests/read/test_mend.py",
            "tests/read/test_examples.py",
        ),
    ),
    "rules": Part(
        ("read/rules.py", "read/fleet.py"),
        ("tests/read/test_binding.py", "tests/read/test_reading.py", "tests/read/test_examples.py"),
    ),
    "scoring": Part(
        (
            "assess/states.py",
            "assess/evidence.py",
            "assess/scorecards.py",
            "assess/sums.py",
            "assess/verdict.py",
        ),
        ("tests/assess",),
    ),
    "paths": Part(
        ("read/files.py", "read/urls.py", "site/target.py", "site/sources.py"),
        (
            "tests/read/test_files.py",
            "tests/read/test_urls.py",
            "tests/site/test_target.py",
            "tests/hostile/test_places.py",
            "tests/read/test_examples.py",
        ),
    ),
}


def main() -> int:
    """Test the parts that are asked for; return 1 where too many changes of one survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="changes of each part; 0 for all")
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=[*PARTS, []])
    asked = parser.parse_args()
    shares = [tested(name, asked.sample) for name in asked.parts]
    return int(min(shares) < WANTED)


def tested(name: str, sample: int) -> float:
    """Return the share of changes of a part that tests notice."""
    folder = PLACE / name
    session = folder / "session.sqlite"
    if not session.exists():
        _lay_out(folder, PARTS[name])
        _run(folder, "cosmic-ray", "baseline", CONFIGURATION)
        _run(folder, "cosmic-ray", "init", CONFIGURATION, session.name)
        _run(folder, "cr-filter-operators", session.name, CONFIGURATION)
    if sample:
        _leave(session, sample)
    _run(folder, "cosmic-ray", "exec", CONFIGURATION, session.name)
    return _told(name, folder, session)


def _lay_out(folder: Path, part: Part) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in COPIED:
        source = ROOT / each
        if source.is_dir():
            shutil.copytree(source, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, folder / each)
    modules = [f"generator/gonogo/{each}" for each in part.modules]
    # Without compiled files: a change within the second of the last one must not be overlooked.
    command = f"{sys.executable} -B -m pytest -q -x -p no:cacheprovider {' '.join(part.tests)}"
    (folder / CONFIGURATION).write_text(
        f"[cosmic-ray]\nmodule-path = {json.dumps(modules)}\ntimeout = {TIMEOUT}.0\nexcluded-modules = []\n"
        f"test-command = {json.dumps(command)}\n[cosmic-ray.distributor]\nname = 'local'\n"
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {json.dumps(NOT_MEANT)}\n",
        "utf-8",
    )


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program that is installed beside this Python, on the copy and not on what is installed."""
    own = {"PYTHONPATH": "generator", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    subprocess.run(command, cwd=folder, check=True, env=os.environ | own)  # noqa: S603 - our own programs


def _leave(session: Path, sample: int) -> None:
    """Leave so many changes to be tested, and skip the others."""
    with use_db(str(session), WorkDB.Mode.open) as database:
        done = {job for job, _ in database.results}
        waiting = sorted(
            (item for item in database.work_items if item.job_id not in done),
            key=lambda item: str(item.mutations),
        )
        random.Random(7).shuffle(waiting)  # noqa: S311 - a sample, no secret
        for item in waiting[sample:]:
            database.set_result(item.job_id, WorkResult(output="", worker_outcome=WorkerOutcome.SKIPPED))


def _told(name: str, folder: Path, session: Path) -> float:
    """Print what became of a part; return the share of changes that were noticed."""
    with use_db(str(session), WorkDB.Mode.open) as database:
        found = [(item, result) for item, result in database.completed_work_items if result.test_outcome]
    survived = [item for item, result in found if not result.is_killed]
    share = 1 - len(survived) / len(found) if found else 0.0
    sys.stdout.write(f"{name}: {len(found) - len(survived)} of {len(found)} killed, {share:.0%}\n")
    for item in survived:
        for each in item.mutations:
            line, column = each.start_pos
            text = (folder / each.module_path).read_text("utf-8").split("\n")[line - 1].strip()
            sys.stdout.write(f"  {each.module_path}:{line}:{column} {each.operator_name}: {text}\n")
    return share


if __name__ == "__main__":
    sys.exit(main())

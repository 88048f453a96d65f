"""Faults that take minutes, or a file system of their own: `make test-slow`."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cli.places import DAY, ROOT
from hostile.processes import digest, environment, leftovers, run, started
from portals import catalogs

pytestmark = pytest.mark.slow

KILLS = 100
DAYS = (DAY, "2026-12-24")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a folder with a catalog and its portal."""
    catalogs.write(tmp_path / "catalog")
    done = run(tmp_path, "build", "--as-of", DAY)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_100_killed_builds_leave_the_old_portal_or_the_new_one(built: Path) -> None:
    portals = {}
    seconds = 0.0
    for day in (*DAYS[::-1], *DAYS[::-1]):
        begun = time.monotonic()
        assert run(built, "build", "--as-of", day).returncode == 0
        seconds = time.monotonic() - begun
        portals[digest(built / "site")] = day
    assert set(portals.values()) == set(DAYS)
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    held, killed, seen = DAY, 0, set()
    for number in range(KILLS):
        other = DAYS[held == DAYS[0]]
        process = started(built, "build", "--as-of", other)
        time.sleep(chance.uniform(0, seconds * 1.1))
        process.kill()
        process.communicate()
        killed += process.returncode != 0
        assert digest(built / "site") in portals, number
        held = portals[digest(built / "site")]
        seen.add((bool(leftovers(built)), held == other))
    assert killed > KILLS // 3
    assert (True, False) in seen
    assert run(built, "build", "--as-of", DAY).returncode == 0
    assert leftovers(built) == []
    assert portals[digest(built / "site")] == DAY


def mounted(folder: Path, kind: str, size: int) -> dict[str, Any]:
    """Build below a file system of its own; fails where the system lets nobody make one."""
    script = Path(__file__).with_name("mounted.py")
    namespace = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    done = subprocess.run(
        [*namespace, sys.executable, str(script), str(folder), kind, str(size)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(folder, PYTHONPATH=os.pathsep.join([str(ROOT / "generator"), str(ROOT / "tests")])),
    )
    assert done.returncode == 0, f"a mount namespace is needed: root, or user namespaces\n{done.stderr}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("room", [0.01, 0.2, 0.5, 0.8, 0.95])
def test_a_disk_that_fills_up_keeps_the_old_portal(built: Path, room: float) -> None:
    used = sum(
        -(-path.stat().st_size // 4096) * 4096 if path.is_file() else 4096
        for path in (built / "site").rglob("*")
    )
    told = mounted(built, "full", int(used * (1 + room)))
    assert told["code"] == 3, told["said"]
    last = told["said"].strip().splitlines()[-1]
    assert last.startswith("error[GN901]: environment error:")
    assert "No space left on device" in last
    assert "Traceback" not in told["said"]
    assert told["is_old"]
    assert told["leftovers"] == []
    assert told["validated"] == 0


def test_a_read_only_disk_is_told_and_validating_needs_none(built: Path) -> None:
    told = mounted(built, "read-only", 64 * 1024 * 1024)
    assert told["code"] == 3
    assert "Read-only file system" in told["said"]
    assert "Traceback" not in told["said"]
    assert told["is_old"]
    assert told["validated"] == 0


def _keep_bytecode(sources: Path) -> None:
    """Leave what using the sources leaves beside them."""
    for folder in ("site_templates", "generator/gonogo"):
        (sources / folder / "__pycache__").mkdir()
        (sources / folder / "__pycache__" / "pages.home.cpython-311.pyc").write_bytes(b"kept")


def test_two_wheels_of_the_same_sources_are_the_same_bytes(tmp_path: Path) -> None:
    sums = []
    for name, mask in (("one", 0o022), ("two", 0o077)):
        sources = tmp_path / name
        wanted = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        for path in wanted:
            if (ROOT / path).is_file():
                (sources / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, sources / path)
        if name == "two":
            _keep_bytecode(sources)
        before = os.umask(mask)
        try:
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "pip",
                    "wheel",
                    "--quiet",
                    "--no-deps",
                    "--wheel-dir",
                    ".",
                    str(sources),
                ],
                cwd=tmp_path / name,
                check=True,
                env={
                    **os.environ,
                    "SOURCE_DATE_EPOCH": "1767225600",
                    "PYTHONHASHSEED": str(len(name) + mask),
                },
            )
        finally:
            os.umask(before)
        (wheel,) = (tmp_path / name).glob("gonogo-*.whl")
        sums.append(wheel.read_bytes())
    assert sums[0] == sums[1]

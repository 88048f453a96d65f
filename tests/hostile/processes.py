"""`gonogo` in a process of its own, and what its portal holds."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import gonogo

COMMAND = [sys.executable, "-m", "gonogo"]
PACKAGE = str(Path(gonogo.__file__).parent.parent)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of another test is remembered."""
    own = {"PYTHONPATH": PACKAGE, "GONOGO_CACHE_DIR": str(folder / ".remembered"), "GITHUB_ACTIONS": ""}
    return {**os.environ, **own, **more}


def run(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def started(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a command."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=environment(folder), stdout=pipe, stderr=pipe
    )


def digest(site: Path) -> str:
    """Return what tells one portal from any other: every name and every byte."""
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(site)}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def leftovers(folder: Path) -> list[str]:
    """Return what builds have left beside the portal."""
    return sorted(path.name for path in folder.glob("site.*"))

"""Builds below file systems of its own: one that is full, one that is read-only. Runs in a mount namespace.

    unshare --map-root-user --mount python mounted.py FOLDER full|read-only SIZE

mounts a file system of SIZE bytes on FOLDER/disk, puts the portal that FOLDER/site holds there, builds
another one, and prints as JSON how that ended, what it said, and what lies there then.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from hostile.processes import digest, leftovers, run


def main(folder: Path, kind: str, size: int) -> None:
    """Mount, build, tell."""
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True)
    shutil.copytree(folder / "site", disk / "site")
    if kind == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    before = digest(disk / "site")
    own = {"GONOGO_CACHE_DIR": str(disk / "remembered")}
    done = run(folder, "build", "--as-of", "2026-12-24", "--site-dir", "disk/site", "--quiet", **own)
    checked = run(folder, "validate", **own)
    told = {
        "code": done.returncode,
        "said": done.stderr,
        "is_old": digest(disk / "site") == before,
        "leftovers": leftovers(disk),
        "validated": checked.returncode,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

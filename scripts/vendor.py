# ruff: noqa: INP001  a script, not a package
"""Bring the front-end libraries from npm into `site_templates/assets/vendor/`, as vendor.json names them.

    python scripts/vendor.py           bring every package and write its checksums
    python scripts/vendor.py --check   compare the files that are there with their checksums; no network

To update a library, change its version in vendor.json and run the first. `npm pack` itself checks what
it downloads against the registry's integrity value.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "site_templates" / "assets" / "vendor"
TABLE = FOLDER / "vendor.json"


def main(arguments: list[str]) -> int:
    """Do what the command line says; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    if not parser.parse_args(arguments).check:
        bring()
    wrong = list(differences())
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


def bring() -> None:
    """Fetch every package of vendor.json, take its files out, and write down what they are."""
    table = json.loads(TABLE.read_text("utf-8"))
    for package in table["packages"]:
        with tempfile.TemporaryDirectory() as folder:
            contents = fetch(f"{package['name']}@{package['version']}", Path(folder))
            package["licence"] = json.loads(contents["package/package.json"])["license"]
            for file in package["files"]:
                content = contents[f"package/{file['from']}"]
                target = FOLDER / file["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                file["sha256"] = hashlib.sha256(content).hexdigest()
    TABLE.write_text(json.dumps(table, indent=2) + "\n", "utf-8")


def fetch(specification: str, folder: Path) -> dict[str, bytes]:
    """Return the files of an npm package by their paths."""
    command = ["npm", "pack", "--silent", "--ignore-scripts", f"--pack-destination={folder}", specification]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - names from vendor.json
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: stream.read() for member in members if (stream := archive.extractfile(member))}


def differences() -> Iterator[str]:
    """Yield what differs between vendor.json and the files that are there."""
    known = {TABLE}
    for file in files():
        path = FOLDER / file["path"]
        known.add(path)
        if not path.is_file():
            yield f"{file['path']}: missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
            yield f"{file['path']}: not what vendor.json says"
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path not in known:
            yield f"{path.relative_to(FOLDER)}: not in vendor.json"


def files() -> Iterator[dict[str, Any]]:
    """Yield every file that vendor.json names."""
    for package in json.loads(TABLE.read_text("utf-8"))["packages"]:
        yield from package["files"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

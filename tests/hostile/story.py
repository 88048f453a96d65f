"""A past for the hostile catalog: commits whose subjects and authors mean harm, too."""

import os
import subprocess
from pathlib import Path

from hostile.catalogs import Swap
from hostile.payloads import CONTROLS, HTML, LINES

SUBJECTS = (*HTML[:6], *CONTROLS[:2], *LINES[1:3])
AUTHOR = "\"' onmouseover=canary(44) x=\x1b[31m"


def commit(folder: Path, day: str, subject: str, author: str) -> None:
    """Commit all that there is in `folder`."""
    stamp = f"{day}T12:00:00Z"
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": stamp,
        "GIT_COMMITTER_DATE": stamp,
    }
    name = ["-c", f"user.name={author}", "-c", "user.email=a@example.com"]
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*name, "commit", "--quiet", "--message", subject],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, env=os.environ | own)


def tell(folder: Path, swap: Swap = str) -> None:
    """Commit the catalog in `folder`, and one answer after the other."""
    answers = {}
    for number in range(len(SUBJECTS)):
        path = folder / "catalog" / "services" / f"t{number}" / f"s{number}.yaml"
        answers[path] = path.read_text("utf-8")
        path.write_text(answers[path].replace('"status": "met"', '"status": "unmet"'), "utf-8")
    commit(folder, "2026-10-01", swap(SUBJECTS[0]), swap(AUTHOR))
    for number, (path, text) in enumerate(answers.items()):
        path.write_text(text, "utf-8")
        commit(folder, f"2026-11-{17 + number // 2}", swap(SUBJECTS[number]), swap(AUTHOR))

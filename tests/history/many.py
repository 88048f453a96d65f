"""A repository with any number of commits, made by `git fast-import` in seconds."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from history.repository import Repository, answer, manifest

SERVICES = 1_000
BEGIN = 1_700_000_000
"""Seconds since 1970 of the first commit."""

_STEP = 1_000


def make(root: Path, commits: int) -> Repository:
    """Make a repository in which each commit after the first changes one of a thousand manifests.

    A manifest goes to and fro between two versions, so there are only two thousand of them.
    """
    repo = Repository(root)
    importing = ["git", "-C", str(root), "fast-import", "--quiet"]
    stream = b"".join(_commits(repo, commits))
    subprocess.run(importing, input=stream, check=True)
    repo.git("reset", "-q", "--hard")
    return repo


def _commits(repo: Repository, commits: int) -> Iterator[bytes]:
    yield _head(BEGIN)
    for name in ("catalog.yaml", "standard.yaml", "teams.yaml"):
        yield _file(name, (repo.catalog / name).read_text(encoding="utf-8"))
    for number in range(SERVICES):
        yield _file(_path(number), manifest(_id(number)))
    for commit in range(commits):
        number = commit * 7 % SERVICES
        checks = "" if commit // SERVICES % 2 else answer("backups")
        yield _head(BEGIN + commit * _STEP)
        yield _file(_path(number), manifest(_id(number), checks))


def _head(seconds: int) -> bytes:
    return b"commit refs/heads/main\ncommitter Ana <ana@example.com> %d +0000\ndata 6\nChange\n" % seconds


def _file(name: str, text: str) -> bytes:
    content = text.encode()
    return b"M 100644 inline catalog/%s\ndata %d\n%s\n" % (name.encode(), len(content), content)


def _id(number: int) -> str:
    return f"s{number:04d}"


def _path(number: int) -> str:
    return f"services/{number % 32}/{_id(number)}.yaml"

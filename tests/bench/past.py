"""Made histories: a repository in which years of commits have changed the manifests of a made catalog."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from bench import catalogs
from bench.services import Organisation, days_ago

SINCE = 730
"""Days over which the commits are spread."""

_STAMP = "made"
_COLLECTED = re.compile(r'collected_on: "[0-9-]+"')
_STATUS = re.compile(r"^    status: (?:met|partial|unmet)$(?=\n    evidence:)", re.MULTILINE)
_DESCRIPTION = re.compile(r"^  description: .*$", re.MULTILINE)
_STATUSES = ("met", "met", "partial", "unmet")


@dataclass(frozen=True, slots=True)
class Past:
    """An organisation and how many commits there are after the one that brings its catalog.

    Each of them changes one manifest, so there are as many versions as services and commits together.
    """

    organisation: Organisation
    commits: int

    @property
    def versions(self) -> int:
        """How many versions of manifests there are, all of them different."""
        return self.organisation.services + self.commits


def make(folder: Path, past: Past) -> Path:
    """Make the repository in `folder` with the catalog in `catalog/`, unless it is there; return `folder`."""
    stamp = f"{past} {catalogs.fingerprint()} {_fingerprint()}"
    made = folder / ".git" / _STAMP
    if made.is_file() and made.read_text(encoding="utf-8") == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    catalogs.make(folder / "catalog", past.organisation)
    _git(folder, "init", "-q", "-b", "main")
    (folder / ".git" / "info" / "exclude").write_text(".made\n", encoding="utf-8")
    importing = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(importing, stdin=subprocess.PIPE, env=_environment()) as process:
        assert process.stdin is not None, "it is a pipe"
        _tell(process.stdin, folder / "catalog", past)
        process.stdin.close()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, importing)
    _git(folder, "reset", "-q", "--hard")
    made.write_text(stamp, encoding="utf-8")
    return folder


def _fingerprint() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def _tell(stream: IO[bytes], catalog: Path, past: Past) -> None:
    """Write all commits as git fast-import reads them."""
    begin = days_ago(SINCE)
    _commit(stream, begin, "Begin", _files(catalog))
    texts: dict[str, str] = {}
    random = past.organisation.random("past")
    for number in range(past.commits):
        index = random.randrange(past.organisation.services)
        name = catalogs.manifest_name(index, past.organisation)
        day = begin + timedelta(days=1 + number * (SINCE - 1) // past.commits)
        text = texts.get(name) or (catalog / name).read_text(encoding="utf-8")
        texts[name] = _edited(text, number, day)
        changed = [(f"catalog/{name}", texts[name].encode())]
        _commit(stream, day, f"Renew what is said of {name} (#{number + 1})", changed)


def _files(catalog: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for path in catalog.rglob("*") if path.suffix == ".yaml"):
        yield f"catalog/{path.relative_to(catalog).as_posix()}", path.read_bytes()


def _edited(text: str, number: int, day: date) -> str:
    """Return a manifest with a piece of evidence renewed and one answer given anew."""
    dates, answers = (list(pattern.finditer(text)) for pattern in (_COLLECTED, _STATUS))
    texts = {}
    if answers:
        texts[answers[number % len(answers)].span()] = f"    status: {_STATUSES[number % len(_STATUSES)]}"
    if dates:
        texts[dates[number % len(dates)].span()] = f'collected_on: "{day}"'
    for (start, end), new in sorted(texts.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return _DESCRIPTION.sub(f"  description: Keeps edition {number} of it.", text, count=1)


def _commit(stream: IO[bytes], day: date, message: str, files: Iterable[tuple[str, bytes]]) -> None:
    seconds = int(datetime.combine(day, time(12), UTC).timestamp())
    said = message.encode()
    stream.write(b"commit refs/heads/main\ncommitter Ana <ana@example.com> %d +0000\n" % seconds)
    stream.write(b"data %d\n%s\n" % (len(said), said))
    for name, content in files:
        stream.write(b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(content), content))


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=_environment())


def _environment() -> dict[str, str]:
    """Return an environment in which no configuration of the caller's plays a part."""
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

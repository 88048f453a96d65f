"""Git, run in one hardened place: plumbing only, no program that a repository's own configuration names.

A repository's `.git/config` can name programs (fsmonitor, hooks, textconv, gpg, pagers) that many
git commands then run. Those used here run none of them, and the options below switch them off twice.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gonogo.model.failure import BaseNotFoundError, GitError

TIMEOUT = 120
"""Seconds that one git command may take; streams are bounded by their reader."""

_SWITCHED_OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.orderFile=/dev/null",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_OPTIONS = (
    *(part for setting in _SWITCHED_OFF for part in ("-c", setting)),
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    "--no-pager",
)
_KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP", "USERPROFILE", "XDG_CONFIG_HOME")
_CHUNK = 1 << 20
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


class Git:
    """The repository around a folder."""

    def __init__(self, folder: Path) -> None:
        """Find the repository; raise GitError where there is none, or git is missing."""
        program = shutil.which("git")
        if program is None:
            raise GitError("git is not installed", "install git; history and differences need it")
        self._program = program
        self._folder = os.fspath(folder)
        self._safe = _safe_directories(program)
        self._is_partial: bool | None = None
        self.top = Path(self.line("rev-parse", "--show-toplevel"))
        self._folder = os.fspath(self.top)

    def _command(self, arguments: Iterable[str]) -> list[str]:
        return [self._program, *_OPTIONS, *self._safe, "-C", self._folder, *arguments]

    def run(self, *arguments: str) -> bytes:
        """Return what a git command prints; raise GitError with what it complains of."""
        try:
            done = subprocess.run(  # noqa: S603 - the program is git, the arguments are ours or checked
                self._command(arguments),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {arguments[0]} took longer than {TIMEOUT} seconds") from error
        if done.returncode != 0:
            raise _failed(arguments[0], done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def line(self, *arguments: str) -> str:
        """Return the first line that a git command prints."""
        return self.run(*arguments).decode("utf-8", "surrogateescape").split("\n", 1)[0]

    @contextmanager
    def stream(self, *arguments: str) -> Iterator[IO[bytes]]:
        """Give the output of a git command while it runs; raise GitError where it breaks off.

        A reader who has enough may leave early: then the command is ended.
        """
        with subprocess.Popen(  # noqa: S603 - the same
            self._command(arguments),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            try:
                yield process.stdout
                if not process.stdout.read(1) and process.wait(TIMEOUT):
                    raise GitError(
                        f"git {arguments[0]} broke off: objects are missing from this clone",
                        "run `git fsck`, or clone anew",
                    )
            finally:
                process.kill()

    def commit(self, revision: str) -> str:
        """Return the id of the commit that `revision` names; nothing else ever reaches git unchecked."""
        if not revision or revision.startswith("-") or "\0" in revision or "@{-" in revision:
            raise BaseNotFoundError(f"'{revision}' is not a revision")
        try:
            found = self.line(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
            )
        except GitError as error:
            if self.is_shallow():
                hint = "the clone is shallow; run `git fetch --unshallow`, or check out with fetch-depth: 0"
            else:
                hint = f"run `git fetch origin {revision}`, or name another revision"
            raise BaseNotFoundError(f"there is no commit '{revision}' here", hint) from error
        if not _OBJECT.match(found):
            raise BaseNotFoundError(f"'{revision}' is not a commit")
        return found

    def is_shallow(self) -> bool:
        """Tell whether history ends where a shallow clone was cut."""
        return self.line("rev-parse", "--is-shallow-repository") == "true"

    def boundary(self) -> bytes:
        """Return the commits at which a shallow clone was cut, as git keeps them."""
        path = self.top / self.line("rev-parse", "--git-path", "shallow")
        try:
            return path.read_bytes()
        except OSError:
            return b""

    def is_partial(self) -> bool:
        """Tell whether a clone left objects behind, to be fetched when they are asked for."""
        try:
            return bool(
                self.run("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
            )
        except GitError:
            return False

    def local_objects(self) -> frozenset[str]:
        """Return the ids of all objects that are here, without fetching any."""
        asked = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
        return frozenset(self.run(*asked).decode().split())

    def inside(self, folder: Path) -> str:
        """Return a folder of the work tree as git names it: relative to the top, `` for the top itself."""
        relative = os.path.relpath(os.path.realpath(folder), os.path.realpath(self.top))
        if relative == ".." or relative.startswith(f"..{os.sep}"):
            raise GitError(f"{folder} is outside the repository {self.top}")
        return "" if relative == "." else relative.replace(os.sep, "/")

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[bytes | None]:
        """Yield the content of each blob, None for one that is missing or larger than `limit` bytes.

        Nothing is ever fetched: of a partial clone only what is here is asked for.
        """
        wanted = list(ids)
        if self._is_partial is None:
            self._is_partial = self.is_partial()
        if self._is_partial:
            here = self.local_objects()
            held = self._asked([each for each in wanted if each in here], limit)
            yield from (next(held, None) if each in here else None for each in wanted)
        else:
            yield from self._asked(wanted, limit)

    def _asked(self, ids: list[str], limit: int) -> Iterator[bytes | None]:
        process = subprocess.Popen(  # noqa: S603 - the same
            self._command(("cat-file", "--batch")),
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with process:
            yield from _contents(process, ids, limit)


def _contents(process: subprocess.Popen[bytes], ids: list[str], limit: int) -> Iterator[bytes | None]:
    """Ask `cat-file --batch` for blobs, some hundred at a time so that no pipe fills up."""
    asked, answers = process.stdin, process.stdout
    assert asked is not None  # noqa: S101 - both are pipes
    assert answers is not None  # noqa: S101
    share = 200
    for start in range(0, len(ids), share):
        wanted = ids[start : start + share]
        asked.write("".join(f"{each}\n" for each in wanted).encode())
        asked.flush()
        for _ in wanted:
            yield _one(answers, limit)


def _one(answers: IO[bytes], limit: int) -> bytes | None:
    header = answers.readline().split()
    if len(header) != 3:  # noqa: PLR2004 - id, type, size; else `missing`
        return None
    size = int(header[2])
    if size <= limit:
        content = answers.read(size)
        answers.read(1)
        return content if header[1] == b"blob" else None
    for start in range(0, size + 1, _CHUNK):
        answers.read(min(_CHUNK, size + 1 - start))
    return None


def _safe_directories(program: str) -> list[str]:
    """Return the user's own `safe.directory`, which hiding the global configuration would lose."""
    done = subprocess.run(  # noqa: S603 - the program is git, the arguments are constant
        [program, "config", "--global", "--get-all", "safe.directory"],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=TIMEOUT,
    )
    values = done.stdout.decode("utf-8", "surrogateescape").splitlines() if done.returncode == 0 else []
    return [part for value in values for part in ("-c", f"safe.directory={value}")]


def _failed(command: str, said: str) -> GitError:
    """Return git's complaint in our words where it is one that people meet."""
    if "must be run in a work tree" in said or "bare repository" in said:
        return GitError("this is a bare repository, without files", "clone it, and work in the clone")
    if "not a git repository" in said:
        return GitError("this is not a git repository", "run `git init`, or work in a clone")
    if "dubious ownership" in said:
        found = re.search(r"git config --global --add safe\.directory \S+", said)
        hint = f"run `{found.group()}`" if found else "run `git config --global --add safe.directory FOLDER`"
        return GitError("git does not trust this folder: it belongs to another user", hint)
    last = said.strip().split("\n")[-1][:200]
    return GitError(f"git {command} failed: {last}" if last else f"git {command} failed")

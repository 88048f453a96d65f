"""The first-parent history of a folder as git tells it: commits and the blobs that they changed."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import IO

from msgspec.structs import replace

from gonogo.model.history import Moment
from gonogo.model.noun import Noun
from gonogo.read.git import Git

REGULAR = ("100644", "100755", "100664")
EARLIEST = date(2005, 4, 7)
"""The first day on which anybody can have committed anything: that of git's own first commit."""

_NO_FILE = ("000000", "160000")
_FIELDS = ("%H", "%P", "%ct", "%an", "%ae", "%s", "%b")
_CHUNK = 1 << 16
_REQUESTS = (
    re.compile(r"Merge pull request #([0-9]{1,9})\b"),
    re.compile(r"^See merge request [^\s!]*!([0-9]{1,9})\s*$", re.MULTILINE),
    re.compile(r"Merged PR ([0-9]{1,9}):"),
    re.compile(r"\(pull request #([0-9]{1,9})\)"),
    re.compile(r"\A[^\n]*\((?:#|!)([0-9]{1,9})\)\s*$", re.MULTILINE),
    re.compile(r"\A[^\n]*(?<!\S)!([0-9]{1,9})\s*$", re.MULTILINE),
)
"""How hosts write the number of a pull or merge request into the message of a commit."""


class Side(Noun):
    """A file at one side of a commit: its blob, and whether it is a regular file."""

    blob: str
    is_regular: bool


class FileChange(Noun):
    """A file that a commit added, changed or removed; None where there is none on that side."""

    path: str
    before: Side | None
    after: Side | None


class Entry(Noun):
    """A commit and what it changed."""

    moment: Moment
    changes: tuple[FileChange, ...]


def entries(git: Git, commit: str, prefix: str, today: date, limit: int | None = None) -> list[Entry]:
    """Return the commits up to `commit` that touched the folder, oldest first; the newest `limit` of them.

    Merges count as what they bring to their first parent. Commit days are those of the committer in
    UTC, put in order: clocks are wrong sometimes.
    """
    arguments = [
        *("log", "--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-z", "--no-renames"),
        *("--no-abbrev", "--no-color", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-notes"),
        f"--format=%x01{'%x00'.join(_FIELDS)}%x00",
        *([f"--max-count={limit}"] if limit else []),
        *(commit, "--", prefix or "."),
    ]
    with git.stream(*arguments) as output:
        newest_first = list(_parsed(_tokens(output)))
    return _dated(newest_first[::-1], today)


def _tokens(stream: IO[bytes]) -> Iterator[str]:
    """Yield what stands between NULs."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from (each.decode("utf-8", "surrogateescape") for each in whole)
    if rest.strip():
        yield rest.decode("utf-8", "surrogateescape")


def _parsed(tokens: Iterator[str]) -> Iterator[Entry]:
    head: list[str] = []
    changes: list[FileChange] = []
    for token in tokens:
        raw = token.lstrip("\n")
        if raw.startswith("\x01"):
            if head:
                yield _entry(head, changes)
            head = [raw[1:], *(next(tokens, "") for _ in _FIELDS[1:])]
            changes = []
        elif raw.startswith(":"):
            changes.append(_change(raw, next(tokens, "")))
    if head:
        yield _entry(head, changes)


def _change(raw: str, path: str) -> FileChange:
    old_mode, new_mode, old, new, _ = raw[1:].split(" ")
    return FileChange(path=path, before=_side(old_mode, old), after=_side(new_mode, new))


def _side(mode: str, blob: str) -> Side | None:
    return None if mode in _NO_FILE else Side(blob=blob, is_regular=mode in REGULAR)


def _entry(head: list[str], changes: list[FileChange]) -> Entry:
    commit, parents, seconds, author, email, subject, body = head
    moment = Moment(
        commit=commit,
        day=day_of(seconds),
        author=_unicode(author),
        email=_unicode(email),
        subject=_unicode(subject),
        request=request_of(subject, body),
        is_merge=" " in parents,
    )
    return Entry(moment=moment, changes=tuple(changes))


def _unicode(text: str) -> str:
    """Return contributors' text in Unicode; bytes that are none are shown as such."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def request_of(subject: str, body: str) -> int | None:
    """Return the number of the pull or merge request that a message names."""
    message = f"{subject}\n{body}"
    found = (pattern.search(message) for pattern in _REQUESTS)
    return next((int(each.group(1)) for each in found if each is not None), None)


def day_of(seconds: str) -> date:
    """Return the day of a time in seconds; one outside of what a calendar holds is its first day."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return EARLIEST


def _dated(oldest_first: list[Entry], today: date) -> list[Entry]:
    """Return entries with days in order, none after `today`.

    The longest run of days that do not go back is believed; a commit outside of it gets the day of
    the one before it, so that a single wrong clock does not move anybody else.
    """
    days = [min(entry.moment.day, today) for entry in oldest_first]
    possible = [place for place, day in enumerate(days) if day >= EARLIEST]
    believed = {possible[place] for place in _longest_run([days[place] for place in possible])}
    dated = []
    held = days[min(believed)] if believed else today
    for place, entry in enumerate(oldest_first):
        held = days[place] if place in believed else held
        moment = entry.moment if entry.moment.day == held else replace(entry.moment, day=held)
        dated.append(entry if moment is entry.moment else replace(entry, moment=moment))
    return dated


def _longest_run(days: Sequence[date]) -> set[int]:
    """Return the places of a longest subsequence that never goes back (Fredman 1975)."""
    ends: list[date] = []
    places: list[int] = []
    before: list[int] = []
    for place, day in enumerate(days):
        length = bisect_right(ends, day)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [day]
        places[length : length + 1] = [place]
    run = set()
    place = places[-1] if places else -1
    while place >= 0:
        run.add(place)
        place = before[place]
    return run

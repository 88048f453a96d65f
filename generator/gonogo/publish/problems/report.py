"""What the formats are made from: the problems of one run and what is to be known about them."""

import hashlib
import posixpath
from collections import Counter

import msgspec

from gonogo.model.codes import CODES
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish.problems import safe

RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
"""Which of several problems to show first; the order of the table is that of the words in a summary."""


class Report(Noun):
    """The problems of one run.

    `files` is how many were read; `unit` names them in the summary. `root` is the working directory as
    seen from the repository's root, for hosts that want paths from there. `pages` are the pages of the
    codes as Markdown, by code; `guide` is the address of the folder in which they are published.
    """

    problems: tuple[Problem, ...]
    files: int
    version: str
    unit: str = "manifest"
    colour: bool = False
    root: str = ""
    guide: str | None = None
    pages: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def ordered(self) -> tuple[Problem, ...]:
        """All problems by path, line, column, code; the same whatever order they came in."""
        return tuple(sorted(self.problems, key=_order))

    def count(self, severity: Severity) -> int:
        """Return how many problems of `severity` there are."""
        return sum(each.severity is severity for each in self.problems)

    def in_repository(self, path: str) -> str:
        """Return `path`, which is relative to the working directory, as seen from the repository's root."""
        return posixpath.normpath(posixpath.join(self.root, path)) if self.root else path

    def url(self, code: str) -> str | None:
        """Return the address of the page of `code`, where one is published."""
        return None if self.guide is None else f"{self.guide.rstrip('/')}/{code}/"


def _order(problem: Problem) -> tuple[str, int, int, str, str, str, int, str]:
    return (*problem.order, problem.place.pointer, RANK[problem.severity], problem.help or "")


def name(code: str) -> str:
    """Return the name of a code; a code that the table lacks is its own name."""
    known = CODES.get(code)
    return code if known is None else known.name


def sentence(problem: Problem) -> str:
    """Return message and help of a problem on one line, for formats that have a single text."""
    what = safe.message(problem.message)
    return f"{what}; {safe.message(problem.help)}" if problem.help else what


def fingerprints(report: Report) -> list[str]:
    """Return what identifies each of the ordered problems from run to run.

    Made of code, path and pointer, so moving lines keeps it; equal ones are told apart by a counter,
    since GitLab swallows findings of equal fingerprints.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    prints = []
    for problem in report.ordered:
        identity = (problem.code, report.in_repository(problem.place.path), problem.place.pointer)
        text = "\0".join((*identity, str(seen[identity])))
        seen[identity] += 1
        prints.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return prints

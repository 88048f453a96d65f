"""Problems as annotations of GitHub Actions, and the rest as the summary of a job.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from collections.abc import Iterator

from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.publish.problems import concise, safe, summary
from gonogo.publish.problems.report import RANK, Report, name, sentence

PER_KIND = 10
"""Annotations of each kind that GitHub keeps of a step."""

SUMMARY_LIMIT = 1_000_000
"""Bytes of a job's summary; GitHub refuses more than 1 MiB."""

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _DATA | {":": "%3A", ",": "%2C"}
_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTICE: "Notices"}
_RESERVED = 200
"""Bytes of the summary kept for fences and for the line that tells of what is left out."""


def render(report: Report) -> str:
    """Return the annotations: at most ten of each kind, chosen so that as many files as may be have one."""
    return "".join(
        f"{_annotation(each, report)}\n" for severity in RANK for each in _chosen(report, severity)
    )


def job_summary(report: Report) -> str:
    """Return all problems as Markdown for `$GITHUB_STEP_SUMMARY`, errors first, within GitHub's limit.

    Each line stands in a fenced block, where no text of a manifest means anything.
    """
    headline = summary.headline(report)
    blocks = [f"## Gonogo: {headline}\n"]
    room = SUMMARY_LIMIT - _RESERVED - len(blocks[0].encode())
    left = 0
    for severity in RANK:
        lines = [concise.line(each) for each in report.ordered if each.severity is severity]
        kept = _fitting(lines, room)
        left += len(lines) - len(kept)
        if kept:
            blocks.append(_fenced(_TITLES[severity], kept))
            room -= len(blocks[-1].encode())
    if left:
        blocks.append(f"… and {left:,} more\n")
    return "\n".join(blocks)


def _chosen(report: Report, severity: Severity) -> list[Problem]:
    problems = [each for each in report.ordered if each.severity is severity]
    paths: set[str] = set()
    first: list[Problem] = []
    later: list[Problem] = []
    for each in problems:
        (later if each.place.path in paths else first).append(each)
        paths.add(each.place.path)
    return (first + later)[:PER_KIND]


def _annotation(problem: Problem, report: Report) -> str:
    properties = {
        "file": safe.line(report.in_repository(problem.place.path)),
        **_region(problem.place),
        "title": f"{problem.code} {name(problem.code)}",
    }
    listed = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{problem.severity} {listed}::{_escaped(sentence(problem), _DATA)}"


def _region(place: Place) -> dict[str, str]:
    """Return lines and columns; GitHub takes columns only where all is on one line."""
    region = {"line": str(place.line), "endLine": str(max(place.end_line, place.line))}
    if place.end_line <= place.line:
        region["col"] = str(place.column)
        region["endColumn"] = str(max(place.end_column, place.column))
    return region


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


def _fitting(lines: list[str], room: int) -> list[str]:
    return list(_taken(lines, room - _RESERVED))


def _taken(lines: list[str], room: int) -> Iterator[str]:
    for each in lines:
        room -= len(each.encode()) + 1
        if room < 0:
            return
        yield each


def _fenced(title: str, lines: list[str]) -> str:
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"### {title}\n\n{fence}text\n{text}\n{fence}\n"

"""Problems as one JSON object, complete, for programs."""

import json
from typing import Any

from gonogo.model.problem import Place, Problem, Related, Suggestion
from gonogo.model.words import Severity
from gonogo.publish.problems import safe
from gonogo.publish.problems.report import Report, name

SCHEMA_VERSION = 1


def render(report: Report) -> str:
    """Return the object: which tool, how many problems, and each of them."""
    return dump(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "gonogo", "version": report.version},
            "summary": {
                "files": report.files,
                "errors": report.count(Severity.ERROR),
                "warnings": report.count(Severity.WARNING),
                "notices": report.count(Severity.NOTICE),
            },
            "diagnostics": [_diagnostic(each, report) for each in report.ordered],
        },
    )


def dump(value: Any) -> str:
    """Return `value` as JSON in ASCII, so that it is safe in a terminal and in any encoding."""
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _diagnostic(problem: Problem, report: Report) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "name": name(problem.code),
        "severity": problem.severity,
        "message": safe.message(problem.message),
        "path": place.path,
        "start": _start(place),
        "end": _end(place),
        "pointer": place.pointer,
        "help": problem.help and safe.message(problem.help),
        "suggestion": problem.suggestion and _suggestion(problem.suggestion),
        "related": [_related(each) for each in problem.related],
        "url": report.url(problem.code),
    }


def _start(place: Place) -> dict[str, int]:
    return {"line": place.line, "col": place.column}


def _end(place: Place) -> dict[str, int]:
    return {"line": place.end_line, "col": place.end_column}


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    place = suggestion.place
    return {"replacement": suggestion.replacement, "start": _start(place), "end": _end(place)}


def _related(related: Related) -> dict[str, Any]:
    return {
        "path": related.place.path,
        "start": _start(related.place),
        "message": safe.message(related.message),
    }

"""Problems as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from typing import Any
from urllib.parse import quote

from gonogo.model.codes import CODES
from gonogo.model.problem import Place, Problem, Related
from gonogo.model.words import Severity
from gonogo.publish.problems import safe
from gonogo.publish.problems.json_ import dump
from gonogo.publish.problems.report import RANK, Report, fingerprints, name, sentence

RESULTS_LIMIT = 25_000
"""Results that GitHub takes in one run."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render(report: Report) -> str:
    """Return one run with its rules and results; paths are relative to the repository's root."""
    codes = sorted({each.code for each in report.problems})
    return dump(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "Gonogo",
                            "semanticVersion": report.version,
                            "rules": [_rule(code, report) for code in codes],
                        },
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": _results(report, {code: index for index, code in enumerate(codes)}),
                },
            ],
        },
    )


def _rule(code: str, report: Report) -> dict[str, Any]:
    known = CODES.get(code)
    summary = code if known is None else known.summary
    page = report.pages.get(code)
    severity = Severity.ERROR if known is None or known.severity is None else known.severity
    rule: dict[str, Any] = {
        "id": code,
        "name": name(code),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": summary} if page is None else {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }
    url = report.url(code)
    return rule if url is None else rule | {"helpUri": url}


def _results(report: Report, index: dict[str, int]) -> list[dict[str, Any]]:
    pairs = zip(report.ordered, fingerprints(report), strict=True)
    worst = sorted(pairs, key=lambda pair: RANK[pair[0].severity])
    return [
        {
            "ruleId": each.code,
            "ruleIndex": index[each.code],
            "level": _LEVELS[each.severity],
            "message": {"text": _text(sentence(each))},
            "locations": [_location(each.place, report)],
            "partialFingerprints": {"gonogo/v1": fingerprint},
            **_related(each, report),
        }
        for each, fingerprint in worst[:RESULTS_LIMIT]
    ]


def _related(problem: Problem, report: Report) -> dict[str, Any]:
    if not problem.related:
        return {}
    return {"relatedLocations": [_related_location(each, report) for each in problem.related]}


def _related_location(related: Related, report: Report) -> dict[str, Any]:
    return _location(related.place, report) | {"message": {"text": _text(safe.message(related.message))}}


def _location(place: Place, report: Report) -> dict[str, Any]:
    artifact = {"uri": _uri(report.in_repository(place.path)), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(place)}}


def _region(place: Place) -> dict[str, int]:
    """Return lines and columns from 1, the end exclusive; an empty range is its start alone."""
    region = {"startLine": place.line, "startColumn": place.column}
    if (place.end_line, place.end_column) > (place.line, place.column):
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    return region


def _uri(path: str) -> str:
    """Return a path as a relative reference; bytes of a name that are not UTF-8 are kept."""
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = path.encode("utf-8", "replace")
    return quote(name)


def _text(message: str) -> str:
    """Return a message in which nothing is a link (SARIF 3.11.6)."""
    return message.replace("[", r"\[").replace("]", r"\]") if "](" in message else message

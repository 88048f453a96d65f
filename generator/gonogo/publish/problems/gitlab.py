"""Problems as a Code Quality report of GitLab.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from gonogo.model.words import Severity
from gonogo.publish.problems.json_ import dump
from gonogo.publish.problems.report import Report, fingerprints, sentence

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def render(report: Report) -> str:
    """Return the list of issues; each fingerprint occurs once."""
    return dump(
        [
            {
                "description": sentence(problem),
                "check_name": problem.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[problem.severity],
                "location": {
                    "path": report.in_repository(problem.place.path),
                    "lines": {"begin": problem.place.line},
                },
            }
            for problem, fingerprint in zip(report.ordered, fingerprints(report), strict=True)
        ],
    )

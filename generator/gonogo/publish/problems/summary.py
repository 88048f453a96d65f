"""The problems of a run in one sentence."""

from gonogo.publish.problems.report import RANK, Report


def counted(number: int, word: str) -> str:
    """Return a number with its word: `1 error`, `2,000 errors`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def headline(report: Report) -> str:
    """Return what was found and where, such as `3 errors and 1 warning in 2 of 214 manifests`."""
    if not report.problems:
        return f"no problems in {counted(report.files, report.unit)}"
    found = [counted(number, severity) for severity in RANK if (number := report.count(severity))]
    return f"{_joined(found)} in {_where(report)}"


def sentences(report: Report) -> str:
    """Return the last line of a report: what was found, and how to learn more of the worst of it."""
    found = headline(report)
    line = f"{found[0].upper()}{found[1:]}."
    if not report.problems:
        return line
    worst = min(report.ordered, key=lambda each: RANK[each.severity])
    return f"{line} Run `gonogo explain {worst.code}` for more."


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _where(report: Report) -> str:
    touched = len({each.place.path for each in report.problems})
    if touched > report.files:
        return counted(touched, "file")
    return f"{touched:,} of {counted(report.files, report.unit)}"

"""Problems one a line, as editors and `grep` like them."""

from collections.abc import Iterator

from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish.problems import safe, summary
from gonogo.publish.problems.full import position
from gonogo.publish.problems.limits import by_file
from gonogo.publish.problems.report import Report
from gonogo.publish.problems.style import OF_SEVERITY, Style, paint


def render(report: Report) -> str:
    """Return a line for each problem and one for all."""
    return "\n".join((*_lines(report), summary.sentences(report))) + "\n"


def line(problem: Problem, *, colour: bool = False) -> str:
    """Return a problem on one line; what is no error says so."""
    code = paint(problem.code, OF_SEVERITY[problem.severity], colour=colour)
    kind = "" if problem.severity is Severity.ERROR else f"{problem.severity}: "
    return f"{position(problem.place)}: {code} {kind}{safe.message(problem.message)}"


def _lines(report: Report) -> Iterator[str]:
    for problems, rest in by_file(report.ordered):
        yield from (line(each, colour=report.colour) for each in problems)
        if rest:
            yield paint(rest, Style.QUIET, colour=report.colour)

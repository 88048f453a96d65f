"""Problems for people: what, where, the lines of the file, and what to do."""

from collections.abc import Iterator

from msgspec.structs import replace

from gonogo.model.problem import Place, Problem
from gonogo.publish.problems import safe, summary
from gonogo.publish.problems.frame import frame, gutter, is_marked
from gonogo.publish.problems.limits import by_file
from gonogo.publish.problems.report import Report
from gonogo.publish.problems.style import OF_SEVERITY, Style, paint

_WITHHELD = "GN112"
"""Nothing is shown of a file with this problem: the secret may stand in any line of it."""


def render(report: Report) -> str:
    """Return each problem with its frame, then a summary."""
    return "\n\n".join((*_blocks(report), summary.sentences(report))) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    secretive = {each.place.path for each in report.problems if each.code == _WITHHELD}
    for problems, rest in by_file(report.ordered):
        for each in problems:
            lines = () if each.place.path in secretive else each.lines
            yield "\n".join(_block(replace(each, lines=lines), colour=report.colour))
        if rest:
            yield paint(rest, Style.QUIET, colour=report.colour)


def _block(problem: Problem, *, colour: bool) -> Iterator[str]:
    width = gutter(problem)
    head = paint(f"{problem.severity}[{problem.code}]", OF_SEVERITY[problem.severity], colour=colour)
    yield head + paint(f": {safe.message(problem.message)}", Style.STRONG, colour=colour)
    arrow = paint(f"{'':{width}}-->", Style.GUTTER, colour=colour)
    yield f"{arrow} {position(problem.place)}"
    yield from frame(problem, colour=colour)
    for kind, text in _remarks(problem):
        sign = paint(f"{'':{width}} =", Style.GUTTER, colour=colour)
        yield f"{sign} {paint(f'{kind}:', Style.HELP, colour=colour)} {text}"


def _remarks(problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield the other places that no frame shows, then the help."""
    for each in problem.related:
        if not is_marked(problem, each.place):
            yield "note", f"{safe.message(each.message)}: {position(each.place)}"
    if problem.help:
        yield "help", safe.message(problem.help)


def position(place: Place) -> str:
    """Return a place as terminals and editors make a link of it: `path:line:column`."""
    return f"{safe.line(place.path)}:{place.line}:{place.column}"

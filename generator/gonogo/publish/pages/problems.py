"""Problems: what is wrong with the files, and what does not go together."""

from collections.abc import Iterable

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.codes import CODES
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio
from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count

MOST = 1000
"""Problems on the page; `gonogo validate` tells the rest."""

ORDER = tuple(Severity)


class File(Noun):
    """A file with its problems; `unreadable` where nothing of it was judged."""

    path: str
    problems: tuple[Problem, ...]
    unreadable: bool
    id: str | None = None


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.PROBLEMS, "Problems", "errors unreadable"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    counts = {
        severity: sum(problem.severity is severity for problem in inputs.problems) for severity in Severity
    }
    found = files(inputs)
    return inputs.page(
        ref,
        "problems.html",
        description=f"{count(len(inputs.problems), 'problem')} in {count(len(found), 'file')}.",
        files=found,
        counts=counts,
        unreadable=[file for file in found if file.unreadable],
        left=max(0, len(inputs.problems) - MOST),
        codes=CODES,
    )


def files(inputs: Inputs) -> list[File]:
    """Return the files with problems, unreadable ones first, then the worst; at most so many problems."""
    unreadable = {each.path: each.id for each in inputs.portfolio.unreadable}
    by_path = {path: list(problems) for path, problems in inputs.problems_by_path.items()}
    for path in unreadable:
        by_path.setdefault(path, [])
    found = [
        File(
            path=path,
            problems=tuple(sorted(problems, key=lambda each: (ORDER.index(each.severity), each.order))),
            unreadable=path in unreadable,
            id=unreadable.get(path),
        )
        for path, problems in by_path.items()
    ]
    found.sort(key=lambda file: (not file.unreadable, worst(file), file.path))
    return list(_within(found))


def worst(file: File) -> int:
    """Return the place of the worst severity in a file."""
    return min((ORDER.index(problem.severity) for problem in file.problems), default=len(ORDER))


def _within(found: Iterable[File]) -> Iterable[File]:
    room = MOST
    for file in found:
        shown = file.problems[:room]
        room -= len(shown)
        if shown or file.unreadable:
            yield File(path=file.path, problems=shown, unreadable=file.unreadable, id=file.id)

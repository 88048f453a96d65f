"""How many problems people are shown at once."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from gonogo.model.problem import Problem
from gonogo.publish.problems import safe
from gonogo.publish.problems.report import RANK

PER_FILE = 20
IN_TOTAL = 200


def shown(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the problems that are shown, in their order: the worst ones, as far as the limits allow."""
    taken: Counter[str] = Counter()
    kept: set[int] = set()
    for index, each in sorted(enumerate(problems), key=lambda pair: RANK[pair[1].severity]):
        if len(kept) < IN_TOTAL and taken[each.place.path] < PER_FILE:
            taken[each.place.path] += 1
            kept.add(index)
    return tuple(problems[index] for index in sorted(kept))


def by_file(problems: tuple[Problem, ...]) -> Iterator[tuple[list[Problem], str | None]]:
    """Yield the shown problems of each file with the line that tells of those left out, if any were.

    The last pair may have no problems: its line tells of files that are left out altogether.
    """
    left = Counter(each.place.path for each in problems)
    for path, group in groupby(shown(problems), key=lambda each: each.place.path):
        some = list(group)
        rest = left.pop(path) - len(some)
        yield some, f"… and {rest:,} more in {safe.line(path)}" if rest else None
    if left:
        files = "1 other file" if len(left) == 1 else f"{len(left):,} other files"
        yield [], f"… and {left.total():,} more in {files}"

"""Places for problems that were found after reading, in values that no longer know where they stood."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from gonogo.model.problem import Problem
from gonogo.read.document import Route
from gonogo.read.files import Found, Tree
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse


def located(tree: Tree, problems: Iterable[Problem], names: dict[str, str]) -> Iterator[Problem]:
    """Yield problems that know a pointer with the line at which it stands.

    `names` gives each path as messages show it its name in `tree`. A file that has changed since it
    was read, or is gone, leaves its problems at the top of the file.
    """
    for path, group in groupby(
        sorted(problems, key=lambda each: each.order), key=lambda each: each.place.path
    ):
        content = tree.content(Found(name=names.get(path, path), shown=path), TRUSTED_LIMITS.size)
        if isinstance(content, Problem):
            yield from group
            continue
        document, _ = parse(content, path, TRUSTED_LIMITS)
        for problem in group:
            place = document.place(_route(problem.place.pointer), of_key=True)
            yield replace(problem, place=place, lines=document.frame(place))


def _route(pointer: str) -> Route:
    """Return the route of a JSON pointer; numbers are positions in lists."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return tuple(int(step) if step.isdecimal() else step for step in steps)

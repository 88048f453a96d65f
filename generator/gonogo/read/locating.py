"""Places for problems that were found after reading, in values that no longer know where they stood."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from gonogo.model.problem import Problem
from gonogo.read.document import Document, Route
from gonogo.read.files import Found, Tree
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse


def located(tree: Tree, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems that know a file's name in `tree` and a pointer with the path and line that people see.

    A file that has changed since it was read, or is gone, leaves its problems at its top.
    """
    ordered = sorted(problems, key=lambda each: each.order)
    for name, group in groupby(ordered, key=lambda each: each.place.path):
        shown = tree.shown(name)
        content = tree.content(Found(name=name, shown=shown), TRUSTED_LIMITS.size)
        if isinstance(content, Problem):
            yield from (replace(each, place=replace(each.place, path=shown)) for each in group)
        else:
            yield from _placed(content, shown, list(group))


def _placed(content: bytes, path: str, problems: list[Problem]) -> Iterator[Problem]:
    """Yield the problems of one file; it is parsed only where a look at its lines does not do."""
    plain = Document(path, content.decode("utf-8", "replace"))
    answers = _answer_lines(plain.text)
    document: Document | None = None
    for problem in problems:
        route = _route(problem.place.pointer)
        where = answers.get(str(route[1])) if route[:1] == ("checks",) and len(route) == _ANSWER else None
        if where is not None:
            place = plain.at(where[0], where[1], where[1] + len(str(route[1])), route)
        else:
            document = document or parse(content, path, TRUSTED_LIMITS)[0]
            place = document.place(route, of_key=True)
        yield replace(problem, place=place, lines=plain.frame(place))


_ANSWER = 2
_CHECKS = re.compile(r"^checks:[ ]*(?:#[^\n]*)?\n", re.MULTILINE)


def _answer_lines(text: str) -> dict[str, tuple[int, int]]:
    """Return line and column, from 0, of each answer of a `checks:` in block style; empty for another style.

    Notices are many and parsing is slow; keys of one block stand equally far in, and nothing in
    their values does.
    """
    start = _CHECKS.search(text)
    if start is None:
        return {}
    found: dict[str, tuple[int, int]] = {}
    first = text.count("\n", 0, start.end())
    column = None
    for number, line in enumerate(text[start.end() :].split("\n"), first):
        bare = line.lstrip(" ")
        if not bare or bare.startswith("#"):
            continue
        indent = len(line) - len(bare)
        column = indent if column is None else column
        if indent < column or indent == 0:
            break
        if indent == column:
            found[bare.partition(":")[0]] = (number, indent)
    return found


def _route(pointer: str) -> Route:
    """Return the route of a JSON pointer; numbers are positions in lists."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return tuple(int(step) if step.isdecimal() else step for step in steps)

"""Whether a robot may merge by itself: two states of a repository that differ in renewed evidence alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.cli.options import Where
    from gonogo.read.changed import Changed
    from gonogo.read.files import Tree

TOLD = 20
"""Files that are named one by one."""


def other_changes(where: Where, base: str, head: str | None) -> Iterator[str]:
    """Yield a line for each thing in the repository that differs and is no renewal of evidence.

    Without `head` it is the files as they are. What a file says is compared only where it is one of
    services, platforms or evidence, of which nothing but evidence may differ.
    """
    import os

    from gonogo.assess.renewals import other_changes as in_catalogs
    from gonogo.cli.reading import usable_in
    from gonogo.model.words import Severity
    from gonogo.read.changed import changed
    from gonogo.read.commits import at
    from gonogo.read.files import Disk

    old = at(where.root, base)
    new = Disk(root=os.fspath(where.root)) if head is None else at(where.root, head)
    files = list(changed(old, new))
    others = list(_of_files(old, new, files))
    yield from others[:TOLD]
    if len(others) > TOLD:
        yield f"and {len(others) - TOLD} more"
    (before, _), (after, reading) = usable_in(old, where), usable_in(new, where)
    touched = {new.shown(each.name) for each in files if each.name is not None}
    for problem in reading.problems:
        if problem.severity is Severity.ERROR and problem.place.path in touched:
            yield f"{problem.place.path}:{problem.place.line}: {problem.code} {problem.message}"
    yield from in_catalogs(before, after, where.day)


def _of_files(old: Tree, new: Tree, files: list[Changed]) -> Iterator[str]:
    """Yield the files that may not differ, and those that differ in more than evidence."""
    from gonogo.read import settings
    from gonogo.read.files import pattern

    said = settings.settings(old)[0]
    evidence = said.evidence if said is not None else ()
    answers = (*said.manifests, *said.platforms) if said is not None else ()
    for each in files:
        name = each.name
        if name is None or not each.is_plain:
            yield f"{each.path} changed"
        elif any(pattern(glob).match(name) for glob in evidence):
            continue
        elif not any(pattern(glob).match(name) for glob in answers):
            yield f"{each.path} changed"
        elif _said(old, name) != _said(new, name):
            yield f"{each.path} changed in more than evidence"


def _said(tree: Tree, name: str) -> tuple[Any, list[str]]:
    """Return what a manifest says without the evidence of its answers, and its comments."""
    from gonogo.read.files import Found
    from gonogo.read.manifests import load

    document, _ = load(tree, Found(name=name, shown=tree.shown(name)))
    comments = [line.strip() for line in document.text.splitlines() if line.lstrip().startswith("#")]
    data = document.data
    checks = data.get("checks") if isinstance(data, dict) else None
    if not isinstance(checks, dict):
        return data, comments
    bare = {
        check: {key: value for key, value in answer.items() if key != "evidence"}
        if isinstance(answer, dict)
        else answer
        for check, answer in checks.items()
    }
    return data | {"checks": bare}, comments

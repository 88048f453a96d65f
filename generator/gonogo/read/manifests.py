"""Manifests: bytes to sound nouns, many files at a time, in any number of processes."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, Union

import msgspec
from msgspec.structs import force_setattr, replace

from gonogo import aside
from gonogo.ahead import ahead
from gonogo.aside import Crew
from gonogo.model.codes import CODES
from gonogo.model.history import Memory
from gonogo.model.manifest import Manifest
from gonogo.model.noun import Noun
from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.read import recall, rules, schema
from gonogo.read.context import Context
from gonogo.read.document import Document
from gonogo.read.files import Found, Tree, expect
from gonogo.read.standards import convert
from gonogo.read.yaml12 import MANIFEST_LIMITS, Limits, parse

if TYPE_CHECKING:
    from concurrent.futures import Executor

POOL_FROM = 400
"""Files from which a second process pays for its start."""

SHARES = 12
"""Shares that a process of ours gets, one after the other: so many that none waits long for the last."""

SHARES_ELSEWHERE = 32
"""Shares that an executor of somebody else's gets, which does not say how many workers it has."""

PROBES = 16
"""Files that are looked up to tell whether a memory knows a fleet at all."""

RECALLED_AT_ONCE = 100
"""Files whose content is held while the memory is asked for what they say."""

UNREADABLE_BELOW = "GN300"
"""Errors of codes below this one mean that a file cannot be read as what it should be."""

_NO_ID = "GN303"
"""The id is reserved: the file cannot be a service's, whether that is told or not."""

ABOUT_VALUES = ("GN006", "GN110")
"""Warnings about a single value, of which an error about the same value says enough."""

N = TypeVar("N", bound=Noun)

Workers = Union[int, "Executor", None]
"""Who reads: so many processes, an executor of the caller's, or as many processes as it pays."""

Beside = Callable[[], object] | None
"""What a process does first where others help it to read."""


class Parsed(Noun):
    """What came of one file: its manifest, unless it is unreadable, and its problems.

    `id` is what the file calls its service as far as that can be told. `mark` tells what the file
    holds from anything else; `is_whole` says that the manifest is all of it, and so worth remembering.
    """

    found: Found
    manifest: Manifest | None = None
    problems: tuple[Problem, ...] = ()
    id: str | None = None
    mark: bytes = b""
    is_whole: bool = False


def problem_of(document: Document, complaint: rules.Complaint, context: Context) -> Problem | None:
    """Return a complaint as a problem with its place; None where the catalog has switched it off."""
    severity = context.severity(complaint.code, CODES[complaint.code].severity)
    if severity is None:
        return None
    return document.problem(
        complaint.code,
        complaint.message,
        document.place(complaint.route, of_key=complaint.of_key),
        severity=severity,
        help=complaint.hint,
        replacement=complaint.replacement,
    )


def bound(
    document: Document, kind: str, noun: type[N], prepare: Callable[[Any], Any] = lambda data: data
) -> tuple[N | None, list[Problem]]:
    """Return a document as its noun, or what its schema says against it."""
    wrong = schema.problems(document, kind)
    if wrong:
        return None, wrong
    try:
        value: N = convert(prepare(document.data), noun)
    except msgspec.ValidationError:
        # The fast validator lets a few odd values pass (year 0000, 1.0 for 1) that the noun does not hold.
        return None, schema.explained(document, kind)
    return value, []


def joined(problems: list[Problem], wrong: list[Problem]) -> list[Problem]:
    """Return what YAML and the schema say, without warnings about values that are errors anyway."""
    cut = {each.place.line: each for each in problems if each.code == "GN111"}
    wrong = [_as_cut_off(each, cut) for each in wrong]
    told = {
        each.place.line for each in wrong if each.place.line in cut and each.help == cut[each.place.line].help
    }
    return [
        each
        for each in problems
        if not (each.code == "GN111" and each.place.line in told)
        and not (each.code in ABOUT_VALUES and any(_is_within(each.place, error.place) for error in wrong))
    ] + wrong


def _as_cut_off(problem: Problem, cut: dict[int, Problem]) -> Problem:
    """Return the problem of a value that is not there; where a `#` has swallowed it, with that for help."""
    comment = cut.get(problem.place.line)
    if problem.code != "GN204" or comment is None or not problem.message.endswith("got null"):
        return problem
    return replace(problem, help=comment.help)


def _is_within(inner: Place, outer: Place) -> bool:
    return inner.line == outer.line and outer.column <= inner.column and inner.end_column <= outer.end_column


def load(tree: Tree, found: Found, limits: Limits = MANIFEST_LIMITS) -> tuple[Document, list[Problem]]:
    """Return the document in a file and its problems; `data` is None where it cannot be used."""
    return document_in(tree.content(found, limits.size), found, limits)


def document_in(
    content: bytes | Problem, found: Found, limits: Limits = MANIFEST_LIMITS
) -> tuple[Document, list[Problem]]:
    """Return the document in what a file holds, and its problems."""
    if isinstance(content, Problem):
        return Document(found.shown, ""), [content]
    return parse(content, found.shown, limits)


def is_unreadable(problems: Iterable[Problem]) -> bool:
    """Tell whether one of `problems` means that the file cannot be read at all."""
    return any(each.severity is Severity.ERROR and each.code < UNREADABLE_BELOW for each in problems)


def manifest(content: bytes | Problem, found: Found, context: Context) -> Parsed:
    """Return what comes of what one file holds."""
    mark = recall.mark(content)
    document, problems = document_in(content, found)
    name = _id_of(document.data) if document.data is not None else _id_in(document.text)
    if is_unreadable(problems):
        return Parsed(found=found, problems=tuple(problems), id=name, mark=mark)
    value, wrong = bound(document, "manifest", Manifest)
    if value is None:
        return Parsed(found=found, problems=tuple(joined(problems, wrong)), id=name, mark=mark)
    judged, more = _judged(value, document, problems, context)
    is_whole = judged is value and not problems
    return Parsed(found=found, manifest=judged, problems=more, id=name, mark=mark, is_whole=is_whole)


def _judged(
    value: Manifest, document: Document, problems: list[Problem], context: Context
) -> tuple[Manifest | None, tuple[Problem, ...]]:
    """Return what a manifest is worth in its catalog, and all that is wrong with it."""
    complaints = list(rules.complaints(value, context))
    if not complaints:
        return value, tuple(problems)
    more = [each for one in complaints if (each := problem_of(document, one, context)) is not None]
    problems = joined(problems, [each for each in more if each.severity is Severity.ERROR]) + [
        each for each in more if each.severity is not Severity.ERROR
    ]
    if is_unreadable(problems) or any(one.code == _NO_ID for one in complaints):
        return None, tuple(problems)
    drops = [one.drop for one in complaints if one.drop is not None]
    kept = convert(rules.without(document.data, drops), Manifest) if drops else value
    return kept, tuple(problems)


def _matters(complaint: rules.Complaint, context: Context) -> bool:
    """Tell whether a complaint is to be told of, or takes something away."""
    is_told = context.severity(complaint.code, CODES[complaint.code].severity) is not None
    return is_told or complaint.drop is not None or complaint.code == _NO_ID


class _Held(Noun):
    """What a memory holds of a file, if anything, and what is in the file, unless that is `clean`."""

    found: Found
    mark: bytes
    value: bytes | None
    content: bytes | Problem | None


def _held(tree: Tree, memory: Memory, clean: frozenset[bytes], share: Sequence[Found]) -> list[_Held]:
    """Return what the memory holds of some files; nothing can be said against those that are `clean`."""
    contents = [tree.content(each, MANIFEST_LIMITS.size) for each in _coming(tree, share)]
    marks = [recall.mark(content) for content in contents]
    values = memory.several("manifest", marks)
    return [
        _Held(found=each, mark=mark, value=values.get(mark), content=None if mark in clean else content)
        for each, mark, content in zip(share, marks, contents, strict=True)
    ]


def _recalled(held: _Held, context: Context) -> Parsed | None:
    """Return what came of a file of which a memory knows what it says."""
    value = None if held.value is None else recall.made(Manifest, held.value)
    if value is None:
        return None
    known = Parsed(found=held.found, manifest=value, id=value.service.id, mark=held.mark, is_whole=True)
    if held.content is None or not any(_matters(one, context) for one in rules.complaints(value, context)):
        return known
    document, problems = document_in(held.content, held.found)
    judged, more = _judged(value, document, problems, context)
    return replace(known, manifest=judged, problems=more, is_whole=judged is value)


def _id_of(data: Any) -> str | None:
    """Return the id that a document gives its service, if it says one that may be shown as such."""
    service = data.get("service") if isinstance(data, dict) else None
    name = service.get("id") if isinstance(service, dict) else None
    return name if isinstance(name, str) and schema.is_id(name) else None


_SERVICE_ID = re.compile(r"[ \t]+id:[ \t]*([\"']?)([a-z][a-z0-9-]{0,62})\1[ \t]*(?:#.*)?\r?\Z")


def _id_in(text: str) -> str | None:
    """Return the id that a text gives its service although it is not well-formed YAML."""
    _, begins, below = f"\n{text}".partition("\nservice:")
    if not begins:
        return None
    for line in below.split("\n")[1:]:
        found = _SERVICE_ID.match(line)
        if found is not None:
            return found.group(2)
        if line[:1] not in (" ", "\t", "#", "\r", ""):
            break
    return None


def stem(path: str) -> str:
    """Return the name of a file without its folders and its extension."""
    return path.rpartition("/")[2].rpartition(".")[0]


FIELDS = ("kind", "title", "collected_by", "collected_on")
"""What a piece of evidence says that thousands of others say, too."""

_said = attrgetter(*FIELDS)


class Alike:
    """What manifests say over and over, to be held once: evidence is most of a catalog."""

    def __init__(self) -> None:
        self._seen: dict[object, object] = {}

    def settled(self, parsed: Parsed) -> Parsed:
        """Return what came of a file, made to hold what was seen before instead of its equals."""
        seen = self._seen
        for answer in () if parsed.manifest is None else parsed.manifest.checks.values():
            for piece in answer.evidence:
                for name, value in zip(FIELDS, _said(piece), strict=True):
                    first = seen.setdefault(value, value)
                    if first is not value:
                        force_setattr(piece, name, first)
        return parsed


# --- many files -----------------------------------------------------------------------------------

_worker: dict[str, Any] = {}


def _start_worker(tree: Tree, context: bytes) -> None:
    """Remember, once a process, what all its files are read against."""
    _worker["tree"] = tree
    _worker["context"] = msgspec.msgpack.decode(context, type=Context)
    gc.disable()


def _work(found: list[Found]) -> bytes:
    """Read a share of the files; MessagePack carries nouns back faster than pickle."""
    return msgspec.msgpack.encode(_parsed(_worker["tree"], _worker["context"], found))


def _parsed(tree: Tree, context: Context, found: Iterable[Found]) -> list[Parsed]:
    """Read some files."""
    return [
        manifest(tree.content(each, MANIFEST_LIMITS.size), each, context) for each in _coming(tree, found)
    ]


def _coming(tree: Tree, found: Iterable[Found]) -> Iterator[Found]:
    """Yield some files, each after the disk was told that it will be read."""
    return ahead(found, partial(expect, tree))


def _work_elsewhere(context: bytes, share: list[tuple[Found, bytes | Problem]]) -> bytes:
    """Do the same with nothing but what is given, on a machine that need not have the files."""
    known = _decoded(context)
    return msgspec.msgpack.encode([manifest(content, found, known) for found, content in share])


@lru_cache(maxsize=1)
def _decoded(context: bytes) -> Context:
    return msgspec.msgpack.decode(context, type=Context)


@contextmanager
def without_cyclic_gc() -> Iterator[None]:
    """Switch off cyclic garbage collection: reading makes millions of objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def manifests(
    tree: Tree,
    found: Sequence[Found],
    context: Context,
    workers: Workers = None,
    memory: Memory | None = None,
    beside: Beside = None,
) -> list[Parsed]:
    """Read manifests in the order of `found`, whatever the number of workers and whatever is remembered.

    Where other processes help, this one does first what is `beside`.
    """
    alike = Alike()
    with without_cyclic_gc():
        if memory is None:
            return list(map(alike.settled, _read(tree, found, context, workers, beside)))
        against = recall.context_mark(context)
        clean = recall.clean(memory, against)
        recalled = _known(tree, found, context, workers, memory, clean, beside)
        known = {each.found.name: each for each in recalled}
        rest = [each for each in found if each.name not in known]
        for each in map(alike.settled, _read(tree, rest, context, workers, None if known else beside)):
            if each.is_whole:
                recall.keep(memory, "manifest", each.mark, each.manifest)
            known[each.found.name] = each
        now = frozenset(each.mark for each in known.values() if each.manifest and not each.problems)
        if now != clean:
            recall.keep_clean(memory, against, now)
    return [known[each.name] for each in found]


def _known(
    tree: Tree,
    found: Sequence[Found],
    context: Context,
    workers: Workers,
    memory: Memory,
    clean: frozenset[bytes],
    beside: Beside,
) -> Iterator[Parsed]:
    """Yield what the memory knows: nothing where it knows none of a few of them."""
    look = partial(_held, tree, memory, clean)
    if all(each.value is None for each in look(found[:: max(1, len(found) // PROBES)])):
        return
    shares = _shares(found, len(found) // RECALLED_AT_ONCE + 1)
    count = _processes(workers, len(found))
    held: Iterable[list[_Held]] = map(look, shares)
    if count > 1 and aside.can_fork():
        # MessagePack carries nouns back faster than pickle.
        unpack = msgspec.msgpack.Decoder(list[list[_Held]]).decode
        with Crew(look, shares, count, msgspec.msgpack.encode, unpack) as crew:
            if beside is not None:
                beside()
            held = list(crew.results())
    for each in chain.from_iterable(held):
        known = _recalled(each, context)
        if known is not None:
            yield known


def _read(
    tree: Tree, found: Sequence[Found], context: Context, workers: Workers, beside: Beside
) -> Iterator[Parsed]:
    """Yield what comes of files, in order."""
    if workers is not None and not isinstance(workers, int):
        yield from _elsewhere(workers, tree, found, context)
        return
    count = _processes(workers, len(found))
    if count <= 1 or not found:
        yield from _parsed(tree, context, found)
        return
    from concurrent.futures import ProcessPoolExecutor

    # This process takes no share: what is made where files were parsed lies scattered in memory, and
    # whatever is done with it later takes a tenth longer.
    encoded = msgspec.msgpack.encode(context)
    with ProcessPoolExecutor(count, initializer=_start_worker, initargs=(tree, encoded)) as pool:
        shares = pool.map(_work, _shares(found, count * SHARES))
        if beside is not None:
            beside()
        yield from _decoded_shares(shares)


def _processes(workers: Workers, files: int) -> int:
    """Return how many processes of ours shall read so many files."""
    if isinstance(workers, int):
        return workers
    return (os.cpu_count() or 1) if workers is None and files >= POOL_FROM else 1


def _elsewhere(executor: Executor, tree: Tree, found: Sequence[Found], context: Context) -> Iterator[Parsed]:
    """Yield what an executor makes of files; their bytes are read here and sent there."""
    # Lists: Dask's executor takes no iterators.
    shares = [
        [(each, tree.content(each, MANIFEST_LIMITS.size)) for each in share]
        for share in _shares(found, SHARES_ELSEWHERE)
    ]
    contexts = [msgspec.msgpack.encode(context)] * len(shares)
    yield from _decoded_shares(executor.map(_work_elsewhere, contexts, shares))


def _shares(found: Sequence[Found], count: int) -> list[list[Found]]:
    size = max(1, min(500, -(-len(found) // count)))
    return [list(found[start : start + size]) for start in range(0, len(found), size)]


def _decoded_shares(shares: Iterable[bytes]) -> Iterator[Parsed]:
    decoder = msgspec.msgpack.Decoder(list[Parsed])
    for share in shares:
        yield from decoder.decode(share)

"""Sharing the work out to processes: what comes of it does not depend on how many there are.

An executor of the caller's may have its workers on other machines: what they need is sent to them,
what they make comes back, and all files are written here.
"""

import multiprocessing
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from functools import lru_cache, partial
from itertools import accumulate, chain
from pathlib import Path

import msgspec

from gonogo import aside
from gonogo.aside import Crew
from gonogo.model.artifact import PageKind, PageRef
from gonogo.site.flushing import flushing
from gonogo.site.stamping import Stamper
from gonogo.site.writing import Made, Output, Written

POOL_FROM = 300
"""Pages from which a second process pays for its start."""

_SHARE = 10
"""Pages of services that a process stamps before it reports."""

_FEW = 4
"""The same of other pages: they show many services, and take longer."""

_OF_GROUPS = (
    PageKind.HOME,
    PageKind.TEAMS,
    PageKind.SERVICES,
    PageKind.RISKS,
    PageKind.UPKEEP,
    PageKind.WAIVERS,
)
"""Kinds of pages, one each, that show groups of services, or what falls due or was waived for them.

Those come last of which another process could make one without working out much that is known elsewhere.
"""

LARGE = 16 * 1024 * 1024
"""Bytes of a format from which it pays to give back the memory in which it was put together."""

SHARES_ELSEWHERE = 32
"""Shares that an executor of the caller's gets: each brings along all that pages are made from."""

Workers = int | Executor | None
"""Who stamps: so many processes, an executor of the caller's, or as many processes as it pays."""

Progress = Callable[[int, int], None]
"""Called with the number of stamped pages that are written, and of those that will be."""

Job = int | Sequence[PageRef]
"""The number of a format, or pages."""


def write_all(stamper: Stamper, output: Output, workers: Workers, progress: Progress) -> None:
    """Write all pages and other formats that can be made in any order, by as many processes as it pays."""
    pages = stamper.refs
    output.prepare()
    if isinstance(workers, Executor):
        size = max(_SHARE, -(-len(pages) // SHARES_ELSEWHERE))
        jobs = [*chain(*stamper.formats), *_shares(pages, size)]
        work = _counted(_elsewhere(workers, stamper, jobs, output))
    else:
        jobs = _jobs(stamper.formats, pages)
        count = min(len(jobs), processes(workers, len(pages)))
        if count <= 1:
            work = _counted(_alone(stamper, jobs, output))
        elif aside.can_fork():
            work = _together(stamper, jobs, output, count)
        else:
            work = _counted(_started(stamper, jobs, output, count))
    for done, written in work:
        output.written.update(written)
        progress(done, len(pages))


def gather(stamper: Stamper, output: Output) -> None:
    """Write what is made of the files of services, now that they are there."""
    for name, make in stamper.gathered.items():
        output.put_together(name, make(output.read))


def _counted(work: Iterable[Written]) -> Iterator[tuple[int, Written]]:
    """Yield what was written, each with the number of pages that are there then."""
    done = 0
    for written in work:
        done += len(written)
        yield done, written


def _jobs(formats: tuple[range, range], pages: Sequence[PageRef]) -> list[Job]:
    """Return what takes long first and last, services between: from both ends, processes meet there.

    What shows groups of services, or what falls due for them, stands at one end, at the other what shows
    findings: much of either is worked out once a process.
    """
    of = {kind: [ref for ref in pages if ref.kind is kind] for kind in PageKind}
    teams, services = of.pop(PageKind.TEAM), of.pop(PageKind.SERVICE)
    groups = list(chain.from_iterable(of.pop(kind) for kind in _OF_GROUPS))
    others = [ref for ref in pages if ref.kind in of]
    of_groups, rest = formats
    return [
        *(*_shares(teams, len(teams) or 1), *of_groups, *_shares(groups, 1)),
        *_shares(services, _SHARE),
        *(*_shares(others, _FEW), *rest),
    ]


def _shares(pages: Sequence[PageRef], size: int) -> list[Job]:
    return [pages[start : start + size] for start in range(0, len(pages), size)]


def processes(workers: Workers, pages: int) -> int:
    """Return how many processes of ours shall stamp so many pages; one, where somebody else's do."""
    if isinstance(workers, int):
        return workers
    if isinstance(workers, Executor) or pages < POOL_FROM:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do(stamper: Stamper, output: Output, job: Job) -> Written:
    """Do a job, file by file; return what was written of which page."""
    if isinstance(job, int):
        _write(stamper.format_files(job), output)
        return {}
    return {ref.path: _written(stamper, ref, output) for ref in job}


def _write(files: Iterable[tuple[str, bytes]], output: Output) -> None:
    """Write the files of a format."""
    size = 0
    for name, content in files:
        output.write(name, content)
        size += len(content)
    if size > LARGE:
        aside.give_back()


def _written(stamper: Stamper, ref: PageRef, output: Output) -> Made | None:
    """Write a page and the files beside it, or take them over."""
    mark = stamper.mark(ref)
    heir = output.inherit(ref, mark)
    if heir is not None:
        return heir
    names = []
    for name, content in _files(stamper, ref):
        output.write(name, content)
        names.append(name)
    return output.made(ref, mark, names)


def _files(stamper: Stamper, ref: PageRef) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a page: their names in the site, and what they hold."""
    yield stamper.page_file(ref)
    yield from stamper.files_beside(ref)


def _alone(stamper: Stamper, jobs: Sequence[Job], output: Output) -> Iterator[Written]:
    for job in jobs:
        yield _do(stamper, output, job)


def _together(
    stamper: Stamper, jobs: Sequence[Job], output: Output, count: int
) -> Iterator[tuple[int, Written]]:
    """Deal the jobs out to forked processes, of which this is one."""
    pages = [0, *accumulate(0 if isinstance(job, int) else len(job) for job in jobs)]
    # MessagePack carries nouns back faster than pickle.
    unpack = msgspec.msgpack.Decoder(list[Written]).decode
    work = partial(_do, stamper, output)
    with Crew(work, jobs, count, msgspec.msgpack.encode, unpack) as crew, flushing(Path(output.site)):
        for written in crew.results():
            first, end = crew.left
            yield pages[first] + pages[-1] - pages[end], written


def _started(stamper: Stamper, jobs: Sequence[Job], output: Output, count: int) -> Iterator[Written]:
    """Deal the jobs out to processes that begin anew, and get a copy of what they work with."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, context, initializer=_start_worker, initargs=(stamper, output))
    try:
        futures = [pool.submit(_work, job) for job in jobs]
        with flushing(Path(output.site)):
            for future in as_completed(futures):
                yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


class _Worker:
    """What a process works with."""

    stamper: Stamper
    output: Output


def _start_worker(stamper: Stamper, output: Output) -> None:
    """Keep what this process works with."""
    aside.begin_as_helper()
    _Worker.stamper, _Worker.output = stamper, output


def _work(job: Job) -> Written:
    return _do(_Worker.stamper, _Worker.output, job)


def _elsewhere(
    executor: Executor, stamper: Stamper, jobs: Sequence[Job], output: Output
) -> Iterator[Written]:
    """Send the jobs to an executor of the caller's, and write what comes back."""
    packed = zlib.compress(pickle.dumps(stamper, pickle.HIGHEST_PROTOCOL), 1)
    made = executor.map(_work_elsewhere, [packed] * len(jobs), jobs)
    for job, files in zip(jobs, made, strict=True):
        for name, content in files:
            output.write(name, content)
        yield {} if isinstance(job, int) else dict.fromkeys(ref.path for ref in job)


_one_at_a_time = threading.Lock()
"""Workers that are threads share one stamper; two of them at once would not be faster."""


def _work_elsewhere(packed: bytes, job: Job) -> list[tuple[str, bytes]]:
    """Do a job with nothing but what is given, on a machine that need not have the files."""
    with _one_at_a_time:
        stamper = _unpacked(packed)
        if isinstance(job, int):
            return list(stamper.format_files(job))
        return [file for ref in job for file in _files(stamper, ref)]


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Stamper:
    """Return the stamper; one that was sent before is there already."""
    stamper: Stamper = pickle.loads(zlib.decompress(packed))  # noqa: S301 - sent by ourselves, a moment ago
    return stamper

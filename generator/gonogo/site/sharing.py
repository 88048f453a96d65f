"""Sharing the work out to processes: what comes of it does not depend on how many there are.

An executor of the caller's may have its workers on other machines: what they need is sent to them,
what they make comes back, and all files are written here.
"""

import gc
import multiprocessing
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from functools import lru_cache
from pathlib import Path

from gonogo.model.artifact import PageRef
from gonogo.site import aside
from gonogo.site.stamping import Stamper, folder, write_new

POOL_FROM = 300
"""Pages from which a second process pays for its start."""

_SHARE = 50
"""Pages that a process stamps before it reports."""

SHARES_ELSEWHERE = 32
"""Shares that an executor of the caller's gets: each brings along all that pages are made from."""

Workers = int | Executor | None
"""Who stamps: so many processes, an executor of the caller's, or as many processes as it pays."""

Progress = Callable[[int, int], None]
"""Called with the number of stamped pages that are written, and of those that will be."""

Job = int | Sequence[PageRef]
"""The number of a format, or pages."""


def write_all(stamper: Stamper, site: Path, workers: Workers, progress: Progress) -> None:
    """Write all pages and other formats, in as many processes as it pays, or by `workers`."""
    pages, formats = stamper.refs, stamper.formats
    first, rest = _one_of_each(pages)
    done = _do(stamper, first, site)
    # Formats take longest and come first, so that no process is left with one at the end.
    if isinstance(workers, Executor):
        jobs = [*range(formats), *_shares(rest, max(_SHARE, -(-len(rest) // SHARES_ELSEWHERE)))]
        work = _elsewhere(workers, stamper, jobs, site)
    else:
        jobs = [*range(formats), *_shares(rest, _SHARE)]
        count = min(len(jobs), processes(workers, len(pages)))
        work = _alone(stamper, jobs, site) if count <= 1 else _together(stamper, jobs, site, count)
    for more in work:
        done += more
        progress(done, len(pages))


def _shares(pages: Sequence[PageRef], size: int) -> list[Job]:
    return [pages[start : start + size] for start in range(0, len(pages), size)]


def _one_of_each(pages: Sequence[PageRef]) -> tuple[list[PageRef], list[PageRef]]:
    """Return the first page of each folder, and the others.

    What the first ones need, such as compiled templates, forked processes then have already.
    """
    first = {folder(ref.path): ref for ref in reversed(pages)}
    return [ref for ref in pages if first[folder(ref.path)] is ref], [
        ref for ref in pages if first[folder(ref.path)] is not ref
    ]


def processes(workers: Workers, pages: int) -> int:
    """Return how many processes of ours shall stamp so many pages; one, where somebody else's do."""
    if isinstance(workers, int):
        return workers
    if isinstance(workers, Executor) or pages < POOL_FROM:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do(stamper: Stamper, job: Job, site: Path) -> int:
    """Do a job, file by file; return the number of pages."""
    for name, content in _files(stamper, job):
        write_new(site, name, content)
    return _pages(job)


def _files(stamper: Stamper, job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a job: their names in the site, and what they hold."""
    if isinstance(job, int):
        yield from stamper.format_files(job)
    else:
        yield from (stamper.page_file(ref) for ref in job)


def _pages(job: Job) -> int:
    return 0 if isinstance(job, int) else len(job)


def _alone(stamper: Stamper, jobs: Sequence[Job], site: Path) -> Iterator[int]:
    for job in jobs:
        yield _do(stamper, job, site)


def _together(stamper: Stamper, jobs: Sequence[Job], site: Path, count: int) -> Iterator[int]:
    """Deal the jobs out to processes; forked ones inherit the stamper, others get it as a copy."""
    pool = ProcessPoolExecutor(count, _method(), initializer=_start_worker, initargs=(stamper, site))
    try:
        for future in as_completed([pool.submit(_work, job) for job in jobs]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _method() -> multiprocessing.context.BaseContext:
    """Return how processes start: forked where that is there and no other thread could hold a lock."""
    return multiprocessing.get_context("fork" if aside.can_fork() else "spawn")


class _Worker:
    """What a process works with."""

    stamper: Stamper
    site: Path


def _start_worker(stamper: Stamper, site: Path) -> None:
    """Keep what this process works with."""
    aside.begin_as_helper()
    gc.disable()
    _Worker.stamper, _Worker.site = stamper, site


def _work(job: Job) -> int:
    return _do(_Worker.stamper, job, _Worker.site)


def _elsewhere(executor: Executor, stamper: Stamper, jobs: Sequence[Job], site: Path) -> Iterator[int]:
    """Send the jobs to an executor of the caller's, and write what comes back."""
    packed = zlib.compress(pickle.dumps(stamper, pickle.HIGHEST_PROTOCOL), 1)
    made = executor.map(_work_elsewhere, [packed] * len(jobs), jobs)
    for job, files in zip(jobs, made, strict=True):
        for name, content in files:
            write_new(site, name, content)
        yield _pages(job)


_one_at_a_time = threading.Lock()
"""Workers that are threads share one stamper; two of them at once would not be faster."""


def _work_elsewhere(packed: bytes, job: Job) -> list[tuple[str, bytes]]:
    """Do a job with nothing but what is given, on a machine that need not have the files."""
    with _one_at_a_time:
        return list(_files(_unpacked(packed), job))


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Stamper:
    """Return the stamper; one that was sent before is there already."""
    stamper: Stamper = pickle.loads(zlib.decompress(packed))  # noqa: S301 - sent by ourselves, a moment ago
    return stamper

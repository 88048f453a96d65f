"""Sharing the work out to processes: what comes of it does not depend on how many there are."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from gonogo.model.artifact import PageRef
from gonogo.site.publication import Publication, is_stamped
from gonogo.site.stamping import Stamper, folder

POOL_FROM = 300
"""Pages from which a second process pays for its start."""

_SHARE = 50
"""Pages that a process stamps before it reports."""

Progress = Callable[[int, int], None]
"""Called with the number of stamped pages that are written, and of those that will be."""

Job = int | Sequence[PageRef]
"""The number of a format, or pages."""


def write_all(
    stamper: Stamper, publication: Publication, site: Path, workers: int | None, progress: Progress
) -> None:
    """Write all stamped pages and all other formats, in as many processes as it pays, or in `workers`."""
    pages = [ref for ref in publication.refs if is_stamped(ref)]
    first, rest = _one_of_each(pages)
    shares = [rest[start : start + _SHARE] for start in range(0, len(rest), _SHARE)]
    # Formats take longest and come first, so that no process is left with one at the end.
    jobs: list[Job] = [*range(len(publication.files)), *shares]
    count = min(len(jobs), _processes(len(pages)) if workers is None else workers)
    done = _do(stamper, first, site)
    for more in _alone(stamper, jobs, site) if count <= 1 else _together(stamper, jobs, site, count):
        done += more
        progress(done, len(pages))


def _one_of_each(pages: Sequence[PageRef]) -> tuple[list[PageRef], list[PageRef]]:
    """Return the first page of each folder, and the others.

    What the first ones need, such as compiled templates, forked processes then have already.
    """
    first = {folder(ref.path): ref for ref in reversed(pages)}
    return [ref for ref in pages if first[folder(ref.path)] is ref], [
        ref for ref in pages if first[folder(ref.path)] is not ref
    ]


def _processes(pages: int) -> int:
    if pages < POOL_FROM:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do(stamper: Stamper, job: Job, site: Path) -> int:
    """Do a job; return the number of pages."""
    if isinstance(job, int):
        stamper.write_format(job, site)
        return 0
    for ref in job:
        stamper.write_page(ref, site)
    return len(job)


def _alone(stamper: Stamper, jobs: Sequence[Job], site: Path) -> Iterator[int]:
    for job in jobs:
        yield _do(stamper, job, site)


def _together(stamper: Stamper, jobs: Sequence[Job], site: Path, count: int) -> Iterator[int]:
    """Deal the jobs out to processes; forked ones inherit the stamper, others get it as a copy."""
    gc.freeze()
    pool = ProcessPoolExecutor(count, _method(), initializer=_start_worker, initargs=(stamper, site))
    try:
        for future in as_completed([pool.submit(_work, job) for job in jobs]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def _method() -> multiprocessing.context.BaseContext:
    """Return how processes start: forked where that is there and no other thread could hold a lock."""
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if can_fork else "spawn")


class _Worker:
    """What a process works with."""

    stamper: Stamper
    site: Path


def _start_worker(stamper: Stamper, site: Path) -> None:
    """Keep what this process works with; whoever started it hears of Ctrl-C and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _Worker.stamper, _Worker.site = stamper, site


def _work(job: Job) -> int:
    return _do(_Worker.stamper, job, _Worker.site)

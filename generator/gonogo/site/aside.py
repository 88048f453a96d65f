"""Two things at once: one in a forked process, which ends with this one, the other here."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

J = TypeVar("J")
T = TypeVar("T")

SELDOM = 50_000
"""New objects after which a process looks for cycles: rendering leaves some."""

_PR_SET_PDEATHSIG = 1


class Lost(RuntimeError):  # noqa: N818 - what happened, in the caller's words
    """The other process ended without a word."""


def can_fork() -> bool:
    """Tell whether a process can be forked, and no other thread could hold a lock in it for ever."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def both(there: Callable[[], T], here: Callable[[], object]) -> T:
    """Do `there` in a forked process and `here` in this one; return or raise what `there` does.

    What `there` changes in memory is lost but for what it returns, which is pickled.
    """
    context = multiprocessing.get_context("fork")
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(there, told), daemon=True)
    process.start()
    told.close()
    try:
        here()
        value: T
        value, error = _heard(heard)
    finally:
        process.kill()
        process.join()
        heard.close()
    if error is not None:
        raise error
    return value


def spread(work: Callable[[J], T], jobs: Sequence[J], processes: int) -> Iterator[T]:
    """Yield what `work` makes of `jobs`, in their order, from forked processes, which have it as it is."""
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(min(processes, len(jobs)), context, initializer=_start, initargs=(work,))
    try:
        yield from pool.map(_do, jobs)
    finally:
        pool.shutdown(cancel_futures=True)


class _Work:
    """What a process that was forked for many jobs does with each."""

    do: Callable[[Any], Any]


def _start(work: Callable[[Any], Any]) -> None:
    begin_as_helper()
    collect_seldom()
    _Work.do = work


def _do(job: object) -> Any:
    return _Work.do(job)


def collect_seldom() -> None:
    """Leave what a process inherits out of the search for cycles, and look for new ones seldom."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()


def begin_as_helper() -> None:
    """Let a process that was started for one job end with whoever started it, who alone hears of Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _heard(heard: "Connection[Any, Any]") -> tuple[Any, Exception | None]:
    """Return what `_tell` sends."""
    try:
        value, error = heard.recv()
    except EOFError as ended:
        message = "a process of the build ended without a word; was it killed for want of memory?"
        raise Lost(message) from ended
    return value, error


def _tell(there: Callable[[], object], told: "Connection[Any, Any]") -> None:
    begin_as_helper()
    try:
        said: tuple[object, Exception | None] = (there(), None)
    except Exception as error:  # noqa: BLE001 - raised again where somebody can handle it
        said = (None, error)
    told.send(said)
    told.close()
    sys.stdout.flush()
    sys.stderr.flush()
    # What the parent has opened, it closes itself.
    os._exit(0)

"""Several things at once: in forked processes, which end with this one, and here."""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import IO, Any, Generic, Self, TypeVar

J = TypeVar("J")
T = TypeVar("T")

SELDOM = 50_000
"""New objects after which a process looks for cycles: rendering leaves some."""

JOBS = 400
"""Jobs after which a process gives back what memory it needs no more."""

LATER = 10
"""How nice a process is whose work is not waited for yet: there may be more of them than processors."""

_PR_SET_PDEATHSIG = 1


class Lost(RuntimeError):  # noqa: N818 - what happened, in the caller's words
    """The other process ended without a word."""


def can_fork() -> bool:
    """Tell whether a process can be forked, and no other thread could hold a lock in it for ever."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


class Apart(Generic[T]):
    """Work in a forked process, from the beginning of a `with` until its end at the latest.

    What it changes in memory is lost but for what it returns, which is pickled, and put where the process
    need not wait until somebody takes it: it is gone as soon as it is done.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._box = _box()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=_tell, args=(work, self._box), daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, whatever it has done."""
        self._process.kill()
        self._process.join()
        self._box.close()

    @property
    def is_over(self) -> bool:
        """Tell whether it is done, or was killed."""
        return not self._process.is_alive()

    def result(self) -> T:
        """Wait for what the work returns or raises, and do the same; raise `Lost` where it was killed."""
        self._process.join()
        if self._process.exitcode != 0:
            message = "a process of the build ended without a word; was it killed for want of memory?"
            raise Lost(message)
        self._box.seek(0)
        value: T
        value, error = pickle.load(self._box)  # noqa: S301 - of our own, a moment ago
        if error is not None:
            raise error
        return value


def _box() -> IO[bytes]:
    """Return a file without a name, in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("gonogo"), "w+b")  # noqa: PTH123 - a number has no path
    return tempfile.TemporaryFile()


def both(there: Callable[[], T], here: Callable[[], object]) -> T:
    """Do `there` in a forked process and `here` in this one; return or raise what `there` does."""
    with Apart(there) as apart:
        here()
        return apart.result()


@contextlib.contextmanager
def meanwhile(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Do `work` in a forked process where there can be one; yield what waits for it, or does it.

    It gives way to what this process does meanwhile.
    """
    if not can_fork():
        yield work
        return
    with Apart(partial(_giving_way, work)) as apart:
        yield apart.result


def _giving_way(work: Callable[[], T]) -> T:
    if hasattr(os, "nice"):
        os.nice(LATER)
    return work()


class Crew(Generic[J, T]):
    """Processes that deal out jobs to each other: this one from the first on, forked ones from the last.

    So neighbours are mostly done by the same process. The forked ones have `work` as it is, and begin with
    the `with`, this one when `results` is asked for. What the others make travels as what `pack` makes of
    it and `unpack` turns back, pickled.
    """

    def __init__(
        self,
        work: Callable[[J], T],
        jobs: Sequence[J],
        processes: int,
        pack: Callable[[list[T]], Any] = list,
        unpack: Callable[[Any], list[T]] = list,
    ) -> None:
        self._work = work
        self._jobs = jobs
        self._unpack = unpack
        self._deal = _Deal(len(jobs))
        others = min(processes, len(jobs)) - 1
        do = partial(_do_from_last, work, jobs, self._deal, pack)
        self._others = [Apart(do) for _ in range(others)]
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Let the others begin."""
        with contextlib.ExitStack() as stack:
            for each in self._others:
                stack.enter_context(each)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what is not done."""
        self._stack.close()

    @property
    def left(self) -> tuple[int, int]:
        """The number of the first job that nobody has begun, and that of the one behind the last."""
        return self._deal.left

    def results(self) -> Iterator[T]:
        """Yield what comes of the jobs: first of those that this process does, each as it is done."""
        with looking_for_cycles_seldom():
            while (number := self._deal.first()) is not None:
                yield self._work(self._jobs[number])
                self._hear_of_failures()
                _tidy(number + 1)
            for each in self._others:
                yield from self._unpack(each.result())

    def _hear_of_failures(self) -> None:
        """Raise what went wrong elsewhere before the rest is done in vain."""
        first, end = self.left
        for each in self._others:
            if first < end and each.is_over:
                each.result()


class _Deal:
    """Numbers from 0 on, of which each is given out once, to whichever process asks."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("fork")
        self._lock = context.Lock()
        self._left = context.RawArray("l", [0, count])

    @property
    def left(self) -> tuple[int, int]:
        """The first that is left, and the one behind the last."""
        with self._lock:
            first, end = self._left
        return first, end

    def first(self) -> int | None:
        """Give out the first that is left."""
        with self._lock:
            first, end = self._left
            if first == end:
                return None
            self._left[0] = first + 1
            taken: int = first
            return taken

    def last(self) -> int | None:
        """Give out the last that is left."""
        with self._lock:
            first, end = self._left
            if first == end:
                return None
            self._left[1] = end - 1
            taken: int = end - 1
            return taken


def _do_from_last(
    work: Callable[[J], T], jobs: Sequence[J], deal: _Deal, pack: Callable[[list[T]], object]
) -> object:
    made = []
    with looking_for_cycles_seldom():
        while (number := deal.last()) is not None:
            made.append(work(jobs[number]))
            _tidy(len(made))
    return pack(made)


def _tidy(done: int) -> None:
    """After every so many jobs that were done, give back what memory is free."""
    if done % JOBS == 0:
        gc.collect()
        give_back()


@contextlib.contextmanager
def looking_for_cycles_seldom() -> Iterator[None]:
    """Leave what is there out of the search for cycles, and look for new ones seldom."""
    was_on, usual = gc.isenabled(), gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM)
    gc.enable()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        if not was_on:
            gc.disable()


def give_back() -> None:
    """Give the system back what memory is free, where the C library can be told to; by itself it keeps it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def begin_as_helper() -> None:
    """Let a process that was started for one job end with whoever started it, who alone hears of Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell(there: Callable[[], object], box: IO[bytes]) -> None:
    begin_as_helper()
    try:
        said: tuple[object, Exception | None] = (there(), None)
    except Exception as error:  # noqa: BLE001 - raised again where somebody can handle it
        said = (None, error)
    pickle.dump(said, box, pickle.HIGHEST_PROTOCOL)
    box.flush()
    sys.stdout.flush()
    sys.stderr.flush()
    # What the parent has opened, it closes itself.
    os._exit(0)

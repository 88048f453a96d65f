"""Whole processes, from start to end, with all their children: time, processor time, memory."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from threading import Event, Thread

LOOK_EVERY = 0.05
"""Seconds between two looks at the memory of all processes, at least."""

REST = 20
"""So many times as long as a look took nobody looks again: to look at gigabytes takes its time."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took.

    `wall` and `cpu` (user and system, children included) are seconds. `largest` is the peak of the
    largest process in bytes; never below that of the process which measures, whose pages a child
    shares until it becomes another program. `together` is the peak of all processes at one time,
    shared pages counted once; None where nobody looked.
    """

    status: int
    wall: float
    cpu: float
    largest: int
    together: int | None
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Values of several runs."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def least(self) -> float:
        """The smallest one."""
        return min(self.values)

    @property
    def most(self) -> float:
        """The largest one."""
        return max(self.values)


def run(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None, watch: bool = False
) -> Run:
    """Run `command` in `folder` to its end; `watch` looks at memory all the time, which costs some."""
    with TemporaryFile() as output, TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        )
        with _watching(process.pid, wanted=watch) as peak:
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (output, errors):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return Run(
        status=process.returncode,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        largest=usage.ru_maxrss * 1024,
        together=max(peak, default=None),
        output=texts[0],
        errors=texts[1],
    )


@contextmanager
def _watching(process: int, *, wanted: bool) -> Iterator[list[int]]:
    """Collect the memory of `process` and everything below it while it runs."""
    seen: list[int] = []
    if not wanted or not Path(f"/proc/{process}/smaps_rollup").exists():
        yield seen
        return
    stop = Event()
    watcher = Thread(target=_watch, args=(process, seen, stop), daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        stop.set()
        watcher.join()


def _watch(process: int, seen: list[int], stop: Event) -> None:
    pause = LOOK_EVERY
    while not stop.wait(pause):
        begun = time.perf_counter()
        seen.append(sum(map(_share, _family(process))))
        pause = max(LOOK_EVERY, REST * (time.perf_counter() - begun))


def _family(process: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield process
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _text(listing).split():
            yield from _family(int(child))


def _share(process: int) -> int:
    """Return the memory of a process in bytes; of pages that several share, its share."""
    for line in _text(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _text(path: Path) -> str:
    """Return what the kernel says; nothing of a process that has gone."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""

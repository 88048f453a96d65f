"""Having the system write to the disk what it holds back, so that a portal survives the loss of power."""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EVERY = 0.3
"""Seconds between two times while files are written."""


def flush(folder: Path) -> None:
    """Have the system write everything below to the disk: one call for all files."""
    if not hasattr(os, "sync"):  # pragma: no cover - Windows
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        ctypes.CDLL(None, use_errno=True).syncfs(handle)
    except (AttributeError, OSError):
        os.sync()
    finally:
        os.close(handle)


@contextmanager
def flushing(folder: Path) -> Iterator[None]:
    """Flush again and again while others write below a folder: at the end little is left to wait for.

    A thread does so; none must be there when processes are forked.
    """
    ended = threading.Event()

    def work() -> None:
        # What goes wrong here goes wrong again when the portal is flushed at last, and is told then.
        with suppress(OSError):
            while not ended.wait(EVERY):
                flush(folder)

    thread = threading.Thread(target=work, name="flushing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

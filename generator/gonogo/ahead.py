"""Telling the system what will be read soon, so that a disk has it ready, and many pieces at a time."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 64
"""Pieces that a disk is told of before the first of them is read."""

_advise = getattr(os, "posix_fadvise", None)


def ahead(pieces: Iterable[T], expect: Callable[[T], object]) -> Iterator[T]:
    """Yield `pieces` in their order, many of which are expected before the first of these is yielded."""
    rest = iter(pieces)
    while batch := list(islice(rest, AT_ONCE)):
        for each in batch if _advise is not None else ():
            expect(each)
        yield from batch


def expect(descriptor: int, start: int = 0, size: int = 0) -> None:
    """Tell that so many bytes of a file will be read, or all that follow; where nobody listens, in vain."""
    if _advise is not None:
        with suppress(OSError):
            _advise(descriptor, start, size, os.POSIX_FADV_WILLNEED)

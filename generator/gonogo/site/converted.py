"""What Markdown of our own was converted to, kept as Python keeps the bytecode of modules.

The Guide and the pages of the error codes are the same in every portal, and converting them takes as
long as rendering hundreds of services.
"""

import sys
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import markdown  # type: ignore[import-untyped]
import mkdocs
import msgspec
import pygments  # type: ignore[import-untyped]
import pymdownx  # type: ignore[import-untyped]

from gonogo import __version__, resources
from gonogo.publish.bytecode import place_of
from gonogo.site.cache import MOST_PACKS, Cache

T = TypeVar("T")

_CONVERTERS = (
    __version__,
    sys.version,
    mkdocs.__version__,
    markdown.__version__,
    pygments.__version__,
    pymdownx.__version__,
)


def kept(kind: type[T], *parts: object) -> T | None:
    """Return what was kept for `parts`, which say all that it was made of; None where nothing is."""
    place = shelf()
    held = None if place is None else place.get(_key(kind, parts))
    try:
        return None if held is None else msgspec.msgpack.decode(held, type=kind)
    except msgspec.MsgspecError:
        return None


def keep(value: object, *parts: object) -> None:
    """Keep a value for the next build, where Python would keep bytecode."""
    place = shelf()
    if place is not None and not sys.dont_write_bytecode:
        place.put(_key(type(value), parts), msgspec.msgpack.encode(value))


@lru_cache(maxsize=1)
def shelf() -> Cache | None:
    """Return what holds it, beside the templates; None for a Python that keeps nothing."""
    path = place_of(str(resources.templates() / "converted.py"))
    if not path:
        return None
    cache = Cache(Path(path).with_suffix(""))
    if cache.packs > MOST_PACKS:
        # Of Guides that were; the next build fills it again.
        cache.keep(())
    return cache


def _key(kind: type[object], parts: tuple[object, ...]) -> bytes:
    return sha256(msgspec.msgpack.encode((kind.__qualname__, _CONVERTERS, parts))).digest()

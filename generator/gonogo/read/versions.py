"""What the blobs of a history say as manifests; many of them are parsed in several processes."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from gonogo.model.manifest import Manifest
from gonogo.model.noun import Noun
from gonogo.read import rules
from gonogo.read.context import Context
from gonogo.read.manifests import _id_in, _id_of, bound, is_unreadable, without_cyclic_gc
from gonogo.read.rules import Complaint
from gonogo.read.standards import convert
from gonogo.read.yaml12 import MANIFEST_LIMITS, parse

if TYPE_CHECKING:
    from concurrent.futures import Executor

POOL_FROM = 200
"""Versions of manifests from which a second process pays for its start."""


class Version(Noun):
    """What one blob says as a manifest; None where it cannot be read as one.

    `is_whole` tells that all of it is sound in the catalog of then; else `rest` is what is left of it.
    `is_dated` tells that this depends on today.
    """

    id: str | None = None
    written: Manifest | None = None
    is_whole: bool = False
    rest: Manifest | None = None
    is_dated: bool = False

    @property
    def sound(self) -> Manifest | None:
        """What stands in the catalog of then."""
        return self.written if self.is_whole else self.rest


class Blob(Noun):
    """A blob that is to be parsed; no content where it is missing from the clone or far too large."""

    id: str
    content: bytes | None


def version_of(blob: Blob, context: Context | None) -> Version:
    """Parse a blob as a manifest, and drop what is wrong in `context`."""
    if blob.content is None:
        return Version()
    document, problems = parse(blob.content[: MANIFEST_LIMITS.size + 1], "", MANIFEST_LIMITS)
    name = _id_of(document.data) if document.data is not None else _id_in(document.text)
    if is_unreadable(problems):
        return Version(id=name)
    written, _ = bound(document, "manifest", Manifest)
    return rejudged(Version(id=name, written=written), context)


def rejudged(version: Version, context: Context | None) -> Version:
    """Return a version with what is sound of it in `context`."""
    written = version.written
    if written is None or context is None:
        return version
    complaints = list(rules.complaints(written, context))
    is_reserved = any(each.code == "GN303" for each in complaints)
    is_dated = any(each.code == "GN401" for each in complaints)
    sound = None if is_reserved else without(written, complaints)
    is_whole = sound is written
    return Version(
        id=version.id,
        written=written,
        is_whole=is_whole,
        rest=None if is_whole else sound,
        is_dated=is_dated,
    )


def without(value: Any, complaints: Iterable[Complaint]) -> Any:
    """Return a noun without what complaints drop of it; None where it goes whole."""
    drops = [each.drop for each in complaints if each.drop is not None]
    if () in drops:
        return None
    if not drops:
        return value
    plain = msgspec.json.decode(msgspec.json.encode(value))
    return convert(rules.without(plain, drops), type(value))


_worker: dict[str, Any] = {}


def _start_worker() -> None:
    import gc

    gc.disable()


def _work(blobs: bytes, context: bytes | None) -> bytes:
    """Parse a share of the blobs in another process."""
    known = None
    if context is not None:
        if _worker.get("bytes") != context:
            _worker["bytes"] = context
            _worker["context"] = msgspec.msgpack.decode(context, type=Context)
        known = _worker["context"]
    found = msgspec.msgpack.decode(blobs, type=list[Blob])
    return msgspec.msgpack.encode([version_of(each, known) for each in found])


class Parser:
    """Parses blobs, many of them in several processes."""

    def __init__(self, stack: ExitStack, workers: int | None) -> None:
        """Work in this process until many come at once; `stack` ends the others."""
        self._stack = stack
        self._workers = workers if workers is not None else os.cpu_count() or 1
        self._pool: Executor | None = None

    def versions(self, blobs: list[Blob], context: Context | None) -> list[Version]:
        """Return what the blobs say, in their order."""
        if self._workers <= 1 or len(blobs) < POOL_FROM:
            with without_cyclic_gc():
                return [version_of(each, context) for each in blobs]
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(self._workers, initializer=_start_worker)
            self._stack.enter_context(self._pool)
        size = -(-len(blobs) // (self._workers * 4))
        rest = iter(blobs)
        shares = list(iter(lambda: list(islice(rest, size)), []))
        encoded = [msgspec.msgpack.encode(share) for share in shares]
        known = None if context is None else msgspec.msgpack.encode(context)
        decoder = msgspec.msgpack.Decoder(list[Version])
        done = self._pool.map(_work, encoded, [known] * len(encoded))
        return [each for share in done for each in decoder.decode(share)]

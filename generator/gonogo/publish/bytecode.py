"""Bytecode of our own templates, kept as Python keeps that of modules.

Compiling them takes a process of a large build half a second, and every process compiles them all.
"""

import marshal
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_PARTS = ("publish", "model")
_SEAL = sha256().digest_size


def compilers(package: Path) -> str:
    """Return what tells the code in `package` that has a say in what templates become from any other.

    Compiler, squeezing, and any filter: constants are worked out beforehand. Changes are told as Python
    tells them.
    """
    told = jinja2.__version__, sys.version, MAGIC_NUMBER, sorted(_stamps(package))
    return sha256(str(told).encode()).hexdigest()


def _stamps(package: Path) -> Iterator[tuple[str, str, int, int]]:
    for part in _PARTS:
        for folder, _, names in os.walk(package / part):
            for name in names:
                if name.endswith(".py"):
                    stat = os.stat(f"{folder}/{name}")  # noqa: PTH116 - a hundred times
                    yield folder, name, stat.st_size, stat.st_mtime_ns


_COMPILERS = compilers(Path(__file__).parent.parent)
"""As they were when they were read: who changes them meanwhile does not find what the old ones made."""


def place_of(path: str) -> str:
    """Return where Python would keep the bytecode of a file; nothing, for a Python that keeps none."""
    try:
        return cache_from_source(path)
    except NotImplementedError:
        return ""


class Bytecode(BytecodeCache):
    """What our templates were compiled to, in `__pycache__` beside the folder that they are in.

    It is found, and not written, where Python says so of its own (`sys.pycache_prefix`,
    `sys.dont_write_bytecode`). Whatever is not of this template, compiler, Jinja and Python, or is not as
    it was written, is as if it were not there. Templates that a portal brings itself, which are no files
    of ours, are neither read from there nor written.
    """

    def __init__(self, folder: Path, icons: Iterable[str]) -> None:
        """Keep the bytecode of the templates in `folder`; `icons` are those that they may name.

        Not within that folder: whatever is in there is taken for what pages are made of.
        """
        self._folder = folder
        self._icons = sorted(icons)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return where the bytecode of a template is kept; nothing for one that is not ours."""
        if filename is None or Path(filename) != self._folder / name:
            return ""
        return place_of(f"{self._folder}.{name}")

    def get_source_checksum(self, source: str) -> str:
        """Return what tells a template, and whatever compiles it, from any other."""
        return sha256(f"{_COMPILERS}\0{self._icons}\0{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template, if it is what was written."""
        if not bucket.key:
            return
        with suppress(OSError):
            kept = Path(bucket.key).read_bytes()
            if kept[:_SEAL] == _seal(bucket, kept[_SEAL:]):
                bucket.code = marshal.loads(kept[_SEAL:])  # noqa: S302 - sealed, and as safe as a .pyc

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to, if that can be written: at once or not at all."""
        if not bucket.key or sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        path = Path(bucket.key)
        fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(_seal(bucket, code) + code)
            fresh.replace(path)
        except OSError:
            with suppress(OSError):
                fresh.unlink()


def _seal(bucket: Bucket, code: bytes) -> bytes:
    """Return what only this bytecode of this template at this place begins with."""
    return sha256(f"{bucket.key}\0{bucket.checksum}\0".encode() + code).digest()

"""A process that reads whatever it is handed, as often as it is asked; how it dies is seen from outside.

It is handed, on standard input, the length of a name, the name, the length of the bytes and the bytes; it
answers with a line of JSON: the codes that were raised, or a traceback.
"""

import json
import pickle
import struct
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from gonogo.assess import assess
from gonogo.publish.problems import FORMATS, Report
from gonogo.read import mend, read, standards
from gonogo.read.files import Disk, Overlay

DAY = date(2026, 11, 23)

SMALL = 4_000
"""Bytes of a file that is mended as well, twice: the second time there must be nothing to do."""


@cache
def _pickled(name: str) -> bytes:
    return pickle.dumps(_pack(name))


_pack = standards.pack
standards.pack = lambda name: pickle.loads(_pickled(name))  # noqa: S301 - our own, to save time


def inputs(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file that is handed over."""
    while head := stream.read(4):
        name = stream.read(*struct.unpack(">I", head)).decode()
        yield name, stream.read(*struct.unpack(">I", stream.read(4)))


def most_memory() -> float:
    """Return the most memory that this process ever had, in MiB; 0 where the system does not tell.

    Not `getrusage`: after a fork that begins with what the parent had.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def told(root: Path, name: str, content: bytes) -> dict[str, Any]:
    """Read a catalog in which the file `name` holds `content`; return what came of it."""
    begin = time.monotonic()
    tree = Overlay(below=Disk(root=str(root)), held={name: content})
    reading = read(tree, day=DAY, today=DAY, workers=1)
    if reading.catalog is not None:
        assess(reading.catalog, DAY)
    report = Report(problems=reading.problems, files=len(reading.files), version="0")
    texts = {form: render(report).encode() for form, render in FORMATS.items()}
    for form in ("json", "gitlab", "sarif"):
        json.loads(texts[form])
    mended = mend.layout(content).content if len(content) <= SMALL else b""
    return {
        "codes": [each.code for each in reading.problems],
        "errors": [each.code for each in reading.problems if each.severity == "error"],
        "usable": reading.catalog is not None,
        "controls": sum(byte < 32 and byte != 10 for form in ("full", "concise") for byte in texts[form]),
        "mended": mend.layout(mended).done,
        "seconds": time.monotonic() - begin,
        "megabytes": most_memory(),
    }


def main(root: Path) -> None:
    """Answer until nothing more is handed over."""
    for name, content in inputs(sys.stdin.buffer):
        try:
            answer = told(root, name, content)
        except Exception:  # noqa: BLE001 - whatever it is, the one who asked wants to see it
            answer = {"traceback": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Nothing that a file can hold brings reading down: no traceback, no crash, no hang.

Reading is done by a process of its own, so that even a crash of the interpreter is an answer. By default
each law is tried on 200 inputs that are the same every time; `GONOGO_FUZZ=20000` tries as many, by chance.
"""

import json
import os
import select
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from read.fuzz import RICH, mutated, source, sources, yaml_like

EXAMPLES_EACH = int(os.environ.get("GONOGO_FUZZ", "200"))
SECONDS = 10.0
"""How long one input may take before it counts as a hang; all but none of them take a hundredth."""

MEGABYTES = 250
"""Memory that reading any number of such inputs may take, one after the other."""

MANIFEST, STANDARD = "services/payments.yaml", "standard.yaml"
each_input = settings(
    max_examples=EXAMPLES_EACH,
    derandomize="GONOGO_FUZZ" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Reader:
    """The process that reads, and is started anew after it died."""

    def __init__(self, catalog: Path) -> None:
        self.catalog = catalog
        self.process: subprocess.Popen[bytes] | None = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(self.catalog)]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self.process

    def told(self, content: bytes, name: str = MANIFEST) -> dict[str, Any]:
        """Return what reading comes to; fail where it comes to nothing."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        handed = name.encode()
        process.stdin.write(
            struct.pack(">I", len(handed)) + handed + struct.pack(">I", len(content)) + content
        )
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], SECONDS)
        line = process.stdout.readline() if ready else b""
        if not line:
            self.stop()
            pytest.fail("reading crashed" if ready else f"reading took more than {SECONDS} seconds")
        answer: dict[str, Any] = json.loads(line)
        assert "traceback" not in answer, answer["traceback"]
        assert answer["controls"] == 0
        assert answer["mended"] == []
        assert answer["megabytes"] < MEGABYTES
        return answer

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reader")
    RICH.lay_out(folder)
    process = Reader(folder / "catalog")
    yield process
    process.stop()


@each_input
@given(st.binary(max_size=2_000))
def test_bytes_are_read_to_an_end(reader: Reader, content: bytes) -> None:
    reader.told(content)


@each_input
@given(st.text(max_size=1_000))
def test_text_is_read_to_an_end(reader: Reader, text: str) -> None:
    reader.told(text.encode("utf-8", "surrogatepass"))


@each_input
@given(yaml_like())
def test_what_looks_like_yaml_is_read_to_an_end(reader: Reader, text: str) -> None:
    reader.told(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", sources())
def test_a_file_is_sound_before_it_is_mutated(reader: Reader, name: str) -> None:
    assert reader.told(source(name).encode(), name)["codes"] == []


@pytest.mark.parametrize("name", sources())
@settings(each_input, max_examples=max(1, EXAMPLES_EACH // 2))
@given(data=st.data())
def test_a_file_with_a_few_mistakes_is_read_to_an_end(reader: Reader, name: str, data: st.DataObject) -> None:
    reader.told(data.draw(mutated(name)), name)


LIMIT = 256 * 1024
KILLERS = {
    "lists in a line": b"- ",
    "brackets": b"[",
    "braces": b"{",
    "braces with a key": b"{a:",
    "braces with a key and a space": b"{a: ",
    "brackets and braces": b"[{a: ",
    "closed brackets": b"[],",
    "question marks": b"? ",
    "question marks and lists": b"? - ",
    "colons": b": ",
    "colons alone": b":",
    "anchors": b"&a ",
    "anchors in a list": b"- &a\n",
    "aliases": b"- *a\n",
    "tags": b"!",
    "tags with a space": b"! ",
    "tags with a name": b"!!a ",
    "double quotes": b'"',
    "escapes": b'"\\',
    "single quotes": b"'",
    "commas": b",",
    "commas in brackets": b"[,",
    "bars": b"|\n",
    "angles": b">\n",
    "at signs": b"@",
    "percent signs": b"%a\n",
    "markers": b"---\n",
    "ends": b"...\n",
    "markers and ends": b"---\n...\n",
    "hashes": b"#",
    "comments": b"#\n",
    "values and comments": b"a: b #c\n",
    "spaces": b" ",
    "tabs": b"\t",
    "tabs and lines": b"\t\n",
    "tabs behind colons": b"a:\tb\n",
    "lines": b"\n",
    "carriage returns": b"\r\n",
    "letters": b"a",
    "words": b"a ",
    "words on lines": b"a\n",
    "digits": b"9",
    "zeros behind a point": b"a: 0." + b"0" * 50 + b"\n",
    "keys": b"a: 1\n",
    "empty keys": b"a:\n",
    "merge keys": b"<<: {}\n",
    "conflict marks": b"<<<<<<< \n",
    "dashes": b"-",
    "nested keys on a line": b"a: b: ",
    "secrets begun": b"sk-",
    "tokens begun": b"eyJ" + b"a" * 20 + b".",
    "private keys begun": b"-----BEGIN ",
    "blanks and a hash": b"a   #",
    "directional overrides": "\u202e".encode(),
    "zero-width spaces": "a: \u200b\n".encode(),
    "emoji": "😀".encode(),
    "full-width colons": "：".encode(),
    "no-break spaces": "\xa0".encode(),
}
"""Units that hurt readers of YAML when there are very many of them."""

HEADS = (b"", b"a: ", b"schema_version: 1\nservice:\n  id: payments\n  description: ")


@pytest.mark.parametrize("unit", KILLERS.values(), ids=KILLERS)
@pytest.mark.parametrize(
    ("name", "size"), [(MANIFEST, LIMIT), (MANIFEST, LIMIT // 16), (STANDARD, 4 * LIMIT)]
)
def test_very_many_of_one_thing_are_read_to_an_end(reader: Reader, name: str, size: int, unit: bytes) -> None:
    for head in HEADS if size < LIMIT else HEADS[:2]:
        content = (head + unit * (size // len(unit) + 1))[:size]
        assert reader.told(content, name)["seconds"] < SECONDS


def test_what_is_too_large_is_not_read(reader: Reader) -> None:
    answer = reader.told(b"- " * 5 * 1024 * 1024)
    assert answer["codes"] == ["GN002"]
    assert answer["seconds"] < 1

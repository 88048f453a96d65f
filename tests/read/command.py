"""The command line, run within this process: as fast as a function, and as strict as a shell."""

import contextlib
import io
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Never

import pytest

from gonogo.cli import main, options

AS_OF = date(2026, 11, 23)
"""The day of all examples; it is `--as-of` and today, too, so that they never grow old."""

ENVIRONMENT = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GONOGO_CATALOG", "NO_COLOR", "FORCE_COLOR")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to; `out` and `err` are text in UTF-8."""

    code: int
    out: str
    err: str


class _Stream(io.TextIOWrapper):
    """A standard stream that is no terminal."""

    def __init__(self, content: bytes = b"") -> None:
        self.held = io.BytesIO(content)
        super().__init__(self.held, encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        return self.held.getvalue().decode("utf-8")


def _no_network(*_: object) -> Never:
    pytest.fail("something was about to be fetched")


def gonogo(
    *arguments: str, folder: Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Answer:
    """Call `gonogo` in `folder`; nothing may open a connection."""
    streams = {"stdin": _Stream(stdin), "stdout": _Stream(), "stderr": _Stream()}
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name in ENVIRONMENT:
            patch.delenv(name, raising=False)
        for name, value in (environment or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["gonogo", *arguments])
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        patch.setattr(options, "today", lambda: AS_OF)
        patch.setattr(socket.socket, "connect", _no_network)
        patch.setattr(socket, "getaddrinfo", _no_network)
        with pytest.raises(SystemExit) as left:
            main()
    return Answer(code=int(left.value.code or 0), out=streams["stdout"].text, err=streams["stderr"].text)


def validate(*arguments: str, folder: Path, stdin: bytes = b"") -> Answer:
    """Call `gonogo validate` for the day of the examples."""
    return gonogo("validate", "--as-of", AS_OF.isoformat(), *arguments, folder=folder, stdin=stdin)

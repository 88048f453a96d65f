"""Printing: results to standard output or a file, everything else to standard error."""

import os
import sys
import tempfile
from pathlib import Path

import click


def wants_colour() -> bool:
    """Tell whether to colour what goes to standard output: NO_COLOR, FORCE_COLOR, then the terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def result(text: str, output: str | None) -> None:
    """Print a result, or write it to a file at once or not at all."""
    if output is None or output == "-":
        if text:
            _print(text)
    else:
        write(Path(output), text.encode("utf-8", "backslashreplace"))


def _print(text: str) -> None:
    """Print text as it is; characters that the terminal's encoding lacks are escaped."""
    ending = "" if text.endswith("\n") else "\n"
    encoding = sys.stdout.encoding or "utf-8"
    shown = (text + ending).encode(encoding, "backslashreplace").decode(encoding)
    click.echo(shown, nl=False, color=True if wants_colour() else None)


def write(path: Path, content: bytes) -> None:
    """Write a file atomically: another process sees the old bytes or the new ones."""
    handle, name = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)  # noqa: PTH101 - the name is a string here
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def note(text: str, *, quiet: bool = False) -> None:
    """Print something about the run, not its result."""
    if not quiet:
        click.echo(text, err=True)

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


def result(text: str, output: str | None, *, commands: bool = False) -> None:
    """Print a result, or write it to a file at once or not at all; `commands` are for the CI's runner."""
    if output is None or output == "-":
        if text:
            _print(_printable(text, commands=commands))
    else:
        write(Path(output), text.encode("utf-8", "backslashreplace"))


def _printable(text: str, *, commands: bool = False) -> str:
    """Return what may be printed where we are; a CI job's runner obeys lines of its log."""
    from gonogo.publish.problems import safe

    is_log = any(os.environ.get(name, "").lower() == "true" for name in ("GITHUB_ACTIONS", "TF_BUILD"))
    return safe.printable(text, commands=commands or not is_log)


def _print(text: str) -> None:
    """Print text as it is; characters that the terminal's encoding lacks are escaped."""
    ending = "" if text.endswith("\n") else "\n"
    encoding = sys.stdout.encoding or "utf-8"
    shown = (text + ending).encode(encoding, "backslashreplace").decode(encoding)
    click.echo(shown, nl=False, color=True if wants_colour() else None)


def write(path: Path, content: bytes) -> None:
    """Write a file atomically: another process sees the old bytes or the new ones.

    A device or a pipe is written to as it is; a link is replaced, not followed.
    """
    if path.exists() and not path.is_symlink() and not path.is_file():
        path.write_bytes(content)
        return
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
        click.echo(_printable(text), err=True)


def progress(text: str) -> None:
    """Write over the same line of the terminal; without text the line is wiped out."""
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()

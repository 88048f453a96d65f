"""A folder of values by key. It may be deleted, damaged or read-only at any time: then work is done again."""

import os
import secrets
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

FOLDER = ".gonogo-cache"

_SUM = 32
"""Bytes of the checksum before a value."""

_READMES = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# Made by gonogo; it may be deleted.\n",
}


class Cache:
    """Values by key; keys are made of letters and digits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_open = True

    def get(self, key: str) -> bytes | None:
        """Return the value, None where there is none that is whole."""
        try:
            held = self._path(key).read_bytes()
        except OSError:
            return None
        value = held[_SUM:]
        return value if sha256(value).digest() == held[:_SUM] else None

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, where that can be done; another process sees all of it or nothing."""
        if not self._is_open:
            return
        path = self._path(key)
        half = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(sha256(value).digest() + value)
            half.replace(path)
        except OSError:
            # Read-only or full: not worth a second try.
            self._is_open = False

    def keep(self, keys: Iterable[str]) -> None:
        """Remove all other values: the cache never grows beyond the last build."""
        wanted = {self._path(key) for key in keys}
        try:
            self._introduce()
            for path in self._folder.glob("*/*"):
                if path not in wanted:
                    path.unlink(missing_ok=True)
        except OSError:
            self._is_open = False

    def _introduce(self) -> None:
        """Tell git and backup programs to leave the folder alone."""
        for name, text in _READMES.items():
            path = self._folder / name
            if self._folder.is_dir() and not path.exists():
                path.write_text(text, encoding="ascii")

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]

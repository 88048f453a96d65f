import errno
import threading
from pathlib import Path

import pytest

from gonogo.site import flushing


def test_it_flushes_while_others_write_and_not_any_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    twice = threading.Event()

    def flush(folder: Path) -> None:
        flushed.append(folder)
        if len(flushed) > 1:
            twice.set()

    monkeypatch.setattr(flushing, "flush", flush)
    monkeypatch.setattr(flushing, "EVERY", 0)
    with flushing.flushing(tmp_path):
        assert twice.wait(60)
    assert set(flushed) == {tmp_path}
    assert "flushing" not in [thread.name for thread in threading.enumerate()]


def test_a_disk_that_fails_meanwhile_is_not_told_by_the_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()

    def flush(_folder: Path) -> None:
        failed.set()
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(flushing, "flush", flush)
    monkeypatch.setattr(flushing, "EVERY", 0)
    with flushing.flushing(tmp_path):
        assert failed.wait(60)


def test_the_disk_is_flushed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    flushing.flush(tmp_path)
    with pytest.raises(FileNotFoundError):
        flushing.flush(tmp_path / "none")

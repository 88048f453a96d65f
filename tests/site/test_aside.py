import os
import signal
import threading
from functools import partial

import pytest

from gonogo.site import aside
from gonogo.site.building import Failed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def refuse() -> None:
    message = "no such theme"
    raise Failed(message, is_strict=True)


def test_both_are_done_in_processes_of_their_own() -> None:
    here: list[int] = []
    there = aside.both(os.getpid, lambda: here.append(os.getpid()))
    assert here == [os.getpid()]
    assert there != os.getpid()


def test_what_goes_wrong_there_is_raised_here_as_it_was() -> None:
    with pytest.raises(Failed, match="no such theme") as caught:
        aside.both(refuse, lambda: None)
    assert caught.value.is_strict


def test_a_process_that_is_killed_is_told_of() -> None:
    with pytest.raises(aside.Lost, match="without a word"):
        aside.both(lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None)


def test_what_goes_wrong_here_ends_the_other() -> None:
    mine, theirs = os.pipe()
    with pytest.raises(ZeroDivisionError):
        aside.both(signal.pause, partial(divmod, 1, 0))
    os.close(theirs)
    # The other process had the pipe too: only when it is gone does reading come to an end.
    assert os.read(mine, 1) == b""
    os.close(mine)


@pytest.mark.parametrize(("threads", "can"), [(1, True), (2, False)])
def test_nothing_is_forked_beside_another_thread(
    threads: int, monkeypatch: pytest.MonkeyPatch, *, can: bool
) -> None:
    # Who runs the tests may have threads of its own.
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    assert aside.can_fork() is can

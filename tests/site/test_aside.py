import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from gonogo import aside
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


@pytest.mark.skipif(not hasattr(os, "nice"), reason="no process gives way to another here")
def test_what_is_done_meanwhile_gives_way_and_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "can_fork", lambda: True)
    with aside.meanwhile(lambda: (os.getpid(), os.nice(0))) as result:
        before = os.nice(0)
        assert result() != (os.getpid(), before)
        assert result()[1] == min(19, before + aside.LATER)
    assert os.nice(0) == before


def test_what_is_large_need_not_be_taken_before_the_process_ends() -> None:
    with aside.Apart(lambda: b"x" * 1_000_000) as apart:
        assert wait_until(lambda: apart.is_over)
        assert len(apart.result()) == 1_000_000


def test_a_crew_does_each_job_once_from_both_ends() -> None:
    both_here = multiprocessing.get_context("fork").Barrier(2)
    done: list[int] = []

    def work(job: int) -> tuple[int, int]:
        if not done:
            # Each goes on only when the other has begun, too, however slow that is to start.
            both_here.wait(60)
        done.append(job)
        return job, os.getpid()

    here = os.getpid()
    with aside.Crew(work, range(100), processes=2) as crew:
        made = list(crew.results())
    assert sorted(job for job, _ in made) == list(range(100))
    mine = [job for job, process in made if process == here]
    theirs = [job for job, process in made if process != here]
    assert mine == list(range(len(mine)))
    assert theirs == list(range(99, len(mine) - 1, -1))
    assert mine
    assert theirs
    assert crew.left == (len(mine), len(mine))


def test_what_others_of_a_crew_make_can_travel_as_something_else() -> None:
    with aside.Crew(str, range(9), 3, pack=" ".join, unpack=str.split) as crew:
        assert sorted(crew.results()) == sorted(map(str, range(9)))


def test_what_goes_wrong_in_a_crew_is_told_before_the_rest_is_done() -> None:
    here, done = os.getpid(), []

    def work(job: int) -> None:
        if os.getpid() != here:
            refuse()
        done.append(job)
        time.sleep(0.01)

    with pytest.raises(Failed, match="no such theme"), aside.Crew(work, range(10_000), 2) as crew:
        list(crew.results())
    assert len(done) < 10_000


def test_a_member_of_a_crew_that_is_killed_is_told_of() -> None:
    here = os.getpid()

    def work(_: int) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)

    with pytest.raises(aside.Lost, match="without a word"), aside.Crew(work, range(10_000), 2) as crew:
        list(crew.results())


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Wait for what comes about elsewhere; a minute is for ever."""
    for _ in range(1_200):
        if is_so():
            return True
        time.sleep(0.05)
    return False

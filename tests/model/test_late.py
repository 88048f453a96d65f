import pickle
from collections.abc import Iterator

import pytest

from gonogo.model.late import Late
from gonogo.site.grounds import encode


@pytest.fixture
def asked() -> list[str]:
    """What was asked for."""
    return []


@pytest.fixture
def late(asked: list[str]) -> Late[int]:
    def make() -> Iterator[int]:
        asked.append("all")
        yield from (3, 1, 2)

    return Late(make)


def test_it_is_made_once_and_only_when_somebody_looks(late: Late[int], asked: list[str]) -> None:
    assert not late.is_there
    assert asked == []
    assert (len(late), list(late), late[0], late[-1], late[1:], 1 in late) == (
        3,
        [3, 1, 2],
        3,
        2,
        (1, 2),
        True,
    )
    assert late.is_there
    assert asked == ["all"]


def test_it_is_the_same_as_a_tuple(late: Late[int]) -> None:
    assert late == (3, 1, 2) == late
    assert late == Late(lambda: [3, 1, 2])
    assert late != (3, 1)
    assert hash(late) == hash((3, 1, 2))
    assert repr(late) == "(3, 1, 2)"
    assert pickle.loads(pickle.dumps(late)) == (3, 1, 2)  # noqa: S301 - our own
    assert encode(late) == encode((3, 1, 2))

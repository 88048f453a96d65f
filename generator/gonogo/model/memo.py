"""What the services of an owner come to, in what adds up: somebody may remember it, owner by owner."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol[T]):
    """What is known of owners, by id."""

    def of(self, owner: str, make: Callable[[], T], /) -> T:
        """Return what is known of an owner, made where it is not; nobody changes it any more."""


class Memos(Protocol):
    """Whoever remembers."""

    def of(self, kind: type[T]) -> Memo[T]:
        """Return what is known of a kind, which follows from nothing but the services of an owner."""


class _Passing(Generic[T]):
    """A memo for as long as somebody has it."""

    def __init__(self) -> None:
        self._known: dict[str, T] = {}

    def of(self, owner: str, make: Callable[[], T], /) -> T:
        if owner not in self._known:
            self._known[owner] = make()
        return self._known[owner]


class Forgetful:
    """Remembers what it is told for as long as somebody asks for it."""

    def of(self, kind: type[T]) -> Memo[T]:
        """Return a new memo."""
        del kind
        return _Passing[T]()


FORGETFUL = Forgetful()

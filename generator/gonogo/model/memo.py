"""What the services of an owner come to, in what adds up: somebody may remember it, owner by owner."""

from typing import Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol[T]):
    """What is known of owners, by id."""

    def get(self, owner: str, /) -> T | None:
        """Return what is known of an owner, None where that has to be worked out."""

    def __setitem__(self, owner: str, value: T, /) -> None:
        """Know it from now on; nobody changes the value any more."""


class Memos(Protocol):
    """Whoever remembers."""

    def of(self, kind: type[T]) -> Memo[T]:
        """Return what is known of a kind, which follows from nothing but the services of an owner."""


class Forgetful:
    """Remembers what it is told for as long as somebody asks for it."""

    def of(self, kind: type[T]) -> Memo[T]:
        """Return a new memo."""
        del kind
        return dict[str, T]()


FORGETFUL = Forgetful()

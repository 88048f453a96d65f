"""What is there when somebody first looks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Late(Sequence[T]):
    """A sequence that is made when somebody first looks: of thousands, most are never looked at.

    Equal to a tuple of the same; it travels as one.
    """

    __slots__ = ("_held", "_make")

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make: Callable[[], Iterable[T]] | None = make
        self._held: tuple[T, ...] = ()

    @property
    def is_there(self) -> bool:
        """Tell whether somebody has looked."""
        return self._make is None

    @property
    def whole(self) -> tuple[T, ...]:
        """All of it."""
        if self._make is not None:
            self._held, self._make = tuple(self._make()), None
        return self._held

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self.whole[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)

    def __eq__(self, other: object) -> bool:
        return self.whole == (other.whole if isinstance(other, Late) else other)

    def __hash__(self) -> int:
        return hash(self.whole)

    def __repr__(self) -> str:
        return repr(self.whole)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as what it is."""
        return tuple, (self.whole,)

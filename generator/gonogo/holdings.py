"""What the services of owners come to: remembered for as long as they stand, and go on, as they did."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Generic, Protocol, TypeVar

import msgspec

from gonogo.assess.contradictions import Shown
from gonogo.assess.ledger import Given
from gonogo.assess.rollup import Fares, Sums
from gonogo.assess.steps import Work
from gonogo.assess.upkeep import Load
from gonogo.model.memo import Memo
from gonogo.publish.formats.agenda import Owed
from gonogo.publish.formats.csv_ import Lines
from gonogo.publish.formats.openmetrics import Samples
from gonogo.publish.formats.tables import Register, Words
from gonogo.publish.pages.platforms import Shares
from gonogo.site.cache import Cache
from gonogo.site.grounds import digest, encode

T = TypeVar("T")

KINDS = (Work, Sums, Load, Fares, Given, Shown, Owed, Shares, Lines, Words, Register, Samples)
"""What is remembered of an owner."""


class Keys(Protocol):
    """Whoever knows how the services of owners stand."""

    @property
    def owners(self) -> Iterable[str]:
        """Those who own services, by id."""

    def of_owner(self, owner: str) -> bytes:
        """Return a key that is the same only where the owner's services stand, and go on, as they did."""


class Holdings:
    """Memos of owners that lie in a cache."""

    def __init__(self, cache: Cache, keys: Keys) -> None:
        self._cache = cache
        self._keys = keys

    def of(self, kind: type[T]) -> Memo[T]:
        """Return what is known of a kind of owners."""
        assert kind in KINDS, "what is not named there would be forgotten"  # noqa: S101 - told to developers
        return _Held(kind, self._cache, partial(self._key, kind))

    def keys(self) -> Iterator[bytes]:
        """Yield the key of everything that is worth remembering."""
        for owner in self._keys.owners:
            for kind in KINDS:
                yield self._key(kind, owner)

    def _key(self, kind: type[object], owner: str) -> bytes:
        return digest(kind.__qualname__, self._keys.of_owner(owner))


class _Held(Generic[T]):
    """A memo that lies in a cache; what is there is unpacked once."""

    def __init__(self, kind: type[T], cache: Cache, key: Callable[[str], bytes]) -> None:
        self._kind = kind
        self._cache = cache
        self._key = key
        self._known: dict[str, T] = {}

    def of(self, owner: str, make: Callable[[], T], /) -> T:
        if owner not in self._known:
            known = self._recalled(owner)
            if known is None:
                known = make()
                self._cache.put(self._key(owner), encode(known))
            self._known[owner] = known
        return self._known[owner]

    def _recalled(self, owner: str) -> T | None:
        packed = self._cache.get(self._key(owner))
        # Another edition of the code may have left it.
        with suppress(msgspec.MsgspecError):
            return None if packed is None else msgspec.msgpack.decode(packed, type=self._kind)
        return None

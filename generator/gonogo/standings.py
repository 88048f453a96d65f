"""Where services stand and how they go on: remembered where it follows from the same as before.

The rest is worked out, how they go on by several processes.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import fields

from gonogo import aside
from gonogo.aside import Crew
from gonogo.assess import assess
from gonogo.assess.forecast import Outlook, Recall
from gonogo.assess.risks import cause_of, caused
from gonogo.assess.yardstick import Cause, Yardstick
from gonogo.model.catalog import Catalog
from gonogo.model.portfolio import Origin, Portfolio, Risk, Scorecard, ServiceForecast
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds, encode

POOL_FROM = 300
"""Services from which a second process pays for its start."""

DERIVED = Origin.DERIVED

SHARES = 4
"""Shares that a process gets, one after the other: neighbours in a share are looked at once."""

_OF_CARD = tuple(field.name for field in fields(Scorecard) if field.name not in {"service", "risks"})

_Standing = msgspec.defstruct(
    "_Standing",
    [
        ("ahead", msgspec.Raw),
        ("causes", tuple[bytes, ...]),
        ("declared", tuple[Risk, ...]),
        *((field.name, field.type) for field in fields(Scorecard) if field.name in _OF_CARD),
    ],
    gc=False,
    array_like=True,
)
"""All of a scorecard but the service itself, which is there already, and, packed, how the service goes on.

Of derived risks it has what they follow from, packed: whole, they would be a third of it.
"""

_cause = msgspec.msgpack.Decoder(Cause).decode


class Standings:
    """What is known of services from other builds, by what it follows from."""

    def __init__(self, cache: Cache, grounds: Grounds) -> None:
        self.cache = cache
        self.grounds = grounds
        self._ahead: dict[str, bytes] = {}

    def assess(self, catalog: Catalog, day: date) -> Portfolio:
        """Return what `catalog` means on `day`."""
        cards: dict[str, Scorecard] = {}
        decode = msgspec.msgpack.Decoder(_Standing).decode
        edition, risks = Yardstick(catalog).on(day), dict[bytes, Risk]()
        for id_, service in catalog.services.items():
            held = self.cache.get(self.grounds.of(id_))
            if held is not None:
                with suppress(msgspec.MsgspecError):
                    known: Any = decode(held)
                    rest = {name: getattr(known, name) for name in _OF_CARD}
                    for each in known.causes:
                        if each not in risks:
                            risks[each] = caused(_cause(each), edition)
                    derived = [risks[each] for each in known.causes]
                    cards[id_] = Scorecard(service=service, risks=(*derived, *known.declared), **rest)
                    self._ahead[id_] = bytes(known.ahead)
        return assess(catalog, day, cards)

    def recall(self, outlook: Outlook) -> None:
        """Let `outlook` know what is known of how services go on."""
        outlook.recall(_recalls(self._ahead))

    def keep(self, card: Scorecard, ahead: bytes) -> None:
        """Remember a service for another build; how it goes on is packed already."""
        causes = tuple(encode(cause_of(risk)) for risk in card.risks if risk.origin is DERIVED)
        declared = tuple(risk for risk in card.risks if risk.origin is not DERIVED)
        rest = (getattr(card, name) for name in _OF_CARD)
        standing = _Standing(msgspec.Raw(ahead), causes, declared, *rest)
        self.cache.put(self.grounds.of(card.id), encode(standing))


def _unpacked(ahead: bytes) -> ServiceForecast | None:
    """Return how a service goes on, None where another edition of the code has left it."""
    with suppress(msgspec.MsgspecError):
        return _decode(ahead)
    return None


_decode = msgspec.msgpack.Decoder(ServiceForecast).decode


def look_ahead(
    outlook: Outlook,
    portfolio: Portfolio,
    standings: Standings | None,
    processes: int,
    beside: Callable[[], object],
) -> None:
    """Let `outlook` know how the services of `portfolio` go on.

    Where others help with that, begin here with what many pages need `beside`.
    """
    if standings is not None:
        standings.recall(outlook)
    cards = portfolio.scorecards
    rest = [service for service in cards if not outlook.knows(service)]

    def look(services: Sequence[str]) -> dict[str, bytes]:
        packed = {service: encode(outlook.of(service)) for service in services}
        if standings is not None:
            for service, ahead in packed.items():
                standings.keep(cards[service], ahead)
        return packed

    if processes <= 1 or len(rest) < POOL_FROM or not aside.can_fork():
        outlook.recall(_recalls(look(rest)))
        return
    size = -(-len(rest) // (processes * SHARES))
    shares = [rest[start : start + size] for start in range(0, len(rest), size)]
    with Crew(look, shares, processes) as crew:
        beside()
        for packed in crew.results():
            outlook.recall(_recalls(packed))


def _recalls(packed: Mapping[str, bytes]) -> dict[str, Recall]:
    """Return what unpacks how services go on.

    Each process unpacks what it asks for: that then lies together, and is not copied when it is looked at.
    """
    return {service: partial(_unpacked, ahead) for service, ahead in packed.items()}

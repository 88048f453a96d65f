"""Where services stand and how they go on: remembered where it follows from the same as before.

The rest is worked out, how they go on by several processes.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec.structs import fields

from gonogo import aside
from gonogo.aside import Crew
from gonogo.assess import assess
from gonogo.assess.forecast import Coming, Outlook
from gonogo.assess.risks import cause_of, caused
from gonogo.assess.yardstick import Cause, Yardstick
from gonogo.model.catalog import Catalog
from gonogo.model.late import Late
from gonogo.model.portfolio import (
    About,
    Event,
    EventKind,
    Finding,
    Origin,
    Portfolio,
    Risk,
    Scorecard,
    ServiceForecast,
    ServiceStep,
)
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds, encode, found_on

T = TypeVar("T")

POOL_FROM = 300
"""Services from which a second process pays for its start."""

DERIVED = Origin.DERIVED

SHARES = 16
"""Shares that a process gets, one after the other: so many that none waits long for the last."""

_OF_CARD = tuple(
    field.name for field in fields(Scorecard) if field.name not in {"service", "risks", "findings"}
)

_Standing = msgspec.defstruct(
    "_Standing",
    [
        ("ahead", msgspec.Raw),
        ("found", bytes),
        ("findings", msgspec.Raw),
        ("causes", tuple[bytes, ...]),
        ("declared", tuple[Risk, ...]),
        *((field.name, field.type) for field in fields(Scorecard) if field.name in _OF_CARD),
    ],
    gc=False,
    array_like=True,
)
"""All of a scorecard but the service itself, which is there already, and, packed, how the service goes on.

What was found is packed, too, for whoever asks: it is most of it. Of derived risks it has what they follow
from, packed: whole, they would be a third of it.
"""

_cause = msgspec.msgpack.Decoder(Cause).decode
_findings = msgspec.msgpack.Decoder(tuple[Finding, ...]).decode


class Standings:
    """What is known of services from other builds, by what it follows from.

    `found` tells what was found on each, as far as that is known.
    """

    def __init__(self, cache: Cache, grounds: Grounds) -> None:
        self.cache = cache
        self.grounds = grounds
        self._ahead: dict[str, _Ahead] = {}
        self.found: dict[str, bytes] = {}

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
                    cards[id_] = Scorecard(
                        service=service,
                        findings=Late(partial(_findings, bytes(known.findings))),
                        risks=(*derived, *known.declared),
                        **rest,
                    )
                    self._ahead[id_] = _Ahead(bytes(known.ahead))
                    self.found[id_] = known.found
        return assess(catalog, day, cards)

    def recall(self, outlook: Outlook) -> None:
        """Let `outlook` know what is known of how services go on."""
        outlook.recall(self._ahead)

    def keep(self, card: Scorecard, ahead: bytes) -> bytes:
        """Remember a service for another build, how it goes on being packed; return what was found on it."""
        found = found_on(card)
        causes = tuple(encode(cause_of(risk)) for risk in card.risks if risk.origin is DERIVED)
        declared = tuple(risk for risk in card.risks if risk.origin is not DERIVED)
        rest = (getattr(card, name) for name in _OF_CARD)
        findings = msgspec.Raw(encode(card.findings))
        standing = _Standing(msgspec.Raw(ahead), found, findings, causes, declared, *rest)
        self.cache.put(self.grounds.of(card.id), encode(standing))
        return found


class _Ahead:
    """How a service goes on, packed; another edition of the code may have left it.

    Each process unpacks what it asks for: that then lies together, and is not copied when it is looked at.
    """

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def whole(self) -> ServiceForecast | None:
        return self._read(_WHOLE)

    def steps(self) -> tuple[ServiceStep, ...] | None:
        return getattr(self._read(_STEPS), "steps", None)

    def events(self) -> tuple[Coming, ...] | None:
        return getattr(self._read(_EVENTS), "events", None)

    def _read(self, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        with suppress(msgspec.MsgspecError):
            return decoder.decode(self._packed)
        return None


def _part(noun: type[msgspec.Struct], **wanted: object) -> Any:
    """Return what reads of a `noun` that is packed as an array what is `wanted`, and passes over the rest."""
    parts = [(name, wanted.get(name, msgspec.Raw)) for name in noun.__struct_fields__]
    while parts[-1][0] not in wanted:
        parts.pop()
    return msgspec.defstruct(f"_{noun.__name__}", parts, array_like=True, gc=False)


_event: Any = _part(Event, day=date, kind=EventKind, about=About, title=str, owner=str | None)
_WHOLE = msgspec.msgpack.Decoder(ServiceForecast)
_STEPS = msgspec.msgpack.Decoder(_part(ServiceForecast, steps=tuple[ServiceStep, ...]))
_EVENTS = msgspec.msgpack.Decoder(_part(ServiceForecast, events=tuple[_event, ...]))


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

    def look(services: Sequence[str]) -> dict[str, tuple[bytes, bytes | None]]:
        packed = {service: encode(outlook.of(service)) for service in services}
        return {
            service: (ahead, None if standings is None else standings.keep(cards[service], ahead))
            for service, ahead in packed.items()
        }

    def note(looked: Mapping[str, tuple[bytes, bytes | None]]) -> None:
        outlook.recall({service: _Ahead(ahead) for service, (ahead, _) in looked.items()})
        if standings is not None:
            standings.found |= {service: found for service, (_, found) in looked.items() if found is not None}

    if processes <= 1 or len(rest) < POOL_FROM or not aside.can_fork():
        note(look(rest))
        return
    rest = outlook.in_company(rest)
    size = -(-len(rest) // (processes * SHARES))
    shares = [rest[start : start + size] for start in range(0, len(rest), size)]
    with Crew(look, shares, processes) as crew:
        beside()
        for looked in crew.results():
            note(looked)

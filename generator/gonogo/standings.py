"""Where services stand and how they go on: remembered where it follows from the same as before.

The rest is worked out, how they go on by several processes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec.structs import fields

from gonogo import aside
from gonogo.ahead import ahead
from gonogo.aside import Crew
from gonogo.assess import assess
from gonogo.assess.forecast import Coming, Outlook
from gonogo.assess.risks import cause_of, caused
from gonogo.assess.scorecards import Assessment
from gonogo.assess.yardstick import Cause
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
        ("steps", msgspec.Raw),
        ("found", bytes),
        ("causes", tuple[bytes, ...]),
        ("declared", tuple[Risk, ...]),
        *((field.name, field.type) for field in fields(Scorecard) if field.name in _OF_CARD),
    ],
    gc=False,
    array_like=True,
)
"""All of a scorecard but the service itself, which is there already, and what was found, which most do not
ask for; with it, packed, where the service stands from day to day.

Of derived risks it has what they follow from, packed: whole, they would be as much as all the rest.
"""

_Details = msgspec.defstruct(
    "_Details", [("ahead", msgspec.Raw), ("findings", msgspec.Raw)], gc=False, array_like=True
)
"""What was found, and how the service goes on, packed: most of what there is, and read when somebody asks."""

_cause = msgspec.msgpack.Decoder(Cause).decode
_details = msgspec.msgpack.Decoder(_Details).decode
_findings = msgspec.msgpack.Decoder(tuple[Finding, ...]).decode
_steps = msgspec.msgpack.Decoder(tuple[ServiceStep, ...]).decode


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
        assessment, risks = Assessment(catalog, day), dict[bytes, Risk]()
        edition = assessment.yardstick.on(day)
        for id_ in ahead(catalog.services, lambda each: self.cache.expect(self.grounds.of(each))):
            service, held = catalog.services[id_], self.cache.get(self.grounds.of(id_))
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
                        findings=Late(partial(self._found_on, id_, assessment)),
                        risks=(*derived, *known.declared),
                        **rest,
                    )
                    self._ahead[id_] = _Ahead(partial(self._ahead_of, id_), bytes(known.steps))
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
        standing = _Standing(_packed_steps(ahead).steps, found, causes, declared, *rest)
        details = _Details(msgspec.Raw(ahead), msgspec.Raw(encode(card.findings)))
        self.cache.put(self.grounds.of_details(card.id), encode(details))
        self.cache.put(self.grounds.of(card.id), encode(standing))
        return found

    def _ahead_of(self, service: str) -> bytes:
        """Return how a service goes on, packed; nothing where that is not there any more."""
        details = self._details(service)
        return b"" if details is None else bytes(details.ahead)

    def _found_on(self, service: str, assessment: Assessment) -> Iterable[Finding]:
        """Return what was found on a service; where that is not there any more, find it again."""
        details = self._details(service)
        with suppress(msgspec.MsgspecError):
            return _findings(b"" if details is None else details.findings)
        return assessment.alone(service, assessment.day).findings.values()

    def _details(self, service: str) -> Any:
        held = self.cache.get(self.grounds.of_details(service))
        with suppress(msgspec.MsgspecError):
            return None if held is None else _details(held)
        return None


class _Ahead:
    """How a service goes on, packed, wherever that is found; another edition of the code may have left it.

    Each process unpacks what it asks for: that then lies together, and is not copied when it is looked at.
    Where a service stands from day to day, which all are asked for, may be at hand.
    """

    __slots__ = ("_find", "_steps")

    def __init__(self, find: Callable[[], bytes], steps: bytes | None = None) -> None:
        self._find = find
        self._steps = steps

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel with what is found here."""
        return _at_hand, (self._find(),)

    def whole(self) -> ServiceForecast | None:
        return self._read(_WHOLE)

    def steps(self) -> tuple[ServiceStep, ...] | None:
        if self._steps is None:
            return getattr(self._read(_STEPS), "steps", None)
        with suppress(msgspec.MsgspecError):
            return _steps(self._steps)
        return None

    def events(self) -> tuple[Coming, ...] | None:
        return getattr(self._read(_EVENTS), "events", None)

    def _read(self, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
        with suppress(msgspec.MsgspecError):
            return decoder.decode(self._find())
        return None


def _at_hand(packed: bytes) -> _Ahead:
    """Return the same of what is here."""
    return _Ahead(lambda: packed)


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
_packed_steps = msgspec.msgpack.Decoder(_part(ServiceForecast, steps=msgspec.Raw)).decode


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
        outlook.recall({service: _at_hand(ahead) for service, (ahead, _) in looked.items()})
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

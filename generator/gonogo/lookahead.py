"""How all services go on: what was worked out before is remembered, the rest is shared out to processes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import msgspec

from gonogo.assess.forecast import Outlook
from gonogo.model.portfolio import ServiceForecast
from gonogo.site import aside
from gonogo.site.remembering import Memory

POOL_FROM = 300
"""Services from which a second process pays for its start."""

SHARES = 4
"""Shares that a process gets, one after the other: neighbours in a share are looked at once."""


def look_ahead(outlook: Outlook, services: Sequence[str], memory: Memory | None, processes: int) -> None:
    """Let `outlook` know how `services` go on."""
    if memory is not None:
        outlook.recall(dict(_remembered(services, memory)))
    rest = [service for service in services if not outlook.knows(service)]
    found: Iterator[tuple[str, ServiceForecast]]
    if processes <= 1 or len(rest) < POOL_FROM or not aside.can_fork():
        found = ((service, outlook.of(service)) for service in rest)
    else:
        found = _shared_out(outlook, rest, processes)
    for service, ahead in found:
        outlook.recall({service: ahead})
        if memory is not None:
            memory.cache.put(memory.keys.ahead(service), msgspec.msgpack.encode(ahead))


def _remembered(services: Sequence[str], memory: Memory) -> Iterator[tuple[str, ServiceForecast]]:
    decoder = msgspec.msgpack.Decoder(ServiceForecast)
    for service in services:
        held = memory.cache.get(memory.keys.ahead(service))
        if held is not None:
            with suppress(msgspec.MsgspecError):
                yield service, decoder.decode(held)


def _shared_out(
    outlook: Outlook, services: Sequence[str], processes: int
) -> Iterator[tuple[str, ServiceForecast]]:
    size = -(-len(services) // (processes * SHARES))
    shares = [services[start : start + size] for start in range(0, len(services), size)]
    decoder = msgspec.msgpack.Decoder(list[ServiceForecast])
    made = aside.spread(partial(_share, outlook.of), shares, processes)
    for share, encoded in zip(shares, made, strict=True):
        yield from zip(share, decoder.decode(encoded), strict=True)


def _share(look: Callable[[str], ServiceForecast], services: Sequence[str]) -> bytes:
    """Return the future of some services; MessagePack carries nouns back faster than pickle."""
    return msgspec.msgpack.encode([look(service) for service in services])

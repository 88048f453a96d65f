"""How all services go on: what was worked out before is remembered, the rest is shared out to processes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

import msgspec

from gonogo.assess.forecast import Outlook
from gonogo.model.portfolio import ServiceForecast
from gonogo.site import aside
from gonogo.site.aside import Crew
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
    look = partial(_look, outlook, memory)
    if processes <= 1 or len(rest) < POOL_FROM or not aside.can_fork():
        look(rest)
        return
    size = -(-len(rest) // (processes * SHARES))
    shares = [rest[start : start + size] for start in range(0, len(rest), size)]
    # MessagePack carries nouns back faster than pickle.
    decode = msgspec.msgpack.Decoder(list[dict[str, ServiceForecast]]).decode
    with Crew(look, shares, processes, msgspec.msgpack.encode, decode) as crew:
        for known in crew.results():
            outlook.recall(known)


def _remembered(services: Sequence[str], memory: Memory) -> Iterator[tuple[str, ServiceForecast]]:
    decoder = msgspec.msgpack.Decoder(ServiceForecast)
    for service in services:
        held = memory.cache.get(memory.grounds.ahead(service))
        if held is not None:
            with suppress(msgspec.MsgspecError):
                yield service, decoder.decode(held)


def _look(outlook: Outlook, memory: Memory | None, services: Sequence[str]) -> dict[str, ServiceForecast]:
    """Return how some services go on, and remember it."""
    known = {service: outlook.of(service) for service in services}
    if memory is not None:
        for service, ahead in known.items():
            memory.cache.put(memory.grounds.ahead(service), msgspec.msgpack.encode(ahead))
    return known

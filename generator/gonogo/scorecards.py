"""The scorecards of a catalog: what follows from the same as before is remembered, the rest worked out."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import msgspec
from msgspec.structs import fields

from gonogo.assess import assess
from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio, Scorecard
from gonogo.site.cache import Cache
from gonogo.site.grounds import Grounds, encode

_NAMES = tuple(field.name for field in fields(Scorecard) if field.name != "service")

_Rest = msgspec.defstruct(
    "_Rest",
    [(field.name, field.type) for field in fields(Scorecard) if field.name in _NAMES],
    gc=False,
    array_like=True,
)
"""All of a scorecard but the service, which is there already."""


class Kept(Noun):
    """What was kept of other builds, and what the services of this one follow from."""

    cache: Cache
    grounds: Grounds


def assessed(catalog: Catalog, day: date, kept: Kept | None) -> Portfolio:
    """Return what `catalog` means on `day`; what was kept is not worked out again."""
    if kept is None:
        return assess(catalog, day)
    known = dict(_remembered(catalog, kept))
    portfolio = assess(catalog, day, known)
    for id_, card in portfolio.scorecards.items():
        if id_ not in known:
            rest = _Rest(*(getattr(card, name) for name in _NAMES))
            kept.cache.put(kept.grounds.card(id_), encode(rest))
    return portfolio


def _remembered(catalog: Catalog, kept: Kept) -> Iterator[tuple[str, Scorecard]]:
    decode = msgspec.msgpack.Decoder(_Rest).decode
    for id_, service in catalog.services.items():
        held = kept.cache.get(kept.grounds.card(id_))
        if held is not None:
            with suppress(msgspec.MsgspecError):
                rest = decode(held)
                yield id_, Scorecard(service=service, **{name: getattr(rest, name) for name in _NAMES})

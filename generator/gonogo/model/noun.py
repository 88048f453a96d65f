"""What all nouns are made of."""

from typing import dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Noun(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen value.

    msgspec and not dataclasses: a manifest of 250 lines becomes its noun in some 30 µs, and nouns
    travel between processes and into the cache as MessagePack. What there is very much of is short
    there: a part of a manifest without what is at its default, what nobody else reads as an array.
    """

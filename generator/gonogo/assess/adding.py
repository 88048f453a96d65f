"""Counts that add up."""

from collections.abc import Mapping, MutableMapping
from typing import TypeVar

K = TypeVar("K")


def add(own: MutableMapping[K, int], others: Mapping[K, int]) -> None:
    """Add counts to counts."""
    for key, count in others.items():
        own[key] = own.get(key, 0) + count

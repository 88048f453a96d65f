"""Moments and ids that are the same in every build."""

import hashlib
import uuid
from datetime import UTC, date, datetime, time

from gonogo.model.portfolio import Portfolio

VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit of a UUID that tells its variant (RFC 9562, 4.1), by what the hash has there."""


def midnight(day: date) -> datetime:
    """Return the moment with which everything of `day` is stamped."""
    return datetime.combine(day, time(), UTC)


class Identities:
    """Ids that are the same in every build and wherever the portal lives."""

    def __init__(self, portfolio: Portfolio) -> None:
        source = portfolio.catalog.source
        root = source.url if source is not None else portfolio.catalog.title
        self._root = hashlib.sha1(uuid.NAMESPACE_URL.bytes + root.encode(), usedforsecurity=False)

    def of(self, *parts: str) -> str:
        """Return the UUID of something: what `uuid5` makes of the lines, in a third of its time."""
        hashed = self._root.copy()
        hashed.update("\n".join(("", *parts)).encode())
        found = hashed.hexdigest()
        return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{VARIANT[found[16]]}{found[17:20]}-{found[20:32]}"

"""Moments and ids that are the same in every build."""

import uuid
from datetime import UTC, date, datetime, time

from gonogo.model.portfolio import Portfolio


def midnight(day: date) -> datetime:
    """Return the moment with which everything of `day` is stamped."""
    return datetime.combine(day, time(), UTC)


def identity(portfolio: Portfolio, *parts: object) -> str:
    """Return an id that is the same in every build and wherever the portal lives."""
    source = portfolio.catalog.source
    root = source.url if source is not None else portfolio.catalog.title
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join([root, *map(str, parts)])).urn

"""What formats say of a service, remembered with what its owner's other services come to."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

from gonogo.model.memo import Memos
from gonogo.model.portfolio import Portfolio, Scorecard

T = TypeVar("T")


def of_each(portfolio: Portfolio, memos: Memos, kind: type[Any], make: Callable[[Scorecard], T]) -> list[T]:
    """Return what `make` makes of each service, in their order.

    It must follow from the service, where it stands, and what all services have in common. Values of
    that `kind` are remembered: they hold what was made `of` the services of an owner, by id.
    """
    memo = memos.of(kind)
    made: dict[str, T] = {}
    for owner, cards in portfolio.owned().items():
        made |= memo.of(owner, partial(_of_all, cards, kind, make)).of
    return [made[id_] for id_ in portfolio.scorecards]


def _of_all(cards: Iterable[Scorecard], kind: type[Any], make: Callable[[Scorecard], object]) -> Any:
    return kind({card.id: make(card) for card in cards})

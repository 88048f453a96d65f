"""What is to be done by when: what is overdue already, and what falls due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from gonogo.model.portfolio import About, Due, EventKind, Portfolio, Scorecard, Subject
from gonogo.publish.formats.phrases import PHRASES


def agenda(portfolio: Portfolio, falling_due: Iterable[Due]) -> tuple[Due, ...]:
    """Return what is overdue and what of `falling_due` asks somebody for something, by day; nothing twice.

    Evidence that becomes late and then expires stands there once, on the day on which it becomes late.
    """
    return _in_order(_owed(portfolio.scorecards.values(), portfolio.day, falling_due))


def agenda_of(card: Scorecard, day: date, falling_due: Iterable[Due]) -> tuple[Due, ...]:
    """Return the same for one service, of what falls due for it."""
    return _in_order(_owed((card,), day, falling_due))


def _owed(cards: Iterable[Scorecard], day: date, falling_due: Iterable[Due]) -> list[Due]:
    """Return the same in no order, with the days on which late evidence expires."""
    late = [due for card in cards if card.is_in_groups for due in _overdue(card, day)]
    known: dict[str, set[tuple[EventKind, About]]] = defaultdict(set)
    for due in late:
        known[due.service].add((due.kind, due.about))
    return late + [
        due
        for due in falling_due
        if due.kind in PHRASES
        and (due.service not in known or (due.kind, due.about) not in known[due.service])
    ]


def _in_order(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(_once(sorted(dues)))


def together(dues: Iterable[Due]) -> Iterator[tuple[Due, tuple[str, ...]]]:
    """Yield what falls due with all its services: what is the same for many is said once."""
    groups: dict[tuple[object, ...], list[Due]] = {}
    for due in dues:
        key = (due.day, due.kind, due.about, due.title, due.owner, due.is_overdue)
        groups.setdefault(key, []).append(due)
    for group in groups.values():
        yield group[0], tuple(due.service for due in group)


def _overdue(card: Scorecard, day: date) -> Iterator[Due]:
    """Yield the review and the conditions of a service that are past their day."""
    if card.review_due is not None and card.review_due < day:
        yield Due(
            day=card.review_due,
            service=card.id,
            kind=EventKind.REVIEW_OVERDUE,
            about=About(kind=Subject.SERVICE, id=card.id),
            title=card.service.name,
            owner=card.service.owner,
            is_overdue=True,
        )
    for each in card.conditions:
        if each.is_overdue and each.condition.due_on is not None:
            yield Due(
                day=each.condition.due_on,
                service=card.id,
                kind=EventKind.CONDITION_DUE,
                about=About(kind=Subject.CONDITION, id=each.condition.id),
                title=each.condition.text,
                owner=each.condition.owner or card.service.owner,
                is_overdue=True,
            )


def _once(dues: Iterable[Due]) -> Iterator[Due]:
    late: set[tuple[str, About]] = set()
    for due in dues:
        kind = due.kind
        if kind is EventKind.EVIDENCE_LATE:
            late.add((due.service, due.about))
        elif kind is EventKind.EVIDENCE_EXPIRED and (due.service, due.about) in late:
            late.discard((due.service, due.about))
            continue
        yield due

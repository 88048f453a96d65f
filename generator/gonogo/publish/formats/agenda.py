"""What is to be done by when: what is overdue already, and what falls due."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, groupby
from operator import attrgetter

import msgspec

from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import About, Due, EventKind, Portfolio, Scorecard, Subject
from gonogo.publish.formats.known import of_each
from gonogo.publish.formats.phrases import PHRASES

LATE, EXPIRED = EventKind.EVIDENCE_LATE, EventKind.EVIDENCE_EXPIRED
"""Looked up once: to ask an enumeration takes ten times as long as to compare."""


class Owed(msgspec.Struct):
    """The agendas of some services, by id."""

    of: dict[str, tuple[Due, ...]]


def agenda(
    portfolio: Portfolio, due_of: Callable[[str], Iterable[Due]], memos: Memos = FORGETFUL
) -> tuple[Due, ...]:
    """Return what is overdue and what of that which falls due asks somebody for something, by day.

    Nothing stands there twice: evidence that becomes late and then expires does on the day on which it
    becomes late. `due_of` returns what falls due for a service, which may be remembered by somebody.
    """
    # Services one by one, not all by day: what belongs to one lies together in memory.
    by_day: dict[date, list[Due]] = defaultdict(list)
    day = portfolio.day
    for dues in of_each(portfolio, memos, Owed, lambda card: agenda_of(card, day, due_of(card.id))):
        for due in dues:
            by_day[due.day].append(due)
    return tuple(chain.from_iterable(by_day[day] for day in sorted(by_day)))


def agenda_of(card: Scorecard, day: date, falling_due: Iterable[Due]) -> tuple[Due, ...]:
    """Return the same for one service, of what falls due for it."""
    late = list(_overdue(card, day)) if card.is_in_groups else []
    known = {(due.kind, due.about) for due in late}
    rest = [due for due in falling_due if due.kind in PHRASES and (due.kind, due.about) not in known]
    return tuple(_once(sorted(late + rest)))


def together(dues: Iterable[Due]) -> Iterator[tuple[Due, tuple[str, ...]]]:
    """Yield what falls due, given by day, with all its services: what is the same for many is said once."""
    for _, of_day in groupby(dues, key=attrgetter("day")):
        groups: dict[tuple[object, ...], list[Due]] = {}
        for due in of_day:
            key = (due.kind, due.about, due.title, due.owner, due.is_overdue)
            groups.setdefault(key, []).append(due)
        for group in groups.values():
            yield group[0], tuple([due.service for due in group])


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
    """Yield the dues of a service without the end of evidence that became late before."""
    late: set[About] = set()
    for due in dues:
        if due.kind is LATE:
            late.add(due.about)
        elif due.kind is EXPIRED and due.about in late:
            late.discard(due.about)
            continue
        yield due

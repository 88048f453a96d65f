"""What the pages over all services share: groups, orders, and what falls due, put together."""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from gonogo.model.artifact import PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Due, Rollup, Scope, Scorecard, Verdict
from gonogo.publish.formats.agenda import together
from gonogo.publish.pages.environment import PATHS, Inputs

RANK = {Verdict.NO_GO: 0, Verdict.CONDITIONAL: 1, Verdict.UNASSESSED: 2, Verdict.GO: 3, None: 4}
"""In which order verdicts want attention."""

NO_TIER = 99
"""Where a service without a tier stands among tiers."""

ORGANISATION = ""
"""The id of the group of everybody."""


def only(kind: PageKind, title: str, search: str = "") -> PageRef:
    """Return the one page of a kind."""
    return PageRef(kind=kind, name=kind.value, path=PATHS[kind], title=title, search=search)


def organisation(inputs: Inputs) -> Rollup | None:
    """Return the group of all services, None where nobody worked it out."""
    return inputs.insights.rollups.get(Scope.ORGANISATION, {}).get(ORGANISATION)


def by_attention(cards: Iterable[Scorecard]) -> list[Scorecard]:
    """Return scorecards with those first that want attention: verdict, then tier, then score, then id."""
    return sorted(cards, key=_attention)


def _attention(card: Scorecard) -> tuple[int, int, float, str]:
    tally, service = card.tally, card.service
    # One division of whole numbers: what is equal exactly is equal here too.
    score = tally.credit / tally.weight if tally.weight else -1
    return RANK[card.verdict], service.tier or NO_TIER, score, service.id


class TeamLine(Noun):
    """A team in the tree of teams; `depth` counts those above it."""

    id: str
    depth: int


def tree(inputs: Inputs) -> list[TeamLine]:
    """Return all teams as a tree is read: each before the teams below it."""
    found: list[TeamLine] = []
    waiting = [TeamLine(id=id_, depth=0) for id_ in reversed(inputs.children.get(None, ()))]
    while waiting:
        line = waiting.pop()
        found.append(line)
        below = inputs.children.get(line.id, ())
        waiting.extend(TeamLine(id=id_, depth=line.depth + 1) for id_ in reversed(below))
    return found


class DueLine(Noun):
    """Something to be done by a day for one or many services, in order of id."""

    due: Due
    services: tuple[str, ...]


def due_until(inputs: Inputs, until: date) -> list[DueLine]:
    """Return what is overdue and what falls due up to `until`; the same for many services is one line."""
    return _lines(takewhile(lambda due: due.day <= until, inputs.agenda))


def due_soon(inputs: Inputs, services: Iterable[str]) -> list[DueLine]:
    """Return the same for some services and up to what is soon."""
    soon = inputs.soon
    return _lines(sorted(due for id_ in services for due in soon.get(id_, ())))


def _lines(dues: Iterable[Due]) -> list[DueLine]:
    return [DueLine(due=due, services=services) for due, services in together(dues)]

"""Checks: the standard as a guide, with how each check fares."""

from collections.abc import Iterable

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, CheckRate, Portfolio, State
from gonogo.model.problem import Problem
from gonogo.model.standard import Category, Check
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count


class Line(Noun):
    """A check with how many services pass it, fail it, and stand aside."""

    check: Check
    rate: CheckRate | None
    failing: int
    waived: int
    scheduled: int


class Block(Noun):
    """A category with its checks in the standard's order."""

    category: Category
    lines: tuple[Line, ...]


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.CHECKS, "Checks", "standard requirements"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    standard = inputs.portfolio.standard
    living = [check for check in standard.checks.values() if not check.retired]
    return inputs.page(
        ref,
        "checks.html",
        description=f"{standard.title}: {count(len(living), 'check')} and how they fare.",
        blocks=blocks(living, inputs),
        announced=[check for check in living if check.enforce_from and check.enforce_from > inputs.day],
        amendments=[each for each in standard.amendments if each.since > inputs.day],
        retired=[check for check in standard.checks.values() if check.retired],
    )


def blocks(living: Iterable[Check], inputs: Inputs) -> list[Block]:
    """Return the categories that have checks."""
    lines: dict[str, list[Line]] = {}
    for check in living:
        lines.setdefault(check.category, []).append(line(check, inputs))
    known = inputs.portfolio.standard.categories
    return [
        Block(category=known.get(id_, Category(id=id_, name=id_)), lines=tuple(lines[id_]))
        for id_ in [*(id_ for id_ in known if id_ in lines), *(id_ for id_ in lines if id_ not in known)]
    ]


def line(check: Check, inputs: Inputs) -> Line:
    """Return how a check fares."""
    rate = inputs.insights.rates.get(check.id)
    states = {} if rate is None else rate.states
    return Line(
        check=check,
        rate=rate,
        failing=sum(states.get(state, 0) for state in FAILING),
        waived=states.get(State.WAIVED, 0),
        scheduled=states.get(State.SCHEDULED, 0),
    )

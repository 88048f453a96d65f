"""Platforms: what each answers, for whom, and when that ends."""

from collections.abc import Iterable
from datetime import date

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Platform, PlatformAnswer
from gonogo.model.noun import Noun
from gonogo.model.portfolio import AnswerSource, Portfolio, State
from gonogo.model.problem import Problem
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count


class Line(Noun):
    """What a platform answers of one check: for how many services, in which states, until when."""

    check: str
    answer: PlatformAnswer
    services: int
    states: tuple[State, ...]
    until: date | None


class Block(Noun):
    """A platform with its lines and the services on it."""

    platform: Platform
    services: tuple[str, ...]
    lines: tuple[Line, ...]


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.PLATFORMS, "Platforms", "shared answers"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    platforms = inputs.portfolio.catalog.platforms
    return inputs.page(
        ref,
        "platforms.html",
        description=f"{count(len(platforms), 'platform')}: what each answers for the services on it.",
        blocks=[block(each, inputs.portfolio) for each in platforms.values()],
    )


def block(platform: Platform, portfolio: Portfolio) -> Block:
    """Return a platform with what became of its answers on the services that stand on it."""
    cards = [card for card in portfolio.scorecards.values() if platform.id in card.service.platforms]
    found: dict[str, list[tuple[State, date | None]]] = {}
    for card in cards:
        for finding in card.findings:
            if finding.platform == platform.id and finding.check in platform.checks:
                full = finding.answered_by is AnswerSource.PLATFORM
                found.setdefault(finding.check, []).append(
                    (finding.answer_state, finding.last_day if full else None)
                )
    order = {id_: place for place, id_ in enumerate(portfolio.standard.checks)}
    lines = [
        Line(
            check=check,
            answer=answer,
            services=len(found.get(check, ())),
            states=tuple(sorted({state for state, _ in found.get(check, ())})),
            until=min((day for _, day in found.get(check, ()) if day is not None), default=None),
        )
        for check, answer in platform.checks.items()
    ]
    lines.sort(key=lambda line: order.get(line.check, len(order)))
    return Block(platform=platform, services=tuple(card.id for card in cards), lines=tuple(lines))

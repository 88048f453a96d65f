"""Platforms: what each answers, for whom, and when that ends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

import msgspec

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Platform, PlatformAnswer
from gonogo.model.noun import Noun
from gonogo.model.portfolio import AnswerSource, Finding, Portfolio, Scorecard, State
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


class Share(msgspec.Struct):
    """What became of one answer of a platform on some services; `until` is the first day on which it ends."""

    services: int = 0
    states: set[State] = msgspec.field(default_factory=set)
    until: date | None = None

    def add(self, finding: Finding) -> None:
        """Add what was found on a service."""
        self.services += 1
        self.states.add(finding.answer_state)
        if finding.answered_by is AnswerSource.PLATFORM:
            self.until = _first(self.until, finding.last_day)

    def include(self, other: "Share") -> None:
        """Add what was found on other services."""
        self.services += other.services
        self.states |= other.states
        self.until = _first(self.until, other.until)


def _first(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


class Shares(msgspec.Struct):
    """What became of all answers of platforms on the services of an owner, by platform and check."""

    of: dict[str, dict[str, Share]]


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
    platforms, shares = inputs.portfolio.catalog.platforms, together(inputs)
    return inputs.page(
        ref,
        "platforms.html",
        description=f"{count(len(platforms), 'platform')}: what each answers for the services on it.",
        blocks=[block(each, inputs.portfolio, shares[each.id]) for each in platforms.values()],
    )


def together(inputs: Inputs) -> dict[str, dict[str, Share]]:
    """Return what became of the answers of each platform, by check."""
    portfolio, known = inputs.portfolio, inputs.insights.memos.of(Shares)
    found: dict[str, dict[str, Share]] = {id_: defaultdict(Share) for id_ in portfolio.catalog.platforms}
    for owner, cards in portfolio.owned().items():
        shares = known.of(owner, partial(_shares, cards, portfolio.catalog.platforms))
        for platform, of_checks in shares.of.items():
            for check, share in of_checks.items():
                found[platform][check].include(share)
    return found


def _shares(cards: Iterable[Scorecard], platforms: Mapping[str, Platform]) -> Shares:
    found: dict[str, dict[str, Share]] = defaultdict(lambda: defaultdict(Share))
    for card in cards:
        on = {id_: platforms[id_].checks for id_ in card.service.platforms if id_ in platforms}
        for finding in card.findings if on else ():
            if finding.platform is not None and finding.check in on.get(finding.platform, ()):
                found[finding.platform][finding.check].add(finding)
    return Shares(found)


def block(platform: Platform, portfolio: Portfolio, found: Mapping[str, Share]) -> Block:
    """Return a platform with what became of its answers on the services that stand on it."""
    order = {id_: place for place, id_ in enumerate(portfolio.standard.checks)}
    lines = [
        Line(
            check=check,
            answer=answer,
            services=share.services,
            states=tuple(sorted(share.states)),
            until=share.until,
        )
        for check, answer in platform.checks.items()
        for share in (found.get(check, Share()),)
    ]
    lines.sort(key=lambda line: order.get(line.check, len(order)))
    services = tuple(
        id_ for id_, card in portfolio.scorecards.items() if platform.id in card.service.platforms
    )
    return Block(platform=platform, services=services, lines=tuple(lines))

"""Upkeep: how many evidence updates a month each team owes, what takes them over, and what would help."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio, Upkeep
from gonogo.model.problem import Problem
from gonogo.model.standard import Check
from gonogo.model.words import Share, Status
from gonogo.publish.charts import Segment
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs

BEARABLE = 10
"""By-hand updates a month that a team bears without cheating; above it the page says so."""

LISTED = 8
"""Checks that are listed among what would help most."""

TONES = {
    "by hand": "conditional",
    "by robots": "go",
    "by platforms": "scheduled",
    "by the manifest itself": "unassessed",
}
"""Who renews evidence, in the order of the bar."""


class Way(StrEnum):
    """What takes a check off people's hands."""

    MANIFEST = "manifest"
    ROBOT = "robot"
    PLATFORM = "platform"
    RARELY = "rarely"


class Relief(Noun):
    """What would help: a check, its updates by hand a month, the way to fewer, and how many those are.

    `names` are the robots that the check believes, or the platforms that answer it for others.
    """

    check: Check
    by_hand: Fraction
    way: Way
    saves: Fraction
    names: tuple[str, ...] = ()


class Line(Noun):
    """A team and what is asked of it."""

    team: str
    asked: Upkeep


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.UPKEEP, "Upkeep", "evidence updates effort"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    known = inputs.insights.upkeep
    teams = [id_ for id_, asked in known.items() if asked.services or asked.for_platforms]
    lines = [Line(team=id_, asked=known[id_]) for id_ in sorted(teams, key=lambda id_: name_of(id_, inputs))]
    owners = [line for line in lines if line.asked.services]
    by_hand = total(each.by_hand for each in known.values())
    shares = (
        by_hand,
        total(each.by_robot for each in known.values()),
        total(each.by_platform for each in known.values()),
        total(each.by_manifest for each in known.values()),
    )
    return inputs.page(
        ref,
        "upkeep.html",
        description="Evidence updates a month that the standard asks of each team, and who makes them.",
        lines=lines,
        owners=owners,
        by_hand=by_hand,
        a_team=by_hand / len(owners) if owners else None,
        heaviest=max(owners, key=lambda line: line.asked.by_hand, default=None),
        heavy=sorted(
            (each for each in owners if each.asked.by_hand > BEARABLE), key=lambda line: -line.asked.by_hand
        ),
        bar=[
            Segment(label=label, count=round(share), tone=tone)
            for (label, tone), share in zip(TONES.items(), shares, strict=True)
        ],
        asked=total(shares),
        reliefs=reliefs(known.values(), inputs.portfolio)[:LISTED],
        bearable=BEARABLE,
        whole=whole,
    )


def reliefs(known: Iterable[Upkeep], portfolio: Portfolio) -> list[Relief]:
    """Return what would help, the most first."""
    by_check: dict[str, Fraction] = defaultdict(Fraction)
    for each in known:
        for check, updates in each.by_check.items():
            by_check[check] += updates
    found = [
        relief(portfolio.standard.checks[check], updates, portfolio) for check, updates in by_check.items()
    ]
    return sorted((each for each in found if each.saves > 0), key=lambda each: (-each.saves, each.check.id))


def relief(check: Check, by_hand: Fraction, portfolio: Portfolio) -> Relief:
    """Return the first way that is open for a check: the manifest, a robot, a platform, a longer interval."""
    answering = answered_in_full(check.id, portfolio)
    if check.answered_by is not None and check.evidence.required:
        return Relief(check=check, by_hand=by_hand, way=Way.MANIFEST, saves=by_hand)
    if check.evidence.sources:
        return Relief(
            check=check, by_hand=by_hand, way=Way.ROBOT, saves=by_hand, names=check.evidence.sources
        )
    if answering:
        return Relief(check=check, by_hand=by_hand, way=Way.PLATFORM, saves=by_hand, names=answering)
    return Relief(check=check, by_hand=by_hand, way=Way.RARELY, saves=by_hand / 2)


def answered_in_full(check: str, portfolio: Portfolio) -> tuple[str, ...]:
    """Return the platforms that answer a check for all services on them."""
    return tuple(
        id_
        for id_, platform in portfolio.catalog.platforms.items()
        if check in platform.checks
        and platform.checks[check].share is Share.FULL
        and platform.checks[check].status is Status.MET
    )


def name_of(id_: str, inputs: Inputs) -> tuple[str, str]:
    """Return the sort key of a team: its name, then its id."""
    team = inputs.portfolio.catalog.teams.get(id_)
    return ((id_ if team is None else team.name).casefold(), id_)


def total(numbers: Iterable[Fraction]) -> Fraction:
    """Return the exact sum."""
    return sum(numbers, Fraction(0))


def whole(number: Fraction) -> str:
    """Return a number of updates as people say it: whole, one decimal where it is small."""
    return f"{float(number):.1f}" if number < 10 and number.denominator != 1 else f"{round(number):,}"  # noqa: PLR2004

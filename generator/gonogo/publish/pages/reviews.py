"""Reviews: what is due, what is open, and the log of all of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from itertools import groupby

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import OpenCondition, Portfolio, Scorecard
from gonogo.model.problem import Problem
from gonogo.publish.formats.log import HeldReview, reviewers
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import SOON, Inputs, count

MOST = 3000
"""Reviews that the log holds; older ones stand on the pages of their services."""


class Month(Noun):
    """The reviews of a month, newest first; `name` is the month."""

    name: str
    held: tuple[HeldReview, ...]


class Open(Noun):
    """An open condition of a service."""

    card: Scorecard
    open: OpenCondition


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.REVIEWS, "Reviews", "decisions conditions calendar"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    portfolio = inputs.portfolio
    log = inputs.fleet.log
    due = due_reviews(portfolio)
    until = inputs.day + SOON
    return inputs.page(
        ref,
        "reviews.html",
        description=f"{count(len(log), 'review')}: every dated decision, what is due, and open conditions.",
        scripts=("assets/table.js",),
        overdue=[card for day, card in due if day < inputs.day],
        soon=[card for day, card in due if inputs.day <= day <= until],
        later=[card for day, card in due if day > until],
        never=never(portfolio),
        conditions=conditions(portfolio),
        months=months(log[:MOST]),
        most=MOST,
        whole=len(log),
        kinds=sorted({held.review.kind for held in log}),
        decisions=sorted({held.review.decision for held in log}),
        years=sorted({held.review.date.year for held in log}, reverse=True),
        people=lambda review: ", ".join(reviewers(review, portfolio)),
        called=partial(called, names=inputs.fleet.names),
    )


def due_reviews(portfolio: Portfolio) -> list[tuple[date, Scorecard]]:
    """Return by which day each service must be reviewed, in order of day."""
    due = [
        (card.review_due, card)
        for card in portfolio.scorecards.values()
        if card.is_in_groups and card.review_due is not None
    ]
    return sorted(due, key=lambda each: (each[0], each[1].id))


def never(portfolio: Portfolio) -> list[Scorecard]:
    """Return the services that were never reviewed although their tier has an interval."""
    tiers = portfolio.standard.tiers
    return overview.by_attention(
        card
        for card in portfolio.scorecards.values()
        if card.is_in_groups
        and card.review_due is None
        and (terms := tiers.get(card.service.tier or 0)) is not None
        and terms.review_every_days is not None
    )


def conditions(portfolio: Portfolio) -> list[Open]:
    """Return what reviewers asked for and is not done, by day; those without a day last."""
    found = [
        Open(card=card, open=each)
        for card in portfolio.scorecards.values()
        if card.is_in_groups
        for each in card.conditions
    ]
    return sorted(found, key=lambda each: (each.open.condition.due_on or date.max, each.card.id))


def called(services: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of services in one line; the ids of those that the catalog does not have."""
    return " ".join(" ".join([names.get(id_, id_) for id_ in services]).split())


def months(log: tuple[HeldReview, ...]) -> list[Month]:
    """Return the log by month, newest first."""
    return [
        Month(name=name, held=tuple(held))
        for name, held in groupby(log, key=lambda held: held.review.date.isoformat()[:7])
    ]

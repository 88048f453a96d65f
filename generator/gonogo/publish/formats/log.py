"""The log of reviews: each dated review once, with all services that it was about."""

from gonogo.model.approval import Void, rule_for, void_review
from gonogo.model.catalog import Service
from gonogo.model.manifest import Review, Reviewer
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Portfolio
from gonogo.model.words import DecisionKind


class HeldReview(Noun):
    """A review and the services, in order of id, that it was about; `void` tells why it does not count."""

    review: Review
    services: tuple[str, ...]
    void: Void | None = None


def held_reviews(portfolio: Portfolio) -> tuple[HeldReview, ...]:
    """Return every review up to as-of, newest first; one that stands in `decisions/` is one for all."""
    found: dict[tuple[str, int, Void | None], tuple[Review, list[str]]] = {}
    positions: dict[str, dict[Review, int]] = {}
    for service in portfolio.catalog.services.values():
        for review in service.reviews:
            if review.date > portfolio.day:
                continue
            void = _void(review, service, portfolio)
            known = positions.setdefault(review.path or service.path, {})
            position = known.setdefault(review, len(known))
            key = (review.path or service.path, position, void)
            found.setdefault(key, (review, []))[1].append(service.id)
    entries = [
        (review.date, path, -position, HeldReview(review=review, services=tuple(sorted(services)), void=void))
        for (path, position, void), (review, services) in found.items()
    ]
    entries.sort(key=lambda entry: (entry[1], entry[2]))
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(entry[3] for entry in entries)


def _void(review: Review, service: Service, portfolio: Portfolio) -> Void | None:
    rule = rule_for(DecisionKind.REVIEW, service.tier, portfolio.standard)
    return void_review(rule, review, service.path, portfolio.catalog.groups)


def reviewers(review: Review, portfolio: Portfolio) -> tuple[str, ...]:
    """Return who held `review`, by name, with the role where one is given."""
    return tuple(_reviewer(each, portfolio) for each in review.reviewers)


def _reviewer(reviewer: Reviewer, portfolio: Portfolio) -> str:
    person = portfolio.catalog.people.get(reviewer.id or "")
    name = reviewer.name or (person.name if person is not None else reviewer.id) or "unnamed"
    return f"{name} ({reviewer.role})" if reviewer.role else name

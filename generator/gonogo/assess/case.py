"""A service laid out for assessing: itself, what is asked of it, and what holds besides."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from gonogo.assess.applicability import checklist
from gonogo.assess.yardstick import Checklist, Edition, FromPlatforms, TierRules, Yardstick
from gonogo.model.approval import void_review
from gonogo.model.catalog import Catalog, Service
from gonogo.model.manifest import Review
from gonogo.model.standard import Tier


@dataclass(frozen=True, slots=True)
class Case:
    """One service under one edition; `reviews` are those that are not void, by date.

    `has_conditions` tells whether any of these ever set one.
    """

    service: Service
    catalog: Catalog
    edition: Edition
    asked: TierRules
    checklist: Checklist
    platforms: dict[str, FromPlatforms]
    reviews: tuple[Review, ...]
    has_conditions: bool

    @property
    def lacks_tier(self) -> bool:
        """Tell whether the standard has tiers and the service none."""
        return self.service.tier is None and bool(self.edition.standard.tiers)

    @property
    def terms(self) -> Tier | None:
        """The service's tier as the standard describes it."""
        tier = self.service.tier
        return None if tier is None else self.edition.standard.tiers.get(tier)

    def reviews_until(self, day: date) -> tuple[Review, ...]:
        """Return the reviews held by `day`."""
        reviews = self.reviews
        if not reviews or reviews[-1].date <= day:
            return reviews
        return tuple(review for review in reviews if review.date <= day)


def lay_out(service: Service, yardstick: Yardstick, day: date) -> Case:
    """Lay out `service` as it is measured on `day`."""
    edition = yardstick.on(day)
    asked = edition.tier(service.tier)
    reviews = held_reviews(service, asked, yardstick.catalog)
    return Case(
        service=service,
        catalog=yardstick.catalog,
        edition=edition,
        asked=asked,
        checklist=checklist(service, edition),
        platforms=yardstick.from_platforms(service.platforms) if service.platforms else {},
        reviews=reviews,
        has_conditions=any(review.conditions for review in reviews),
    )


def held_reviews(service: Service, asked: TierRules, catalog: Catalog) -> tuple[Review, ...]:
    """Return the reviews of `service` that are not void, by date; on one day in their order."""
    if not service.reviews:
        return ()
    sound = [
        review
        for review in service.reviews
        if void_review(asked.review, review, service.path, catalog.groups) is None
    ]
    return tuple(sorted(sound, key=attrgetter("date")))

"""Atom: reviews and verdicts as feeds, of the organisation and of each team with all below it."""

import html
import io
from collections.abc import Collection, Iterator
from datetime import date, datetime

from feedgenerator import Atom1Feed

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Scorecard, Verdict
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.log import HeldReview, held_reviews, reviewers
from gonogo.publish.formats.stamps import identity, midnight
from gonogo.publish.links import relative

REVIEWS = 100
"""Reviews in a feed, the newest."""

VERDICTS = 200
"""Verdicts in a feed, no-go first."""

ORDER = (Verdict.NO_GO, Verdict.CONDITIONAL, Verdict.UNASSESSED, Verdict.GO)


class _Feed(Atom1Feed):  # type: ignore[misc]  # the library has no types
    """A feed that is as old as its data and never looks at a clock."""

    as_of: date

    def latest_post_date(self) -> datetime:
        return midnight(self.as_of)


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the organisation's feed and one for each team."""
    log = held_reviews(portfolio)
    everyone = tuple(portfolio.scorecards)
    yield _feed("feed.xml", portfolio.catalog.title, everyone, log, portfolio, facts)
    for id_, group in sorted(facts.teams.items()):
        title = f"{group.title} · {portfolio.catalog.title}"
        yield _feed(f"feeds/{id_}.xml", title, group.members + group.left_out, log, portfolio, facts)


def _feed(
    path: str,
    title: str,
    services: Collection[str],
    log: tuple[HeldReview, ...],
    portfolio: Portfolio,
    facts: Facts,
) -> Artifact:
    site = facts.links.site_url
    feed = _Feed(
        title=title,
        link=facts.links.absolute("index") or relative(path, "index.html"),
        description=f"Reviews and verdicts as of {portfolio.day}",
        author_name=portfolio.catalog.title,
        feed_url=None if site is None else site + path,
        feed_guid=identity(portfolio, path),
    )
    feed.as_of = portfolio.day
    names = set(services)
    concerned = (each for each in log if not names.isdisjoint(each.services))
    for each, _ in zip(concerned, range(REVIEWS), strict=False):
        _add_review(feed, path, each, portfolio, facts)
    for card in _judged(names, portfolio)[:VERDICTS]:
        _add_verdict(feed, path, card, portfolio, facts)
    stream = io.StringIO()
    feed.write(stream, "utf-8")
    return Artifact(path=path, content=stream.getvalue().encode())


def _add_review(feed: Atom1Feed, path: str, held: HeldReview, portfolio: Portfolio, facts: Facts) -> None:
    review = held.review
    first = portfolio.catalog.services[held.services[0]]
    others = f" and {len(held.services) - 1} more" if held.services[1:] else ""
    conditions = "".join(f"<li>{html.escape(each.text)}</li>" for each in review.conditions)
    feed.add_item(
        title=f"{first.name}{others}: {review.kind} review decided {review.decision}",
        link=_link(path, first.id, "reviews", facts),
        description=f"<p>{html.escape(review.summary or 'No summary was written.')}</p>"
        + (f"<p>Conditions:</p><ul>{conditions}</ul>" if conditions else ""),
        author_name=", ".join(reviewers(review, portfolio)) or None,
        pubdate=midnight(review.date),
        updateddate=midnight(review.date),
        unique_id=identity(
            portfolio,
            "review",
            review.path,
            first.id,
            review.date,
            review.kind,
            review.decision,
            review.summary,
        ),
        categories=("review", str(review.kind), str(review.decision)),
    )


def _judged(services: Collection[str], portfolio: Portfolio) -> list[Scorecard]:
    cards = [portfolio.scorecards[id_] for id_ in sorted(services)]
    judged = [card for card in cards if card.verdict is not None]
    return sorted(judged, key=lambda card: ORDER.index(card.verdict or Verdict.GO))


def _add_verdict(feed: Atom1Feed, path: str, card: Scorecard, portfolio: Portfolio, facts: Facts) -> None:
    """Add where a service stands; it is a new entry when its verdict or the reasons for it are others."""
    reasons = [(reason.code, reason.about.kind, reason.about.id) for reason in card.reasons]
    since = max((reason.since for reason in card.reasons if reason.since), default=portfolio.day)
    items = "".join(f"<li>{html.escape(reason.text)}</li>" for reason in card.reasons)
    feed.add_item(
        title=f"{card.service.name}: {card.verdict}",
        link=_link(path, card.id, "verdict", facts),
        description=f"<ul>{items}</ul>" if items else "<p>Nothing stands in the way.</p>",
        pubdate=None,
        updateddate=midnight(min(since, portfolio.day)),
        unique_id=identity(portfolio, "verdict", card.id, card.verdict, *sorted(reasons)),
        categories=("verdict", str(card.verdict)),
    )


def _link(path: str, service: str, fragment: str, facts: Facts) -> str:
    page = f"services/{service}"
    url = facts.links.absolute(page, fragment)
    return url or f"{relative(path, facts.links.url(page))}#{fragment}"

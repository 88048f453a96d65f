"""Atom: reviews and verdicts as feeds, of the organisation and of each team with all below it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from html import escape
from urllib.parse import quote

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Rollup, Scorecard, Verdict
from gonogo.publish.formats.facts import Facts, OfTeam
from gonogo.publish.formats.log import HeldReview, reviewers
from gonogo.publish.formats.phrases import reason_text
from gonogo.publish.formats.stamps import Identities
from gonogo.publish.links import Links, relative

REVIEWS = 100
"""Reviews in a feed, the newest."""

VERDICTS = 200
"""Verdicts in a feed, no-go first."""

KEPT = 1000
"""Entries of each kind that are kept for the next feed."""

ORDER = (Verdict.NO_GO, Verdict.CONDITIONAL, Verdict.UNASSESSED, Verdict.GO)

START = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'

END = "</feed>"

RESERVED = "/#%[]=:;$&()+,!?*@'~"
"""What has a meaning of its own in an address (RFC 3986, 2.2), and is no word to be quoted."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the organisation's feed and one for each team."""
    yield from of_organisation(portfolio, facts)
    files = of_team(portfolio, facts)
    for group in facts.teams.values():
        yield from files(group)


def of_organisation(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the feed of everything."""
    yield Feeds(portfolio, facts).of("feed.xml", portfolio.catalog.title, portfolio.scorecards)


def of_team(portfolio: Portfolio, facts: Facts) -> OfTeam:
    """Return what makes the feed of a team."""
    feeds = Feeds(portfolio, facts)

    def files(group: Rollup) -> Iterator[Artifact]:
        title = f"{group.title} · {portfolio.catalog.title}"
        yield feeds.of(f"feeds/{group.id}.xml", title, group.members + group.left_out)

    return files


class Feeds:
    """Writes feeds. An entry that was in one of the last is not written again.

    Written by hand: with a library, each entry of each feed takes ten times as long. Tests hold that
    one writes the same.
    """

    def __init__(self, portfolio: Portfolio, facts: Facts) -> None:
        self._portfolio = portfolio
        self._links = facts.links
        entries = Entries(portfolio, facts.links)
        log, judged = facts.log, _judged(portfolio)
        self._id = entries.id
        self._review = lru_cache(KEPT)(lambda place, root: entries.review(log[place], root))
        self._verdict = lru_cache(KEPT)(lambda rank, root: entries.verdict(judged[rank], root))
        self._ranks = {card.id: rank for rank, card in enumerate(judged)}
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, held in enumerate(log):
            for service in held.services:
                self._places[service].append(place)

    def of(self, path: str, title: str, services: Iterable[str]) -> Artifact:
        """Return the feed at `path` of so many services."""
        root = self._links.site_url or relative(path, "index.html").removesuffix("index.html")
        names = set(services)
        places = {place for name in names for place in self._places.get(name, ())}
        ranks = {self._ranks[name] for name in names if name in self._ranks}
        parts = [START, *self._head(path, title)]
        parts += [self._review(place, root) for place in sorted(places)[:REVIEWS]]
        parts += [self._verdict(rank, root) for rank in sorted(ranks)[:VERDICTS]]
        return Artifact(path=path, content="".join([*parts, END]).encode())

    def _head(self, path: str, title: str) -> Iterator[str]:
        home = self._links.absolute("index") or relative(path, "index.html")
        yield _element("title", title)
        yield _link(home)
        if self._links.site_url is not None:
            yield _link(self._links.site_url + path, "self")
        yield _element("id", self._id(path))
        yield _element("updated", _midnight(self._portfolio.day))
        yield _author(self._portfolio.catalog.title)
        yield _element("subtitle", f"Reviews and verdicts as of {self._portfolio.day}")


class Entries:
    """Writes entries; `root` is the address of the portal, or the way to it from the feed's folder."""

    def __init__(self, portfolio: Portfolio, links: Links) -> None:
        self._portfolio = portfolio
        self._links = links
        self._identities = Identities(portfolio)

    def id(self, *parts: object) -> str:
        """Return the id of a feed or an entry."""
        return f"urn:uuid:{self._identities.of(*map(str, parts))}"

    def review(self, held: HeldReview, root: str) -> str:
        """Return the entry of a review."""
        review = held.review
        first = self._portfolio.catalog.services[held.services[0]]
        others = f" and {len(held.services) - 1} more" if held.services[1:] else ""
        said = (review.date, review.kind, review.decision, review.summary)
        moment = _midnight(review.date)
        return _entry(
            _element("title", f"{first.name}{others}: {review.kind} review decided {review.decision}"),
            self._link(root, first.id, "reviews"),
            _element("published", moment),
            _element("updated", moment),
            _author(", ".join(reviewers(review, self._portfolio))),
            _element("id", self.id("review", review.path, first.id, *said)),
            _summary(
                f"<p>{escape(review.summary or 'No summary was written.')}</p>",
                "<p>Conditions:</p>" if review.conditions else "",
                _items(each.text for each in review.conditions),
            ),
            _categories("review", review.kind, review.decision),
        )

    def verdict(self, card: Scorecard, root: str) -> str:
        """Return where a service stands: a new entry when its verdict or the reasons for it are others."""
        day = self._portfolio.day
        since = max((reason.since for reason in card.reasons if reason.since), default=day)
        reasons = sorted((reason.code, reason.about.kind, reason.about.id) for reason in card.reasons)
        return _entry(
            _element("title", f"{card.service.name}: {card.verdict}"),
            self._link(root, card.id, "verdict"),
            _element("updated", _midnight(min(since, day))),
            _element("id", self.id("verdict", card.id, card.verdict, *reasons)),
            _summary(
                _items(reason_text(reason) for reason in card.reasons) or "<p>Nothing stands in the way.</p>"
            ),
            _categories("verdict", str(card.verdict)),
        )

    def _link(self, root: str, service: str, fragment: str) -> str:
        return _link(f"{root}{self._links.url(f'services/{service}')}#{fragment}")


def _judged(portfolio: Portfolio) -> list[Scorecard]:
    """Return the services that have a verdict, no-go first."""
    ranks = {verdict: rank for rank, verdict in enumerate(ORDER)}
    judged = [card for _, card in sorted(portfolio.scorecards.items()) if card.verdict is not None]
    return sorted(judged, key=lambda card: ranks[card.verdict or Verdict.GO])


def _entry(*parts: str) -> str:
    return f"<entry>{''.join(parts)}</entry>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>" if text else f"<{name}/>"


def _link(url: str, rel: str = "alternate") -> str:
    return f'<link href="{escape(quote(url, safe=RESERVED), quote=False)}" rel="{rel}"/>'


def _author(name: str) -> str:
    """Return who wrote something; nothing where nobody is known."""
    return f"<author>{_element('name', name)}</author>" if name else ""


def _summary(*html: str) -> str:
    return f'<summary type="html">{escape("".join(html), quote=False)}</summary>'


def _items(texts: Iterable[str]) -> str:
    """Return texts as a list; nothing of none."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def _categories(*terms: str) -> str:
    return "".join(f'<category term="{term}"/>' for term in terms)


def _midnight(day: date) -> str:
    """Return the moment with which everything of `day` is stamped (RFC 3339)."""
    return f"{day}T00:00:00+00:00"

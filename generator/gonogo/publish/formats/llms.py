"""llms.txt: what the portal is and where its data lies, for language models (https://llmstxt.org)."""

import re
from collections.abc import Iterator

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Portfolio, Verdict
from gonogo.publish.formats.facts import Facts

FILES = (
    ("Assessment", "score.json", "every service with verdict, reasons, score, findings, risks"),
    ("Services", "api/v1/services.json", "one short entry a service; each names its own file"),
    ("Teams", "api/v1/teams.json", "teams with their services and counts"),
    ("Table", "services.csv", "one line a service"),
    ("What falls due", "calendars/all.ics", "iCalendar, whole days"),
    ("Reviews and verdicts", "feed.xml", "Atom"),
    ("Metrics", "metrics.txt", "OpenMetrics"),
)

PAGES = (
    ("Services", "services/index", "the scorecard of the organisation"),
    ("Teams", "teams/index", "the same by team"),
    ("Checks", "checks/index", "what is asked, why, and how to meet it"),
    ("Risks", "risks/index", "likelihood × impact, and the register"),
    ("Reviews", "reviews", "every dated decision, what is due, open conditions"),
)


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the one file."""
    yield Artifact(path="llms.txt", content=("\n".join(_lines(portfolio, facts)) + "\n").encode())


def _lines(portfolio: Portfolio, facts: Facts) -> Iterator[str]:
    standard = portfolio.standard
    yield f"# {escape(portfolio.catalog.title)}"
    yield ""
    yield f"> Readiness of services as of {portfolio.day}: {_counts(portfolio)}."
    yield ""
    yield (
        f"Measured by {escape(standard.title)} (`{standard.id}` {escape(standard.version)}). "
        "A verdict is go, conditional, no-go or unassessed and gives its reasons. A state that is "
        "unknown is not unmet. Scores are of 100; none means that nothing counts, not zero."
    )
    yield from ("", "## Data", "")
    for title, path, text in FILES:
        yield f"- [{title}]({(facts.links.site_url or '') + path}): {text}"
    yield from ("", "## Pages", "")
    for title, path, text in PAGES:
        yield f"- [{title}]({facts.links.absolute(path) or facts.links.url(path)}): {text}"
    yield from ("", "## Services", "")
    for card in portfolio.scorecards.values():
        page = f"services/{card.id}"
        url = facts.links.absolute(page) or facts.links.url(page)
        yield f"- [{escape(card.service.name)}]({url}): {card.verdict or card.service.lifecycle}"


def escape(text: str) -> str:
    """Return contributors' text as one line of Markdown that means only itself."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", " ".join(text.split()))


def _counts(portfolio: Portfolio) -> str:
    verdicts = [card.verdict for card in portfolio.scorecards.values()]
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict]
    return f"{len(verdicts)} services, {', '.join(counts)}"

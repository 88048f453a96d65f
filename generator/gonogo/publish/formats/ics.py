"""iCalendar: everything to be done by a day, for the organisation, each team and each service."""

from collections.abc import Iterable, Iterator

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, Portfolio, Rollup, Scorecard
from gonogo.publish.formats.agenda import agenda_of
from gonogo.publish.formats.events import Writer, folded, text
from gonogo.publish.formats.facts import Facts, OfService, OfTeam
from gonogo.publish.links import Links

PRODUCT = "-//Gonogo//Readiness//EN"

START = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nMETHOD:PUBLISH\r\n".encode()

END = b"END:VCALENDAR\r\n"


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendars; one of a service that owes nothing is there too, and empty."""
    yield from of_organisation(portfolio, facts)
    files = of_team(portfolio, facts)
    for group in facts.teams.values():
        yield from files(group)
    for card in portfolio.scorecards.values():
        yield _of_service(card, facts.events.of_one(card.id), portfolio)


def of_organisation(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendar of everything."""
    yield _calendar("calendars/all.ics", portfolio.catalog.title, facts.events.of_all)


def of_team(portfolio: Portfolio, facts: Facts) -> OfTeam:
    """Return what makes the calendar of a team."""

    def files(group: Rollup) -> Iterator[Artifact]:
        title = f"{group.title} · {portfolio.catalog.title}"
        events = facts.events.of_many(group.members + group.left_out)
        yield _calendar(f"calendars/teams/{group.id}.ics", title, events)

    return files


def of_service(portfolio: Portfolio, links: Links) -> OfService:
    """Return what makes the calendar of a service."""
    writer = Writer(portfolio, links)

    def files(card: Scorecard, due: Iterable[Due]) -> Iterator[Artifact]:
        yield _of_service(card, writer.each(agenda_of(card, portfolio.day, due)), portfolio)

    return files


def _of_service(card: Scorecard, events: list[bytes], portfolio: Portfolio) -> Artifact:
    name = f"{card.service.name} · {portfolio.catalog.title}"
    return _calendar(f"calendars/services/{card.id}.ics", name, events)


def _calendar(path: str, title: str, events: list[bytes]) -> Artifact:
    name = folded(b"X-WR-CALNAME:" + text(title))
    return Artifact(path=path, content=b"".join([START, name, *events, END]))

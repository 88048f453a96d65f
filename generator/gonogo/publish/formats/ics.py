"""iCalendar: everything to be done by a day, for the organisation, each team and each service."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby, islice
from operator import attrgetter

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import About, Due, EventKind, Portfolio, Rollup, Scorecard
from gonogo.publish.formats.agenda import agenda_of, together
from gonogo.publish.formats.facts import Facts, OfService, OfTeam
from gonogo.publish.formats.phrases import LABELS, said
from gonogo.publish.formats.stamps import Identities
from gonogo.publish.links import Links

PRODUCT = "-//Gonogo//Readiness//EN"

START = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nMETHOD:PUBLISH\r\n".encode()

END = b"END:VCALENDAR\r\n"

MOST = 1000
"""Events of a calendar of many services, more than which no program shows well."""

NAMED = 12
"""Services that an event names; it counts the others."""

_service = attrgetter("service")
_crowd_of = attrgetter("day", "kind")

LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendars; one of a service that owes nothing is there too, and empty."""
    yield from of_organisation(portfolio, facts)
    files = of_team(portfolio, facts)
    for group in facts.teams.values():
        yield from files(group)
    owed, events = Owed(facts.agenda), Events(portfolio, facts.links)
    for card in portfolio.scorecards.values():
        yield _of_service(card, events.each(owed.by([card.id])), portfolio)


def of_organisation(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendar of everything."""
    events = Events(portfolio, facts.links).few(facts.agenda)
    yield _calendar("calendars/all.ics", portfolio.catalog.title, events)


def of_team(portfolio: Portfolio, facts: Facts) -> OfTeam:
    """Return what makes the calendar of a team."""
    owed, events = Owed(facts.agenda), Events(portfolio, facts.links)

    def files(group: Rollup) -> Iterator[Artifact]:
        title = f"{group.title} · {portfolio.catalog.title}"
        dues = owed.by(group.members + group.left_out)
        yield _calendar(f"calendars/teams/{group.id}.ics", title, events.few(dues))

    return files


def of_service(portfolio: Portfolio, links: Links) -> OfService:
    """Return what makes the calendar of a service."""
    events = Events(portfolio, links)

    def files(card: Scorecard, due: Iterable[Due]) -> Iterator[Artifact]:
        yield _of_service(card, events.each(agenda_of(card, portfolio.day, due)), portfolio)

    return files


def _of_service(card: Scorecard, events: list[bytes], portfolio: Portfolio) -> Artifact:
    name = f"{card.service.name} · {portfolio.catalog.title}"
    return _calendar(f"calendars/services/{card.id}.ics", name, events)


def _calendar(path: str, title: str, events: list[bytes]) -> Artifact:
    name = _folded(b"X-WR-CALNAME:" + _text(title))
    return Artifact(path=path, content=b"".join([START, name, *events, END]))


class Owed:
    """An agenda, in which to look up what some services owe."""

    def __init__(self, agenda: Sequence[Due]) -> None:
        self._agenda = agenda
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, due in enumerate(agenda):
            self._places[due.service].append(place)

    def by(self, services: Iterable[str]) -> list[Due]:
        """Return what so many services owe, by day."""
        places = sorted(place for id_ in services for place in self._places.get(id_, ()))
        return [self._agenda[place] for place in places]


class Events:
    """Writes events. What many of them have in common is written once.

    Written by hand: a fleet of 10,000 services owes some 100,000 things, and building each with a
    library takes half a minute. Tests read every calendar with one.
    """

    def __init__(self, portfolio: Portfolio, links: Links) -> None:
        self._portfolio = portfolio
        self._owners = {id_: service.owner for id_, service in portfolio.catalog.services.items()}
        self._stamp = f"@gonogo\r\nDTSTAMP:{portfolio.day:%Y%m%d}T000000Z\r\n"
        self._ids = Identities(portfolio)
        self._said = cache(_said)
        self._thing = cache(_thing)
        self._day = cache(_day)
        self._name = cache(partial(_name, portfolio))
        self._told = cache(partial(_told, portfolio))
        self._sort = cache(_sort)
        self._url = cache(partial(_url, links))

    def each(self, dues: Iterable[Due]) -> list[bytes]:
        """Return the events of one service, by day: what is the same stands together in an agenda."""
        return [self._of(due, tuple([each.service for each in alike])) for due, alike in groupby(dues)]

    def few(self, dues: Sequence[Due]) -> list[bytes]:
        """Return the events of many services; where they would be too many, one for each day and kind."""
        things = list(islice(together(dues), MOST + 1))
        if len(things) <= MOST:
            return [self._of(*thing) for thing in things]
        crowds: dict[tuple[date, EventKind], list[Due]] = defaultdict(list)
        for due in dues:
            crowds[_crowd_of(due)].append(due)
        return [self._crowd(crowd) for _, crowd in sorted(crowds.items())]

    def _of(self, due: Due, services: tuple[str, ...]) -> bytes:
        """Return a whole day on which one or many services owe something."""
        said = self._said(due.kind, due.title, due.about.id)
        who = f"{len(services)} services: ".encode() if services[1:] else self._name(due.service)
        return self._event(due, services, who + said)

    def _crowd(self, dues: Sequence[Due]) -> bytes:
        """Return what many services owe on one day as one event."""
        services = tuple(dict.fromkeys(map(_service, dues)))
        summary = f"{LABELS[dues[0].kind]}: {len(dues)} for {len(services)} services"
        return self._event(dues[0], services, _text(summary))

    def _event(self, due: Due, services: tuple[str, ...], summary: bytes) -> bytes:
        """Return an event; the same thing for the same services has the same UID in every build."""
        day, lines = self._day(due.day)
        uid = self._ids.of(self._thing(due.kind, due.about), day, due.title, *services)
        return b"".join(
            [
                f"BEGIN:VEVENT\r\nUID:{uid}{self._stamp}".encode(),
                lines,
                _folded(b"SUMMARY:" + summary),
                self._description(due, services),
                self._sort(due.kind),
                b"" if services[1:] else self._url(due.service),
                b"END:VEVENT\r\n",
            ]
        )

    def _description(self, due: Due, services: tuple[str, ...]) -> bytes:
        late = "Overdue" if due.is_overdue else ""
        if services[1:]:
            teams = sorted(set(map(self._owners.__getitem__, services)))
            return _told(self._portfolio, due.owner, late, tuple(teams), services)
        return self._told(due.owner, late, (self._owners[due.service],))


def _thing(kind: EventKind, about: About) -> str:
    """Return what the UIDs of all that concerns one thing begin with."""
    return f"due\n{kind}\n{about.kind}\n{about.id}"


def _said(kind: EventKind, title: str, id_: str) -> bytes:
    """Return what is owed, as text."""
    return _text(said(kind, title, id_))


def _day(day: date) -> tuple[str, bytes]:
    """Return a day, and the lines of an event that lasts it (RFC 5545, 3.3.4)."""
    after = day + timedelta(days=1)
    return str(day), f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{after:%Y%m%d}\r\n".encode()


def _name(portfolio: Portfolio, service: str) -> bytes:
    """Return how the event of a service begins, as text."""
    return _text(f"{portfolio.catalog.services[service].name}: ")


def _sort(kind: EventKind) -> bytes:
    """Return the lines that tell what sort of event it is."""
    return f"CATEGORIES:{kind.replace('-', ' ')}\r\nTRANSP:TRANSPARENT\r\n".encode()


def _url(links: Links, service: str) -> bytes:
    """Return the line that leads to the page of a service; nothing where nobody knows where that is."""
    url = links.absolute(f"services/{service}")
    return b"" if url is None else _folded(f"URL:{url}".encode())


def _told(
    portfolio: Portfolio,
    owner: str | None,
    late: str,
    teams: tuple[str, ...],
    services: tuple[str, ...] = (),
) -> bytes:
    """Return the line that says who owes something: the services if they are many, teams, a person."""
    catalog = portfolio.catalog
    lines = []
    if services:
        named = ", ".join(catalog.services[each].name for each in services[:NAMED])
        more = f" and {len(services) - NAMED} more" if services[NAMED:] else ""
        lines.append(f"Services: {named}{more}")
    named = ", ".join(catalog.teams[each].name if each in catalog.teams else each for each in teams[:NAMED])
    lines.append(f"Team: {named}{' and others' if teams[NAMED:] else ''}")
    if owner is not None and owner not in teams:
        person = catalog.people.get(owner) or catalog.teams.get(owner)
        lines.append(f"Owner: {owner if person is None else person.name}")
    if late:
        lines.append(late)
    return _folded(b"DESCRIPTION:" + _text("\n".join(lines)))


def _text(text: str) -> bytes:
    """Return text as a property holds it (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n").encode()


def _folded(line: bytes) -> bytes:
    """Return a line in pieces that are not too long; no character is cut."""
    if len(line) <= LONGEST:
        return line + b"\r\n"
    pieces = []
    room = LONGEST
    while len(line) > room:
        end = room
        while line[end] & 0xC0 == 0x80:  # noqa: PLR2004 - inside a character of UTF-8
            end -= 1
        pieces.append(line[:end])
        line, room = line[end:], LONGEST - 1
    return b"\r\n ".join([*pieces, line]) + b"\r\n"

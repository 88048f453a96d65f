"""Events of calendars: what is owed on a day, by one service or by many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, cached_property, partial
from itertools import groupby, islice
from operator import attrgetter

from gonogo.model.portfolio import About, Due, EventKind, Portfolio
from gonogo.publish.formats.agenda import together
from gonogo.publish.formats.phrases import LABELS, said
from gonogo.publish.formats.stamps import Identities
from gonogo.publish.links import Links

MOST = 1000
"""Events of a calendar of many services, more than which no program shows well."""

NAMED = 12
"""Services that an event names; it counts the others."""

_service = attrgetter("service")
_crowd_of = attrgetter("day", "kind")

LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""


class Events:
    """The events of an agenda, for whichever services somebody asks for."""

    def __init__(self, portfolio: Portfolio, links: Links, agenda: Sequence[Due]) -> None:
        self._agenda = agenda
        self._writer = Writer(portfolio, links)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, due in enumerate(agenda):
            self._places[due.service].append(place)

    @cached_property
    def of_all(self) -> list[bytes]:
        """The events of all services; a team at the top has the same."""
        return self._writer.few(self._agenda)

    def of_many(self, services: Iterable[str]) -> list[bytes]:
        """Return the events of so many services, each given once."""
        dues = self._owed_by(services)
        return self.of_all if len(dues) == len(self._agenda) else self._writer.few(dues)

    def of_one(self, service: str) -> list[bytes]:
        """Return the events of a service."""
        return self._writer.each(self._owed_by([service]))

    def _owed_by(self, services: Iterable[str]) -> list[Due]:
        """Return what so many services owe, by day."""
        places = sorted(place for id_ in services for place in self._places.get(id_, ()))
        return [self._agenda[place] for place in places]


class Writer:
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
        return self._event(dues[0], services, text(summary))

    def _event(self, due: Due, services: tuple[str, ...], summary: bytes) -> bytes:
        """Return an event; the same thing for the same services has the same UID in every build."""
        day, lines = self._day(due.day)
        uid = self._ids.of(self._thing(due.kind, due.about), day, due.title, *services)
        return b"".join(
            [
                f"BEGIN:VEVENT\r\nUID:{uid}{self._stamp}".encode(),
                lines,
                folded(b"SUMMARY:" + summary),
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
    return text(said(kind, title, id_))


def _day(day: date) -> tuple[str, bytes]:
    """Return a day, and the lines of an event that lasts it (RFC 5545, 3.3.4)."""
    after = day + timedelta(days=1)
    return str(day), f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{after:%Y%m%d}\r\n".encode()


def _name(portfolio: Portfolio, service: str) -> bytes:
    """Return how the event of a service begins, as text."""
    return text(f"{portfolio.catalog.services[service].name}: ")


def _sort(kind: EventKind) -> bytes:
    """Return the lines that tell what sort of event it is."""
    return f"CATEGORIES:{kind.replace('-', ' ')}\r\nTRANSP:TRANSPARENT\r\n".encode()


def _url(links: Links, service: str) -> bytes:
    """Return the line that leads to the page of a service; nothing where nobody knows where that is."""
    url = links.absolute(f"services/{service}")
    return b"" if url is None else folded(f"URL:{url}".encode())


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
    return folded(b"DESCRIPTION:" + text("\n".join(lines)))


def text(words: str) -> bytes:
    """Return words as a property holds it (RFC 5545, 3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n").encode()


def folded(line: bytes) -> bytes:
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

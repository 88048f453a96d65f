"""iCalendar: everything to be done by a day, for the organisation, each team and each service."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from icalendar import Calendar

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, EventKind, Portfolio
from gonogo.publish.formats.agenda import agenda, together
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.phrases import LABELS, phrase
from gonogo.publish.formats.stamps import identity

PRODUCT = "-//Gonogo//Readiness//EN"

MOST = 1000
"""Events of the organisation's calendar, more than which no calendar shows well."""

NAMED = 12
"""Services that an event names; it counts the others."""

LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""

Write = Callable[[Due, tuple[str, ...]], bytes]


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendars; one of a service that owes nothing is there too, and empty."""
    title = portfolio.catalog.title
    dues = agenda(portfolio, facts.due)
    by_service: dict[str, list[Due]] = defaultdict(list)
    for due in dues:
        by_service[due.service].append(due)

    @cache
    def write(due: Due, services: tuple[str, ...]) -> bytes:
        return event(due, services, portfolio, facts)

    yield _calendar("calendars/all.ics", title, whole(dues, portfolio, facts, write))
    for id_, group in sorted(facts.teams.items()):
        of_team = sorted(due for name in group.members + group.left_out for due in by_service[name])
        yield _calendar(f"calendars/teams/{id_}.ics", f"{group.title} · {title}", each_of(of_team, write))
    for id_, card in portfolio.scorecards.items():
        name = f"{card.service.name} · {title}"
        yield _calendar(f"calendars/services/{id_}.ics", name, each_of(by_service[id_], write))


def each_of(dues: Iterable[Due], write: Write) -> list[bytes]:
    """Return an event for each thing, with all services that owe it on that day."""
    return [write(due, services) for due, services in together(dues)]


def whole(dues: Iterable[Due], portfolio: Portfolio, facts: Facts, write: Write) -> list[bytes]:
    """Return the events of the organisation; where they are too many, one for each day and kind."""
    lines = list(together(dues))
    if len(lines) <= MOST:
        return [write(due, services) for due, services in lines]
    groups: dict[tuple[date, EventKind], list[Due]] = defaultdict(list)
    for due in dues:
        groups[due.day, due.kind].append(due)
    return [crowd(group, portfolio, facts) for _, group in sorted(groups.items())]


def crowd(group: list[Due], portfolio: Portfolio, facts: Facts) -> bytes:
    """Return what many services owe on one day as one event."""
    first = group[0]
    services = tuple(dict.fromkeys(due.service for due in group))
    summary = f"{LABELS[first.kind]}: {len(group)} for {len(services)} services"
    told = "\n".join(_description(first, services, portfolio))
    return _event(first, services, summary, told, portfolio, facts)


def _calendar(path: str, title: str, events: list[bytes]) -> Artifact:
    start, end = _frame()
    name = _folded(f"X-WR-CALNAME:{_text(title)}".encode())
    return Artifact(path=path, content=b"".join([start, name, *events, end]))


@cache
def _frame() -> tuple[bytes, bytes]:
    """Return how every calendar begins and ends."""
    frame = Calendar()
    frame.add("prodid", PRODUCT)
    frame.add("version", "2.0")
    frame.add("method", "PUBLISH")
    start, end, rest = frame.to_ical().rpartition(b"END:VCALENDAR")
    return start, end + rest


def event(due: Due, services: tuple[str, ...], portfolio: Portfolio, facts: Facts) -> bytes:
    """Return a whole day on which one or many services owe something."""
    first = portfolio.catalog.services[due.service].name
    summary = f"{f'{len(services)} services' if services[1:] else first}: {phrase(due)}"
    told = "\n".join(_description(due, services, portfolio))
    return _event(due, services, summary, told, portfolio, facts)


def _event(
    due: Due, services: tuple[str, ...], summary: str, told: str, portfolio: Portfolio, facts: Facts
) -> bytes:
    """Return an event; the same thing for the same services has the same UID in every build.

    Written by hand: a fleet of 10,000 services owes some 100,000 things, and building each with the
    library takes half a minute. Tests read every calendar with it.
    """
    uid = identity(portfolio, "due", due.kind, due.about.kind, due.about.id, due.day, due.title, *services)
    url = None if services[1:] else facts.links.absolute(f"services/{due.service}")
    head = (
        "BEGIN:VEVENT\r\n"
        f"UID:{uid.removeprefix('urn:uuid:')}@gonogo\r\n"
        f"DTSTAMP:{_stamp(portfolio.day)}T000000Z\r\n"
        f"DTSTART;VALUE=DATE:{_stamp(due.day)}\r\n"
        f"DTEND;VALUE=DATE:{_stamp(due.day + timedelta(days=1))}\r\n"
    )
    return b"".join(
        [
            head.encode(),
            _folded(f"SUMMARY:{_text(summary)}".encode()),
            _folded(f"DESCRIPTION:{_text(told)}".encode()),
            f"CATEGORIES:{due.kind.replace('-', ' ')}\r\nTRANSP:TRANSPARENT\r\n".encode(),
            b"" if url is None else _folded(f"URL:{url}".encode()),
            b"END:VEVENT\r\n",
        ]
    )


@cache
def _stamp(day: date) -> str:
    """Return a day as a property holds it (RFC 5545, 3.3.4)."""
    return f"{day:%Y%m%d}"


def _text(text: str) -> str:
    """Return text as a property holds it (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


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


def _description(due: Due, services: tuple[str, ...], portfolio: Portfolio) -> Iterator[str]:
    catalog = portfolio.catalog
    if services[1:]:
        named = ", ".join(catalog.services[each].name for each in services[:NAMED])
        yield f"Services: {named}{f' and {len(services) - NAMED} more' if services[NAMED:] else ''}"
    owners = sorted({catalog.services[each].owner for each in services})
    teams = [catalog.teams[each].name if each in catalog.teams else each for each in owners]
    yield f"Team: {', '.join(teams[:NAMED])}{' and others' if teams[NAMED:] else ''}"
    if due.owner is not None and due.owner not in owners:
        person = catalog.people.get(due.owner) or catalog.teams.get(due.owner)
        yield f"Owner: {due.owner if person is None else person.name}"
    if due.is_overdue:
        yield "Overdue"

"""iCalendar: everything that falls due, for the organisation, each team and each service."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from icalendar import Calendar, Event

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Due, Portfolio
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.phrases import asks, phrase
from gonogo.publish.formats.stamps import identity, midnight

PRODUCT = "-//Gonogo//Readiness//EN"


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the calendars; one of a service that owes nothing is there too, and empty."""
    title = portfolio.catalog.title
    by_service = defaultdict(list)
    for due in facts.due:
        by_service[due.service].append(due)
    yield _calendar("calendars/all.ics", title, facts.due, portfolio, facts)
    for id_, group in sorted(facts.teams.items()):
        of_team = sorted(due for name in group.members + group.left_out for due in by_service[name])
        yield _calendar(f"calendars/teams/{id_}.ics", f"{group.title} · {title}", of_team, portfolio, facts)
    for id_, card in portfolio.scorecards.items():
        name = f"{card.service.name} · {title}"
        yield _calendar(f"calendars/services/{id_}.ics", name, by_service[id_], portfolio, facts)


def _calendar(path: str, title: str, dues: Iterable[Due], portfolio: Portfolio, facts: Facts) -> Artifact:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for due, services in together(filter(asks, dues)):
        calendar.add_component(_event(due, services, portfolio, facts))
    return Artifact(path=path, content=calendar.to_ical())


def together(dues: Iterable[Due]) -> Iterator[tuple[Due, tuple[str, ...]]]:
    """Yield what falls due with all its services: what is the same for many stands in a calendar once."""
    groups: dict[tuple[object, ...], list[Due]] = {}
    for due in dues:
        key = (due.day, due.kind, due.about, due.title, due.owner, due.is_overdue)
        groups.setdefault(key, []).append(due)
    for group in groups.values():
        yield group[0], tuple(due.service for due in group)


def _event(due: Due, services: tuple[str, ...], portfolio: Portfolio, facts: Facts) -> Event:
    """Return a whole day; the same thing for the same services has the same UID in every build."""
    uid = identity(portfolio, "due", due.kind, due.about.kind, due.about.id, due.day, due.title, *services)
    first = portfolio.catalog.services[due.service].name
    event = Event()
    event.add("uid", f"{uuid.UUID(uid)}@gonogo")
    event.add("dtstamp", midnight(portfolio.day))
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", f"{f'{len(services)} services' if services[1:] else first}: {phrase(due)}")
    event.add("description", "\n".join(_description(due, services, portfolio)))
    event.add("categories", [due.kind.replace("-", " ")])
    event.add("transp", "TRANSPARENT")
    url = facts.links.absolute(f"services/{due.service}")
    if url is not None and not services[1:]:
        event.add("url", url)
    return event


def _description(due: Due, services: tuple[str, ...], portfolio: Portfolio) -> Iterator[str]:
    catalog = portfolio.catalog
    if services[1:]:
        yield f"Services: {', '.join(catalog.services[each].name for each in services)}"
    owners = sorted({catalog.services[each].owner for each in services})
    yield f"Team: {', '.join(catalog.teams[each].name if each in catalog.teams else each for each in owners)}"
    if due.owner is not None and due.owner not in owners:
        named = catalog.people.get(due.owner) or catalog.teams.get(due.owner)
        yield f"Owner: {due.owner if named is None else named.name}"
    if due.is_overdue:
        yield "Overdue"

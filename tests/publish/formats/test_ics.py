from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from gonogo.model.portfolio import About, Due, EventKind, Subject
from gonogo.publish.formats import ics
from gonogo.publish.formats.agenda import agenda
from gonogo.publish.formats.events import LONGEST, MOST, Events
from gonogo.publish.formats.phrases import PHRASES
from gonogo.publish.links import Links
from publish.formats import samples
from publish.formats.samples import Given, Sample


def events(content: bytes) -> list[Event]:
    found = Calendar.from_ical(content).walk("VEVENT")
    return [event for event in found if isinstance(event, Event)]


def calendars(sample: Sample) -> dict[str, list[Event]]:
    artifacts = ics.render(sample.portfolio, sample.facts)
    return {each.path: events(each.content) for each in artifacts}


def due(service: str, day: date, kind: EventKind = EventKind.EVIDENCE_LATE, title: str = "Alerts") -> Due:
    return Due(day=day, service=service, kind=kind, about=About(kind=Subject.CHECK, id="a"), title=title)


def with_dues(*dues: Due) -> Sample:
    sample = samples.hostile()
    owed = agenda(sample.portfolio, lambda service: [each for each in dues if each.service == service])
    written = Events(sample.portfolio, Links(), owed)
    facts = Given(agenda=owed, events=written, teams=sample.facts.teams)
    return Sample(portfolio=sample.portfolio, facts=facts)


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_every_calendar_parses_and_has_no_uid_twice(sample: Sample) -> None:
    for found in calendars(sample).values():
        uids = [event["uid"] for event in found]
        assert len(set(uids)) == len(uids)
        for event in found:
            assert datetime(2026, 11, 23, tzinfo=UTC) == event.DTSTAMP
            assert event.end - event.start == timedelta(days=1)


def test_a_calendar_begins_and_ends_as_the_library_writes_it() -> None:
    frame = Calendar()
    frame.add("prodid", ics.PRODUCT)
    frame.add("version", "2.0")
    frame.add("method", "PUBLISH")
    assert frame.to_ical() == ics.START + ics.END


def test_organisation_teams_and_services_have_calendars() -> None:
    found = calendars(samples.demo())
    assert found["calendars/all.ics"]
    assert found["calendars/teams/shop.ics"]
    assert found["calendars/services/checkout-assistant.ics"]


def test_what_is_due_for_many_services_is_one_event() -> None:
    day = date(2026, 12, 1)
    found = calendars(with_dues(due("evil", day), due("plain", day), due("plain", day, title="Logs")))
    summaries = [str(event["summary"]) for event in found["calendars/all.ics"]]
    assert summaries[1:] == [
        "2 services: renew the evidence for Alerts",
        "Plain: renew the evidence for Logs",
    ]
    assert len(found["calendars/services/plain.ics"]) == 2


def test_what_asks_nothing_of_anybody_is_in_no_calendar() -> None:
    found = calendars(with_dues(due("plain", date(2026, 12, 1), EventKind.WAIVER_BEGINS)))
    assert found["calendars/services/plain.ics"] == []


@pytest.mark.parametrize("kind", PHRASES)
def test_every_phrase_says_what_it_is_about(kind: EventKind) -> None:
    found = calendars(with_dues(due("plain", date(2026, 12, 1), kind)))
    (event,) = found["calendars/services/plain.ics"]
    assert "Plain: " in str(event["summary"])


def test_what_is_overdue_already_is_there_too() -> None:
    (event,) = calendars(with_dues())["calendars/services/evil.ics"]
    assert event.start == date(2026, 11, 20)
    assert "Overdue" in str(event["description"])
    assert samples.EVIL in str(event["summary"])


def test_evidence_that_becomes_late_and_then_expires_is_one_event() -> None:
    late, gone = date(2026, 12, 1), date(2026, 12, 15)
    found = calendars(with_dues(due("plain", late), due("plain", gone, EventKind.EVIDENCE_EXPIRED)))
    assert [event.start for event in found["calendars/services/plain.ics"]] == [late]


def test_a_crowded_calendar_has_one_event_for_a_day_and_kind() -> None:
    day = date(2026, 12, 1)
    many = [due("plain", day, title=f"Check {number}") for number in range(MOST)]
    found = calendars(with_dues(*many, due("evil", day)))
    for name in ("all", f"teams/{samples.hostile().portfolio.catalog.services['plain'].owner}"):
        assert [str(event["summary"]) for event in found[f"calendars/{name}.ics"]][1:] == [
            f"Renew the evidence: {MOST + 1} for 2 services"
        ]
    assert len(found["calendars/services/plain.ics"]) == MOST


def test_no_line_is_longer_than_the_format_allows() -> None:
    title = "é€😀, long; and \\ odd\nin two lines " * 20
    sample = with_dues(due("plain", date(2026, 12, 1), title=title))
    for artifact in ics.render(sample.portfolio, sample.facts):
        assert all(len(line) <= LONGEST for line in artifact.content.split(b"\r\n"))
    (event,) = calendars(sample)["calendars/services/plain.ics"]
    assert str(event["summary"]) == f"Plain: renew the evidence for {title}"

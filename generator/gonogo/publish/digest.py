"""What falls due, as text for a chat, a mail or a ticket. Talks to nobody."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from gonogo.model.noun import Noun
from gonogo.model.portfolio import Due, Event, EventKind, Forecast
from gonogo.publish.problems import safe
from gonogo.publish.terminal.markdown import escaped

TOLD = frozenset(
    {
        EventKind.EVIDENCE_LATE,
        EventKind.EVIDENCE_EXPIRED,
        EventKind.ANSWER_ENDS,
        EventKind.WAIVER_ENDS,
        EventKind.EXEMPTION_ENDS,
        EventKind.ENFORCED,
        EventKind.AMENDED,
        EventKind.TIER_ENFORCED,
        EventKind.REVIEW_OVERDUE,
        EventKind.CONDITION_BLOCKS,
        EventKind.ACCEPTANCE_ENDS,
        EventKind.CHECK_DUE,
        EventKind.CONDITION_DUE,
        EventKind.RISK_DUE,
        EventKind.RETIRES,
        EventKind.TARGET,
    }
)
"""Events for which somebody has to do something; records that are dated ahead are news and no work."""


class Item(Noun):
    """Something to do by a day. `key` stays the same from run to run, so that a ticket is found again.

    `waits_on` is the platform that must act; without it the item is the team's own.
    """

    key: str
    day: date
    services: tuple[str, ...]
    text: str
    owner: str | None = None
    waits_on: str | None = None
    is_overdue: bool = False


class Digest(Noun):
    """What falls due from a day on, own items first, each part by day."""

    day: date
    until: date
    title: str
    items: tuple[Item, ...]


def digest(
    forecast: Forecast, overdue: Iterable[Due], services: set[str], *, title: str, within: int
) -> Digest:
    """Return what falls due for `services` within so many days, and the reviews that are overdue."""
    until = forecast.day + timedelta(days=within)
    items = [_overdue(due) for due in overdue if due.service in services and due.is_overdue]
    items += [
        _item(event, tuple(name for name in event.services if name in services))
        for event in forecast.events
        if event.kind in TOLD and event.day <= until and services & set(event.services)
    ]
    ordered = sorted(items, key=lambda item: (item.waits_on is not None, item.day, item.key))
    return Digest(day=forecast.day, until=until, title=title, items=tuple(ordered))


def _key(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def _overdue(due: Due) -> Item:
    return Item(
        key=_key("review", due.service),
        day=due.day,
        services=(due.service,),
        text=f"A review was due on {due.day}.",
        owner=due.owner,
        is_overdue=True,
    )


def _item(event: Event, services: tuple[str, ...]) -> Item:
    # The day is no part of the key: renewed evidence moves it, and the ticket stays the same.
    concerned = event.platform or ",".join(services)
    return Item(
        key=_key(event.kind, event.about.kind, event.about.id, concerned),
        day=event.day,
        services=services,
        text=event.text,
        owner=event.owner,
        waits_on=event.platform,
    )


# --- formats --------------------------------------------------------------------------------------


def as_text(found: Digest) -> str:
    """Return plain text for a mail."""
    return "\n".join(_lines(found, safe.line, "{0}", "- {1}  {2}: {3}")) + "\n"


def as_markdown(found: Digest) -> str:
    """Return inert Markdown."""
    return "\n".join(_lines(found, escaped, "### {0}\n", "- **{1}** {2}: {3}")) + "\n"


def as_slack(found: Digest) -> str:
    """Return a message for Slack as JSON, in which people's text mentions nobody and links nothing."""
    text = "\n".join(_lines(found, _slack, "*{0}*", "• *{1}* {2}: {3}"))
    return json.dumps({"text": text, "unfurl_links": False, "unfurl_media": False}, ensure_ascii=False) + "\n"


def as_json(found: Digest) -> str:
    """Return the digest as JSON."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


FORMATS: dict[str, Callable[[Digest], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "slack": as_slack,
    "json": as_json,
}


def _slack(text: str) -> str:
    """Return text in which Slack finds no mention, link or mark-up: escaped, and its signs taken apart."""
    plain = safe.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"{each}\u200b" if each in "*_~`@#:" else each for each in plain)


def _lines(found: Digest, shown: Callable[[str], str], heading: str, line: str) -> Iterator[str]:
    own = [item for item in found.items if item.waits_on is None]
    others = [item for item in found.items if item.waits_on is not None]
    yield heading.format(shown(f"{found.title}: {len(found.items)} to do until {found.until}"))
    for item in own:
        yield _line(item, shown, line)
    if others:
        yield ""
        yield heading.format(shown("Waits on others"))
    for item in others:
        yield _line(item, shown, line)
    if not found.items:
        yield shown("Nothing falls due.")


def _line(item: Item, shown: Callable[[str], str], line: str) -> str:
    names = item.services[0] if len(item.services) == 1 else f"{len(item.services)} services"
    day = f"{item.day} (overdue)" if item.is_overdue else str(item.day)
    whose = f" ({item.owner})" if item.owner else ""
    return line.format("", day, shown(names), shown(item.text + whose))

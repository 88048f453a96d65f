"""Changes: what moved in the last days, why, by whom, and in which commit."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.change import Cause, Change, GroupChange, Presence, StateChange
from gonogo.model.history import Moment, Past, StandardMark, Window
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, Portfolio, Scope, Verdict
from gonogo.model.problem import Problem
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import SHORT, Inputs, count, points

OPEN, MOST = 8, 20
"""Services of a list that are open, and those that are there at all; the rest is counted."""

COMMITS = 2
"""Commits that are named of a service; the rest is counted."""

CHECKS = 3
"""Checks that are named of a service; the rest is counted."""

CAUSES = {
    Cause.DAY: "time",
    Cause.STANDARD: "the standard",
    Cause.SCOPE: "scope",
    Cause.ANSWERS: "answers and evidence",
    Cause.DECISIONS: "waivers and decisions",
    Cause.SERVICES: "other services",
}
"""What moves a service, as people say it."""

ANCHORS = {"7 days": "days-7", "30 days": "days-30", "90 days": "days-90", "quarter": "quarter"}
TITLES = {"quarter": "This quarter"}


class Row(Noun):
    """A service that moved, for the `better` or not; None where that cannot be said."""

    change: Change
    moments: tuple[Moment, ...]
    better: bool | None

    @property
    def turned(self) -> bool:
        """Tell whether the verdict is another."""
        before, after = self.change.before, self.change.after
        return before is not None and after is not None and before.verdict is not after.verdict


class Part(Noun):
    """Rows that belong together."""

    title: str
    tone: str
    rows: tuple[Row, ...]


class Span(Noun):
    """What moved since a day; `base` is the last commit of that day or before.

    `group` is all services together, None where that is as it was.
    """

    id: str
    title: str
    since: date
    base: str
    group: GroupChange | None
    parts: tuple[Part, ...]
    marks: tuple[StandardMark, ...]

    @property
    def rows(self) -> int:
        """How many services moved."""
        return sum(len(part.rows) for part in self.parts)


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.CHANGES, "Changes", "history past commits moved"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    past = inputs.insights.past
    found = [] if past is None else [span(window, past) for window in past.windows]
    said = sentence(found, past)
    return inputs.page(
        ref,
        "changes.html",
        description=said,
        spans=found,
        past=past,
        said=said,
        coming=list(coming(past, inputs.day)),
        why=why,
        nobody=nobody,
        states=states,
        reason=partial(reason, inputs=inputs),
        open=OPEN,
        most=MOST,
        commits=COMMITS,
        checks=CHECKS,
    )


def sentence(found: list[Span], past: Past | None) -> str:
    """Return what moved lately in one sentence."""
    if past is None or not past.moments:
        return "What moved, why and by whom: as soon as the catalog's history is known."
    if not found:
        return f"The past begins on {past.moments[0].day}."
    first = found[0]
    if not first.rows:
        return f"Nothing moved in the last {first.title}."
    worse = sum(row.better is False for part in first.parts for row in part.rows)
    group = first.group
    score = "" if group is None or not group.points else f"; the mean score moved by {points(group.points)}"
    return f"{count(first.rows, 'service')} moved in the last {first.title}, {worse} for the worse{score}."


def span(window: Window, past: Past) -> Span:
    """Return a window as it is shown."""
    moments = {moment.commit: moment for moment in past.moments}
    rows = [row(change, window, moments) for change in window.comparison.services]
    groups = (each for each in window.comparison.groups if each.scope is Scope.ORGANISATION)
    parts = (
        Part(
            title=title,
            tone=tone,
            rows=tuple(sorted((each for each in rows if each.better is kind), key=order)),
        )
        for title, tone, kind in (("Worse", "no-go", False), ("Better", "go", True), ("Other", "", None))
    )
    return Span(
        id=ANCHORS[window.name],
        title=TITLES.get(window.name, window.name),
        since=window.since,
        base=past.moments_until(window.since)[-1].commit[:SHORT],
        group=next(groups, None),
        parts=tuple(part for part in parts if part.rows),
        marks=tuple(mark for mark in past.standards if mark.day > window.since),
    )


def row(change: Change, window: Window, moments: dict[str, Moment]) -> Row:
    """Return a change with the commits that touched the service, the newest first."""
    touched = reversed(window.commits.get(change.service, ()))
    return Row(
        change=change,
        moments=tuple(moments[each] for each in touched if each in moments),
        better=is_better(change),
    )


def is_better(change: Change) -> bool | None:
    """Tell whether a service stands better than before; None where nothing that counts is other."""
    before, after = change.before, change.after
    if change.presence is not Presence.BOTH or before is None or after is None:
        return None
    was, now = _RANK.get(before.verdict), _RANK.get(after.verdict)
    if was is not None and now is not None and was != now:
        return now > was
    return None if not change.points else change.points > 0


_RANK: dict[Verdict | None, int] = {Verdict.NO_GO: 0, Verdict.CONDITIONAL: 1, Verdict.GO: 2}


def order(row: Row) -> tuple[bool, Fraction, str]:
    """Return where a row stands: verdicts that moved first, then who moved farthest."""
    return not row.turned, -abs(row.change.points or Fraction(0)), row.change.service


def reason(row: Row, inputs: Inputs) -> str:
    """Return what the verdict rests on now, where it has turned for the worse."""
    card = inputs.portfolio.scorecards.get(row.change.service)
    return card.reasons[0].text if row.turned and row.better is False and card and card.reasons else ""


def why(change: Change | GroupChange) -> str:
    """Return what moved it, and how far each."""
    told = [
        f"{CAUSES[part.cause]} {points(part.points)}" if is_felt(part.points) else CAUSES[part.cause]
        for part in change.parts
    ]
    return ", ".join(told)


def is_felt(value: Fraction | None) -> bool:
    """Tell whether points are not nothing once they are rounded as they are shown."""
    return bool(value and round(value * 10))


def nobody(change: Change) -> str:
    """Return how a service moved that no commit touched."""
    causes = {part.cause for part in change.parts}
    if causes <= {Cause.DAY}:
        return "by itself, with time"
    return "through others" if causes <= {Cause.DAY, Cause.SERVICES} else "not committed yet"


def states(change: Change) -> list[StateChange]:
    """Return the checks that came to another state, those first that fail now."""
    return sorted(change.states, key=lambda each: (each.after not in FAILING, each.check))


def coming(past: Past | None, day: date) -> Iterator[tuple[str, date]]:
    """Yield the spans that history does not reach back to yet, and from which day on it does."""
    if past is None or not past.moments:
        return
    known = {window.name for window in past.windows}
    begin = past.moments[0].day
    for days in (7, 30, 90):
        name = f"{days} days"
        if name not in known and begin + timedelta(days=days) > day:
            yield name, begin + timedelta(days=days)

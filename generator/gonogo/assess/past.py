"""The whole past in one pass: curves, changes of the standard, provenance, and what moved lately."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from gonogo.assess.compare import Stage, changes_of_groups, changes_of_services, reassessed
from gonogo.assess.curves import ENCODER, Fold, Marks, Walks, digest, to_fraction
from gonogo.assess.dates import eve
from gonogo.assess.inputs import Input, former_ids, renamed, switches
from gonogo.assess.provenance import Origins
from gonogo.assess.scorecards import assess
from gonogo.model.catalog import Catalog
from gonogo.model.change import Cause, Comparison
from gonogo.model.history import Curves, Memory, Past, Snapshot, Told, Window
from gonogo.model.portfolio import GroupStep, Portfolio
from gonogo.model.standard import Standard

WINDOWS = (7, 30, 90)
"""How many days back the changes look, beside the calendar quarter."""

QUARTER = "quarter"

_MONTHS = 3
_DECODER = msgspec.msgpack.Decoder(Past, dec_hook=to_fraction)


def past(
    now: Portfolio,
    history: Told,
    snapshots: Callable[[], Iterable[Snapshot]],
    *,
    today: date,
    with_windows: bool = True,
    memory: Memory | None = None,
) -> Past:
    """Return all that `history` tells for the day of `now`, measured by the standard of `now`.

    `snapshots` are those of `history`, called for only where `memory` does not know the answer already.
    Windows cost as much again, and can be left out.
    """
    parts: tuple[bytes, ...] = ()
    if memory is not None:
        parts = (history.key(today), str(now.day).encode(), digest(now.catalog), bytes([with_windows]))
        known = remembered(memory, parts)
        if known is not None:
            return known
    found = gathered(now, history, snapshots(), today=today, with_windows=with_windows, memory=memory)
    if memory is not None:
        memory.put(ENCODER.encode(found), "past", *parts)
    return found


def remembered(memory: Memory, parts: tuple[bytes, ...]) -> Past | None:
    """Return a past out of memory, None where there is none that can be used."""
    known = memory.get("past", *parts)
    if known is None:
        return None
    try:
        return _DECODER.decode(known)
    except (msgspec.MsgspecError, ValueError, ZeroDivisionError):
        return None


def gathered(
    now: Portfolio,
    history: Told,
    snapshots: Iterable[Snapshot],
    *,
    today: date,
    with_windows: bool,
    memory: Memory | None,
) -> Past:
    """Return the past, in one pass over `snapshots`."""
    walks = Walks(memory)
    is_cut = history.is_cut(today)
    fold = Fold(now.day, now.catalog.standard, reviews=review_days(now.catalog), walks=walks)
    marks, origins, looks, bar = Marks(), Origins(), Looks(now.day), Bar(now, walks)
    for snapshot in snapshots:
        for each in (fold, bar, marks, origins, looks):
            each.take(snapshot)
        walks.forget()
    curves = fold.curves()
    return Past(
        moments=history.moments(today),
        curves=curves,
        bar=bar.steps(curves.organisation),
        standards=tuple(marks.found),
        provenance=origins.of(now.catalog, is_cut=is_cut),
        windows=looks.windows(now, curves) if with_windows else (),
        is_cut=is_cut,
    )


class Bar:
    """The organisation by the standard of then, worked out from the first day on which that is another."""

    def __init__(self, now: Portfolio, walks: Walks) -> None:
        """Start before the first snapshot."""
        self._now = now
        self._walks = walks
        self._fold: Fold | None = None
        self._since = now.day
        self._standard: Standard | None = None

    def take(self, snapshot: Snapshot) -> None:
        """Look at the next snapshot; it must have its own standard."""
        standard = snapshot.catalog.standard
        if self._fold is None and standard is not self._standard and standard != self._now.catalog.standard:
            self._fold = Fold(self._now.day, walks=self._walks, is_brief=True)
            self._since = snapshot.moment.day
        self._standard = standard
        if self._fold is not None:
            self._fold.take(snapshot)

    def steps(self, organisation: Sequence[GroupStep]) -> tuple[GroupStep, ...]:
        """Return the organisation by the standard of then; nothing where that was never another."""
        if self._fold is None:
            return ()
        before = (step for step in organisation if step.day < self._since)
        return (*before, *self._fold.curves().organisation)


def review_days(catalog: Catalog) -> Mapping[str, list[date]]:
    """Return the days of the reviews of each service."""
    return {
        id_: [review.date for review in service.reviews]
        for id_, service in catalog.services.items()
        if service.reviews
    }


def changes_since(
    now: Portfolio, snapshots: Iterable[Snapshot], curves: Curves | None = None
) -> tuple[Window, ...]:
    """Return what is other now than 7, 30, 90 days ago and at the start of the calendar quarter.

    A window that begins before history does is left out. With `curves` each has the commits that
    touched the services that differ.
    """
    looks = Looks(now.day)
    for snapshot in snapshots:
        looks.take(snapshot)
    return looks.windows(now, curves)


def begins(day: date) -> dict[str, date]:
    """Return the day that each window looks back to, by its name."""
    quarter = date(day.year, (day.month - 1) // _MONTHS * _MONTHS + 1, 1)
    days = {f"{count} days": day - timedelta(days=count) for count in WINDOWS}
    return days | {QUARTER: eve(quarter)}


def compared(then: Catalog, since: date, now: Portfolio) -> Comparison:
    """Return the same as `compare`, at less cost: what did not change is taken over from `now`."""
    before = assess(then, since)
    stage = reassessed(before, Input(renamed(then, now.catalog), since))
    stages: list[Stage] = [(None, stage)]
    for cause, switched in switches(Input(then, since), Input(now.catalog, now.day)):
        start = now if cause is Cause.DAY else stage
        stage = now if cause is Cause.SERVICES else reassessed(start, switched)
        stages.append((cause, stage))
    ids = former_ids(then, now.catalog)
    return Comparison(
        services=tuple(changes_of_services(stages, ids)), groups=tuple(changes_of_groups(stages))
    )


class Looks:
    """Keeps the catalogs to look back to."""

    def __init__(self, day: date) -> None:
        """Start before the first snapshot."""
        self._begins = begins(day)
        self._held: dict[str, Catalog] = {}

    def take(self, snapshot: Snapshot) -> None:
        """Look at the next snapshot."""
        for name, since in self._begins.items():
            if snapshot.moment.day <= since:
                self._held[name] = snapshot.catalog

    def windows(self, now: Portfolio, curves: Curves | None) -> tuple[Window, ...]:
        """Return what is other now, one window after the other."""
        found = []
        for name, since in self._begins.items():
            catalog = self._held.get(name)
            if catalog is not None:
                comparison = compared(catalog, since, now)
                known = {} if curves is None else curves.services
                commits = {
                    change.service: known[change.service].commits(since)
                    for change in comparison.services
                    if change.service in known
                }
                found.append(Window(name=name, since=since, comparison=comparison, commits=commits))
        return tuple(found)

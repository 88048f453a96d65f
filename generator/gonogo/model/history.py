"""The past: what a catalog was at each commit of its history, and the curves that come of it."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Protocol

from gonogo.model.catalog import Catalog
from gonogo.model.change import Comparison
from gonogo.model.noun import Noun
from gonogo.model.portfolio import GroupStep, RiskPosition, ServiceStep, Share, State, Tally, Verdict, on


class Memory(Protocol):
    """Where results are remembered between runs; it may forget anything at any time."""

    def get(self, kind: str, *parts: bytes) -> bytes | None:
        """Return what was put for `kind` and `parts`; None where it is not there."""

    def several(self, kind: str, parts: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return what was put for `kind` and each of `parts` alone, as far as it is there."""

    def put(self, value: bytes, kind: str, *parts: bytes) -> None:
        """Remember `value` for `kind` and `parts`."""


class Told(Protocol):
    """A history that can be told up to a day, none of it dated after that."""

    def key(self, today: date) -> bytes:
        """Return what tells this history from any other."""

    def moments(self, today: date) -> "tuple[Moment, ...]":
        """Return the commits that touched the catalog, oldest first."""

    def is_cut(self, today: date) -> bool:
        """Tell whether history begins somewhere in the middle."""


class Moment(Noun):
    """A commit of the first-parent history. `day` is in UTC and never before that of the commit before.

    `author`, `email` and `subject` are contributors' text. `request` is the number of the pull or merge
    request that the message names. A merge's author is who merged.
    """

    commit: str
    day: date
    author: str
    email: str
    subject: str
    request: int | None = None
    is_merge: bool = False


class Revision(Noun):
    """The commit that the files of a catalog come from.

    `is_changed` tells that files on disk are not those of the commit, `is_chosen` that somebody asked
    for this commit, and not for the files on disk.
    """

    commit: str
    day: date
    is_changed: bool = False
    is_chosen: bool = False


class Snapshot(Noun):
    """The catalog as a commit held it, and the files below it that the commit changed.

    Services that a commit did not touch are the very same values in the next snapshot. A manifest
    that could not be read then is in `catalog.unreadable`: a gap, not an absence.
    """

    moment: Moment
    catalog: Catalog
    changed: tuple[str, ...] = ()


class Missing(StrEnum):
    """Why nothing is known of a service for a while."""

    UNREADABLE = "unreadable"
    ABSENT = "absent"


class Gap(Noun):
    """From `since` on, up to the eve of `until` (None: to this day), nothing is known of a service."""

    since: date
    until: date | None
    why: Missing


class StateTurn(Noun):
    """A check that came to another state; None where it is not listed."""

    check: str
    before: State | None
    after: State | None


class Turn(Noun):
    """Something that happened to a service: by a commit, or, where there is none, by itself.

    `tally`, `raw_tally`, `level` and `verdict` are those just after, seen alone (the curve has the
    verdict and the effective level with dependencies); all None in a gap. `missing` tells that the
    commit made it unreadable or took it away.
    """

    day: date
    commit: str | None
    tally: Tally | None
    raw_tally: Tally | None
    level: str | None
    verdict: Verdict | None
    states: tuple[StateTurn, ...] = ()
    missing: Missing | None = None


class OpenRisk(Noun):
    """A risk that stood on a day."""

    risk: str
    title: str
    residual: RiskPosition
    band: str


class ReviewDay(Noun):
    """How a service stood on the day of a review: score, level, and the risks that were open."""

    day: date
    tally: Tally
    level: str | None
    verdict: Verdict | None
    risks: tuple[OpenRisk, ...] = ()


class ServiceCurve(Noun):
    """How a service stood, day by day; a step holds until the next one or the beginning of a gap.

    `turns` say what happened, oldest first: what commits did and what came by itself. `reviews` has
    the days on which a review that is known today was held.
    """

    service: str
    steps: tuple[ServiceStep, ...]
    gaps: tuple[Gap, ...] = ()
    turns: tuple[Turn, ...] = ()
    reviews: tuple[ReviewDay, ...] = ()

    def on(self, day: date) -> ServiceStep | None:
        """Return where it stood on `day`; None before the first step and in a gap."""
        for gap in self.gaps:
            if gap.since <= day and (gap.until is None or day < gap.until):
                return None
        return on(self.steps, day)

    def points(self) -> tuple[tuple[date, ServiceStep | None], ...]:
        """Return what is to be drawn: each step on its day, None from the day on which a gap begins."""
        marks: dict[date, ServiceStep | None] = {step.day: step for step in self.steps}
        for gap in self.gaps:
            marks[gap.since] = None
            for day in [day for day in marks if gap.since < day and (gap.until is None or day < gap.until)]:
                del marks[day]
        return tuple(sorted(marks.items(), key=lambda each: each[0]))

    def review(self, day: date) -> ReviewDay | None:
        """Return how it stood on the day of a review."""
        return next((each for each in self.reviews if each.day == day), None)

    def since(self, day: date) -> tuple[StateTurn, ...]:
        """Return the checks whose state is another now than at the end of `day`, by id."""
        first: dict[str, State | None] = {}
        last: dict[str, State | None] = {}
        for turn in self.turns:
            if turn.day > day:
                for each in turn.states:
                    first.setdefault(each.check, each.before)
                    last[each.check] = each.after
        return tuple(
            StateTurn(check=check, before=first[check], after=last[check])
            for check in sorted(first)
            if first[check] is not last[check]
        )

    def commits(self, after: date | None = None) -> tuple[str, ...]:
        """Return the commits that touched it, oldest first; only those after a day where one is given."""
        return tuple(
            turn.commit
            for turn in self.turns
            if turn.commit is not None and (after is None or turn.day > after)
        )


class RateStep(Noun):
    """From `day` on, so many services passed a check, of those in which it counted."""

    day: date
    passed: Share
    states: dict[State, int]


class StandardMark(Noun):
    """The day on which a commit changed the standard; `checks` are those added, changed or taken out."""

    day: date
    commit: str
    id: str
    version: str
    checks: tuple[str, ...] = ()


class Curves(Noun):
    """How everything stood from the first snapshot on. Groups: of services that could be read then.

    `teams` are those of then, each with all below it. `checks` are those of the standard that measures.
    """

    until: date
    services: dict[str, ServiceCurve] = {}
    organisation: tuple[GroupStep, ...] = ()
    teams: dict[str, tuple[GroupStep, ...]] = {}
    checks: dict[str, tuple[RateStep, ...]] = {}


class Flag(StrEnum):
    """What an approval looks like."""

    OWN_TEAM = "approved by a member of the owning team"
    SELF = "self-approved"


class Kept(StrEnum):
    """What provenance is known of."""

    ANSWER = "answer"
    WAIVER = "waiver"
    EXEMPTION = "exemption"
    REVIEW = "review"
    RISK = "risk"
    ACCEPTANCE = "acceptance"


class Origin(Noun):
    """The commit that last changed something.

    `is_at_most` tells that history begins with this commit, so that it may well be older. `url` leads to
    the pull request where its number and the host are known, else to the commit, else nowhere.
    """

    commit: str
    day: date
    author: str
    email: str
    request: int | None = None
    url: str | None = None
    is_at_most: bool = False


class Flagged(Noun):
    """An approval that somebody should look at; `about` are the parts by which provenance knows it."""

    kind: Kept
    about: tuple[str, ...]
    flags: tuple[Flag, ...]
    origin: Origin | None = None


class Provenance(Noun):
    """Where what stands in the catalog today comes from. Keys are made by `key`.

    What is not committed yet, or was never seen in history, has no origin.
    """

    origins: dict[str, Origin] = {}
    flags: dict[str, tuple[Flag, ...]] = {}

    @staticmethod
    def key(kind: Kept, service: str, *parts: object) -> str:
        """Return the key of something of a service.

        Parts: of an answer its check; of a waiver and an exemption check and day of approval; of a review
        date and kind; of a risk its id; of an acceptance the risk and the day of approval.
        """
        return "/".join((kind.value, service, *map(str, parts)))

    def origin(self, kind: Kept, service: str, *parts: object) -> Origin | None:
        """Return where something comes from."""
        return self.origins.get(self.key(kind, service, *parts))

    def flags_of(self, kind: Kept, service: str, *parts: object) -> tuple[Flag, ...]:
        """Return what is remarkable about an approval."""
        return self.flags.get(self.key(kind, service, *parts), ())

    def flagged(self, service: str) -> tuple[Flagged, ...]:
        """Return the approvals of a service that are remarkable."""
        split = ((key.split("/"), key, flags) for key, flags in self.flags.items())
        return tuple(
            Flagged(kind=Kept(kind), about=tuple(about), flags=flags, origin=self.origins.get(key))
            for (kind, owner, *about), key, flags in split
            if owner == service
        )


class Window(Noun):
    """What is other now than on `since`; `commits` are those that touched each service that differs."""

    name: str
    since: date
    comparison: Comparison
    commits: dict[str, tuple[str, ...]] = {}


class Past(Noun):
    """All that history tells for one day. `moments` are the commits, oldest first.

    `is_cut` tells that history begins somewhere in the middle: a shallow clone, or a limit. `bar` is the
    organisation measured by the standard of then, empty where the standard never changed; its difference
    from `curves.organisation` is how far the bar moved.
    """

    moments: tuple[Moment, ...]
    curves: Curves
    bar: tuple[GroupStep, ...] = ()
    standards: tuple[StandardMark, ...] = ()
    provenance: Provenance = Provenance()
    windows: tuple[Window, ...] = ()
    is_cut: bool = False

    def moment(self, commit: str) -> Moment | None:
        """Return the commit of that id."""
        return next((each for each in self.moments if each.commit == commit), None)

    def moments_until(self, day: date) -> tuple[Moment, ...]:
        """Return the commits up to and including `day`."""
        return self.moments[: bisect_right(self.moments, day, key=attrgetter("day"))]

"""What differs between two portfolios, and why: parts that add up."""

from enum import StrEnum
from fractions import Fraction

from gonogo.model.noun import Noun
from gonogo.model.portfolio import RiskPosition, Scope, Share, State, Verdict


class Cause(StrEnum):
    """The inputs that are switched one after the other, always in this order."""

    DAY = "day"
    STANDARD = "standard"
    SCOPE = "scope"
    ANSWERS = "answers and evidence"
    DECISIONS = "waivers and decisions"
    SERVICES = "services"


class Presence(StrEnum):
    """On which sides a service is there; what is unreadable on one cannot be compared."""

    BOTH = "both"
    ADDED = "added"
    REMOVED = "removed"
    NOT_COMPARABLE = "not comparable"


class Standing(Noun):
    """Where a service stands at one point."""

    score: Fraction | None
    raw_score: Fraction | None
    level: str | None
    earned_level: str | None
    effective_level: str | None
    verdict: Verdict | None


class Part(Noun):
    """What one cause did to a service: where it stood just before and just after.

    `points` is its part of the score's change; None where there is no score before or after all.
    """

    cause: Cause
    before: Standing
    after: Standing
    points: Fraction | None = None


class StateChange(Noun):
    """A check whose state differs; None on the side on which it is not listed."""

    check: str
    before: State | None
    after: State | None
    cause: Cause


class RiskChange(Noun):
    """A risk whose residual position differs; None on the side on which it does not stand."""

    risk: str
    before: RiskPosition | None
    after: RiskPosition | None
    cause: Cause


class Change(Noun):
    """What differs of a service. `parts` hold the causes that did something, in their order.

    `former_id` is set where the service had another id before. `points` is None where a side has no
    score.
    """

    service: str
    presence: Presence
    before: Standing | None
    after: Standing | None
    points: Fraction | None = None
    parts: tuple[Part, ...] = ()
    states: tuple[StateChange, ...] = ()
    risks: tuple[RiskChange, ...] = ()
    former_id: str | None = None


class GroupStanding(Noun):
    """Where a group stands at one point."""

    score: Fraction | None
    verdicts: dict[Verdict, int]
    levels: dict[str, int]
    satisfied: Share


class GroupPart(Noun):
    """What one cause did to a group, None on the side on which it is not there; `points` as in `Part`."""

    cause: Cause
    before: GroupStanding | None
    after: GroupStanding | None
    points: Fraction | None = None


class GroupChange(Noun):
    """What differs of the organisation or of a team with all below it; None: the group is not there."""

    scope: Scope
    id: str
    before: GroupStanding | None
    after: GroupStanding | None
    points: Fraction | None = None
    parts: tuple[GroupPart, ...] = ()


class Comparison(Noun):
    """All that differs between two portfolios: services in order of id; the organisation, then teams."""

    services: tuple[Change, ...] = ()
    groups: tuple[GroupChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not self.services and not self.groups

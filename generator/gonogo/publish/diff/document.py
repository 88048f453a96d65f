"""A comparison as plain, rounded values: what `gonogo diff --format json` prints and `comment` reads."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import Meta

from gonogo import __version__
from gonogo.model.catalog import Catalog, Service
from gonogo.model.change import Change, Comparison, GroupChange, Standing
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, Event, Forecast, Portfolio, Verdict

SCHEMA_VERSION = 1
DUE_WITHIN = 30
"""Days ahead within which what falls due because of a change is told."""


MOST = 10_000
"""Items that a list may have in a difference that comes from elsewhere."""

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,62}\Z")]
RiskId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\Z")]
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z -]{0,40}\Z")]
Name = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2_000)]
Score = Annotated[float, Meta(ge=0, le=100)]
Points = Annotated[float, Meta(ge=-100, le=100)]
Exposure = Annotated[int, Meta(ge=1, le=25)]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]


class Strict(Noun, forbid_unknown_fields=True):
    """A part of a difference; what somebody else hands in has these fields and no others."""


class Stand(Strict):
    """Where a service stands on one side."""

    verdict: Word | None
    level: Id | None
    score: Score | None


class CausePart(Strict):
    """What one cause did to the score; parts add up to the service's points."""

    cause: Word
    points: Points | None


class CheckStep(Strict):
    """A check whose state differs; None on the side on which it is not asked."""

    check: Id
    before: Word | None
    after: Word | None
    cause: Word
    fails: bool
    """It fails now and did not before."""


class RiskStep(Strict):
    """A risk whose residual exposure differs; None on the side on which it does not stand."""

    risk: RiskId
    before: Exposure | None
    after: Exposure | None


class ServiceDifference(Strict):
    """What differs of a service."""

    service: Id
    owner: Id | None
    presence: Word
    before: Stand | None
    after: Stand | None
    points: Points | None
    parts: tuple[CausePart, ...] = ()
    checks: tuple[CheckStep, ...] = ()
    risks: tuple[RiskStep, ...] = ()
    waivers: tuple[Id, ...] = ()
    former_id: Id | None = None
    is_regression: bool = False
    is_lower_level: bool = False
    is_newly_no_go: bool = False


class GroupDifference(Strict):
    """What differs of the organisation (no id) or of a team with all below it."""

    id: Id | None
    before: Score | None
    after: Score | None
    points: Points | None
    verdicts_before: dict[Word, Count]
    verdicts_after: dict[Word, Count]


class DueItem(Strict):
    """What will happen by itself soon, and would not have without the change."""

    day: date
    service: Id
    text: Text


class Difference(Strict):
    """What differs between two states of a catalog on one day."""

    schema_version: Annotated[int, Meta(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)]
    tool: Name
    as_of: date
    base: Name
    head: Name
    services: Annotated[tuple[ServiceDifference, ...], Meta(max_length=MOST)] = ()
    groups: Annotated[tuple[GroupDifference, ...], Meta(max_length=MOST)] = ()
    due: Annotated[tuple[DueItem, ...], Meta(max_length=MOST)] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether readiness is the same on both sides."""
        return not self.services


class Side(Noun):
    """One side of a comparison: what it is called, how it stands, what is to come."""

    name: str
    portfolio: Portfolio
    forecast: Forecast


def parsed(content: bytes) -> Difference:
    """Return the difference in JSON that somebody else made; raise ValueError where it is none."""
    try:
        return msgspec.json.decode(content, type=Difference)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"this is not what `gonogo diff --format json` prints: {error}") from error


def difference(comparison: Comparison, base: Side, head: Side) -> Difference:
    """Return a comparison as plain values."""
    services = tuple(_service(change, base.portfolio, head.portfolio) for change in comparison.services)
    touched = {each.service for each in services}
    return Difference(
        schema_version=SCHEMA_VERSION,
        tool=__version__,
        as_of=head.portfolio.day,
        base=base.name,
        head=head.name,
        services=services,
        groups=tuple(_group(change) for change in comparison.groups),
        due=tuple(_due(base.forecast, head.forecast, touched)),
    )


def _service(change: Change, base: Portfolio, head: Portfolio) -> ServiceDifference:
    card = head.scorecards.get(change.service) or base.scorecards.get(change.service)
    checks = tuple(
        CheckStep(
            check=step.check,
            before=step.before,
            after=step.after,
            cause=step.cause,
            fails=step.after in FAILING and step.before not in FAILING,
        )
        for step in change.states
    )
    lower = _is_lower_level(change, head)
    return ServiceDifference(
        service=change.service,
        owner=None if card is None else card.service.owner,
        presence=change.presence,
        before=_stand(change.before),
        after=_stand(change.after),
        points=rounded(change.points),
        parts=tuple(CausePart(cause=part.cause, points=rounded(part.points)) for part in change.parts),
        checks=checks,
        risks=tuple(
            RiskStep(
                risk=step.risk,
                before=None if step.before is None else step.before.exposure,
                after=None if step.after is None else step.after.exposure,
            )
            for step in change.risks
        ),
        waivers=tuple(_new_waivers(change.service, base.catalog, head.catalog)),
        former_id=change.former_id,
        is_regression=any(step.fails for step in checks) or lower or _is_worse_verdict(change),
        is_lower_level=lower,
        is_newly_no_go=_is_newly_no_go(change),
    )


def rounded(value: Fraction | None) -> float | None:
    """Return an exact number with one decimal."""
    return None if value is None else float(round(value, 1))


def _stand(standing: Standing | None) -> Stand | None:
    if standing is None:
        return None
    return Stand(verdict=standing.verdict, level=standing.level, score=rounded(standing.score))


def _is_lower_level(change: Change, head: Portfolio) -> bool:
    """Tell whether the level is lower; a service that is new or gone has not fallen."""
    if change.before is None or change.after is None:
        return False
    rungs = {level.id: rung for rung, level in enumerate(head.standard.levels, 1)}
    return rungs.get(change.after.level or "", 0) < rungs.get(change.before.level or "", 0)


_BEST_FIRST = (Verdict.GO, Verdict.CONDITIONAL, Verdict.NO_GO)


def _is_worse_verdict(change: Change) -> bool:
    before = change.before.verdict if change.before else None
    after = change.after.verdict if change.after else None
    if before not in _BEST_FIRST or after not in _BEST_FIRST:
        return False
    return _BEST_FIRST.index(after) > _BEST_FIRST.index(before)


def _is_newly_no_go(change: Change) -> bool:
    before = change.before.verdict if change.before else None
    return change.after is not None and change.after.verdict is Verdict.NO_GO and before is not Verdict.NO_GO


def _new_waivers(service: str, base: Catalog, head: Catalog) -> Iterator[str]:
    """Yield the checks for which a service has a waiver that it did not have."""
    before, after = base.services.get(service), head.services.get(service)
    if after is None:
        return
    known = {(check, *_key(waiver)) for check, waiver in _waivers(before)}
    for check, waiver in _waivers(after):
        if (check, *_key(waiver)) not in known:
            yield check


def _waivers(service: Service | None) -> Iterator[tuple[str, object]]:
    for check, waivers in (service.waivers if service is not None else {}).items():
        for waiver in waivers:
            yield check, waiver


def _key(waiver: object) -> tuple[object, ...]:
    fields = msgspec.structs.asdict(waiver)  # type: ignore[arg-type]
    return tuple(fields[name] for name in ("approved_by", "approved_on", "expires_on"))


def _group(change: GroupChange) -> GroupDifference:
    before, after = change.before, change.after
    return GroupDifference(
        id=change.id or None,
        before=rounded(before.score) if before else None,
        after=rounded(after.score) if after else None,
        points=rounded(change.points),
        verdicts_before={str(key): count for key, count in before.verdicts.items()} if before else {},
        verdicts_after={str(key): count for key, count in after.verdicts.items()} if after else {},
    )


def _due(base: Forecast, head: Forecast, touched: Iterable[str]) -> Iterator[DueItem]:
    """Yield what falls due within a month on the head's side alone."""
    names = set(touched)
    known = {_event_key(event, name) for event in base.events for name in event.services}
    for event in head.events:
        if (event.day - head.day).days > DUE_WITHIN:
            return
        for name in event.services:
            if name in names and _event_key(event, name) not in known:
                yield DueItem(day=event.day, service=name, text=event.text)


def _event_key(event: Event, service: str) -> tuple[object, ...]:
    return (event.day, event.kind, event.about.kind, event.about.id, service)

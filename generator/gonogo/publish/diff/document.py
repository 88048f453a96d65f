"""A comparison as plain, rounded values: what `gonogo diff --format json` prints and `comment` reads."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import msgspec

from gonogo import __version__
from gonogo.model.catalog import Catalog, Service
from gonogo.model.change import Change, Comparison, GroupChange, Standing
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, Event, Forecast, Portfolio, Verdict

SCHEMA_VERSION = 1
DUE_WITHIN = 30
"""Days ahead within which what falls due because of a change is told."""


class Stand(Noun):
    """Where a service stands on one side."""

    verdict: str | None
    level: str | None
    score: float | None


class CausePart(Noun):
    """What one cause did to the score; parts add up to the service's points."""

    cause: str
    points: float | None


class CheckStep(Noun):
    """A check whose state differs; None on the side on which it is not asked."""

    check: str
    before: str | None
    after: str | None
    cause: str
    fails: bool
    """It fails now and did not before."""


class RiskStep(Noun):
    """A risk whose residual exposure differs; None on the side on which it does not stand."""

    risk: str
    before: int | None
    after: int | None


class ServiceDifference(Noun):
    """What differs of a service."""

    service: str
    owner: str | None
    presence: str
    before: Stand | None
    after: Stand | None
    points: float | None
    parts: tuple[CausePart, ...] = ()
    checks: tuple[CheckStep, ...] = ()
    risks: tuple[RiskStep, ...] = ()
    waivers: tuple[str, ...] = ()
    former_id: str | None = None
    is_regression: bool = False
    is_lower_level: bool = False
    is_newly_no_go: bool = False


class GroupDifference(Noun):
    """What differs of the organisation (id ``) or of a team with all below it."""

    id: str
    before: float | None
    after: float | None
    points: float | None
    verdicts_before: dict[str, int]
    verdicts_after: dict[str, int]


class DueItem(Noun):
    """What will happen by itself soon, and would not have without the change."""

    day: date
    service: str
    text: str


class Difference(Noun):
    """What differs between two states of a catalog on one day."""

    schema_version: int
    tool: str
    as_of: date
    base: str
    head: str
    services: tuple[ServiceDifference, ...] = ()
    groups: tuple[GroupDifference, ...] = ()
    due: tuple[DueItem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether readiness is the same on both sides."""
        return not self.services


class Side(Noun):
    """One side of a comparison: what it is called, how it stands, what is to come."""

    name: str
    portfolio: Portfolio
    forecast: Forecast


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
        id=change.id,
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

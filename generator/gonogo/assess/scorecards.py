"""Scorecards: every service of a catalog assessed on a day, alone first, then with its dependencies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from msgspec.structs import replace

from gonogo.assess.case import Case, lay_out
from gonogo.assess.risks import risks
from gonogo.assess.states import VOID_ANSWERS, earned, find
from gonogo.assess.sums import Sums, add_up, by_category, coverage
from gonogo.assess.verdict import (
    judge,
    latest_review,
    leaned_on,
    of_dependency,
    open_conditions,
    required_level,
    review_due,
)
from gonogo.assess.yardstick import Rule, Yardstick
from gonogo.model.catalog import Catalog, Service
from gonogo.model.portfolio import (
    Ceiling,
    Finding,
    Judgement,
    Portfolio,
    Reason,
    Scorecard,
    State,
    TargetJudgement,
    Verdict,
)

PERMITTED = frozenset({State.WAIVED, State.NOT_APPLICABLE})
"""States that rest on a waiver or a not-applicable answer."""


@dataclass(frozen=True)
class Alone:
    """A service assessed on a day without a look at others."""

    case: Case
    day: date
    rules: tuple[Rule, ...]
    findings: dict[str, Finding]
    sums: Sums

    @cached_property
    def required(self) -> int | None:
        """The index of the level that is required, None where there is none, or no tier to require one."""
        return None if self.case.lacks_tier else required_level(self.case, self.sums)

    @cached_property
    def is_satisfied(self) -> bool | None:
        """Whether the required level is satisfied, None where there is none."""
        return None if self.required is None else self.sums.satisfies(self.required)

    @cached_property
    def judged(self) -> tuple[Judgement, Judgement | None]:
        """The judgement, and for a service that lacks its tier the one as if tier 2."""
        return judge(self.case, self.findings, self.sums, self.day)

    @property
    def is_no_go(self) -> bool:
        """Whether its verdict is no-go; that never depends on others."""
        return self.judged[0].verdict is Verdict.NO_GO

    def level(self, index: int | None) -> str | None:
        """Return the id of a level."""
        return None if index is None else self.case.edition.standard.levels[index].id


class Assessment:
    """All services of a catalog on a day, each assessed alone when it is first asked for."""

    def __init__(self, catalog: Catalog, day: date, yardstick: Yardstick | None = None) -> None:
        """Prepare to assess `catalog` on `day`."""
        self.catalog = catalog
        self.day = day
        self.yardstick = yardstick or Yardstick(catalog)
        self._alone: dict[tuple[str, date], Alone] = {}

    def portfolio(self, known: Mapping[str, Scorecard] | None = None) -> Portfolio:
        """Return everything on the day; `known` scorecards are taken as they are."""
        known = known or {}
        return Portfolio(
            catalog=self.catalog,
            day=self.day,
            standard=self.yardstick.on(self.day).standard,
            scorecards={id_: known.get(id_) or self.scorecard(id_) for id_ in sorted(self.catalog.services)},
        )

    def alone(self, id_: str, day: date) -> Alone:
        """Return the service of that id assessed alone on `day`."""
        known = self._alone.get((id_, day))
        if known is None:
            service = self.catalog.services[id_]
            known = self._alone[id_, day] = assess_alone(service, self.yardstick, day)
        return known

    def scorecard(self, id_: str) -> Scorecard:
        """Return the scorecard of the service of that id."""
        alone, day = self.alone(id_, self.day), self.day
        case, findings, sums = alone.case, alone.findings, alone.sums
        others = tuple(self._no_go_dependencies(case.service, day))
        judgement, as_if = judge(case, findings, sums, day, others) if others else alone.judged
        ceilings = tuple(self._ceilings(case.service))
        return Scorecard(
            service=case.service,
            findings=tuple(findings.values()),
            tally=sums.tally,
            raw_tally=sums.raw_tally,
            level=alone.level(sums.reached),
            earned_level=alone.level(earned_level(alone)),
            effective_level=lowest(alone, ceilings),
            required_level=alone.level(alone.required),
            required_satisfied=alone.is_satisfied,
            judgement=judgement,
            ceilings=ceilings,
            risks=risks(case, findings, day),
            as_if=as_if,
            target=self._target(case.service),
            latest_review=latest_review(case, day),
            review_due=review_due(case, day),
            conditions=tuple(open_conditions(case, findings, day)),
            coverage=coverage(findings.values()),
            categories=by_category(findings.values(), case.edition.standard.checks),
            states=dict(Counter([finding.state for finding in findings.values()])),
        )

    def _leaned_on(self, service: Service, day: date) -> Iterator[Alone]:
        for id_ in leaned_on(service.depends_on):
            if id_ in self.catalog.services and id_ != service.id:
                yield self.alone(id_, day)

    def _no_go_dependencies(self, service: Service, day: date) -> Iterator[Reason]:
        for other in self._leaned_on(service, day):
            if other.is_no_go:
                yield of_dependency(other.case.service.id, other.case.service.name)

    def _ceilings(self, service: Service) -> Iterator[Ceiling]:
        for other in self._leaned_on(service, self.day):
            required = other.level(other.required)
            if required is not None and not other.is_satisfied:
                level = other.level(other.sums.reached)
                yield Ceiling(service=other.case.service.id, level=level, required=required)

    def _target(self, service: Service) -> TargetJudgement | None:
        target = service.target
        if target is None:
            return None
        day = max(target.on, self.day)
        lifecycle = target.lifecycle or service.lifecycle
        tier = service.tier if target.tier is None else target.tier
        alone = assess_alone(replace(service, lifecycle=lifecycle, tier=tier), self.yardstick, day)
        others = self._no_go_dependencies(service, day)
        judgement, _ = judge(alone.case, alone.findings, alone.sums, day, others)
        return TargetJudgement(
            day=day,
            on=target.on,
            is_past=target.on < self.day,
            lifecycle=lifecycle,
            tier=tier,
            judgement=judgement,
            tally=alone.sums.tally,
            level=alone.level(alone.sums.reached),
        )


def assess(catalog: Catalog, day: date, known: Mapping[str, Scorecard] | None = None) -> Portfolio:
    """Return what `catalog` means on `day`; `known` scorecards are taken as they are."""
    return Assessment(catalog, day).portfolio(known)


def assess_alone(service: Service, yardstick: Yardstick, day: date) -> Alone:
    """Return `service` on `day` without a look at others."""
    case = lay_out(service, yardstick, day)
    rules = case.checklist.rules
    findings = {rule.id: find(rule, case, day) for rule in rules}
    sums = add_up(findings.values(), rules, len(case.edition.levels))
    return Alone(case=case, day=day, rules=rules, findings=findings, sums=sums)


def earned_level(alone: Alone) -> int | None:
    """Return the index of the level that is reached without waivers and not-applicable answers."""
    leaning = [finding for finding in alone.findings.values() if leans_on_permission(finding)]
    if not leaning:
        return alone.sums.reached
    sums = alone.sums.copy()
    for finding in leaning:
        rule = alone.case.checklist.by_id[finding.check]
        if rule.level is not None:
            sums.count(finding.state, rule.level, -1)
            sums.count(earned(finding, rule, alone.case, alone.day), rule.level)
    return sums.reached


def leans_on_permission(finding: Finding) -> bool:
    """Tell whether `finding` would be another without waivers and not-applicable answers."""
    return finding.state in PERMITTED or finding.why in VOID_ANSWERS


def lowest(alone: Alone, ceilings: Iterable[Ceiling]) -> str | None:
    """Return the id of the level that is left under all `ceilings`, None where one caps it at none."""
    indices = alone.case.edition.levels
    reached = alone.sums.reached
    rungs = [-1 if reached is None else reached]
    rungs += [-1 if ceiling.level is None else indices[ceiling.level] for ceiling in ceilings]
    least = min(rungs)
    return None if least < 0 else alone.level(least)

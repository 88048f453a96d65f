"""The verdict of a service on a day, with its reasons as typed values."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain

from msgspec.structs import replace

from gonogo.assess.answers import is_planned
from gonogo.assess.case import Case
from gonogo.assess.dates import plus
from gonogo.assess.risks import deciding
from gonogo.assess.sums import Sums
from gonogo.model.manifest import Condition, Dependency, Review
from gonogo.model.portfolio import (
    GATE_AJAR,
    GATE_CLOSED,
    About,
    Finding,
    Judgement,
    OpenCondition,
    Reason,
    ReasonCode,
    State,
    Subject,
    Verdict,
)
from gonogo.model.words import Lifecycle, ReviewDecision, RiskStatus

BLOCKS_AFTER = timedelta(days=14)
"""How long past its day a blocking condition may stay open before it is a no-go."""

GO, CONDITIONAL, NO_GO, UNASSESSED = Verdict
"""Looked up once: a forecast asks for a verdict on every day on which anything changes."""

OF_GATE = dict.fromkeys(GATE_CLOSED, NO_GO) | dict.fromkeys(GATE_AJAR, CONDITIONAL)
"""What a gate brings in a state."""

NOT_JUDGED = frozenset({Lifecycle.RETIRED, Lifecycle.PLANNED})
"""Lifecycles without a verdict."""

SATISFYING = frozenset({State.MET, State.LATE, State.NOT_APPLICABLE})
"""States of a check that close the condition that names it."""


def required_level(case: Case, sums: Sums) -> int | None:
    """Return the level asked of the service; without tiers it is the lowest with an enforced check."""
    if case.edition.standard.tiers:
        return case.asked.required
    return sums.lowest_enforced


def judge(
    case: Case,
    findings: Mapping[str, Finding],
    sums: Sums,
    day: date,
    others: Iterable[Reason] = (),
) -> tuple[Judgement, Judgement | None]:
    """Return the judgement, and for a service that lacks its tier the one as if tier 2.

    `others` are reasons that come from its dependencies.
    """
    if case.service.lifecycle in NOT_JUDGED:
        return Judgement(verdict=None), None
    found = (*reasons(case, findings, sums, day), *others)
    if not sums.assessing:
        judged = unassessed("Nobody has answered a check for it yet.", case, found)
    else:
        judged = concluded(found)
    if not case.lacks_tier:
        return judged, None
    without = unassessed("It has no tier, so nothing says what is required of it.", case, found)
    return without, judged


def verdict_alone(
    case: Case, findings: Mapping[str, Finding], sums: Sums, day: date, by_date: Verdict
) -> Verdict | None:
    """Return the verdict that `judge` returns, without its reasons.

    `by_date` is what `verdict_by_date` returns on the same day.
    """
    if case.service.lifecycle in NOT_JUDGED:
        return None
    if case.lacks_tier or not sums.assessing:
        return UNASSESSED
    found = {by_date}
    for rule in case.checklist.gates:
        found.add(OF_GATE.get(findings[rule.id].state, GO))
    if case.has_conditions:
        found.update([of_condition(each, day).brings for each in open_conditions(case, findings, day)])
    required = required_level(case, sums)
    if required is not None and not sums.satisfies(required):
        found.add(CONDITIONAL)
    if NO_GO in found:
        return CONDITIONAL if is_lenient(case, day) else NO_GO
    return CONDITIONAL if CONDITIONAL in found else GO


def verdict_by_date(case: Case, day: date) -> Verdict:
    """Return the worst that risks and reviews bring, which changes only on days that they name."""
    found = {
        reason.brings
        for reason in chain(of_risks(case, day), of_latest_review(case, day), of_review_due(case, day))
    }
    return NO_GO if NO_GO in found else CONDITIONAL if CONDITIONAL in found else GO


def unassessed(title: str, case: Case, further: tuple[Reason, ...]) -> Judgement:
    """Return the judgement of what cannot be judged yet."""
    about = About(kind=Subject.SERVICE, id=case.service.id)
    reason = Reason(code=ReasonCode.UNASSESSED, brings=Verdict.UNASSESSED, about=about, title=title)
    return Judgement(verdict=Verdict.UNASSESSED, reasons=(reason,), further=further)


def concluded(found: tuple[Reason, ...]) -> Judgement:
    """Return the worst verdict that any reason brings, with those that bring it."""
    for verdict in (Verdict.NO_GO, Verdict.CONDITIONAL):
        bringing = tuple(reason for reason in found if reason.brings is verdict)
        if bringing:
            further = tuple(reason for reason in found if reason.brings is not verdict)
            return Judgement(verdict=verdict, reasons=bringing, further=further)
    return Judgement(verdict=Verdict.GO)


def reasons(case: Case, findings: Mapping[str, Finding], sums: Sums, day: date) -> Iterator[Reason]:
    """Yield what speaks against a go, dependencies apart; a no-go only from the tier's `enforce_from`."""
    enforced_from, lenient = case.asked.enforce_from, is_lenient(case, day)
    for reason in chain(
        of_gates(case, findings),
        of_risks(case, day),
        of_latest_review(case, day),
        (of_condition(each, day) for each in open_conditions(case, findings, day)),
        of_required_level(case, sums),
        of_review_due(case, day),
    ):
        if lenient and reason.brings is Verdict.NO_GO:
            yield replace(reason, brings=Verdict.CONDITIONAL, enforced_from=enforced_from)
        else:
            yield reason


def is_lenient(case: Case, day: date) -> bool:
    """Tell whether `day` is before the one from which the tier is enforced."""
    enforced_from = case.asked.enforce_from
    return enforced_from is not None and day < enforced_from


def of_gates(case: Case, findings: Mapping[str, Finding]) -> Iterator[Reason]:
    """Yield a reason for every gate that is closed or ajar."""
    for rule in case.checklist.gates:
        finding = findings[rule.id]
        brings = OF_GATE.get(finding.state)
        if brings is None:
            continue
        yield Reason(
            code=ReasonCode.GATE,
            brings=brings,
            about=About(kind=Subject.CHECK, id=finding.check),
            title=rule.check.title,
            since=finding.since,
            until=finding.until,
            state=finding.state,
        )


def of_risks(case: Case, day: date) -> Iterator[Reason]:
    """Yield a reason for every declared critical risk that is open, or accepted for too long."""
    for risk in deciding(case, day):
        about = About(kind=Subject.RISK, id=risk.id)
        if risk.status is RiskStatus.OPEN:
            yield Reason(code=ReasonCode.RISK, brings=Verdict.NO_GO, about=about, title=risk.title)
        elif risk.status is RiskStatus.ACCEPTED and risk.review_on is not None and risk.review_on < day:
            yield Reason(
                code=ReasonCode.ACCEPTANCE,
                brings=Verdict.NO_GO,
                about=about,
                title=risk.title,
                since=plus(risk.review_on),
                on=risk.review_on,
            )


def latest_review(case: Case, day: date) -> Review | None:
    """Return the latest review, of any kind, by `day`."""
    held = case.reviews_until(day)
    return held[-1] if held else None


def of_latest_review(case: Case, day: date) -> Iterator[Reason]:
    """Yield a reason if the latest review decided no-go."""
    latest = latest_review(case, day)
    if latest is not None and latest.decision is ReviewDecision.NO_GO:
        yield Reason(
            code=ReasonCode.REVIEW_NO_GO,
            brings=Verdict.NO_GO,
            about=About(kind=Subject.REVIEW, id=latest.date.isoformat()),
            title=latest.kind,
            since=latest.date,
        )


def open_conditions(case: Case, findings: Mapping[str, Finding], day: date) -> Iterator[OpenCondition]:
    """Yield the conditions of all reviews by `day` that are not done."""
    for review in case.reviews:
        if review.date > day:
            break
        for condition in review.conditions:
            if is_open(condition, findings, day):
                due = condition.due_on
                yield OpenCondition(
                    condition=condition,
                    review=review,
                    blocks_from=blocks_from(due) if condition.blocking and due else None,
                    is_overdue=due is not None and due < day,
                )


def blocks_from(due_on: date) -> date:
    """Return the day from which a blocking condition that was due then is a no-go."""
    return plus(plus(due_on, BLOCKS_AFTER))


def is_open(condition: Condition, findings: Mapping[str, Finding], day: date) -> bool:
    """Tell whether `condition` is neither dated done, nor is the check that it names in order or unlisted."""
    if condition.done_on is not None and condition.done_on <= day:
        return False
    if condition.check is None:
        return True
    finding = findings.get(condition.check)
    return finding is not None and finding.state not in SATISFYING


def of_condition(each: OpenCondition, day: date) -> Reason:
    """Return the reason that an open condition is."""
    blocks = each.blocks_from is not None and each.blocks_from <= day
    return Reason(
        code=ReasonCode.CONDITION,
        brings=Verdict.NO_GO if blocks else Verdict.CONDITIONAL,
        about=About(kind=Subject.CONDITION, id=each.condition.id),
        title=each.condition.text,
        since=each.blocks_from if blocks else each.review.date,
        on=each.condition.due_on,
    )


def of_required_level(case: Case, sums: Sums) -> Iterator[Reason]:
    """Yield a reason if the required level is not satisfied."""
    required = required_level(case, sums)
    if required is None or sums.satisfies(required):
        return
    level = case.edition.standard.levels[required]
    failing = sum(sums.failing[: required + 1])
    yield Reason(
        code=ReasonCode.REQUIRED_LEVEL,
        brings=Verdict.CONDITIONAL,
        about=About(kind=Subject.LEVEL, id=level.id),
        title=level.name,
        name=f"{failing} {'check fails' if failing == 1 else 'checks fail'} at or below it",
    )


def review_due(case: Case, day: date) -> date | None:
    """Return the day by which the next review must be held, None where nothing sets one."""
    latest = latest_planned_review(case, day)
    if latest is None:
        return None
    every = case.asked.review_every
    days = [latest.next_review_on, None if every is None else plus(latest.date, every)]
    return min((each for each in days if each is not None), default=None)


def latest_planned_review(case: Case, day: date) -> Review | None:
    """Return the latest review other than an incident's by `day`."""
    held = [review for review in case.reviews_until(day) if is_planned(review)]
    return held[-1] if held else None


def of_review_due(case: Case, day: date) -> Iterator[Reason]:
    """Yield a reason if a review is overdue, or none was ever held although the tier has an interval."""
    due = review_due(case, day)
    never = case.asked.review_every is not None and latest_planned_review(case, day) is None
    if never or (due is not None and due < day):
        yield Reason(
            code=ReasonCode.REVIEW_DUE,
            brings=Verdict.CONDITIONAL,
            about=About(kind=Subject.SERVICE, id=case.service.id),
            title=case.service.name,
            since=plus(due) if due else None,
            on=due,
        )


def leaned_on(dependencies: Iterable[Dependency]) -> tuple[str, ...]:
    """Return the services that it cannot do without: hard dependencies without a fallback, each once."""
    return tuple(dict.fromkeys(each.service for each in dependencies if each.service and each.is_vital))


def of_dependency(id_: str, name: str) -> Reason:
    """Return the reason that a dependency with a no-go is."""
    return Reason(
        code=ReasonCode.DEPENDENCY,
        brings=Verdict.CONDITIONAL,
        about=About(kind=Subject.DEPENDENCY, id=id_),
        title=name,
    )

"""The ledger of waivers and approved not-applicables, and what falls due."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import chain

import msgspec

from gonogo.assess.answers import waiver_ends
from gonogo.assess.dates import eve, plus
from gonogo.assess.forecast import Coming
from gonogo.assess.yardstick import Edition, TierRules, Yardstick
from gonogo.model.approval import Void, void
from gonogo.model.catalog import Exemption, Group
from gonogo.model.manifest import Answer, Waiver
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.portfolio import (
    About,
    Due,
    EventKind,
    Forecast,
    Portfolio,
    ReasonCode,
    Scorecard,
    Subject,
    WaiverEntry,
    WaiverStanding,
)
from gonogo.model.words import Status, Where

DUE_WITHIN_DAYS = 30
"""How far ahead is soon."""

NOT_APPLICABLE = Status.NOT_APPLICABLE
"""Looked up once: to ask an enumeration takes ten times as long as to compare."""

Permission = tuple[Waiver | Exemption, date | None, Void | None]
"""A waiver or exemption, its last day, and why it is void if it is."""


def ledger(portfolio: Portfolio) -> tuple[WaiverEntry, ...]:
    """Return every waiver and approved not-applicable given by the day, by service, check and day."""
    return tuple(chain.from_iterable(map(Ledger(portfolio).of, portfolio.scorecards)))


class Given(msgspec.Struct):
    """What was given to the services of an owner, by id; those to which nothing was are not there."""

    entries: dict[str, tuple[WaiverEntry, ...]]


class Ledger:
    """Knows what was given to each service of a portfolio by its day; somebody may remember it by owner."""

    def __init__(self, portfolio: Portfolio, memos: Memos = FORGETFUL) -> None:
        self._portfolio = portfolio
        self._known = memos.of(Given)

    @cached_property
    def _owned(self) -> dict[str, list[Scorecard]]:
        return self._portfolio.owned()

    @cached_property
    def _edition(self) -> Edition:
        return Yardstick(self._portfolio.catalog).on(self._portfolio.day)

    def of(self, service: str) -> tuple[WaiverEntry, ...]:
        """Return every waiver and approved not-applicable of a service, by check and day."""
        owner = self._portfolio.scorecards[service].service.owner
        return self._known.of(owner, partial(self._of_owner, owner)).entries.get(service, ())

    def _of_owner(self, owner: str) -> Given:
        entries = {card.id: self._of(card) for card in self._owned[owner]}
        return Given({id_: those for id_, those in entries.items() if those})

    def _of(self, card: Scorecard) -> tuple[WaiverEntry, ...]:
        checks = permitted(card, self._portfolio)
        if not checks:
            return ()
        groups, asked = self._portfolio.catalog.groups, self._edition.tier(card.service.tier)
        return tuple(entries_on(checks, card, asked, groups, self._portfolio.day))


def entries_on(
    checks: Iterable[str], card: Scorecard, asked: TierRules, groups: Mapping[str, Group], day: date
) -> Iterator[WaiverEntry]:
    """Yield what was given to a service for `checks`, waivers before approved not-applicables."""
    for check in checks:
        waivers = [waiver_line(each, asked, groups) for each in card.service.waivers.get(check, ())]
        exempt = [exemption_line(each, asked, groups) for each in exemptions_of(card, check)]
        for lines in (waivers, exempt):
            yield from entries_of(card.id, check, lines, day) if lines else ()


def permitted(card: Scorecard, portfolio: Portfolio) -> list[str]:
    """Return the checks of the standard for which a service has waivers, decisions or approvals, by id."""
    service = card.service
    answers = service.checks.items()
    approved = [id_ for id_, each in answers if each.status is NOT_APPLICABLE and is_exemption(each)]
    checks = portfolio.standard.checks
    return [id_ for id_ in sorted({*service.waivers, *service.exemptions, *approved}) if id_ in checks]


def is_exemption(answer: Answer) -> bool:
    """Tell whether `answer` is an approved not-applicable."""
    return (
        answer.status is NOT_APPLICABLE and answer.approved_by is not None and answer.approved_on is not None
    )


def exemptions_of(card: Scorecard, check: str) -> Iterator[Exemption]:
    """Yield the decisions that `check` does not apply, and the manifest's approved answer as one."""
    yield from card.service.exemptions.get(check, ())
    answer = card.service.checks.get(check)
    if answer is None or not is_exemption(answer):
        return
    if answer.approved_by is not None and answer.approved_on is not None:
        yield Exemption(
            reason=answer.reason or "",
            approved_by=answer.approved_by,
            approved_on=answer.approved_on,
            expires_on=answer.expires_on,
            where=Where.ANYWHERE,
            path=card.service.path,
        )


def waiver_line(waiver: Waiver, asked: TierRules, groups: Mapping[str, Group]) -> Permission:
    """Return a waiver with its last day, the maximum applied, and why it is void if it is."""
    because = void(asked.waiver, (waiver.approved_by,), waiver.where, groups)
    return waiver, waiver_ends(waiver, asked.waiver_days), because


def exemption_line(exemption: Exemption, asked: TierRules, groups: Mapping[str, Group]) -> Permission:
    """Return an exemption with its last day and why it is void if it is."""
    because = void(asked.exemption, (exemption.approved_by,), exemption.where, groups)
    return exemption, exemption.expires_on, because


def entries_of(service: str, check: str, lines: list[Permission], day: date) -> Iterator[WaiverEntry]:
    """Yield the entries of one check of a service, each with its renewals and the first day of its run."""
    given = sorted((line for line in lines if line[0].approved_on <= day), key=approved_on)
    held_since, end = date.min, date.min
    for renewals, (each, until, because) in enumerate(given):
        if eve(each.approved_on) > end:
            held_since = each.approved_on
        end = max(end, until or date.max)
        yield WaiverEntry(
            service=service,
            check=check,
            is_exemption=isinstance(each, Exemption),
            standing=standing_on(until, because, day),
            reason=each.reason,
            approved_by=each.approved_by,
            approved_on=each.approved_on,
            until=until,
            renewals=renewals,
            held_since=held_since,
            age_days=(day - held_since).days,
            path=each.path,
            void_because=because,
        )


def approved_on(line: Permission) -> date:
    """Sort key: the day of approval."""
    return line[0].approved_on


def standing_on(until: date | None, because: Void | None, day: date) -> WaiverStanding:
    """Tell where a waiver or exemption stands on `day`."""
    if because is not None:
        return WaiverStanding.VOID
    return WaiverStanding.ENDED if until is not None and until < day else WaiverStanding.IN_FORCE


def reviews_due(portfolio: Portfolio, within_days: int = DUE_WITHIN_DAYS) -> tuple[Due, ...]:
    """Return the reviews that are overdue or fall due soon, by day."""
    until = plus(portfolio.day, timedelta(days=within_days))
    return tuple(sorted(_reviews_due(portfolio.scorecards.values(), portfolio.day, until)))


def _reviews_due(cards: Iterable[Scorecard], day: date, until: date) -> Iterator[Due]:
    for card in cards:
        if card.is_in_groups and card.review_due is not None and card.review_due <= until:
            yield Due(
                day=card.review_due,
                service=card.id,
                kind=EventKind.REVIEW_OVERDUE,
                about=About(kind=Subject.SERVICE, id=card.id),
                title=card.service.name,
                owner=card.service.owner,
                is_overdue=card.review_due < day,
            )


def never_reviewed(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the services that were never reviewed although their tier has an interval, by id."""
    return tuple(
        card.id
        for card in portfolio.scorecards.values()
        if any(
            reason.code is ReasonCode.REVIEW_DUE and reason.on is None
            for reason in (*card.judgement.reasons, *card.judgement.further)
        )
    )


def falling_due(forecast: Forecast, within_days: int = DUE_WITHIN_DAYS) -> tuple[Due, ...]:
    """Return all that falls due soon, a line for every service that an event concerns, by day."""
    until = plus(forecast.day, timedelta(days=within_days))
    services = forecast.services.items()
    return tuple(sorted(due for id_, ahead in services for due in falling_due_of(id_, ahead.events, until)))


def falling_due_of(service: str, events: Iterable[Coming], until: date) -> list[Due]:
    """Return the same for one service, up to and including a day."""
    return sorted(
        [
            Due(
                day=event.day,
                service=service,
                kind=event.kind,
                about=event.about,
                title=event.title,
                owner=event.owner,
            )
            for event in events
            if event.day <= until
        ]
    )

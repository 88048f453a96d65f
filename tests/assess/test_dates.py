"""“9999-12-31” is how people write “never”; it must not overflow."""

from datetime import date

import pytest
from msgspec.structs import replace

from assess.build import (
    DAY,
    asked,
    catalog,
    check,
    days,
    evidence,
    met,
    review,
    service,
    standard,
    tier,
    waiver,
)
from gonogo.assess import assess, contradictions, falling_due, forecast, ledger, reviews_due
from gonogo.assess.dates import eve, plus
from gonogo.model.manifest import Condition, Confirmation, MajorChange
from gonogo.model.words import AnsweredBy, ChangeKind


def test_sums_stop_at_the_ends_of_the_calendar() -> None:
    assert (plus(DAY), eve(DAY)) == (days(1), days(-1))
    assert (plus(date.max), eve(date.min)) == (date.max, date.min)


@pytest.mark.parametrize("never", [date.max, date.min])
def test_a_catalog_whose_dates_are_at_the_ends_of_the_calendar_is_assessed(never: date) -> None:
    piece = replace(evidence(), collected_on=min(DAY, never), expires_on=never)
    held = review(
        date=min(DAY, never),
        next_review_on=never,
        conditions=(Condition(id="C-1", text="x", due_on=never, blocking=True),),
    )
    made = service(
        tier=1,
        checks={"a": met(piece), "b": met(piece)},
        waivers={"a": (replace(waiver(), approved_on=never, expires_on=never),)},
        reviews=(held,),
        changes=(MajorChange(on=never, kind=ChangeKind.MODEL),),
        confirmed=Confirmation(by="ana", on=never),
    )
    under = standard(
        check("a", evidence=asked(90, stale_after=("model",)), enforce_from=never),
        check("b", evidence=asked(None)),
        check("c", answered_by=AnsweredBy.CONFIRMED),
        tiers=(tier(1, review_every_days=90, enforce_from=never),),
    )
    portfolio = assess(catalog(made, under=under), DAY)
    ahead = forecast(portfolio, until=date.max)
    assert ahead.services["s"].steps
    texts = [each.text for each in portfolio.scorecards["s"].findings]
    assert all(texts)
    assert [ledger(portfolio), contradictions(portfolio), reviews_due(portfolio), falling_due(ahead)]

"""Waivers: the ledger of what is permitted not to be met, by whom, why, until when, and how often renewed."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.portfolio import Portfolio, WaiverEntry, WaiverStanding
from gonogo.model.problem import Problem
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import SOON, Inputs, count

MOST = 1000
"""Lines of a table; the pages of the services have all."""

OFTEN = 2
"""So many renewals make a waiver a habit."""


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.WAIVERS, "Waivers", "exemptions permissions approvals"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    ledger = sorted(chain.from_iterable(inputs.insights.ledger.values()), key=by_end)
    by_standing = {
        standing: [entry for entry in ledger if entry.standing is standing] for standing in WaiverStanding
    }
    held = by_standing[WaiverStanding.IN_FORCE]
    return inputs.page(
        ref,
        "waivers.html",
        description=f"{count(len(held), 'waiver')} and approved exceptions in force: who, why, until when.",
        scripts=("assets/table.js",),
        waivers=[entry for entry in held if not entry.is_exemption],
        exemptions=[entry for entry in held if entry.is_exemption],
        ending=[entry for entry in held if entry.until and entry.until <= inputs.day + SOON],
        habits=[entry for entry in held if entry.renewals >= OFTEN],
        most=MOST,
        void=by_standing[WaiverStanding.VOID],
        ended=list(reversed(by_standing[WaiverStanding.ENDED])),
    )


def by_end(entry: WaiverEntry) -> tuple[date, str, str, date]:
    """Return the sort key: what ends first comes first, what never ends last."""
    return (entry.until or date.max, entry.service, entry.check, entry.approved_on)

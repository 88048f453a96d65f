"""Services: the scorecard of the organisation, every service in one table."""

from collections.abc import Iterable, Mapping

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.catalog import Team
from gonogo.model.portfolio import Portfolio, Verdict
from gonogo.model.problem import Problem
from gonogo.model.words import Lifecycle
from gonogo.publish.formats.tables import SERVICES, categories
from gonogo.publish.pages import overview
from gonogo.publish.pages.environment import Inputs, count

TABLES = (
    "assets/vendor/datatables/dataTables.min.js",
    "assets/vendor/datatables/dataTables.rowGroup.min.js",
)
"""What every big table needs."""

SCRIPTS = (
    *TABLES,
    "assets/vendor/minisearch/minisearch.js",
    SERVICES,
    "assets/table.js",
    "assets/finder.js",
)

FIRST = 50
"""Rows that stand in the page itself, for readers without scripts."""


def refs(_portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.SERVICES, "Services", "scorecard"),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    cards = inputs.portfolio.scorecards
    first = overview.by_attention(cards.values())[:FIRST]
    return inputs.page(
        ref,
        "services.html",
        description=f"{count(len(cards), 'service')} with verdict, level, score, risks and what falls due.",
        scripts=SCRIPTS,
        first=first,
        categories={card.id: categories(card, inputs.portfolio.standard) for card in first},
        due={card.id: dues[0].day for card in first if (dues := inputs.agendas.get(card.id))},
        **choices(inputs),
    )


def choices(inputs: Inputs) -> dict[str, object]:
    """Return by what the services can be filtered: only what occurs."""
    cards = list(inputs.portfolio.scorecards.values())
    used = {card.service.owner for card in cards}
    busy = with_all_above(used, inputs.portfolio.catalog.teams)
    verdicts = {card.verdict for card in cards}
    return {
        "teams": [line for line in overview.tree(inputs) if line.id in busy],
        "strangers": sorted(used - set(inputs.portfolio.catalog.teams)),
        "tiers": sorted({card.service.tier for card in cards if card.service.tier is not None}),
        "kinds": sorted({card.service.kind for card in cards}),
        "lifecycles": _lifecycles(inputs),
        "tags": sorted({tag for card in cards for tag in card.service.tags}),
        "systems": sorted({card.service.system for card in cards if card.service.system}),
        "verdicts": [each for each in Verdict if each in verdicts],
        "has_none": None in verdicts,
    }


def with_all_above(owners: Iterable[str], teams: Mapping[str, Team]) -> set[str]:
    """Return which teams are owners or have one below them."""
    found: set[str] = set()
    for owner in owners:
        each: str | None = owner
        while each is not None and each in teams and each not in found:
            found.add(each)
            each = teams[each].parent
    return found


def _lifecycles(inputs: Inputs) -> list[str]:
    """Return the lifecycles that occur, in the order of a life."""
    used = {card.service.lifecycle for card in inputs.portfolio.scorecards.values()}
    return [each for each in Lifecycle if each in used]

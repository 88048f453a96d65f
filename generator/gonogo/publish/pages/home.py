"""Home: are we ready? One sentence, then what wants attention."""

from collections.abc import Iterable
from fractions import Fraction
from heapq import nsmallest

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    EventKind,
    Portfolio,
    Rollup,
    Scope,
    Scorecard,
    Verdict,
    on,
)
from gonogo.model.problem import Problem
from gonogo.publish import charts
from gonogo.publish.formats.phrases import LABELS
from gonogo.publish.formats.tables import SERVICES
from gonogo.publish.pages import changes, overview, retrospect
from gonogo.publish.pages.environment import SOON, Here, Inputs, count

SCRIPTS = ("assets/vendor/minisearch/minisearch.js", "assets/finder.js", "assets/stale.js")

MOST = 8
"""Lines of a list on Home; the rest is one link away."""

FOLDED = 100
"""Lines that the folded rest of a list holds at most."""

STALE_DAYS = 3
"""So many days after the as-of day Home warns that nobody rebuilt the portal."""

REVIEWS = 5


def refs(portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterable[PageRef]:
    """Return the one page."""
    return (overview.only(PageKind.HOME, portfolio.catalog.title),)


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render it."""
    group = overview.organisation(inputs)
    due = overview.due_until(inputs, inputs.day + SOON)
    said = sentence(group, due, inputs)
    gains = moved(inputs)
    past = inputs.insights.past
    steps = () if past is None else past.curves.organisation
    return inputs.page(
        ref,
        "home.html",
        description=said,
        scripts=SCRIPTS,
        said=said,
        group=group,
        teams=heat(inputs),
        due=due,
        at_risk=at_risk(inputs),
        improved=[gain for gain in gains if gain.points > 0][:MOST],
        lost=[gain for gain in reversed(gains) if gain.points < 0][:MOST],
        trends=[
            ("At the required level, in percentage points", retrospect.ready(steps, inputs.day)),
            ("Mean score, in points", retrospect.scores(steps, inputs.day)),
        ],
        before=on(steps, inputs.day - SOON),
        since=since,
        lately=lately(inputs),
        past=retrospect.lately(steps, inputs.day),
        marks=inputs.marks(),
        reviews=inputs.fleet.log[:REVIEWS],
        forecast=inputs.insights.together_ahead,
        most=MOST,
        folded=FOLDED,
        stale_days=STALE_DAYS,
        data=SERVICES,
        levels=levels,
        exposure=exposure,
        labels=LABELS,
    )


def sentence(group: Rollup | None, due: list[overview.DueLine], inputs: Inputs) -> str:
    """Answer the question in one sentence."""
    if group is None or not group.members:
        return "No service is in the catalog yet."
    share, verdicts = group.satisfied, group.verdicts
    asked = "the level that their tier requires" if inputs.portfolio.standard.tiers else "the required level"
    if share.whole:
        verb = "meets" if share.part == 1 else "meet"
        begin = f"{share.part} of {count(share.whole, 'service')} {verb} {asked}"
    else:
        go = verdicts.get(Verdict.GO, 0)
        begin = f"{go} of {count(len(group.members), 'service')} {are(go)} go"
    ending = sum(line.due.kind is EventKind.WAIVER_ENDS for line in due)
    parts = [
        f"{number} {are(number)} {word}"
        for word, number in (
            ("no-go", verdicts.get(Verdict.NO_GO, 0)),
            ("conditional", verdicts.get(Verdict.CONDITIONAL, 0)),
            ("not assessed", verdicts.get(Verdict.UNASSESSED, 0)),
        )
        if number
    ]
    if ending:
        parts.append(f"{count(ending, 'waiver')} {'ends' if ending == 1 else 'end'} within 30 days")
    return f"{begin}{'; ' if parts else ''}{', '.join(parts)}."


def are(number: int) -> str:
    """Return the verb for a number."""
    return "is" if number == 1 else "are"


def levels(group: Rollup, here: Here) -> list[charts.Segment]:
    """Return how many services reached each level, none first; each part leads to them."""
    known = here.inputs.portfolio.standard.levels
    parts = [("", "No level", "rung-0")]
    parts += [
        (each.id, each.name, f"rung-{charts.rung(place, len(known))}") for place, each in enumerate(known)
    ]
    return [
        charts.Segment(
            label=name,
            count=group.levels.get(id_, 0),
            tone=tone,
            href=f"{here.page('services')}?level={id_ or 'none'}",
        )
        for id_, name, tone in parts
    ]


class Row(Noun):
    """A team's line of the heat map."""

    team: str
    depth: int
    rollup: Rollup


def heat(inputs: Inputs) -> list[Row]:
    """Return the teams that have services, as a tree."""
    groups = inputs.insights.rollups.get(Scope.TEAM, {})
    return [
        Row(team=line.id, depth=line.depth, rollup=groups[line.id])
        for line in overview.tree(inputs)
        if line.id in groups and groups[line.id].members
    ]


def at_risk(inputs: Inputs) -> list[Scorecard]:
    """Return the services that are no-go or carry the greatest exposure, the most critical ones in order."""
    worst = _worst(inputs)
    cards = [(card, exposure(card)) for card in inputs.portfolio.scorecards.values() if card.is_measured]
    first = nsmallest(
        MOST,
        ((card, at_stake) for card, at_stake in cards if card.verdict is Verdict.NO_GO or at_stake >= worst),
        key=lambda each: (
            overview.RANK[each[0].verdict],
            each[0].service.tier or overview.NO_TIER,
            -each[1],
            each[0].id,
        ),
    )
    return [card for card, _ in first]


def exposure(card: Scorecard) -> int:
    """Return the greatest exposure among the standing risks of a service, treated."""
    return max([risk.residual.exposure for risk in card.risks if risk.is_standing], default=0)


def _worst(inputs: Inputs) -> int:
    """Return the least exposure of the worst band."""
    bounds = sorted(band.up_to for band in inputs.portfolio.standard.bands)
    return bounds[-2] + 1 if bounds[1:] else 1


class Gain(Noun):
    """How many points a service has gained, or lost, since a month ago."""

    card: Scorecard
    points: Fraction


def moved(inputs: Inputs) -> list[Gain]:
    """Return the services whose score is another than a month ago, by today's standard, best first."""
    past = inputs.insights.past
    then = inputs.day - SOON
    gains = []
    for id_, curve in {} if past is None else past.curves.services.items():
        card, before = inputs.portfolio.scorecards.get(id_), curve.on(then)
        if card is None or not card.is_in_groups or card.score is None or before is None:
            continue
        if before.score is not None and card.score != before.score:
            gains.append(Gain(card=card, points=card.score - before.score))
    return sorted(gains, key=lambda gain: (-gain.points, gain.card.id))


def since(now: int, before: int | None) -> str:
    """Return how a number moved in a month; empty where that is not known."""
    if before is None:
        return ""
    if now == before:
        return "as 30 days ago"
    return f"{abs(now - before)} {'more' if now > before else 'fewer'} than 30 days ago"


def lately(inputs: Inputs) -> changes.Span | None:
    """Return what moved in a week; None where that is not known."""
    past = inputs.insights.past
    return None if past is None or not past.windows else changes.span(past.windows[0], past)

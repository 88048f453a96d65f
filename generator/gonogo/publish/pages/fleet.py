"""What pages of single things look up among all services: gone through once, not once a page."""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from gonogo.model.portfolio import (
    FAILING,
    Finding,
    Origin,
    Portfolio,
    Risk,
    RiskPosition,
    Scorecard,
    State,
    Verdict,
)
from gonogo.publish.formats.log import HeldReview, held_reviews

MOST = 200
"""Services of a list that are shown."""

NO_TIER = 10
"""Where a service without a tier stands among tiers."""

DERIVED = Origin.DERIVED
"""Looked up once: to ask an enumeration takes ten times as long as to compare."""


class Place(NamedTuple):
    """Where services stand with a check; for those that fail it also how much it matters, gates first."""

    is_no_gate: bool
    tier: int
    state: State


def aside_in(state: State) -> Place:
    """Return the place of all whose state is no failure."""
    return Place(is_no_gate=True, tier=0, state=state)


class Asked:
    """How many services a check is asked of in each place, and the first of them by id, with what was found.

    `unassessed` ones are in no rate.
    """

    def __init__(self) -> None:
        """Start with none."""
        self.first: dict[Place, list[tuple[Scorecard, Finding]]] = defaultdict(list)
        self.whole: Counter[Place] = Counter()
        self.unassessed: Counter[State] = Counter()

    def count(self) -> Counter[State]:
        """Return how many are in each state."""
        counts: Counter[State] = Counter()
        for place, whole in self.whole.items():
            counts[place.state] += whole
        return counts


class Fleet:
    """The services of a portfolio as pages look them up; scorecards are in order of id."""

    def __init__(self, portfolio: Portfolio) -> None:
        """Prepare to go through `portfolio`."""
        self._portfolio = portfolio
        self._cards = portfolio.scorecards

    @cached_property
    def names(self) -> dict[str, str]:
        """What each service is called."""
        return {id_: card.service.name for id_, card in self._cards.items()}

    @cached_property
    def log(self) -> tuple[HeldReview, ...]:
        """Every review, newest first."""
        return held_reviews(self._portfolio)

    @cached_property
    def owned(self) -> dict[str, list[Scorecard]]:
        """The services of each owner, those that no group counts too."""
        return self._portfolio.owned()

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """The services that groups count, by the checks that are asked of them."""
        found: dict[str, Asked] = defaultdict(Asked)
        aside = {state: aside_in(state) for state in State if state not in FAILING}
        for card in self._cards.values():
            if not card.is_in_groups:
                continue
            tier = card.service.tier or NO_TIER
            for finding in card.findings:
                state = finding.state
                place = aside.get(state) or Place(not finding.gate, tier, state)
                asked = found[finding.check]
                whole = asked.whole[place] = asked.whole[place] + 1
                if whole <= MOST:
                    asked.first[place].append((card, finding))
            if card.verdict is Verdict.UNASSESSED:
                for finding in card.findings:
                    found[finding.check].unassessed[finding.state] += 1
        return dict(found)

    @cached_property
    def hit(self) -> dict[str, dict[RiskPosition, list[tuple[Scorecard, Risk]]]]:
        """On which services each risk of the standard stands, derived or declared, by residual position."""
        found: dict[str, dict[RiskPosition, list[tuple[Scorecard, Risk]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for card in self._cards.values():
            for risk in card.risks if card.is_in_groups else ():
                if risk.is_standing:
                    for id_ in (risk.id,) if risk.origin is DERIVED else dict.fromkeys(risk.covers):
                        found[id_][risk.residual].append((card, risk))
        return {id_: dict(places) for id_, places in found.items()}

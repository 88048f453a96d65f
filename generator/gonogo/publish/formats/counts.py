"""What tables count of a service: without a call for each finding, of which a fleet has many thousands."""

from collections import Counter

from gonogo.model.portfolio import FAILING, Risk, Scorecard, State


def states(card: Scorecard) -> Counter[State]:
    """Return how many findings are in each state."""
    return Counter([finding.state for finding in card.findings])


def failing(card: Scorecard) -> int:
    """Return how many findings stand in the way of a level."""
    return sum([finding.state in FAILING for finding in card.findings])


def waived(card: Scorecard) -> int:
    """Return how many findings are waived."""
    return sum([finding.state is State.WAIVED for finding in card.findings])


def standing(card: Scorecard) -> list[Risk]:
    """Return the risks that are in the matrices."""
    return [risk for risk in card.risks if risk.is_standing]


def exposure(card: Scorecard) -> int | None:
    """Return the greatest exposure among the risks that are in the matrices, treated; None without one."""
    return max([risk.residual.exposure for risk in card.risks if risk.is_standing], default=None)

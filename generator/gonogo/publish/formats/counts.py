"""What tables show of the risks of a service."""

from gonogo.model.portfolio import Risk, Scorecard


def standing(card: Scorecard) -> list[Risk]:
    """Return the risks that are in the matrices."""
    return [risk for risk in card.risks if risk.is_standing]


def exposure(card: Scorecard) -> int | None:
    """Return the greatest exposure among the risks that are in the matrices, treated; None without one."""
    return max([risk.residual.exposure for risk in card.risks if risk.is_standing], default=None)

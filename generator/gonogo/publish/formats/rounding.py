"""Exact numbers, rounded once, at the edge."""

from decimal import Decimal
from fractions import Fraction

from gonogo.model.portfolio import Tally

SCORE_DIGITS = 1
"""Decimals of a score."""

POINTS_DIGITS = 4
"""Decimals of the points that a check costs: enough to add up to what is missing."""


def scaled(value: Fraction | int, factor: int) -> int:
    """Return `value` times `factor` as a whole number, halves to even: what `round` does, but at once."""
    numerator, denominator = value.as_integer_ratio()
    return divided(numerator * factor, denominator)


def divided(part: int, whole: int) -> int:
    """Return `part` by `whole` as a whole number, halves to even."""
    number, rest = divmod(part, whole)
    return number + (2 * rest > whole or (2 * rest == whole and number % 2))


def score(value: Fraction | None) -> float | None:
    """Return a score with one decimal."""
    return None if value is None else scaled(value, 10**SCORE_DIGITS) / 10**SCORE_DIGITS


def score_of(tally: Tally) -> float | None:
    """Return the same of what a score is made of; a fraction takes longer than all the rest."""
    factor: int = 10**SCORE_DIGITS
    whole = scaled_score(tally, factor)
    return None if whole is None else whole / factor


def scaled_score(tally: Tally, factor: int) -> int | None:
    """Return a score times a factor as a whole number; None where nothing counts."""
    return divided(50 * tally.credit * factor, tally.weight) if tally.weight else None


def points(value: Fraction | None) -> float | None:
    """Return points that add up."""
    return None if value is None else scaled(value, 10**POINTS_DIGITS) / 10**POINTS_DIGITS


def plain(value: Decimal | Fraction) -> int | float:
    """Return a whole number as such, any other as the nearest float."""
    return int(value) if value == int(value) else float(value)

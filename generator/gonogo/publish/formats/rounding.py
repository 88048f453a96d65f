"""Exact numbers, rounded once, at the edge."""

from decimal import Decimal
from fractions import Fraction

SCORE_DIGITS = 1
"""Decimals of a score."""

POINTS_DIGITS = 4
"""Decimals of the points that a check costs: enough to add up to what is missing."""


def scaled(value: Fraction | int, factor: int) -> int:
    """Return `value` times `factor` as a whole number, halves to even: what `round` does, but at once."""
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * factor, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2))


def score(value: Fraction | None) -> float | None:
    """Return a score with one decimal."""
    return None if value is None else scaled(value, 10**SCORE_DIGITS) / 10**SCORE_DIGITS


def points(value: Fraction | None) -> float | None:
    """Return points that add up."""
    return None if value is None else scaled(value, 10**POINTS_DIGITS) / 10**POINTS_DIGITS


def plain(value: Decimal | Fraction) -> int | float:
    """Return a whole number as such, any other as the nearest float."""
    return int(value) if value == int(value) else float(value)

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.portfolio import Tally, total
from gonogo.publish.formats import rounding

halves = st.integers(-4001, 4001).map(lambda number: Fraction(number, 20))


@given(st.fractions() | halves, st.sampled_from([1, 10, 10_000]))
def test_numbers_are_rounded_as_python_rounds_them(value: Fraction, factor: int) -> None:
    assert rounding.scaled(value, factor) == round(value * factor)


@given(st.fractions(0, 100))
def test_a_score_has_one_decimal_and_points_have_four(value: Fraction) -> None:
    assert rounding.score(value) == float(round(value, 1))
    assert rounding.points(-value) == float(round(-value, 4))


@given(st.integers(0, 2_000_000), st.integers(0, 1_000_000))
def test_a_score_is_the_same_with_and_without_its_fraction(credit: int, weight: int) -> None:
    tally = Tally(credit=credit, weight=weight)
    assert rounding.score_of(tally) == rounding.score(tally.score)


@given(st.lists(st.fractions()))
def test_a_total_is_the_sum(values: list[Fraction]) -> None:
    assert total(values) == sum(values, Fraction(0))

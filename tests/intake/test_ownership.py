"""Who owns a value: the importer what it wrote, people everything else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.intake.ownership import Origin, digest, origin, turn, written

WORDS = st.sampled_from("abcdef")
VALUES = st.none() | WORDS
LISTS = st.none() | st.lists(WORDS, unique=True, min_size=1)


@pytest.mark.parametrize(
    ("now", "wanted", "wrote", "value", "is_changed"),
    [
        (None, "a", None, "a", True),
        ("a", "b", "a", "b", True),
        ("a", None, "a", None, True),
        ("mine", "b", "a", "mine", False),
        ("mine", "b", None, "mine", False),
        (None, "b", "a", None, False),
        ("b", "b", "a", "b", False),
        (None, ["x"], None, ["x"], True),
        (["x", "mine"], ["y"], ["x"], ["mine", "y"], True),
        (["mine"], ["x"], ["x"], ["mine"], False),
        (["x"], None, ["x"], None, True),
        (["x", "mine"], None, ["x"], ["mine"], True),
        ("a text", ["x"], ["x"], "a text", False),
    ],
)
def test_a_value_follows_the_source_while_nobody_else_touched_it(
    now: Any, wanted: Any, wrote: Any, value: Any, *, is_changed: bool
) -> None:
    came_to = turn(now, wanted, None if wrote is None else written(wrote))
    assert (came_to.value, came_to.is_changed) == (value, is_changed)


@settings(deadline=None)
@given(now=VALUES, wanted=VALUES, wrote=VALUES)
def test_a_second_turn_changes_no_value(now: str | None, wanted: str | None, wrote: str | None) -> None:
    first = turn(now, wanted, None if wrote is None else digest(wrote))
    second = turn(first.value, wanted, first.noted)
    assert (second.value, second.noted, second.is_changed) == (first.value, first.noted, False)


@settings(deadline=None)
@given(now=LISTS, wanted=LISTS, wrote=LISTS)
def test_a_second_turn_changes_no_list(
    now: list[str] | None, wanted: list[str] | None, wrote: list[str] | None
) -> None:
    first = turn(now, wanted, None if wrote is None else written(wrote))
    second = turn(first.value, wanted, first.noted)
    assert (second.value or [], second.noted, second.is_changed) == (first.value or [], first.noted, False)
    kept = [item for item in now or [] if item not in (wrote or [])]
    assert [item for item in first.value or [] if item in kept] == kept


def test_an_origin_is_read_from_what_it_writes() -> None:
    made = Origin(importer="csv", ref="row:a", wrote={"service.name": "abc"})
    assert origin(made.block()) == made
    assert origin({"from": "csv"}) is None
    assert origin("text") is None
    assert origin({"from": "csv", "ref": "a", "wrote": "x"}) == Origin(importer="csv", ref="a")


def test_a_digest_has_letters_only() -> None:
    assert all(digest(str(number)).isalpha() for number in range(100))

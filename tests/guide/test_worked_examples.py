"""The worked examples of the Guide, run through reader and assessment."""

from pathlib import Path
from typing import Any

import pytest

from gonogo.model.portfolio import ReasonCode, State, Verdict
from guide import examples, pages

ALL = list(examples.examples())
HELD = [(topic, each) for topic, held in examples.topics().items() for each in held["examples"]]

each_example = pytest.mark.parametrize(
    "example", ALL, ids=[f"{each.topic}: {each.title} ({each.day})" for each in ALL]
)


@each_example
def test_assessment_says_what_the_example_says(example: examples.Example, tmp_path: Path) -> None:
    expect: dict[str, Any] = {"problems": []} | dict(example.expect)
    told = examples.outcome(example, tmp_path).of(examples.SERVICE)
    assert examples.answers(told, expect) == expect


def test_examples_have_a_fixed_shape() -> None:
    assert [
        each["title"] for _, each in HELD if not {"title", "expect"} <= each.keys() <= examples.KEYS
    ] == []


def test_there_are_enough_of_them() -> None:
    assert len({each["title"] for _, each in HELD}) == len(HELD) >= 40


@pytest.mark.parametrize("topic", examples.topics())
def test_every_topic_is_on_the_page(topic: str) -> None:
    assert f"<!-- generated: examples {topic} -->" in pages.text("scoring")


@pytest.mark.parametrize("state", State)
def test_every_state_has_an_example(state: State) -> None:
    assert any(state.value in each.expect.get("states", {}).values() for each in ALL)


@pytest.mark.parametrize("verdict", [*(each.value for each in Verdict), examples.NONE])
def test_every_verdict_has_an_example(verdict: str) -> None:
    assert any(each.expect.get("verdict") == verdict for each in ALL)


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_an_example(code: ReasonCode) -> None:
    given = [each.expect for each in ALL] + [
        told for each in ALL for told in each.expect.get("services", {}).values()
    ]
    assert any(code.value in expect.get("reasons", ()) for expect in given)

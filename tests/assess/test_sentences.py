"""Every assessed noun says in a sentence why it is what it is."""

from enum import StrEnum

import pytest

from assess.random_catalogs import DAY as RANDOM_DAY
from assess.random_catalogs import catalog
from gonogo.assess import assess, forecast
from gonogo.model import sentences
from gonogo.model.portfolio import AnswerSource, EventKind, ReasonCode, State, Why


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (State, sentences.STATE),
        (AnswerSource, sentences.WHO),
        (ReasonCode, sentences.REASON),
        (EventKind, sentences.EVENT),
        (Why, {"answered": "", **sentences.WHY}),
    ],
)
def test_every_word_has_its_sentence_and_no_other(words: type[StrEnum], table: dict[str, str]) -> None:
    assert {word.value for word in words} == set(table)


def test_sentences_are_whole_whatever_the_case() -> None:
    for seed in range(40):
        portfolio = assess(catalog(seed), RANDOM_DAY)
        texts = [finding.text for card in portfolio.scorecards.values() for finding in card.findings]
        texts += [reason.text for card in portfolio.scorecards.values() for reason in card.reasons]
        texts += [event.text for event in forecast(portfolio).events]
        for text in texts:
            assert text[0].isalpha() or text[0] == "“"
            assert text.endswith(".")
            assert "None" not in text
            assert "{" not in text
            assert ".." not in text

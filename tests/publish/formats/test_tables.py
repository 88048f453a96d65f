import json
from typing import Any

import pytest

from gonogo.publish.formats import tables
from publish.formats import samples
from publish.formats.samples import Sample


def globals_of(sample: Sample) -> dict[str, Any]:
    found = {}
    for artifact in tables.render(sample.portfolio, sample.facts):
        name, _, value = artifact.content.decode().partition("=")
        found[name] = json.loads(value.rstrip().removesuffix(";"))
    return found


def rows(sample: Sample) -> dict[str, dict[str, Any]]:
    data = globals_of(sample)["window.gonogoServices"]
    return {row[0]: dict(zip(data["columns"], row, strict=True)) for row in data["rows"]}


def test_nothing_hostile_ends_the_script_or_its_line() -> None:
    sample = samples.hostile()
    for artifact in tables.render(sample.portfolio, sample.facts):
        assert not set(artifact.content.decode()[:-1]) & set("<>&\n\u2028\u2029")
    assert rows(sample)["evil"]["name"] == samples.EVIL


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_every_service_has_a_row_in_every_table(sample: Sample) -> None:
    data = globals_of(sample)
    services = data["window.gonogoServices"]
    assert [row[0] for row in services["rows"]] == list(sample.portfolio.scorecards)
    assert len(data["window.gonogoMatrix"]["rows"]) == len(services["rows"])
    for risk in data["window.gonogoRisks"]["rows"]:
        assert 0 <= risk[0] < len(services["rows"])


def test_a_row_says_where_its_service_stands() -> None:
    services = globals_of(samples.demo())["window.gonogoServices"]
    row = rows(samples.demo())["checkout-assistant"]
    assert services["teams"][row["team"]][:2] == ["team-checkout", "Checkout"]
    assert services["teams"][services["teams"][row["team"]][2]][0] == "shop"
    assert services["kinds"][row["kind"]] == "llm-app"
    assert services["verdicts"][row["verdict"]] == "conditional"
    assert (row["tier"], row["due"] >= "2026-11-23") == (2, True)


def test_a_row_of_the_matrix_has_a_letter_for_each_check() -> None:
    data = globals_of(samples.hostile())
    matrix, services = data["window.gonogoMatrix"], data["window.gonogoServices"]
    words = dict(zip([row[0] for row in services["rows"]], matrix["rows"], strict=True))
    assert [check[0] for check in matrix["checks"]] == ["a", "b", "c"]
    assert words["evil"] == "mws"


def test_a_category_in_which_something_fails_is_not_whole() -> None:
    sample = samples.demo()
    for card in sample.portfolio.scorecards.values():
        scores = tables.categories(card, sample.portfolio.standard)
        failing = {
            list(sample.portfolio.standard.categories).index(
                sample.portfolio.standard.checks[each.check].category
            )
            for each in card.findings
            if each.is_failing
        }
        assert failing == {place for place, score in enumerate(scores) if score is not None and score < 100}

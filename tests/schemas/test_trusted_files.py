"""collect.yaml and the mapping file: their schemas and what reads them agree on every key, word and value."""

from typing import Any

import msgspec
import pytest

from gonogo.intake.collecting import understood
from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.mapping import Defaults, Mapping
from gonogo.intake.rules import Rule, Rules
from gonogo.intake.words import SKIP
from gonogo.model.noun import Noun
from gonogo.model.words import Criticality, Kind, Lifecycle
from gonogo.read.manifests import bound, is_unreadable
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse
from schemas.test_schemas import EXAMPLES, LOADED

COLLECT, MAP = LOADED["collect"], LOADED["import-map"]
NOUNS: dict[str, type[Noun]] = {"collect": Rules, "import-map": Mapping}


def read(kind: str, text: str) -> Noun | None:
    """Return the file as what reads it does; None where it is refused."""
    document, problems = parse(text.encode(), f"{kind}.yaml", TRUSTED_LIMITS)
    return None if is_unreadable(problems) else bound(document, kind, NOUNS[kind])[0]


def fields(noun: type[Noun]) -> set[str]:
    return {each.encode_name for each in msgspec.structs.fields(noun)}


@pytest.mark.parametrize(
    ("schema", "noun"),
    [
        (COLLECT, Rules),
        (COLLECT["$defs"]["rule"], Rule),
        (MAP, Mapping),
        (MAP["$defs"]["defaults"], Defaults),
    ],
)
def test_a_schema_has_the_keys_that_are_read_and_no_others(schema: dict[str, Any], noun: type[Noun]) -> None:
    assert set(schema["properties"]) == fields(noun)
    needed = {each.encode_name for each in msgspec.structs.fields(noun) if each.required}
    # A rule without `expect` is one that the program makes; in a file it would pass everything.
    assert set(schema.get("required", ())) - {"schema_version", "expect"} == needed


@pytest.mark.parametrize(
    ("enum", "words"),
    [
        (COLLECT["$defs"]["report"]["enum"], list(COLLECTORS)),
        (MAP["properties"]["kinds"]["additionalProperties"]["enum"], [*Kind, SKIP]),
        (MAP["$defs"]["defaults"]["properties"]["kind"]["enum"], list(Kind)),
        (MAP["$defs"]["defaults"]["properties"]["criticality"]["enum"], list(Criticality)),
        (MAP["$defs"]["lifecycle"]["enum"], list(Lifecycle)),
    ],
)
def test_words_are_those_of_the_program(enum: list[str], words: list[str]) -> None:
    assert set(enum) == {str(each) for each in words}


def test_defaults_are_those_of_the_program() -> None:
    for name, schema in MAP["$defs"]["defaults"]["properties"].items():
        if "default" in schema:
            assert str(getattr(Defaults(), name)) == schema["default"]


@pytest.mark.parametrize("kind", NOUNS)
def test_the_complete_example_is_read_whole(kind: str) -> None:
    text = (EXAMPLES / f"{kind}.yaml").read_text("utf-8")
    found = read(kind, text)
    assert found is not None
    empty = NOUNS[kind]()
    assert all(
        getattr(found, each) != getattr(empty, each) for each in fields(NOUNS[kind]) - {"schema_version"}
    )


def test_thresholds_of_the_schema_s_examples_are_understood() -> None:
    for report, texts in COLLECT["properties"]["thresholds"]["examples"][0].items():
        assert all(understood(report, text) for text in texts)
    for rule in COLLECT["properties"]["rules"]["examples"][0]:
        assert all(understood(rule["report"], text) for text in rule["expect"])


REFUSED = {
    "collect": {
        "no version": "rules: []\n",
        "another version": "schema_version: 2\n",
        "a misspelt key": "schema_version: 1\nruels: []\n",
        "a misspelt report": "schema_version: 1\nthresholds: {juint: [x]}\n",
        "no list": "schema_version: 1\nthresholds: {junit: failed}\n",
        "an empty list": "schema_version: 1\nthresholds: {junit: []}\n",
        "a number": "schema_version: 1\nthresholds: {coverage: [80]}\n",
        "a rule without a check": "schema_version: 1\nrules: [{report: junit, expect: [failed <= 0]}]\n",
        "a rule that expects nothing": "schema_version: 1\nrules: [{report: junit, check: a}]\n",
        "a rule with no expectation": "schema_version: 1\nrules: [{report: junit, check: a, expect: []}]\n",
        "a check that is no id": "schema_version: 1\nrules: [{report: junit, check: A B, expect: [x]}]\n",
        "a list": "- 1\n",
        "an alias": "schema_version: 1\nx-a: &a [1]\nx-b: *a\n",
        "two documents": "schema_version: 1\n---\nschema_version: 1\n",
    },
    "import-map": {
        "no version": "owners: {}\n",
        "a misspelt key": "schema_version: 1\nowner: {}\n",
        "a misspelt kind": "schema_version: 1\nkinds: {a: servce}\n",
        "a misspelt default": "schema_version: 1\ndefault: {teir: 1}\n",
        "a misspelt criticality": "schema_version: 1\ndefault: {criticality: firm}\n",
        "an owner that is no id": "schema_version: 1\nowners: {a: Team A}\n",
        "a tier that is a word": "schema_version: 1\ntiers: {a: high}\n",
        "a tier of zero": "schema_version: 1\ntiers: {a: 0}\n",
        "a lifecycle of its own": "schema_version: 1\nlifecycles: {a: sunset}\n",
        "a platform that is no id": "schema_version: 1\ndefault: {platforms: [Kubernetes Prod]}\n",
        "a text": "just a text\n",
        "the same twice": "schema_version: 1\nskip: []\nskip: []\n",
    },
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(kind, text, id=f"{kind}, {name}")
        for kind, cases in REFUSED.items()
        for name, text in cases.items()
    ],
)
def test_what_the_schema_refuses_is_refused_by_what_reads_it(kind: str, text: str) -> None:
    assert read(kind, text) is None

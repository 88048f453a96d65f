import json
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from msgspec.structs import replace
from referencing import Registry, Resource

from gonogo import resources
from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import Finding
from gonogo.publish.formats import json_
from publish.formats import samples
from publish.formats.samples import Sample

NAMES = ("score", "api-index", "api-service", "api-services", "api-teams")
SCHEMAS: dict[str, Any] = {
    name: json.loads((resources.schemas() / f"{name}.schema.json").read_text("utf-8")) for name in NAMES
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)
SCHEMA_OF = {
    "score.json": "score",
    "api/v1/index.json": "api-index",
    "api/v1/services.json": "api-services",
    "api/v1/teams.json": "api-teams",
}

each_sample = pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])


def files(sample: Sample) -> list[Artifact]:
    return list(json_.render(sample.portfolio, sample.facts))


def document(sample: Sample, *services: str) -> Any:
    return json.loads(json_.dump(json_.document(sample.portfolio, services or None)))


@each_sample
def test_every_file_fits_its_schema(sample: Sample) -> None:
    for artifact in files(sample):
        if "/schemas/" in artifact.path:
            continue
        schema = SCHEMAS[SCHEMA_OF.get(artifact.path, "api-service")]
        validator = Draft202012Validator(schema, registry=REGISTRY, format_checker=FormatChecker())
        assert [error.message for error in validator.iter_errors(json.loads(artifact.content))] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one_and_closed(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["additionalProperties"] is False


def test_the_document_has_the_promised_shape() -> None:
    whole = document(samples.hostile())
    assert list(whole) == ["schema_version", "as_of", "standard", "services", "unreadable"]
    assert (whole["schema_version"], whole["as_of"]) == (1, "2026-11-23")
    assert whole["standard"] == {"id": "test", "version": "1"}
    assert [service["id"] for service in whole["services"]] == ["evil", "new", "plain"]
    assert whole["unreadable"][0] == {"path": f"services/{samples.EVIL}.yaml"}
    assert whole["unreadable"][1] == {"path": "services/x.yaml", "id": "x"}


def test_a_service_says_why_it_is_what_it_is() -> None:
    (service,) = document(samples.hostile(), "evil")["services"]
    assert list(service) == [
        *("id", "name", "owner", "tier", "kind", "lifecycle", "score", "raw_score"),
        *("level", "earned_level", "effective_level", "verdict", "reasons", "findings", "risks"),
        "next_review_on",
    ]
    states = {finding["check"]: finding["state"] for finding in service["findings"]}
    assert states == {"a": "met", "b": "waived", "c": "scheduled"}
    waived = service["findings"][1]
    assert waived["beneath"] == "unmet"
    assert (waived["credit"], waived["weight"], waived["points_lost"]) == (None, 1.5, None)
    declared = next(risk for risk in service["risks"] if risk["origin"] == "declared")
    assert declared == {
        "id": "R-1",
        "origin": "declared",
        "likelihood": 5,
        "impact": 5,
        "exposure": 25,
        "band": "critical",
        "residual": {"likelihood": 2, "impact": 5, "exposure": 10, "band": "high"},
        "status": "open",
    }


def test_what_nobody_judges_has_null_and_not_nought() -> None:
    (service,) = document(samples.hostile(), "new")["services"]
    assert service["verdict"] is None
    assert service["level"] is None
    assert service["reasons"] == []


def test_points_lost_add_up_to_what_is_missing() -> None:
    for service in document(samples.demo())["services"]:
        lost = sum(finding["points_lost"] or 0 for finding in service["findings"])
        assert service["score"] is None or lost == pytest.approx(100 - service["score"], abs=0.06)


def test_a_target_is_judged_for_its_day() -> None:
    (service,) = document(samples.demo(), "checkout-assistant")["services"]
    target = service["target"]
    assert (target["on"], target["judged_on"], target["tier"]) == ("2026-12-10", "2026-12-10", 1)
    assert target["reasons"]


def test_services_come_in_the_order_in_which_they_are_asked_for() -> None:
    whole = document(samples.demo(), "wishlist", "cart-service")
    assert [service["id"] for service in whole["services"]] == ["wishlist", "cart-service"]


def test_every_service_has_its_own_file() -> None:
    paths = {artifact.path for artifact in files(samples.demo())}
    for service in document(samples.demo())["services"]:
        assert f"api/v1/services/{service['id']}.json" in paths


def test_the_file_of_a_service_says_what_the_whole_says() -> None:
    found = {artifact.path: json.loads(artifact.content) for artifact in files(samples.demo())}
    for service in found["score.json"]["services"]:
        file = found[f"api/v1/services/{service['id']}.json"]
        assert file["service"] == service
        assert {key: file[key] for key in file if key != "service"} == {
            key: found["score.json"][key] for key in ("schema_version", "as_of", "standard")
        }


def test_the_whole_is_gathered_from_the_files_of_services() -> None:
    sample = samples.hostile()
    paths: list[str] = []

    def read(wanted: Iterable[str]) -> Iterator[bytes]:
        paths.extend(wanted)
        return repeat(b'{"as_of":"2026-11-23","service":{"id":"x","name":"\\"service\\":"}}\n', len(paths))

    whole = json.loads(b"".join(json_.gathered(sample.portfolio, read)))
    assert whole["services"] == [{"id": "x", "name": '"service":'}] * len(sample.portfolio.scorecards)
    assert paths == [f"api/v1/services/{id_}.json" for id_ in sample.portfolio.scorecards]


def test_no_sentence_depends_on_more_than_what_it_is_remembered_by() -> None:
    """A finding whose other fields are changed says the same."""
    known = set(json_.SAID_OF_FIELDS)
    others = {"check": "other", "units": 1009, "gate": True, "evidence": (), "since": samples.DAY}
    assert {*known, *others} == set(Finding.__struct_fields__)
    assert not known & set(others)
    for sample in (samples.demo(), samples.hostile()):
        for card in sample.portfolio.scorecards.values():
            for finding in card.findings:
                assert replace(finding, **others).text == finding.text


def test_every_finding_has_its_own_sentence() -> None:
    for sample in (samples.demo(), samples.hostile()):
        for service in document(sample)["services"]:
            card = sample.portfolio.scorecards[service["id"]]
            assert [each["text"] for each in service["findings"]] == [each.text for each in card.findings]

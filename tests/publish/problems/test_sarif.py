import json
from typing import Any

from msgspec.structs import replace

from gonogo.model.problem import Place
from gonogo.model.words import Severity
from gonogo.publish.problems import sarif
from gonogo.publish.problems.report import Report
from publish.problems import samples


def run(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sarif.render(report))
    assert loaded["version"] == "2.1.0"
    (only,) = loaded["runs"]
    return dict(only)


def test_a_result_says_what_where_and_which() -> None:
    (result,) = run(replace(samples.report(samples.UNKNOWN_KEY), root="readiness"))["results"]
    assert list(result["partialFingerprints"]) == ["gonogo/v1"]
    del result["partialFingerprints"]
    assert result == {
        "ruleId": "GN201",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "unknown key `onwer` in top level; did you mean `owner`?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "readiness/catalog/services/pay/payments.yaml",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 6},
                },
            },
        ],
    }


def test_a_rule_brings_the_page_of_its_code() -> None:
    report = replace(
        samples.report(samples.UNKNOWN_KEY, samples.DUPLICATE),
        pages={"GN201": "# GN201 unknown-key\n"},
        guide="https://example.com/guide/codes",
    )
    duplicate, unknown = run(report)["tool"]["driver"]["rules"]
    assert duplicate["help"] == {"text": "A mapping has the same key twice."}
    assert unknown == {
        "id": "GN201",
        "name": "unknown-key",
        "shortDescription": {"text": "A key is not known here."},
        "fullDescription": {"text": "A key is not known here."},
        "help": {"text": "# GN201 unknown-key\n", "markdown": "# GN201 unknown-key\n"},
        "defaultConfiguration": {"level": "error"},
        "helpUri": "https://example.com/guide/codes/GN201/",
    }


def test_every_result_points_to_its_rule() -> None:
    report = samples.report(samples.HOSTILE, samples.DUPLICATE, samples.BAD_VALUE, samples.UNKNOWN_KEY)
    only = run(report)
    rules = only["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in only["results"])


def test_levels_are_those_of_sarif() -> None:
    problems = [samples.at(line, severity=each) for line, each in enumerate(Severity, 1)]
    assert [each["level"] for each in run(samples.report(*problems))["results"]] == [
        "error",
        "warning",
        "note",
    ]


def test_a_hostile_path_is_a_relative_reference_and_a_message_holds_no_link() -> None:
    (result,) = run(samples.report(samples.HOSTILE))["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "a%0A%3A%3Aerror%3A%3Ab%2Cc%3Ad%1B%5B2J.yaml"
    assert r"\[here\](https://evil.example)" in result["message"]["text"]


def test_an_empty_range_is_its_start_and_other_places_are_related() -> None:
    place = Place(path="services/b.yaml", line=4, column=2)
    problem = replace(samples.DUPLICATE, place=place, related=(samples.related("also here", place),))
    (result,) = run(samples.report(problem))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 2}
    assert result["relatedLocations"][0]["message"] == {"text": "also here"}


def test_fingerprints_are_unique_and_do_not_depend_on_lines() -> None:
    moved = replace(samples.UNKNOWN_KEY, place=replace(samples.UNKNOWN_KEY.place, line=90, end_line=90))
    before = run(samples.report(samples.UNKNOWN_KEY, samples.UNKNOWN_KEY))["results"]
    after = run(samples.report(moved, moved))["results"]
    prints = [each["partialFingerprints"]["gonogo/v1"] for each in before]
    assert prints == [each["partialFingerprints"]["gonogo/v1"] for each in after]
    assert len(set(prints)) == 2


def test_a_run_without_problems_is_valid_and_empty() -> None:
    only = run(samples.report())
    assert only["results"] == []
    assert only["tool"]["driver"]["rules"] == []

"""The schemas: what they promise to editors, and what they accept and refuse."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = Path(__file__).parent / "examples"
NAMES = (
    *("catalog", "collect", "decision", "evidence", "import-map"),
    *("manifest", "platform", "standard", "teams", "tiers"),
)
FILES = {name: (SCHEMAS / f"{name}.schema.json").read_text("utf-8") for name in NAMES}
LOADED: dict[str, dict[str, Any]] = {name: json.loads(text) for name, text in FILES.items()}
CONDITIONS = ("if", "then", "else", "not", "allOf")
DATA = ("default", "enum", "examples")
MISSING = object()

Place = tuple[str, dict[str, Any]]

each_schema = pytest.mark.parametrize("name", NAMES)

SCALARS: dict[str, Callable[[str], object]] = {
    "bool": lambda text: text == "true",
    "float": Decimal,
    "int": int,
    "null": lambda _: None,
}


class TextLoader(yaml.SafeLoader):
    """YAML in which a day is text."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def plain(node: yaml.Node) -> Any:
    """Return `node` as plain data: every key is its text, a number with decimals is exact."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(each) for each in node.value]
    return SCALARS.get(node.tag.rpartition(":")[2], str)(node.value)


def example(name: str) -> Any:
    with (EXAMPLES / f"{name}.yaml").open(encoding="utf-8") as stream:
        node = yaml.compose(stream, Loader=TextLoader)
    assert node is not None
    return plain(node)


def problems(schema: Mapping[str, Any], document: Any) -> list[tuple[str, str]]:
    """Return keyword and route of each error, after both engines said the same of `document`."""
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document)
    found = [(each.validator, "/".join(map(str, each.absolute_path))) for each in errors]
    fast = jsonschema_rs.validator_for(dict(schema), validate_formats=True).is_valid(document)
    assert fast is not bool(found), f"jsonschema_rs says {fast}, jsonschema says {found}"
    return found


def subschemas(schema: Any, route: str = "", *, conditions: bool = False) -> Iterator[Place]:
    """Yield every mapping of `schema` with its route; examples are data, and conditions are left out."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    elif isinstance(schema, dict):
        yield route, schema
    else:
        return
    for key, value in schema.items():
        is_data = key in DATA and not route.endswith("/properties")
        if not is_data and (conditions or key not in CONDITIONS):
            yield from subschemas(value, f"{route}/{key}", conditions=conditions)


def properties(schema: dict[str, Any]) -> Iterator[Place]:
    for route, each in subschemas(schema):
        if each.get("type") == "object":
            for key, value in each.get("properties", {}).items():
                yield f"{route}/{key}", value


@each_schema
def test_a_schema_is_valid_and_compiles_in_both_engines(name: str) -> None:
    Draft202012Validator.check_schema(LOADED[name])
    assert jsonschema_rs.meta.is_valid(LOADED[name])
    assert repr(jsonschema_rs.validator_for(LOADED[name], validate_formats=True)) == "<Draft202012Validator>"


@each_schema
def test_a_schema_names_itself_and_is_indented_by_two(name: str) -> None:
    schema = LOADED[name]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://gonogo.dev/schema/v1/{name}.schema.json"
    assert schema["title"]
    assert schema["description"]
    assert FILES[name] == json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def test_no_schema_is_left_untested() -> None:
    # Those of what programs read have tests of their own, beside what makes or reads them.
    others = ("api-", "score.")
    files = [path.name for path in SCHEMAS.glob("*.json") if not path.name.startswith(others)]
    assert sorted(files) == [f"{name}.schema.json" for name in NAMES]


@each_schema
def test_a_property_has_title_and_description_and_examples_that_are_valid(name: str) -> None:
    found = dict(properties(LOADED[name]))
    assert found
    for route, schema in found.items():
        assert schema.get("title"), route
        assert schema.get("description", "").endswith("."), route
        assert schema.get("examples"), route
        alone = {"$schema": LOADED[name]["$schema"], "$defs": LOADED[name]["$defs"], **schema}
        for value in [*schema["examples"], *([schema["default"]] if "default" in schema else [])]:
            assert problems(alone, value) == [], route


def test_definitions_of_one_name_are_the_same_everywhere() -> None:
    known: dict[str, Any] = {}
    for schema in LOADED.values():
        for key, definition in schema["$defs"].items():
            assert known.setdefault(key, definition) == definition, key


@each_schema
def test_a_schema_refers_to_its_own_definitions_only_and_uses_each(name: str) -> None:
    schema = LOADED[name]
    used = {each["$ref"] for _, each in subschemas(schema, conditions=True) if "$ref" in each}
    assert used == {f"#/$defs/{key}" for key in schema["$defs"]}


@each_schema
def test_a_schema_never_lets_the_reader_guess_between_branches(name: str) -> None:
    for route, each in subschemas(LOADED[name], conditions=True):
        assert not {"oneOf", "anyOf"} & each.keys(), route


@each_schema
def test_an_object_refuses_unknown_keys_but_those_that_begin_with_x(name: str) -> None:
    for route, each in subschemas(LOADED[name]):
        if each.get("type") != "object":
            continue
        if "propertyNames" in each:
            assert isinstance(each["additionalProperties"], dict), route
        else:
            assert each["additionalProperties"] is False, route
            assert each["patternProperties"] == {"^x-": True}, route


@each_schema
def test_a_list_and_a_text_have_an_end(name: str) -> None:
    for route, each in subschemas(LOADED[name]):
        kinds = each.get("type", ())
        if "array" in kinds:
            assert each["maxItems"] <= 1000, route
        if "string" in kinds and "array" not in kinds:
            assert each.keys() & {"enum", "format", "maxLength", "pattern"}, route


def test_an_amendment_may_set_every_key_of_a_check_but_id() -> None:
    definitions = LOADED["standard"]["$defs"]
    keys = {key: value for key, value in definitions["check"]["properties"].items() if key != "id"}
    assert definitions["checkChange"]["properties"] == keys


@each_schema
def test_the_complete_example_is_valid(name: str) -> None:
    assert problems(LOADED[name], example(name)) == []


SERVICE = dict(id="a", name="A", owner="team-a", kind="service", lifecycle="production")
EVIDENCE = dict(kind="report", url="https://example.com")
WAIVER = dict(reason="Later", approved_by="carla", approved_on="2026-10-05", expires_on="2026-12-31")
RISK = dict(
    id="R-1",
    title="T",
    cause="C",
    consequence="D",
    likelihood=3,
    impact=4,
    treatment="mitigate",
    status="open",
)
ACCEPTED = dict(accepted_by="carla", accepted_on="2026-10-05", review_on="2027-04-05")
REVIEW = dict(date="2026-10-05", kind="launch", decision="go", reviewers=[dict(id="carla")])
APPROVAL = dict(reason="Because", approved_by="carla", approved_on="2026-10-05")
RESULT = dict(service="a", check="b", collected_on="2026-11-20", result="pass")

SMALL: dict[str, dict[str, Any]] = {
    "catalog": dict(schema_version=1, title="T"),
    "collect": dict(schema_version=1),
    "decision": dict(schema_version=1, kind="waiver", scope=dict(tags=["t"]), checks=["b"], **WAIVER),
    "evidence": dict(schema_version=1, source="k6", results=[RESULT]),
    "import-map": dict(schema_version=1),
    "manifest": dict(schema_version=1, service=SERVICE),
    "platform": dict(schema_version=1, id="p", name="P", owner="team-p"),
    "standard": dict(schema_version=1, id="s"),
    "teams": dict(schema_version=1),
    "tiers": dict(schema_version=1, tiers={}),
}


def changed(name: str, route: str, value: object) -> Any:
    """Return the small document of `name` with `value` at `route`."""
    document = deepcopy(SMALL[name])
    *parents, key = route.split("/")
    inner = document
    for parent in parents:
        inner = inner.setdefault(parent, {})
    if value is MISSING:
        del inner[key]
    else:
        inner[key] = value
    return document


@each_schema
def test_a_small_document_is_valid(name: str) -> None:
    assert problems(LOADED[name], SMALL[name]) == []


@each_schema
def test_every_key_of_a_small_document_is_needed(name: str) -> None:
    for key in SMALL[name]:
        assert ("required", "") in problems(LOADED[name], changed(name, key, MISSING)), key


@each_schema
@pytest.mark.parametrize(
    ("key", "value", "keyword"),
    [
        ("schema_version", 2, "const"),
        ("schema_version", "1", "type"),
        ("schema_version", True, "type"),
        ("onwer", "team-a", "additionalProperties"),
        ("X-note", 1, "additionalProperties"),
    ],
)
def test_a_wrong_key_at_the_top_is_refused(name: str, key: str, value: object, keyword: str) -> None:
    assert keyword in {keyword for keyword, _ in problems(LOADED[name], changed(name, key, value))}


@each_schema
def test_a_key_of_the_organisation_may_hold_anything(name: str) -> None:
    assert problems(LOADED[name], changed(name, "x-cost", {"centre": [1, None, Decimal("2.5")]})) == []


@each_schema
@pytest.mark.parametrize("document", [None, [], "text", 1, True])
def test_a_document_is_a_mapping(name: str, document: object) -> None:
    assert ("type", "") in problems(LOADED[name], document)


RIGHT = [
    ("catalog", "standard", "production-readiness@1"),
    ("catalog", "standard", ["production-readiness@1", "ai-readiness"]),
    ("catalog", "severities", {"GN405": "off", "GN306": "notice"}),
    ("decision", "title", "Scanner migration"),
    ("evidence", "results", []),
    ("manifest", "checks/b", dict(waiver=WAIVER)),
    ("manifest", "checks/b", dict(status="met", evidence=[dict(kind="report", excerpt="It said yes")])),
    ("manifest", "checks/b", dict(status="not-applicable") | WAIVER),
    ("manifest", "operations/objectives", [dict(indicator="availability", target=Decimal("99.95"))]),
    ("manifest", "operations/objectives", [dict(indicator="errors", target=Decimal("-0.5"))]),
    ("manifest", "risks", [RISK | dict(status="accepted") | ACCEPTED]),
    ("manifest", "reviews", [REVIEW | dict(reviewers=[dict(name="Deniz K.")])]),
    ("manifest", "service/traits", {}),
    ("platform", "checks/b", dict(status="met", share="part", remaining="Dashboards")),
    ("standard", "checks", [dict(id="b", weight=Decimal("0.5"), answered_by=None)]),
    ("standard", "checks", [dict(id="b", retired=True, replaced_by="c")]),
    ("standard", "checks", [dict(id="b", applies_to=[dict(kinds=["job"]), dict(tiers=[1])])]),
    ("standard", "approvals", {"not-applicable": dict(groups=["g"], where="decisions")}),
    ("standard", "amendments", [{"from": "2027-04-01", "check": "b", "set": dict(weight=2)}]),
    ("tiers", "tiers", {"a": 99}),
]


@pytest.mark.parametrize(("name", "route", "value"), RIGHT)
def test_a_right_value_is_accepted(name: str, route: str, value: object) -> None:
    assert problems(LOADED[name], changed(name, route, value)) == []


DAYS = [
    "2026-02-31",
    "31.01.2026",
    "2026-1-5",
    "２０２６-01-31",
    "20260131",
    "2026-01-31\n",
    "2026-W05-1",
    "",
]
IDS = ["abc\n", "Abc", "1a", "-a", "a.b", "a_b", "../../etc/passwd", "a/b", "a" * 64, "p\u0430y", ""]
EMAILS = ["ana", "@example.com", "ana@", "a b@example.com", "a@b@c", "ana@example.com\n", "a..b@example.com"]
LONG_LOCAL_PART = ".".join(["a" * 32] * 3) + "@example.com"


def without(record: Mapping[str, object], key: str) -> dict[str, object]:
    return {each: value for each, value in record.items() if each != key}


WRONG: list[tuple[str, str, object, str, str]] = [
    *[
        ("manifest", "service/confirmed", dict(by="ana", on=day), "format", "service/confirmed/on")
        for day in DAYS
    ],
    *[("manifest", "service/id", each, "pattern", "service/id") for each in IDS],
    *[
        ("teams", "people", [dict(id="ana", name="Ana", emails=[each])], "pattern", "people/0/emails/0")
        for each in [*EMAILS, LONG_LOCAL_PART, "än@example.com"]
    ],
    *[("manifest", f"service/{key}", MISSING, "required", "service") for key in SERVICE],
    ("manifest", "service/onwer", "team-a", "additionalProperties", "service"),
    ("manifest", "service/name", None, "type", "service/name"),
    ("manifest", "service/name", 42, "type", "service/name"),
    ("manifest", "service/name", "", "minLength", "service/name"),
    ("manifest", "service/name", "n" * 201, "maxLength", "service/name"),
    ("manifest", "service/description", "n" * 2001, "maxLength", "service/description"),
    ("manifest", "service/kind", "app", "enum", "service/kind"),
    ("manifest", "service/lifecycle", "PRODUCTION", "enum", "service/lifecycle"),
    ("manifest", "service/tier", 0, "minimum", "service/tier"),
    ("manifest", "service/tier", 100, "maximum", "service/tier"),
    ("manifest", "service/tier", "1", "type", "service/tier"),
    ("manifest", "service/tier", True, "type", "service/tier"),
    ("manifest", "service/tier", Decimal("1.5"), "type", "service/tier"),
    ("manifest", "service/target", dict(tier=1), "required", "service/target"),
    ("manifest", "service/traits", {"rag": "yes"}, "type", "service/traits/rag"),
    ("manifest", "service/traits", {"R A G": True}, "pattern", "service/traits"),
    ("manifest", "service/tags", ["t"] * 1001, "maxItems", "service/tags"),
    ("manifest", "service/tags", "t", "type", "service/tags"),
    ("manifest", "service/links", [dict(title="T", url="https://e.org")], "required", "service/links/0"),
    ("manifest", "service/depends_on", [dict(service="b")], "required", "service/depends_on/0"),
    ("manifest", "service/depends_on", [dict(criticality="hard")], "required", "service/depends_on/0"),
    (
        "manifest",
        "service/depends_on",
        [dict(criticality="hard", service="b", external="B")],
        "not",
        "service/depends_on/0/external",
    ),
    ("manifest", "operations/on_call", dict(url="https://e.org"), "required", "operations/on_call"),
    ("manifest", "operations/escalation", [dict(role="Lead")], "required", "operations/escalation/0"),
    ("manifest", "operations/runbooks", [dict(title="T")], "required", "operations/runbooks/0"),
    ("manifest", "operations/objectives", [dict(indicator="x")], "required", "operations/objectives/0"),
    (
        "manifest",
        "operations/objectives",
        [dict(indicator="x", target="99.9")],
        "type",
        "operations/objectives/0/target",
    ),
    ("manifest", "changes", [dict(on="2026-10-12")], "required", "changes/0"),
    ("manifest", "changes", [dict(on="2026-10-12", kind="moon")], "enum", "changes/0/kind"),
    ("manifest", "checks", {"A B": dict(status="met")}, "pattern", "checks"),
    ("manifest", "checks", {"b\n": dict(status="met")}, "pattern", "checks"),
    ("manifest", "checks/b", {}, "required", "checks/b"),
    ("manifest", "checks/b", dict(note="Nothing"), "required", "checks/b"),
    ("manifest", "checks/b", dict(status="ment"), "enum", "checks/b/status"),
    ("manifest", "checks/b", dict(status="not-applicable"), "required", "checks/b"),
    (
        "manifest",
        "checks/b",
        dict(status="met", evidence=[dict(kind="k")]),
        "required",
        "checks/b/evidence/0",
    ),
    (
        "manifest",
        "checks/b",
        dict(status="met", evidence=[dict(url="https://e.org")]),
        "required",
        "checks/b/evidence/0",
    ),
    (
        "manifest",
        "checks/b",
        dict(status="met", evidence=[EVIDENCE | dict(url="u" * 2049)]),
        "maxLength",
        "checks/b/evidence/0/url",
    ),
    (
        "manifest",
        "checks/b",
        dict(waiver=WAIVER | dict(until="2027-01-01")),
        "additionalProperties",
        "checks/b/waiver",
    ),
    *[
        (
            "manifest",
            "checks/b",
            dict(status="unmet", waiver=without(WAIVER, left_out)),
            "required",
            "checks/b/waiver",
        )
        for left_out in WAIVER
    ],
    *[("manifest", "risks", [without(RISK, left_out)], "required", "risks/0") for left_out in RISK],
    *[
        (
            "manifest",
            "risks",
            [RISK | dict(status="accepted") | without(ACCEPTED, left_out)],
            "required",
            "risks/0",
        )
        for left_out in ACCEPTED
    ],
    ("manifest", "risks", [RISK | dict(likelihood=6)], "maximum", "risks/0/likelihood"),
    ("manifest", "risks", [RISK | dict(residual=dict(impact=1))], "required", "risks/0/residual"),
    ("manifest", "risks", [RISK | dict(id="R 1")], "pattern", "risks/0/id"),
    *[("manifest", "reviews", [without(REVIEW, left_out)], "required", "reviews/0") for left_out in REVIEW],
    ("manifest", "reviews", [REVIEW | dict(reviewers=[])], "minItems", "reviews/0/reviewers"),
    ("manifest", "reviews", [REVIEW | dict(reviewers=[dict(role="x")])], "required", "reviews/0/reviewers/0"),
    ("manifest", "reviews", [REVIEW | dict(commit="4f1d2c")], "pattern", "reviews/0/commit"),
    ("manifest", "reviews", [REVIEW | dict(commit="4f1d2c9\n")], "pattern", "reviews/0/commit"),
    (
        "manifest",
        "reviews",
        [REVIEW | dict(conditions=[dict(id="C-1")])],
        "required",
        "reviews/0/conditions/0",
    ),
    (
        "manifest",
        "reviews",
        [REVIEW | dict(conditions=[dict(id="C-1", text="T", blocking="yes")])],
        "type",
        "reviews/0/conditions/0/blocking",
    ),
    ("catalog", "standard", [], "minItems", "standard"),
    ("catalog", "standard", ["standard.yaml"], "pattern", "standard/0"),
    ("catalog", "standard", ["pack@1.2"], "pattern", "standard/0"),
    ("catalog", "standard", 1, "type", "standard"),
    ("catalog", "manifests", "services/**/*.yaml", "type", "manifests"),
    ("catalog", "source", dict(host="github"), "required", "source"),
    ("catalog", "source", dict(host="svn", url="https://e.org"), "enum", "source/host"),
    ("catalog", "severities", {"GN201": "off"}, "pattern", "severities"),
    ("catalog", "severities", {"GN405": "fatal"}, "enum", "severities/GN405"),
    ("standard", "version", Decimal("2026.2"), "type", "version"),
    ("standard", "extends", ["packs/mine.yaml"], "pattern", "extends/0"),
    ("standard", "checks", [dict(title="T")], "required", "checks/0"),
    ("standard", "checks", [dict(id="b", weight=0)], "exclusiveMinimum", "checks/0/weight"),
    ("standard", "checks", [dict(id="b", effort="XL")], "enum", "checks/0/effort"),
    ("standard", "checks", [dict(id="b", answered_by="luck")], "enum", "checks/0/answered_by"),
    ("standard", "checks", [dict(id="b", not_applicable="sometimes")], "enum", "checks/0/not_applicable"),
    ("standard", "checks", [dict(id="b", applies_to="all")], "type", "checks/0/applies_to"),
    ("standard", "checks", [dict(id="b", applies_to=["job"])], "type", "checks/0/applies_to/0"),
    (
        "standard",
        "checks",
        [dict(id="b", applies_to=dict(kinds=["app"]))],
        "enum",
        "checks/0/applies_to/kinds/0",
    ),
    (
        "standard",
        "checks",
        [dict(id="b", evidence=dict(max_age=90))],
        "additionalProperties",
        "checks/0/evidence",
    ),
    ("standard", "checks", [dict(id="b", frameworks=[dict(id="x")])], "required", "checks/0/frameworks/0"),
    (
        "standard",
        "amendments",
        [{"from": "2027-04-01", "check": "b", "set": dict(id="c")}],
        "additionalProperties",
        "amendments/0/set",
    ),
    ("standard", "amendments", [dict(check="b", set=dict(weight=2))], "required", "amendments/0"),
    ("standard", "risks", [dict(id="r", impact_by_tier={"1": 6})], "maximum", "risks/0/impact_by_tier/1"),
    ("standard", "risks", [dict(id="r", impact_by_tier={"one": 5})], "pattern", "risks/0/impact_by_tier"),
    ("standard", "risks", [dict(id="r", impact_by_tier={"1\n": 5})], "pattern", "risks/0/impact_by_tier"),
    ("standard", "tiers", [dict(id="1", name="Critical")], "type", "tiers/0/id"),
    ("standard", "levels", [dict(id="bronze")], "required", "levels/0"),
    ("standard", "matrix", dict(bands=[dict(id="low", up_to=26)]), "maximum", "matrix/bands/0/up_to"),
    ("standard", "approvals", dict(waivers=dict(groups=["g"])), "additionalProperties", "approvals"),
    ("standard", "approvals", dict(waiver=dict(where="here")), "enum", "approvals/waiver/where"),
    ("teams", "teams", [dict(id="a")], "required", "teams/0"),
    ("teams", "groups", [dict(id="g")], "required", "groups/0"),
    ("tiers", "tiers", {"a": "1"}, "type", "tiers/a"),
    ("tiers", "tiers", {"A": 1}, "pattern", "tiers"),
    ("platform", "checks/b", dict(share="full"), "required", "checks/b"),
    ("platform", "checks/b", dict(status="met", share="half"), "enum", "checks/b/share"),
    ("platform", "checks/b", dict(status="met", share="part"), "required", "checks/b"),
    ("platform", "checks/b", dict(status="not-applicable"), "required", "checks/b"),
    ("platform", "checks/b", dict(status="unmet", waiver=WAIVER), "additionalProperties", "checks/b"),
    ("decision", "kind", "exception", "enum", "kind"),
    ("decision", "kind", "review", "required", ""),
    ("decision", "kind", "acceptance", "required", ""),
    ("decision", "kind", "acceptance", "required", "scope"),
    ("decision", "risks", ["R-1"], "not", "risks"),
    ("decision", "review_on", "2027-01-01", "not", "review_on"),
    ("decision", "scope", {}, "minProperties", "scope"),
    ("decision", "scope", dict(tag=["t"]), "additionalProperties", "scope"),
    ("decision", "checks", [], "minItems", "checks"),
    *[("evidence", "results", [without(RESULT, left_out)], "required", "results/0") for left_out in RESULT],
    ("evidence", "results", [RESULT | dict(result="passed")], "enum", "results/0/result"),
    ("evidence", "source", "K6", "pattern", "source"),
]


@pytest.mark.parametrize(("name", "route", "value", "keyword", "place"), WRONG)
def test_a_wrong_value_is_refused_at_its_place(
    name: str, route: str, value: object, keyword: str, place: str
) -> None:
    assert (keyword, place) in problems(LOADED[name], changed(name, route, value))


def decision(kind: str, **keys: object) -> dict[str, object]:
    return dict(schema_version=1, kind=kind, scope=dict(services=["a"]), **keys)


DECISIONS = {
    "waiver": decision("waiver", checks=["b"], **WAIVER),
    "not-applicable": decision("not-applicable", checks=["b"], **APPROVAL),
    "acceptance": decision("acceptance", risks=["R-1"], review_on="2027-04-05", **APPROVAL),
    "review": decision("review", reviews=[REVIEW]),
}


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_has_the_keys_of_its_kind_and_needs_each(kind: str) -> None:
    whole = DECISIONS[kind]
    assert problems(LOADED["decision"], whole) == []
    for left_out in whole:
        rest = without(whole, left_out)
        assert ("required", "") in problems(LOADED["decision"], rest), left_out


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_decision_refuses_the_keys_of_other_kinds(kind: str) -> None:
    own = DECISIONS[kind].keys() | ({"expires_on"} if kind == "not-applicable" else set())
    others = {key: value for other in DECISIONS.values() for key, value in other.items() if key not in own}
    assert others
    for key, value in others.items():
        assert problems(LOADED["decision"], {**DECISIONS[kind], key: value}) == [("not", key)]

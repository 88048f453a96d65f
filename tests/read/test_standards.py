"""Standards: packs and an organisation's own file become the one that is in force."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gonogo import resources
from gonogo.model.standard import Standard
from gonogo.model.words import AnsweredBy, Effort, NotApplicable
from gonogo.read import schema, standards
from gonogo.read.standards import Merged
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

WEB = """\
schema_version: 1
id: web
version: "2.1"
title: Web
levels: [{id: bronze, name: Bronze}, {id: silver, name: Silver}]
tiers: [{id: 1, name: Critical, required_level: silver}, {id: 2, name: Other}]
traits: [{id: public, question: Is it public?}]
categories: [{id: safety, name: Safety, weight: 2}]
checks:
  - id: alerts
    title: Alerts reach somebody
    category: safety
    level: bronze
    weight: 3
    effort: L
    evidence: {required: true, kinds: [dashboard, rule], max_age_days: 90}
    gate_for_tiers: [1]
    answered_by: on_call
    mitigates: [silence]
  - id: backups
    title: Data can be restored
    category: safety
    level: silver
    not_applicable: never
risks:
  - id: silence
    title: Nobody is woken
    production_effect: It stays down
    technical_impact: Queues run full
    business_impact: Customers leave
    likelihood: 4
    impact_by_tier: {1: 5, 2: 3}
"""
OWN = """\
schema_version: 1
id: acme
version: "2026.1"
title: Acme
extends: [web@2]
"""


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of packs that takes the place of the built-in ones."""
    (tmp_path / "web.yaml").write_text(WEB)
    monkeypatch.setattr(resources, "packs", lambda: tmp_path)
    return tmp_path


def merged(text: str) -> Merged:
    document, problems = parse(text.encode(), "standard.yaml", TRUSTED_LIMITS)
    assert problems == []
    assert schema.problems(document, "standard") == []
    return standards.of_document(document)


def sound(text: str) -> Standard:
    result = merged(text)
    assert result.problems == ()
    assert result.standard is not None
    return result.standard


def codes(text: str) -> list[str]:
    return [problem.code for problem in merged(text).problems]


def test_a_standard_that_extends_a_pack_has_all_of_it() -> None:
    standard, pack = sound(OWN), standards.standard(["web"])[0]
    assert pack is not None
    assert (standard.id, standard.title, standard.version) == ("acme", "Acme", "2026.1")
    assert standard.checks == pack.checks
    assert standard.risks == pack.risks
    assert standard.levels == pack.levels
    assert standard.tiers == pack.tiers


def test_a_standard_without_packs_has_only_what_it_says() -> None:
    standard = sound("schema_version: 1\nid: acme\n")
    assert (standard.checks, standard.tiers, standard.levels) == ({}, {}, ())
    assert (standard.title, standard.version) == ("acme", "1")
    assert [(band.id, band.up_to) for band in standard.bands] == [
        ("low", 4),
        ("moderate", 9),
        ("high", 16),
        ("critical", 25),
    ]


def test_what_nobody_says_has_its_default() -> None:
    check = sound(WEB).checks["backups"]
    assert (check.weight, check.effort, check.evidence.required) == (Decimal(1), Effort.MEDIUM, False)
    assert (check.evidence.grace_days, check.gate_for_tiers) == (14, ())
    assert check.not_applicable is NotApplicable.NEVER


def test_a_check_is_merged_key_by_key_and_its_lists_are_replaced() -> None:
    check = sound(
        OWN + "checks:\n  - id: alerts\n    weight: 5\n    evidence: {kinds: [page], grace_days: 3}\n"
    ).checks["alerts"]
    assert check.title == "Alerts reach somebody"
    assert check.weight == 5
    assert check.evidence.required
    assert check.evidence.kinds == ("page",)
    assert (check.evidence.max_age_days, check.evidence.grace_days) == (90, 3)
    assert check.gate_for_tiers == (1,)


def test_null_takes_a_key_back_to_its_default() -> None:
    assert sound(OWN).checks["alerts"].answered_by is AnsweredBy.ON_CALL
    assert sound(OWN + "checks: [{id: alerts, answered_by: null}]\n").checks["alerts"].answered_by is None


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("levels", "levels: [{id: gold, name: Gold}, {id: bronze, name: B}, {id: silver, name: S}]\n"),
        ("tiers", "tiers: [{id: 1, name: One}]\n"),
        ("bands", "matrix: {bands: [{id: critical, up_to: 25}]}\n"),
    ],
)
def test_levels_tiers_and_bands_are_replaced_whole(part: str, said: str) -> None:
    names = {"levels": ["gold", "bronze", "silver"], "tiers": [1], "bands": ["critical"]}
    value = getattr(sound(OWN + said), part)
    assert [each if isinstance(each, int) else each.id for each in value] == names[part]


def test_order_is_that_of_the_packs_then_that_of_the_own_file() -> None:
    own = (
        OWN
        + "checks:\n  - {id: own, title: Own, category: safety, level: bronze}\n  - {id: alerts, weight: 9}\n"
    )
    assert list(sound(own).checks) == ["alerts", "backups", "own"]


def test_a_retired_check_keeps_its_id() -> None:
    check = sound(OWN + "checks:\n  - {id: alerts, retired: true, replaced_by: backups}\n").checks["alerts"]
    assert (check.retired, check.replaced_by, check.title) == (True, "backups", "Alerts reach somebody")


@pytest.mark.parametrize(("pin", "fits"), [("web", True), ("web@2", True), ("web@1", False)])
def test_a_pin_is_the_version_up_to_the_dot(pin: str, *, fits: bool) -> None:
    assert codes(OWN.replace("web@2", pin)) == ([] if fits else ["GN326"])


@pytest.mark.parametrize(
    ("said", "code", "line"),
    [
        ("extends: [ghost]\n", "GN326", 5),
        ("extends: [web, other]\n", "GN319", 5),
        ("checks: [{id: x, title: X, category: ghost, level: bronze}]\n", "GN317", 6),
        ("checks: [{id: x, title: X, category: safety, level: ghost}]\n", "GN318", 6),
        ("tiers: [{id: 1, name: One, required_level: ghost}]\n", "GN318", 6),
        ("checks: [{id: alerts, mitigates: [ghost]}]\n", "GN309", 6),
        ("checks: [{id: alerts, gate_for_tiers: [9]}]\n", "GN312", 6),
        ("checks: [{id: alerts, applies_to: {traits: [ghost]}}]\n", "GN311", 6),
        ("checks: [{id: alerts, applies_to: [{}, {traits: [public, ghost]}]}]\n", "GN311", 6),
        ("checks: [{id: alerts, retired: true, replaced_by: ghost}]\n", "GN307", 6),
        ("checks: [{id: x}]\n", "GN323", 6),
        ("risks: [{id: x, title: X}]\n", "GN323", 6),
        ("categories: [{id: x}]\n", "GN323", 6),
        ("traits: [{id: x}]\n", "GN323", 6),
        ("checks: [{id: alerts}, {id: alerts, weight: 9}]\n", "GN321", 6),
        ("amendments: [{from: 2027-01-01, check: ghost, set: {weight: 2}}]\n", "GN307", 6),
    ],
)
def test_a_mistake_is_told_once_and_where_it_stands(said: str, code: str, line: int, packs: Path) -> None:
    (packs / "other.yaml").write_text(
        WEB.replace("id: web", "id: other").replace("likelihood: 4", "likelihood: 5")
    )
    text = OWN.replace("extends: [web@2]\n", said) if said.startswith("extends") else OWN + said
    found = merged(text).problems
    assert [(each.code, each.place.line) for each in found] == [(code, line)]
    assert found[0].lines[-1] == (line, text.split("\n")[line - 1])


def test_what_is_broken_is_dropped_and_known_to_be_broken() -> None:
    result = merged(
        OWN + "checks: [{id: x}, {id: y, title: Y, category: ghost, level: bronze}]\nrisks: [{id: z}]\n"
    )
    assert result.standard is not None
    assert list(result.standard.checks) == ["alerts", "backups"]
    assert result.broken == {"checks/x", "checks/y", "risks/z"}


def test_where_only_words_lack_the_id_stands_in_for_them() -> None:
    result = merged(OWN + "checks: [{id: x, category: safety, level: bronze}]\ncategories: [{id: y}]\n")
    assert result.standard is not None
    assert result.standard.checks["x"].title == "x"
    assert result.standard.categories["y"].name == "y"
    assert [each.code for each in result.problems] == ["GN323", "GN323"]


def test_packs_that_agree_may_both_be_extended(packs: Path) -> None:
    (packs / "other.yaml").write_text(WEB.replace("id: web", "id: other"))
    assert codes(OWN.replace("web@2", "web, other")) == []


def test_a_pack_may_name_tiers_that_an_organisation_does_not_have() -> None:
    standard = sound(OWN + "tiers: [{id: 3, name: Three}]\n")
    assert standard.checks["alerts"].gate_for_tiers == ()


def test_amendments_are_in_order_of_their_day_and_each_builds_on_those_before() -> None:
    standard = sound(
        OWN + "amendments:\n"
        "  - {from: 2028-01-01, check: alerts, set: {weight: 7}}\n"
        "  - {from: 2027-01-01, check: alerts, set: {evidence: {max_age_days: 30}}}\n"
    )
    first, second = standard.amendments
    assert (first.since, second.since) == (date(2027, 1, 1), date(2028, 1, 1))
    assert [each.becomes.evidence.max_age_days for each in (first, second)] == [30, 30]
    assert [each.becomes.weight for each in (first, second)] == [3, 7]
    assert first.becomes.evidence.kinds == ("dashboard", "rule")
    assert standard.checks["alerts"].evidence.max_age_days == 90


def test_packs_alone_make_a_standard_named_after_the_last() -> None:
    standard, problems = standards.standard(["web"])
    assert problems == []
    assert standard is not None
    assert (standard.id, standard.extends) == ("web", ("web",))


def test_without_a_single_pack_that_exists_there_is_no_standard() -> None:
    standard, problems = standards.standard(["ghost"])
    assert standard is None
    assert [each.code for each in problems] == ["GN326"]

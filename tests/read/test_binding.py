"""Binding: what a service inherits, what decides for it, and what is dropped."""

from datetime import date
from pathlib import Path

import pytest

from gonogo.model.words import Where
from read.catalogs import codes, reading, service, sound

TEAMS = """\
schema_version: 1
people: [{id: ana, name: Ana}, {id: ben, name: Ben}, {id: carla, name: Carla}]
groups: [{id: sre-leads, people: [carla]}]
teams:
  - id: shop
    name: Shop
    operations:
      on_call: {rotation: shop-night}
      escalation: [{role: Head, contact: "#shop"}]
      runbooks: [{title: Shop, url: "https://wiki.example.com/shop"}]
      objectives: [{indicator: availability, target: 99}]
  - id: team-pay
    name: Payments
    parent: shop
    operations:
      on_call: {rotation: pay-primary}
      runbooks: [{title: Pay, url: "https://wiki.example.com/pay"}]
  - {id: team-shop, name: Storefront}
"""
DECISION = """\
schema_version: 1
kind: {kind}
scope: {scope}
checks: [rollback]
reason: For now.
approved_by: carla
approved_on: 2026-11-02
expires_on: 2026-12-31
"""


# Operations --------------------------------------------------------------------------------------


def test_each_part_of_operations_comes_from_the_nearest_that_says_it(tmp_path: Path) -> None:
    own = 'operations:\n  runbooks: [{title: Own, url: "https://wiki.example.com/own"}]\n'
    run = (
        sound(tmp_path, {"teams.yaml": TEAMS, "services/a.yaml": service("a", own)}).services["a"].operations
    )
    assert [each.title for each in run.runbooks] == ["Own"]
    assert run.on_call is not None
    assert run.on_call.rotation == "pay-primary"
    assert [each.role for each in run.escalation] == ["Head"]
    assert [each.target for each in run.objectives] == [99]


def test_a_team_without_parents_gives_only_what_it_has(tmp_path: Path) -> None:
    files = {"teams.yaml": TEAMS, "services/a.yaml": service("a", owner="team-shop")}
    run = sound(tmp_path, files).services["a"].operations
    assert (run.on_call, run.escalation, run.runbooks, run.objectives) == (None, (), (), ())


def test_a_team_that_nobody_knows_gives_nothing(tmp_path: Path) -> None:
    result = reading(tmp_path, {"services/a.yaml": service("a", owner="ghosts")})
    assert codes(result) == ["GN308"]
    assert result.catalog is not None
    assert result.catalog.services["a"].operations.on_call is None


def test_a_circle_of_teams_ends(tmp_path: Path) -> None:
    teams = TEAMS.replace(
        "  - id: shop\n    name: Shop\n", "  - id: shop\n    name: Shop\n    parent: team-pay\n"
    )
    result = reading(tmp_path, {"teams.yaml": teams, "services/a.yaml": service("a")})
    assert codes(result) == ["GN306"]
    assert result.catalog is not None
    run = result.catalog.services["a"].operations
    assert [each.role for each in run.escalation] == ["Head"]


# Decisions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "waived"),
    [
        ("{services: [a]}", ["a"]),
        ("{services: [a, b]}", ["a", "b"]),
        ("{services: [was-a]}", ["a"]),
        ("{teams: [team-pay]}", ["a", "payments"]),
        ("{teams: [shop]}", ["a", "b", "cart", "payments"]),
        ("{tags: [legacy]}", ["b"]),
        ("{platforms: [kubernetes-prod]}", ["cart"]),
        ("{services: [a], tags: [legacy]}", ["a", "b"]),
        ("{services: [a], teams: [team-pay]}", ["a", "payments"]),
    ],
)
def test_a_decision_is_for_the_services_that_any_key_of_its_scope_matches(
    scope: str, waived: list[str], tmp_path: Path
) -> None:
    files = {
        "services/a.yaml": service("a", "  former_ids: [was-a]\n"),
        "services/b.yaml": service("b", "  tags: [legacy]\n", owner="team-shop"),
        "decisions/one.yaml": DECISION.format(kind="waiver", scope=scope),
    }
    services = sound(tmp_path, files).services
    assert [name for name, each in services.items() if each.waivers] == waived


def test_a_waiver_says_where_it_stands(tmp_path: Path) -> None:
    waiver = "{reason: Now, approved_by: carla, approved_on: 2026-11-02, expires_on: 2026-12-01}"
    own = f"checks:\n  rollback:\n    waiver: {waiver}\n"
    files = {
        "services/a.yaml": service("a", own),
        "decisions/one.yaml": DECISION.format(kind="waiver", scope="{services: [a]}"),
    }
    found = sound(tmp_path, files).services["a"].waivers["rollback"]
    assert [(each.where, Path(each.path).name) for each in found] == [
        (Where.ANYWHERE, "a.yaml"),
        (Where.DECISIONS, "one.yaml"),
    ]


def test_a_not_applicable_by_decision_answers_where_the_manifest_is_silent(tmp_path: Path) -> None:
    files = {
        "services/a.yaml": service("a"),
        "decisions/one.yaml": DECISION.format(kind="not-applicable", scope="{services: [a]}"),
    }
    service_ = sound(tmp_path, files).services["a"]
    assert service_.checks == {}
    assert service_.exemptions["rollback"][0].approved_by == "carla"


def test_reviews_are_in_order_of_date_and_those_of_decisions_come_first_on_a_day(tmp_path: Path) -> None:
    review = "  - {{date: {day}, kind: periodic, decision: go, stage: {stage}, reviewers: [{{id: carla}}]}}\n"
    head = "schema_version: 1\nkind: review\nscope: {services: [a]}\nreviews:\n"
    own = (
        "reviews:\n"
        + review.format(day="2026-10-02", stage="own")
        + review.format(day="2026-09-01", stage="old")
    )
    files = {
        "services/a.yaml": service("a", own),
        "decisions/z.yaml": head + review.format(day="2026-10-02", stage="z"),
        "decisions/b.yaml": head + review.format(day="2026-10-02", stage="b"),
        "decisions/a.yaml": head + review.format(day="2026-10-03", stage="new"),
    }
    found = sound(tmp_path, files).services["a"].reviews
    assert [each.stage for each in found] == ["old", "b", "z", "own", "new"]


def test_an_acceptance_is_bound_to_its_services(tmp_path: Path) -> None:
    risk = (
        "risks:\n  - {id: R-1, title: T, cause: C, consequence: Q, likelihood: 1, impact: 1, "
        "treatment: mitigate, status: open}\n"
    )
    acceptance = (
        "schema_version: 1\nkind: acceptance\nscope: {services: [a]}\nrisks: [R-1]\nreason: Rare.\n"
        "approved_by: carla\napproved_on: 2026-11-02\nreview_on: 2027-05-01\n"
    )
    files = {"services/a.yaml": service("a", risk), "decisions/one.yaml": acceptance}
    found = sound(tmp_path, files).services["a"].acceptances
    assert [(each.risk, each.review_on) for each in found] == [("R-1", date(2027, 5, 1))]


# Tiers, former ids, references ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tiers", "tier"),
    [("{}", 3), ("{a: 1}", 1), ("{was-a: 1}", 1), ("{was-a: 1, a: 2}", 2), ("{payments: 1}", 3)],
)
def test_tiers_yaml_wins_over_the_manifest(tiers: str, tier: int, tmp_path: Path) -> None:
    files = {
        "services/a.yaml": service("a", "  tier: 3\n  former_ids: [was-a]\n"),
        "tiers.yaml": f"schema_version: 1\ntiers: {tiers}\n",
    }
    assert sound(tmp_path, files).services["a"].tier == tier


def test_the_tier_of_tiers_yaml_decides_who_may_approve(tmp_path: Path) -> None:
    waiver = "{reason: Now, approved_by: ben, approved_on: 2026-11-02, expires_on: 2026-12-01}"
    files = {"services/a.yaml": service("a", f"  tier: 3\nchecks:\n  rollback: {{waiver: {waiver}}}\n")}
    assert codes(reading(tmp_path, files)) == []
    assert codes(reading(tmp_path, {"tiers.yaml": "schema_version: 1\ntiers: {a: 1}\n"})) == ["GN409"]


def test_a_former_id_leads_to_the_service_of_today(tmp_path: Path) -> None:
    files = {
        "services/a.yaml": service("a", "  former_ids: [was-a]\n"),
        "services/b.yaml": service("b", "  depends_on:\n    - {service: was-a, criticality: hard}\n"),
        "evidence/k6/one.yaml": (
            "schema_version: 1\nsource: k6\nresults:\n"
            "  - {service: was-a, check: load-testing, collected_on: 2026-11-01, result: pass}\n"
        ),
    }
    services = sound(tmp_path, files).services
    assert [each.service for each in services["b"].depends_on] == ["a"]
    assert [each.source for each in services["a"].results["load-testing"]] == ["k6"]


def test_what_names_something_that_is_not_there_is_dropped(tmp_path: Path) -> None:
    more = (
        "  platforms: [ghost, kubernetes-prod]\n  traits: {ghost: true, stateful: false}\n  tier: 9\n"
        "  depends_on:\n    - {service: ghost, criticality: hard}\n"
        "    - {external: Provider, criticality: soft}\n"
        "  links:\n    - {kind: a, title: A, url: 'javascript:x'}\n"
        "    - {kind: b, title: B, url: 'https://b.example.com'}\n"
    )
    result = reading(tmp_path, {"services/a.yaml": service("a", more)})
    assert codes(result) == ["GN310", "GN311", "GN312", "GN305", "GN501"]
    assert result.catalog is not None
    found = result.catalog.services["a"]
    assert found.platforms == ("kubernetes-prod",)
    assert found.traits == {"stateful": False}
    assert found.tier is None
    assert [each.external for each in found.depends_on] == ["Provider"]
    assert [each.kind for each in found.links] == ["b"]


def test_a_service_may_depend_on_one_that_cannot_be_read(tmp_path: Path) -> None:
    files = {
        "services/a.yaml": service("a", "  depends_on:\n    - {service: payments, criticality: hard}\n"),
        "services/payments.yaml": service("payments").replace("  owner", "\towner"),
    }
    result = reading(tmp_path, files)
    assert codes(result) == ["GN102"]
    assert result.catalog is not None
    assert result.catalog.services["a"].depends_on == ()
    assert [each.id for each in result.catalog.unreadable] == ["payments"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (service("payments").replace("lifecycle: production", "lifecycle: new"), "payments"),
        (service("payments").replace("name: Payments", "name: [Payments"), "payments"),
        (
            service("payments").replace("id: payments", 'id: "payments" # ours').replace("  kind", "\tkind"),
            "payments",
        ),
        ("# nothing yet\n", None),
        ("service: payments\n  id: [\n", None),
        ("risks:\n  - id: r-1\n\tx\nservice:\n  name: x\n  id: payments\n", "payments"),
        ("- service:\n    id: payments\n", None),
    ],
)
def test_the_id_of_what_cannot_be_read_is_told_where_it_can_be(
    content: str, told: str | None, tmp_path: Path
) -> None:
    result = reading(tmp_path, {"services/payments.yaml": content})
    assert result.catalog is not None
    assert [each.id for each in result.catalog.unreadable] == [told]
    assert "payments" not in result.catalog.services


def test_two_that_claim_one_id_are_both_unreadable(tmp_path: Path) -> None:
    result = reading(tmp_path, {"services/b.yaml": service("cart")})
    assert result.catalog is not None
    assert "cart" not in result.catalog.services
    assert sorted(Path(each.path).name for each in result.catalog.unreadable) == ["b.yaml", "cart.yaml"]


def test_a_former_id_that_two_claim_belongs_to_neither(tmp_path: Path) -> None:
    files = {f"services/{name}.yaml": service(name, "  former_ids: [old, was]\n") for name in ("a", "b")}
    result = reading(tmp_path, {**files, "services/b.yaml": service("b", "  former_ids: [old]\n")})
    assert codes(result) == ["GN316", "GN316"]
    assert result.catalog is not None
    assert result.catalog.services["a"].former_ids == ("was",)
    assert result.catalog.services["b"].former_ids == ()

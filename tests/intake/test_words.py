"""Foreign words: owners, tiers, kinds, lifecycles."""

import pytest

from gonogo.intake.owners import Owner, Owning, owner
from gonogo.intake.words import KINDS, LIFECYCLES, folded, tier_number
from gonogo.model.words import Kind, Lifecycle


@pytest.mark.parametrize(
    ("text", "kind", "name", "namespace"),
    [
        ("team-shop", Owning.TEAM, "team-shop", ""),
        ("group:default/team-shop", Owning.TEAM, "team-shop", ""),
        ("Group:team-shop", Owning.TEAM, "team-shop", ""),
        ("group:eu/team-shop", Owning.TEAM, "team-shop", "eu"),
        ("backstage/maintainers", Owning.TEAM, "maintainers", "backstage"),
        ("team/x", Owning.TEAM, "x", ""),
        ("@acme/web", Owning.TEAM, "web", ""),
        ("@gitlab/group/sub/team", Owning.TEAM, "team", ""),
        ("@ana", Owning.PERSON, "ana", ""),
        ("user:guest", Owning.PERSON, "guest", ""),
        ("user:default/ana", Owning.PERSON, "ana", ""),
        ("user/ana", Owning.PERSON, "ana", ""),
        ("Ana@Example.com", Owning.MAIL, "ana@example.com", ""),
        ("email:ana@example.com", Owning.MAIL, "ana@example.com", ""),
        ("ari:cloud:identity::team/1", Owning.OPAQUE, "ari:cloud:identity::team/1", ""),
        (
            "0f0f0f0f-0000-0000-0000-000000000000",
            Owning.OPAQUE,
            "0f0f0f0f-0000-0000-0000-000000000000",
            "",
        ),
    ],
)
def test_an_owner_is_understood_in_all_its_forms(text: str, kind: Owning, name: str, namespace: str) -> None:
    assert owner(text) == Owner(kind=kind, name=name, namespace=namespace)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("4", 4),
        ("one", 1),
        ("tier_1", 1),
        ("Tier 2", 2),
        ("tier-three", 3),
        ("T3", 3),
        ("P1", 1),
        ("criticality-high", 2),
        ("Mission Critical", 1),
        ("low", 4),
        ("gold", None),
        ("7", 7),
        ("1.5", None),
        ("999", None),
        ("", None),
        ("tier", None),
    ],
)
def test_a_tier_is_understood_in_all_its_spellings(text: str, number: int | None) -> None:
    assert tier_number(text) == number


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Service", Kind.SERVICE),
        ("MACHINE_LEARNING_MODEL", Kind.ML_MODEL),
        ("dataPipeline", Kind.DATA_PIPELINE),
        ("backstage-frontend-plugin", Kind.LIBRARY),
        ("UI_ELEMENT", Kind.WEBSITE),
        ("source-code", None),
    ],
)
def test_a_kind_is_looked_up_whatever_its_case(word: str, kind: Kind | None) -> None:
    assert KINDS.get(folded(word)) == kind


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("GA", Lifecycle.PRODUCTION),
        ("generally_available", Lifecycle.PRODUCTION),
        ("Pre-release", Lifecycle.BETA),
        ("experimental", Lifecycle.DEVELOPMENT),
        ("End-of-life", Lifecycle.RETIRED),
        ("5 weeks", None),
    ],
)
def test_a_lifecycle_is_looked_up_whatever_its_case(word: str, stage: Lifecycle | None) -> None:
    assert LIFECYCLES.get(folded(word)) == stage

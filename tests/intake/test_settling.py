"""Drafts in foreign words become services and teams in ours."""

from typing import Any

import pytest

from gonogo.intake.drafts import Delivery, Need, PersonDraft, ServiceDraft, TeamDraft
from gonogo.intake.foreign import Said
from gonogo.intake.links import Address
from gonogo.intake.mapping import Defaults, Mapping
from gonogo.intake.owners import owner
from gonogo.intake.settling import Known, Settlement, settle
from gonogo.model.catalog import Catalog, Person, Team
from gonogo.model.problem import Place
from gonogo.model.standard import Check, Standard, Tier
from gonogo.model.words import AnsweredBy, Kind

STANDARD = Standard(
    id="s",
    version="1",
    title="S",
    tiers={each: Tier(id=each, name=str(each)) for each in (1, 2, 3)},
    checks={
        "owned": Check(id="owned", title="Owned", category="c", level="bronze", answered_by=AnsweredBy.OWNER)
    },
)
CATALOG = Catalog(
    title="C",
    standard=STANDARD,
    teams={
        "shop": Team(id="shop", name="Shop", people=("ana",)),
        "core": Team(id="core", name="Core", parent="shop"),
    },
    people={"ana": Person(id="ana", name="Ana", emails=("ana@example.com",))},
)


def at(line: int = 1) -> Place:
    return Place(path="f", line=line)


def said(text: str, line: int = 1) -> Said:
    return Said(text=text, place=at(line))


def draft(name: str = "cart", line: int = 1, **more: Any) -> ServiceDraft:
    more.setdefault("owners", (said("shop"),))
    return ServiceDraft(ref=more.pop("ref", f"x:{name}"), place=at(line), name=name, **more)


def settled(*drafts: ServiceDraft, **more: Any) -> Settlement:
    known = more.pop("known", Known(catalog=CATALOG))
    mapping = more.pop("mapping", Mapping())
    return settle(Delivery(services=drafts, **more), mapping, known, lambda url: url.startswith("https://"))


def keys(settlement: Settlement) -> dict[str, Any]:
    return settlement.services[0].keys


@pytest.mark.parametrize(
    ("owners", "team"),
    [
        (("shop",), "shop"),
        (("group:default/Shop",), "shop"),
        (("new team",), "new-team"),
        (("ana@example.com",), "shop"),
        (("ANA@example.com",), "shop"),
        (("user:ana",), "shop"),
        (("core@example.com",), "core"),
        (("user:guest", "shop"), "shop"),
        (("user:guest",), "unowned"),
        (("who@example.com",), "unowned"),
        (("ari:cloud:identity::team/1",), "unowned"),
        (("TBD",), "unowned"),
        ((), "unowned"),
    ],
)
def test_an_owner_becomes_a_team(owners: tuple[str, ...], team: str) -> None:
    settlement = settled(draft(owners=tuple(map(said, owners))))
    assert keys(settlement)["service.owner"] == team
    assert ("owner" in {loss.what for loss in settlement.losses}) is (team == "unowned")
    assert team in {each.id for each in settlement.teams} | set(CATALOG.teams)


def test_a_service_without_a_team_answers_the_question_for_its_owner_itself() -> None:
    answer = keys(settled(draft(owners=(said("user:`guest`"),))))["checks.owned"]
    assert answer == {"status": "unmet", "note": "The import found no team for user:'guest'."}


@pytest.mark.parametrize(
    ("tier", "number", "is_told"),
    [("1", 1, False), ("two", 2, False), ("0", 1, True), ("4", None, True), ("gold", None, True)],
)
def test_a_tier_becomes_one_of_the_standard(tier: str, number: int | None, *, is_told: bool) -> None:
    settlement = settled(draft(tier=said(tier)))
    assert keys(settlement).get("service.tier") == number
    assert bool(settlement.losses) is is_told


def test_a_kind_that_is_not_known_is_assumed_and_told_or_left_out() -> None:
    settlement = settled(
        draft("a", 1, kind=said("odd"), kinds=("odd",), sure=False),
        draft("b", 2, kind=said("Strange", 2), kinds=("strange",), guess=None),
        draft("c", 3, guess=Kind.LIBRARY),
    )
    assert [(each.id, each.keys["service.kind"]) for each in settlement.services] == [
        ("a", "service"),
        ("c", "library"),
    ]
    assert [(loss.said, loss.instead) for loss in settlement.losses] == [
        ("odd", "`service` assumed"),
        ("Strange", "left out"),
    ]


def test_a_mapping_goes_before_everything() -> None:
    mapping = Mapping(
        owners={"Someone Else": "core"},
        kinds={"odd": "job"},
        tiers={"gold": 1},
        default=Defaults(tier=3, owner="shop"),
    )
    settlement = settled(
        draft("a", 1, kinds=("odd",), guess=None, tier=said("Gold"), owners=(said("someone-else"),)),
        draft("b", 2, owners=()),
        mapping=mapping,
    )
    first, second = (each.keys for each in settlement.services)
    assert (first["service.owner"], first["service.kind"], first["service.tier"]) == ("core", "job", 1)
    assert (second["service.owner"], second["service.tier"]) == ("shop", 3)
    assert settled(draft(), mapping=Mapping(only=("y:*",))).skipped == 1


def test_ids_are_legal_unique_and_the_same_whatever_the_order_of_files() -> None:
    drafts = [
        draft("Cart", 1, ref="a"),
        draft("cart", 2, ref="b"),
        draft("c art", 3, ref="c"),
        draft("con", 4, ref="d"),
    ]
    known = Known(catalog=CATALOG, reserved=frozenset(("con",)))
    expected = {"a": "cart", "b": "cart-2", "c": "c-art", "d": "con-service"}
    for order in (drafts, drafts[::-1]):
        found = settled(*order, known=known).services
        assert {each.ref: each.id for each in found} == expected


def test_an_id_that_was_given_before_stays_and_is_given_to_nobody_else() -> None:
    known = Known(catalog=CATALOG, imported={"b": "cart", "gone": "cart-2"}, ids={"cart-3": "cart-3"})
    found = settled(draft("cart", 1, ref="a"), draft("cart", 2, ref="b"), known=known).services
    assert {each.ref: each.id for each in found} == {"a": "cart-4", "b": "cart"}


def test_a_service_that_people_wrote_or_renamed_is_the_same_service() -> None:
    known = Known(catalog=CATALOG, ids={"cart": "cart", "old": "new"})
    found = settled(draft("cart"), draft("old", 2), known=known).services
    assert [each.id for each in found] == ["cart", "new"]


def test_the_same_twice_counts_once_and_others_of_the_same_name_do_not() -> None:
    settlement = settled(draft("a", 1), draft("a", 9), draft("a", 12, description="Else."))
    assert [(each.id, each.ref) for each in settlement.services] == [("a", "x:a"), ("a-2", "x:a#2")]
    assert [loss.place.line for loss in settlement.losses] == [9, 12]


def test_dependencies_are_services_where_they_are_known_and_external_where_not() -> None:
    needs = tuple(
        Need(ref=f"x:{name}", name=name, place=at(3)) for name in ("bank", "api", "old", "far", "far", "cart")
    )
    settlement = settled(
        draft("cart", 1, needs=needs),
        draft("bank", 2, aliases=("x:api",)),
        known=Known(catalog=CATALOG, ids={"old": "new"}),
    )
    assert keys(settlement)["service.depends_on"] == [
        {"service": "bank", "criticality": "soft"},
        {"service": "new", "criticality": "soft"},
        {"external": "far", "criticality": "soft"},
    ]
    assert [loss.said for loss in settlement.losses] == ["far"]


def test_links_that_may_not_be_links_are_left_out_without_repeating_them() -> None:
    links = tuple(
        Address(kind=kind, title="T", url=url, place=at(5))
        for kind, url in (
            ("repository", "https://e.org"),
            ("runbook", "https://e.org/rb"),
            ("link", "ftp://x:secret@e.org"),
            ("link", "https://e.org/" + "x" * 3000),
        )
    )
    settlement = settled(draft(links=links))
    assert keys(settlement)["service.links"] == [{"kind": "repository", "title": "T", "url": "https://e.org"}]
    assert keys(settlement)["operations.runbooks"] == [{"title": "T", "url": "https://e.org/rb"}]
    assert len(settlement.losses) == 2
    assert not any("secret" in str(loss) for loss in settlement.losses)


def team(name: str, line: int = 1, **more: Any) -> TeamDraft:
    return TeamDraft(ref=owner(name).ref, place=at(line), name=name, **more)


def test_teams_form_a_tree_and_missing_parents_are_made() -> None:
    settlement = settled(
        teams=(
            team("a", 1, parent=owner("top").ref),
            team("b", 2, children=(owner("c").ref, owner("nobody").ref)),
            team("c", 3),
        )
    )
    assert {each.id: each.keys.get("parent") for each in settlement.teams} == {
        "a": "top",
        "b": None,
        "c": "b",
        "top": None,
    }


def test_teams_in_a_circle_lose_their_parents() -> None:
    settlement = settled(teams=(team("a", 1, parent=owner("b").ref), team("b", 2, parent=owner("a").ref)))
    assert [each.keys.get("parent") for each in settlement.teams] == [None, None]


def test_people_come_with_their_teams_and_are_the_catalogs_own_where_the_address_is_known() -> None:
    settlement = settled(
        draft("cart", owners=(said("user:ben"),)),
        teams=(team("money", people=("Ana.P", "ben")),),
        people=(
            PersonDraft(name="Ana.P", place=at(), emails=("ana@example.com",)),
            PersonDraft(name="ben", place=at(), title="Ben O.", emails=("ben@example.com", "no address")),
        ),
    )
    assert keys(settlement)["service.owner"] == "money"
    assert [(each.id, each.name, each.emails) for each in settlement.people] == [
        ("ana", "Ana.P", ("ana@example.com",)),
        ("ben", "Ben O.", ("ben@example.com",)),
    ]
    assert settlement.teams[0].keys["people"] == ["ana", "ben"]


def test_what_the_source_does_not_say_is_counted() -> None:
    assert settled(draft("a"), draft("b", 2, tier=said("1"))).absent == {"lifecycle": 2, "tier": 1}

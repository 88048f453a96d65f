"""Settled services and teams become texts of files."""

from typing import Any

import pytest

from gonogo.intake import merging
from gonogo.intake.settling import WantedService
from gonogo.intake.teams import WantedPerson, WantedTeam
from gonogo.model.problem import Place

PLACE = Place(path="f")
KEYS = {
    "service.name": "Cart",
    "service.owner": "shop",
    "service.kind": "service",
    "service.lifecycle": "beta",
    "service.tags": ["a", "b"],
}


def wanted(**keys: Any) -> WantedService:
    changed = {f"service.{key}": value for key, value in keys.items()}
    merged = {key: value for key, value in {**KEYS, **changed}.items() if value is not None}
    return WantedService(id="cart", ref="r", place=PLACE, keys=merged)


NEW = merging.manifest(wanted(), "csv", "schema")


def test_a_new_manifest_says_from_where_it_came() -> None:
    assert NEW.startswith("# yaml-language-server: $schema=schema\nschema_version: 1\nservice:\n  id: cart\n")
    known = merging.origin_of(NEW)
    assert known is not None
    assert (known.importer, known.ref, sorted(known.wrote)) == ("csv", "r", sorted(KEYS))
    assert merging.origin_of("schema_version: 1\n") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NEW, NEW.replace("name: Cart", "name: Basket")),
        (NEW.replace("name: Cart", "name: 'Cart' # c"), NEW.replace("name: Cart", "name: Basket # c")),
        (NEW.replace("name: Cart", "name: Mine"), NEW.replace("name: Cart", "name: Mine")),
        (NEW.replace("  name: Cart\n", ""), NEW.replace("  name: Cart\n", "")),
    ],
    ids=["ours", "ours in quotes", "changed", "taken out"],
)
def test_an_update_touches_what_the_importer_wrote(text: str, expected: str) -> None:
    merged = merging.updated(text, wanted(name="Basket"), "csv")
    assert merged.refusal is None
    assert merged.text.partition("x-imported")[0] == expected.partition("x-imported")[0]
    assert merging.updated(merged.text, wanted(name="Basket"), "csv").text == merged.text


@pytest.mark.parametrize(
    "layout",
    [
        ("  tags:\n    - a\n    - b\n", "  tags: [a, b]\n", "  tags: [c]\n"),
        ("  tags:\n    - a\n    - b\n", "  tags:\n  - a\n  - b\n", "  tags:\n  - c\n"),
        ("  tags:\n    - a\n    - b\n", "  tags: [a, mine, b]\n", "  tags: [mine, c]\n"),
    ],
    ids=["on one line", "flush", "with one of ours"],
)
def test_an_update_finds_its_values_in_any_layout(layout: tuple[str, str, str]) -> None:
    block, other, expected = layout
    merged = merging.updated(NEW.replace(block, other), wanted(tags=["c"]), "csv")
    assert expected in merged.text


def test_a_layout_that_does_not_allow_an_update_is_told_and_left() -> None:
    text = NEW.replace(
        NEW[NEW.index("service:\n") : NEW.index("# Kept")],
        "service: {id: cart, name: Cart, owner: shop, kind: service, lifecycle: beta, tags: [a, b]}\n",
    )
    merged = merging.updated(text, wanted(name="Basket", tier=2), "csv")
    assert merged.text == text
    assert merged.refusal is not None
    assert merging.updated(text, wanted(), "csv") == merging.Merged(text=text)


def test_a_block_comes_and_goes_with_its_only_key() -> None:
    with_rule = WantedService(
        id="cart", ref="r", place=PLACE, keys={**KEYS, "operations.runbooks": [{"title": "T", "url": "u"}]}
    )
    there = merging.updated(NEW, with_rule, "csv").text
    assert "operations:\n  runbooks:\n    - title: T\n      url: u\n" in there
    assert merging.updated(there, wanted(), "csv").text == NEW


def test_a_manifest_of_nobody_is_not_touched() -> None:
    assert merging.updated("service: {}\n", wanted(), "csv") == merging.Merged(text="service: {}\n")


def team(name: str, ref: str = "", **keys: Any) -> WantedTeam:
    return WantedTeam(id=name, ref=ref or f"team:{name}", place=PLACE, keys={"name": name, **keys})


def merged(text: str | None, *wanted_teams: WantedTeam, update: bool = False) -> merging.MergedTeams:
    return merging.teams(text, wanted_teams, (), "csv", update=update)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "schema_version: 1\n",
        "schema_version: 1\nteams: []\n",
        "schema_version: 1\nteams:\n",
        "schema_version: 1\nteams:\n- id: x\n  name: X\n# end\n",
        "schema_version: 1\nteams: [{id: x, name: X}]",
        "schema_version: 1\nteams:\n  - {id: x, name: X}\ngroups: []\n",
    ],
    ids=range(7),
)
def test_teams_are_added_in_any_layout_and_once(text: str | None) -> None:
    first = merged(text, team("a"), team("b", parent="a"))
    assert (first.new, first.refusal) == (("a", "b"), None)
    if text and "id: x" in text:
        assert "x, name: X" in first.text or "id: x\n" in first.text
    again = merged(first.text, team("a"), team("b", parent="a"), update=True)
    assert (again.text, again.new, again.changed) == (first.text, (), ())


def test_imported_teams_follow_the_source_and_others_do_not() -> None:
    text = merged("schema_version: 1\nteams:\n  - id: hand\n    name: By hand\n", team("a")).text
    again = merged(text, team("a", description="New."), team("hand", description="X"), update=True)
    assert again.changed == ("a",)
    assert "    name: a\n    description: New.\n" in again.text
    assert "description: X" not in again.text
    assert merged(again.text, team("b"), update=True).gone == ("a",)


def test_an_owners_bare_name_does_not_undo_what_a_group_said() -> None:
    text = merged(None, team("a", description="A group.")).text
    assert merged(text, team("a", ref="owner:a"), update=True).text == text


def test_people_are_added_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST", 2)
    people = [WantedPerson(id=name, name=name) for name in ("a", "b", "c")]
    made = merging.teams(
        "schema_version: 1\npeople:\n  - id: b\n    name: B\n", (), people, "csv", update=False
    )
    assert made.left_out == 1
    assert made.text.endswith("    name: B\n  - id: a\n    name: a\n")
    assert merged(None, team("a"), team("b"), team("c")).refusal is not None

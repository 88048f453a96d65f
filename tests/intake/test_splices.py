"""Changes of single values: everything else stays, byte for byte."""

from collections.abc import Callable

import pytest
import yaml
from yaml.nodes import Node

from gonogo.intake.splices import CannotSpliceError, Splices, plain

TEXT = """\
# top
service:
  id: cart   # unique
  tags:
    - a   # first
    # between
    - b

  # before the name
  name: "Cart"
  text: >-
    folded
    text

links: [x, y]   # flow
# end
"""


def changed(text: str, change: Callable[[Splices, Node], None]) -> str:
    splices = Splices(text)
    service = splices.child(splices.root, "service")
    assert service is not None
    change(splices, service)
    new = splices.text()
    assert plain(yaml.compose(new, Loader=yaml.CSafeLoader)) is not None
    return new


def node(splices: Splices, parent: Node | None, key: str) -> Node:
    found = splices.child(parent, key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("id", "basket", "id: cart   # unique", "id: basket   # unique"),
        ("name", "Cart: two", '"Cart"', '"Cart: two"'),
        ("text", "short", ">-\n    folded\n    text", "short"),
    ],
)
def test_a_scalar_is_replaced_where_it_stands(key: str, value: str, old: str, new: str) -> None:
    result = changed(TEXT, lambda splices, parent: splices.replace(node(splices, parent, key), value))
    assert result == TEXT.replace(old, new)


def test_a_key_is_dropped_with_its_value_and_no_comment_of_others() -> None:
    result = changed(TEXT, lambda splices, parent: splices.drop(parent, "tags"))
    assert result == TEXT.replace("  tags:\n    - a   # first\n    # between\n    - b\n", "")


def test_a_key_is_added_behind_those_before_it() -> None:
    result = changed(TEXT, lambda splices, parent: splices.add(parent, "owner", "shop", ("id", "tags")))
    assert result == TEXT.replace("    - b\n", "    - b\n  owner: shop\n")


def test_a_key_is_added_at_the_end_where_none_of_those_is_there() -> None:
    result = changed(TEXT, lambda splices, parent: splices.add(parent, "owner", "shop", ()))
    assert result == TEXT.replace("    text\n", "    text\n  owner: shop\n")


def test_items_come_and_go() -> None:
    def change(splices: Splices, parent: Node) -> None:
        tags = node(splices, parent, "tags")
        splices.drop_item(tags, 0)
        splices.add_items(tags, ["c", {"kind": "x", "url": "https://e.org"}])

    assert changed(TEXT, change) == TEXT.replace("    - a   # first\n", "").replace(
        "    - b\n", "    - b\n    - c\n    - kind: x\n      url: https://e.org\n"
    )


def test_a_comment_that_stands_further_in_stays_with_what_is_above_it() -> None:
    text = (
        "service:\n  tags:\n    - a: b\n      # c: d\n      # e: f\n    # of nobody\n"
        "  # of the name\n  name: x\n"
    )

    def change(splices: Splices, parent: Node) -> None:
        splices.add_items(node(splices, parent, "tags"), ["g"])

    assert changed(text, change) == text.replace("e: f\n", "e: f\n    - g\n")
    assert changed(text, lambda splices, parent: splices.add(parent, "h", "i", ("tags",))) == text.replace(
        "of nobody\n", "of nobody\n  h: i\n"
    )


def test_all_items_are_exchanged_for_others() -> None:
    def change(splices: Splices, parent: Node) -> None:
        tags = node(splices, parent, "tags")
        splices.drop_item(tags, 0)
        splices.drop_item(tags, 1)
        splices.add_items(tags, ["c"])

    assert changed(TEXT, change) == TEXT.replace("    - a   # first\n", "").replace("    - b\n", "    - c\n")


def test_a_list_on_one_line_gets_items_and_other_values() -> None:
    splices = Splices(TEXT)
    splices.add_items(node(splices, splices.root, "links"), ["z z", {"a": "1"}])
    assert splices.text() == TEXT.replace("[x, y]", '[x, y, z z, {a: "1"}]')
    splices = Splices(TEXT)
    splices.replace(node(splices, splices.root, "links"), ["q, r"])
    assert splices.text() == TEXT.replace("[x, y]", '["q, r"]')


def test_line_ends_and_a_missing_last_one_are_kept() -> None:
    text = TEXT.replace("\n", "\r\n")
    result = changed(text, lambda splices, parent: splices.add(parent, "owner", "shop", ("id",)))
    assert result == text.replace("# unique\r\n", "# unique\r\n  owner: shop\r\n")
    splices = Splices("a: 1")
    splices.add(splices.root, "b", 2, ("a",))
    splices.append(["c: 3"])
    assert splices.text() == "a: 1\nb: 2\nc: 3\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda splices: splices.drop(splices.root, "nothing"),
        lambda splices: splices.drop(splices.child(splices.root, "flow"), "a"),
        lambda splices: splices.drop(splices.child(splices.root, "list").value[0], "id"),
        lambda splices: splices.add(splices.child(splices.root, "flow"), "b", 1, ()),
        lambda splices: splices.add(splices.child(splices.root, "empty"), "b", 1, ()),
        lambda splices: splices.add_items(splices.child(splices.root, "empty"), [1]),
        lambda splices: splices.replace(splices.child(splices.root, "list"), [1]),
        lambda splices: splices.drop_item(splices.child(splices.root, "short"), 0),
    ],
    ids=range(8),
)
def test_what_would_touch_others_is_refused(change: Callable[[Splices], None]) -> None:
    splices = Splices("flow: {a: 1}\nlist:\n  - id: x\n    y: z\nempty: {}\nshort: [a]\n")
    with pytest.raises(CannotSpliceError):
        change(splices)


def test_changes_of_one_place_twice_are_refused() -> None:
    splices = Splices(TEXT)
    splices.drop(splices.root, "service")
    splices.replace(node(splices, node(splices, splices.root, "service"), "id"), "x")
    with pytest.raises(CannotSpliceError):
        splices.text()

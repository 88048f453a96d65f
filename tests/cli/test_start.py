"""A new user's first minutes: init, new, five mistakes, and what the tool says of them."""

import json
from pathlib import Path

import pytest

from cli.places import DEMO
from read.command import gonogo


def test_init_makes_a_catalog_that_validates_at_once_and_says_what_is_next(tmp_path: Path) -> None:
    made = gonogo("init", folder=tmp_path)
    assert made.code == 0
    assert "Next: gonogo build" in made.out
    checked = gonogo("validate", "--strict", folder=tmp_path)
    assert (checked.code, checked.out) == (0, "No problems in 1 manifest.\n")


def test_init_writes_modelines_editor_settings_and_schemas(tmp_path: Path) -> None:
    gonogo("init", "readiness", folder=tmp_path)
    manifest = tmp_path / "readiness/services/team-example/example-service.yaml"
    modeline = manifest.read_text("utf-8").splitlines()[0]
    schema = manifest.parent / modeline.removeprefix("# yaml-language-server: $schema=")
    assert "alerts" in json.loads(schema.read_text("utf-8"))["properties"]["checks"]["properties"]
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))
    assert all((tmp_path / path).is_file() for path in settings["yaml.schemas"])


def test_init_does_not_touch_a_catalog_that_is_there(tmp_path: Path) -> None:
    gonogo("init", folder=tmp_path)
    before = (tmp_path / "catalog/catalog.yaml").read_bytes()
    again = gonogo("init", folder=tmp_path)
    assert again.code == 2
    assert "is a catalog already" in again.err
    assert (tmp_path / "catalog/catalog.yaml").read_bytes() == before


def test_the_demo_is_copied_whole_and_validates(tmp_path: Path) -> None:
    assert gonogo("init", "--demo", "demo", folder=tmp_path).code == 0
    checked = gonogo("validate", "--catalog", "demo", "--as-of", "2026-11-23", "--strict", folder=tmp_path)
    assert checked.code == 0, checked.out
    assert "29 manifests" in checked.out


def test_fifty_empty_manifests_are_unassessed_and_neither_green_nor_red(tmp_path: Path) -> None:
    gonogo("init", folder=tmp_path)
    for number in range(50):
        made = gonogo("new", f"service-{number:02}", "--tier", "2", folder=tmp_path)
        assert made.code == 0, made.err
    scored = json.loads(gonogo("score", "--format", "json", folder=tmp_path).out)
    assert len(scored["services"]) == 51
    assert {each["verdict"] for each in scored["services"]} == {"unassessed"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Checkout",), "is not an id"),
        (("con",), "is reserved"),
        (("example-service",), "is taken by catalog/services/team-example/example-service.yaml"),
        (("cart", "--owner", "nobody"), "unknown team 'nobody'; known: team-example"),
        (("cart", "--tier", "9"), "unknown tier 9; known: 1, 2, 3, 4"),
    ],
)
def test_new_refuses_what_would_not_validate(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    gonogo("init", folder=tmp_path)
    refused = gonogo("new", *arguments, folder=tmp_path)
    assert refused.code == 2
    assert says in refused.err


MISTAKES = [
    ("owner: team-example", "onwer: team-example", "unknown key `onwer`", "did you mean `owner`?"),
    ("kind: job", "kind: Job", "`Job` is not an allowed value for `kind`", "did you mean `job`?"),
    ("tier: 3", 'tier: "3"', "expected an integer for `tier`, got a string", "remove the quotes: 3"),
    ("  kind: job", "\tkind: job", "a tab where YAML wants spaces", "use spaces"),
    ('name: "Cart"', "name: Cart: the basket", "a second `: ` in one value", 'quote it: "Cart: the basket"'),
]


@pytest.mark.parametrize(("right", "wrong", "what", "how"), MISTAKES)
def test_each_of_five_mistakes_is_named_once_and_says_how_to_mend_it(
    tmp_path: Path, right: str, wrong: str, what: str, how: str
) -> None:
    gonogo("init", folder=tmp_path)
    gonogo("new", "cart", "--kind", "job", folder=tmp_path)
    path = tmp_path / "catalog/services/team-example/cart.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    told = gonogo("validate", folder=tmp_path)
    assert told.code == 1
    assert told.out.count("error[") == 1, told.out
    assert what in told.out
    assert how in told.out
    path.write_text(text, "utf-8")
    assert gonogo("validate", folder=tmp_path).code == 0


def test_the_demo_keeps_the_schemas_that_its_editors_use() -> None:
    # `make schemas` renews them.
    assert "GN322" not in gonogo("validate", "--format", "concise", folder=DEMO).out

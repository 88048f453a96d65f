"""What scorecards follow from: a manifest of which nothing was left out is known by what its file holds."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import asdict

from gonogo import resources
from gonogo.model.manifest import Manifest
from gonogo.order import Order
from gonogo.read.files import Found
from gonogo.read.manifests import bound, document_in
from gonogo.site.grounds import OWN, Grounds
from gonogo.soundly import Sound, read_soundly
from read.cases import BASE, Case
from read.catalogs import service

DAY = date(2026, 11, 23)
DEMO = resources.demo()


def sound(root: Path, memory: Path | None = None) -> Sound:
    return read_soundly(Order(catalog=root, day=DAY, today=DAY, memory=memory))


def grounds(found: Sound) -> dict[str, bytes]:
    return Grounds(found.catalog, DAY, found.catalog.services, found.marks).services


def test_what_a_mark_stands_for_is_taken_from_the_manifest_as_it_is() -> None:
    found, compared = sound(DEMO), set[str]()
    for each in found.catalog.services.values():
        if each.path in found.marks:
            place = Found(name=each.path, shown=each.path)
            document, _ = document_in((DEMO / each.path).read_bytes(), place)
            manifest, _ = bound(document, "manifest", Manifest)
            assert manifest is not None
            said = asdict(manifest) | asdict(manifest.service)
            assert {name: getattr(each, name) for name in OWN} == {name: said[name] for name in OWN}
            compared |= {name for name in OWN if said[name]}
    assert compared == OWN


@pytest.mark.parametrize("before", ["nothing", "the same"])
def test_a_service_has_the_same_grounds_whether_its_manifest_is_read_or_remembered(
    tmp_path: Path, before: str
) -> None:
    if before == "the same":
        sound(DEMO, tmp_path)
    assert grounds(sound(DEMO, tmp_path)) == grounds(sound(DEMO))


def test_a_manifest_of_which_something_is_left_out_is_known_by_what_is_left(tmp_path: Path) -> None:
    Case(BASE).lay_out(tmp_path)
    root = tmp_path / "catalog"
    answers = "reviews:\n- {date: 2026-12-24, kind: launch, decision: go, reviewers: [{name: Ana}]}\n"
    (root / "services" / "whole.yaml").write_text(service("whole"), "utf-8")
    (root / "services" / "cut.yaml").write_text(service("cut") + answers, "utf-8")
    for memory in (None, tmp_path / "memory", tmp_path / "memory"):
        found = sound(root, memory)
        assert not found.catalog.services["cut"].reviews
        assert "services/whole.yaml" in found.marks
        assert "services/cut.yaml" not in found.marks


def test_grounds_change_with_what_a_manifest_says_and_with_what_others_say_of_it(tmp_path: Path) -> None:
    Case(BASE).lay_out(tmp_path)
    root = tmp_path / "catalog"
    path = root / "services" / "one.yaml"
    path.write_text(service("one"), "utf-8")
    (root / "services" / "two.yaml").write_text(service("two"), "utf-8")
    first = grounds(sound(root))
    path.write_text(service("one", "  description: Another.\n"), "utf-8")
    second = grounds(sound(root))
    (root / "tiers.yaml").write_text("schema_version: 1\ntiers:\n  one: 3\n", "utf-8")
    third = grounds(sound(root))
    assert len({first["one"], second["one"], third["one"]}) == 3
    assert first["two"] == second["two"] == third["two"]

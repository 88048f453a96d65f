"""`gonogo import`: whole catalogs, small ones of our own and, where they are at hand, real ones."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gonogo.cli import import_, init, options, validate

SOURCES = Path(__file__).parents[1] / "intake" / "sources"
REAL = os.environ.get("GONOGO_REAL_REPORTS")
"""A folder with real catalogs and reports; without it the small cases are all there is."""

TODAY = date(2026, 11, 23)
FOLDERS = [(path.name, path) for path in sorted(SOURCES.iterdir())] + [
    (path.name, path)
    for path in (sorted(Path(REAL).iterdir()) if REAL else ())
    if path.is_dir() and path.name in import_.NAMES
]

each_source = pytest.mark.parametrize(
    ("importer", "folder"), FOLDERS, ids=[path.as_posix() for _, path in FOLDERS]
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("GONOGO_CATALOG", raising=False)
    monkeypatch.setattr(options, "today", lambda: TODAY)
    with chdir(tmp_path):
        made = CliRunner().invoke(init.command, [])
        assert made.exit_code == 0, made.output
        yield


def run(importer: str, *arguments: str) -> Result:
    """Call `gonogo import`; whatever it is given, it must not fall over."""
    result = CliRunner().invoke(import_.command, [importer, *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def files() -> dict[str, bytes]:
    """Return every file of the catalog."""
    return {
        path.as_posix(): path.read_bytes() for path in sorted(Path("catalog").rglob("*")) if path.is_file()
    }


def manifest(service: str) -> Path:
    """Return the file of a service."""
    return next(Path("catalog/services").rglob(f"{service}.yaml"))


@each_source
def test_what_was_imported_has_no_errors_and_a_second_import_changes_nothing(
    importer: str, folder: Path
) -> None:
    assert run(importer, str(folder)).exit_code == 0
    checked = CliRunner().invoke(validate.command, ["--strict"])
    assert checked.exit_code == 0, checked.output
    first = files()
    for options_of_call in ([], ["--update"]):
        assert run(importer, str(folder), *options_of_call).exit_code == 0
        assert files() == first


@each_source
def test_notes_comments_and_changes_of_people_survive_an_update(importer: str, folder: Path) -> None:
    run(importer, str(folder))
    path = next(
        path
        for path in sorted(Path("catalog/services").rglob("*.yaml"))
        if b"x-imported" in path.read_bytes()
    )
    text = path.read_text("utf-8")
    name = re.search(r"^  id: (\S+)$", text, re.MULTILINE)
    assert name is not None
    changed = text.replace(
        "  lifecycle: ", "  # as the team says\n  tier: 3   # not what the source says\n  lifecycle: ", 1
    )
    changed = re.sub(r"^  tier: \d\n", "", changed, count=1, flags=re.MULTILINE)
    changed = re.sub(r"^  name: .*$", '  name: "Renamed by hand"', changed, count=1, flags=re.MULTILINE)
    changed = changed.replace(
        "checks:\n", "checks:\n  rollback-strategy:\n    status: unmet\n    note: By hand.\n"
    )
    if "checks:\n" not in changed:
        changed = changed.replace(
            "# Kept by",
            "checks:\n  rollback-strategy:   # a comment\n    status: unmet\n    note: By hand.\n# Kept by",
        )
    path.write_text(changed, "utf-8")
    run(importer, str(folder), "--update")
    after = path.read_text("utf-8")
    assert after == changed
    assert run(importer, str(folder), "--update").exit_code == 0
    assert path.read_text("utf-8") == after


def test_what_the_source_changes_is_changed_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "catalog-info.yaml"
    entity = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: cart\n  description: {}\n"
        "  tags: [{}]\nspec: {{type: service, lifecycle: {}, owner: shop{}}}\n"
    )
    source.write_text(entity.format("Old words.", "a, b", "experimental", ", system: till"))
    run("backstage", str(source))
    path = manifest("cart")
    by_hand = (
        path.read_text()
        .replace("    - b\n", "    - b\n    - mine   # ours\n")
        .replace("  kind: service\n", "  # what it is\n\n  kind:   job\n")
    )
    path.write_text(by_hand)
    source.write_text(entity.format("New words.", "b, c", "production", ", dependsOn: [component:bank]"))
    before = files()
    told = run("backstage", str(source))
    assert "Behind the source" in told.output
    assert files() == before
    assert "Changed (1)" in run("backstage", str(source), "--update").output
    expected = (
        by_hand.replace("Old words.", "New words.")
        .replace("    - a\n", "")
        .replace("    - mine   # ours\n", "    - mine   # ours\n    - c\n")
        .replace("lifecycle: development", "lifecycle: production")
        .replace("  system: till\n", "")
    )
    after = path.read_text()
    assert after.partition("x-imported")[0] == expected.partition("x-imported")[0].replace(
        "    - c\n", "    - c\n  depends_on:\n    - external: bank\n      criticality: soft\n"
    )
    assert "Changed" not in run("backstage", str(source), "--update").output
    assert path.read_text() == after


def test_services_that_the_source_has_no_more_are_told_and_left() -> None:
    run("opslevel", str(SOURCES / "opslevel"))
    Path("other.opslevel.yml").write_text("version: 1\nservice: {name: Other, owner: shop}\n")
    before = manifest("cart-service").read_bytes()
    told = run("opslevel", "other.opslevel.yml", "--update")
    assert "Gone" in told.output
    assert "cart-service" in told.output
    assert manifest("cart-service").read_bytes() == before


def test_manifests_that_people_wrote_are_left_alone() -> None:
    Path("catalog/services/team-example/cart-service.yaml").write_text(
        "schema_version: 1\nservice:\n  id: cart-service\n  name: Ours\n  owner: team-example\n"
        "  kind: service\n  lifecycle: beta\n"
    )
    before = manifest("cart-service").read_bytes()
    told = run("opslevel", str(SOURCES / "opslevel"), "--update")
    assert "written by hand" in told.output
    assert manifest("cart-service").read_bytes() == before


def test_a_manifest_that_was_renamed_and_moved_is_found_again() -> None:
    run("opslevel", str(SOURCES / "opslevel"))
    old = manifest("cart-service")
    new = Path("catalog/services/elsewhere.yaml")
    new.write_text(old.read_text().replace("id: cart-service", "id: basket\n  former_ids: [cart-service]"))
    old.unlink()
    told = run("opslevel", str(SOURCES / "opslevel"), "--update", "--format", "json")
    steps = json.loads(told.output)["services"]
    assert [(step["service"], step["doing"]) for step in steps] == [("basket", "the same")]


def test_an_unreadable_manifest_is_neither_overwritten_nor_made_anew() -> None:
    run("opslevel", str(SOURCES / "opslevel"))
    path = manifest("cart-service")
    path.write_text(path.read_text() + "nonsense: true\n")
    before = files()
    assert "Left alone (1)" in run("opslevel", str(SOURCES / "opslevel"), "--update").output
    assert files() == before


def test_what_could_not_be_mapped_is_told_with_its_place() -> None:
    told = run("backstage", str(SOURCES / "backstage")).output
    rows = [re.split(r"  +", line.strip()) for line in told.splitlines()]
    places = {(row[0], row[1]): row[3].rpartition("/")[2] for row in rows if len(row) == 5}
    assert places["owner", "user:guest"] == "catalog-info.yaml:35"
    assert places["kind", "source-code"] == "catalog-info.yaml:33"
    assert places["lifecycle", "5 weeks"] == "catalog-info.yaml:34"
    assert places["dependency", "nowhere"] == "catalog-info.yaml:27"
    assert places["kind", "AiResource"] == "catalog-info.yaml:64"
    assert places["link", "an address that may not be a link"] == "catalog-info.yaml:19"
    assert "secret" not in told


def test_no_secret_of_the_source_gets_into_the_catalog() -> None:
    run("backstage", str(SOURCES / "backstage"))
    everything = b"".join(files().values())
    assert b"0123456789abcdef" not in everything
    assert b"user:secret" not in everything
    assert b"javascript:" not in everything


def test_names_that_are_there_twice_get_ids_of_their_own() -> None:
    run("backstage", str(SOURCES / "backstage"))
    names = sorted(path.stem for path in Path("catalog/services").rglob("*.yaml"))
    assert names == [
        "cart-api",
        "cart-db",
        "checkout",
        "checkout-2",
        "example-service",
        "invalid-component",
    ]


def test_a_mapping_decides_on_owners_kinds_tiers_and_lifecycles() -> None:
    Path("map.yaml").write_text(
        'schema_version: 1\nowners:\n  "user:guest": team-example\nkinds:\n  source-code: website\n'
        "  airesource/skill: ai-agent\n  resource: skip\ntiers:\n  tier-1: 4\nlifecycles:\n  5 weeks: beta\n"
        "default:\n  owner: team-example\n  tier: 2\n  criticality: hard\nskip:\n  - invalid*\n"
    )
    told = run("backstage", str(SOURCES / "backstage"), "--map", "map.yaml").output
    assert "Left out by the mapping: 2" in told
    checkout = manifest("checkout").read_text()
    for line in ("owner: team-example", "kind: website", "tier: 2", "lifecycle: beta", "criticality: hard"):
        assert f"{line}\n" in checkout
    assert "  tier: 4\n" in manifest("cart-api").read_text()
    assert "  kind: ai-agent\n" in manifest("cart-skill").read_text()
    assert not list(Path("catalog/services").rglob("cart-db.yaml"))


def test_the_mapping_names_the_platforms_that_services_run_on() -> None:
    Path("catalog/platforms").mkdir()
    Path("catalog/platforms/cluster.yaml").write_text(
        "schema_version: 1\nid: cluster\nname: Cluster\nowner: team-example\nchecks:\n"
        "  centralized-logging:\n    status: met\n    evidence:\n      - kind: document\n"
        "        url: https://wiki.example.com\n        collected_on: 2026-11-01\n"
    )
    text = "schema_version: 1\ndefault:\n  platforms:\n    - {}\n"
    Path("map.yaml").write_text(text.format("cluster"))
    assert run("backstage", str(SOURCES / "backstage"), "--map", "map.yaml").exit_code == 0
    assert "  platforms:\n    - cluster\n" in manifest("cart-api").read_text()
    libraries = [
        path for path in Path("catalog/services").rglob("*.yaml") if "kind: library" in path.read_text()
    ]
    assert not any("platforms:" in path.read_text() for path in libraries)
    checked = CliRunner().invoke(validate.command, ["--strict"])
    assert checked.exit_code == 0, checked.output
    Path("map.yaml").write_text(text.format("clster"))
    told = run("backstage", str(SOURCES / "backstage"), "--map", "map.yaml", "--update")
    assert told.exit_code == 2
    assert "there is no platform 'clster'; there is cluster" in told.output


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("schema_version: 1\nowner: {}\n", "GN201"),
        ("schema_version: 1\nkinds:\n  a: servce\n", "GN203"),
        ("a: [\n", "GN101"),
    ],
)
def test_a_broken_mapping_is_shown_and_nothing_is_written(text: str, code: str) -> None:
    Path("map.yaml").write_text(text)
    before = files()
    told = run("csv", str(SOURCES / "csv"), "--map", "map.yaml")
    assert told.exit_code == 2
    assert code in told.output
    assert files() == before


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("backstage", "a: [\n"),
        ("backstage", "just a text\n"),
        ("backstage", ""),
        ("datadog", "apiVersion: v3\n"),
        ("opslevel", "version: 1\nrepository: {owner: x}\n"),
        ("cortex", "info: {}\n"),
        ("compass", "typeId: SERVICE\n"),
        ("csv", "a;b\n1;2\n"),
        ("csv", 'id\n"open\n'),
        ("codeowners", "* @acme/all\n"),
    ],
)
def test_input_that_holds_nothing_is_told_in_one_line_and_exits_with_2(importer: str, text: str) -> None:
    Path("source").write_text(text)
    before = files()
    told = run(importer, "source")
    assert told.exit_code == 2
    assert files() == before


def test_the_source_that_was_meant_is_named_and_nothing_reads_as_gone() -> None:
    run("backstage", str(SOURCES / "backstage"))
    told = run("backstage", str(SOURCES / "datadog"), "--update")
    assert told.exit_code == 2
    assert "it has files of datadog" in told.output
    assert "Gone" not in told.output


def test_a_broken_file_does_not_keep_the_others_from_being_imported() -> None:
    Path("broken.yaml").write_text("apiVersion: backstage.io/v1alpha1\n  kind: [\n")
    told = run("backstage", str(SOURCES / "backstage"), "broken.yaml")
    assert told.exit_code == 2
    assert "broken.yaml:2" in told.output
    assert manifest("cart-api").is_file()


def test_a_dry_run_writes_nothing() -> None:
    before = files()
    told = run("datadog", str(SOURCES / "datadog"), "--dry-run", "--update")
    assert "New (3)" in told.output
    assert "Nothing was written." in told.output
    assert files() == before


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path("catalog/services/order-management-team").symlink_to(tmp_path / "elsewhere")
    told = run("opslevel", str(SOURCES / "opslevel"))
    assert told.exit_code == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_teams_and_people_come_into_teams_yaml_below_what_is_there() -> None:
    path = Path("catalog/teams.yaml")
    path.write_text(path.read_text() + "groups: [{id: sre-leads, people: [ana]}]   # by hand\n")
    before = path.read_text()
    run("backstage", str(SOURCES / "backstage"))
    after = path.read_text()
    assert after.startswith(before.partition("groups:")[0].rstrip())
    assert after.count("groups: [{id: sre-leads, people: [ana]}]   # by hand\n") == 1
    assert (
        "  - id: team-shop\n    name: Shop\n    description: Sells things.\n    parent: commerce\n" in after
    )
    assert "  - id: ana\n    name: Ana P.\n    emails:\n      - " in after
    assert "  - id: platform\n    name: platform\n" in after


def test_the_address_of_a_person_finds_the_team() -> None:
    run("backstage", str(SOURCES / "backstage"))
    assert "  owner: team-shop\n" in manifest("invalid-component").read_text()


def test_a_service_without_a_team_says_so_itself() -> None:
    run("cortex", str(SOURCES / "cortex"))
    text = manifest("mailer").read_text()
    assert "  owner: unowned\n" in text
    assert "  service-owner:\n    status: unmet\n" in text
    Path("map.yaml").write_text("schema_version: 1\nowners:\n  nobody.knows@example.com: team-example\n")
    run("cortex", str(SOURCES / "cortex"), "--update", "--map", "map.yaml")
    text = manifest("mailer").read_text()
    assert "  owner: team-example\n" in text
    assert "unmet" not in text


def test_manifests_go_where_the_catalog_looks_for_them() -> None:
    path = Path("catalog/catalog.yaml")
    path.write_text(path.read_text() + "manifests:\n  - services/**/*.yaml\n  - teams/*/readiness/*.yaml\n")
    run("compass", str(SOURCES / "compass"))
    assert Path("catalog/services/unowned/marketing-site.yaml").is_file()
    Path("catalog/services/unowned/marketing-site.yaml").unlink()
    path.write_text(path.read_text().replace("  - services/**/*.yaml\n", ""))
    told = run("compass", str(SOURCES / "compass"))
    assert told.exit_code == 2
    assert "has a place for" in told.output


def test_schemas_that_editors_use_know_the_new_teams() -> None:
    run("compass", str(SOURCES / "compass"))
    assert "unowned" in Path("catalog/.schema/manifest.schema.json").read_text()


def test_a_folder_is_searched_for_the_files_of_the_source_only() -> None:
    tree = Path("repository")
    for name, text in {
        "a/catalog-info.yaml": (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\n"
            "spec: {type: service, owner: x}\n"
        ),
        "chart/templates/x.yaml": "{{ .Values }}\n: [",
        ".git/catalog-info.yaml": "kind: Component\nmetadata: {name: hidden}\n",
        "node_modules/b/catalog-info.yaml": "kind: Component\nmetadata: {name: vendored}\n",
    }.items():
        (tree / name).parent.mkdir(parents=True)
        (tree / name).write_text(text)
    (tree / "link").symlink_to("a")
    told = run("backstage", "repository", "--format", "json")
    assert told.exit_code == 0
    assert [each["service"] for each in json.loads(told.output)["services"]] == ["a"]

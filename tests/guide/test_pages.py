"""The pages of the Guide: every file in them is valid, every link leads somewhere, nothing has drifted."""

import re
import shlex
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import click
import pytest
from click.testing import CliRunner
from markdown import Markdown  # type: ignore[import-untyped]

from gonogo.cli.main import COMMANDS, gonogo
from gonogo.model.artifact import PageKind
from gonogo.model.portfolio import HALVES, UNCOUNTED, State, Verdict
from gonogo.model.words import Severity
from gonogo.publish.pages.environment import PATHS
from gonogo.read import read
from gonogo.site.codes import EXTENSIONS
from guide import pages, small

TODAY = date(2026, 11, 23)

each_page = pytest.mark.parametrize("name", pages.NAMES)

YAML = [block for name in pages.NAMES for block in pages.blocks(name, "yaml")]
FILES = [block for block in YAML if not block.title.startswith(pages.FRAGMENT)]
OF_CATALOG = [block for block in YAML if block.title.startswith(f"{pages.FRAGMENT}{pages.IN_CATALOG}")]


def test_the_pages_are_those_that_are_known() -> None:
    assert {path.stem for path in pages.GUIDE.glob("*.md")} == set(pages.NAMES)


def test_pages_are_read_in_their_order() -> None:
    said = [int(re.match(r"---\norder: (\d+)\n---\n", pages.text(name))[1]) for name in pages.NAMES]  # type: ignore[index]
    assert said == sorted(set(said))


@each_page
def test_a_page_has_one_heading_of_the_first_rank(name: str) -> None:
    assert len(re.findall("^# ", pages.prose(name), re.MULTILINE)) == 1


@each_page
def test_no_page_has_drifted(name: str) -> None:
    drifted = f"{name}.md has drifted; run python scripts/guide.py"
    assert pages.generator().renewed(pages.text(name)) == pages.text(name), drifted


@each_page
def test_links_lead_to_pages_and_headings_that_exist(name: str) -> None:
    of_portal = {f"../{PATHS[kind]}.md" for kind in ALWAYS}
    for link in pages.links(name):
        path, _, anchor = link.partition("#")
        page = path.removesuffix(".md") or name
        if page in pages.NAMES:
            assert not anchor or anchor in pages.anchors(page), link
        else:
            assert path in of_portal or re.fullmatch(r"codes/GN\d{3}\.md", path), link
            assert path in of_portal or (pages.GUIDE / path).is_file(), link


ALWAYS = (
    PageKind.HOME,
    PageKind.SERVICES,
    PageKind.ON_CALL,
    PageKind.TEAMS,
    PageKind.CHECKS,
    PageKind.RISKS,
    PageKind.REVIEWS,
    PageKind.CHANGES,
    PageKind.WAIVERS,
)
"""Pages that every portal has, so that the Guide may link to them."""


@each_page
def test_a_page_renders_without_leftovers_and_without_styles(name: str) -> None:
    source = pages.text(name).partition("\n---\n")[2]
    html = Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSIONS).convert(source)
    assert "style=" not in html
    assert "<script" not in html
    left = re.sub(r"<(pre|code)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"```|^\?\?\?|^!!!|^\|", left, re.MULTILINE)


# What stands in the blocks


def test_every_yaml_block_says_which_file_it_is() -> None:
    assert all(block.title for block in YAML)
    in_catalog = (pages.IN_CATALOG, f"{pages.FRAGMENT}{pages.IN_CATALOG}")
    elsewhere = {block.page for block in YAML if not block.title.startswith(in_catalog)}
    assert elsewhere == {"scoring"}, "only worked examples, which have a test of their own, are in no catalog"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalog as `gonogo init` makes it."""
    folder = tmp_path_factory.mktemp("guide") / "catalog"
    assert CliRunner().invoke(gonogo, ["init", str(folder)]).exit_code == 0
    return folder


def catalog_of(last: pages.Block, made: Path, target: Path) -> Path:
    """Return the catalog of `made` with all complete files of the pages on which `last` builds, up to it."""
    files: dict[str, str | dict[str, Any]] = {
        path.relative_to(made).as_posix(): path.read_text("utf-8") for path in made.rglob("*.yaml")
    }
    files |= {path: small.completed(path, text) for path, text in MADE_BY_COMMANDS.get(last.page, {}).items()}
    before = YAML[: YAML.index(last)]
    here = [each for each in (*before, last) if each in FILES and each.page == last.page]
    for block in (*(each for each in before if each.page == BUILDS_ON.get(last.page)), *here):
        files[block.title.removeprefix(pages.IN_CATALOG)] = block.text
    small.write(target, files)
    return target


BUILDS_ON = {"review": "manifest"}
"""Pages that go on with the files of another."""

MADE_BY_COMMANDS = {"team-start": {"services/cart.yaml": "service:\n  owner: team-checkout\n"}}
"""Files that a page's commands make, as far as its blocks need them."""


def complaints(root: Path) -> list[str]:
    reading = read(root, day=TODAY, today=TODAY)
    ignored = ("example-service.yaml", *(PurePosixPath(path).name for path in MADE_BY_COMMANDS["team-start"]))
    return [
        f"{each.place.path}: {each.code} {each.message}"
        for each in reading.problems
        if each.severity is not Severity.NOTICE and not each.place.path.endswith(ignored)
    ]


@pytest.mark.parametrize("block", FILES, ids=lambda block: f"{block.page} {block.title}")
def test_a_complete_file_is_valid_among_those_before_it(
    block: pages.Block, made: Path, tmp_path: Path
) -> None:
    assert complaints(catalog_of(block, made, tmp_path)) == []


@pytest.mark.parametrize("block", OF_CATALOG, ids=lambda block: f"{block.page} {block.title}")
def test_a_fragment_is_valid_in_its_file(block: pages.Block, made: Path, tmp_path: Path) -> None:
    root = catalog_of(block, made, tmp_path)
    path = block.title.removeprefix(pages.FRAGMENT).removeprefix(pages.IN_CATALOG)
    below = small.loaded((root / path).read_text("utf-8"))
    small.write(root, {path: small.completed(path, block.text, below)})
    assert complaints(root) == []


@pytest.mark.parametrize("block", [each for name in pages.NAMES for each in pages.blocks(name, "bash")])
def test_commands_and_their_options_exist(block: pages.Block) -> None:
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[0] == "gonogo"
        assert words[1] in COMMANDS
        command = gonogo.get_command(click.Context(gonogo), words[1])
        assert command is not None
        known = {option for each in command.params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= known


# What the pages say of the rules


def test_credits_are_those_that_count() -> None:
    rows = re.findall(r"^\| \*\*([\w-]+)\*\* \| .* \| (.+?) \|$", pages.text("scoring"), re.MULTILINE)
    said = {name: credit for name, credit in rows if name in set(State)}
    shown = {0: "0", 1: "½", 2: "1"}
    expected = {state.value: shown[HALVES.get(state, 0)] for state in State if state not in UNCOUNTED}
    expected |= {State.SCHEDULED.value: "out", State.NOT_APPLICABLE.value: "out"}
    assert said == expected


@pytest.mark.parametrize("word", [*State, *Verdict])
def test_every_state_and_verdict_is_in_the_glossary(word: str) -> None:
    assert f"`{word}`" in pages.text("glossary")


def test_what_readers_meet_first_says_all_verdicts_and_states() -> None:
    start = pages.text("index").lower().replace("not applicable", "not-applicable")
    assert [word for word in (*State, *Verdict) if f"**{word.value}**" not in start] == []

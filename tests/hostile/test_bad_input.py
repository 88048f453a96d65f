"""Every case of bad input through `build`, `diff` and `comment`: `validate` alone is not what people call."""

import json
import re
import shutil
import subprocess
from itertools import chain
from operator import attrgetter
from pathlib import Path

import pytest

from cli.places import DAY
from gonogo import resources
from gonogo.model.artifact import PageKind
from gonogo.model.codes import CODES
from gonogo.publish.pages.service import LONGEST_NAME
from gonogo.read import read
from gonogo.site import building
from gonogo.site.publication import Draft
from gonogo.site.writing import Output
from read.cases import BASE, EXAMPLES, Case, cases
from read.command import AS_OF, Answer, gonogo

BAD = [case for case in cases() if case.folder.parent.name == "invalid"]

UNUSABLE = 2
"""How every command ends where the catalog's own configuration is wrong."""


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose only commit is the base of the cases, which has no problem."""
    folder = tmp_path_factory.mktemp("committed")
    Case(BASE).lay_out(folder)
    for command in ("init --quiet", "add --all", "-c user.name=a -c user.email=a@b commit --quiet -m base"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    return folder


@pytest.fixture
def folder(case: Case, committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository in which the case lies over what is committed, not committed itself."""
    packs = case.packs
    if packs is not None:
        monkeypatch.setattr(resources, "packs", lambda: packs)
    monkeypatch.setenv("GONOGO_CACHE_DIR", str(tmp_path / "cache"))
    here = tmp_path / "here"
    here.mkdir()
    case.lay_out(here)
    shutil.copytree(committed / ".git", here / ".git")
    return here


def without_mkdocs(draft: Draft, _config: object, output: Output, **_: object) -> int:
    """Render the pages that say what is wrong, and all files; MkDocs itself gets a few cases below."""
    publication = draft.whole()
    renderer, beside = publication.renderer(), publication.beside()
    for ref in publication.refs:
        if ref.kind in {PageKind.HOME, PageKind.PROBLEMS, PageKind.SERVICE, PageKind.SERVICES}:
            body = renderer.page(ref).body.encode("utf-8", "xmlcharrefreplace")
            output.write(publication.links.file(ref.path), body)
    formats = (make() for make in (*publication.files, *publication.of_groups))
    for artifact in chain(*formats, *map(beside, publication.refs)):
        output.write(artifact.path, artifact.content)
    for name, gather in publication.gathered.items():
        output.put_together(name, gather(output.read))
    return 0


def build(folder: Path) -> Answer:
    return gonogo("build", "--as-of", DAY, "--site-dir", "site", "--workers", "1", folder=folder)


def is_usable(case: Case) -> bool:
    return case.exit_code != UNUSABLE


def is_calm(answer: Answer) -> bool:
    """Tell whether a command ended as one that was meant to."""
    return "Traceback" not in answer.err and "GN901" not in answer.err and answer.code in {0, 1, 2}


@pytest.mark.parametrize("case", BAD, ids=attrgetter("name"))
def test_a_portal_is_built_and_says_what_is_wrong(
    case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "build", without_mkdocs)
    answer = build(folder)
    assert is_calm(answer), answer.err
    assert answer.code == (0 if is_usable(case) else UNUSABLE)
    assert (folder / "site").exists() is is_usable(case)
    if is_usable(case):
        tells_what_is_wrong(folder)
    else:
        assert "error[GN" in answer.err


def tells_what_is_wrong(folder: Path) -> None:
    """Check that the portal has a page for every manifest, and that the page of a broken one says why."""
    reading = read(folder / "catalog", day=AS_OF, today=AS_OF)
    assert reading.catalog is not None
    pages = {path.stem: path.read_text("utf-8") for path in (folder / "site" / "services").glob("*.html")}
    assert pages.keys() >= reading.catalog.services.keys()
    assert len(pages) == len(reading.catalog.services) + len(reading.catalog.unreadable) + 1
    whole = (folder / "site" / "problems.html").read_text("utf-8")
    errors = {each.code for each in reading.problems if each.severity == "error"}
    assert all(code in whole for code in errors)
    for each in reading.catalog.unreadable:
        page = next(html for name, html in pages.items() if name == each.id or is_page_of(name, each.path))
        assert any(code in page for code in errors), each.path


def is_page_of(name: str, path: str) -> bool:
    """Tell whether a page is that of a file whose id nobody knows, or somebody else has."""
    wanted = re.sub(r"[^a-z0-9._-]+", "-", path.lower().replace("/", ".")).strip(".-")
    return name == wanted if len(wanted) <= LONGEST_NAME else name.startswith(wanted[: LONGEST_NAME // 2])


@pytest.mark.parametrize("case", BAD, ids=attrgetter("name"))
def test_a_difference_is_told_and_becomes_a_comment(case: Case, folder: Path) -> None:
    answer = gonogo(
        "diff", "HEAD", "--as-of", DAY, "--format", "json", "--output", "diff.json", folder=folder
    )
    assert is_calm(answer), answer.err
    assert answer.code == (0 if is_usable(case) else UNUSABLE)
    if not is_usable(case):
        assert "error[GN" in answer.err
        assert not (folder / "diff.json").exists()
    comment = gonogo("comment", "--input", "diff.json", "--dry-run", folder=folder)
    assert is_calm(comment), comment.err
    assert comment.code == 0
    assert comment.out.startswith("<!-- gonogo:v1 -->") is is_usable(case)


@pytest.mark.parametrize("case", BAD[::40], ids=attrgetter("name"))
def test_a_bad_commit_can_be_the_base(case: Case, folder: Path) -> None:
    subprocess.run(["git", "add", "--all", "catalog"], cwd=folder, check=True, capture_output=True)
    commit = "-c user.name=a -c user.email=a@b commit --quiet --allow-empty -m bad"
    subprocess.run(["git", *commit.split()], cwd=folder, check=True)
    answer = gonogo("diff", "HEAD", "HEAD~1", "--as-of", DAY, folder=folder)
    assert is_calm(answer), answer.err
    assert answer.code == (0 if is_usable(case) else UNUSABLE)


WHOLE = (
    "invalid/001-misspelt-key",
    "invalid/063-id-index",
    "invalid/086-link-to-a-folder",
    "invalid/088-file-name-not-utf-8",
    "invalid/088-newline-in-file-name",
    "invalid/088-file-name-of-250-characters",
    "invalid/088-file-names-that-differ-in-case",
)


@pytest.mark.parametrize("case", [Case(EXAMPLES / name) for name in WHOLE], ids=attrgetter("name"))
@pytest.mark.usefixtures("case")
def test_mkdocs_builds_it_too(folder: Path) -> None:
    answer = build(folder)
    assert answer.code == 0, answer.err
    assert is_calm(answer), answer.err
    tells_what_is_wrong(folder)
    json.loads((folder / "site" / "search" / "search_index.json").read_bytes())


def test_every_row_of_codes_is_among_the_cases() -> None:
    told = {
        each["code"]
        for case in BAD
        if (case.folder / "expected.json").exists()
        for each in json.loads((case.folder / "expected.json").read_text("utf-8"))["diagnostics"]
    }
    errors = {code for code, each in CODES.items() if each.severity == "error"}
    assert errors - told <= {"GN299", "GN603", "GN901"}

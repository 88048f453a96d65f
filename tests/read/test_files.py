"""Which files are read, and that nothing else is."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gonogo.model.problem import Problem
from gonogo.read.files import Disk, Found, Overlay, pattern
from read.cases import EXAMPLES, Case
from read.catalogs import DAY, service

PAYMENTS = "services/payments.yaml"


@pytest.mark.parametrize(
    ("glob", "name", "matches"),
    [
        ("services/**/*.yaml", "services/a.yaml", True),
        ("services/**/*.yaml", "services/x/y/a.yaml", True),
        ("services/**/*.yaml", "services/a.yml", False),
        ("services/**/*.yaml", "services/a.YAML", False),
        ("services/**/*.yaml", "other/a.yaml", False),
        ("services/**/*.yaml", "xservices/a.yaml", False),
        ("services/*.yaml", "services/x/a.yaml", False),
        ("services/?.yaml", "services/a.yaml", True),
        ("services/?.yaml", "services/ab.yaml", False),
        ("**/readiness.yaml", "readiness.yaml", True),
        ("**/readiness.yaml", "a/b/readiness.yaml", True),
        ("a.b/*.yaml", "aXb/c.yaml", False),
        ("*.yaml", "a\nb.yaml", True),
        ("services/**", "services/x/a", True),
    ],
)
def test_a_pattern_matches_whole_names(glob: str, name: str, *, matches: bool) -> None:
    assert (pattern(glob).match(name) is not None) is matches


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    Case(EXAMPLES / "base").lay_out(tmp_path)
    return tmp_path / "catalog"


def found(name: str = PAYMENTS) -> Found:
    return Found(name=name, shown=name)


def names(catalog: Path, *globs: str) -> list[str]:
    return [each.name for each in Disk(root=str(catalog)).listing(globs).files]


def test_files_are_listed_once_and_in_order_of_their_names(catalog: Path) -> None:
    (catalog / "services" / "a").mkdir()
    (catalog / "services" / "a" / "z.yaml").write_text("")
    expected = ["services/a/z.yaml", "services/cart.yaml", "services/payments.yaml"]
    assert names(catalog, "services/**/*.yaml") == expected
    assert names(catalog, "services/*.yaml", "services/**/*.yaml", "services/c*.yaml") == expected


@pytest.mark.parametrize(
    "glob", ["*/deep/*.yaml", "services/*/*.yaml", "s?rvices/deep/**/*.yaml", "**/z.yaml"]
)
def test_a_wildcard_may_stand_for_a_folder_on_the_way(glob: str, catalog: Path) -> None:
    (catalog / "services" / "deep").mkdir()
    (catalog / "services" / "deep" / "z.yaml").write_text("")
    assert names(catalog, glob) == ["services/deep/z.yaml"]


@pytest.mark.parametrize("place", [".", "catalog", "catalog/services", "catalog/services/a", "elsewhere"])
def test_a_file_is_shown_as_seen_from_the_working_directory(
    place: str, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (catalog / "services" / "a").mkdir()
    (catalog / "services" / "a" / "z.yaml").write_text("")
    (catalog.parent / "elsewhere").mkdir()
    monkeypatch.chdir(catalog.parent / place)
    for root in (catalog, Path(os.path.relpath(catalog))):
        listed = Disk(root=str(root)).listing(["*.yaml", "services/**/*.yaml"]).files
        assert [each.shown for each in listed] == [os.path.relpath(catalog / each.name) for each in listed]
        assert len(listed) > 3


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("é-😀-\uffee.yaml", None),
        ("a\x7fb.yaml", "\\x7f"),
        ("a\u200bb.yaml", "\\u200b"),
        ("a\udc80.yaml", "that is not UTF-8"),
    ],
)
def test_the_name_of_a_file_holds_what_can_be_seen(name: str, sign: str | None, catalog: Path) -> None:
    (catalog / "platforms" / name).touch()
    listed = Disk(root=str(catalog)).listing(["platforms/*.yaml"])
    read, refused = ([each.name for each in part] for part in (listed.files, listed.refused))
    assert (f"platforms/{name}" in read, f"platforms/{name}" in refused) == (sign is None, sign is not None)
    assert [each.message for each in listed.problems] == (
        [f"the name of the file holds a character {sign}"] if sign else []
    )


def test_what_lies_beside_is_told_once_and_what_nobody_takes_for_a_manifest_is_not(catalog: Path) -> None:
    for name in ("services/x.yml", "services/deep/y.JSON", "services/notes.md", "top.yml", "services/.z.yml"):
        (catalog / name).parent.mkdir(exist_ok=True)
        (catalog / name).write_text("")
    (catalog / "services" / "link.yml").symlink_to("x.yml")
    (catalog / "services" / "folder").symlink_to("deep")
    listed = Disk(root=str(catalog)).listing(
        ["services/*.yaml", "services/deep/*.yaml", "platforms/**", "*.yaml"]
    )
    told = [(each.code, os.path.relpath(each.place.path, catalog)) for each in listed.problems]
    assert told == [
        ("GN320", "services/deep/y.JSON"),
        ("GN005", "services/folder"),
        ("GN320", "services/link.yml"),
        ("GN320", "services/x.yml"),
    ]
    assert [each.name for each in listed.refused] == ["services/folder"]


@pytest.mark.parametrize("hidden", [".git/a.yaml", ".schema/a.yaml", ".a.yaml"])
def test_hidden_folders_and_files_are_not_told_of(hidden: str, catalog: Path) -> None:
    path = catalog / "services" / hidden
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    listed = Disk(root=str(catalog)).listing(["services/*/a.yaml", "services/[a-z]*.yaml"])
    assert listed.files == ()


def test_no_more_is_read_than_one_byte_beyond_the_limit(catalog: Path) -> None:
    (catalog / PAYMENTS).write_bytes(b"x" * 1_000)
    assert Disk(root=str(catalog)).content(found(), 10) == b"x" * 11


def _linked(path: Path) -> None:
    path.symlink_to("cart.yaml")


def _nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    ("make", "code"), [(_nothing, "GN001"), (_linked, "GN005"), (Path.mkdir, "GN005"), (os.mkfifo, "GN005")]
)
def test_what_changes_between_listing_and_reading_is_told_of(
    make: Callable[[Path], None], code: str, catalog: Path
) -> None:
    (catalog / PAYMENTS).unlink()
    make(catalog / PAYMENTS)
    problem = Disk(root=str(catalog)).content(found(), 10)
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_a_file_that_may_not_be_opened_is_told_of_and_others_are_read(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gonogo.read import read

    opened = os.open

    def refusing(path: str, *arguments: int) -> int:
        if str(path).endswith("payments.yaml"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refusing)
    result = read(catalog, day=DAY, today=DAY)
    assert [(each.code, each.message) for each in result.problems] == [
        ("GN001", "the file cannot be read: Permission denied")
    ]
    assert result.catalog is not None
    assert list(result.catalog.services) == ["cart"]


def test_a_file_that_a_disk_cannot_read_is_told_of(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_descriptor: int, _most: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "read", failing)
    problem = Disk(root=str(catalog)).content(found(), 10)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.message) == ("GN001", "the file cannot be read: Input/output error")


def test_what_an_editor_holds_takes_the_place_of_the_file(catalog: Path) -> None:
    tree = Overlay(below=Disk(root=str(catalog)), held={PAYMENTS: b"abc"})
    assert tree.content(found(), 10) == b"abc"
    assert tree.content(found(), 1) == b"ab"
    assert tree.content(found("services/cart.yaml"), 3) == b"sche"
    assert tree.exists(PAYMENTS)


def test_what_an_editor_holds_need_not_be_on_disk(catalog: Path) -> None:
    tree = Overlay(below=Disk(root=str(catalog)), held={"services/new.yaml": service("new").encode()})
    listed = tree.listing(["services/*.yaml"])
    assert [each.name for each in listed.files] == ["services/cart.yaml", "services/new.yaml", PAYMENTS]
    assert tree.exists("services/new.yaml")
    assert not tree.exists("services/other.yaml")
    assert [each.name for each in tree.listing(["platforms/*.yaml"]).files] == [
        "platforms/kubernetes-prod.yaml"
    ]


def test_a_linked_folder_on_the_way_is_refused(catalog: Path) -> None:
    (catalog / "services").rename(catalog.parent / "elsewhere")
    (catalog / "services").symlink_to("../elsewhere")
    listed = Disk(root=str(catalog)).listing(["services/**/*.yaml"])
    assert listed.files == ()
    assert [each.code for each in listed.problems] == ["GN005"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (errno.EACCES, [("GN001", "the folder cannot be listed: Permission denied")]),
        (errno.ENOENT, []),
        (errno.ENOTDIR, []),
    ],
)
def test_a_folder_that_may_not_be_listed_is_told_of_and_others_are_read(
    error: int, told: list[tuple[str, str]], catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("early", "secret", "seen"):
        folder = catalog / "services" / name
        folder.mkdir()
        (folder / f"{name}-service.yaml").write_text(service(f"{name}-service"), "utf-8")
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("secret"):
            raise OSError(error, os.strerror(error), path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    there = Disk(root=str(catalog)).listing(["services/**/*-service.yaml"])
    assert [each.name for each in there.files] == [
        "services/early/early-service.yaml",
        "services/seen/seen-service.yaml",
    ]
    problems = [(problem.code, problem.message) for problem in there.problems if problem.code != "GN320"]
    assert problems == told

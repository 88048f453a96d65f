"""What `--fix` does to the bytes of a file: what is written changes, what it means does not."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.read import mend
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse
from read.cases import BASE, Case
from read.command import validate
from read.fuzz import RICH, yaml_like

BOM = codecs.BOM_UTF8.decode()


def mended(text: str) -> str:
    return mend.layout(text.encode()).content.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: 1\n"),
        (f"{BOM}a: 1\n", "a: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("a:\n\tb: 1\n", "a:\n  b: 1\n"),
        ("a:\n\tb:\n\t\tc: 1\n", "a:\n  b:\n    c: 1\n"),
        ("x:\n    y: 1\na:\n\tb: 1\n", "x:\n    y: 1\na:\n    b: 1\n"),
        ("a:\n  b: 1\n  \tc: 2\n", "a:\n  b: 1\n  c: 2\n"),
        ("a:\n  b: 1\n\tc: 2 # d\te\n", "a:\n  b: 1\n  c: 2 # d\te\n"),
        ("a:\n\t- b\n\t- c\n", "a:\n  - b\n  - c\n"),
        ("a:\t1\n", "a: 1\n"),
        ("a: \t 1\n", "a: 1\n"),
        ("a: [b,\tc]\n", "a: [b, c]\n"),
        ("-\ta\n-\tb\n", "- a\n- b\n"),
        ("a: b\tc\n", "a: b\tc\n"),
        ("a: 1\t# one\n", "a: 1\t# one\n"),
        ("a: |\n  b\n  \tc\n", "a: |\n  b\n  \tc\n"),
        ("a: |\n  b\n  \tc\nd:\n\te: 1\n", "a: |\n  b\n  \tc\nd:\n  e: 1\n"),
        ("# a\tb\n\n\na: 1\n", "# a\tb\n\n\na: 1\n"),
        ("a: 'b\r\n  c'\r\n", "a: 'b\n  c'\n"),
        ("a: 1\r\r\nb: 2\r\r\r\n", "a: 1\nb: 2\n"),
        (f"{BOM}{BOM}a: 1\n", "a: 1\n"),
    ],
)
def test_layout_is_mended_and_nothing_else_is_touched(before: str, after: str) -> None:
    assert mended(before) == after


@pytest.mark.parametrize("before", ["a: [\t\n", "a:\n  b: 1\n\t@c\n", "\t\t\n\tb: 'c\n", "a\rb\n"])
def test_what_cannot_be_mended_is_still_a_problem(before: str) -> None:
    _, problems = parse(mended(before).encode(), "a.yaml")
    assert problems


def test_what_is_done_is_told() -> None:
    assert mend.layout(f"{BOM}a:\r\n\tb:\r\n\t\tc: 1\r\n".encode()).done == (
        "byte order mark removed",
        "line ends",
        "tabs on 2 lines",
    )


def test_bytes_that_are_no_text_are_left_alone() -> None:
    assert mend.layout(b"a:\t\xff\n").content == b"a:\t\xff\n"


@pytest.mark.parametrize("path", sorted(RICH.folder.rglob("*.yaml")), ids=lambda path: path.name)
def test_a_sound_file_is_not_touched(path: Path) -> None:
    content = path.read_bytes()
    assert mend.layout(content) == mend.Mended(content=content)


@pytest.mark.parametrize("path", sorted(RICH.folder.rglob("*.yaml")), ids=lambda path: path.name)
def test_tabs_instead_of_spaces_are_turned_back(path: Path) -> None:
    before = path.read_text("utf-8")
    tabbed = "\n".join(
        "\t" * ((len(line) - len(line.lstrip(" "))) // 2) + line.lstrip(" ") for line in before.split("\n")
    )
    assert mended(tabbed.replace("\n", "\r\n")) == before


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(yaml_like() | st.text("\t\n a:-#'|", max_size=60))
def test_mending_never_changes_what_a_file_says(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    before, problems = parse(content, "a.yaml", TRUSTED_LIMITS)
    after = mend.layout(content)
    if not any(problem.severity == "error" for problem in problems):
        assert parse(after.content, "a.yaml", TRUSTED_LIMITS)[0].data == before.data
    assert mend.layout(after.content).content == after.content


PAYMENTS = (BASE / "services" / "payments.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "value", "quoted"),
    [
        ("name", "no", '"no"'),
        ("name", "On", '"On"'),
        ("name", "012", '"012"'),
        ("name", "12:30", '"12:30"'),
        ("name", "42", '"42"'),
        ("name", "1.10", '"1.10"'),
        ("name", "true", '"true"'),
        ("name", "no  # or yes", '"no"  # or yes'),
        ("name", "Payments", "Payments"),
    ],
)
def test_fix_quotes_what_is_meant_as_text(name: str, value: str, quoted: str, tmp_path: Path) -> None:
    path = catalog(tmp_path, PAYMENTS.replace(f"{name}: Payments", f"{name}: {value}"))
    answer = validate("--fix", folder=tmp_path)
    assert path.read_text("utf-8") == PAYMENTS.replace(f"{name}: Payments", f"{name}: {quoted}")
    assert answer.code == 0
    assert (quoted == value) is (answer.err == "")


def catalog(folder: Path, payments: str) -> Path:
    """Lay out the base with another manifest of `payments`; return the path of that."""
    Case(BASE).lay_out(folder)
    path = folder / "catalog" / "services" / "payments.yaml"
    path.write_bytes(payments.encode())
    return path


def test_fix_says_what_it_mended_on_standard_error(tmp_path: Path) -> None:
    catalog(
        tmp_path, f"{BOM}{PAYMENTS.replace('  name: Payments', chr(9) + 'name: no')}".replace("\n", "\r\n")
    )
    answer = validate("--fix", folder=tmp_path)
    assert answer.out == "No problems in 2 manifests.\n"
    assert answer.err == (
        "mended catalog/services/payments.yaml: byte order mark removed, line ends, tabs on 1 line\n"
        "mended catalog/services/payments.yaml: 1 value quoted\n"
    )
    assert validate("--fix", folder=tmp_path).err == ""


def test_fix_says_nothing_when_it_is_to_be_quiet(tmp_path: Path) -> None:
    catalog(tmp_path, PAYMENTS.replace("Payments", "no"))
    assert validate("--fix", "--quiet", folder=tmp_path).err == ""


def test_fix_mends_only_what_it_is_asked_to(tmp_path: Path) -> None:
    path = catalog(tmp_path, PAYMENTS.replace("\n", "\r\n"))
    assert validate("--fix", "catalog/services/cart.yaml", folder=tmp_path).err == ""
    assert b"\r\n" in path.read_bytes()
    assert "line ends" in validate("--fix", "catalog/services", folder=tmp_path).err
    assert path.read_text("utf-8") == PAYMENTS


@pytest.mark.parametrize(
    "name", ["catalog.yaml", "teams.yaml", "standard.yaml", "platforms/kubernetes-prod.yaml"]
)
def test_fix_mends_every_file_of_a_catalog(name: str, tmp_path: Path) -> None:
    catalog(tmp_path, PAYMENTS)
    path = tmp_path / "catalog" / name
    before = path.read_bytes()
    path.write_bytes(codecs.BOM_UTF8 + before.replace(b"\n", b"\r\n").replace(b"\n  ", b"\n\t"))
    assert validate("--fix", folder=tmp_path).code == 0
    assert parse(path.read_bytes(), name)[0].data == parse(before, name)[0].data
    assert b"\t" not in path.read_bytes()


def test_fix_follows_no_link_and_keeps_the_mode(tmp_path: Path) -> None:
    path = catalog(tmp_path, PAYMENTS.replace("\n", "\r\n"))
    path.chmod(0o640)
    outside = tmp_path / "outside.yaml"
    outside.write_bytes(b"a: 1\r\n")
    (path.parent / "linked.yaml").symlink_to(outside)
    assert validate("--fix", folder=tmp_path).code == 1
    assert outside.read_bytes() == b"a: 1\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_standard_input_cannot_be_mended(tmp_path: Path) -> None:
    catalog(tmp_path, PAYMENTS)
    answer = validate(
        "--fix", "-", "--stdin-filename", "catalog/services/payments.yaml", folder=tmp_path, stdin=b"a: 1\r\n"
    )
    assert answer.code == 2
    assert "--fix" in answer.err

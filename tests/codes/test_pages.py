import re

import pytest

from codes import pages
from gonogo.model.codes import CODES
from gonogo.model.words import Severity

each_code = pytest.mark.parametrize("code", CODES)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(path.stem for path in pages.PAGES.glob("*.md")) == sorted(CODES)


def test_names_of_codes_are_unique() -> None:
    assert len({code.name for code in CODES.values()}) == len(CODES)


@pytest.mark.parametrize(
    ("code", "tunable"),
    [
        ("GN112", False),
        ("GN299", False),
        ("GN301", True),
        ("GN421", True),
        ("GN501", False),
        ("GN901", False),
    ],
)
def test_only_codes_of_groups_3_and_4_can_be_changed(code: str, *, tunable: bool) -> None:
    assert CODES[code].is_tunable is tunable


def test_only_one_code_is_off_by_default() -> None:
    assert [code.code for code in CODES.values() if code.severity is None] == ["GN304"]


def test_what_comes_true_with_time_alone_is_a_notice() -> None:
    by_time = ("GN402", "GN403", "GN412", "GN420", "GN421")
    assert {CODES[code].severity for code in by_time} == {Severity.NOTICE}


@each_code
def test_a_page_is_headed_by_code_and_name(code: str) -> None:
    assert re.fullmatch("GN[0-9]{3}", code)
    assert pages.heading(code) == f"# {code} {CODES[code].name}"


@each_code
def test_a_page_has_the_fixed_shape(code: str) -> None:
    sections = pages.sections(code)
    assert tuple(sections) == pages.SECTIONS
    assert all(sections.values())


@each_code
def test_a_page_shows_an_example_of_both(code: str) -> None:
    sections = pages.sections(code)
    assert "```" in sections["Failing example"]
    assert "```" in sections["Fixed example"]
    assert pages.files(code, "Failing example").keys() or not pages.files(code, "Fixed example")


@each_code
def test_examples_that_are_files_differ(code: str) -> None:
    failing, fixed = (pages.files(code, section) for section in pages.SECTIONS[2:4])
    assert not failing or failing != fixed


@each_code
def test_all_yaml_of_a_page_says_which_file_it_is(code: str) -> None:
    assert len(re.findall("^```yaml", pages.text(code), re.MULTILINE)) == sum(
        len(pages.files(code, section)) for section in pages.SECTIONS
    )


@each_code
def test_a_page_says_how_to_switch_it_off_if_that_can_be_done(code: str) -> None:
    off = pages.sections(code)["Switching it off"]
    assert (f"\n  {code}: " in off) is CODES[code].is_tunable
    assert off.startswith("It cannot be switched off") is not CODES[code].is_tunable


@each_code
def test_a_page_says_how_bad_it_is_if_that_can_be_changed(code: str) -> None:
    off = pages.sections(code)["Switching it off"]
    severity = CODES[code].severity
    if CODES[code].is_tunable and severity is not None:
        article = "an" if severity is Severity.ERROR else "a"
        assert off.startswith(f"By default it is {article} {severity}")

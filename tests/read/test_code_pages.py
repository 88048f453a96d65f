"""The examples on the pages of the codes behave as the pages say."""

import shutil
from pathlib import Path

import pytest

from codes import pages
from gonogo.model.codes import CODES
from read.command import validate

SHOWN_BY_FILES = [code for code in CODES if pages.files(code, "Failing example")]


def raised(files: dict[str, str], folder: Path) -> set[str]:
    """Return the codes that `gonogo validate` raises for an example."""
    shutil.copytree(pages.CATALOG, folder / "catalog")
    for name, text in files.items():
        path = folder / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    out = validate("--format", "concise", folder=folder).out
    return {line.split(" ")[1] for line in out.splitlines() if line.startswith("catalog/")}


@pytest.mark.parametrize("code", SHOWN_BY_FILES)
def test_a_failing_example_raises_its_code(code: str, tmp_path: Path) -> None:
    assert code in raised(pages.files(code, "Failing example"), tmp_path)


@pytest.mark.parametrize("code", SHOWN_BY_FILES)
def test_a_fixed_example_does_not_raise_its_code(code: str, tmp_path: Path) -> None:
    assert code not in raised(pages.files(code, "Fixed example"), tmp_path)


@pytest.mark.parametrize(
    "code",
    [code for code in SHOWN_BY_FILES if f'{code}: "off"' in str(pages.files(code, "Switching it off"))],
)
def test_switching_it_off_as_the_page_says_works(code: str, tmp_path: Path) -> None:
    files = pages.files(code, "Failing example") | pages.files(code, "Switching it off")
    assert code not in raised(files, tmp_path)

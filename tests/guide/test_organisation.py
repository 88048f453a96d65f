"""The afternoon of “organisation” is followed: files are written, commands run, outputs compared."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guide import pages
from read.command import AS_OF, gonogo

PAGE = "organisation"
ANYTHING = "…"
"""Stands for any lines of an output."""

FAILS = {"gonogo diff HEAD~1 HEAD --only renewals": 1}
"""Commands that shall not exit with 0."""


class Step(pages.Block):
    """A block of the page, as somebody follows it."""

    def follow(self, folder: Path) -> None:
        """Write the file that it shows, or run its commands."""
        if self.text.startswith("$ "):
            for command, expected in self.commands():
                assert matches(run(command, folder), expected), command
        elif " " not in self.title:
            self.write(folder / self.title)

    def commands(self) -> list[tuple[str, str]]:
        """Return each command and what it prints."""
        said = [each.partition("\n") for each in f"\n{self.text}".split("\n$ ")[1:]]
        return [(command, output.strip("\n")) for command, _, output in said]

    def write(self, path: Path) -> None:
        """Write the file; one that a command has made is shown by the page, and compared."""
        if self.language == "yml" and path.is_file():
            assert matches(path.read_text("utf-8").strip("\n"), self.text.strip("\n")), path
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, "utf-8")
        noon = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (noon, noon))


def run(command: str, folder: Path) -> str:
    """Return what a command prints, after its exit code was what it should be."""
    if command.startswith("gonogo "):
        told = gonogo(*command.split()[1:], folder=folder)
        code, out = told.code, told.out
    else:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False
        )
        code, out = done.returncode, done.stdout + done.stderr
    assert code == FAILS.get(command, 0), f"{command}: {out}"
    return out.rstrip("\n")


def matches(found: str, expected: str) -> bool:
    """Tell whether lines are the expected ones, where a line may stand for any."""
    first, *rest = expected.split(f"{ANYTHING}\n")
    if not rest:
        first, *rest = expected.split(ANYTHING)
    if not rest:
        return found == expected
    return found.startswith(first) and all(part in found for part in rest) and found.endswith(rest[-1])


@pytest.fixture
def _as_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ana P.")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ana@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.mark.usefixtures("_as_somebody")
def test_who_follows_the_page_has_a_portal_in_the_end(tmp_path: Path) -> None:
    for block in pages.all_blocks(PAGE):
        Step(*block).follow(tmp_path)
    assert {path.stem for path in (tmp_path / "catalog" / "services").rglob("*.yaml")} == {
        *("cart-api", "search", "price-lib")
    }
    assert (tmp_path / "site" / "services" / "cart-api.html").is_file()
    assert len(list((tmp_path / "catalog" / "evidence").rglob("*.yaml"))) == 2
    assert "@acme/team-shop" in (tmp_path / "CODEOWNERS").read_text("utf-8")


def test_the_page_shows_every_command_of_an_afternoon() -> None:
    text = pages.text(PAGE)
    for command in ("init", "import", "validate", "score", "build", "collect", "diff", "owners", "digest"):
        assert f"$ gonogo {command}" in text


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [("a\nb", "a\nb", True), ("a\nb", "a", False), ("a\nb\nc", "a\n…\nc", True), ("a\nb", "…\nc", False)],
)
def test_only_dots_stand_for_lines(found: str, expected: str, *, same: bool) -> None:
    assert matches(found, expected) is same

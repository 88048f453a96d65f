"""Bytecode of our templates is kept, and never mistaken for that of others."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from gonogo import resources
from gonogo.publish import bytecode
from gonogo.publish.bytecode import Bytecode

SOURCE = "{{ it }}, ready"
SAID = "&lt;b&gt;, ready"
ICONS = ("met", "unmet")


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def compile(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
        """Compile a template."""
        self.compiled += 1
        return super().compile(*arguments, **named)  # type: ignore[call-overload]


@pytest.fixture(autouse=True)
def _writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pages"
    made.mkdir()
    (made / "a.html").write_text(SOURCE)
    return made


def environment(
    folder: Path, icons: tuple[str, ...] = ICONS, overrides: dict[str, str] | None = None
) -> Counting:
    loader = ChoiceLoader([DictLoader(overrides or {}), FileSystemLoader(folder)])
    return Counting(loader=loader, autoescape=True, bytecode_cache=Bytecode(folder, icons))


def compiled(folder: Path, said: str = SAID, icons: tuple[str, ...] = ICONS) -> int:
    """Render the template; return how many templates that took compiling."""
    made = environment(folder, icons)
    assert made.get_template("a.html").render(it="<b>") == said
    return made.compiled


def kept(folder: Path) -> list[Path]:
    return sorted((folder.parent / "__pycache__").iterdir())


def test_a_template_is_compiled_once(folder: Path) -> None:
    assert compiled(folder) == 1
    assert compiled(folder) == 0
    tag = sys.implementation.cache_tag
    assert [each.name for each in kept(folder)] == [f"pages.a.{tag}.pyc"]
    assert sorted(folder.iterdir()) == [folder / "a.html"]


def _other_place(folder: Path, _: pytest.MonkeyPatch) -> None:
    (path,) = kept(folder)
    (folder / "b.html").write_text(SOURCE)
    assert environment(folder).get_template("b.html").render(it="<b>") == SAID
    other = path.with_name(path.name.replace("pages.a", "pages.b"))
    path.write_bytes(other.read_bytes())


def _write(change: Callable[[bytes], bytes]) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def write(folder: Path, _: pytest.MonkeyPatch) -> None:
        (path,) = kept(folder)
        path.write_bytes(change(path.read_bytes()))

    return write


@pytest.mark.parametrize(
    "spoil",
    [
        _other_place,
        _write(lambda _: b""),
        _write(lambda _: b"something else"),
        _write(lambda held: held[:-1]),
        _write(lambda held: held[:40]),
        _write(lambda held: held + b"\0"),
        _write(lambda held: bytes([held[0] ^ 1]) + held[1:]),
        _write(lambda held: held[:-9] + bytes([held[-9] ^ 1]) + held[-8:]),
        lambda _, patch: patch.setattr(bytecode, "_COMPILERS", "others"),
        lambda folder, _: kept(folder)[0].unlink(),
    ],
)
def test_what_is_not_as_it_was_written_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    compiled(folder)
    spoil(folder, monkeypatch)
    assert compiled(folder) == 1
    assert compiled(folder) == 0


def test_another_text_or_other_icons_are_compiled_anew(folder: Path) -> None:
    compiled(folder)
    assert compiled(folder, icons=("met",)) == 1
    (folder / "a.html").write_text("{{ it }}, go")
    assert compiled(folder, "&lt;b&gt;, go") == 1


def test_a_folder_that_moved_is_compiled_anew(folder: Path, tmp_path: Path) -> None:
    compiled(folder)
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    tmp_path.rename(moved)
    assert compiled(moved / "pages") == 1


@pytest.mark.parametrize("name", ["publish/compiling.py", "publish/pages/environment.py", "model/words.py"])
def test_whatever_compiles_templates_is_told_apart(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    told = {bytecode.compilers(tmp_path)}
    for text in ("one", "another"):
        (tmp_path / name).write_text(text)
        told |= {bytecode.compilers(tmp_path), bytecode.compilers(tmp_path)}
    os.utime(tmp_path / name, (1, 1))
    told.add(bytecode.compilers(tmp_path))
    assert len(told) == 4


def test_it_is_kept_where_python_keeps_its_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    assert [compiled(folder), compiled(folder)] == [1, 0]
    assert not (tmp_path / "__pycache__").exists()
    assert len([path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()]) == 1


def test_nothing_is_written_where_python_writes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [compiled(folder), compiled(folder)] == [1, 1]
    assert not (tmp_path / "__pycache__").exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled(folder) == 0


def test_a_python_that_keeps_nothing_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert [compiled(folder), compiled(folder)] == [1, 1]


def test_where_nothing_can_be_written_templates_are_compiled(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("in the way")
    assert [compiled(folder), compiled(folder)] == [1, 1]


def test_a_write_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: object) -> None:
        assert self.is_file()
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    assert compiled(folder) == 1
    assert kept(folder) == []


def test_templates_of_a_portal_are_neither_kept_nor_taken_for_ours(folder: Path) -> None:
    own = environment(folder, overrides={"a.html": SOURCE})
    assert own.get_template("a.html").render(it="<b>") == SAID
    assert not (folder.parent / "__pycache__").exists()
    compiled(folder)
    again = environment(folder, overrides={"a.html": SOURCE})
    assert again.get_template("a.html").render(it="<b>") == SAID
    assert again.compiled == 1


def test_a_file_of_another_folder_is_not_kept(folder: Path, tmp_path: Path) -> None:
    made = environment(tmp_path / "none")
    made.loader = FileSystemLoader(folder)
    assert made.get_template("a.html").render(it="<b>") == SAID
    assert sorted(tmp_path.iterdir()) == [folder]


RENDER = """
import sys
from pathlib import Path
from jinja2 import Environment, FileSystemLoader
from gonogo.publish.bytecode import Bytecode

folder = Path(sys.argv[1])
for turn in range(40):
    made = Environment(loader=FileSystemLoader(folder), autoescape=True, bytecode_cache=Bytecode(folder, ()))
    assert made.get_template("a.html").render(it="<b>") == "&lt;b&gt;, ready"
    for path in (folder.parent / "__pycache__").glob("*.pyc"):
        if turn % 2:
            path.unlink(missing_ok=True)
"""


def test_several_processes_at_once_do_not_meet(folder: Path) -> None:
    command = [sys.executable, "-c", RENDER, str(folder)]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [each.wait(60) for each in running] == [0, 0, 0]
    compiled(folder)
    assert len(kept(folder)) == 1


def test_pages_keep_theirs_outside_of_what_they_are_made_of() -> None:
    folder = resources.templates() / "pages"
    place = Bytecode(folder, ()).get_cache_key("service.html", str(folder / "service.html"))
    assert Path(place).parent == resources.templates() / "__pycache__"

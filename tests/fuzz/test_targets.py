"""The targets hold for all their seeds, and fail where what they look at is not as it must be."""

from html import unescape

import pytest

from fuzz import targets
from fuzz.targets import TARGETS, seeds
from gonogo.publish.problems import safe
from gonogo.read import lines, yaml12
from gonogo.read.document import Document


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_for_its_seeds(name: str) -> None:
    inputs = list(seeds(name))
    assert len(inputs) > 50
    for each in inputs[:: 4 if name == "validation" else 1]:
        TARGETS[name](each)


@pytest.mark.parametrize(
    ("target", "where", "broken", "content"),
    [
        ("text", "note", str, b"<script>x</script>"),
        ("text", "trusted", lambda text: f'<a onclick="x">{text}</a>', b"x"),
        ("text", "line", lambda text: f'<a href="javascript:{len(text)}">x</a>', b"x"),
        ("text", "escaped", str, b"a | b"),
        ("text", "escaped", unescape, b"[x](https://e.example)"),
        ("comment", "parsed", lambda _: 1 // 0, b"{}"),
    ],
)
def test_a_target_notices(
    monkeypatch: pytest.MonkeyPatch, target: str, where: str, broken: object, content: bytes
) -> None:
    monkeypatch.setattr(targets, where, broken)
    with pytest.raises((AssertionError, ZeroDivisionError)):
        TARGETS[target](content)


def test_a_reader_that_accepts_too_much_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(content: bytes, path: str, _: object) -> tuple[Document, list[object]]:
        document = Document(path, content.decode())
        document.data = {"a": float("nan")}
        return document, []

    monkeypatch.setattr(yaml12, "parse", careless)
    with pytest.raises(ValueError, match="not JSON compliant"):
        TARGETS["reader"](b"a: .nan")


def test_a_reader_that_reads_lines_otherwise_than_yaml_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "mapping", lambda *_: {"a": "b"})
    with pytest.raises(AssertionError):
        TARGETS["reader"](b"a: [b]")


def test_a_command_in_a_log_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "printable", lambda text, **_: text)
    with pytest.raises(AssertionError):
        TARGETS["text"](b"::error::x")

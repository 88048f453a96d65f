"""Foreign YAML and JSON."""

import pytest

from gonogo.intake.foreign import Part, documents
from gonogo.intake.mistake import Mistake


def parts(text: str | bytes) -> list[Part]:
    found = documents(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert isinstance(found, list), found
    return found


def mistake(text: str | bytes) -> Mistake:
    found = documents(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert isinstance(found, Mistake)
    return found


def test_scalars_are_what_somebody_wrote() -> None:
    part = parts('tier: "0"\nversion: 1.10\nflag: no\nday: 2026-01-01\nempty:\nnil: ~\nquoted: ""\n')[0]
    assert {key: part.at(key).value for key in part.value} == {
        "tier": "0",
        "version": "1.10",
        "flag": "no",
        "day": "2026-01-01",
        "empty": None,
        "nil": None,
        "quoted": "",
    }


def test_documents_that_say_nothing_are_left_out() -> None:
    assert [part.text("a") for part in parts("---\na: 1\n---\n# nothing\n---\na: 2\n...\n")] == ["1", "2"]


def test_json_is_read_as_well() -> None:
    assert parts('\ufeff[{"kind": "x"}]')[0].value[0].text("kind") == "x"


def test_a_part_knows_its_line() -> None:
    part = parts("a: 1\nb:\n  - c: 2\n")[0]
    place = part.items("b")[0].at("c").place
    assert (place.path, place.line, place.column) == ("f.yaml", 3, 8)


def test_anchors_merge_keys_and_tags_are_read_and_not_run() -> None:
    part = parts("base: &b {x: 1, y: 2}\nit: {<<: *b, y: 3}\nsame: *b\ntext: !include /etc/passwd\n")[0]
    assert (part.text("it", "x"), part.text("it", "y"), part.text("same", "y")) == ("1", "3", "2")
    assert part.text("text") == "/etc/passwd"


def test_what_is_not_there_is_nothing() -> None:
    part = parts("a: {b: text}\n")[0]
    assert part.text("a", "b", "c") is None
    assert part.items("x") == []
    assert part.entries("a", "b") == {}
    assert part.texts("a", "b") == ["text"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: [\n", "this is not YAML", 2),
        ("a: {{ .Values.x }}\nb: }\n", "this is not YAML", 2),
        ("- " * 1000, "nested deeper than 64 levels", 1),
        ("[" * 1000, "nested deeper than 64 levels", 1),
        ("a: &a [*a]\n", "cannot be followed", 1),
        ("a: *b\n", "cannot be followed", 1),
        ("a: &a x\nb: [" + "*a, " * 10_001 + "]\n", "cannot be followed", 2),
        (b"a: \xff\n", "not UTF-8", 1),
        ("a: \x07\n", "this is not YAML", 1),
        (b"a" * (16 * 1024 * 1024 + 1), "larger than 16 MiB", 1),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_told_with_its_line(text: str | bytes, message: str, line: int) -> None:
    found = mistake(text)
    assert message in found.message
    assert found.place.line == line


def test_a_billion_laughs_share_their_parts_and_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert len(parts("\n".join(lines))[0].value) == 60


def test_more_values_than_are_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gonogo.intake.foreign.MOST", 10)
    assert "more than 10 values" in mistake("[1, 2, 3, 4]\n---\n[1, 2, 3, 4, 5, 6]\n").message

"""Every collector against every kind of brokenness, made out of its own good report: never a pass."""

import json
from collections.abc import Callable

import pytest

from gonogo.intake.collecting import Collection, Report, collect
from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.rules import Rule
from gonogo.model.words import Result
from intake.green import REPORTS, SECRET

CHECK = "any"
THRESHOLDS = {"k6": ("crossed <= 0",)}
MARKUP = ("junit", "coverage")
DATA = ("sarif", "trivy", "scorecard", "k6")
LINES = ("openslo", "kubernetes")

each_collector = pytest.mark.parametrize("name", COLLECTORS)


def made(name: str, content: bytes) -> Collection:
    """Return what a report proves of one check by the collector's own expectations."""
    rule = Rule(report=name, check=CHECK, expect=THRESHOLDS.get(name, COLLECTORS[name].EXPECT))
    report = Report(path="report", looked_at="/report", content=content)
    return collect(name, [report], [rule], [], checks={CHECK})


def xml(text: str) -> bytes:
    """Return a report behind an entity that reads a file, used in its first attribute."""
    head = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    body = text.partition("?>\n")[2] or text
    return f"{head}{body}".replace('"', '"&a;', 3).encode()


def bomb(text: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = text.partition("?>\n")[2] or text
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>{body}'.encode()


BREAKS: dict[str, Callable[[str], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \n\t\n",
    "null": lambda _: b"null",
    "bare list": lambda _: b"[]",
    "in a list": lambda text: f"[{text}]".encode(),
    "in quotes": lambda text: f'"{text[:9]}"'.encode(),
    "another document": lambda _: b"<html><body>502 Bad Gateway</body></html>",
    "with zero bytes": lambda text: text.encode() + b"\0" * 64,
    "in Latin-1": lambda text: text.encode("latin-1"),
    "in UTF-16, undeclared": lambda text: text.encode("utf-16-le"),
    "in UTF-32": lambda text: text.encode("utf-32"),
    "an entity": xml,
    "a bomb": bomb,
    "deep": lambda text: b"[" * 100_000 + text.encode(),
}
BREAKS_OF: dict[str, tuple[tuple[str, ...], Callable[[str], bytes]]] = {
    # YAML has no end: what comes before a cut between two lines is sound.
    "cut in the middle": (
        (*MARKUP, *DATA, "locust", "openslo"),
        lambda text: text[: len(text) // 2].rstrip().encode(),
    ),
    "twice": (MARKUP + DATA, lambda text: f"{text}{text}".encode()),
    "a tab": (LINES, lambda text: text.replace("\nkind", "\n\tkind").encode()),
    "a template": (LINES, lambda text: text.replace("metadata:", "metadata: {{ .Values.x }", 1).encode()),
}


@each_collector
def test_the_good_report_is_a_pass(name: str) -> None:
    assert [proof.result for proof in made(name, REPORTS[name].encode()).proofs] == [Result.PASS]


@each_collector
@pytest.mark.parametrize("how", BREAKS)
def test_what_is_broken_is_told_and_proves_nothing(name: str, how: str) -> None:
    refused(name, BREAKS[how](REPORTS[name]))


@pytest.mark.parametrize(
    ("name", "how"), [(name, how) for how, (names, _) in BREAKS_OF.items() for name in names]
)
def test_so_is_what_only_some_formats_know(name: str, how: str) -> None:
    refused(name, BREAKS_OF[how][1](REPORTS[name]))


def refused(name: str, content: bytes) -> None:
    found = made(name, content)
    assert found.proofs == ()
    (mistake,) = found.mistakes
    assert 0 < len(mistake.message) < 300
    assert "\n" not in mistake.message
    assert SECRET not in mistake.message


@pytest.mark.parametrize("name", [*MARKUP, *DATA, "locust"])
def test_no_beginning_of_a_report_is_believed(name: str) -> None:
    content = REPORTS[name].rstrip("\n").encode()
    step = max(1, len(content) // 60)
    for end in range(0, len(content), step):
        assert made(name, content[:end]).proofs == (), content[:end]


NUMBERS = {
    "junit": ('tests="2"', 'tests="{}"'),
    "scorecard": ('"score": 8', '"score": {}'),
    "coverage": ('lines-valid="10"', 'lines-valid="{}"'),
    "k6": ('"p(95)": 90', '"p(95)": {}'),
    "locust": (",Aggregated,9,0,10,90", ",Aggregated,9,0,10,{}"),
    "openslo": ("target: 0.99", "target: {}"),
    "kubernetes": ("replicas: 3", "replicas: {}"),
}
VALUES = ("NaN", "-Infinity", "1e999", "-7", "9" * 60, "many", "[]", "{}", "true")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", VALUES)
def test_a_number_that_is_none_is_no_pass(name: str, value: str) -> None:
    old, new = NUMBERS[name]
    assert old in REPORTS[name]
    found = made(name, REPORTS[name].replace(old, new.replace("{}", value)).encode())
    assert [proof for proof in found.proofs if proof.result is Result.PASS] == []


FIELDS = {
    "sarif": ("runs", "tool", "driver", "results"),
    "trivy": ("Results", "Vulnerabilities"),
    "scorecard": ("score", "checks"),
    "k6": ("metrics", "values", "count", "thresholds"),
}


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, fields in FIELDS.items() for field in fields]
)
@pytest.mark.parametrize("value", ['"pass"', "true", "7", '{"a": 1}'])
def test_a_field_of_another_shape_is_no_pass(name: str, field: str, value: str) -> None:
    def replaced(data: object) -> object:
        if isinstance(data, dict):
            return {key: json.loads(value) if key == field else replaced(each) for key, each in data.items()}
        return [replaced(each) for each in data] if isinstance(data, list) else data

    changed = json.dumps(replaced(json.loads(REPORTS[name])))
    passed = [proof for proof in made(name, changed.encode()).proofs if proof.result is Result.PASS]
    assert passed == [] or (field, value) in {("count", "7"), ("score", "7")}

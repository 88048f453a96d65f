"""Opening reports: what is hostile or broken is refused in a few words, quickly."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonogo.intake import reports
from gonogo.intake.collectors import COLLECTORS
from gonogo.intake.reports import UnusableError, day_of, number, whole

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><testsuites>&a9;</testsuites>"
)
HOSTILE = {
    "billion laughs": LAUGHS,
    "quadratic": '<!DOCTYPE x [<!ENTITY a "'
    + "x" * 50_000
    + '">]><testsuites>'
    + "&a;" * 5_000
    + "</testsuites>",
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuites>&a;</testsuites>',
    "address": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://example.com/">]><testsuites>&a;</testsuites>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.com/x.dtd"> %a;]><testsuites/>',
    "deep": "<testsuites>" + "<testsuite>" * 100_000,
    "deep and closed": "<testsuites>" + "<x>" * 100_000 + "</x>" * 100_000 + "</testsuites>",
    "deep list": "[" * 100_000,
    "deep mapping": '{"a":' * 100_000,
    "deep yaml": "- " * 100_000,
    "digits": '{"runs": ' + "9" * 100_000 + "}",
    "not a number": '{"metrics": {"http_reqs": {"count": NaN}}}',
    "infinite": '{"metrics": {"http_reqs": {"count": 1e400}}}',
    "infinite word": '{"score": Infinity, "checks": [{"name": "a", "score": -Infinity}]}',
    "null": "null",
    "bare list": "[]",
    "list of nulls": "[null]",
    "text": '"pass"',
    "number": "1",
    "empty": "",
    "blank": " \n\t\n",
    "empty mapping": "{}",
    "truncated json": '{"runs": [{"tool": {"driver": {"name": "x"}}, "results": [',
    "truncated xml": '<testsuites><testsuite tests="1"><testcase name="a"/>',
    "html": "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
    "zero bytes": "\0" * 100,
    "git lfs": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "yaml bomb": "a: &a [x, x]\n" + "".join(f"a{n}: &a{n} [*a, *a]\n" for n in range(30)),
}


@pytest.mark.parametrize("name", COLLECTORS)
@pytest.mark.parametrize("case", HOSTILE)
def test_no_hostile_report_is_believed(name: str, case: str) -> None:
    begun = time.process_time()
    with pytest.raises(UnusableError) as refused:
        COLLECTORS[name].total([COLLECTORS[name].read(HOSTILE[case].encode(), "f")])
    assert time.process_time() - begun < 2
    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", COLLECTORS)
@settings(deadline=None)
@given(content=st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_no_bytes_make_a_collector_fall_over(name: str, content: bytes) -> None:
    with pytest.raises(UnusableError):
        COLLECTORS[name].total([COLLECTORS[name].read(content, "f")])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "HIGH", "1", "error"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "name", "id"]), inner),
    max_leaves=4,
)
KEYS = {
    "sarif": [
        "version",
        "runs",
        "tool",
        "driver",
        "results",
        "level",
        "rules",
        "suppressions",
        "invocations",
    ],
    "trivy": ["SchemaVersion", "Results", "Class", "Vulnerabilities", "Severity", "Status", "Secrets"],
    "scorecard": ["score", "checks", "name", "date"],
    "k6": ["metrics", "http_reqs", "values", "count", "thresholds", "http_req_failed", "passes", "rate"],
    "kubernetes": ["kind", "apiVersion", "spec", "items", "replicas", "template", "metadata", "selector"],
    "openslo": ["kind", "apiVersion", "spec", "slos", "objectives", "target", "objective"],
}


@pytest.mark.parametrize("name", KEYS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_shape_makes_a_collector_fall_over(name: str, data: st.DataObject) -> None:
    import json

    keys = st.sampled_from(KEYS[name])
    shapes = st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner), max_leaves=12
    )
    content = json.dumps(data.draw(st.dictionaries(keys, shapes)))
    try:
        totals = COLLECTORS[name].total([COLLECTORS[name].read(content.encode(), "f")])
    except UnusableError:
        return
    assert all(value.is_finite() for value in totals.numbers.values())


def test_a_report_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "LARGEST", 10 * 1024 * 1024)
    for read in (reports.json, reports.xml, reports.text):
        with pytest.raises(UnusableError, match="larger than 10 MiB"):
            read(b" " * (10 * 1024 * 1024 + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_xml_may_be_in_the_encoding_that_it_names(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><root a="ü"/>'
    assert reports.xml(text.encode(encoding)).attributes == {"a": "ü"}


@pytest.mark.parametrize("head", ['encoding="no-such"', 'encoding="utf-8"', 'encoding="utf-7"'])
def test_xml_that_cannot_be_decoded_is_refused(head: str) -> None:
    with pytest.raises(UnusableError):
        reports.xml(f'<?xml version="1.0" {head}?><a>'.encode() + b"\xff</a>")


def test_a_document_type_without_entities_is_fine() -> None:
    root = reports.xml(b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a><b><c/></b><c x="1"/></a>', "c")
    assert [child.attributes for child in root.children] == [{"x": "1"}]


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", "", "1 2", "0x1", None, True, [], {}, "9" * 50])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(UnusableError):
        number(value, "it")


@pytest.mark.parametrize("value", ["-1", "1.5", "1e12", Decimal("0.1")])
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(UnusableError):
        whole(value, "it")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20T23:59:59.123Z", date(2026, 11, 20)),
        ("1761768810", date(2025, 10, 29)),
        ("1761768810000", date(2025, 10, 29)),
        ("2026-02-30", None),
        ("0001-01-01T00:00:00Z", None),
        ("999999999999999", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_stamp_tells_its_day(stamp: str | None, day: date | None) -> None:
    assert day_of(stamp) == day


@pytest.mark.parametrize("open_it", [reports.mapping, reports.listing])
@pytest.mark.parametrize("value", [None, 1, "x"])
def test_a_value_of_the_wrong_shape_is_told(open_it: Callable[[object, str], object], value: object) -> None:
    with pytest.raises(UnusableError, match=r"it is .*, not a"):
        open_it(value, "it")

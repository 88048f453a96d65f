from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from gonogo.model.words import Severity
from gonogo.publish.problems import junit
from publish.problems import samples

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gonogo" tests="2" failures="1" errors="0">
  <testsuite name="a.yaml" tests="2" failures="1" errors="0">
    <testcase name="GN201 unknown-key at 1:1" classname="a.yaml" file="a.yaml" line="1">
      <failure message="&lt;b&gt; ]]&gt; &quot;&amp;" type="GN201">a.yaml:1:1: GN201 &lt;b&gt; ]]&gt; "&amp;
help: this</failure>
    </testcase>
    <testcase name="GN405 met-without-evidence at 2:1" classname="a.yaml" file="a.yaml" line="2">
      <system-out>a.yaml:2:1: GN405 warning: problem 2</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""


def test_an_error_is_a_failure_and_a_warning_is_not() -> None:
    error = replace(samples.at(1, "a.yaml"), message='<b> ]]> "&', help="this")
    warning = samples.at(2, "a.yaml", Severity.WARNING, "GN405")
    assert junit.render(samples.report(warning, error)) == XML


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ud800", "\ufffe", "\U0010ffff"])
def test_what_xml_cannot_say_does_not_break_it(char: str) -> None:
    problem = replace(samples.at(1, f"a{char}.yaml"), message=char, help=char)
    root = ET.fromstring(junit.render(samples.report(problem, samples.HOSTILE)).encode())  # noqa: S314 - our own
    assert [suite.get("tests") for suite in root] == ["1", "1"]


def test_a_run_without_problems_is_one_case_that_passed() -> None:
    root = ET.fromstring(junit.render(samples.report()))  # noqa: S314 - our own
    assert root.attrib == {"name": "gonogo", "tests": "1", "failures": "0", "errors": "0"}
    assert [case.get("name") for case in root.iter("testcase")] == ["no problems"]
    assert not list(root.iter("failure"))

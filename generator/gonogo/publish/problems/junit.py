"""Problems as JUnit XML: a suite for each file, a case for each problem; only errors are failures."""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from gonogo.model.problem import Problem
from gonogo.model.words import Severity
from gonogo.publish.problems import concise, safe
from gonogo.publish.problems.report import Report, name

# What XML 1.0 has no way to say: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return the suites; a run without problems is one case that passed."""
    errors = report.count(Severity.ERROR)
    tests = max(len(report.problems), 1)
    root = ET.Element("testsuites", _counts("gonogo", tests, errors))
    for path, group in groupby(report.ordered, key=lambda each: report.in_repository(each.place.path)):
        _add_suite(root, _clean(safe.line(path)), list(group))
    if not report.problems:
        suite = ET.SubElement(root, "testsuite", _counts("gonogo", tests, errors))
        ET.SubElement(suite, "testcase", name="no problems", classname="gonogo")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(suite: str, tests: int, failures: int) -> dict[str, str]:
    return {"name": suite, "tests": str(tests), "failures": str(failures), "errors": "0"}


def _add_suite(root: ET.Element, path: str, problems: list[Problem]) -> None:
    failures = sum(each.severity is Severity.ERROR for each in problems)
    suite = ET.SubElement(root, "testsuite", _counts(path, len(problems), failures))
    for each in problems:
        _add_case(suite, path, each)


def _add_case(suite: ET.Element, path: str, problem: Problem) -> None:
    place = problem.place
    title = f"{problem.code} {name(problem.code)} at {place.line}:{place.column}"
    case = ET.SubElement(suite, "testcase", name=title, classname=path, file=path, line=str(place.line))
    message = _clean(safe.message(problem.message))
    if problem.severity is Severity.ERROR:
        ET.SubElement(case, "failure", message=message, type=problem.code).text = _body(problem)
    else:
        ET.SubElement(case, "system-out").text = _body(problem)


def _body(problem: Problem) -> str:
    lines = [concise.line(problem)]
    if problem.help:
        lines.append(f"help: {safe.message(problem.help)}")
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)

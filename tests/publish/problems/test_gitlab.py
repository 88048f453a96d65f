import json

from msgspec.structs import replace

from gonogo.model.words import Severity
from gonogo.publish.problems import gitlab
from publish.problems import samples


def test_an_issue_has_what_gitlab_needs() -> None:
    (issue,) = json.loads(gitlab.render(replace(samples.report(samples.UNKNOWN_KEY), root="readiness")))
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "unknown key `onwer` in top level; did you mean `owner`?",
        "check_name": "GN201",
        "severity": "major",
        "location": {"path": f"readiness/{samples.PAYMENTS}", "lines": {"begin": 3}},
    }


def test_severities_are_those_of_gitlab() -> None:
    problems = [samples.at(line, severity=each) for line, each in enumerate(Severity, 1)]
    issues = json.loads(gitlab.render(samples.report(*problems)))
    assert [issue["severity"] for issue in issues] == ["major", "minor", "info"]


def test_problems_that_are_equal_have_different_fingerprints() -> None:
    issues = json.loads(gitlab.render(samples.report(*[samples.UNKNOWN_KEY] * 3)))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_a_problem_whose_lines_move_keeps_its_fingerprint() -> None:
    moved = replace(samples.UNKNOWN_KEY, place=replace(samples.UNKNOWN_KEY.place, line=90, end_line=90))
    one, other = (json.loads(gitlab.render(samples.report(each)))[0] for each in (samples.UNKNOWN_KEY, moved))
    assert one["fingerprint"] == other["fingerprint"]

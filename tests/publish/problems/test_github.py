import re

import pytest
from msgspec.structs import replace

from gonogo.model.words import Severity
from gonogo.publish.problems import github
from publish.problems import samples

ANNOTATIONS = r"""::error file=catalog/services/pay/payments.yaml,line=3,endLine=3,col=1,endColumn=6,title=GN201 unknown-key::unknown key `onwer` in top level; did you mean `owner`?
::warning file=a\n%3A%3Aerror%3A%3Ab%2Cc%3Ad\x1b[2J.yaml,line=1,endLine=1,col=7,endColumn=11,title=GN206 pattern-mismatch::`\x1b[31m\u202e%25\r\n::error::x ]]> <b>"'&` does not fit, see [here](https://evil.example); try `\u200bx`\n::set-output name=a::b
"""  # noqa: E501 - one annotation, one line


def test_a_problem_is_an_annotation_with_everything_escaped() -> None:
    assert github.render(samples.report(samples.HOSTILE, samples.UNKNOWN_KEY)) == ANNOTATIONS


def test_no_problem_is_no_output() -> None:
    assert github.render(samples.report()) == ""


def test_paths_are_seen_from_the_root_of_the_repository() -> None:
    report = replace(samples.report(samples.at(1, "../common/a.yaml")), root="readiness/catalog")
    assert github.render(report).startswith("::error file=readiness/common/a.yaml,")


def test_a_place_of_several_lines_has_no_columns() -> None:
    place = replace(samples.BAD_VALUE.place, end_line=9)
    rendered = github.render(samples.report(replace(samples.BAD_VALUE, place=place)))
    assert ",line=7,endLine=9,title=" in rendered


def test_ten_of_each_kind_are_annotated_the_first_of_each_file_before_others() -> None:
    problems = [samples.at(line, "a.yaml") for line in range(1, 21)]
    problems += [samples.at(1, f"b{name}.yaml") for name in range(5)]
    problems += [samples.at(line, "a.yaml", Severity.NOTICE, "GN402") for line in range(1, 21)]
    rendered = github.render(samples.report(*problems)).splitlines()
    errors = [line for line in rendered if line.startswith("::error ")]
    places = [re.findall(r"file=(\w+)\.yaml,line=(\d+)", line)[0] for line in errors]
    first = [("a", "1"), ("b0", "1"), ("b1", "1"), ("b2", "1"), ("b3", "1"), ("b4", "1")]
    assert places == [*first, ("a", "2"), ("a", "3"), ("a", "4"), ("a", "5")]
    assert len(rendered) == 20


def test_the_summary_holds_all_problems_in_fences_that_their_text_cannot_end() -> None:
    problem = replace(samples.UNKNOWN_KEY, message="````` <img src=x> @everyone")
    rendered = github.job_summary(samples.report(problem, samples.HOSTILE))
    assert rendered == (
        "## Gonogo: 1 error and 1 warning in 2 of 214 manifests\n\n"
        "### Errors\n\n"
        "``````text\n"
        f"{samples.PAYMENTS}:3:1: GN201 ````` <img src=x> @everyone\n"
        "``````\n\n"
        "### Warnings\n\n"
        "```text\n"
        "a\\n::error::b,c:d\\x1b[2J.yaml:1:7: GN206 warning: "
        "`\\x1b[31m\\u202e%\\r\\n::error::x ]]> <b>\"'&` does not fit, see [here](https://evil.example)\n"
        "```\n"
    )


@pytest.mark.parametrize("message", ["x" * 1000, "日" * 1000])
def test_the_summary_stays_within_the_limit_of_bytes(message: str) -> None:
    problems = [
        replace(samples.at(line, severity=severity), message=message)
        for severity in Severity
        for line in range(1, 1001)
    ]
    rendered = github.job_summary(samples.report(*problems))
    assert 980_000 < len(rendered.encode()) <= github.SUMMARY_LIMIT
    shown = rendered.count(f"\n{samples.PAYMENTS}:")
    assert rendered.endswith(f"\n… and {3000 - shown:,} more\n")

import re

import pytest
from msgspec.structs import replace

from gonogo.model.problem import Place
from gonogo.model.words import Severity
from gonogo.publish.problems import full
from publish.problems import samples

DOCUMENTED = """\
error[GN201]: unknown key `onwer` in top level
 --> catalog/services/pay/payments.yaml:3:1
  |
2 | name: Payments
3 | onwer: team-pay
  | ^^^^^
  = help: did you mean `owner`?

error[GN203]: `metr` is not an allowed value for `status`
 --> catalog/services/pay/payments.yaml:7:13
  |
6 |   slo-defined:
7 |     status: metr
  |             ^^^^
  = help: did you mean `met`? allowed: met, partial, unmet, not-applicable

error[GN104]: duplicate key `tier` (first defined on line 4)
  --> catalog/services/pay/payments.yaml:10:1

3 errors in 1 of 214 manifests. Run `gonogo explain GN201` for more.
"""

HOSTILE = r"""warning[GN206]: `\x1b[31m\u202e%\r\n::error::x ]]> <b>"'&` does not fit, see [here](https://evil.example)
 --> a\n::error::b,c:d\x1b[2J.yaml:1:7
  |
1 | name:→\x1b[31m\u202eevil
  |       ^^^^^^^
  = help: try `\u200bx`\n::set-output name=a::b

1 warning in 1 of 214 manifests. Run `gonogo explain GN206` for more.
"""

TWICE = """\
error[GN104]: duplicate key `tier` (first defined on line 4)
  --> catalog/services/pay/payments.yaml:10:1
   |
 4 | tier: 1
   | ---- first defined here
...
 9 | name: x
10 | tier: 2
   | ^^^^

"""

ELSEWHERE = """\
error[GN104]: duplicate key `tier` (first defined on line 4)
  --> catalog/services/pay/payments.yaml:10:1
   = note: the other one: services/b.yaml:2:7

"""


def test_problems_look_as_documented_in_whatever_order_they_come() -> None:
    problems = (samples.DUPLICATE, samples.BAD_VALUE, samples.UNKNOWN_KEY)
    assert full.render(samples.report(*problems)) == DOCUMENTED
    assert full.render(samples.report(*reversed(problems))) == DOCUMENTED


def test_hostile_text_is_shown_and_does_nothing() -> None:
    assert full.render(samples.report(samples.HOSTILE)) == HOSTILE


def test_another_place_in_the_frame_is_marked_there() -> None:
    place = Place(path=samples.PAYMENTS, line=4, column=1, end_line=4, end_column=5)
    problem = replace(
        samples.DUPLICATE,
        related=(samples.related("first defined here", place),),
        lines=((9, "name: x"), (10, "tier: 2\r\n"), (4, "tier: 1")),
    )
    assert full.render(samples.report(problem)).startswith(TWICE)


def test_another_place_in_another_file_is_a_note() -> None:
    place = Place(path="services/b.yaml", line=2, column=7)
    problem = replace(samples.DUPLICATE, related=(samples.related("the other one", place),))
    assert full.render(samples.report(problem)).startswith(ELSEWHERE)


def test_without_problems_it_says_so() -> None:
    assert full.render(samples.report()) == "No problems in 214 manifests.\n"
    assert full.render(samples.report(files=1)) == "No problems in 1 manifest.\n"


@pytest.mark.parametrize(
    ("line", "column", "shown", "marked"),
    [
        ("a" * 120, 1, "a" * 120, "^^^^"),
        ("b" * 300 + "metr" + "c" * 300, 301, f"…{'b' * 40}metr{'c' * 74}…", " " * 41 + "^^^^"),
        ("b" * 300 + "metr", 301, f"…{'b' * 114}metr", " " * 115 + "^^^^"),
        ("metr" + "c" * 300, 1, f"metr{'c' * 114}…", "^^^^"),
        ("日本語: metr", 6, "日本語: metr", " " * 8 + "^^^^"),
        ("\u200b\tmetr", 3, "\\u200b→metr", " " * 7 + "^^^^"),
        ("e\u0301: metr", 5, "e\u0301: metr", " " * 3 + "^^^^"),
        ("me", 3, "me", "  ^"),
    ],
)
def test_a_line_is_cut_around_its_place_and_marked_below_it(
    line: str,
    column: int,
    shown: str,
    marked: str,
) -> None:
    place = Place(path="x.yaml", line=7, column=column, end_line=7, end_column=column + 4)
    problem = replace(samples.BAD_VALUE, place=place, lines=((7, line),))
    rows = full.render(samples.report(problem)).split("\n")
    assert rows[3:5] == [f"7 | {shown}", f"  | {marked}"]


def test_a_place_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    place = Place(path="x.yaml", line=7, column=3, end_line=9, end_column=2)
    problem = replace(samples.BAD_VALUE, place=place, lines=((7, "  - [a,  "),))
    assert full.render(samples.report(problem)).split("\n")[4] == "  |   ^^^^^"


def test_nothing_of_a_file_with_a_secret_is_shown() -> None:
    secret = replace(samples.DUPLICATE, code="GN112", message="looks like a secret")
    beside = replace(samples.UNKNOWN_KEY, lines=((2, "token: s3cr3t"), (3, "onwer: team-pay")))
    assert "s3cr3t" in full.render(samples.report(beside))
    assert "s3cr3t" not in full.render(samples.report(beside, secret))


def test_colours_are_codes_around_the_same_text() -> None:
    problems = (samples.DUPLICATE, samples.BAD_VALUE, samples.UNKNOWN_KEY)
    coloured = full.render(samples.report(*problems, colour=True))
    assert coloured.startswith("\x1b[1;31merror[GN201]\x1b[0m")
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == DOCUMENTED


def test_severities_are_counted_in_order_of_weight() -> None:
    problems = [
        samples.at(1, severity=Severity.NOTICE, code="GN402"),
        samples.at(2, severity=Severity.WARNING, code="GN405"),
        samples.at(3, "b.yaml", code="GN307"),
        samples.at(4, severity=Severity.NOTICE, code="GN402"),
    ]
    said = full.render(samples.report(*problems, files=1_200)).split("\n")[-2]
    counted = "1 error, 1 warning and 2 notices in 2 of 1,200 manifests."
    assert said == f"{counted} Run `gonogo explain GN307` for more."


def test_files_that_are_no_manifests_are_not_counted_among_them() -> None:
    said = full.render(samples.report(samples.at(1, "teams.yaml"), files=0)).split("\n")[-2]
    assert said.startswith("1 error in 1 file.")

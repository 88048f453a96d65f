"""Problems to render: those of the documentation, and hostile ones."""

from gonogo.model.problem import Place, Problem, Related, Suggestion
from gonogo.model.words import Severity
from gonogo.publish.problems.report import Report

PAYMENTS = "catalog/services/pay/payments.yaml"

UNKNOWN_KEY = Problem(
    place=Place(path=PAYMENTS, line=3, column=1, end_line=3, end_column=6, pointer="/onwer"),
    code="GN201",
    severity=Severity.ERROR,
    message="unknown key `onwer` in top level",
    help="did you mean `owner`?",
    suggestion=Suggestion(
        replacement="owner",
        place=Place(path=PAYMENTS, line=3, column=1, end_line=3, end_column=6),
    ),
    lines=((2, "name: Payments"), (3, "onwer: team-pay")),
)
BAD_VALUE = Problem(
    place=Place(
        path=PAYMENTS,
        line=7,
        column=13,
        end_line=7,
        end_column=17,
        pointer="/checks/slo-defined/status",
    ),
    code="GN203",
    severity=Severity.ERROR,
    message="`metr` is not an allowed value for `status`",
    help="did you mean `met`? allowed: met, partial, unmet, not-applicable",
    lines=((6, "  slo-defined:"), (7, "    status: metr")),
)
DUPLICATE = Problem(
    place=Place(path=PAYMENTS, line=10, column=1, end_line=10, end_column=5, pointer="/tier"),
    code="GN104",
    severity=Severity.ERROR,
    message="duplicate key `tier` (first defined on line 4)",
)
HOSTILE = Problem(
    place=Place(
        path="a\n::error::b,c:d\x1b[2J.yaml", line=1, column=7, end_line=1, end_column=11, pointer="/x"
    ),
    code="GN206",
    severity=Severity.WARNING,
    message="`\x1b[31m\u202e%\r\n::error::x ]]> <b>\"'&` does not fit, see [here](https://evil.example)",
    help="try `\u200bx`\n::set-output name=a::b",
    lines=((1, "name:\t\x1b[31m\u202eevil"),),
)


def report(*problems: Problem, files: int = 214, colour: bool = False) -> Report:
    return Report(problems=problems, files=files, version="0.1.0", colour=colour)


def at(line: int, path: str = PAYMENTS, severity: Severity = Severity.ERROR, code: str = "GN201") -> Problem:
    place = Place(path=path, line=line, column=1, end_line=line, end_column=2, pointer=f"/k{line}")
    return Problem(place=place, code=code, severity=severity, message=f"problem {line}")


def related(message: str, place: Place) -> Related:
    return Related(place=place, message=message)

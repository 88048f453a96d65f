from gonogo.publish.problems import concise
from publish.problems import samples

LINES = r"""a\n::error::b,c:d\x1b[2J.yaml:1:7: GN206 warning: `\x1b[31m\u202e%\r\n::error::x ]]> <b>"'&` does not fit, see [here](https://evil.example)
catalog/services/pay/payments.yaml:3:1: GN201 unknown key `onwer` in top level
catalog/services/pay/payments.yaml:10:1: GN104 duplicate key `tier` (first defined on line 4)
2 errors and 1 warning in 2 of 214 manifests. Run `gonogo explain GN201` for more.
"""  # noqa: E501 - one problem, one line


def test_a_problem_is_a_line() -> None:
    problems = (samples.DUPLICATE, samples.HOSTILE, samples.UNKNOWN_KEY)
    assert concise.render(samples.report(*problems)) == LINES

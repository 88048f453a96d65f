import pytest

from gonogo.model.words import Severity
from gonogo.publish.problems import FORMATS, concise, limits
from publish.problems import samples


def test_of_a_file_with_1000_problems_20_are_shown_and_the_rest_is_counted() -> None:
    rendered = concise.render(samples.report(*map(samples.at, range(1, 1001)))).splitlines()
    assert rendered[19].startswith(f"{samples.PAYMENTS}:20:1: ")
    assert rendered[20:] == [
        f"… and 980 more in {samples.PAYMENTS}",
        "1,000 errors in 1 of 214 manifests. Run `gonogo explain GN201` for more.",
    ]


def test_of_many_files_200_problems_are_shown_and_the_rest_is_counted() -> None:
    problems = [samples.at(line, f"{name:03}.yaml") for name in range(120) for line in (1, 2)]
    rendered = concise.render(samples.report(*problems)).splitlines()
    assert len(rendered) == limits.IN_TOTAL + 2
    assert rendered[-2] == "… and 40 more in 20 other files"


def test_errors_are_shown_before_notices_that_stand_before_them() -> None:
    notices = [samples.at(line, severity=Severity.NOTICE, code="GN402") for line in range(1, 101)]
    rendered = concise.render(samples.report(*notices, samples.at(500))).splitlines()
    assert [line.split(":")[1] for line in rendered[:20]] == [*map(str, range(1, 20)), "500"]


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif", "junit"])
def test_formats_for_programs_hold_everything(name: str) -> None:
    rendered = FORMATS[name](samples.report(*map(samples.at, range(1, 1001))))
    assert rendered.count("problem 1000") >= 1


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_does_not_depend_on_the_order_of_problems(name: str) -> None:
    problems = [samples.at(line, path) for path in ("b.yaml", "a.yaml") for line in (3, 1, 2, 1)]
    problems += [samples.HOSTILE, samples.BAD_VALUE]
    one, other = (FORMATS[name](samples.report(*each)) for each in (problems, reversed(problems)))
    assert one == other


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_can_be_written_and_moves_no_cursor(name: str) -> None:
    rendered = FORMATS[name](samples.report(samples.HOSTILE))
    rendered.encode("utf-8")
    assert all(char.isprintable() or char == "\n" for char in rendered)
    assert not any(line.startswith(("::error::", "::set-output")) for line in rendered.splitlines())


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_that_is_not_utf8_can_be_written(name: str) -> None:
    FORMATS[name](samples.report(samples.at(1, "a\udcff.yaml"), samples.at(1, "b\ud800.yaml"))).encode(
        "utf-8"
    )

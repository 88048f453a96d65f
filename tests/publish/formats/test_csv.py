import csv
import io

import pytest

from gonogo.publish.formats import csv_
from publish.formats import samples
from publish.formats.samples import Sample


def written(sample: Sample) -> str:
    (artifact,) = csv_.render(sample.portfolio, sample.facts)
    return artifact.content.decode()


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert csv_.cell(f"{start}cmd|' /C calc'!A1") == f"'{start}cmd|' /C calc'!A1"


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (True, "true"), (False, "false"), (91.4, "91.4"), ("a=b", "a=b")]
)
def test_a_plain_value_is_itself(value: object, cell: str) -> None:
    assert csv_.cell(value) == cell


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile()])
def test_no_cell_of_any_line_begins_as_a_formula(sample: Sample) -> None:
    cells = [cell for line in csv.reader(io.StringIO(written(sample), newline="")) for cell in line]
    assert len(cells) == len(csv_.COLUMNS) * (len(sample.portfolio.scorecards) + 1)
    assert not [cell for cell in cells if cell.startswith(csv_.FORMULA_STARTS)]


def test_hostile_text_stays_in_its_cell() -> None:
    table = lines(written(samples.hostile()))
    assert [line["id"] for line in table] == ["evil", "new", "plain"]
    assert table[0]["name"] == samples.EVIL
    assert all(set(line) == set(csv_.COLUMNS) for line in table)


def test_a_line_says_where_a_service_stands() -> None:
    table = {line["id"]: line for line in lines(written(samples.demo()))}
    assistant = table["checkout-assistant"]
    assert assistant["owner"] == "team-checkout"
    assert assistant["target_on"] == "2026-12-10"
    assert assistant["score"]
    assert table["legacy-storefront"]["verdict"] == ""


def test_an_empty_catalog_has_a_head() -> None:
    sample = samples.empty()
    (artifact,) = csv_.render(sample.portfolio, sample.facts)
    assert artifact.path == "services.csv"
    assert artifact.content == (",".join(csv_.COLUMNS) + "\r\n").encode()


def test_a_table_of_some_has_their_lines_in_the_order_given() -> None:
    sample = samples.hostile()
    head, *rest = written(sample).splitlines(keepends=True)
    some = csv_.text(sample.portfolio, ["plain", "new"])
    assert some == head + rest[2] + rest[1]

"""CSV: a table with a line a service, as spreadsheets export it.

The first line names the columns; `COLUMNS` has the names that are understood. Columns that hold
several values separate them with `;` or `|`.
"""

import csv
import io
import re
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, ServiceDraft
from gonogo.intake.foreign import Said
from gonogo.intake.links import distinct, link, repository
from gonogo.intake.mistake import Mistake
from gonogo.intake.words import KINDS, folded
from gonogo.model.problem import Place
from gonogo.model.words import Kind

FILES = ("*.csv", "*.tsv")
SURE = FILES
MARK = re.compile(rb"")

LARGEST = 16 * 1024 * 1024
LONGEST_CELL = 100_000

_COLUMNS = {
    "id": "id service-id slug key",
    "name": "name service service-name title display-name component application app",
    "description": "description summary purpose",
    "owner": "owner team owning-team squad group owner-team",
    "kind": "kind type service-type component-type",
    "tier": "tier criticality priority service-tier",
    "lifecycle": "lifecycle stage status state lifecycle-stage",
    "system": "system domain product area application-group",
    "tags": "tags labels",
    "repository": "repository repo repo-url repository-url source source-url git",
    "documentation": "documentation docs docs-url wiki",
    "dashboard": "dashboard dashboards dashboard-url",
    "runbook": "runbook runbooks runbook-url",
    "needs": "depends-on dependencies dependson depends",
}
COLUMNS = {name: column for column, names in _COLUMNS.items() for name in names.split()}
"""What each column is called here, by the names that people give it, in kebab case."""


def read(content: bytes, path: str) -> Delivery:
    """Return the services in a table."""
    if len(content) > LARGEST:
        return _refused(path, 1, f"larger than {LARGEST // 1024 // 1024} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(path, 1, "not UTF-8; export the table as “CSV UTF-8”")
    if "\0" in text:
        return _refused(path, 1, "not a table: it holds zero bytes")
    return _rows(text, path)


def _refused(path: str, line: int, message: str) -> Delivery:
    return Delivery(mistakes=(Mistake(place=Place(path=path, line=line), message=message),))


def _rows(text: str, path: str) -> Delivery:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    csv.field_size_limit(LONGEST_CELL)
    try:
        header = _header(next(rows, []))
        if "name" not in header and "id" not in header:
            return _refused(path, 1, "the first line names no column `id` or `name`")
        found, strange, last = [], [], rows.line_num
        for row in rows:
            place = Place(path=path, line=last + 1)
            last = rows.line_num
            cells = _cells(header, row)
            if cells.get("id") or cells.get("name"):
                found.append(_service(cells, place))
            elif any(cell.strip() for cell in row):
                strange.append(Said(text="a line without id or name", place=place))
    except csv.Error as error:
        return _refused(path, rows.line_num, f"not a table: {error}")
    return Delivery(services=tuple(found), strange=tuple(strange))


def _header(cells: list[str]) -> list[str]:
    """Return what the columns are; of two that name the service the first is its id."""
    header = [COLUMNS.get(folded(cell), "") for cell in cells]
    if header.count("name") > 1 and "id" not in header:
        header[header.index("name")] = "id"
    return header


def _delimiter(text: str) -> str:
    """Return what separates the cells of the first line most often."""
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _cells(header: list[str], row: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column, cell in zip(header, row, strict=False):
        if column and cell.strip():
            cells.setdefault(column, cell.strip())
    return cells


def _service(cells: dict[str, str], place: Place) -> ServiceDraft:
    name = cells.get("id") or cells["name"]
    word = folded(cells.get("kind", ""))
    return ServiceDraft(
        ref=f"row:{name}".casefold(),
        place=place,
        name=name,
        kind=_said(cells, "kind", place),
        kinds=(word,) if word else (),
        guess=KINDS.get(word, Kind.SERVICE),
        sure=not word or word in KINDS,
        title=cells.get("name"),
        description=cells.get("description"),
        owners=tuple(filter(None, (_said(cells, "owner", place),))),
        tier=_said(cells, "tier", place),
        lifecycle=_said(cells, "lifecycle", place),
        system=cells.get("system"),
        tags=tuple(_several(cells, "tags")),
        links=distinct(
            [
                repository("github", cells.get("repository"), place),
                link("documentation", None, cells.get("documentation"), place),
                link("dashboard", None, cells.get("dashboard"), place),
                *(link("runbook", None, each, place) for each in _several(cells, "runbook")),
            ]
        ),
        needs=tuple(
            Need(ref=f"row:{each}".casefold(), name=each, place=place) for each in _several(cells, "needs")
        ),
        aliases=(f"row:{cells['name']}".casefold(),) if "name" in cells else (),
    )


def _said(cells: dict[str, str], column: str, place: Place) -> Said | None:
    return Said(text=cells[column], place=place) if column in cells else None


def _several(cells: dict[str, str], column: str) -> Iterator[str]:
    """Yield the values of a cell; commas separate, too, where neither `;` nor `|` does."""
    text = cells.get(column, "")
    mark = next((each for each in ";|\n" if each in text), ",")
    yield from (each.strip() for each in text.split(mark) if each.strip())

"""Every file of the hostile portal, as its readers take it: the same as the harmless one's but for words."""

import csv
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar, Component
from markdown_it import MarkdownIt
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from gonogo.publish.formats.csv_ import FORMULA_STARTS
from hostile.catalogs import TITLE
from hostile.conftest import Sites
from hostile.payloads import TEXTS

pytestmark = pytest.mark.xdist_group("hostile")


def names(site: Path, pattern: str = "*") -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob(pattern) if path.is_file())


def text(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


def test_files_are_called_after_ids_only(sites: Sites) -> None:
    assert names(sites.hostile) == names(sites.harmless)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) for name in names(sites.hostile))


RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def test_every_file_has_a_name_that_any_disk_takes(sites: Sites) -> None:
    found = names(sites.hostile)
    assert len({name.casefold() for name in found}) == len(found)
    assert all(len(name) <= 160 for name in found)
    parts = {part for name in found for part in name.split("/")}
    assert not [part for part in parts if RESERVED.match(part) or part.endswith((".", " "))]


def test_json_is_whole_and_holds_texts_as_they_were_written(sites: Sites) -> None:
    found = [json.loads(text(sites.hostile, name)) for name in names(sites.hostile, "*.json")]
    assert len(found) > len(TEXTS)
    services = json.loads(text(sites.hostile, "score.json"))["services"]
    assert {each["name"] for each in services} == {*TEXTS, "Cart"}


def test_scripts_with_data_are_one_value_and_hold_no_tag(sites: Sites) -> None:
    scripts = [
        name
        for name in names(sites.hostile, "*.js")
        if text(sites.hostile, name) != text(sites.harmless, name)
    ]
    assert scripts == [*(f"assets/data/{name}.js" for name in ("matrix", "risks", "services")), INDEX]
    for name in scripts:
        target, _, value = text(sites.hostile, name).strip().rstrip(";").partition("=")
        assert re.fullmatch(r"(?:window\.|var )\w+\s*", target.strip()), name
        assert isinstance(json.loads(value), dict)
        assert not set("\u2028\u2029") & set(value)
        if name != INDEX:
            assert "<" not in value


INDEX = "search/search_index.js"


def test_search_holds_texts_as_escaped_html(sites: Sites) -> None:
    entries = json.loads(text(sites.hostile, "search/search_index.json"))["docs"]
    plain = json.loads(text(sites.harmless, "search/search_index.json"))["docs"]
    assert len(entries) == len(plain)
    for entry, other in zip(entries, plain, strict=True):
        for field in ("title", "text"):
            assert Counter(tags(entry[field])) == Counter(tags(other[field])), entry["location"]
    titles = {words(entry["title"]) for entry in entries}
    assert {" ".join(each.split()) for each in TEXTS} <= titles


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def tags(html: str) -> list[str]:
    """Return the tags in a piece of HTML with the names of their attributes."""
    return _Tags(html).tags


def words(html: str) -> str:
    """Return what a reader of a piece of HTML sees."""
    return " ".join("".join(_Tags(html).words).split())


def test_no_cell_of_a_table_is_a_formula(sites: Sites) -> None:
    rows = [list(csv.reader(text(site, "services.csv").splitlines(keepends=True))) for site in sites]
    assert [len(row) for row in rows[0]] == [len(rows[0][0])] * (len(TEXTS) + 2)
    assert [row[0] for row in rows[0]] == [row[0] for row in rows[1]]
    cells = [cell for row in rows[0] for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert "'=cmd|'/c calc'!A1" in cells


def shape(part: Component) -> list[tuple[str, list[str]]]:
    """Return what a calendar is made of: each part with the names of its properties."""
    return [(each.name or "", sorted(each.keys())) for each in part.walk()]


def test_calendars_hold_our_events_and_properties_only(sites: Sites) -> None:
    found = names(sites.hostile, "*.ics")
    assert len(found) > 2 * len(TEXTS)
    for name in found:
        calendars = [Calendar.from_ical((site / name).read_bytes()) for site in sites]
        assert shape(calendars[0]) == shape(calendars[1]), name
        assert not calendars[0].errors
    s0 = Calendar.from_ical((sites.hostile / "calendars/services/s0.ics").read_bytes())
    assert str(s0["x-wr-calname"]) == f"{TEXTS[0]} · {TITLE}"


def test_feeds_hold_our_elements_and_markup_only(sites: Sites) -> None:
    found = [name for name in names(sites.hostile, "*.xml") if name.startswith("feed")]
    assert len(found) > len(TEXTS)
    for name in found:
        trees = [fromstring(text(site, name)) for site in sites]
        assert elements(trees[0]) == elements(trees[1]), name
        for node in trees[0].iter("{http://www.w3.org/2005/Atom}summary"):
            assert set(tags(node.text or "")) <= {"p []", "ul []", "li []"}
    title = fromstring(text(sites.hostile, "feed.xml")).findtext("{http://www.w3.org/2005/Atom}title")
    assert title == TITLE


def elements(tree: ET.Element) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter((node.tag, tuple(sorted(node.attrib))) for node in tree.iter())


def test_badges_hold_our_elements_only(sites: Sites) -> None:
    for name in names(sites.hostile, "*.svg"):
        if name.startswith("badges/"):
            trees = [fromstring(text(site, name)) for site in sites]
            assert elements(trees[0]) == elements(trees[1]), name


def test_metrics_hold_our_families_and_samples_only(sites: Sites) -> None:
    families = [
        list(text_string_to_metric_families(text(site, "metrics.txt")))  # type: ignore[no-untyped-call]
        for site in sites
    ]
    told = [
        [(each.name, each.type, [sorted(one.labels) for one in each.samples]) for each in some]
        for some in families
    ]
    assert told[0] == told[1]
    labels = {sample.labels.get("name") for family in families[0] for sample in family.samples}
    assert set(TEXTS) <= labels


def test_what_models_read_has_our_links_and_headings_only(sites: Sites) -> None:
    parser = MarkdownIt("commonmark", {"html": True})
    kinds = []
    for site in sites:
        tokens = parser.parse(text(site, "llms.txt"))
        each = [one for token in tokens for one in [token, *(token.children or [])]]
        kinds.append((
            [one.type for one in each if one.type not in {"text", "softbreak"}],
            [one.attrGet("href") for one in each if one.type == "link_open"],
        ))  # fmt: skip
    assert kinds[0] == kinds[1]


def test_files_of_text_have_no_control_characters(sites: Sites) -> None:
    for name in (*names(sites.hostile, "*.txt"), "services.csv"):
        controls = {char for char in text(sites.hostile, name) if unicodedata.category(char) == "Cc"}
        assert controls <= {"\n", "\r"}, name

import io
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from feedgenerator import Atom1Feed

from gonogo.publish.formats import atom
from gonogo.publish.links import Links
from publish.formats import samples
from publish.formats.samples import Sample

ATOM = "{http://www.w3.org/2005/Atom}"


def feeds(sample: Sample) -> dict[str, ET.Element]:
    artifacts = atom.render(sample.portfolio, sample.facts)
    return {each.path: ET.fromstring(each.content) for each in artifacts}  # noqa: S314 - our own


def texts(parent: ET.Element, *path: str) -> list[str]:
    return [each.text or "" for each in parent.findall("/".join(f"{ATOM}{name}" for name in path))]


def links(parent: ET.Element) -> list[str]:
    return [each.get("href", "") for each in parent.findall(f"{ATOM}entry/{ATOM}link")]


class Feed(Atom1Feed):  # type: ignore[misc]  # the library has no types
    as_of: datetime | None

    def latest_post_date(self) -> datetime | None:
        return self.as_of


def first(parent: ET.Element, *path: str) -> str | None:
    return next(iter(texts(parent, *path)), None)


def day(parent: ET.Element, name: str) -> datetime | None:
    found = first(parent, name)
    return None if found is None else datetime.fromisoformat(found)


def as_the_library_writes(parsed: ET.Element) -> bytes:
    hrefs = {each.get("rel"): each.get("href") for each in parsed.findall(f"{ATOM}link")}
    feed = Feed(
        title=first(parsed, "title"),
        link=hrefs["alternate"],
        description=first(parsed, "subtitle"),
        author_name=first(parsed, "author", "name"),
        feed_url=hrefs.get("self"),
        feed_guid=first(parsed, "id"),
    )
    feed.as_of = day(parsed, "updated")
    for entry, link in zip(parsed.findall(f"{ATOM}entry"), links(parsed), strict=True):
        feed.add_item(
            title=first(entry, "title"),
            link=link,
            description=first(entry, "summary"),
            author_name=first(entry, "author", "name"),
            pubdate=day(entry, "published"),
            updateddate=day(entry, "updated"),
            unique_id=first(entry, "id"),
            categories=[each.get("term") for each in entry.findall(f"{ATOM}category")],
        )
    stream = io.StringIO()
    feed.write(stream, "utf-8")
    return stream.getvalue().encode()


@pytest.mark.parametrize("site", [samples.SITE, "https://e.org/a b/ü&'/", None])
@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_a_feed_is_what_the_library_writes_of_it(sample: Sample, site: str | None) -> None:
    there = samples.worked_out(sample.portfolio.catalog, Links(site_url=site))
    for artifact in atom.render(there.portfolio, there.facts):
        assert as_the_library_writes(ET.fromstring(artifact.content)) == artifact.content  # noqa: S314 - our own


@pytest.mark.parametrize("sample", [samples.demo(), samples.hostile(), samples.empty()])
def test_a_feed_has_what_atom_requires_and_no_id_twice(sample: Sample) -> None:
    for feed in feeds(sample).values():
        ids = texts(feed, "id") + texts(feed, "entry", "id")
        assert len(set(ids)) == len(ids)
        assert texts(feed, "updated") == ["2026-11-23T00:00:00+00:00"]
        assert len(texts(feed, "title")) == 1
        for entry in feed.findall(f"{ATOM}entry"):
            assert len(texts(entry, "updated")) == len(texts(entry, "title")) == 1


def test_what_is_hostile_is_text_in_html_in_xml() -> None:
    feed = feeds(samples.hostile())["feed.xml"]
    assert any(samples.EVIL in title for title in texts(feed, "entry", "title"))
    for summary in texts(feed, "entry", "summary"):
        assert "<script" not in summary
        assert "<img" not in summary


def test_a_review_of_many_services_is_one_entry() -> None:
    titles = texts(feeds(samples.hostile())["feed.xml"], "entry", "title")
    assert titles[0] == "New and 1 more: launch review decided go"
    assert sum("Plain" in title for title in titles) == 1


def test_a_team_reads_of_its_own_services() -> None:
    found = feeds(samples.demo())
    titles = texts(found["feeds/team-care.xml"], "entry", "title")
    assert any("Support Agent" in title for title in titles)
    assert not any("Cart" in title for title in titles)
    assert any("Cart" in title for title in texts(found["feeds/shop.xml"], "entry", "title"))


@pytest.mark.parametrize(
    ("site", "path", "start"),
    [
        (samples.SITE, "feed.xml", f"{samples.SITE}services/"),
        (None, "feed.xml", "services/"),
        (None, "feeds/team-care.xml", "../services/"),
    ],
)
def test_links_lead_to_services_from_wherever_the_feed_is(site: str | None, path: str, start: str) -> None:
    sample = samples.worked_out(samples.demo().portfolio.catalog, Links(site_url=site))
    assert all(link.startswith(start) for link in links(feeds(sample)[path]))


def test_another_verdict_is_another_entry() -> None:
    def entries(sample: Sample) -> set[str]:
        return set(texts(feeds(sample)["feed.xml"], "entry", "id"))

    catalog = samples.demo().portfolio.catalog
    same = samples.worked_out(catalog, Links(site_url="https://elsewhere.example.com/"))
    later = samples.worked_out(catalog, day=samples.DAY.replace(year=2027))
    assert entries(same) == entries(samples.demo())
    assert entries(later) != entries(samples.demo())

"""What holds for every page over all services."""

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from gonogo import resources
from gonogo.model.artifact import STAMPED, PageKind
from gonogo.model.problem import Place, Problem
from gonogo.model.words import Severity
from gonogo.publish import pages
from gonogo.publish.formats import FORMATS
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, Renderer
from publish.formats import samples
from publish.pages import drawn
from publish.pages.drawn import Elements

KINDS = tuple(kind for kind in pages.KINDS if kind not in STAMPED)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "img", "base", "meta", "h1"}
CYCLE = Problem(
    place=Place(path=f"services/{samples.EVIL}.yaml", line=3, pointer="/depends_on/0/service"),
    code="GN306",
    severity=Severity.WARNING,
    message=samples.EVIL,
    help=samples.EVIL,
    lines=((3, samples.EVIL),),
)


@cache
def inputs_of(name: str, *, directory_urls: bool = True) -> Inputs:
    problems = (CYCLE,) if name == "hostile" else ()
    links = Links(directory_urls=directory_urls, site_url=samples.SITE)
    return drawn.inputs_of(getattr(samples, name)().portfolio, problems, links)


@cache
def bodies(name: str, *, directory_urls: bool = True) -> dict[str, Elements]:
    inputs = inputs_of(name, directory_urls=directory_urls)
    return {ref.path: Elements(page.body) for kind in KINDS for ref, page in drawn.rendered(inputs, kind)}


every_sample = pytest.mark.parametrize("name", ["demo", "hostile", "empty"])


@every_sample
def test_a_body_is_sound_and_runs_nothing(name: str) -> None:
    for path, found in bodies(name).items():
        assert not FORBIDDEN & {tag for tag, _ in found.elements}, path
        for tag, attributes in found.elements:
            assert not any(each == "style" or each.startswith("on") for each in attributes), (path, tag)
        addresses = found.values("href")
        assert all(urlsplit(each).scheme in {"", "http", "https", "mailto"} for each in addresses), path


@every_sample
def test_ids_are_there_once_and_headings_are_in_order(name: str) -> None:
    for path, found in bodies(name).items():
        doubled = [id_ for id_, number in Counter(found.values("id")).items() if number > 1]
        assert not doubled, path
        assert all(attributes.get("id") for tag, attributes in found.elements if tag == "h2"), path
        depths = [1] + [HEADINGS.index(tag) + 1 for tag, _ in found.elements if tag in HEADINGS]
        assert all(below <= above + 1 for above, below in pairwise(depths)), path


@every_sample
def test_a_table_has_a_caption_scopes_and_a_place_to_scroll(name: str) -> None:
    for path, found in bodies(name).items():
        tags = Counter(tag for tag, _ in found.elements)
        assert tags["caption"] == tags["table"], path
        assert all(each.get("scope") for tag, each in found.elements if tag == "th"), path
        for (_, before), (tag, _) in pairwise(found.elements):
            if tag == "table":
                assert before.get("tabindex") == "0", path
                assert before.get("role") == "group", path
                assert before.get("aria-label"), path


@every_sample
def test_a_field_has_a_name_for_people(name: str) -> None:
    for path, found in bodies(name).items():
        labels = {each.get("for") for tag, each in found.elements if tag == "label"}
        for tag, each in found.elements:
            if tag in {"select", "input"}:
                assert each.get("id") in labels or each.get("name"), (path, each)


def test_hostile_text_is_shown_as_text() -> None:
    found = bodies("hostile")
    shown = " ".join(samples.EVIL.split())
    for path in ("index", "services/index", "on-call", "risks/index", "reviews", "waivers", "problems"):
        assert shown in found[path].text, path


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_link_leads_to_a_page_a_place_or_a_file(*, directory_urls: bool) -> None:
    inputs = inputs_of("demo", directory_urls=directory_urls)
    links = inputs.links
    paths = {links.url(ref.path): ref for ref in pages.refs(inputs.portfolio)}
    facts = samples.demo().facts
    files = {each.path for render in FORMATS.values() for each in render(inputs.portfolio, facts)}
    files |= set(assets())
    for path, found in bodies("demo", directory_urls=directory_urls).items():
        for address in found.values("href"):
            if urlsplit(address).scheme:
                continue
            whole = urlsplit(urljoin(samples.SITE + links.url(path), address))
            below = whole.geturl().removeprefix(samples.SITE).partition("#")[0].partition("?")[0]
            if below in files or below.startswith("guide/"):
                continue
            assert below in paths, (path, address)
            if whole.fragment and not whole.query:
                assert whole.fragment in ids(paths[below].path), (path, address)


@cache
def ids(path: str) -> frozenset[str]:
    if path in bodies("demo"):
        return frozenset(bodies("demo")[path].values("id"))
    inputs = inputs_of("demo")
    ref = next(each for each in pages.refs(inputs.portfolio) if each.path == path)
    return frozenset(Elements(Renderer(inputs).page(ref).body).values("id"))


def assets() -> list[str]:
    root = resources.templates()
    return [path.relative_to(root).as_posix() for path in (root / "assets").rglob("*") if path.is_file()]


@every_sample
def test_every_script_and_sheet_that_a_page_names_is_there(name: str) -> None:
    inputs = inputs_of(name)
    facts = getattr(samples, name)().facts
    files = {each.path for each in FORMATS["tables"](inputs.portfolio, facts)} | set(assets())
    for kind in KINDS:
        for _, page in drawn.rendered(inputs, kind):
            assert set(page.scripts) <= files


def test_a_page_is_the_same_every_time() -> None:
    inputs = inputs_of("demo")
    for kind in KINDS:
        for ref, page in drawn.rendered(inputs, kind):
            assert Renderer(inputs).page(ref) == page


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {PageKind.DATA, PageKind.CHECKS}])
def test_an_organisation_that_has_not_begun_is_told_what_to_do(kind: PageKind) -> None:
    for _, page in drawn.rendered(inputs_of("empty"), kind):
        assert "go-empty" in page.body


@pytest.mark.parametrize("name", ["table.js", "finder.js", "stale.js"])
def test_our_scripts_take_nothing_from_outside_and_write_no_styles(name: str) -> None:
    text = Path(resources.templates() / "assets" / name).read_text("utf-8")
    for word in ("http://", "https://", "eval(", "new Function", ".style.", "fetch(", "innerHTML +="):
        assert word not in text

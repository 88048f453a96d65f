"""Building by a program that runs no plugin of ours. Here it is MkDocs itself, called like any other."""

import gzip
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from gonogo.cli import build as command
from gonogo.cli.main import gonogo
from gonogo.order import Order
from gonogo.site import building, derived, engines, guide, programs, searching, settings
from gonogo.site.building import Failed
from gonogo.site.programs import GaveUp, Program
from gonogo.site.publication import Draft, Publication
from gonogo.site.writing import Output
from portals import catalogs, linkcheck, tiny

PLAIN = "plain"
OURS = re.compile(r'<h1 id="?top"?>.*?(?=\s*</article>)', re.DOTALL)
Make = Callable[..., Path]


GUIDE = """---
order: 1
---

# Scoring

[One](codes/GN203.md#why), [two](../data.md).

## States { #states }

??? example "Folded"

    ```yaml
    a: 1
    ```
"""


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let MkDocs be one of the engines, and the Guide have one page."""
    (tmp_path / "scoring.md").write_text(GUIDE)
    monkeypatch.setattr(guide, "names", lambda: (("guide/scoring.md", tmp_path / "scoring.md"),))
    monkeypatch.setitem(programs.PROGRAMS, PLAIN, Program(name="mkdocs", index=searching.INDEX))


@pytest.fixture
def built(tmp_path: Path) -> Make:
    """Return a function that builds by an engine, and returns the site's folder."""

    def build(
        engine: str = PLAIN,
        *,
        pages: dict[str, str] | None = None,
        services: dict[str, str] | int = 3,
        config_text: str | None = None,
        **changed: Any,
    ) -> Path:
        catalog, folder = tmp_path / "catalog", tmp_path / f"site.tmp-{engine}"
        for name, text in (pages or {}).items():
            (catalog / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
            (catalog / "pages" / name).write_text(text)
        if config_text is None:
            config = settings.default(catalog)
        else:
            (catalog / "pages").mkdir(parents=True, exist_ok=True)
            (tmp_path / "mkdocs.yml").write_text(textwrap.dedent(config_text))
            config = settings.load(tmp_path / "mkdocs.yml")
        for name, value in changed.items():
            setattr(config, name, value)
        folder.mkdir()
        publication: Publication = tiny.publication(services, links=building.links_of(config))
        engines.build(
            engine,
            Draft.of(publication),
            config,
            Output(folder),
            workers=1,
            progress=lambda *_: None,
        )
        assert [path.name for path in tmp_path.glob(f"site.tmp-{engine}*")] == [folder.name]
        return folder

    return build


def parts(site: Path) -> dict[str, str]:
    """Return our part of every page, but for space between lines."""
    pages = ((path, OURS.search(path.read_text("utf-8"))) for path in sorted(site.rglob("*.html")))
    return {
        path.relative_to(site).as_posix(): re.sub(r"\s*\n\s*", "\n", found[0])
        for path, found in pages
        if found
    }


def entries(site: Path) -> list[str]:
    """Return the entries of the sitemap."""
    return (site / "sitemap.xml").read_text("utf-8").removesuffix("</urlset>").split("<url>")[1:]


NO_DISK = """
    site_name: Tiny
    docs_dir: catalog/pages
    theme: {name: material, font: false}
    plugins: [search]
"""


@pytest.mark.parametrize("config_text", [None, NO_DISK], ids=["files", "folders"])
def test_our_part_of_pages_is_the_same_whoever_makes_the_rest(built: Make, config_text: str | None) -> None:
    hostile = {"s1": "<b>bold</b> & GONOGOxBODYx7f3a9c {{ 1 }}", "s2": "# *x* `y` [z](q)"}
    told: dict[str, Any] = {"services": hostile, "config_text": config_text, "site_url": "https://e.org/p/"}
    ours, theirs = built(programs.MKDOCS, **told), built(PLAIN, **told)
    assert len(parts(ours)) > 60
    assert parts(theirs) == parts(ours)
    assert linkcheck.broken(theirs, base="p/") == []
    assert sorted(entries(theirs)) == sorted(entries(ours))
    assert gzip.decompress((theirs / "sitemap.xml.gz").read_bytes()) == (theirs / "sitemap.xml").read_bytes()
    assert (theirs / "csp.txt").read_text() == (ours / "csp.txt").read_text()
    assert {path.relative_to(theirs) for path in theirs.rglob("*")} == {
        path.relative_to(ours) for path in ours.rglob("*")
    }


def test_placeholders_stay_nowhere(built: Make) -> None:
    site = built(pages={"waivers.md": "Just text.\n"}, site_url="https://e.org/")
    for path in site.rglob("*"):
        assert "GONOGO" not in path.name
        if path.suffix in {".html", ".xml", ".json", ".txt", ".js"}:
            assert "GONOGOx" not in path.read_text("utf-8"), path


NESTED = """
    site_name: Tiny
    docs_dir: catalog/pages
    use_directory_urls: false
    theme: {name: material, font: false, features: [navigation.tabs, navigation.footer, navigation.sections]}
    plugins: [search]
    nav:
      - Start: index.md
      - Portal:
          - Services: [services/index.md, matrix.md]
          - Teams: teams/index.md
          - All: [checks/index.md, {Risks: [risks/index.md]}]
      - about.md
"""


def test_a_stamped_page_stands_in_its_section_and_in_no_other_page(built: Make) -> None:
    site = built(pages={"about.md": "# About\n"}, config_text=NESTED)
    html = (site / "services" / "s1.html").read_text("utf-8")
    assert re.search(r"md-tabs__item--active[^>]*>\s*<a [^>]*>\s*Portal", html)
    assert re.search(r"md-nav__item--active[^>]*>\s*<input(?:(?!</?li\b).)*Service 1", html, re.DOTALL)
    risk = (site / "risks" / "no-alerts.html").read_text("utf-8")
    assert "md-tabs__item--active" in risk
    assert "Service 1" not in risk
    for name in ("services/index.html", "about.html", "404.html", "matrix.html", "teams/team-a.html"):
        html = (site / name).read_text("utf-8")
        assert "GONOGOx" not in html
        assert "Service 1" not in html
    assert linkcheck.broken(site) == []


@pytest.mark.parametrize("name", ["waivers.md", "waivers/index.md"])
@pytest.mark.parametrize(
    "text",
    [
        "Just text.\n",
        "<h1 id='top'>Hi</h1>\n\nJust text.\n",
        "---\ntitle: Ours\n---\n# Ours\n\nJust text.\n\n## Rules\n",
    ],
)
def test_a_hand_written_page_begins_ours(built: Make, name: str, text: str) -> None:
    site = built(pages={name: text})
    html = (site / "waivers.html").read_text("utf-8")
    assert html.index("Just text.") < html.index('<h2 id="risks">')
    assert html.count("<h1") == 1
    assert ("Ours" in html) is ("Ours" in text)
    assert linkcheck.broken(site) == []
    assert "waivers.html" in (site / "index.html").read_text("utf-8")


def test_search_finds_prose_and_services(built: Make) -> None:
    site = built(pages={"waivers.md": "# Waivers\n\nJust text.\n"})
    text = (site / "search" / "search_index.json").read_text("utf-8")
    assert '"location":"services/s1.html","title":"Service 1"' in text
    assert '"text":"<p>Just text.</p> "' in text
    assert '"location":"guide/scoring.html#states"' in text
    assert (site / "search" / "search_index.js").read_text("utf-8") == f"var __index = {text}"


CONFIG = """
    site_name: "Tiny & co"
    docs_dir: catalog/pages
    strict: false
    copyright: Us
    theme: {name: material, custom_dir: ours, font: false, features: [navigation.tabs]}
    extra: {since: 2026-11-23}
    exclude_docs: drafts/
    nav: [index.md, {Ours: [waivers.md, about.md]}]
    hooks: [hook.py]
    markdown_extensions:
      - pymdownx.emoji:
          emoji_index: !!python/name:material.extensions.emoji.twemoji
      - toc: {permalink: false}
    plugins: [search, tags]
"""


def test_what_only_mkdocs_can_do_is_left_out_and_told(
    built: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours" / "partials").mkdir(parents=True)
    (tmp_path / "ours" / "partials" / "copyright.html").write_text("OURS {{ config.extra.since }}")
    (tmp_path / "hook.py").write_text("")
    seen: list[dict[str, Any]] = []
    configuration = derived.configuration

    def watched(*given: Any) -> str:
        text = configuration(*given)
        seen.append(yaml.load(text, Loader=yaml.UnsafeLoader))  # noqa: S506 - written by ourselves
        return text

    monkeypatch.setattr(derived, "configuration", watched)
    pages = {"about.md": "# About\n\n:smile: ![x](x.png)\n", "x.png": "x", "drafts/y.md": "# Y\n"}
    site = built(pages=pages, config_text=CONFIG)
    (said,) = seen
    assert {"hooks", "strict", "exclude_docs", "watch"}.isdisjoint(said)
    assert said["plugins"] == [{"search": {}}]
    assert said["extra"]["since"] == "2026-11-23"
    assert said["copyright"] == "Us"
    assert said["theme"]["features"] == ["navigation.tabs"]
    assert said["nav"][:2] == [{"Home": "index.md"}, {"Ours": ["waivers.md", "about.md"]}]
    names = [name for each in said["markdown_extensions"] for name in each]
    assert names.index("fenced_code") < names.index("pymdownx.superfences")
    assert {"toc": {"permalink": False}} in said["markdown_extensions"]
    assert [each.removeprefix("gonogo: ") for each in caplog.messages if "left out" in each] == [
        "mkdocs: the plugin or hook `material/tags` is left out, only mkdocs runs it",
        "mkdocs: the plugin or hook `hook.py` is left out, only mkdocs runs it",
    ]
    html = (
        site / "about.html" if (site / "about.html").exists() else site / "about" / "index.html"
    ).read_text()
    assert "OURS 2026-11-23" in html
    assert "twemoji" in html
    assert not list(site.rglob("drafts"))
    assert list(site.rglob("x.png"))


def test_what_the_engine_warns_of_is_told(built: Make, caplog: pytest.LogCaptureFixture) -> None:
    built(pages={"about.md": "# About\n\n[x](nowhere.md) [y](gonogo:service/s9)\n"})
    lost, unknown = [each.removeprefix("gonogo: ") for each in caplog.messages]
    assert lost.startswith("mkdocs: Doc file 'about.md' contains a link 'nowhere.md', but the target is not")
    assert unknown.startswith(
        "about.md: `gonogo:service/s9` leads nowhere: there is no service `s9`; did you"
    )


def test_strict_in_mkdocs_yml_is_kept(built: Make) -> None:
    with pytest.raises(Failed, match="1 warnings in strict mode") as caught:
        built(pages={"about.md": "[x](nowhere.md)\n"}, strict=True)
    assert caught.value.is_strict


def test_a_link_among_hand_written_pages_is_refused(built: Make, tmp_path: Path) -> None:
    (tmp_path / "catalog" / "pages").mkdir(parents=True)
    (tmp_path / "catalog" / "pages" / "about.md").symlink_to("/etc/hostname")
    with pytest.raises(Failed, match="symbolic link"):
        built()
    assert list(tmp_path.glob(f"site.tmp-{PLAIN}.*")) == []


def test_a_theme_that_shows_no_content_is_told(built: Make, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text("")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "main.html").write_text("<p>nothing</p>")
    with pytest.raises(Failed, match="the page shows its content 0 times"):
        built(config_text=CONFIG)


def test_a_file_in_the_current_folder_is_no_part_of_an_engine(
    built: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mkdocs.py", "yaml.py", "markdown.py"):
        (tmp_path / name).write_text("raise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    assert (built() / "index.html").is_file()


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], list[str]]:
    """Return a function that runs an engine which says something, and ends with a code."""

    def run(text: str, code: int) -> list[str]:
        (tmp_path / "talker.py").write_text(f"import sys\nprint({text!r})\nsys.exit({code})\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return programs.run(Program(name="talker", index=searching.INDEX), tmp_path / "mkdocs.yml")

    return run


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("INFO    -  Cleaning\nWARNING -  Doc x\nERROR   -  Bad\nINFO    -  Done", ["Doc x", "Bad"]),
        (
            "\x1b[33mWarning:\x1b[0m no page\n   \x1b[38;5;246m╭\x1b[0m─[ a.md:3:5 ]\n │\n2 issues found",
            ["a.md:3:5: no page"],
        ),
        ("Warning: all\nBuild finished", ["all"]),
        ("No issues found, and no Warning: at all", []),
    ],
)
def test_warnings_of_every_engine_are_understood(
    said: Callable[[str, int], list[str]], text: str, warnings: list[str]
) -> None:
    assert said(text, 0) == warnings


def test_an_engine_that_gives_up_is_quoted(said: Callable[[str, int], list[str]]) -> None:
    with pytest.raises(GaveUp, match=r"^talker gave up: two \| three \| four$"):
        said("one\ntwo\n\x1b[31mthree\x1b[0m\nfour", 1)
    with pytest.raises(GaveUp, match=r"^talker gave up: exit code 2$"):
        said("", 2)


@pytest.mark.parametrize("engine", programs.ENGINES[1:])
def test_an_engine_that_is_not_installed_is_told_in_one_line(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda _: None)
    catalogs.write(tmp_path / "catalog")
    asked = ["build", "--catalog", str(tmp_path / "catalog"), "--site-dir", str(tmp_path / "site")]
    done = CliRunner().invoke(gonogo, [*asked, "--engine", engine])
    assert done.exit_code == 3
    assert done.output == (
        f"Error: the engine {engine} is not installed; run `pip install 'gonogo[{engine}]'`\n"
    )
    assert not (tmp_path / "site").exists()


def test_the_command_knows_every_engine_and_an_order_the_first() -> None:
    assert command.ENGINES == programs.ENGINES
    order = Order(catalog=Path("catalog"), day=tiny.DAY, today=tiny.DAY)
    assert order.engine == programs.ENGINES[0] == programs.MKDOCS

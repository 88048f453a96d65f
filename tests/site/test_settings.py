from pathlib import Path

import pytest

from gonogo import resources
from gonogo.publish.links import Links
from gonogo.site import building, finding, settings
from gonogo.site.adapter import Adapter

REPOSITORY = resources.templates().parent


def test_the_file_of_the_demo_and_the_default_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    ours, default = settings.load(REPOSITORY / "mkdocs.yml"), settings.default(REPOSITORY / "catalog")
    for key in ("use_directory_urls", "markdown_extensions", "extra", "site_dir", "docs_dir"):
        assert ours[key] == default[key], key
    for key in ("features", "palette", "font"):
        assert ours.theme[key] == default.theme[key], key
    configs = {key: value for key, value in ours.mdx_configs.items() if key != "toc"}
    assert configs == {key: value for key, value in default.mdx_configs.items() if key != "toc"}
    assert set(ours.plugins) == {*default.plugins, "gonogo"}
    assert ours.plugins["material/search"].config == default.plugins["material/search"].config


def test_nothing_of_the_theme_that_is_unsafe_is_on() -> None:
    features = settings.default(Path("catalog")).theme["features"]
    assert not {"search.suggest", "navigation.instant"} & set(features)


def test_a_title_is_text() -> None:
    config = settings.default(Path("catalog"))
    settings.entitle(config, "A & <b>")
    assert config.site_name == "A &amp; &lt;b&gt;"


def test_the_file_beside_the_catalog_is_found(tmp_path: Path) -> None:
    catalog, given = tmp_path / "catalog", tmp_path / "other.yml"
    catalog.mkdir()
    assert finding.find(None, catalog) is None
    (tmp_path / "mkdocs.yml").touch()
    assert finding.find(None, catalog) == tmp_path / "mkdocs.yml"
    (catalog / "mkdocs.yml").touch()
    assert finding.find(None, catalog) == catalog / "mkdocs.yml"
    assert finding.find(given, catalog) == given


@pytest.mark.parametrize(
    "text", ["site_name: [", "nothing: here", "site_name: x\nplugins: [no-such-plugin]\n", "- a\n"]
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text)
    (tmp_path / "docs").mkdir()
    with pytest.raises(settings.Misconfigured, match="cannot be used"):
        settings.load(file)


@pytest.mark.parametrize(
    ("site_url", "directory_urls", "links"),
    [
        (None, False, Links(directory_urls=False)),
        ("https://e.org/p", False, Links(directory_urls=False, site_url="https://e.org/p/")),
    ],
)
def test_links_follow_the_configuration(site_url: str | None, links: Links, *, directory_urls: bool) -> None:
    config = settings.default(Path("catalog"))
    config.site_url, config.use_directory_urls = site_url, directory_urls
    assert building.links_of(config) == links


def test_the_plugin_is_added_where_it_is_not_named() -> None:
    config = settings.default(Path("catalog"))
    adapter = building.adapter_of(config)
    assert type(adapter) is Adapter
    assert building.adapter_of(config) is adapter

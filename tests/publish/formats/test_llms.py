import re

import pytest

from gonogo.publish.formats import llms
from gonogo.publish.links import Links
from publish.formats import samples


def text(links: Links) -> str:
    sample = samples.worked_out(samples.hostile().portfolio.catalog, links)
    (artifact,) = llms.render(sample.portfolio, sample.facts)
    return artifact.content.decode()


@pytest.mark.parametrize(
    ("links", "address"),
    [
        (Links(site_url=samples.SITE), f"{samples.SITE}services/plain/"),
        (Links(directory_urls=False), "services/plain.html"),
    ],
)
def test_every_service_has_its_address(links: Links, address: str) -> None:
    assert f"- [Plain]({address}): " in text(links)


def test_hostile_text_is_no_markdown() -> None:
    written = text(Links())
    assert written.startswith("# ")
    assert not re.search(r"(?<!\\)<script", written)
    assert not re.search(r"(?<!\\)`b`", written)


@pytest.mark.parametrize("given", ["a\n# b", "[x](javascript:1)", "*a* _b_"])
def test_escaped_text_is_one_line_that_means_itself(given: str) -> None:
    escaped = llms.escape(given)
    assert "\n" not in escaped
    assert not re.search(r"(?<!\\)[#*_\[]", escaped)

from collections.abc import Callable
from functools import partial

import pytest

from gonogo.publish import markdown
from steps import steps


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (None, ""),
        ("Plain & simple", "<p>Plain &amp; simple</p>"),
        ("**a** `b`", "<p><strong>a</strong> <code>b</code></p>"),
        ("# No heading", "<p># No heading</p>"),
        ("Not\n===", "<p>Not\n===</p>"),
        (
            "![x](https://e.org/x.png)",
            '<p>!<a href="https://e.org/x.png" rel="nofollow noreferrer">x</a></p>',
        ),
        ("[a](https://e.org)", '<p><a href="https://e.org" rel="nofollow noreferrer">a</a></p>'),
        ("[a](mailto:a@e.org)", '<p><a href="mailto:a@e.org" rel="nofollow noreferrer">a</a></p>'),
        ("![x]() [*a*]( )", "<p>![x]() [<em>a</em>]()</p>"),
        ("[x]() [a](https://e.org)", '<p>[x]() <a href="https://e.org" rel="nofollow noreferrer">a</a></p>'),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
    ],
)
def test_a_note_is_a_little_markdown(text: str | None, html: str) -> None:
    assert markdown.note(text) == html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "https://user:pass@evil.example",
        "https:///path",
        "ftp://e.org",
        "file:///etc/passwd",
        "#x",
        "../x",
        "https://e.org/" + "a" * 3000,
        "http://[::1",
    ],
)
def test_a_note_links_to_nothing_else(url: str) -> None:
    assert "<a" not in markdown.note(f"[x](<{url}>)")
    assert "href" not in markdown.note(f"<{url}>")
    assert "href" not in markdown.note(f"[x]: <{url}>\n\n[x]")


def test_a_note_in_a_line_has_no_paragraph() -> None:
    assert markdown.line("a *b*") == "a <em>b</em>"


def test_the_standard_may_have_headings_tables_and_places_of_the_portal() -> None:
    html = markdown.trusted("# A\n\n[b](../guide/)\n\n|x|\n|-|\n|1|")
    assert html.startswith("<h3>A</h3>")
    assert '<a href="../guide/"' in html
    assert "<table>" in html
    assert "<a" not in markdown.trusted("[x](//evil.example) [y](javascript:x)")
    assert "<b>" not in markdown.trusted("<b>x</b>")


LONGEST = 2_000
"""Characters that a text may have."""

KILLERS = [
    "[",
    "]",
    "![",
    "[a](",
    "](<",
    "[a][",
    "<",
    "<![",
    "<a@b>",
    "<http:",
    "`",
    "`a ``b ",
    "*",
    "*a_ ",
    "**a ",
]
KILLERS += ["*", "*a_ ", "**a ", "_", "\\", "&a;", "> ", "- ", "1. ", "a\n\n", "~~~\n", "::", "{{", "--8<-- "]


@pytest.mark.parametrize("unit", KILLERS)
@pytest.mark.parametrize("render", [markdown.note, markdown.line])
def test_twice_the_text_takes_about_twice_as_long(render: Callable[[str], object], unit: str) -> None:
    render(unit)
    once, twice = (steps(partial(render, (unit * LONGEST)[:size])) for size in (LONGEST // 2, LONGEST))
    assert twice <= 2.5 * once

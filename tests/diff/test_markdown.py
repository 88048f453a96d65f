"""The comment is inert: whatever people wrote, nothing but text, tables and our own words comes out."""

from datetime import date

import pytest
from markdown_it import MarkdownIt

from gonogo.publish.diff import markdown
from gonogo.publish.diff.document import CheckStep, Difference, DueItem, ServiceDifference, Stand
from gonogo.publish.diff.markdown import LIMIT, MARKER
from gonogo.publish.terminal.markdown import escaped

HOSTILE = [
    "@org/everyone #1 ![x](y)",
    "<!-- gonogo:v1 -->",
    "a | b `c` \n\n# heading\n- item",
    "[click](javascript:alert(1))",
    "https://evil.example www.evil.example mailto:a@b.example",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "GH-12 and #34 and @someone",
    "```\n::error::x\n##[add-mask]y",
    "\x1b[31mred\u202eevil",
    "${{ secrets.X }} {{ 7*7 }}",
    "&lt;b&gt; &#58; &colon;",
    "~~gone~~ **bold** _em_ ***",
    "[x]: https://evil.example\n[x]",
    "\\",
]
INERT = {"text", "paragraph_open", "paragraph_close", "inline", "softbreak"}


def difference(text: str, count: int = 1) -> Difference:
    service = ServiceDifference(
        service="cart",
        owner="shop",
        presence="both",
        before=Stand(verdict="go", level="silver", score=90.0),
        after=Stand(verdict="no-go", level=None, score=12.5),
        points=-77.5,
        checks=(
            CheckStep(check="alerts", before="met", after="unmet", cause="answers and evidence", fails=True),
        ),
        is_regression=True,
    )
    return Difference(
        schema_version=1,
        tool="0",
        as_of=date(2026, 11, 23),
        base=text,
        head=text,
        services=(service,) * count,
        due=(DueItem(day=date(2026, 12, 1), service="cart", text=text),),
    )


def kinds(source: str) -> set[str]:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    tokens = parser.parse(source)
    return {each.type for token in tokens for each in [token, *(token.children or [])]}


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_nothing_but_text(text: str) -> None:
    assert kinds(f"x {escaped(text)} x") <= INERT


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_with_hostile_text_has_our_structure_only(text: str) -> None:
    plain = kinds(markdown(difference("plain words")))
    assert kinds(markdown(difference(text))) <= plain
    assert not plain & {"link_open", "image", "html_inline", "code_inline", "fence", "code_block"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_keeps_its_columns(text: str) -> None:
    from gonogo.publish.terminal.markdown import escaped as cell

    row = f"| a | b |\n|---|---|\n| {cell(text)} | c |"
    tokens = MarkdownIt("commonmark").enable("table").parse(row)
    assert sum(token.type == "td_open" for token in tokens) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_the_marker_stands_first_and_once(text: str) -> None:
    body = markdown(difference(text))
    assert body.startswith(f"{MARKER}\n\n")
    assert body.count(MARKER) == 1


@pytest.mark.parametrize("mention", ["@someone", "#12", "GH-12", "https://x.example", "www.x.example"])
def test_what_hosts_link_by_themselves_is_taken_apart(mention: str) -> None:
    assert mention not in escaped(mention).replace("\\", "")


def test_a_long_comment_is_cut_below_the_hosts_limit() -> None:
    body = markdown(difference("words", count=3_000))
    assert len(body) < LIMIT + 1_000
    assert "more lines" in body

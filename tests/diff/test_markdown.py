"""The comment is inert: whatever people wrote, nothing but text, tables and our own words comes out."""

import re
from datetime import date

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gonogo.publish.diff import markdown
from gonogo.publish.diff import parsed as of_json
from gonogo.publish.diff.document import CheckStep, Difference, DueItem, ServiceDifference, Stand
from gonogo.publish.diff.markdown import LIMIT, MARKER
from gonogo.publish.problems.safe import line
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
TAGS = {"", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "ul", "li"}
LINKED = re.compile(r"(?i)(?:https?|ftp)://|\bwww\.|\w@\w|(?<!\w)@\w|#[0-9]|\bgh-[0-9]")
"""What hosts turn into links, mentions and references by themselves."""

PIECES = [
    *"\\`*_{}[]()#+-.!|<>~$&@:/\"'=;^% \t\n\r\0\x1b\u200b\u202e\u2028\ufeff\ud7ff",
    *("<!--", "-->", "gonogo:v1", MARKER, "\n\n", "\n---\n", "\n===\n", "    ", "```", "~~~", "$$"),
    *("http://e.example", "https://", "www.", "mailto:a@e.example", "javascript:", "data:text/html,", "//e"),
    *("<b>", "</td>", "<script>", "<img src=x>", "<https://e.example>", "<a@e.example>", "<?", "<![CDATA["),
    *(
        "[a](b)",
        "![a](b)",
        "[a]: b",
        "[^1]",
        "[ ] ",
        "- ",
        "1. ",
        "> ",
        "| a | b |",
        "|---|",
        "&lt;",
        "&#64;",
    ),
    *("# a", "+ a", "- a", "!", "@team/all", "#1", "GH-1", "o/r#1", "a", "é", "1", "\U0001f44d", "word"),
]
hostile = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)
law = settings(max_examples=400, deadline=None, derandomize=True, database=None)


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


def structure(source: str) -> list[tuple[str, int]]:
    """Return everything that a parser finds but words: tokens with their depth."""
    return [(each.type, each.level) for each in parsed(source) if each.type not in {"text", "text_special"}]


def parsed(source: str) -> list[Token]:
    """Return all tokens, those within lines too, as a parser that knows tables and raw HTML finds them."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)
    return [each for token in tokens for each in [token, *(token.children or [])]]


@law
@given(hostile)
@example(MARKER)
@example(f"\n{MARKER}\n\n")
def test_whatever_people_write_only_the_words_of_a_comment_differ(text: str) -> None:
    body = markdown(difference(text))
    assert structure(body) == structure(markdown(difference("plain words")))
    tokens = parsed(body)
    assert {each.tag for each in tokens} <= TAGS
    attributes = {name for each in tokens for name in each.attrs}
    assert attributes <= {"style"}, "columns are aligned, nothing else"
    raw = [each.content for each in tokens if each.type in {"html_block", "html_inline"}]
    assert raw == [f"{MARKER}\n"]


@law
@given(hostile)
def test_a_reader_sees_the_words_and_a_host_finds_nothing_to_link(text: str) -> None:
    tokens = parsed(f"x {escaped(text)} x")
    assert {each.type for each in tokens} <= INERT | {"text_special"}
    shown = "".join(each.content for each in tokens if each.type in {"text", "text_special"})
    assert shown.replace("\u200b", "") == f"x {line(text)} x".replace("\u200b", "")
    assert not LINKED.search(shown)


@law
@given(hostile, hostile)
def test_the_marker_cannot_be_forged(one: str, other: str) -> None:
    body = markdown(msgspec.structs.replace(difference(one), head=other))
    assert body.startswith(f"{MARKER}\n\n")
    assert "<!--" not in body.removeprefix(MARKER)
    assert not any(line_.lstrip().startswith(MARKER) for line_ in body.splitlines()[1:])


@law
@given(hostile)
def test_a_difference_that_came_as_json_is_rendered_the_same(text: str) -> None:
    found = difference(text[:200])
    assert markdown(of_json(msgspec.json.encode(found))) == markdown(found)


@law
@given(hostile)
def test_a_table_keeps_its_columns(text: str) -> None:
    row = f"| a | b |\n|---|---|\n| {escaped(text)} | c |\n| d | e |"
    tokens = MarkdownIt("commonmark").enable("table").parse(row)
    cells = [tokens[place + 1].content for place, each in enumerate(tokens) if each.type == "td_open"]
    assert len(cells) == 4
    assert cells[1:] == ["c", "d", "e"]


@law
@given(hostile)
def test_words_begin_nothing_where_a_line_begins(text: str) -> None:
    assert kinds(escaped(text).strip() or "x") <= INERT | {"text_special"}


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

import pytest

from gonogo.model.artifact import Heading
from gonogo.site.frame import (
    BODY,
    DESCRIPTION,
    EDIT,
    FIRST,
    SECOND,
    SLUG,
    TITLE,
    VIEW,
    Filling,
    Frame,
    FrameError,
)

ENTRY = '  <li><a href="#{0.id}"><span>\n  {0.title}</span></a></li>\n'
CONTENTS = "<ul>\n" + ENTRY.format(FIRST) + ENTRY.format(SECOND) + "</ul>"
PAGE = f"""<html><head><title>{TITLE} - x</title><meta name="description" content="{DESCRIPTION}">
  <link rel="canonical" href="https://e.org/services/{SLUG}/">
</head><body>
  <a href="{EDIT}" rel="edit"><svg></svg></a>
  <a href="{VIEW}"><svg></svg></a>
  {CONTENTS}
  <h1 id="top">{TITLE}</h1>
  {BODY}
</body></html>"""

HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "</title><img src=x onerror=alert(1)>",
    r"\1 \g<0> $& {{ 7*7 }} %s {0}",
    TITLE + BODY + SLUG,
    "&amp; & ' \" `",
]


def filled(**changes: object) -> str:
    values: dict[str, object] = {"slug": "cart", "title": "Cart", "description": "About", "body": "<p>B</p>"}
    filling = Filling(**(values | {"contents": (Heading(id="a", title="A"),)} | changes))  # type: ignore[arg-type]
    return Frame(PAGE).fill(filling).decode()


def test_every_place_is_filled() -> None:
    html = filled(edit_url="https://e.org/edit", view_url="https://e.org/view")
    assert "<title>Cart - x</title>" in html
    assert 'content="About"' in html
    assert "https://e.org/services/cart/" in html
    assert '<h1 id="top">Cart</h1>\n<p>B</p>' in html
    assert '<a href="https://e.org/edit" rel=edit>' in html
    assert "GONOGO" not in html


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_filled_in_is_text_and_nothing_else(text: str) -> None:
    html = filled(title=text, description=text, contents=(Heading(id="a", title=text),))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;").replace("'", "&#x27;")
    assert html.count(escaped) == 4
    assert html.count("<script") == html.count("onerror=alert(1)>") == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_a_body_stays_as_it_is(text: str) -> None:
    assert f"\n{text}\n</body>" in filled(body=text)


def test_contents_have_as_many_entries_as_there_are_headings() -> None:
    headings = tuple(Heading(id=f"h{n}", title=f"H{n}") for n in range(3))
    html = filled(contents=headings)
    entries = '<li><a href="#h{0}"><span>\nH{0}</span></a>'
    assert "<ul>" + "\n".join(entries.format(n) for n in range(3)) + "</ul>" in html


def test_a_page_without_headings_has_contents_without_entries() -> None:
    assert "<ul></ul>" in filled(contents=()).replace("\n", "")


def test_a_page_without_a_source_has_no_button() -> None:
    html = filled(edit_url=None, view_url=None)
    assert "<svg>" not in html
    assert "rel=edit" not in html


def test_a_frame_keeps_space_that_matters() -> None:
    page = PAGE.replace("</body>", "<pre>\n  x</pre></body>")
    assert b"<pre>\n  x</pre>" in Frame(page).fill(Filling(slug="a", title="t", description="d", body="b"))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.replace(BODY, ""), "the body stands there 0 times"),
        (PAGE.replace(BODY, BODY * 2), "the body stands there 2 times"),
        (PAGE.replace(f"<title>{TITLE}", "<title>"), "the title stands there 1 times"),
        (PAGE.replace(CONTENTS, ""), "the table of contents stands there 0 times"),
        (PAGE.replace(CONTENTS, CONTENTS * 3), "the table of contents stands there 3 times"),
        (PAGE.replace("</head>", f"<script>{TITLE}</script></head>"), "a <script> holds a placeholder"),
        (PAGE.replace("</head>", f"<style>{TITLE}</style></head>"), "a <style> holds a placeholder"),
        (PAGE.replace("</body>", TITLE.lower() + "</body>"), "was changed by the theme or a plugin"),
    ],
)
def test_a_page_that_cannot_be_a_frame_is_refused(page: str, said: str) -> None:
    with pytest.raises(FrameError, match=said):
        Frame(page)

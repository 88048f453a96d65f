"""Frames: a page that MkDocs renders once and that is then filled for each service, team, check and risk.

A frame is the theme's own page with placeholders where the pages differ. It is split at them
before anything is filled in, so that what is filled in may hold anything, placeholders too.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape
from os.path import commonprefix

import msgspec

from gonogo.model.artifact import Heading
from gonogo.model.noun import Noun
from gonogo.publish.squeezing import squeezed


def _mark(name: str) -> str:
    """Return a placeholder that survives every filter: letters and digits only."""
    return f"GONOGOx{name}x7f3a9c"


TITLE, DESCRIPTION, BODY, SLUG = _mark("TITLE"), _mark("DESC"), _mark("BODY"), _mark("SLUG")
EDIT, VIEW = _mark("editURL"), _mark("rawURL")
"""Lower-case `edit`: the theme makes the address of the view button by replacing `edit` by `raw`."""

FIRST = Heading(id=_mark("TOCAID"), title=_mark("TOCATITLE"))
SECOND = Heading(id=_mark("TOCBID"), title=_mark("TOCBTITLE"))
"""Two entries of contents, of which is learned what stands before, within, between and after entries."""

END = _mark("END")
"""What stands after the two entries where they stand in the page itself, as they do for some engines."""

TOP = "top"
"""Id of the h1, to which the skip link leads."""

_CONTENTS = _mark("CONTENTS")
_BUTTON = {EDIT: _mark("EDITBUTTON"), VIEW: _mark("VIEWBUTTON")}
_SLOTS = (TITLE, DESCRIPTION, BODY, SLUG, _CONTENTS, *_BUTTON.values())
_SPLIT = re.compile("(" + "|".join(_SLOTS) + ")")
_REST = re.compile(r"gonogox\w{1,40}", re.IGNORECASE)
_RAW_TEXT = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*")
_OPENED = re.compile(r"^(<(?!input|img|br|hr)[a-z][^>]*[^>/]>)\n", re.MULTILINE)
_CLOSED = re.compile(r"\n(</[a-z]+>)(?=\n)")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_ENTRY = re.compile(f"<span class=md-ellipsis>({FIRST.title}|{SECOND.title})</span>")
"""A title of ours as the theme would cut it; ours are short, and stand there twice."""

_DRAWN = re.compile(r"<svg\b[^>]*>(<path [^>]*/>)</svg>")
_KEEPS_SPACE = re.compile(r"<(pre|textarea)\b", re.IGNORECASE)


class FrameError(Exception):
    """The theme's page cannot be used as a frame; says why."""


class Filling(Noun):
    """What is filled into a frame: plain text, but for `body`, which is HTML that is safe as it stands."""

    slug: str
    title: str
    description: str
    body: str
    contents: tuple[Heading, ...] = ()
    edit_url: str | None = None
    view_url: str | None = None


class _Contents(Noun):
    """What the theme writes within and between two entries of contents, and around each."""

    within: str
    between: str
    before: str = ""
    after: str = ""

    def fill(self, headings: Iterable[Heading]) -> str:
        """Return the entries as the theme writes them; nothing, where there is none."""
        entries = [_escaped(each.id) + self.within + _escaped(each.title) for each in headings]
        return f"{self.before}{self.between.join(entries)}{self.after}" if entries else ""


_escaped = lru_cache(maxsize=1024)(escape)
"""Pages of a kind have the same few headings."""


class Frame:
    """A page of the theme, split at its placeholders."""

    def __init__(self, html: str, *, has_title: bool = True) -> None:
        """Split `html`; raise `FrameError` where a placeholder is missing or stands where it must not.

        Without `has_title` the title stands there already, as it is for a single page.
        """
        _refuse_raw_text(html)
        html, self._contents = _with_contents(_ENTRY.sub(r"\1", _squeezed(html)))
        html, self._buttons = _with_buttons(html)
        self._pieces = _SPLIT.split(html)
        _refuse_counts(self._pieces, has_title=has_title)
        self._encoded = [_encoded(piece) for piece in self._pieces]
        self._places = tuple(enumerate(self._pieces))[1::2]

    def fill(self, filling: Filling) -> bytes:
        """Return the page as it is served; text is escaped here, once."""
        title = escape(filling.title)
        values = {
            TITLE: title,
            DESCRIPTION: escape(filling.description),
            BODY: filling.body,
            SLUG: escape(filling.slug),
            _CONTENTS: self._contents.fill(filling.contents),
            _BUTTON[EDIT]: self._button(EDIT, filling.edit_url),
            _BUTTON[VIEW]: self._button(VIEW, filling.view_url),
        }
        known = {mark: _encoded(value) for mark, value in values.items()}
        pieces = self._encoded.copy()
        for place, mark in self._places:
            pieces[place] = known[mark]
        return b"".join(pieces)

    @cached_property
    def mark(self) -> bytes:
        """What tells the frame from any other."""
        told = self._pieces, self._contents, sorted(self._buttons.items())
        return sha256(msgspec.msgpack.encode(told)).digest()

    @property
    def skeleton(self) -> str:
        """What is the same on all pages."""
        return "".join(self._pieces[::2])

    def _button(self, mark: str, url: str | None) -> str:
        return "" if url is None else self._buttons.get(mark, "").replace(mark, escape(url))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "xmlcharrefreplace")


def _squeezed(html: str) -> str:
    """Return the frame without what no browser needs: it is a good part of every page.

    That is the theme's indentation, the end of a line within an element that stands on lines of its
    own (outside there is still one), and the namespace of drawings, which in HTML goes without saying.
    """
    html = _drawn_once(html.replace(f"<svg{_NAMESPACE}", "<svg"))
    if _KEEPS_SPACE.search(html):
        return html
    return squeezed(_CLOSED.sub(r"\1", _OPENED.sub(r"\1", _LINES.sub("\n", html))))


def _drawn_once(html: str) -> str:
    """Return the frame with each drawing written once: where it is used again, it is referred to."""
    seen: dict[str, str] = {}

    def drawn(found: re.Match[str]) -> str:
        path = found[1]
        if html.count(path) == 1:
            return found[0]
        if path in seen:
            return found[0].replace(path, f'<use href="#{seen[path]}"/>')
        seen[path] = f"drawn-{len(seen)}"
        return found[0].replace("<path ", f'<path id="{seen[path]}" ')

    return _DRAWN.sub(drawn, html)


def _with_contents(html: str) -> tuple[str, _Contents]:
    """Replace the two entries of contents, wherever they stand, by one placeholder."""
    pattern = re.compile(
        f"{FIRST.id}((?:(?!{FIRST.id}).)*?){FIRST.title}(.*?){SECOND.id}(.*?){SECOND.title}", re.DOTALL
    )
    found = pattern.findall(html)
    learned = {_Contents(within=within, between=between) for within, between, _ in found}
    if not 1 <= len(found) <= 2 or len(learned) != 1 or any(within != again for within, _, again in found):  # noqa: PLR2004
        message = f"the table of contents stands there {len(found)} times, and must once or twice, alike"
        raise FrameError(message)
    contents = _with_edges(html, learned.pop(), [each.span() for each in pattern.finditer(html)])
    whole = re.escape(contents.before) + pattern.pattern + re.escape(contents.after)
    # Where the theme finds no h1, its skip link leads to the first entry.
    html = re.sub(whole, _CONTENTS, html, flags=re.DOTALL).replace(f"#{FIRST.id}", f"#{TOP}")
    return html, contents


def _with_edges(html: str, contents: _Contents, spans: Sequence[tuple[int, int]]) -> _Contents:
    """Return the same with what stands before and after an entry: between two of them, both do."""
    reverse = [each[::-1] for each in (contents.between, *(html[:begin] for begin, _ in spans))]
    before = commonprefix(reverse)[::-1]  # noqa: RUF071 - of texts, not of paths
    after = contents.between.removesuffix(before).rstrip()
    if not all(html.startswith(after, end) for _, end in spans):
        return contents
    return _Contents(within=contents.within, between=contents.between, before=before, after=after)


def _with_buttons(html: str) -> tuple[str, dict[str, str]]:
    """Replace each link to the source by a placeholder for the whole link, so that it can be left out."""
    buttons = {}
    for mark, button in _BUTTON.items():
        link = re.compile(rf"<a\b[^>]*\b{mark}\b[^>]*>.*?</a>", re.DOTALL)
        found = link.search(html)
        if found:
            buttons[mark] = found[0]
            html = link.sub(button, html)
    return html, buttons


def _refuse_raw_text(html: str) -> None:
    for element, text in _RAW_TEXT.findall(html):
        if _REST.search(text):
            message = f"a <{element}> holds a placeholder; what is filled in is escaped for HTML only"
            raise FrameError(message)


def _refuse_counts(pieces: list[str], *, has_title: bool) -> None:
    counts = {mark: pieces[1::2].count(mark) for mark in (BODY, TITLE)}
    if counts[BODY] != 1:
        message = f"the body stands there {counts[BODY]} times, and must once"
        raise FrameError(message)
    if has_title and counts[TITLE] < 2:  # noqa: PLR2004
        message = f"the title stands there {counts[TITLE]} times, and must at least twice"
        raise FrameError(message)
    for text in pieces[::2]:
        changed = _REST.search(text)
        if changed:
            message = f"the placeholder `{changed[0]}` was changed by the theme or a plugin"
            raise FrameError(message)

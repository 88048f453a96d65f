"""The folder from which another engine builds: Markdown, ours with placeholders, and all other files."""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import yaml
from mkdocs.structure.files import File, Files
from mkdocs.utils import meta

from gonogo.model.artifact import PageRef
from gonogo.model.noun import Noun
from gonogo.site import documents, frame, navigation
from gonogo.site.documents import FramePage, LatePage
from gonogo.site.publication import CODES

_PLACE = f"""\
{frame.BODY}

## {frame.FIRST.title} {{#{frame.FIRST.id}}}

## {frame.SECOND.title} {{#{frame.SECOND.id}}}

{frame.END}
"""
"""Where our part of a page goes, with two entries of contents to learn from."""

_HEAD = f"# {frame.TITLE} {{#{frame.TOP}}}\n\n"
_MADE = re.compile(f"<p>{frame.BODY}</p>.*?<p>{frame.END}</p>", re.DOTALL)
_MADE_WITH_HEAD = re.compile(rf'<h1 id="{frame.TOP}">(?:(?!<h1\b).)*?{_MADE.pattern}', re.DOTALL)
_HAS_HEAD = re.compile(r"^(#[^#]|=+\s*$|<h1\b)", re.MULTILINE)
_ENTRY = re.compile(
    rf"<li\b[^>]*>\s*<a\b[^>]*{frame.SLUG}[^>]*>(?:(?!</?li\b).)*?</a>\s*</li>", re.DOTALL | re.IGNORECASE
)
_LINK = r"<a\b[^>]*{0}[^>]*>.*?</a>|<link\b[^>]*{0}[^>]*>"
_TO_ANY = re.compile(_LINK.format(frame.SLUG), re.DOTALL)
_TO_OTHERS = re.compile(_LINK.format(rf"\.\./[^>]*{frame.SLUG}"), re.DOTALL)
"""A frame in the navigation of another page, and links to it as the next or the last."""

_MARKDOWN_LINK = re.compile(r"\]\(([\w./-]+)\.md(#[\w-]+)?\)")


class Sheet(Noun):
    """A page as the engine finds it: `name` is that of its file in the folder, `made` that in the site.

    `path` is that of the page, or of the folder of the pages, that is put into it; None for prose.
    `head` is the h1 that it gets, as HTML; None where it has one of its own. A `frame` is for many pages.
    """

    name: str
    made: str
    text: str
    path: str | None = None
    head: str | None = None
    is_frame: bool = False

    def filled(self, html: str) -> str:
        """Return what the engine made of it, with a single placeholder where our part goes."""
        if self.head is None:
            html, found = _MADE.subn(frame.BODY, html)
        else:
            content = documents.content(self.head, frame.BODY)
            html, found = _MADE_WITH_HEAD.subn(lambda _: content, html)
        if found != 1:
            message = f"the page shows its content {found} times, and must once"
            raise frame.FrameError(message)
        return html


def sheets(files: Files, begun: Mapping[str, PageRef]) -> Iterator[Sheet]:
    """Yield all pages; `begun` are ours that a hand-written page begins, by the name of that."""
    for file in files.documentation_pages():
        ours = begun.get(file.src_uri)
        if isinstance(file.page, FramePage | LatePage):
            yield _ours(file, file.page)
        elif ours is not None:
            yield _begun(file, ours)
        else:
            yield Sheet(name=file.src_uri, made=file.dest_uri, text=_linked(file))


def without_frames(html: str, *, is_frame: bool = False) -> str:
    """Return a page without links to frames, which the navigation holds for the sake of the frames alone."""
    return (_TO_OTHERS if is_frame else _TO_ANY).sub("", _ENTRY.sub("", html))


def write(folder: Path, pages: tuple[Sheet, ...], files: Files) -> None:
    """Write the folder: pages, and what else travels along."""
    for file in files:
        is_kept = file.inclusion.is_included()  # type: ignore[no-untyped-call] # MkDocs is typed in parts
        if is_kept and file.abs_src_path and not file.is_documentation_page():
            target = folder / file.src_uri
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.abs_src_path, target)
    for sheet in pages:
        target = folder / sheet.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(sheet.text, encoding="utf-8")


def labelled(nav: Any, files: Files, pages: tuple[Sheet, ...]) -> Any:
    """Return a navigation with the names of pages in the folder, each called what MkDocs would call it."""
    renamed, titles = {}, {}
    for file, sheet in zip(files.documentation_pages(), pages, strict=True):
        renamed[file.src_uri] = sheet.name
        if isinstance(file.page, LatePage) and "title" not in file.page.own_meta():
            titles[file.src_uri] = str(file.page.title)

    def of(entry: Any) -> Any:
        if isinstance(entry, Mapping):
            return {
                name: renamed.get(at, at) if isinstance(at, str) else of(at) for name, at in entry.items()
            }
        if isinstance(entry, list):
            return [of(each) for each in entry]
        now = renamed.get(entry, entry)
        return {titles[entry]: now} if entry in titles else now

    return of(nav)


def with_frames(nav: Any, files: Files) -> Any:
    """Return a navigation in which each frame stands last in the section that its folder's start begins."""
    pages = {navigation.address(file.src_uri): file.src_uri for file in files.documentation_pages()}
    frames = {
        pages.get(page.folder): page.file.src_uri
        for page in (file.page for file in files.documentation_pages())
        if isinstance(page, FramePage)
    }

    def of(entry: Any) -> Any:
        if isinstance(entry, Mapping):
            return {title: of(below) for title, below in entry.items()}
        if not isinstance(entry, list):
            return entry
        # A page by itself, not the first of a section in this one.
        begins = [each for each in entry[:1] if isinstance(each, str)]
        begins += [at for each in entry[:1] if isinstance(each, Mapping) for at in each.values()]
        more = [name for start, name in frames.items() if start is not None and start in begins]
        return [*(of(each) for each in entry), *more]

    return [of(each) for each in nav] if isinstance(nav, list) else nav


def _ours(file: File, page: FramePage | LatePage) -> Sheet:
    head, _, _ = page.parts()
    return Sheet(
        name=file.src_uri,
        made=file.dest_uri,
        text=_with_meta(page.own_meta(), _HEAD + _PLACE),
        path=page.key,
        head=head,
        is_frame=isinstance(page, FramePage),
    )


def _begun(file: File, ours: PageRef) -> Sheet:
    """Return a hand-written page with a place for ours; where its name differs, at the address of ours."""
    text, said = meta.get_data(file.content_string)
    head = "" if _HAS_HEAD.search(text) else f'<h1 id="{frame.TOP}">{escape(ours.title)}</h1>\n\n'
    return Sheet(
        name=navigation.source(ours.path),
        made=file.dest_uri,
        text=_with_meta(said, f"{head}{text.rstrip()}\n\n{_PLACE}"),
        path=ours.path,
    )


def _with_meta(said: Mapping[str, Any], text: str) -> str:
    return f"---\n{yaml.safe_dump(dict(said), allow_unicode=True)}---\n\n{text}" if said else text


def _linked(file: File) -> str:
    """Return a page of prose; the engine does not know the pages of error codes, so links to them wait."""
    folder = posixpath.dirname(file.src_uri)

    def waiting(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, found[1]))
        if not path.startswith(CODES):
            return found[0]
        return f"](gonogo:code/{path.removeprefix(CODES)}{found[2] or ''})"

    return _MARKDOWN_LINK.sub(waiting, file.content_string)

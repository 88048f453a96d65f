"""What is fuzzed: each target takes bytes, and raises where something is not as it must be."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

from markdown_it import MarkdownIt

from diff.test_markdown import difference, kinds
from gonogo.assess import assess
from gonogo.publish import diff
from gonogo.publish.diff.document import parsed
from gonogo.publish.diff.markdown import MARKER
from gonogo.publish.formats import csv_, events
from gonogo.publish.markdown import is_safe, line, note, trusted
from gonogo.publish.problems import FORMATS, Report, safe
from gonogo.publish.terminal import words
from gonogo.publish.terminal.markdown import escaped
from gonogo.read import lines, mend, read, yaml12
from gonogo.read.files import Disk, Overlay
from hostile.payloads import CONTROLS, TEXTS, URLS
from read.cases import BASE, Case, cases

DAY = date(2026, 11, 23)
FILES = (
    "services/payments.yaml",
    "standard.yaml",
    "teams.yaml",
    "catalog.yaml",
    "tiers.yaml",
    "platforms/kubernetes-prod.yaml",
    "decisions/one.yaml",
    "evidence/k6/one.yaml",
)
"""Files of a catalog; the first byte of an input of `validation` chooses one."""

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
TRUSTED_TAGS = TAGS | {"h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td"}


def reader(content: bytes) -> None:
    """Parse YAML: data or an error comes out, whoever reads it; data is plain, places lie in the text."""
    for limits in (yaml12.MANIFEST_LIMITS, yaml12.TRUSTED_LIMITS):
        document, problems = yaml12.parse(content, "x.yaml", limits)
        errors = [each for each in problems if each.severity == "error"]
        assert (document.data is None) is bool(errors)
        json.dumps(document.data, default=float, allow_nan=False)
        with patch.object(lines, "mapping", return_value=None):
            composed, found = yaml12.parse(content, "x.yaml", limits)
        assert (repr(composed.data), found) == (repr(document.data), problems)
        last = len(document.text.split("\n")) + 1
        for each in problems:
            assert 1 <= each.place.line <= last
            assert safe.is_safe(safe.message(each.message))
    mended = mend.layout(content)
    assert not mend.layout(mended.content).done


@cache
def _catalog() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gonogo-fuzz-"))
    Case(BASE).lay_out(folder)
    return folder / "catalog"


def validation(content: bytes) -> None:
    """Read a catalog in which one file is `content`, assess it, and tell its problems in every format."""
    if not content:
        return
    tree = Overlay(below=Disk(root=str(_catalog())), held={FILES[content[0] % len(FILES)]: content[1:]})
    reading = read(tree, day=DAY, today=DAY, workers=1)
    if reading.catalog is not None:
        assess(reading.catalog, DAY)
    report = Report(problems=reading.problems, files=len(reading.files), version="0")
    for form, render in FORMATS.items():
        text = render(report)
        text.encode()
        if form in {"full", "concise", "github"}:
            assert all(safe.is_safe(each) for each in text.split("\n"))
        if form in {"json", "gitlab", "sarif"}:
            json.loads(text)


class _Html(HTMLParser):
    """Refuses every tag, attribute and address that notes must not have."""

    def __init__(self, html: str, tags: set[str]) -> None:
        super().__init__()
        self._tags = tags
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self._tags, tag
        for name, value in attrs:
            assert name in {"href", "rel", "title", "start", "class", "style"}, name
            assert name != "href" or is_safe(value or "") or self._tags is TRUSTED_TAGS, value
            assert name != "style" or value in {f"text-align:{side}" for side in ("left", "right", "center")}

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def text(content: bytes) -> None:
    """Render somebody's words everywhere where they are shown."""
    said = content.decode("utf-8", "ignore")
    _Html(str(note(said)), TAGS)
    _Html(str(line(said)), TAGS)
    _Html(str(trusted(said)), TRUSTED_TAGS)
    assert safe.is_safe(safe.line(said))
    assert safe.is_safe(words.text(said).plain)
    assert kinds(f"x {escaped(said)} x") <= {"text", "paragraph_open", "paragraph_close", "inline"}
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| a | b |\n|---|---|\n| {escaped(said)} | c |")
    cells = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "td_open"]
    assert cells[1:] == ["c"]
    printed = safe.printable(said, commands=False).split("\n")
    assert not any(each.lstrip(" \t").startswith("::") or "##[" in each for each in printed)
    cell = csv_.cell(said)
    assert not cell.startswith(csv_.FORMULA_STARTS)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow([cell, "x"])
    if "\0" not in cell:
        assert list(csv.reader(io.StringIO(buffer.getvalue(), newline=""))) == [[cell, "x"]]
    _calendar_line(said)


def _calendar_line(said: str) -> None:
    folded = events.folded(b"SUMMARY:" + events.text(said))
    pieces = folded.split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= events.LONGEST for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    whole = (pieces[0] + b"".join(piece[1:] for piece in pieces[1:])).decode()
    assert not {"\n", "\r"} & set(whole)


def comment(content: bytes) -> None:
    """Make a comment of what somebody hands in, be it a difference or no JSON at all."""
    plain = kinds(diff.markdown(difference("plain words")))
    body = diff.markdown(difference(content.decode("utf-8", "ignore")[:200]))
    assert kinds(body) <= plain
    assert body.count(MARKER) == 1
    try:
        found = parsed(content)
    except ValueError:
        return
    body = diff.markdown(found)
    body.encode()
    assert not kinds(body) & {"link_open", "image", "html_inline", "fence", "code_block"}


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": reader,
    "validation": validation,
    "text": text,
    "comment": comment,
}


def seeds(target: str) -> Iterator[bytes]:
    """Yield inputs to begin with: the cases of the reader, and what breaks out of everything."""
    if target in {"reader", "validation"}:
        for case in [*cases(), Case(BASE)]:
            for own in case.files():
                name = own.as_posix()
                content = (case.folder / own).read_bytes()
                if len(content) > 8_000:
                    continue
                number = next(
                    (n for n, each in enumerate(FILES) if each.split("/")[0] == name.split("/")[0]), 0
                )
                yield content if target == "reader" else bytes([number]) + content
    else:
        for each in (*TEXTS, *URLS, *CONTROLS):
            yield each.encode()
    if target == "comment":
        import msgspec

        yield msgspec.json.encode(difference("words"))

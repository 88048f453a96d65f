"""Mending: what is safe to put right in a file, by positions, so that comments and layout stay.

Pure: bytes go in, bytes come out. What a value means is never changed, only how it is written.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gonogo.model.noun import Noun
from gonogo.model.problem import Place, Problem
from gonogo.read import settings
from gonogo.read.document import Document
from gonogo.read.files import Found, Tree
from gonogo.read.reading import Reading
from gonogo.read.settings import CATALOG_FILE, Settings
from gonogo.read.suspicions import scalars
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

QUOTED = ("GN110", "GN204")
"""Codes whose suggestion is the same text in quotes, so that every reader takes it for text."""

_TRIES = 100
"""Tabs that are looked at one by one where replacing all at once would not do."""

_MARKS = re.compile(rb"(?:\xef\xbb\xbf)+")
_ENDS = re.compile(rb"\r+\n")
"""Line ends of Windows, also those that were converted more than once."""

_LEADING = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_INDENT = re.compile(r"^( +)\S", re.MULTILINE)


class Mended(Noun):
    """A file's bytes as they ought to be, and what was done to them, in words."""

    content: bytes
    done: tuple[str, ...] = ()


def files(tree: Tree) -> list[Found]:
    """Return every file of a catalog that is read, in order of name; catalog.yaml need not be sound."""
    said, _, _ = settings.settings(tree)
    said = said or Settings(schema_version=1, title="")
    standard = said.standard if isinstance(said.standard, str) else "standard.yaml"
    single = [CATALOG_FILE, standard, said.teams, said.tiers]
    found = [settings.found(tree, name) for name in single if name.endswith(".yaml") and tree.exists(name)]
    globs = (*said.manifests, *said.platforms, *said.decisions, *said.evidence)
    by_name = {each.name: each for each in (*found, *tree.listing(globs).files)}
    return [by_name[name] for name in sorted(by_name)]


def layout(content: bytes) -> Mended:
    """Mend what has nothing to do with values: byte order mark, line ends, tabs where YAML wants spaces."""
    done = []
    if content.startswith(codecs.BOM_UTF8):
        content = _MARKS.sub(b"", content, count=1)
        done.append("byte order mark removed")
    content, ends = _ENDS.subn(b"\n", content)
    if ends:
        done.append("line ends")
    if b"\t" in content and len(content) <= TRUSTED_LIMITS.size:
        try:
            text, tabs = _without_tabs(content.decode("utf-8"))
        except UnicodeDecodeError:
            return Mended(content=content, done=tuple(done))
        content = text.encode("utf-8")
        if tabs:
            done.append(f"tabs on {_counted(tabs, 'line')}")
    return Mended(content=content, done=tuple(done))


def values(content: bytes, problems: Iterable[Problem]) -> Mended:
    """Quote the values of which `problems` say that they must be."""
    suggestions = {
        each.suggestion for each in problems if each.code in QUOTED and each.suggestion is not None
    }
    if not suggestions:
        return Mended(content=content)
    lines = content.decode("utf-8").split("\n")
    for each in sorted(suggestions, reverse=True, key=lambda one: (one.place.line, one.place.column)):
        lines[each.place.line - 1] = _replaced(lines[each.place.line - 1], each.place, each.replacement)
    done = f"{_counted(len(suggestions), 'value')} quoted"
    return Mended(content="\n".join(lines).encode("utf-8"), done=(done,))


def to_quote(reading: Reading) -> dict[str, list[Problem]]:
    """Return the problems that quotes put right, by path."""
    found: dict[str, list[Problem]] = {}
    for problem in reading.problems:
        if problem.code in QUOTED and problem.suggestion is not None:
            found.setdefault(problem.place.path, []).append(problem)
    return found


def content(tree: Tree, found: Found) -> bytes | None:
    """Return the bytes of a file, None where it cannot be read or is too large to be one of ours."""
    held = tree.content(found, TRUSTED_LIMITS.size)
    return None if isinstance(held, Problem) or len(held) > TRUSTED_LIMITS.size else held


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _replaced(line: str, place: Place, by: str) -> str:
    return line[: place.column - 1] + by + line[place.end_column - 1 :]


# --- tabs -----------------------------------------------------------------------------------------


def _without_tabs(text: str) -> tuple[str, int]:
    """Return text without tabs where YAML wants spaces, and the number of lines that were changed."""
    first = _tab(text)
    if first is None:
        return text, 0
    whole = _LEADING.sub(lambda found: _spaces(found.group(), _unit(text)), text)
    result = whole if not _parsed(whole)[1] and not _is_in_block(whole, text) else _one_by_one(text)
    changed = Counter(old != new for old, new in zip(text.split("\n"), result.split("\n"), strict=True))
    return result, changed[True]


def _one_by_one(text: str) -> str:
    """Replace each tab of which YAML complains, as long as that gets further."""
    for _ in range(_TRIES):
        place = _tab(text)
        if place is None:
            break
        better = next((each for each in _candidates(text, place) if _gets_further(each, place)), None)
        if better is None:
            break
        text = better
    return text


def _candidates(text: str, place: Place) -> Iterator[str]:
    """Yield texts in which the blanks at `place` are spaces."""
    lines = text.split("\n")
    number = place.line - 1
    line = lines[number]
    before = line[: place.column - 1]
    if before.strip():
        blanks = re.compile(r"[ \t]*").match(line, place.column - 1)
        end = blanks.end() if blanks is not None else place.column
        yield "\n".join([*lines[:number], f"{before.rstrip(' ')} {line[end:]}", *lines[number + 1 :]])
        return
    rest = line.lstrip(" \t")
    above = next((each for each in reversed(lines[:number]) if each.strip()), "")
    level = len(above) - len(above.lstrip(" "))
    unit = _unit(text)
    wanted = len(_spaces(line[: len(line) - len(rest)], unit))
    opens = above.rstrip().endswith((":", "-"))
    for indent in dict.fromkeys((wanted, level + unit if opens else level)):
        yield "\n".join([*lines[:number], " " * indent + rest, *lines[number + 1 :]])


def _spaces(blanks: str, unit: int) -> str:
    return blanks.replace("\t", " " * unit)


def _unit(text: str) -> int:
    """Return by how many spaces a file indents; two where it does not say."""
    return min((len(found.group(1)) for found in _INDENT.finditer(text)), default=2)


def _parsed(text: str) -> tuple[Document, list[Problem]]:
    """Return the document in a text, and what is wrong with its layout."""
    document, problems = parse(text.encode("utf-8"), "", TRUSTED_LIMITS)
    return document, [each for each in problems if each.code in ("GN101", "GN102")]


def _tab(text: str) -> Place | None:
    """Return where YAML first complains of a tab, if of anything."""
    _, errors = _parsed(text)
    return errors[0].place if errors and errors[0].code == "GN102" else None


def _gets_further(text: str, place: Place) -> bool:
    """Tell whether YAML complains of something else now: of a later line, or of another tab."""
    _, errors = _parsed(text)
    if not errors or errors[0].place.line > place.line:
        return True
    there = errors[0].place
    return errors[0].code == "GN102" and (there.line, there.column) != (place.line, place.column)


def _is_in_block(text: str, before: str) -> bool:
    """Tell whether a line that differs from `before` is part of a text behind `|` or `>`."""
    old = before.split("\n")
    changed = {number for number, line in enumerate(text.split("\n")) if line != old[number]}
    document, _ = _parsed(text)
    return any(
        not changed.isdisjoint(range(node.start_mark.line + 1, node.end_mark.line))
        for node in scalars(document.root)
        if node.style in ("|", ">")
    )

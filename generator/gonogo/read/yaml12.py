"""Strict YAML: bytes to plain data with places, or problems; never an exception, never a crash.

What is accepted is the part of YAML 1.2 that people write by hand: mappings with text keys, lists,
scalars of the core schema. No aliases, tags, merge keys, duplicate keys, directives, second
documents. Dates stay text until they are bound. A plain file is read line by line, without nodes; of
all others, and where somebody asks for places, libyaml composes (PyYAML's C parser), or what stands in
for it. Everything that it would accept, resolve or recurse into beyond that is stopped before or after.
"""

import re
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from gonogo import libyaml
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem, Related
from gonogo.model.words import Severity
from gonogo.read import lines
from gonogo.read.document import Document
from gonogo.read.scalars import (
    AMBIGUOUS,
    DECIMAL,
    DIGITS,
    INT,
    NUMERIC_START,
    SPECIAL,
    WORDS,
    has_too_many_digits,
)
from gonogo.read.suspicions import (
    MOST,
    bytes_problem,
    composed_problems,
    forbidden_value,
    hidden_value,
    is_plain,
    syntax_problem,
    tag_problem,
    text_problems,
)


class Limits(Noun):
    """How large a document may be: bytes, levels of nesting, nodes, characters of one scalar."""

    size: int = 256 * 1024
    depth: int = 32
    nodes: int = 20_000
    scalar: int = 8 * 1024


MANIFEST_LIMITS = Limits()
TRUSTED_LIMITS = Limits(size=1024 * 1024, nodes=200_000)
"""For files that maintainers or robots write: standards and evidence are long."""

_LONG_LINE = 2_000
_MANY_OPENERS = 400
_NODE_SIGNS = (b"*", b"&", b"!")
_NODE_SIGN = re.compile(rb"[*&!](?<=[\s\[\]{},:?\xbf-][*&!])")
"""An alias, an anchor or a tag can begin here, behind a byte order mark (which ends with BF) too; within
a word these signs are text. The pattern begins with what is rare: one that begins with what stands
before it takes ten times as long."""


class _Parser(libyaml.Parser):  # type: ignore[misc] # one of two
    """libyaml's composer without PyYAML's resolver.

    The composer calls these three for every node. Ours are C callables, which makes composing a
    third faster: `slice(kind, value, implicit)` keeps the flags that tell a `!` from no tag, and
    no string, so that a tag that somebody wrote is told by its type.
    """

    resolve: Any = slice
    ascend_resolver: Any = int
    descend_resolver: Any = {}.get


class _Refusal(Exception):  # noqa: N818 - a refusal of input, caught within this module
    """Composed data that must not be used, with the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(content: bytes, path: str, limits: Limits = MANIFEST_LIMITS) -> tuple[Document, list[Problem]]:
    """Return the document in `content` and its problems; `data` is None where one is of group 0 or 1."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    document = Document(path, "")
    refusal = bytes_problem(document, content, limits.size)
    if refusal is None:
        document.text = content.decode("utf-8")
        problems = text_problems(document, is_plain=is_plain(content))
        if not problems and _is_read_by_lines(document, content, limits):
            return document, []
        if not any(problem.severity is Severity.ERROR for problem in problems):
            return document, problems + _compose(document, content, limits)
        return document, problems
    return document, [refusal]


_NODES_A_LINE = 5
"""At most: an item that is a mapping, its key, and the list below it."""


def _is_read_by_lines(document: Document, content: bytes, limits: Limits) -> bool:
    """Fill `document` from the lines of its text, as far as all of it can be read that way."""
    text = document.text
    most = (text.count("\n") + text.count(",") + 1) * _NODES_A_LINE
    longest = max(map(len, text.split("\n"))) if len(text) > limits.scalar else 0
    if "\t" in text or most > limits.nodes or longest > limits.scalar:
        return False
    document.data = lines.mapping(text, limits.depth)
    if document.data is None:
        return False
    document.compose_when_asked(lambda: _Parser(content).get_single_node())
    return True


def _compose(document: Document, content: bytes, limits: Limits) -> list[Problem]:
    """Fill `document` from `content`; return what is wrong with its YAML."""
    try:
        if _is_suspicious(content, limits):
            _look_at_events(document, _Parser(content), limits)
        document.root = _Parser(content).get_single_node()
        builder = _Builder(document, limits)
        document.data = builder.value(document.root, 0) if document.root is not None else None
        if document.data is None:
            return [document.problem("GN103", "the file is empty", document.at(0, 0), help=_EMPTY_HELP)]
    except _Refusal as refusal:
        return [refusal.problem]
    except yaml.YAMLError as error:
        return [_syntax(document, content, limits, error)]
    except RecursionError:  # pragma: no cover - the depth limit stops far earlier
        return [document.problem("GN106", "nesting is too deep", document.at(0, 0))]
    problems = builder.problems + composed_problems(document)
    if any(problem.severity is Severity.ERROR for problem in problems):
        document.data = None
    return problems


def _syntax(document: Document, content: bytes, limits: Limits, error: yaml.YAMLError) -> Problem:
    """Return what a parser complains of.

    Some versions of libyaml give up beyond a depth of their own while they look ahead. The other parser
    does not, and finds the place where our depth ends.
    """
    if "maximum nesting depth" in str(getattr(error, "problem", "")):
        from gonogo import portable

        try:
            _look_at_events(document, portable.Parser(content), limits)
        except _Refusal as refusal:
            return refusal.problem
        except yaml.YAMLError as other:
            return syntax_problem(document, other)
    return syntax_problem(document, error)


_EMPTY_HELP = "`gonogo new SERVICE` writes a first manifest of ten lines"


def _is_suspicious(content: bytes, limits: Limits) -> bool:
    """Tell whether composing `content` could recurse deeply, share nodes, or make very many of them."""
    if content.count(b":") + content.count(b"-") + content.count(b",") > limits.nodes // 2:
        return True
    if content[:1] in _NODE_SIGNS or _NODE_SIGN.search(content) is not None:
        return True
    if content.count(b"[") + content.count(b"{") > _MANY_OPENERS:
        return True
    return max(map(len, content.split(b"\n"))) > _LONG_LINE


def _look_at_events(document: Document, parser: Any, limits: Limits) -> None:
    """Refuse aliases, anchors, tags, depth and size on the event stream, which never recurses."""
    depth = nodes = 0
    while parser.check_event():
        event: Any = parser.get_event()
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            _refuse_event(document, event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > limits.depth or nodes > limits.nodes:
            mark = event.start_mark
            raise _Refusal(_too_large(document, mark.line, mark.column, limits, is_deep=depth > limits.depth))


def _refuse_event(document: Document, event: Any) -> None:
    """Refuse an alias, an anchor or a tag."""
    is_alias = isinstance(event, yaml.AliasEvent)
    mark = event.start_mark
    if is_alias:
        place = document.at(mark.line, mark.column, event.end_mark.column)
        message, hint = (
            f"alias `*{event.anchor}` is not allowed",
            "write the value out, or quote text that starts with `*`",
        )
    elif event.anchor is not None:
        place = document.at(mark.line, mark.column, mark.column + 1 + len(event.anchor))
        message, hint = (
            f"anchor `&{event.anchor}` is not allowed",
            "write the value out, or quote text that starts with `&`",
        )
    elif event.tag is not None:
        place = document.at(mark.line, mark.column)
        raise _Refusal(_tag(document, event.tag, place.line - 1, place.column - 1))
    else:
        return
    raise _Refusal(document.problem("GN105", message, place, help=hint))


def _tag(document: Document, tag: str, line: int, column: int) -> Problem:
    return tag_problem(document, document.line(line)[column:].split(" ")[0] or tag, line, column)


def _too_large(document: Document, line: int, column: int, limits: Limits, *, is_deep: bool) -> Problem:
    message = (
        f"nesting is deeper than {limits.depth} levels"
        if is_deep
        else f"the file has more than {limits.nodes:,} values"
    )
    hint = "write it flatter" if is_deep else "split the file"
    return document.problem("GN106", message, document.at(line, column), help=hint)


class _Builder:
    """Makes plain data of a node tree in one pass."""

    def __init__(self, document: Document, limits: Limits) -> None:
        self.document = document
        self.limits = limits
        self.nodes = 0
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []

    def value(self, node: Node, depth: int) -> Any:
        """Return the plain value of `node`."""
        if node.__class__ is ScalarNode:
            return self.scalar(node)
        if depth >= self.limits.depth:
            raise _Refusal(_too_large(self.document, *_start(node), self.limits, is_deep=True))
        tag: Any = node.tag
        if tag.__class__ is not slice or not tag.step:
            raise _Refusal(_tag(self.document, "!", *_start(node)))
        self.nodes += len(node.value) + 1
        if self.nodes > self.limits.nodes:
            raise _Refusal(_too_large(self.document, *_start(node), self.limits, is_deep=False))
        if node.__class__ is MappingNode:
            return self.mapping(node, depth + 1)
        return self.sequence(node, depth + 1)

    def mapping(self, node: Any, depth: int) -> dict[str, Any]:
        """Return a dict; a plain key is its text."""
        result: dict[str, Any] = {}
        key: Any
        for key, value in node.value:
            if key.__class__ is not ScalarNode or (
                key.value in WORDS and key.style == "" and not _is_bool(key)
            ):
                raise _Refusal(self._key_not_text(key))
            text = key.value
            if key.style == '"':
                self._escapes(key)
            if text in result:
                self._duplicate(node, key)
            elif text == "<<" and key.style == "":
                raise _Refusal(self._merge_key(key))
            if isinstance(key.tag, str):
                raise _Refusal(_tag(self.document, key.tag, *_start(key)))
            result[text] = self.scalar(value) if value.__class__ is ScalarNode else self.value(value, depth)
        self.nodes += len(result)
        return result

    def sequence(self, node: Any, depth: int) -> list[Any]:
        """Return a list."""
        return [self.value(item, depth) for item in node.value]

    def scalar(self, node: Any) -> Any:
        """Return the value of a scalar: text, but for the core schema's plain forms."""
        text: str = node.value
        tag: Any = node.tag
        if isinstance(tag, str):
            raise _Refusal(_tag(self.document, tag, *_start(node)))
        if node.style != "":
            if len(text) > self.limits.scalar:
                self._too_long(node)
            if node.style == '"':
                self._escapes(node)
            return text
        if not tag.step[0]:
            raise _Refusal(_tag(self.document, "!", *_start(node)))
        if text in SPECIAL:
            return self._word(node, text)
        if text[0] in NUMERIC_START:
            return self._number(node, text)
        if len(text) > self.limits.scalar:
            self._too_long(node)
        return text

    def _escapes(self, node: Any) -> None:
        """Look at what escapes brought into a double-quoted text, which is not in the file as such."""
        refused = forbidden_value(self.document, node)
        if refused is not None:
            raise _Refusal(refused)
        hidden = hidden_value(self.document, node)
        if hidden is not None and len(self._warnings) < MOST:
            self._warnings.append(hidden)

    def _word(self, node: Any, text: str) -> Any:
        if text in WORDS:
            return WORDS[text]
        self._ambiguous(node, text)
        return text

    def _number(self, node: Any, text: str) -> Any:
        if INT.match(text) or DECIMAL.match(text):
            if has_too_many_digits(text):
                self._too_many_digits(node)
                return 0
            return Decimal(text) if "." in text else int(text)
        if AMBIGUOUS.match(text):
            self._ambiguous(node, text)
        return text

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the values that were built."""
        return self._errors + self._warnings

    def _ambiguous(self, node: Any, text: str) -> None:
        if len(self._warnings) >= MOST:
            return
        self._warnings.append(
            self.document.problem(
                "GN110",
                f"`{text}` is read differently by different tools; here it is text",
                self.document.span(node),
                severity=Severity.WARNING,
                help=f'quote it: "{text}"',
                replacement=f'"{text}"',
            )
        )

    def _too_long(self, node: Any) -> None:
        raise _Refusal(
            self.document.problem(
                "GN207",
                f"text of {len(node.value):,} characters; at most {self.limits.scalar:,} are allowed",
                self.document.span(node),
                help="shorten it, and link to the long version",
            )
        )

    def _too_many_digits(self, node: Any) -> None:
        if len(self._errors) >= MOST:
            return
        self._errors.append(
            self.document.problem(
                "GN207",
                f"a number of {len(node.value):,} characters; at most {DIGITS} digits are allowed",
                self.document.span(node),
                help="quote it if it is text",
            )
        )

    def _key_not_text(self, key: Any) -> Problem:
        what = "null" if key.__class__ is ScalarNode else "a list or a mapping"
        return self.document.problem(
            "GN109",
            f"a key must be text, not {what}",
            self.document.span(key),
            help="quote it if it is meant as text",
        )

    def _merge_key(self, key: Any) -> Problem:
        return self.document.problem(
            "GN105", "merge key `<<` is not allowed", self.document.span(key), help="write the values out"
        )

    def _duplicate(self, node: Any, key: Any) -> None:
        if len(self._errors) >= MOST:
            return
        first = next(other for other, _ in node.value if other.value == key.value)
        line = first.start_mark.line + 1
        self._errors.append(
            self.document.problem(
                "GN104",
                f"duplicate key `{key.value[:60]}` (first defined on line {line})",
                self.document.span(key),
                help="keep one of them",
                related=(_related(self.document, first),),
            )
        )


def _related(document: Document, node: Any) -> Related:
    return Related(place=document.span(node), message="first defined here")


def _is_bool(key: Any) -> bool:
    return isinstance(WORDS[key.value], bool)


def _start(node: Any) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column

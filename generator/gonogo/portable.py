"""Parsing YAML where libyaml is missing: PyYAML's own parser, made to agree with libyaml.

It is for platforms without a wheel, and slower. What it accepts, the nodes and their places, and what it
complains of are libyaml's, so that a file has the same problems everywhere. It never recurses.
"""

import re
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.error import Mark, MarkedYAMLError
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.parser import Parser as EventParser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import (
    DirectiveToken,
    FlowEntryToken,
    FlowSequenceEndToken,
    ScalarToken,
    TagToken,
    ValueToken,
)

_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_KEY = 1024
_ENDS = "\0 \t\r\n"
_SPACES = re.compile(" *")
_BLANKS = re.compile("[ \t]*")
_LINE = re.compile(r"[^\0\r\n]*")
_COMMENT = re.compile(r"(?:#[^\0\r\n]*)?")
_MARKER = re.compile(r"(?:---|\.\.\.)[\0 \t\r\n]")
_PLAIN = re.compile(r"(?:[^\0 \t\r\n:]|:(?![\0 \t\r\n]))*")
_PLAIN_IN_FLOW = re.compile(r"(?:[^\0 \t\r\n:,\[\]{}]|:(?![\0 \t\r\n,?\[\]{}]))*")
_QUOTED = {"'": re.compile(r"[^\0 \t\r\n']*"), '"': re.compile(r"[^\0 \t\r\n\"\\]*")}
_INDICATORS = re.compile(r"(?:[+-][1-9]?|[1-9][+-]?)?")
_URI = r"(?:[\w;/?:@&=+$.!~*'()-]|%[0-9A-Fa-f]{2})"
_TAG = re.compile(
    rf"!(?:<(?P<whole>(?:{_URI}|[,\[\]])+)>|(?P<handle>[\w-]*!)?+(?P<suffix>{_URI}*))", re.ASCII
)

_WORDING = (
    ("found character", "found character that cannot start any token"),
    ("sequence entries are not", "block sequence entries are not allowed in this context"),
    ("mapping keys are not", "mapping keys are not allowed in this context"),
    ("mapping values are not", "mapping values are not allowed in this context"),
    ("found duplicate YAML", "found duplicate %YAML directive"),
    ("duplicate tag handle", "found duplicate %TAG directive"),
    ("found incompatible", "found incompatible YAML document"),
    ("found undefined tag handle", "found undefined tag handle"),
    ("expected '<document start>'", "did not find expected <document start>"),
    ("expected the node content", "did not find expected node content"),
    ("expected ',' or ']'", "did not find expected ',' or ']'"),
    ("expected ',' or '}'", "did not find expected ',' or '}'"),
    ("expected alphabetic or numeric", "did not find expected alphabetic or numeric character"),
)
"""How libyaml words what PyYAML says of a mistake, by how PyYAML begins."""

_BLOCK_ENDS = {
    "while parsing a block collection": "did not find expected '-' indicator",
    "while parsing a block mapping": "did not find expected key",
}


class _LikeLibyaml(Reader, Scanner):
    """Scans tokens; of PyYAML's scanner, what differs from libyaml's is here."""

    def forward(self, length: int = 1) -> None:
        """Go on by so many characters; a byte order mark within the text is one of them."""
        passed = self.buffer[self.pointer : self.pointer + length]
        self.pointer += length
        self.index += length
        self.line += passed.count("\n")
        self.column = length - 1 - passed.rfind("\n") if "\n" in passed else self.column + length

    def _skip(self, characters: re.Pattern[str]) -> re.Match[str]:
        """Go past what the pattern, which matches always, matches here."""
        found = characters.match(self.buffer, self.pointer)
        assert found is not None, characters.pattern  # noqa: S101 - every pattern matches nothing, too
        self.forward(len(found.group()))
        return found

    def _refuse(self, context: str, begin: Mark, said: str) -> ScannerError:
        return ScannerError(f"while {context}", begin, said, self.get_mark())

    # Keys that may still come out as such are kept by level, which is the order of their places too: what
    # PyYAML looks for among all of them is the first.

    def next_possible_simple_key(self) -> int | None:
        """Return the number of the first token that may be a key, if any may."""
        return next((key.token_number for key in self.possible_simple_keys.values()), None)

    def stale_possible_simple_keys(self) -> None:
        """Forget what is no key because its line has ended, or it is too long for one."""
        keys = self.possible_simple_keys
        while keys:
            level = next(iter(keys))
            if keys[level].line == self.line and self.index - keys[level].index <= _LONGEST_KEY:
                return
            if keys[level].required:
                raise self._refuse("scanning a simple key", keys[level].mark, "could not find expected ':'")
            del keys[level]

    def fetch_stream_end(self) -> None:
        """End the text with a line, whether it does so itself or not."""
        if self.column:
            self.column, self.line = 0, self.line + 1
            self.stale_possible_simple_keys()
        super().fetch_stream_end()

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and lines; tabs too, where nobody can take them for indentation."""
        while True:
            if not self.column and self.peek() == _BYTE_ORDER_MARK:
                self.forward()
            self._skip(_BLANKS if self.flow_level or not self.allow_simple_key else _SPACES)
            self._skip(_COMMENT)
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_directive(self) -> DirectiveToken:
        """Scan one of the two directives that there are."""
        token: DirectiveToken = super().scan_directive()
        if token.name not in {"YAML", "TAG"}:
            raise self._refuse("scanning a directive", token.start_mark, "found unknown directive name")
        return token

    def scan_tag(self) -> TagToken:
        """Scan a tag."""
        begin = self.get_mark()
        found = self._skip(_TAG)
        suffix = found["whole"] or found["suffix"]
        is_end = self.peek() in _ENDS or (self.flow_level and self.peek() == ",")
        if not is_end or (found["handle"] and not suffix):
            raise self._refuse("scanning a tag", begin, "did not find expected whitespace or line break")
        handle = None if found["whole"] or not suffix else f"!{found['handle'] or ''}"
        return TagToken((handle, suffix or "!"), begin, self.get_mark())

    # Scalars -------------------------------------------------------------------------------------

    def scan_plain(self) -> ScalarToken:
        """Scan a scalar without quotes."""
        begin = end = self.get_mark()
        parts: list[str] = []
        gap, has_ended = "", False
        while not (self._is_at_marker() or self.peek() == "#"):
            run = self._skip(_PLAIN_IN_FLOW if self.flow_level else _PLAIN).group()
            if self.flow_level and self.peek() == ":" and self.peek(1) not in _ENDS:
                raise self._refuse("scanning a plain scalar", begin, "found unexpected ':'")
            if run:
                parts += gap, run
                end, has_ended = self.get_mark(), False
            if self.peek() not in " \t\r\n":
                break
            gap, has_ended = self._gap(begin)
            if not self.flow_level and self.column <= self.indent:
                break
        self.allow_simple_key = has_ended
        return ScalarToken("".join(parts), True, begin, end)

    def _gap(self, begin: Mark) -> tuple[str, bool]:
        """Scan what parts two runs of a plain scalar; return what it comes to, and whether a line ended."""
        blanks = self._skip(_BLANKS).group()
        breaks = 0
        while self.scan_line_break():
            breaks += 1
            self._skip(_SPACES)
            if self.peek() == "\t" and self.column <= self.indent:
                said = "found a tab character that violates indentation"
                raise self._refuse("scanning a plain scalar", begin, said)
            self._skip(_BLANKS)
        return _folded(breaks) or blanks, breaks > 0

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """Scan a scalar in quotes."""
        begin = self.get_mark()
        self.forward()
        parts: list[str] = []
        while True:
            if self._is_at_marker():
                raise self._refuse("scanning a quoted scalar", begin, "found unexpected document indicator")
            if self.peek() == "\0":
                raise self._refuse("scanning a quoted scalar", begin, "found unexpected end of stream")
            is_escaped = self._quoted_run(parts, style, begin)
            if self.peek() == style:
                break
            parts.append(self._quoted_gap(is_escaped=is_escaped))
        self.forward()
        return ScalarToken("".join(parts), False, begin, self.get_mark(), style)

    def _quoted_run(self, parts: list[str], style: str, begin: Mark) -> bool:
        """Scan to a blank, the end of a line or the quote; tell whether the end of a line was escaped."""
        while True:
            parts.append(self._skip(_QUOTED[style]).group())
            if style == "'":
                if self.prefix(2) != "''":
                    return False
                parts.append("'")
                self.forward(2)
            elif self.peek() != "\\":
                return False
            elif self.peek(1) in "\r\n":
                self.forward()
                self.scan_line_break()
                return True
            else:
                parts.append(self._escaped(begin))

    def _escaped(self, begin: Mark) -> str:
        """Scan a backslash and what belongs to it."""
        context, code = "parsing a quoted scalar", self.peek(1)
        if code in self.ESCAPE_REPLACEMENTS:
            self.forward(2)
            return self.ESCAPE_REPLACEMENTS[code]
        if code not in self.ESCAPE_CODES:
            raise self._refuse(context, begin, "found unknown escape character")
        self.forward(2)
        length = self.ESCAPE_CODES[code]
        if not re.fullmatch(r"[0-9A-Fa-f]+", self.prefix(length)):
            raise self._refuse(context, begin, "did not find expected hexdecimal number")
        number = int(self.prefix(length), 16)
        if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:  # noqa: PLR2004 - surrogates; the last character
            raise self._refuse(context, begin, "found invalid Unicode character escape code")
        self.forward(length)
        return chr(number)

    def _quoted_gap(self, *, is_escaped: bool) -> str:
        """Scan blanks and ends of lines within quotes; return what they come to."""
        blanks = self._skip(_BLANKS).group()
        breaks = 0
        while self.scan_line_break():
            breaks += 1
            self._skip(_BLANKS)
        if is_escaped:
            return "\n" * breaks
        return _folded(breaks) or blanks

    def scan_block_scalar(self, style: str) -> ScalarToken:
        """Scan what stands below a `|` or a `>`."""
        begin = self.get_mark()
        self.forward()
        head = self._skip(_INDICATORS).group()
        digit = head.strip("+-")
        indent = max(self.indent, 0) + int(digit) if digit else 0
        self._end_head(begin, is_zero=not indent and self.peek() == "0")
        indent, breaks, end = self._block_breaks(indent, begin)
        parts: list[str] = []
        last, was_blank = "", False
        while self.column == indent and self.peek() != "\0":
            is_blank = self.peek() in " \t"
            is_folded = style == ">" and last and not was_blank and not is_blank
            parts += ("" if breaks else " ") if is_folded else last, "\n" * breaks
            parts.append(self._skip(_LINE).group())
            last, was_blank = self.scan_line_break(), is_blank
            indent, breaks, end = self._block_breaks(indent, begin)
        parts.append("" if "-" in head else last)
        parts.append("\n" * breaks if "+" in head else "")
        return ScalarToken("".join(parts), False, begin, end, style)

    def _end_head(self, begin: Mark, *, is_zero: bool) -> None:
        """Scan the rest of the line of a `|` or a `>`."""
        if is_zero:
            raise self._refuse("scanning a block scalar", begin, "found an indentation indicator equal to 0")
        self._skip(_BLANKS)
        self._skip(_COMMENT)
        if self.peek() not in "\0\r\n":
            said = "did not find expected comment or line break"
            raise self._refuse("scanning a block scalar", begin, said)
        self.scan_line_break()

    def _block_breaks(self, indent: int, begin: Mark) -> tuple[int, int, Mark]:
        """Scan empty lines; return the indent of the text, how many lines there are, and their end."""
        deepest = breaks = 0
        while True:
            end = self.get_mark()
            blank = self._skip(re.compile(f" {{0,{max(indent - self.column, 0)}}}") if indent else _SPACES)
            deepest = max(deepest, len(blank.group()))
            if self.peek() == "\t" and (not indent or self.column < indent):
                said = "found a tab character where an indentation space is expected"
                raise self._refuse("scanning a block scalar", begin, said)
            if not self.scan_line_break():
                return indent or max(deepest, self.indent + 1, 1), breaks, end
            breaks += 1

    def _is_at_marker(self) -> bool:
        return not self.column and _MARKER.match(self.buffer, self.pointer) is not None


class Parser(_LikeLibyaml, EventParser):
    """What stands in for libyaml's parser: events, or the root of the only document."""

    resolve: Any = slice
    """What makes a tag for a node without one, of its kind, its value and whether it is plain."""

    def __init__(self, content: str | bytes) -> None:
        text = content if isinstance(content, str) else content.decode("utf-8")
        Reader.__init__(self, text.removeprefix(_BYTE_ORDER_MARK))
        Scanner.__init__(self)
        EventParser.__init__(self)

    def peek_event(self) -> Any:
        """Return the next event, or raise what libyaml would say."""
        try:
            return super().peek_event()
        except MarkedYAMLError as error:
            said = str(error.problem)
            known = [ours for begin, ours in _WORDING if said.startswith(begin)]
            if said.startswith("expected <block end>"):
                known = [_BLOCK_ENDS[str(error.context)]]
            error.problem = known[0] if known else said
            raise

    def check_event(self, *choices: Any) -> bool:
        """Tell whether there is another event, of one of `choices` where there are any."""
        event = self.peek_event()
        return event is not None and (not choices or isinstance(event, choices))

    def get_event(self) -> Any:
        """Take the next event."""
        event = self.peek_event()
        self.current_event = None
        return event

    def get_single_node(self) -> Any:
        """Return the root of the only document, or None where there is none."""
        self.get_event()
        root: Any = None
        if not self.check_event(yaml.StreamEndEvent):
            self.get_event()
            root = self._node()
            self.get_event()
        if not self.check_event(yaml.StreamEndEvent):
            said, mark = "but found another document", self.get_event().start_mark
            raise ComposerError("expected a single document in the stream", root.start_mark, said, mark)
        return root

    def _node(self) -> Any:
        """Compose a node with all below it."""
        unfinished: list[Any] = []
        while True:
            event = self.get_event()
            if isinstance(event, yaml.CollectionEndEvent):
                node = unfinished.pop()
                node.end_mark = event.end_mark
                if isinstance(node, MappingNode):
                    node.value = list(zip(node.value[::2], node.value[1::2], strict=True))
            else:
                node = self._begun(event)
            if isinstance(event, yaml.CollectionStartEvent):
                unfinished.append(node)
            elif unfinished:
                unfinished[-1].value.append(node)
            else:
                return node

    def _begun(self, event: Any) -> Any:
        """Return the node that an event begins; whoever wants aliases looks at events."""
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise ComposerError(None, None, "found undefined alias", mark)
        kind = _KINDS[type(event)]
        value = event.value if kind is ScalarNode else None
        is_untagged = event.tag is None or event.tag == "!"
        tag = self.resolve(kind, value, event.implicit) if is_untagged else event.tag
        if kind is ScalarNode:
            return ScalarNode(tag, event.value, mark, event.end_mark, style=event.style or "")
        return kind(tag, [], mark, None, flow_style=bool(event.flow_style))

    def parse_flow_sequence_entry_mapping_key(self) -> Any:
        """Parse the key behind a `?` in a list, where libyaml drops the sign behind an empty one."""
        self.get_token()
        if not self.check_token(ValueToken, FlowEntryToken, FlowSequenceEndToken):
            self.states.append(self.parse_flow_sequence_entry_mapping_value)
            return self.parse_flow_node()
        self.state = self.parse_flow_sequence_entry_mapping_value
        is_last = self.check_token(FlowSequenceEndToken)
        return self.process_empty_scalar(
            self.peek_token().start_mark if is_last else self.get_token().end_mark
        )

    def process_empty_scalar(self, mark: Mark) -> Any:
        """Return the event of nothing, which in a flow collection stands before what follows it."""
        in_flow = (
            self.parse_flow_mapping_value,
            self.parse_flow_mapping_key,
            self.parse_flow_sequence_entry_mapping_end,
        )
        return super().process_empty_scalar(self.peek_token().start_mark if self.state in in_flow else mark)


_KINDS: dict[type, Any] = {
    yaml.ScalarEvent: ScalarNode,
    yaml.SequenceStartEvent: SequenceNode,
    yaml.MappingStartEvent: MappingNode,
}


def _folded(breaks: int) -> str:
    """Return what so many ends of lines come to in a scalar that is folded."""
    return "\n" * (breaks - 1) or " " if breaks else ""

"""Markdown of manifests (untrusted) and of the standard (trusted), as HTML without a tag of its author's."""

import re
from collections.abc import MutableMapping, Sequence
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

_SCHEMES = ("https", "http", "mailto")
_LONGEST_URL = 2048
_DEMOTE = 2
_DEEPEST = 6
_NOT_PLAIN = re.compile(r"[\s\x00-\x1f\x7f\\<>\"]")


def is_safe(url: str) -> bool:
    """Tell whether an address may be linked: https, http or mailto, complete, without a password."""
    if len(url) > _LONGEST_URL or _NOT_PLAIN.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme.lower() not in _SCHEMES:
        return False
    if parts.scheme.lower() == "mailto":
        return "@" in parts.path
    return bool(parts.hostname) and parts.username is None and parts.password is None


def is_safe_or_ours(url: str) -> bool:
    """Tell whether an address of the portal's maintainers may be linked: also places inside the portal."""
    if url.startswith("//") or _NOT_PLAIN.search(url):
        return False
    return is_safe(url) or not urlsplit(url).scheme


class _Renderer(RendererHTML):
    """Links say that we do not vouch for them; headings stand below those of the page."""

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Render the start of a link; markdown-it asks nobody about one that leads nowhere."""
        if not tokens[idx].attrGet("href"):
            return "["
        tokens[idx].attrSet("rel", "nofollow noreferrer")
        return self.renderToken(tokens, idx, options, env)

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Render the end of a link, which is in no other."""
        begin = next(each for each in reversed(tokens[:idx]) if each.type == "link_open")
        return self.renderToken(tokens, idx, options, env) if begin.attrGet("href") else "]()"

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Render the start of a heading, two ranks lower."""
        _demote(tokens[idx])
        return self.renderToken(tokens, idx, options, env)

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Render the end of a heading, two ranks lower."""
        _demote(tokens[idx])
        return self.renderToken(tokens, idx, options, env)


def _demote(token: Token) -> None:
    token.tag = f"h{min(int(token.tag[1:]) + _DEMOTE, _DEEPEST)}"


class _Parser(MarkdownIt):
    """Markdown without HTML and images, with our own word on which addresses are links."""

    trusts = False

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name of markdown-it
        """Tell whether `url` may be linked."""
        return is_safe_or_ours(url) if self.trusts else is_safe(url)


@cache
def _parser(*, trusts: bool) -> _Parser:
    parser = _Parser("commonmark", {"html": False, "maxNesting": 12}, renderer_cls=_Renderer)
    parser.trusts = trusts
    parser.disable(["html_block", "html_inline", "image", "reference"])
    if trusts:
        parser.enable("table")
    else:
        parser.disable(["heading", "lheading", "hr"])
    return parser


@lru_cache(maxsize=4096)
def note(text: str | None) -> Markup:
    """Return a note, summary or mitigation of a manifest as HTML; nothing for none."""
    return Markup(_parser(trusts=False).render(text).strip() if text else "")  # noqa: S704 - html is off


@lru_cache(maxsize=4096)
def line(text: str | None) -> Markup:
    """Return the same inside a line: without paragraphs and lists."""
    return Markup(_parser(trusts=False).renderInline(text) if text else "")  # noqa: S704 - html is off


@lru_cache(maxsize=4096)
def trusted(text: str | None) -> Markup:
    """Return a text of the standard as HTML; its headings begin at h3."""
    return Markup(_parser(trusts=True).render(text).strip() if text else "")  # noqa: S704 - html is off

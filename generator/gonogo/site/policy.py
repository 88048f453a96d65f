"""The Content-Security-Policy under which the portal runs: one header, computed from what was built."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

FILE = "csp.txt"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|type)\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_SHEET = re.compile(r"""'([.@:][\w.:-]+\{[^'\\]{500,}\})'""")
"""A string of a script that begins like a style sheet and is as long as one."""

_RUNS = {"", "module", "text/javascript", "application/javascript"}


def hashes(pages: Iterable[str]) -> tuple[str, ...]:
    """Return the hashes of the scripts that stand in the pages themselves."""
    return _hashes(
        text for page in pages for attributes, text in _SCRIPT.findall(page) if _is_inline(attributes)
    )


def style_hashes(scripts: Iterable[str]) -> tuple[str, ...]:
    """Return the hashes of the style sheets that scripts of the theme hold, to put them into pages."""
    return _hashes(text for script in scripts for text in _SHEET.findall(script))


def header(script_hashes: Iterable[str], styles: Iterable[str] = ()) -> str:
    """Return the header, one line: nothing from other hosts, no script but ours and the theme's."""
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *script_hashes],
        "style-src": ["'self'", *styles],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    policy = "; ".join(" ".join((directive, *values)) for directive, values in sources.items())
    return f"Content-Security-Policy: {policy}\n"


def _hashes(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        sorted(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in set(texts))
    )


def _is_inline(attributes: str) -> bool:
    given = {name.lower(): value.lower() for name, value in _ATTRIBUTE.findall(attributes)}
    return "src" not in given and given.get("type", "") in _RUNS

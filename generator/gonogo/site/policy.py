"""The Content-Security-Policy under which the portal runs: one header, computed from what was built."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

FILE = "csp.txt"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|type)\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_RUNS = {"", "module", "text/javascript", "application/javascript"}


def hashes(pages: Iterable[str]) -> tuple[str, ...]:
    """Return the hashes of the scripts that stand in the pages themselves."""
    scripts = {text for page in pages for attributes, text in _SCRIPT.findall(page) if _is_inline(attributes)}
    return tuple(sorted(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts))


def header(script_hashes: Iterable[str]) -> str:
    """Return the header, one line: nothing from other hosts, no script but ours and the theme's."""
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *script_hashes],
        "style-src": ["'self'"],
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


def _is_inline(attributes: str) -> bool:
    given = {name.lower(): value.lower() for name, value in _ATTRIBUTE.findall(attributes)}
    return "src" not in given and given.get("type", "") in _RUNS

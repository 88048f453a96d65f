"""Addresses that people may write into manifests."""

import re
from urllib.parse import urlsplit

SCHEMES = ("https", "http", "mailto")
_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\xa0\"<>\\^`{|}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\t\n-]*)\s*:")
_HOST = re.compile(r"(?:[^\s./:@\[\]]+\.)*[^\s./:@\[\]]+\.?|\[[0-9a-fA-F:.]+\]")
_MAIL = re.compile(r"[^@\s?]+@[^@\s?]+\.[^@\s?]+(?:\?.*)?")

_USUAL = re.compile(
    r"https?://(?:[a-z0-9_-]+\.)*[a-z0-9_-]+(?::[0-9]{1,4})?(?:[/?#][A-Za-z0-9!#$%&'()*+,./:;=?@_~-]*)?"
)
"""Nearly all addresses that people write; nothing is wrong with what looks like this."""


def complaint(url: str) -> tuple[str, str, str | None] | None:
    """Return code, message and help for an address that must not become a link; None if it may."""
    return None if _USUAL.fullmatch(url) else _judged(url)


def _judged(url: str) -> tuple[str, str, str | None] | None:
    found = _SCHEME.match(url)
    scheme = re.sub(r"\s", "", found.group(1)).lower() if found else ""
    if scheme and scheme not in SCHEMES and not _is_host_and_port(url):
        return "GN501", f"addresses with `{scheme[:20]}:` are not allowed", "use https, http or mailto"
    if not scheme or _is_host_and_port(url):
        return "GN205", "this is not a complete address", "begin it with https://"
    if _UNSAFE.search(url):
        return "GN205", "the address holds a character that must be percent-encoded", "write %20 for a space"
    if scheme == "mailto":
        address = url.partition(":")[2]
        return None if _MAIL.fullmatch(address) else ("GN205", "this is not an e-mail address", None)
    return _bad_host(url)


def _is_host_and_port(url: str) -> bool:
    """Tell whether what looks like a scheme is a host, as in `example.com:8080/x`."""
    return re.match(r"[a-zA-Z0-9.-]+:\d", url) is not None


def _bad_host(url: str) -> tuple[str, str, str | None] | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "GN205", "this is not a complete address", "begin it with https:// and a host"
    if not parts.netloc or not host:
        return "GN205", "the address has no host", "begin it with https:// and a host"
    if "@" in parts.netloc:
        return "GN501", "an address must not carry a user name", "remove everything up to the `@`"
    if host.startswith("[") or parts.netloc.startswith("["):
        return "GN501", "an address must name a host, not a number", "use the host's name"
    if not _HOST.fullmatch(parts.netloc.rsplit(":", 1)[0]):
        return "GN205", "this is not the name of a host", None
    return None

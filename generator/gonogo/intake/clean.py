"""Foreign text made fit for a manifest: short, on one line, without what nobody can see."""

import hashlib
import re
import unicodedata

LONGEST_ID = 63
LONGEST_NAME = 200
LONGEST_TITLE = 300
LONGEST_TEXT = 2_000
LONGEST_WORD = 63

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls, what turns the direction of text, what has no width: refused or told of in manifests."""


def line(text: str, longest: int) -> str:
    """Return `text` on one line, without hidden characters, of `longest` characters at most."""
    shown = " ".join(_UNSEEN.sub("", text).split())
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def kebab(text: str, prefix: str) -> str:
    """Return `text` as an id: a-z, 0-9 and hyphens, a letter first, 63 characters at most.

    `prefix` comes before what does not begin with a letter. What is too long, or has no letter or
    digit that an id may have, keeps apart from others by a digest of the whole text.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not found:
        return f"{prefix}-{_digest(text)}"
    found = found if found[0].isalpha() else f"{prefix}-{found}"
    if len(found) <= LONGEST_ID:
        return found
    return f"{found[: LONGEST_ID - 9].rstrip('-')}-{_digest(text)}"


def numbered(base: str, number: int) -> str:
    """Return `base` with a number behind it, an id still."""
    ending = f"-{number}"
    return f"{base[: LONGEST_ID - len(ending)].rstrip('-')}{ending}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]

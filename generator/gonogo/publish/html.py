"""Text as HTML: escaped once, quickly; pages of a large portal do it a million times."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, cast

import msgspec
from markupsafe import Markup, escape

html = cast("Callable[[str], Markup]", partial(str.__new__, Markup))
"""Says that a text is HTML, as `Markup` does, without asking whether the text knows better."""


def written(value: Any) -> str:
    """Return a value as HTML: `Markup` as it stands, anything else escaped."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    text: str = value if kind is Markup else str(value) if kind is int else escape(value)
    return text


def once(text: str) -> str:
    """Return text escaped of which no page will ask again, such as an address of its own."""
    # Looking for five characters one by one takes half as long as looking for any of them.
    means = "&" in text or "<" in text or ">" in text or '"' in text or "'" in text
    return str(escape(text)) if means else text


escaped = lru_cache(maxsize=16384)(once)
"""Returns text escaped; never ask for `Markup`, which equals the text that it is not."""


def size(text: str) -> int:
    """Return how many bytes a text has in UTF-8; it keeps them, so that who wants them next only copies."""
    return memoryview(msgspec.Raw(text)).nbytes

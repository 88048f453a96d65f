"""Elements of SVG and HTML as text: attributes escaped, numbers short and always the same.

Written with f-strings around `escape`, not with `Markup.format`: that is ten times slower, and a page
has hundreds of elements.
"""

import re
from fractions import Fraction
from functools import cache, lru_cache

from markupsafe import Markup, escape

from gonogo.publish.html import html, written

Number = int | float | Fraction


def number(value: Number) -> str:
    """Return a number with at most two decimals and none that say nothing."""
    if isinstance(value, int):
        return str(value)
    return f"{float(value):.2f}".rstrip("0").rstrip(".") or "0"


def percent(value: Number) -> str:
    """Return a share of 0 to 1 as SVG wants it."""
    return f"{number(float(value) * 100)}%"


@cache
def _name(key: str) -> str:
    """Return the name of an attribute: `class_` is `class`, `_` is `-`; camel case stays."""
    return key.rstrip("_").replace("_", "-")


_BARE = re.compile(r"[A-Za-z0-9_.%-]+")
"""A value that needs no quotes."""


def _told(key: str, value: str | Number) -> str:
    """Return an attribute; ids and addresses keep their quotes, for whoever looks for them."""
    if not isinstance(value, str):
        return f" {_name(key)}={number(value)}"
    is_bare = key not in _ADDRESSES and _BARE.fullmatch(value)
    return f" {_name(key)}={value}" if is_bare else f' {_name(key)}="{escape(value)}"'


_attribute = lru_cache(maxsize=16384, typed=True)(_told)

_ADDRESSES = {"id", "href"}
_ENDLESS = {"li", "td", "th", "tr", "thead", "tbody"}
"""Elements that the next one, or the end of the one around them, ends."""


def element(name: str, *inner: str | Markup, **attributes: str | Number | None) -> Markup:
    """Return an element; attributes of value None are left out. Text among `inner` is escaped."""
    said = "".join([_attribute(key, value) for key, value in attributes.items() if value is not None])
    if not inner:
        # A slash right after a value without quotes would be part of it.
        return html(f"<{name}{said} />" if said else f"<{name}/>")
    end = "" if name in _ENDLESS else f"</{name}>"
    shown = [each if type(each) is Markup else written(each) for each in inner]
    return html(f"<{name}{said}>{''.join(shown)}{end}")


def picture(
    title: str, *inner: Markup, class_: str, height: Number, width: Number | str = "100%", desc: str = ""
) -> Markup:
    """Return an SVG that is one picture; `title` and `desc` are said to those who do not see it."""
    said = f"{title}. {desc}" if desc else title
    told = _attribute("class_", class_) + _attribute("width", width) + _attribute("height", height)
    # No other picture says the same.
    return html(f"<svg{told} role=img{_told('aria_label', said)}>{''.join(inner)}</svg>")

"""Links such as `gonogo:service/checkout-assistant` in hand-written pages become links to pages."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from html import escape, unescape

from gonogo.model.artifact import PageKind, PageRef, Redirect
from gonogo.publish.links import Links
from gonogo.site.publication import is_stamped

Complain = Callable[[str], None]

_LINK = re.compile(r'<a\b([^>]*?)\shref="gonogo:([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


class References:
    """What links of the scheme `gonogo:` may lead to, by kind and id."""

    def __init__(self, refs: Iterable[PageRef], redirects: Iterable[Redirect], links: Links) -> None:
        self._links = links
        self._refs = {f"{_kind(ref)}/{ref.name}": ref for ref in refs if is_stamped(ref)}
        self._former = _former(self._refs, redirects)

    def resolve(self, html: str, from_path: str, complain: Complain) -> str:
        """Return `html` with its links resolved; complain of one that leads nowhere, and leave its text."""

        def replaced(match: re.Match[str]) -> str:
            before, target, after, text = match.groups()
            name, _, fragment = unescape(target).partition("#")
            ref = self._refs.get(name) or self._former.get(name)
            if ref is None:
                complain(self._unknown(name))
                return f"<a{before}{after}>{text}</a>"
            href = escape(self._links.href(from_path, ref.path, fragment))
            return f'<a{before} href="{href}"{after}>{text or escape(ref.title)}</a>'

        return _LINK.sub(replaced, html) if "gonogo:" in html else html

    def _unknown(self, name: str) -> str:
        kind, _, id_ = name.partition("/")
        known = [each for each in self._refs if each.startswith(f"{kind}/")]
        if not known:
            kinds = ", ".join(sorted({each.partition("/")[0] for each in self._refs}))
            return f"`gonogo:{name}` leads nowhere: it may start with {kinds}"
        close = get_close_matches(name, known, n=1)
        hint = f"; did you mean `gonogo:{close[0]}`?" if close else ""
        return f"`gonogo:{name}` leads nowhere: there is no {kind} `{id_}`{hint}"


def _kind(ref: PageRef) -> str:
    """Return how links call what a page is about; the pages of error codes belong to the Guide."""
    return "code" if ref.kind is PageKind.GUIDE else ref.kind


def _former(refs: Mapping[str, PageRef], redirects: Iterable[Redirect]) -> dict[str, PageRef]:
    """Return the pages by the names that they had before."""
    by_path = {ref.path: ref for ref in refs.values()}
    former = {}
    for redirect in redirects:
        ref = by_path.get(redirect.to)
        if ref is not None:
            former[f"{ref.kind}/{redirect.path.rpartition('/')[2]}"] = ref
    return former

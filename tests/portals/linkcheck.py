"""Every href, src and fragment of every page of a site, resolved on disk; nothing is fetched.

As a program: `python tests/portals/linkcheck.py SITE [BASE]`.
"""

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_ROOT = "http://site.invalid/"
_ADDRESSES = ("href", "src", "poster", "data")


class _Page(HTMLParser):
    """Collects addresses and ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := given.get(name))}
        self.addresses += [value for name in _ADDRESSES if (value := given.get(name)) is not None]
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "refresh":
            self.addresses.append((given.get("content") or "").partition("url=")[2])


def broken(site: Path, *, base: str = "") -> list[str]:
    """Return every broken link of a site, as `page: address`; `base` is the path at which it is served."""
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    parsed = {name: _Page(path.read_text(encoding="utf-8")) for name, path in pages.items()}
    return [
        f"{name}: {address}"
        for name, page in parsed.items()
        for address in dict.fromkeys(page.addresses)
        if not _arrives(site, name, address, parsed, base)
    ]


def outside(site: Path) -> Iterator[str]:
    """Yield what pages load (not: link to) from other hosts."""
    for path in sorted(site.rglob("*.html")):
        finder = _Loads(path.read_text(encoding="utf-8"))
        yield from (f"{path.relative_to(site)}: {address}" for address in finder.loaded)


class _Loads(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_loaded = tag == "link" and given.get("rel") not in {
            "canonical",
            "edit",
            "prev",
            "next",
            "alternate",
        }
        address = given.get("src") or (given.get("href") if is_loaded else None) or ""
        if urlsplit(address).netloc:
            self.loaded.append(address)


def _arrives(site: Path, name: str, address: str, pages: dict[str, _Page], base: str) -> bool:
    root = urljoin(_ROOT, base)
    url = urlsplit(urljoin(root + name, address))
    if url.netloc != urlsplit(root).netloc:
        return True
    if not url.path.startswith(urlsplit(root).path):
        return False
    target = unquote(url.path[len(urlsplit(root).path) :])
    if target == "" or target.endswith("/"):
        target += "index.html"
    if not (site / target).is_file():
        return False
    fragment = unquote(url.fragment)
    return (
        not fragment
        or fragment.startswith(("__", ":~:"))
        or target not in pages
        or fragment in pages[target].ids
    )


if __name__ == "__main__":
    found = broken(Path(sys.argv[1]), base=sys.argv[2] if len(sys.argv) > 2 else "")
    sys.stdout.write("".join(f"{line}\n" for line in found) + f"{len(found)} broken links\n")
    sys.exit(bool(found))

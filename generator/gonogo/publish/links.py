"""Links inside the portal: from the path of a page to the address that a browser follows."""

from functools import lru_cache

from gonogo.model.noun import Noun

_START = "index"


class Links(Noun):
    """How paths of pages (`services/checkout-assistant`, `services/index`, `index`) become addresses.

    Paths are safe as URLs as they stand. With `directory_urls` a page is a folder that a web server
    opens; without, it is a file, and the portal also works from a disk. `site_url` is where the
    portal lives, if that is known, and ends in `/`.
    """

    directory_urls: bool = True
    site_url: str | None = None

    def file(self, path: str) -> str:
        """Return the file of the page at `path`, relative to the site's root."""
        if not self.directory_urls or _is_start(path):
            return f"{path}.html"
        return f"{path}/index.html"

    def url(self, path: str) -> str:
        """Return the address of the page at `path`, relative to the site's root; Home's may be empty."""
        if not self.directory_urls:
            return f"{path}.html"
        if _is_start(path):
            return path[: -len(_START)]
        return f"{path}/"

    def href(self, from_path: str, to_path: str, fragment: str = "") -> str:
        """Return the address of the page `to_path`, and of a place on it, as seen from `from_path`."""
        anchor = f"#{fragment}" if fragment else ""
        if anchor and from_path == to_path:
            return anchor
        return _way(*_place(self, from_path), self.url(to_path)) + anchor or "./"

    def folder(self, path: str) -> str:
        """Return what pages share that see every page which is not below them at the same address."""
        return path if self.directory_urls and _is_start(path) else path.rpartition("/")[0]

    def asset(self, from_path: str, asset_path: str) -> str:
        """Return the relative address of a file below the site's root for the page `from_path`."""
        return relative(self.url(from_path), asset_path)

    def absolute(self, path: str, fragment: str = "") -> str | None:
        """Return the full address of the page at `path`, None where nobody said where the portal lives."""
        if self.site_url is None:
            return None
        return self.site_url + self.url(path) + (f"#{fragment}" if fragment else "")


def relative(start: str, end: str) -> str:
    """Return the address of `end` as seen from `start`, both relative to the same root; never empty."""
    folders = start.split("/")[:-1]
    parts = end.split("/")
    shared = 0
    for ours, theirs in zip(folders, parts[:-1], strict=False):
        if ours != theirs:
            break
        shared += 1
    return "../" * (len(folders) - shared) + "/".join(parts[shared:]) or "./"


@lru_cache(maxsize=4)
def _place(links: Links, path: str) -> tuple[str, str]:
    """Return the folder of a page, and the one around it; a page asks for it at each of its links."""
    folder = "".join(links.url(path).rpartition("/")[:2])
    return folder, "".join(folder[:-1].rpartition("/")[:2])


def _way(folder: str, around: str, end: str) -> str:
    """Return how to get from a folder, which is in the folder `around`, to an address."""
    if end.startswith(folder):
        return end[len(folder) :]
    return f"../{_from(around, end)}"


@lru_cache(maxsize=16384)
def _from(start: str, end: str) -> str:
    """Return the same for folders that many pages are in, so that all of them work it out once."""
    way = relative(start, end)
    return "" if way == "./" else way


def _is_start(path: str) -> bool:
    return path == _START or path.endswith(f"/{_START}")

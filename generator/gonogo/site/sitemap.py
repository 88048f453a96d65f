"""The sitemap of a site that another engine made: without frames, with what is stamped."""

import gzip
import re
from html import escape, unescape
from pathlib import Path

from gonogo.site import frame
from gonogo.site.publication import Publication, is_stamped

FILE = "sitemap.xml"
_PACKED = f"{FILE}.gz"

_PLACE = re.compile(r"<loc>\s*(.*?)\s*</loc>")
_WHOLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}</urlset>"""
_ENTRY = """\
    <url>
         <loc>{}</loc>
         <lastmod>{}</lastmod>
    </url>
"""


def rewrite(site: Path, publication: Publication) -> None:
    """Write the sitemap anew, packed as well where it was; nothing, where the engine wrote none."""
    file, packed = site / FILE, site / _PACKED
    if not file.is_file():
        return
    found = [unescape(place) for place in _PLACE.findall(file.read_text(encoding="utf-8"))]
    links = publication.links
    stamped = [links.absolute(ref.path) for ref in publication.refs if is_stamped(ref)]
    places = [*(place for place in found if frame.SLUG not in place), *filter(None, stamped)]
    day = publication.edition.stamped.isoformat()
    text = _WHOLE.format("".join(_ENTRY.format(escape(place), day) for place in places)).encode()
    file.write_bytes(text)
    if packed.is_file():
        packed.write_bytes(gzip.compress(text, mtime=0))

"""Pages that lead from an address that was to the one that is; they need no server and no script."""

from html import escape

from gonogo.model.artifact import Redirect
from gonogo.publish.links import Links

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={href}">
<link rel="canonical" href="{canonical}">
<title>Moved</title>
</head>
<body>
<p>This page has moved: <a href="{href}">go there</a>.</p>
</body>
</html>
"""


def page(redirect: Redirect, links: Links) -> str:
    """Return the page at the old address."""
    href = links.href(redirect.path, redirect.to)
    return _PAGE.format(href=escape(href), canonical=escape(links.absolute(redirect.to) or href))

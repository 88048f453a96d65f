"""Which `mkdocs.yml` a portal is built with: to look for it, MkDocs need not be there."""

from pathlib import Path

FILE = "mkdocs.yml"


def find(given: Path | None, catalog: Path) -> Path | None:
    """Return the `mkdocs.yml` to use: the one given, else the one in or beside the catalog's folder."""
    if given is not None:
        return given
    folder = catalog.resolve()
    return next((each / FILE for each in (folder, folder.parent) if (each / FILE).is_file()), None)

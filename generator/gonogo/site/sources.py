"""Hand-written pages: MkDocs would follow links wherever they lead, and wait for a pipe."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path


def irregular(folder: Path) -> Iterator[Path]:
    """Yield `folder` where it is a link, else what in it is neither a folder nor a regular file."""
    if folder.is_symlink():
        yield folder
        return
    for above, folders, files in os.walk(folder):
        for name in sorted((*folders, *files)):
            path = Path(above, name)
            mode = path.lstat().st_mode
            if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
                yield path

"""`gonogo validate --fix`: write back what can be mended without changing what it means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gonogo.cli import output

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.cli.options import Where
    from gonogo.cli.validate import Wanted
    from gonogo.read.files import Found
    from gonogo.read.mend import Mended


def fix_files(where: Where, wanted: Wanted, *, quiet: bool) -> None:
    """Mend the files of a catalog that are `wanted`; say on standard error what was done to which."""
    from gonogo.read import mend, read
    from gonogo.read.files import Disk

    tree = Disk(root=os.fspath(where.root))
    files = {each.shown: each for each in mend.files(tree) if wanted.covers(each.shown)}
    for found in files.values():
        content = mend.content(tree, found)
        if content is not None:
            _write(where.root, found, mend.layout(content), quiet=quiet)
    # Which values must be quoted is known only now: the schema says it, and it wants files without tabs.
    for path, problems in mend.to_quote(read(tree, day=where.day, today=where.today)).items():
        content = mend.content(tree, files[path]) if path in files else None
        if content is not None:
            _write(where.root, files[path], mend.values(content, problems), quiet=quiet)


def _write(root: Path, found: Found, mended: Mended, *, quiet: bool) -> None:
    if mended.done:
        output.write(root / found.name, mended.content)
        output.note(f"mended {found.shown}: {', '.join(mended.done)}", quiet=quiet)

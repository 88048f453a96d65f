"""Read a catalog, or the past of one, in one process on one core; print processor seconds as JSON.

`remembering.py versions FOLDER DAY` reads the manifests of a folder. `remembering.py past FOLDER DAY` walks
through all commits, then has the past told twice, with a store that is empty at first.
"""

import json
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gonogo.model.portfolio import Portfolio


def spent() -> float:
    """Return the processor seconds of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def versions(folder: Path, day: date) -> dict[str, float]:
    """Read all manifests of a folder."""
    from gonogo.read import read

    begin = spent()
    catalog = read(folder, day=day, today=day, workers=1).catalog
    if catalog is None:
        sys.exit(f"{folder} cannot be used")
    return {"read": spent() - begin, "manifests": len(catalog.services)}


def past(folder: Path, day: date) -> dict[str, float]:
    """Walk through the commits, then tell the past, and tell it again."""
    from gonogo.assess import assess
    from gonogo.read import read
    from gonogo.read.history import History, snapshots

    catalog = read(folder, day=day, today=day, workers=1).catalog
    if catalog is None:
        sys.exit(f"{folder} cannot be used")
    now = assess(catalog, day)
    begin = spent()
    commits = sum(1 for _ in snapshots(History(folder), day, workers=1))
    found = {"walk": spent() - begin, "commits": float(commits)}
    with tempfile.TemporaryDirectory() as place:
        for name in ("first", "again"):
            begin = spent()
            _tell(now, folder, Path(place))
            found[name] = spent() - begin
    return found


def _tell(now: "Portfolio", folder: Path, place: Path) -> None:
    """Tell the past of `now` as a portal and `gonogo history` do."""
    from gonogo.assess.past import past as told
    from gonogo.read.history import History, snapshots
    from gonogo.store import Store

    history = History(folder)
    with Store(place) as store:
        told(
            now,
            history,
            lambda: snapshots(history, now.day, memory=store, workers=1),
            today=now.day,
            with_windows=False,
            memory=store,
        )


WHAT = {"versions": versions, "past": past}

if __name__ == "__main__":
    figures = WHAT[sys.argv[1]](Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
    sys.stdout.write(json.dumps(figures) + "\n")

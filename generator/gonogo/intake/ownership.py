"""What an importer owns in a file that people write, too.

`x-imported` says from where a manifest or team came and what the importer wrote: a short digest of
each value, of each item in a list. A value that still is what the importer wrote belongs to it and
follows the source. Whatever else is there was written, changed or taken out by somebody, and stays.
"""

import hashlib
import json
from typing import Any

from gonogo.intake.splices import spelt
from gonogo.model.noun import Noun

BLOCK = "x-imported"
ABSENT = None

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class Origin(Noun):
    """From where an entry came, and what was written into it: digests by key, parted by spaces for lists."""

    importer: str
    ref: str
    wrote: dict[str, str] = {}

    def block(self) -> dict[str, Any]:
        """Return the origin as it stands in a file."""
        return {"from": self.importer, "ref": self.ref, "wrote": dict(self.wrote)}


def origin(data: Any) -> Origin | None:
    """Return the origin that plain data of a file tells, if it tells one."""
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("from"), str)
        or not isinstance(data.get("ref"), str)
    ):
        return None
    wrote = data.get("wrote")
    kept = {str(key): str(value) for key, value in wrote.items()} if isinstance(wrote, dict) else {}
    return Origin(importer=data["from"], ref=data["ref"], wrote=kept)


def digest(value: Any) -> str:
    """Return a short digest of a value, letters only: no YAML takes it for a number."""
    text = json.dumps(spelt(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8].translate(_LETTERS)


def written(value: Any) -> str:
    """Return what is noted of a value that was written."""
    return " ".join(map(digest, value)) if isinstance(value, list) else digest(value)


class Turn(Noun):
    """What becomes of one value: the value that shall stand there (None: nothing), and what is noted of it.

    For a list `dropped` are positions of items that go, `added` the items that come.
    """

    value: Any = ABSENT
    noted: str | None = None
    is_changed: bool = False
    dropped: tuple[int, ...] = ()
    added: tuple[Any, ...] = ()


def turn(now: Any, wanted: Any, noted: str | None) -> Turn:
    """Return what becomes of a value `now` in a file when the source wants another (None: none any more)."""
    if isinstance(wanted, list) or (wanted is None and isinstance(now, list)):
        return _turn_list(now, wanted or [], noted)
    if noted is None:
        if now is ABSENT and wanted is not None:
            return Turn(value=wanted, noted=digest(wanted), is_changed=True)
        return Turn(value=now)
    if wanted is not None and now is not ABSENT and digest(now) == digest(wanted):
        return Turn(value=now, noted=digest(wanted))
    if now is ABSENT or digest(now) != noted:
        return Turn(value=now, noted=noted)
    return Turn(value=wanted, noted=None if wanted is None else digest(wanted), is_changed=True)


def _turn_list(now: Any, wanted: list[Any], noted: str | None) -> Turn:
    """Return what becomes of a list: people's items stay, those that they took out stay out."""
    if now is not ABSENT and not isinstance(now, list):
        return Turn(value=now, noted=noted)
    there = [digest(item) for item in now or ()]
    ours = set((noted or "").split())
    asked = {digest(item): item for item in wanted}
    dropped = tuple(position for position, each in enumerate(there) if each in ours and each not in asked)
    added = tuple(item for each, item in asked.items() if each not in there and each not in ours)
    kept = [item for position, item in enumerate(now or ()) if position not in dropped]
    value = [*kept, *added]
    notes = [each for each in asked if each in ours or asked[each] in added]
    return Turn(
        value=value or ABSENT,
        noted=" ".join(notes) or None,
        is_changed=bool(dropped or added),
        dropped=dropped,
        added=added,
    )

"""What an import did and could not do, as text and as JSON."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gonogo.intake.drafts import Delivery
from gonogo.intake.merging import MergedTeams
from gonogo.intake.mistake import where
from gonogo.intake.planning import Doing, Step
from gonogo.intake.settling import Settlement
from gonogo.model.noun import Noun

HEADINGS = {
    Doing.NEW: "New",
    Doing.CHANGED: "Changed",
    Doing.OUTDATED: "Behind the source; --update brings them up to date",
    Doing.LEFT: "Left alone",
    Doing.GONE: "Gone: not in what was read, and left as they are",
}
"""The parts of the table in their order; what stayed the same is only counted."""

SHOWN_WIDTH = 48


class Told(Noun):
    """Everything that an import has to say."""

    importer: str
    files: int
    delivery: Delivery
    settlement: Settlement
    steps: tuple[Step, ...]
    teams: MergedTeams
    is_dry: bool = False


def text(told: Told) -> str:
    """Return the tables: new, changed, gone, and what could not be mapped, each with its place."""
    parts = [_summary(told)]
    for doing, heading in HEADINGS.items():
        found = [step for step in told.steps if step.doing is doing]
        rows = [
            (step.service, step.path, where(step.place) if step.place is not None else "", step.detail)
            for step in found
        ]
        parts.append(_table(f"{heading} ({len(rows)})", rows))
    parts += [
        _table("Teams", list(_teams(told.teams))),
        _table(f"Could not be mapped ({len(told.settlement.losses)})", list(_losses(told))),
        _table("Not read", [(where(each.place), each.message) for each in told.delivery.mistakes]),
        _table("Nothing to import in", [(where(each.place), each.text) for each in told.delivery.strange]),
        *_next(told),
    ]
    return "\n".join(part for part in parts if part)


def _summary(told: Told) -> str:
    settled = told.settlement
    count = f"{_count(len(settled.services), 'service')} and {_count(len(settled.teams), 'team')}"
    lines = [f"{told.importer}: {count} in {_count(told.files, 'file')}"]
    if told.delivery.others:
        others = ", ".join(f"{count} {kind}" for kind, count in told.delivery.others.items())
        lines.append(f"Read, and no services: {others}")
    if settled.skipped:
        lines.append(f"Left out by the mapping: {settled.skipped}")
    lines += [
        f"Without a {what} in the source: {count}{_ASSUMED.get(what, '')}"
        for what, count in settled.absent.items()
    ]
    if told.teams.left_out:
        lines.append(f"People whom teams.yaml has no room for: {told.teams.left_out}")
    same = sum(step.doing is Doing.SAME for step in told.steps)
    if same:
        lines.append(f"Up to date: {same}")
    if told.is_dry:
        lines.append("Nothing was written.")
    return "".join(f"{line}\n" for line in lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _next(told: Told) -> Iterator[str]:
    """Yield what to do now."""
    if told.settlement.losses or told.settlement.absent.get("tier"):
        yield "Next: --map FILE says what these words mean, and what to write where the source is silent\n"
    elif not told.is_dry and any(step.text is not None for step in told.steps):
        yield "Next: gonogo validate\n"


_ASSUMED = {"lifecycle": "; production is assumed where no mapping says otherwise"}


def _teams(merged: MergedTeams) -> Iterator[tuple[str, ...]]:
    yield from ((name, "new") for name in merged.new)
    yield from ((name, "changed") for name in merged.changed)
    yield from ((name, "gone, left as it is") for name in merged.gone)


def _losses(told: Told) -> Iterator[tuple[str, ...]]:
    for each in told.settlement.losses:
        yield each.what, each.said, each.service, where(each.place), each.instead


def _table(heading: str, rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows in columns; the last column is as wide as it likes."""
    if not rows:
        return ""
    widths = [min(SHOWN_WIDTH, max(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    lines = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([heading, *lines]) + "\n"


def json(told: Told) -> str:
    """Return the same as data."""
    data = {
        "importer": told.importer,
        "files": told.files,
        "written": not told.is_dry,
        "services": [_step(step) for step in told.steps],
        "teams": {"new": told.teams.new, "changed": told.teams.changed, "gone": told.teams.gone},
        "unmapped": [
            {
                "what": each.what,
                "said": each.said,
                "service": each.service,
                "place": where(each.place),
                "instead": each.instead,
            }
            for each in told.settlement.losses
        ],
        "absent": told.settlement.absent,
        "mistakes": _said((each.place, each.message) for each in told.delivery.mistakes),
        "nothing_in": _said((each.place, each.text) for each in told.delivery.strange),
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _step(step: Step) -> dict[str, str | None]:
    return {
        "service": step.service,
        "doing": step.doing,
        "path": step.path,
        "place": where(step.place) if step.place is not None else None,
        "detail": step.detail or None,
    }


def _said(found: Iterable[tuple[object, str]]) -> list[dict[str, str]]:
    return [{"place": where(place), "message": message} for place, message in found]  # type: ignore[arg-type]

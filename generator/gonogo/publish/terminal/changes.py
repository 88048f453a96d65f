"""What differs between two portfolios, in tables."""

from collections.abc import Iterable

from rich.text import Text

from gonogo.model.change import Change, Comparison, Standing
from gonogo.publish.terminal import words


def table(comparison: Comparison, *, width: int, colour: bool) -> str:
    """Return a line a service that differs: verdict, level and score before and after, and which checks."""
    grid = words.grid("Service", "Verdict", "Level", "Score", "Points", "Checks", right=(4,), wrap=5)
    for change in comparison.services:
        grid.add_row(
            words.text(change.service),
            words.text(_step(change.before, change.after, "verdict")),
            words.text(_step(change.before, change.after, "level")),
            words.text(_scores(change)),
            _signed(change),
            words.text(", ".join(_states(change))),
        )
    count = len(comparison.services)
    if not count:
        return "No service changes.\n"
    noun = "service changes" if count == 1 else "services change"
    return words.rendered(grid, Text(), Text(f"{count} {noun}"), width=width, colour=colour)


def _step(before: Standing | None, after: Standing | None, field: str) -> str:
    old = getattr(before, field, None) or "–"
    new = getattr(after, field, None) or "–"
    return str(old) if old == new else f"{old} → {new}"


def _scores(change: Change) -> str:
    old = words.score(change.before.score if change.before else None)
    new = words.score(change.after.score if change.after else None)
    return old if old == new else f"{old} → {new}"


def _signed(change: Change) -> str:
    return "" if not change.points else f"{float(round(change.points, 1)):+.1f}"


def _states(change: Change) -> Iterable[str]:
    for each in change.states:
        yield f"{each.check} {each.before or 'not asked'} → {each.after or 'not asked'}"

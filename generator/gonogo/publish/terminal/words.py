"""Words, signs and colours of the terminal: never colour alone, never a character that a terminal obeys."""

import io
from datetime import date
from fractions import Fraction

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from gonogo.model.portfolio import State, Verdict
from gonogo.publish.problems.safe import line

VERDICTS = {
    Verdict.GO: ("✔", "green"),
    Verdict.CONDITIONAL: ("▲", "yellow"),
    Verdict.NO_GO: ("✖", "red"),
    Verdict.UNASSESSED: ("?", "blue"),
}
"""The sign and the colour of each verdict."""

STATES = {
    State.UNMET: ("✖", "red"),
    State.EXPIRED: ("✖", "red"),
    State.UNPROVEN: ("✖", "red"),
    State.UNKNOWN: ("?", "blue"),
    State.PARTIAL: ("◐", "yellow"),
    State.LATE: ("◷", "yellow"),
    State.WAIVED: ("~", "magenta"),
    State.SCHEDULED: ("…", "dim"),
    State.MET: ("✔", "green"),
    State.NOT_APPLICABLE: ("–", "dim"),
}
"""The sign and the colour of each state, in the order in which they want attention."""


def rendered(*parts: RenderableType, width: int, colour: bool) -> str:
    """Return renderables as text of `width` columns, with ANSI colours or without."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(each.rstrip() for each in buffer.getvalue().splitlines()) + "\n"


def text(value: object, style: str = "") -> Text:
    """Return somebody's words as text that a terminal shows and does not obey."""
    return Text(line("" if value is None else str(value)), style=style)


def verdict(value: Verdict | None) -> Text:
    """Return a verdict as sign and word."""
    if value is None:
        return Text("–", style="dim")
    sign, style = VERDICTS[value]
    return Text(f"{sign} {value.value}", style=style)


def state(value: State) -> Text:
    """Return a state as sign and word."""
    sign, style = STATES[value]
    return Text(f"{sign} {value.value}", style=style)


def score(value: Fraction | None) -> str:
    """Return a score with one decimal, `–` where there is none."""
    return "–" if value is None else f"{float(round(value, 1)):.1f}"


def points(value: Fraction | None) -> str:
    """Return points with one decimal; nothing where there are none."""
    return "" if not value else f"{float(round(value, 1)):.1f}"


def day(value: date | None) -> str:
    """Return a day, nothing where there is none."""
    return "" if value is None else value.isoformat()


def grid(*headers: str, right: tuple[int, ...] = (), wrap: int | None = None) -> Table:
    """Return an empty table with a line below its header; only column `wrap` may take several lines."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for position, header in enumerate(headers):
        table.add_column(
            header,
            justify="right" if position in right else "left",
            no_wrap=position != wrap,
            overflow="fold" if position == wrap else "ellipsis",
        )
    return table

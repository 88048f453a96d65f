"""Risks and events of many services in tables."""

from collections.abc import Iterable

from rich.text import Text

from gonogo.model.portfolio import Event, Forecast, Risk, Scorecard
from gonogo.publish.terminal import words


def risks(found: Iterable[tuple[Scorecard, Risk]], *, width: int, colour: bool) -> str:
    """Return risks, highest residual exposure first."""
    grid = words.grid(
        "Service", "Risk", "Exposure", "Residual", "Band", "Status", "Treated by", "", right=(2, 3), wrap=7
    )
    count = 0
    for card, risk in sorted(found, key=lambda pair: (-pair[1].residual.exposure, pair[0].id, pair[1].id)):
        count += 1
        grid.add_row(
            words.text(card.id),
            words.text(risk.id),
            str(risk.inherent.exposure),
            str(risk.residual.exposure),
            words.text(risk.residual_band),
            words.text(risk.status or risk.origin),
            words.text(risk.owner or ", ".join(risk.checks)),
            words.text(risk.title),
        )
    if not count:
        return "No risks.\n"
    return words.rendered(grid, Text(), Text(f"{count} risks"), width=width, colour=colour)


def events(happening: Iterable[Event], forecast: Forecast, *, width: int, colour: bool) -> str:
    """Return what happens by itself, day by day, with what it costs and whose it is."""
    grid = words.grid("Day", "Service", "Points", "Whose", "What", right=(2,), wrap=4)
    count = 0
    for event in happening:
        count += 1
        cost = event.points
        grid.add_row(
            words.day(event.day),
            words.text(_services(event.services)),
            words.points(-cost if cost else None),
            words.text(event.owner or ""),
            words.text(event.text),
        )
    if not count:
        return f"Nothing changes by itself until {forecast.until}.\n"
    noun = "event" if count == 1 else "events"
    return words.rendered(
        grid, Text(), Text(f"{count} {noun} until {forecast.until}"), width=width, colour=colour
    )


def _services(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} services"

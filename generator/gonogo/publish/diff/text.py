"""A difference for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from gonogo.publish.diff.document import Difference, ServiceDifference, Stand
from gonogo.publish.terminal import words

MARKS = {True: ("▼", "red"), False: ("▲", "green")}


def text(found: Difference, *, width: int, colour: bool) -> str:
    """Return what differs, service by service, and what it comes to."""
    return words.rendered(*_parts(found), width=width, colour=colour)


def _parts(found: Difference) -> Iterator[RenderableType]:
    yield words.text(f"{found.base} → {found.head}, as of {found.as_of}", "dim")
    if found.is_empty:
        yield Text("Readiness is the same.")
        return
    for service in found.services:
        yield Text()
        yield from _service(service)
    if found.due:
        yield Text("\nFalls due because of it", style="bold")
        for item in found.due:
            yield Padding(words.text(f"{item.day}  {item.service}: {item.text}"), (0, 0, 0, 2))
    yield Text()
    yield words.text(summary(found))


def _service(service: ServiceDifference) -> Iterator[RenderableType]:
    sign, style = MARKS[service.is_regression] if service.points or service.is_regression else ("●", "")
    yield Text.assemble(
        (f"{sign} ", style), words.text(service.service, "bold"), words.text(f"  {headline(service)}")
    )
    for part in service.parts:
        if part.points:
            yield Padding(words.text(f"{part.points:+.1f} by {part.cause}"), (0, 0, 0, 4))
    for step in service.checks:
        change = f"{step.check}: {step.before or 'not asked'} → {step.after or 'not asked'} ({step.cause})"
        yield Padding(words.text(change), (0, 0, 0, 4))
    for risk in service.risks:
        yield Padding(words.text(f"risk {risk.risk}: {risk_step(risk.before, risk.after)}"), (0, 0, 0, 4))
    for check in service.waivers:
        yield Padding(words.text(f"new waiver for {check}"), (0, 0, 0, 4))


def risk_step(before: int | None, after: int | None) -> str:
    """Return how a risk's exposure changed."""
    if before is None:
        return f"new, exposure {after}"
    return f"closed (exposure was {before})" if after is None else f"exposure {before} → {after}"


def headline(service: ServiceDifference) -> str:
    """Return verdict, level and score before and after."""
    if service.presence == "not comparable":
        return "cannot be compared: its manifest cannot be read on one side"
    if service.before is None or service.after is None:
        stand = service.after or service.before
        shown = f"{stand.verdict or '–'}, {stand.level or 'no level'}, {score(stand)}" if stand else ""
        return f"{service.presence}: {shown}"
    before, after = service.before, service.after
    steps = [
        _step(before.verdict or "–", after.verdict or "–"),
        _step(before.level or "no level", after.level or "no level"),
        _step(score(before), score(after)),
    ]
    renamed = f" (was {service.former_id})" if service.former_id else ""
    return ", ".join(steps) + renamed


def score(stand: Stand) -> str:
    """Return a score with one decimal."""
    return "–" if stand.score is None else f"{stand.score:.1f}"


def _step(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def summary(found: Difference) -> str:
    """Return in one sentence what a difference comes to."""
    worse = sum(each.is_regression for each in found.services)
    whole = next((each for each in found.groups if not each.id), None)
    scores = ""
    if whole is not None and whole.points:
        scores = f"; mean score of all services {whole.points:+.1f}"
    noun = "service differs" if len(found.services) == 1 else "services differ"
    return f"{len(found.services)} {noun}, {worse} for the worse{scores}."

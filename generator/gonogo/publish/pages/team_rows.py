"""Tables on the page of a team, as HTML: hundreds of rows a page, so they are no template.

Whatever is not `Markup` goes through `written`, or is a day, a number or a word of ours.
"""

from collections.abc import Iterable

from markupsafe import Markup

from gonogo.model.portfolio import NextStep, Scorecard
from gonogo.publish.formats.rounding import score_of
from gonogo.publish.html import html, written
from gonogo.publish.pages import words
from gonogo.publish.pages.environment import (
    Here,
    away_at,
    check_anchor,
    chip,
    due_phrase,
    label,
    level_at,
    person_at,
    points,
    service_at,
    services_at,
    verdict,
    when_at,
)
from gonogo.publish.pages.overview import DueLine

_OVERDUE = ' <span class="go-chip go-no-go">overdue</span>'


class Rows:
    """Writes the tables of a team."""

    def __init__(self, here: Here, team: str) -> None:
        """Write for the page `here`; what is owned by `team` itself says so by saying nothing."""
        self._here = here
        self._team = team

    def steps(self, steps: Iterable[NextStep]) -> Markup:
        """Return what to do next."""
        return html("".join([self._step(step) for step in steps]))

    def dues(self, lines: Iterable[DueLine]) -> Markup:
        """Return what falls due."""
        return html("".join([self._due(line) for line in lines]))

    def services(self, cards: Iterable[Scorecard]) -> Markup:
        """Return how services stand."""
        return html("".join([self._service(card) for card in cards]))

    def risks(self, risks: Iterable[tuple[str, str, str]]) -> Markup:
        """Return risks as items of a list, each of its service, place and title."""
        items = [
            f'<li>{service_at(self._here, service)}: <a href="{href}">{written(title)}</a>'
            for service, href, title in risks
        ]
        return html("".join(items))

    def _step(self, step: NextStep) -> str:
        here = self._here
        href = here.service(step.service, check_anchor(step.check))
        state = chip(words.PLANNED if step.planned else words.STATE[step.state])
        gate = "<span class=go-gate>the gate</span>" if step.opens_gate else level_at(here, step.level)
        due = f" {when_at(here, step.due_on)}" if step.due_on else ""
        return (
            f'<tr><th scope=row><a href="{href}">{written(step.title)}</a> {state}'
            f"<td>{service_at(here, step.service)}<td>{gate}<td class=n>{points(step.points)}"
            f"<td>{label(step.effort)}<td>{self._owner(step.owner)}{due}"
        )

    def _due(self, line: DueLine) -> str:
        here, due = self._here, line.due
        return (
            f"<tr><td>{when_at(here, due.day)}{_OVERDUE if due.is_overdue else ''}"
            f"<td>{written(due_phrase(due))}<td>{services_at(here, line.services)}"
            f"<td>{self._owner(due.owner)}\n"
        )

    def _service(self, card: Scorecard) -> str:
        here, service = self._here, card.service
        known = here.inputs.portfolio.catalog.teams
        own = service.owner == self._team
        team = "" if own else f" <br><span class=go-dim>{written(known[service.owner].name)}</span>"
        score = score_of(card.tally)
        return (
            f"<tr><th scope=row>{service_at(here, service.id)}{team}<td>{verdict(card)}"
            f"<td>{level_at(here, card.level)}<td class=n>{'–' if score is None else f'{score:.1f}'}"
            f"<td>{service.tier or '–'}<td>{label(service.lifecycle)}"
            f"<td class=n>{card.failing}"
            f"<td>{away_at(here, card.review_due) if card.review_due else '–'}\n"
        )

    def _owner(self, owner: str | None) -> str:
        """Return whose something is: nothing for the team itself, a dash for nobody."""
        if owner == self._team:
            return ""
        return "–" if owner is None else person_at(self._here, owner)

"""Checks on the page of a service, as HTML: dozens of rows a page, so they are no template.

Whatever is not `Markup` goes through `written`, or is a day, a number or a word of ours.
"""

from collections.abc import Iterable

from markupsafe import Markup

from gonogo.model.history import Origin
from gonogo.model.manifest import Answer
from gonogo.model.portfolio import AnswerSource, Finding, Proof, State, Why
from gonogo.model.standard import Check
from gonogo.publish import markdown
from gonogo.publish.html import html, written
from gonogo.publish.pages.environment import (
    Here,
    Plate,
    check_anchor,
    check_at,
    count,
    icon,
    iso,
    level_at,
    look,
    lost,
    person_at,
    platform_at,
    proof_at,
    relative,
    when_at,
)
from gonogo.publish.pages.service_checks import CheckRow
from gonogo.publish.pages.service_past import Past

_GATE = " <span class=go-gate>gate</span>"


class Rows:
    """Writes the checks of a service; `brief` leaves out what is one step away."""

    def __init__(self, here: Here, past: Past, *, brief: bool) -> None:
        """Write for the page `here` of the service with this past."""
        self._here = here
        self._today = here.inputs.day
        self._plates = here.inputs.plates
        self._past = past
        self._is_brief = brief

    def open(self, rows: Iterable[CheckRow]) -> Markup:
        """Return what wants attention: why, what was said and shown, and who will do what by when."""
        return html("".join([self._open(row) for row in rows]))

    def bare(self, rows: Iterable[CheckRow]) -> Markup:
        """Return what nobody has answered, a line each."""
        return html("".join([self._bare(row) for row in rows]))

    def folded(self, rows: Iterable[CheckRow]) -> Markup:
        """Return what is settled, a line each."""
        return html("".join([self._folded(row) for row in rows]))

    # -- what is settled, what is unanswered

    def _bare(self, row: CheckRow) -> str:
        points = f" {lost(row.points)}" if row.points is not None else ""
        plate = self._plate(row.check)
        return f"{plate.item}{_GATE if row.finding.gate else ''} {plate.level}{points}"

    def _folded(self, row: CheckRow) -> str:
        finding, answer = row.finding, row.answer
        is_met = finding.state is State.MET
        said = self._met(finding) if is_met else written(finding.text)
        until = f", until {iso(finding.last_day)}" if is_met and finding.last_day else ""
        has_note = answer and answer.note and not self._is_brief
        note = f" · {markdown.line(answer.note)}" if answer and has_note else ""
        gate = _GATE if finding.gate else ""
        return f"{self._plate(row.check).item}{gate}<small>{said}{until}{note}</small>\n"

    def _plate(self, check: Check) -> Plate:
        id_ = check.id
        plate = self._plates.get(id_)
        if plate is None:
            anchor, link = check_anchor(id_), str(check_at(self._here, id_))
            item, level = f"<li id={anchor}>{link}", str(level_at(self._here, check.level))
            plate = self._plates[id_] = Plate(anchor=anchor, link=link, item=item, level=level)
        return plate

    def _met(self, finding: Finding) -> str:
        """Return who says that a check is met."""
        if finding.answered_by is AnswerSource.SELF:
            return "answered by the manifest itself"
        if finding.answered_by is AnswerSource.PLATFORM:
            known = self._here.inputs.portfolio.catalog.platforms.get(finding.platform or "")
            return f"{written(known.name if known else finding.platform)} answers"
        if finding.evidence:
            return proof_at(self._here, finding.evidence[-1], asked=False, brief=self._is_brief)
        return "without evidence"

    # -- what wants attention

    def _open(self, row: CheckRow) -> str:
        finding, answer = row.finding, row.answer
        plate, shown = self._plate(row.check), look(finding)
        points = f" <small>{lost(row.points)}</small>" if row.points is not None else ""
        is_told = finding.why is not Why.NOBODY or finding.beneath
        said = f"<p>{written(finding.text)}</p>" if is_told else ""
        note = f"<div class=go-note>{markdown.note(answer.note)}</div>" if answer and answer.note else ""
        return (
            f'<div class="go-check go-{shown.tone}" id={plate.anchor}>\n'
            f"<p><span class=go-chip>{shown.label}</span> <b>{plate.link}</b>"
            f"{_GATE if finding.gate else ''} {plate.level}{points}</p>\n"
            f"{said}{note}"
            f"{self._evidence(row) if finding.evidence or row.uncounted else ''}"
            f"{self._promise(finding, answer)}</div>\n"
        )

    def _evidence(self, row: CheckRow) -> str:
        shown = "".join([self._piece(each, counts=True) for each in row.finding.evidence])
        if self._is_brief and row.uncounted:
            number = len(row.uncounted)
            pieces = count(number, "piece")
            rest = f"<li class=go-dim>{pieces} of evidence that {'does' if number == 1 else 'do'} not count"
        else:
            rest = "".join([self._piece(each, counts=False) for each in row.uncounted])
        return f"<ul>{shown}{rest}</ul>"

    def _piece(self, it: Proof, *, counts: bool) -> str:
        day = it.collected_on
        away = f" ({relative(day, self._today)})" if day else ""
        if not counts:
            until = " <span class=go-dim>does not count</span>"
        else:
            until = f", until {iso(it.last_day)}" if it.last_day else ""
        return f"<li>{proof_at(self._here, it)}{away}{until}"

    def _promise(self, finding: Finding, answer: Answer | None) -> str:
        """Return who will do what by when, and who said so; nothing where nothing is known of it."""
        told = self._waiting(finding) + (self._owed(finding, answer) if answer else "")
        origin = self._past.origin("answer", finding.check) if answer else None
        told += _origin(origin) if origin else ""
        return f"<p class=go-dim>{told}</p>" if told else ""

    def _waiting(self, finding: Finding) -> str:
        id_ = finding.waits_on
        return f"{icon('platform')} waits on {platform_at(self._here, id_)} " if id_ else ""

    def _owed(self, finding: Finding, answer: Answer) -> str:
        owner = f"{icon('person')} {person_at(self._here, answer.owner)} " if answer.owner else ""
        if not answer.due_on:
            return owner
        day = answer.due_on
        due = relative(day, self._today) if finding.planned else f"due {when_at(self._here, day)} "
        return f"{owner}{icon('calendar')} {due}"


def _origin(origin: Origin) -> str:
    return f"{icon('git')} {written(origin.author)}, {origin.day}"

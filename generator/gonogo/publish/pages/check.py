"""The page of a check: what it asks and why, how to meet it, and who does."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from markupsafe import Markup

from gonogo.model.artifact import Page, PageKind, PageRef
from gonogo.model.history import StandardMark
from gonogo.model.noun import Noun
from gonogo.model.portfolio import FAILING, UNCOUNTED, CheckRate, Finding, Portfolio, Scorecard, State
from gonogo.model.problem import Problem
from gonogo.model.standard import Applicability, Check
from gonogo.model.words import AnsweredBy, Kind, Lifecycle, NotApplicable
from gonogo.publish import charts
from gonogo.publish.charts import Segment
from gonogo.publish.html import html, written
from gonogo.publish.pages import words
from gonogo.publish.pages.environment import (
    Here,
    Inputs,
    check_anchor,
    count,
    label,
    look,
    percent,
    proof_at,
    service_at,
    state,
)
from gonogo.publish.pages.fleet import MOST, Asked, Place, aside_in
from gonogo.publish.pages.retrospect import Trend, passing

ANSWERED_BY = {
    AnsweredBy.OWNER: "`service.owner` names a team of teams.yaml",
    AnsweredBy.ON_CALL: "`operations.on_call` is there, its own or its team's",
    AnsweredBy.ESCALATION: "`operations.escalation` is there, its own or its team's",
    AnsweredBy.RUNBOOKS: "`operations.runbooks` has an entry, its own or its team's",
    AnsweredBy.OBJECTIVES: "`operations.objectives` has an entry, its own or its team's",
    AnsweredBy.RECENT_REVIEW: "a review was held within the tier's interval (365 days where it has none)",
    AnsweredBy.CONFIRMED: "`service.confirmed` is recent enough",
}
"""When a manifest answers a check by itself."""

NOT_APPLICABLE = {
    NotApplicable.ALLOWED: "May be answered `not-applicable`, with a `reason`.",
    NotApplicable.APPROVED: "May be answered `not-applicable` only with `approved_by` and `approved_on`.",
    NotApplicable.NEVER: "May never be answered `not-applicable`.",
}
"""What the standard says about `not-applicable`."""


WORST_FIRST = (State.UNMET, State.UNPROVEN, State.EXPIRED, State.UNKNOWN, State.PARTIAL)
"""In which order the states of those who fail are listed."""


class Shown(Noun):
    """The first services of a list, with what was found, and how many there are on the whole."""

    first: tuple[tuple[Scorecard, Finding], ...]
    whole: int


def refs(portfolio: Portfolio, _problems: tuple[Problem, ...]) -> Iterator[PageRef]:
    """Yield a page for every check, retired ones included: an id keeps its meaning for ever."""
    for check in portfolio.standard.checks.values():
        yield PageRef(
            kind=PageKind.CHECK,
            name=check.id,
            path=f"checks/{check.id}",
            title=check.title,
            search=" ".join([check.id, *(each.ref for each in check.frameworks)]),
        )


def render(ref: PageRef, inputs: Inputs) -> Page:
    """Render the page of a check."""
    check = inputs.portfolio.standard.checks[ref.name]
    view = View(inputs, check, Here(inputs, ref.path))
    return inputs.page(ref, "check.html", description=view.description, it=check, view=view, most=MOST)


class View:
    """What the template shows of a check."""

    def __init__(self, inputs: Inputs, check: Check, here: Here) -> None:
        """Look at `check` over all services that count, as seen from the page `here`."""
        self.inputs = inputs
        self.check = check
        self.here = here
        self._asked = inputs.fleet.asked.get(check.id) or Asked()
        counts = self._asked.count()
        self.asked = counts.total()
        self.measured = counts - self._asked.unassessed
        self.unassessed = self.asked - self.measured.total()

    @property
    def rate(self) -> CheckRate | None:
        """How the check fares over all services."""
        return self.inputs.insights.rates.get(self.check.id)

    @property
    def trend(self) -> Trend:
        """How the share of services that meet it moved, by today's standard."""
        past = self.inputs.insights.past
        steps = () if past is None else past.curves.checks.get(self.check.id, ())
        return passing(steps, self.inputs.day)

    @property
    def marks(self) -> list[StandardMark]:
        """The days on which the check itself changed, the latest first."""
        past = self.inputs.insights.past
        marks = () if past is None else past.standards
        return [mark for mark in reversed(marks) if self.check.id in mark.checks]

    @property
    def description(self) -> str:
        """The page in one sentence."""
        rate = self.rate
        if rate is None or not rate.passed.whole:
            return f"{self.check.title}: why, how, and what counts as evidence."
        passed = rate.passed
        services = count(passed.whole, "service")
        return f"{self.check.title}: met by {passed.part} of {services} ({percent(passed.ratio)})."

    @property
    def segments(self) -> list[Segment]:
        """How the services that are measured divide by state."""
        return [
            Segment(label=look(state).label, count=self.measured[state], tone=look(state).tone)
            for state in words.STATE
        ]

    @property
    def distribution(self) -> Markup:
        """The same as a bar."""
        return charts.distribution(self.segments, "Services by state")

    @property
    def failing(self) -> Shown:
        """Services that do not meet it: gates first, then by tier, worst first."""
        places = [place for place in self._asked.whole if place.state in FAILING]
        places.sort(key=lambda place: (place.is_no_gate, place.tier, WORST_FIRST.index(place.state)))
        return self._shown(places)

    @property
    def passing(self) -> Shown:
        """Services that meet it, those whose evidence is late first."""
        return self._shown([aside_in(state) for state in (State.LATE, State.MET)])

    @property
    def others(self) -> Shown:
        """Services for which it does not count: waived, not applicable, scheduled."""
        return self._shown([aside_in(state) for state in words.STATE if state in UNCOUNTED])

    def _shown(self, places: list[Place]) -> Shown:
        first, whole = self._asked.first, self._asked.whole
        shown = chain.from_iterable(first.get(place, ()) for place in places)
        return Shown(first=tuple(islice(shown, MOST)), whole=sum(whole[place] for place in places))

    def rows(self, found: Iterable[tuple[Scorecard, Finding]], is_told: bool) -> Markup:  # noqa: FBT001 - Jinja
        """Return the rows of a list: why, or where `is_told` is not, what proves it."""
        anchor = check_anchor(self.check.id)
        return html("".join([self._row(card, each, anchor, is_told=is_told) for card, each in found]))

    def _row(self, card: Scorecard, finding: Finding, anchor: str, *, is_told: bool) -> str:
        service = card.service
        if is_told:
            why: str = written(finding.text)
        elif finding.evidence:
            why = proof_at(self.here, finding.evidence[-1])
        else:
            why = label(finding.answered_by) if finding.answered_by else ""
        gate = " <span class=go-gate>gate</span>" if finding.gate else ""
        return (
            f"<tr><th scope=row>{service_at(self.here, service.id, anchor)}"
            f"<td>{state(finding)}<td>{service.tier or '–'}{gate}<td>{why}"
        )

    @property
    def scope(self) -> list[str]:
        """To what it applies, one sentence a condition; any of them is enough."""
        return [said(each, self.inputs) for each in self.check.applies_to]

    @property
    def amendments(self) -> list[tuple[str, str]]:
        """Announced changes: the day and what changes."""
        found, before = [], self.check
        for amendment in self.inputs.portfolio.catalog.standard.amendments:
            if amendment.check == self.check.id and amendment.since > self.inputs.day:
                found.append((str(amendment.since), ", ".join(changed(before, amendment.becomes))))
                before = amendment.becomes
        return found

    @property
    def answered_by(self) -> str | None:
        """When the manifest answers it by itself."""
        return ANSWERED_BY[self.check.answered_by] if self.check.answered_by else None

    @property
    def not_applicable(self) -> str:
        """What the standard says about `not-applicable`."""
        return NOT_APPLICABLE[self.check.not_applicable]

    @property
    def platforms(self) -> list[tuple[str, str]]:
        """Platforms that answer it, and whether in full or in part."""
        return [
            (platform.id, answer.share)
            for platform in self.inputs.portfolio.catalog.platforms.values()
            if (answer := platform.checks.get(self.check.id)) is not None
        ]

    @property
    def example(self) -> str:
        """An answer to copy into a manifest."""
        rule = self.check.evidence
        lines = ["checks:", f"  {self.check.id}:", "    status: met"]
        if rule.required or rule.kinds or rule.max_age_days:
            lines += [
                "    evidence:",
                f"      - kind: {rule.kinds[0] if rule.kinds else 'document'}",
                "        title: What it shows, in a few words",
                "        url: https://…",
                f"        collected_on: {self.inputs.day}",
                "        collected_by: you",
            ]
        return "\n".join(lines)

    @property
    def planned_example(self) -> str:
        """An honest answer while it is not met."""
        return "\n".join(
            [
                "checks:",
                f"  {self.check.id}:",
                "    status: unmet",
                "    owner: you",
                "    due_on: YYYY-MM-DD",
                "    note: What is missing",
            ]
        )


def said(condition: Applicability, inputs: Inputs) -> str:
    """Return one condition of applicability in words."""
    standard = inputs.portfolio.standard
    parts = []
    if condition.kinds:
        parts.append(_any("kind", [_known(words.KIND, Kind, each) for each in condition.kinds]))
    if condition.tags:
        parts.append(_any("tag", list(condition.tags)))
    if condition.lifecycles:
        parts.append(
            _any("lifecycle", [_known(words.LIFECYCLE, Lifecycle, each) for each in condition.lifecycles])
        )
    if condition.tiers:
        parts.append(_any("tier", [str(each) for each in condition.tiers]))
    for trait in condition.traits:
        known = standard.traits.get(trait)
        parts.append(f"unless it answers “{known.question if known else trait}” with no")
    return "; ".join(parts) or "everything"


def _any(word: str, values: list[str]) -> str:
    return f"{word} {', '.join(values)}"


def _known(table: dict[Kind, str] | dict[Lifecycle, str], kind: type, value: str) -> str:
    try:
        return str(table[kind(value)])
    except ValueError:
        return value


def changed(before: Check, after: Check) -> Iterator[str]:
    """Yield what an amendment changes, as `key: value`, nested keys with a dot."""
    for name in Check.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if hasattr(new, "__struct_fields__"):
            yield from (
                f"{name}.{key}: {getattr(new, key)}"
                for key in new.__struct_fields__
                if getattr(new, key) != getattr(old, key)
            )
        else:
            yield f"{name}: {new}"

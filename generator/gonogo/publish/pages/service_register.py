"""Risks on the page of a service, as HTML: a page has a dozen of them, so they are no template.

Whatever is not `Markup` goes through `written`, or is a day, a number or a word of ours.
"""

from collections.abc import Iterable

from markupsafe import Markup

from gonogo.model.manifest import DeclaredRisk
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Origin, Risk
from gonogo.publish import markdown
from gonogo.publish.html import html, written
from gonogo.publish.pages.environment import (
    Here,
    check_anchor,
    count,
    icon,
    label,
    person_at,
    risk_anchor,
    risk_at,
    state,
    when_at,
)
from gonogo.publish.pages.service_past import Past

HIGHEST = 4
"""The shade of the highest band of risks."""

_NAMED = 3
"""The shade from which the first check that brings a risk is named."""


class RiskRow(Noun):
    """A risk of the register; `declared` is what the team wrote."""

    risk: Risk
    shade: int
    declared: DeclaredRisk | None = None

    def is_small(self, *, brief: bool) -> bool:
        """Tell whether it is of the lowest band, or of any but the highest, and only follows from checks."""
        return self.shade <= (HIGHEST - 1 if brief else 1) and self.risk.origin is Origin.DERIVED


class Register:
    """Writes the risks of a service."""

    def __init__(self, here: Here, past: Past) -> None:
        """Write for the page `here` of the service with this past."""
        self._here = here
        self._past = past

    def entries(self, rows: Iterable[RiskRow]) -> Markup:
        """Return risks one by one: where they stand, whence they come, what is done about them."""
        return html("".join([self._entry(row) for row in rows]))

    def _entry(self, row: RiskRow) -> str:
        if row.risk.origin is not Origin.DERIVED:
            return self._written(row)
        known = self._here.inputs.entries
        entry = known.get(row.risk)
        if entry is None:
            entry = known[row.risk] = self._written(row)
        return entry

    def _written(self, row: RiskRow) -> str:
        risk = row.risk
        is_derived = risk.origin is Origin.DERIVED
        title = risk_at(self._here, risk.id) if is_derived else f"{written(risk.id)} · {written(risk.title)}"
        status = f" {state(risk.status)}" if risk.status else ""
        return (
            f'<div class="go-check go-band-{row.shade}" id={risk_anchor(risk.id)}>\n'
            f"<p><span class=go-chip>{written(risk.residual_band)} {risk.residual.exposure}</span> "
            f"<b>{title}</b>{status}{_moved(risk)}</p>\n"
            f"{self._derived(row) if is_derived else self._declared(row)}</div>\n"
        )

    def _derived(self, row: RiskRow) -> str:
        """Return which checks bring a risk, and what it does."""
        checks = row.risk.checks
        if row.shade < _NAMED:
            cause = f"{count(len(checks), 'check')}</a> not met"
        else:
            first = self._here.inputs.portfolio.check(checks[0])
            more = f" and {count(len(checks) - 1, 'more check')}" if len(checks) > 1 else ""
            cause = f"{written(first.title if first else checks[0])}</a>{more}"
        effect = f"{icon('arrow')} {written(row.risk.production_effect)}."
        return f"<p><a href=#{check_anchor(checks[0])}>{cause} {effect}</p>\n"

    def _declared(self, row: RiskRow) -> str:
        """Return what the team wrote of a risk, and what became of it."""
        risk, declared = row.risk, row.declared
        text = declared.mitigation if declared else None
        note = f"<div class=go-note>{markdown.note(text)}</div>" if text else ""
        return (
            f"<p>{written(risk.cause)} {icon('arrow')} {written(risk.consequence)}</p>\n"
            f"{note}<p class=go-dim>Declared by the team{''.join(self._told(risk, declared))}</p>\n"
        )

    def _told(self, risk: Risk, declared: DeclaredRisk | None) -> Iterable[str]:
        here = self._here
        if declared:
            yield f" · {written(label(declared.treatment).lower())}"
        if risk.owner:
            yield f" · {person_at(here, risk.owner)}"
        if declared and declared.due_on:
            yield f" · due {when_at(here, declared.due_on)}"
        if risk.accepted_by:
            found = self._past.flags("risk", risk.id)
            flags = [f" <span class=go-tag>{written(each)}</span>" for each in found]
            yield f" · accepted by {person_at(here, risk.accepted_by)}{''.join(flags)}"
        if risk.review_on:
            yield f" · look again {when_at(here, risk.review_on)}"
        if risk.covers:
            yield f" · covers {', '.join([risk_at(here, each) for each in risk.covers])}"


def _moved(risk: Risk) -> str:
    """Return from where to where a treatment has moved a risk, if it has."""
    before, after = risk.inherent, risk.residual
    if before == after:
        return ""
    return f" <small>{before.likelihood} × {before.impact} → {after.likelihood} × {after.impact}</small>"

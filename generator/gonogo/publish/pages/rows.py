"""Rows of long tables, as HTML: hundreds a page, so they are no template.

Whatever is not `Markup` goes through `written`, or is a day, a number or a word of ours.
"""

from collections.abc import Iterable

from markupsafe import Markup

from gonogo.model.portfolio import Finding, Scorecard
from gonogo.publish.html import html, written
from gonogo.publish.pages.environment import Here, check_anchor, label, link, proof_at, state

_GATE = " <span class=go-gate>gate</span>"


def of_check(here: Here, check: str, found: Iterable[tuple[Scorecard, Finding]], *, is_told: bool) -> Markup:
    """Return how services stand with a check, a row each: why, or where `is_told` is not, what proves it."""
    anchor = check_anchor(check)
    rows = []
    for card, finding in found:
        if is_told:
            why: str = written(finding.text)
        elif finding.evidence:
            why = proof_at(here, finding.evidence[-1])
        else:
            why = label(finding.answered_by) if finding.answered_by else ""
        rows.append(
            f"<tr><th scope=row>{link(here.service(card.id, anchor), card.service.name)}"
            f"<td>{state(finding)}<td>{card.service.tier or '–'}{_GATE if finding.gate else ''}<td>{why}"
        )
    return html("".join(rows))

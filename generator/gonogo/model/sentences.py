"""The sentences in which assessed nouns explain themselves, one table a noun.

The nouns know their sentences, not the other way round, so a noun comes as `it` and imports
go one way. Keys are the words of the enumerations; a test holds that none lacks its sentence.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from string import Formatter
from typing import Any

WHO = {
    "own": "The team",
    "self": "The manifest itself",
    "robot": "A robot",
    "platform": "The platform {it.platform}",
}

SAID = {
    "met": "{who} answers that it is met{until}.",
    "late": "{who} answers that it is met.",
    "partial": "{who} answers that it is met in part{until}.",
    "unmet": "{who} answers that it is not met{planned}.",
}

WHY = {
    "nobody": "Nobody has answered it.",
    "part-only": "The platform {it.platform} answers a part; nobody has answered the rest{remaining}.",
    "part-weighs": "The part that the platform {it.platform} answers is {state}{left}.",
    "robot-failed": "{it.name} found on {it.on} that it fails{detail}.",
    "contradicted": "{who} answers that it is met, contradicted by {it.name} on {it.on}{detail}.",
    "no-evidence": "{who} answers that it is met, without the evidence that the check requires.",
    "nothing-counts": "{who} answers that it is met, but no piece of its evidence counts: "
    "each is of another kind, undated, or dated later.",
    "too-old": "The evidence is too old: its last day was {it.last_day}{grace}.",
    "past-expiry": "The evidence has ended: its last day was {it.last_day}{grace}.",
    "predates-change": "The evidence predates the {it.name} change of {it.on}{grace}.",
    "not-applicable": "{who} answers that it does not apply{detail}.",
    "exempted": "Not applicable, approved by {it.name} on {it.on}{detail}.",
    "never-allowed": "Answered not applicable, which the standard never allows here.",
    "not-approved": "Answered not applicable, without an approval that holds.",
    "no-reason": "Answered not applicable, without a reason.",
}

REASON = {
    "gate": "“{it.title}” is a gate for this tier and is {state}{since}{until}.",
    "risk": "The critical risk {it.about.id} ({it.title}) is open.",
    "acceptance": "The acceptance of the critical risk {it.about.id} ({it.title}) "
    "had to be reviewed by {it.on}.",
    "review-no-go": "The latest review, on {it.since}, decided no-go.",
    "condition": "The condition {it.about.id} ({it.title}) is open{due}{blocks}.",
    "required-level": "{it.title} is required and not satisfied: {it.name}.",
    "review-due": "{overdue}",
    "dependency": "It depends on {it.title}, which is no-go, without a fallback.",
    "unassessed": "{it.title}",
}

EVENT = {
    "evidence-late": "The evidence for “{it.title}” has passed its last day.",
    "evidence-expired": "The evidence for “{it.title}” has expired.",
    "answer-ends": "What answered “{it.title}” ends.",
    "record": "A record dated this day changes “{it.title}”.",
    "contradicted": "{it.name} contradicts “{it.title}”.",
    "waiver-begins": "A waiver for “{it.title}” begins.",
    "waiver-ends": "The waiver for “{it.title}” has ended.",
    "exemption-begins": "“{it.title}” becomes not applicable by decision.",
    "exemption-ends": "The decision that “{it.title}” does not apply has ended.",
    "enforced": "“{it.title}” starts to count.",
    "amended": "The standard changes “{it.title}”.",
    "tier-enforced": "What {it.title} requires starts to be enforced.",
    "review": "A review ({it.title}) is dated this day.",
    "review-overdue": "The next review is overdue.",
    "condition-closed": "The condition {it.about.id} ({it.title}) is done.",
    "condition-blocks": "The blocking condition {it.about.id} ({it.title}) is open too long.",
    "risk-accepted": "The risk {it.about.id} ({it.title}) is accepted from this day.",
    "risk-identified": "The risk {it.about.id} ({it.title}) is identified.",
    "acceptance-ends": "The acceptance of the risk {it.about.id} ({it.title}) had to be reviewed.",
    "dependency": "The dependency {it.title} changes its standing{detail}.",
    "check-due": "“{it.title}” is to be met.",
    "condition-due": "The condition {it.about.id} ({it.title}) is due.",
    "risk-due": "The treatment of the risk {it.about.id} ({it.title}) is due.",
    "retires": "The dependency {it.title} retires.",
    "target": "The target: {it.title}.",
}

OPENINGS = {"The", "Nobody", "Answered"}
"""Words of ours that open a sentence."""

STATE = {
    "met": "met",
    "late": "late",
    "partial": "met in part",
    "unmet": "not met",
    "unknown": "not answered",
    "unproven": "not proven",
    "expired": "expired",
    "waived": "waived",
    "not-applicable": "not applicable",
    "scheduled": "scheduled",
}


def of_finding(it: Any) -> str:
    """Say why a finding is what it is."""
    sentence = _answer(it)
    if it.state == "waived":
        reason = _bare(it.waiver.reason)
        waived = f"Waived by {it.waiver.approved_by} until {it.until} ({reason})"
        return f"{waived}, else {STATE[it.beneath]}: {_inner(sentence)}"
    if it.state == "scheduled":
        return f"Counts from {_after(it.until)}, now {STATE[it.beneath]}: {_inner(sentence)}"
    return sentence


def of_reason(it: Any) -> str:
    """Say what a verdict rests on, in one sentence."""
    sentence = _filled(REASON[it.code], OF_REASON, it)
    if it.enforced_from is None:
        return sentence
    return f"{sentence[:-1]}; it is a no-go from {it.enforced_from}."


def of_target(it: Any) -> str:
    """Say in a few words how a target is judged."""
    verdict, count = it.judgement.verdict, len(it.judgement.reasons)
    reasons = "" if verdict in {None, "go"} else f", {count} {'reason' if count == 1 else 'reasons'}"
    return f"{it.lifecycle} on {it.on}: {verdict or '–'}{reasons}"


def of_coverage(it: Any) -> str:
    """Say how much is answered and by whom."""
    robots = f"{it.proven_by_robots} proven by robots"
    return f"answered {it.answered} of {it.enforced}, {it.planned} planned, {robots}"


def of_event(it: Any) -> str:
    """Say what happens on a day; of a platform's answer, to how many services."""
    sentence = EVENT[it.kind].format(it=it, detail=_part(": {}", it.detail))
    if it.platform is None:
        return sentence
    count = len(it.costs)
    return f"{it.platform}: {sentence[:-1]} ({count} {'service' if count == 1 else 'services'})."


def _answer(it: Any) -> str:
    """Say what the answer alone comes to."""
    return _filled(SAID[_state(it)] if it.why == "answered" else WHY[it.why], OF_ANSWER, it)


def _state(it: Any) -> str:
    answer: str = it.state if it.beneath is None else it.beneath
    return answer


def _who(it: Any) -> str:
    if it.answered_by == "robot" and it.name:
        return str(it.name)
    return WHO[it.answered_by or "own"].format(it=it)


def _inner(sentence: str) -> str:
    """Return `sentence` as it reads after a colon; a name at its start stays as it is."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower()} {rest}" if first in OPENINGS else sentence


def _part(template: str, value: object) -> str:
    return "" if value is None else template.format(value)


def _bare(text: str | None) -> str | None:
    return text.rstrip(". ") if text else None


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


Parts = Mapping[str, Callable[[Any], str]]
"""What the parts of sentences say, by name."""

OF_ANSWER: Parts = {
    "who": _who,
    "state": lambda it: STATE[_state(it)],
    "until": lambda it: _part("; its evidence holds until {}", it.last_day),
    "planned": lambda it: _part("; planned for {}", it.on if it.planned else None),
    "remaining": lambda it: _part(": {}", _bare(it.remaining)),
    "left": lambda it: _part("; left to the team: {}", _bare(it.remaining)),
    "detail": lambda it: _part(": {}", _bare(it.detail)),
    "grace": lambda it: _part("; it counts as met until {}", it.until if it.state == "late" else None),
}

OF_REASON: Parts = {
    "state": lambda it: STATE.get(it.state, it.state),
    "since": lambda it: _part(" since {}", it.since),
    "until": lambda it: _part(" until {}", it.until),
    "due": lambda it: _part(", due on {}", it.on),
    "blocks": lambda it: _part("; it blocks since {}", it.since if it.brings == "no-go" else None),
    "overdue": lambda it: f"The next review was due on {it.on}." if it.on else "No review was ever held.",
}


def _filled(sentence: str, parts: Parts, it: Any) -> str:
    """Return a sentence of one of the tables, with those parts made that it has."""
    return sentence.format(it=it, **{name: parts[name](it) for name in _names(sentence) if name in parts})


@cache
def _names(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)

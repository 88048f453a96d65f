"""What falls due, in the words of a calendar. A kind that is not here asks nothing of anybody."""

from functools import lru_cache

from gonogo.model.portfolio import Due, EventKind, Reason

PHRASES = {
    EventKind.EVIDENCE_LATE: "renew the evidence for {title}",
    EventKind.EVIDENCE_EXPIRED: "the evidence for {title} expires",
    EventKind.ANSWER_ENDS: "what answers {title} ends",
    EventKind.WAIVER_ENDS: "the waiver for {title} has ended",
    EventKind.EXEMPTION_ENDS: "{title} applies again",
    EventKind.ENFORCED: "{title} starts to count",
    EventKind.AMENDED: "the standard changes {title}",
    EventKind.TIER_ENFORCED: "what {title} requires is enforced",
    EventKind.REVIEW_OVERDUE: "hold the next review",
    EventKind.CONDITION_BLOCKS: "the condition {id} blocks: {title}",
    EventKind.ACCEPTANCE_ENDS: "look again at the accepted risk {id}: {title}",
    EventKind.CHECK_DUE: "{title} is promised",
    EventKind.CONDITION_DUE: "the condition {id} is due: {title}",
    EventKind.RISK_DUE: "the treatment of the risk {id} is due: {title}",
    EventKind.RETIRES: "the dependency {title} retires",
    EventKind.TARGET: "target: {title}",
}

LABELS = {
    EventKind.EVIDENCE_LATE: "Renew the evidence",
    EventKind.EVIDENCE_EXPIRED: "Evidence expires",
    EventKind.ANSWER_ENDS: "Answer ends",
    EventKind.WAIVER_ENDS: "Waiver has ended",
    EventKind.EXEMPTION_ENDS: "Applies again",
    EventKind.ENFORCED: "Starts to count",
    EventKind.AMENDED: "Standard changes",
    EventKind.TIER_ENFORCED: "Is enforced",
    EventKind.REVIEW_OVERDUE: "Review",
    EventKind.CONDITION_BLOCKS: "Condition blocks",
    EventKind.ACCEPTANCE_ENDS: "Look at the acceptance again",
    EventKind.CHECK_DUE: "Promised",
    EventKind.CONDITION_DUE: "Condition",
    EventKind.RISK_DUE: "Treat the risk",
    EventKind.RETIRES: "Dependency retires",
    EventKind.TARGET: "Target",
}
"""The same in a word or two, for tables in which the thing stands beside it."""


def phrase(due: Due) -> str:
    """Say what is due."""
    return said(due.kind, due.title, due.about.id)


def said(kind: EventKind, title: str, id_: str) -> str:
    """Say the same of a thing and its id."""
    return PHRASES[kind].format(title=title, id=id_)


@lru_cache(maxsize=1 << 14)
def reason_text(reason: Reason) -> str:
    """Return the sentence of a reason; many services of a fleet have the same."""
    return reason.text

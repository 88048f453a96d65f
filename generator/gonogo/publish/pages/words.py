"""How the words of the model look on pages: label, icon and tone of each, one table a vocabulary."""

from gonogo.model.noun import Noun
from gonogo.model.portfolio import (
    AnswerSource,
    ContradictionKind,
    Origin,
    ReasonCode,
    State,
    Verdict,
    WaiverStanding,
)
from gonogo.model.words import (
    ChangeKind,
    Criticality,
    Effort,
    Kind,
    Lifecycle,
    ReviewDecision,
    ReviewKind,
    RiskStatus,
    Severity,
    Treatment,
)


class Look(Noun):
    """A word as it is shown; `tone` is the class that colours it, `icon` a file of assets/icons."""

    label: str
    icon: str
    tone: str
    meaning: str = ""


STATE = {
    State.MET: Look(
        label="Met", icon="met", tone="met", meaning="Answered, and proven where proof is asked for."
    ),
    State.LATE: Look(
        label="Late",
        icon="late",
        tone="late",
        meaning="Met, but the evidence is past its last day; it still counts during the grace days.",
    ),
    State.PARTIAL: Look(label="Partial", icon="partial", tone="partial", meaning="Met in part; counts half."),
    State.UNMET: Look(label="Unmet", icon="unmet", tone="unmet", meaning="Answered: not met."),
    State.UNKNOWN: Look(label="Unknown", icon="unknown", tone="unknown", meaning="Nobody has answered it."),
    State.UNPROVEN: Look(
        label="Unproven",
        icon="unproven",
        tone="unproven",
        meaning="Answered as met, without evidence that counts.",
    ),
    State.EXPIRED: Look(
        label="Expired",
        icon="expired",
        tone="expired",
        meaning="The evidence is past its last day and the grace days.",
    ),
    State.WAIVED: Look(
        label="Waived",
        icon="waived",
        tone="waived",
        meaning="Not met, with a dated permission; stays out of the score.",
    ),
    State.NOT_APPLICABLE: Look(
        label="Not applicable",
        icon="not-applicable",
        tone="not-applicable",
        meaning="Does not apply; stays out of the score.",
    ),
    State.SCHEDULED: Look(
        label="Scheduled", icon="scheduled", tone="scheduled", meaning="Announced; does not count yet."
    ),
}

PLANNED = Look(
    label="Planned", icon="planned", tone="planned", meaning="Not met yet, with an owner and a day ahead."
)
"""An unmet check with an owner and a day ahead reads so."""

VERDICT = {
    Verdict.GO: Look(label="Go", icon="go", tone="go", meaning="Nothing stands in the way."),
    Verdict.CONDITIONAL: Look(
        label="Conditional",
        icon="conditional",
        tone="conditional",
        meaning="Ready, if what is listed is dealt with.",
    ),
    Verdict.NO_GO: Look(
        label="No-go", icon="no-go", tone="no-go", meaning="Would not pass a launch review today."
    ),
    Verdict.UNASSESSED: Look(
        label="Unassessed", icon="unassessed", tone="unassessed", meaning="Too little is answered to judge."
    ),
}

NO_VERDICT = Look(
    label="No verdict", icon="not-applicable", tone="not-applicable", meaning="Retired or planned."
)
"""Retired and planned services have none."""

UNREADABLE = Look(
    label="Unreadable",
    icon="unreadable",
    tone="unreadable",
    meaning="The manifest has an error; nothing was judged.",
)

DECISION = {
    ReviewDecision.GO: Look(label="Go", icon="go", tone="go"),
    ReviewDecision.GO_WITH_CONDITIONS: Look(
        label="Go with conditions", icon="conditional", tone="conditional"
    ),
    ReviewDecision.NO_GO: Look(label="No-go", icon="no-go", tone="no-go"),
}

RISK_STATUS = {
    RiskStatus.OPEN: Look(label="Open", icon="unmet", tone="unmet"),
    RiskStatus.MITIGATED: Look(label="Mitigated", icon="met", tone="met"),
    RiskStatus.ACCEPTED: Look(label="Accepted", icon="waived", tone="waived"),
    RiskStatus.CLOSED: Look(label="Closed", icon="not-applicable", tone="not-applicable"),
}

WAIVER = {
    WaiverStanding.IN_FORCE: Look(label="In force", icon="waived", tone="waived"),
    WaiverStanding.ENDED: Look(label="Ended", icon="expired", tone="expired"),
    WaiverStanding.VOID: Look(label="Void", icon="unmet", tone="unmet"),
}

SEVERITY = {
    Severity.ERROR: Look(label="Error", icon="no-go", tone="no-go"),
    Severity.WARNING: Look(label="Warning", icon="conditional", tone="conditional"),
    Severity.NOTICE: Look(label="Notice", icon="info", tone="scheduled"),
}

ORIGIN = {Origin.DERIVED: "From missing checks", Origin.DECLARED: "Declared by the team"}

SOURCE = {
    AnswerSource.OWN: "the team",
    AnswerSource.SELF: "the manifest itself",
    AnswerSource.ROBOT: "a robot",
    AnswerSource.PLATFORM: "a platform",
}

KIND = {
    Kind.SERVICE: "Service",
    Kind.JOB: "Job",
    Kind.LIBRARY: "Library",
    Kind.WEBSITE: "Website",
    Kind.DATA_PIPELINE: "Data pipeline",
    Kind.ML_MODEL: "ML model",
    Kind.LLM_APP: "LLM application",
    Kind.AI_AGENT: "AI agent",
    Kind.INFRASTRUCTURE: "Infrastructure",
    Kind.FEATURE: "Feature",
}

LIFECYCLE = {
    Lifecycle.PLANNED: "Planned",
    Lifecycle.DEVELOPMENT: "Development",
    Lifecycle.BETA: "Beta",
    Lifecycle.PRODUCTION: "Production",
    Lifecycle.DEPRECATED: "Deprecated",
    Lifecycle.RETIRED: "Retired",
}

CRITICALITY = {
    Criticality.HARD: "hard: down when it is down",
    Criticality.SOFT: "soft: degraded when it is down",
}

EFFORT = {Effort.SMALL: "small", Effort.MEDIUM: "medium", Effort.LARGE: "large"}

REVIEW = {
    ReviewKind.DESIGN: "Design review",
    ReviewKind.LAUNCH: "Launch review",
    ReviewKind.PERIODIC: "Periodic review",
    ReviewKind.CHANGE: "Change review",
    ReviewKind.INCIDENT: "Incident review",
}

TREATMENT = {
    Treatment.MITIGATE: "Mitigate",
    Treatment.ACCEPT: "Accept",
    Treatment.TRANSFER: "Transfer",
    Treatment.AVOID: "Avoid",
}

CHANGE = {
    ChangeKind.MODEL: "Model",
    ChangeKind.PROMPT: "Prompt",
    ChangeKind.DATA: "Data",
    ChangeKind.ARCHITECTURE: "Architecture",
    ChangeKind.DEPENDENCY: "Dependency",
    ChangeKind.TRAFFIC: "Traffic",
}


CONTRADICTION = {
    ContradictionKind.OBJECTIVE_ABOVE_DEPENDENCY: "Promises more than what it depends on",
    ContradictionKind.CRITICAL_ON_LESSER: "Critical, but leans on something lesser",
    ContradictionKind.EVIDENCE_SHARED: "One piece of evidence for many",
    ContradictionKind.EVIDENCE_REDATED: "The same evidence with a new date",
    ContradictionKind.RISK_CLOSED_CHECK_FAILS: "Risk closed, check fails",
    ContradictionKind.REVIEW_BY_OWN_TEAM: "Reviewed by its own team only",
    ContradictionKind.WAIVER_BY_AUTHOR: "Waived by its own author",
    ContradictionKind.TARGET_PAST: "The target is past",
    ContradictionKind.NOT_APPLICABLE_VOID: "Not applicable without approval",
}

ICON_OF_LINK = {
    "repository": "repository",
    "source": "repository",
    "code": "repository",
    "dashboard": "dashboard",
    "metrics": "dashboard",
    "runbook": "book",
    "docs": "book",
    "documentation": "book",
    "wiki": "book",
    "design": "document",
    "chat": "chat",
}
"""Icons for the free words that name kinds of links; any other gets `link`."""

NEXT_FOR_STATE = {
    State.LATE: "Renew the evidence.",
    State.PARTIAL: "Close what is missing, or have it waived.",
    State.UNMET: "Meet it, or have it waived until a day.",
    State.UNKNOWN: "Answer it in the manifest.",
    State.UNPROVEN: "Add evidence of a kind that the check accepts.",
    State.EXPIRED: "Collect the evidence anew, and write the new day.",
    State.WAIVED: "Meet it before the waiver ends.",
}
"""What to do about a check, by its state."""

NEXT_FOR_REASON = {
    ReasonCode.RISK: "Treat it until what remains is not critical, or have it accepted until a day.",
    ReasonCode.ACCEPTANCE: "Look at it again: accept it anew, or treat it.",
    ReasonCode.REVIEW_NO_GO: "Deal with what the review found, then hold another.",
    ReasonCode.CONDITION: "Do it, and write `done_on` beside it.",
    ReasonCode.REQUIRED_LEVEL: "Work through the list below, from the top.",
    ReasonCode.REVIEW_DUE: "Hold a review, and write it down with `gonogo review`.",
    ReasonCode.DEPENDENCY: "Help it become ready, or declare a fallback.",
    ReasonCode.UNASSESSED: "Begin with the first steps below.",
}
"""What to do about a reason that is not a check."""

LEAD = {
    Verdict.GO: "Nothing stands in the way.",
    Verdict.CONDITIONAL: "Ready, provided that what follows is dealt with.",
    Verdict.NO_GO: "Not ready: what follows must be dealt with first.",
    Verdict.UNASSESSED: "Too little is known to judge.",
}
"""What a verdict says to whoever reads only one sentence."""

NO_GO_IN_PRODUCTION = "In production, but it would not pass a launch review today."
"""The same for a no-go of something that runs already."""

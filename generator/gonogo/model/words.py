"""The closed vocabularies, spelt as in YAML, on the command line and on the pages."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a service is."""

    SERVICE = "service"
    JOB = "job"
    LIBRARY = "library"
    WEBSITE = "website"
    DATA_PIPELINE = "data-pipeline"
    ML_MODEL = "ml-model"
    LLM_APP = "llm-app"
    AI_AGENT = "ai-agent"
    INFRASTRUCTURE = "infrastructure"
    FEATURE = "feature"


class Lifecycle(StrEnum):
    """Where a service stands in its life."""

    PLANNED = "planned"
    DEVELOPMENT = "development"
    BETA = "beta"
    PRODUCTION = "production"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Status(StrEnum):
    """What a team says of a check; the day makes a state of it."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    NOT_APPLICABLE = "not-applicable"


class Criticality(StrEnum):
    """What happens to a service when its dependency is down: hard is down too, soft is degraded."""

    HARD = "hard"
    SOFT = "soft"


class ChangeKind(StrEnum):
    """Big changes that age evidence faster than the calendar."""

    MODEL = "model"
    PROMPT = "prompt"
    DATA = "data"
    ARCHITECTURE = "architecture"
    DEPENDENCY = "dependency"
    TRAFFIC = "traffic"


class Treatment(StrEnum):
    """What a team does about a risk."""

    MITIGATE = "mitigate"
    ACCEPT = "accept"
    TRANSFER = "transfer"
    AVOID = "avoid"


class RiskStatus(StrEnum):
    """Where a declared risk stands."""

    OPEN = "open"
    MITIGATED = "mitigated"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class ReviewKind(StrEnum):
    """Why a review was held."""

    DESIGN = "design"
    LAUNCH = "launch"
    PERIODIC = "periodic"
    CHANGE = "change"
    INCIDENT = "incident"


class ReviewDecision(StrEnum):
    """What the reviewers decided."""

    GO = "go"
    GO_WITH_CONDITIONS = "go-with-conditions"
    NO_GO = "no-go"


class DecisionKind(StrEnum):
    """What a file in `decisions/` decides."""

    WAIVER = "waiver"
    NOT_APPLICABLE = "not-applicable"
    ACCEPTANCE = "acceptance"
    REVIEW = "review"


class Share(StrEnum):
    """How much of a check a platform answers for its services."""

    FULL = "full"
    PART = "part"


class Result(StrEnum):
    """What a robot found."""

    PASS = "pass"  # noqa: S105 - the word of the format, no password
    FAIL = "fail"


class NotApplicable(StrEnum):
    """Whether a check may be answered not-applicable."""

    ALLOWED = "allowed"
    APPROVED = "approved"
    NEVER = "never"


class AnsweredBy(StrEnum):
    """Part of a manifest that answers a check by being there."""

    OWNER = "owner"
    ON_CALL = "on_call"
    ESCALATION = "escalation"
    RUNBOOKS = "runbooks"
    OBJECTIVES = "objectives"
    RECENT_REVIEW = "recent_review"
    CONFIRMED = "confirmed"


class Effort(StrEnum):
    """How much work a check usually is."""

    SMALL = "S"
    MEDIUM = "M"
    LARGE = "L"


class Where(StrEnum):
    """Where an approval stands, and where a standard wants it to stand."""

    ANYWHERE = "anywhere"
    DECISIONS = "decisions"


class Severity(StrEnum):
    """How bad a problem is; notices are never promoted."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

"""The one table of error codes: what each is called, how bad it is, and what it says in a line."""

from gonogo.model.noun import Noun
from gonogo.model.words import Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTICE

TUNABLE = ("GN3", "GN4")
"""Codes that begin so may be given another severity, or switched off, in `severities` of catalog.yaml."""


class Code(Noun):
    """One kind of problem; no `severity` means that it is off unless catalog.yaml switches it on."""

    code: str
    name: str
    severity: Severity | None
    summary: str

    @property
    def is_tunable(self) -> bool:
        """Tell whether `severities` of catalog.yaml may change it."""
        return self.code.startswith(TUNABLE)


_TABLE: tuple[tuple[str, str, Severity | None, str], ...] = (
    # Files
    ("GN001", "unreadable-file", E, "The file cannot be opened or read."),
    ("GN002", "file-too-large", E, "The file is larger than a manifest may be."),
    ("GN003", "not-utf8", E, "The file is not text in UTF-8."),
    ("GN004", "forbidden-character", E, "The file holds a control character or an unusual line break."),
    ("GN005", "not-a-regular-file", E, "The path is a link, a pipe, a device or leads out of the catalog."),
    ("GN006", "hidden-character", W, "A character cannot be seen or turns the order of the text."),
    # YAML
    ("GN101", "yaml-syntax", E, "The file is not well-formed YAML."),
    ("GN102", "tab-indentation", E, "A tab stands where YAML wants spaces."),
    ("GN103", "empty-document", E, "The file says nothing."),
    ("GN104", "duplicate-key", E, "A mapping has the same key twice."),
    ("GN105", "alias-or-merge-key", E, "The file uses an anchor, an alias or a merge key."),
    ("GN106", "too-deep-or-too-large", E, "The document is nested too deeply or has too many parts."),
    ("GN107", "tag-not-allowed", E, "The file uses a YAML tag such as `!include`."),
    ("GN108", "multiple-documents", E, "The file holds more than one YAML document."),
    ("GN109", "key-not-text", E, "A key is a list, a mapping or nothing at all."),
    ("GN110", "ambiguous-scalar", W, "An unquoted value means different things to different YAML readers."),
    ("GN111", "swallowed-by-comment", W, "An unquoted ` #` cuts a value off."),
    ("GN112", "looks-like-a-secret", W, "A value looks like a password, a token or a private key."),
    # Shape
    ("GN201", "unknown-key", E, "A key is not known here."),
    ("GN202", "missing-key", E, "A key that is required here is missing."),
    ("GN203", "value-not-allowed", E, "A value is not one of those that are allowed here."),
    ("GN204", "wrong-type", E, "A value is of another type than is wanted here."),
    ("GN205", "bad-format", E, "A date, an address or an e-mail address is not written as it should be."),
    ("GN206", "pattern-mismatch", E, "A value has characters or a form that are not allowed here."),
    ("GN207", "out-of-bounds", E, "A value is too long, too many or out of range."),
    ("GN208", "bad-schema-version", E, "This version of Gonogo does not know the file's `schema_version`."),
    ("GN299", "schema-mismatch", E, "The file does not fit its schema."),
    # References within the catalog
    ("GN301", "duplicate-service-id", E, "Two manifests have the same service id."),
    ("GN302", "confusable-id", W, "Two ids or names look the same to a reader."),
    ("GN303", "reserved-id", E, "The id is reserved, by the portal or by operating systems."),
    ("GN304", "id-does-not-match-path", None, "The service id is not the name of its file."),
    ("GN305", "dangling-reference", E, "Something is named that the catalog does not have."),
    ("GN306", "dependency-cycle", W, "Services depend on one another in a circle, all of it hard."),
    ("GN307", "unknown-check", E, "The standard has no check of this id."),
    ("GN308", "unknown-team", W, "The teams file has no team of this id."),
    ("GN309", "unknown-risk", E, "There is no risk of this id."),
    ("GN310", "unknown-platform", E, "The catalog has no platform of this id."),
    ("GN311", "unknown-trait", E, "The standard has no trait of this id."),
    ("GN312", "unknown-tier", E, "The standard has no tier of this number."),
    ("GN313", "unknown-person", N, "The teams file has no person of this id."),
    ("GN314", "former-id-used", W, "A service is named by an id that it no longer has."),
    ("GN315", "retired-check", W, "A check is named that the standard has retired."),
    ("GN316", "former-id-taken", E, "A former id of one service is the id of another."),
    ("GN317", "unknown-category", E, "The standard has no category of this id."),
    ("GN318", "unknown-level", E, "The standard has no level of this id."),
    ("GN319", "conflicting-definition", E, "Two packs define one id differently."),
    ("GN320", "ignored-file", N, "A file lies beside the manifests but is not read."),
    ("GN321", "duplicate-id-in-file", E, "Two entries of one list have the same id."),
    ("GN322", "outdated-editor-schema", N, "The schema that editors use is older than the catalog."),
    ("GN323", "incomplete-definition", E, "A definition of the standard lacks a key, even after merging."),
    ("GN324", "unknown-group", E, "The teams file has no group of this id."),
    ("GN325", "empty-scope", W, "A decision or a robot's result concerns no service."),
    ("GN326", "unknown-pack", E, "There is no built-in pack of this name and version."),
    # Meaning
    ("GN401", "date-in-future", E, "A date lies in the future where only the past makes sense."),
    ("GN402", "review-overdue", N, "The next review is due and was not held."),
    ("GN403", "waiver-expired", N, "A waiver has ended."),
    ("GN404", "waiver-too-long", W, "A waiver lasts longer than the standard allows."),
    ("GN405", "met-without-evidence", W, "A check is answered met without the evidence that it asks for."),
    ("GN406", "answer-not-asked", N, "A check is answered that does not apply to the service."),
    ("GN407", "ends-before-it-begins", E, "A record ends before it begins."),
    ("GN408", "evidence-kind-not-accepted", W, "The check does not accept evidence of this kind."),
    ("GN409", "approver-not-allowed", E, "Somebody approved who is in none of the groups that may."),
    ("GN410", "approval-in-the-wrong-place", E, "An approval stands elsewhere than in `decisions/`."),
    ("GN411", "not-applicable-refused", N, "A check is answered not-applicable where that does not count."),
    ("GN412", "evidence-past-its-last-day", N, "All evidence of an answer is too old to count."),
    ("GN413", "evidence-re-dated", N, "Evidence got a new date and kept its address."),
    ("GN414", "objective-above-dependency", N, "A service promises more than what it depends on."),
    ("GN415", "tier-above-dependency", N, "A service is more critical than what it depends on."),
    ("GN416", "shared-evidence", N, "One piece of evidence backs the answers of many services."),
    ("GN417", "closed-risk-still-failing", N, "A risk is closed while a check that it names still fails."),
    ("GN418", "reviewed-by-own-team", N, "All reviewers belong to the team that was reviewed."),
    ("GN419", "self-approved", N, "Somebody approved something of their own team."),
    ("GN420", "target-in-the-past", N, "The day of the target has gone by."),
    ("GN421", "accepted-risk-past-review", N, "An accepted risk was to be looked at again by now."),
    # Pages and addresses
    ("GN501", "forbidden-url-scheme", E, "An address is neither https, http nor mailto."),
    ("GN502", "dead-internal-link", W, "A page links to something that the portal does not have."),
    # Git
    ("GN601", "shallow-history", N, "The clone is shallow, so the past is cut off."),
    ("GN602", "git-unavailable", N, "Git or its repository is not there, so there is no past."),
    ("GN603", "base-not-found", E, "The commit to compare with does not exist here."),
    # Ourselves
    ("GN901", "internal-error", E, "Gonogo itself made a mistake."),
)

CODES: dict[str, Code] = {
    code: Code(code=code, name=name, severity=severity, summary=summary)
    for code, name, severity, summary in _TABLE
}

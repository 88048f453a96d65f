"""A second, slow, plain implementation of the scoring rules.

It is written from the rules' text alone and shares nothing with `gonogo.assess`, so that a
disagreement between the two finds a mistake in either. Each function carries the rule that it
implements. Numbers are exact; nothing is rounded.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from gonogo.model.catalog import Catalog, Exemption, PlatformAnswer, RobotResult, Service
from gonogo.model.manifest import Answer, Condition, DeclaredRisk, Evidence, Review, Waiver
from gonogo.model.standard import Applicability, ApprovalRule, Check, StandardRisk, Tier
from gonogo.model.words import (
    AnsweredBy,
    DecisionKind,
    Lifecycle,
    NotApplicable,
    Result,
    ReviewDecision,
    ReviewKind,
    RiskStatus,
    Share,
    Status,
    Where,
)

CREDIT = {
    "unknown": Fraction(0),
    "unmet": Fraction(0),
    "unproven": Fraction(0),
    "expired": Fraction(0),
    "partial": Fraction(1, 2),
    "late": Fraction(1),
    "met": Fraction(1),
}
FAILING = {"unmet", "partial", "unknown", "unproven", "expired"}
WAIVABLE = {"unmet", "partial", "unknown", "unproven", "late", "expired"}
WORST_FIRST = ["unmet", "unproven", "expired", "partial", "late", "met"]
FOREVER = date.max

Finding = dict[str, Any]


def judge(catalog: Catalog, day: date) -> dict[str, Any]:
    """Return the assessment of every service of `catalog` on `day` as plain data."""
    services = []
    for service in catalog.services.values():
        card = scorecard(catalog, service, day)
        card["as_if"] = see_as_if(catalog, service, day)
        card["target"] = see_target(catalog, service, day)
        services.append(card)
    return {"services": services}


def scorecard(catalog: Catalog, service: Service, day: date) -> dict[str, Any]:
    card = stand(catalog, service, day)
    see_dependencies(catalog, service, day, card)
    return card


def see_as_if(catalog: Catalog, service: Service, day: date) -> dict[str, Any] | None:
    # The standard has tiers and the service none: then also “as if tier 2: …”.
    unjudged = service.lifecycle in {Lifecycle.RETIRED, Lifecycle.PLANNED}
    if unjudged or service.tier is not None or not catalog.standard.tiers:
        return None
    card = scorecard(catalog, imagine(service, service.lifecycle, 2), day)
    return {"verdict": card["verdict"], "reasons": card["reasons"]}


def see_target(catalog: Catalog, service: Service, day: date) -> dict[str, Any] | None:
    # With a target the service is assessed once more with that lifecycle and tier (absent: today's)
    # on that day, or on as-of when it is past.
    target = service.target
    if target is None:
        return None
    lifecycle = service.lifecycle if target.lifecycle is None else target.lifecycle
    tier = service.tier if target.tier is None else target.tier
    then = max(target.on, day)
    card = scorecard(catalog, imagine(service, lifecycle, tier), then)
    return {"on": then, "verdict": card["verdict"], "reasons": card["reasons"], "level": card["level"]}


def imagine(service: Service, lifecycle: Lifecycle, tier: int | None) -> Service:
    fields = {field: getattr(service, field) for field in Service.__struct_fields__}
    return Service(**{**fields, "lifecycle": lifecycle, "tier": tier})


# What one service is by itself -----------------------------------------------------------------


def stand(catalog: Catalog, service: Service, day: date) -> dict[str, Any]:
    """Judge `service` on `day` as far as no other service matters."""
    checks = checks_in_force(catalog, day)
    findings = {}
    bare = {}
    for check in checks.values():
        if applies(check, service):
            findings[check.id] = find(catalog, service, check, day, permissions=True)
            bare[check.id] = find(catalog, service, check, day, permissions=False)
    score = add_points(findings)
    listed = {id_: checks[id_] for id_ in findings}
    risks = derived_risks(catalog, service, listed, findings, day)
    risks.update(declared_risks(catalog, service, day))
    card: dict[str, Any] = {
        "id": service.id,
        "score": score,
        "raw_score": raw_score(findings),
        "level": level_reached(catalog, listed, findings),
        "earned_level": level_reached(catalog, listed, bare),
        "findings": findings,
        "risks": risks,
        "next_review_on": due_day(catalog, service, day),
        "required_level": required_level(catalog, service, listed, findings),
    }
    card["effective_level"] = card["level"]
    card["satisfied"] = satisfies(catalog, listed, findings, card["required_level"])
    decide(catalog, service, listed, card, day)
    return card


def checks_in_force(catalog: Catalog, day: date) -> dict[str, Check]:
    # Announced changes of checks that exist; from their day on the check is what it becomes.
    # A check that is `retired: true` is not listed.
    checks = {}
    for id_, check in catalog.standard.checks.items():
        now = check
        since = date.min
        for amendment in catalog.standard.amendments:
            if amendment.check == id_ and since <= amendment.since <= day:
                now = amendment.becomes
                since = amendment.since
        if not now.retired:
            checks[id_] = now
    return checks


def assumed_tier(service: Service) -> int:
    # No tier counts as tier 2.
    return 2 if service.tier is None else service.tier


def tier_of(catalog: Catalog, service: Service) -> Tier | None:
    return catalog.standard.tiers.get(assumed_tier(service))


def applies(check: Check, service: Service) -> bool:
    # A list of conditions: any fits. None at all: everything.
    if len(check.applies_to) == 0:
        return True
    return any(fits(condition, service) for condition in check.applies_to)


def fits(condition: Applicability, service: Service) -> bool:
    # kinds tags lifecycles tiers: any value fits. traits: none answered false. All keys must fit.
    if condition.kinds and service.kind not in condition.kinds:
        return False
    if condition.lifecycles and service.lifecycle not in condition.lifecycles:
        return False
    if condition.tiers and assumed_tier(service) not in condition.tiers:
        return False
    if condition.tags and not set(condition.tags) & set(service.tags):
        return False
    return all(service.traits.get(trait) is not False for trait in condition.traits)


# Who may approve -------------------------------------------------------------------------------


def is_void(
    catalog: Catalog, service: Service, kind: DecisionKind, approvers: set[str | None], where: Where
) -> bool:
    # An approval by somebody outside the groups, or not standing where it must, is void.
    rule: ApprovalRule | None = catalog.standard.approvals.get(kind)
    if rule is None:
        return False
    if rule.tiers and assumed_tier(service) not in rule.tiers:
        return False
    if rule.where == Where.DECISIONS and where != Where.DECISIONS:
        return True
    if not rule.groups:
        return False
    allowed: set[str | None] = set()
    for group in rule.groups:
        if group in catalog.groups:
            allowed |= set(catalog.groups[group].people)
    return not approvers & allowed


def waivers_in_force(catalog: Catalog, service: Service, check: Check, day: date) -> list[Waiver]:
    # In force: approved_on ≤ as-of ≤ min(expires_on, approved_on + maximum). No maximum named: none.
    limits = catalog.standard.waivers
    maximum = limits.max_days_by_tier.get(assumed_tier(service), limits.max_days)
    found = []
    for waiver in service.waivers.get(check.id, ()):
        end = waiver.expires_on
        if maximum is not None:
            end = min(end, waiver.approved_on + timedelta(days=maximum))
        void = is_void(catalog, service, DecisionKind.WAIVER, {waiver.approved_by}, waiver.where)
        if waiver.approved_on <= day <= end and not void:
            found.append(waiver)
    return found


# From answer to state --------------------------------------------------------------------------


def find(catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool) -> Finding:
    """Return the finding; without `permissions` waivers and not-applicable answers are removed."""
    category = catalog.standard.categories.get(check.category)
    finding: Finding = {
        "state": "unknown",
        "beneath": None,
        "answered_by": None,
        "expires_on": None,
        "credit": None,
        "points_lost": None,
        # Category weights multiply.
        "weight": Fraction(check.weight) * (Fraction(1) if category is None else Fraction(category.weight)),
    }
    finding.update(answer(catalog, service, check, day, permissions=permissions))
    if check.enforce_from is not None and check.enforce_from > day:
        # `scheduled`: enforce_from after as-of.
        finding["beneath"] = finding["state"]
        finding["state"] = "scheduled"
    elif permissions and finding["state"] in WAIVABLE and waivers_in_force(catalog, service, check, day):
        # A waiver in force turns these states into `waived`; the state beneath is kept.
        finding["beneath"] = finding["state"]
        finding["state"] = "waived"
    return finding


def answer(catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool) -> Finding:
    # The answer is the first there is of own, self, robot, platform.
    for source in (own, self_answer, robot, platform_in_full):
        given = source(catalog, service, check, day, permissions=permissions)
        if given is not None:
            break
    parts = platform_parts(catalog, service, check, day)
    if given is None or (parts and given["answered_by"] == "platform"):
        # Nobody answers. A platform's part is no answer: without an own, self or robot's one the check is
        # `unknown`, even if another platform answers in full.
        return {"state": "unknown", "answered_by": None}
    if given["state"] in WORST_FIRST:
        # With one, the state is the worse of both (of two equally bad ones, the one that ends first).
        for part in parts:
            if part["state"] in WORST_FIRST:
                given["expires_on"] = ends_first(given, part)
                given["state"] = min(given["state"], part["state"], key=WORST_FIRST.index)
    return given


def ends_first(given: Finding, part: Finding) -> date | None:
    """Return the last day of the worse of both."""
    if given["state"] == part["state"]:
        return earlier(given["expires_on"], part["expires_on"])
    worse = min(given, part, key=lambda each: WORST_FIRST.index(each["state"]))
    last: date | None = worse["expires_on"]
    return last


def earlier(one: date | None, other: date | None) -> date | None:
    return min((each for each in (one, other) if each is not None), default=None)


def own(catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool) -> Finding | None:
    # Own: the manifest. No status beside a waiver means unanswered.
    said = service.checks.get(check.id)
    exempt = exemption_in_force(catalog, service, check, day)
    if said is None or said.status is None:
        if exempt is None or not permissions:
            return None
        # A not-applicable decision also answers where the manifest is silent, for nobody in particular;
        # one for a check that is never not applicable does not hold and answers nothing.
        return {"state": "not-applicable", "answered_by": None, "expires_on": exempt.expires_on}
    if said.status == Status.NOT_APPLICABLE:
        if not permissions:
            return None
        if is_granted(catalog, service, check, said, day):
            return granted("own", check, said)
        # The approval may stand in a decision of that kind.
        state = "unknown" if exempt is None else "not-applicable"
        return {
            "state": state,
            "answered_by": "own",
            "expires_on": None if exempt is None else exempt.expires_on,
        }
    pieces = own_pieces(service, check, said.evidence, day) + robot_pieces(service, check, day)
    state = state_of(check, said.status, pieces, day)
    if is_contradicted(service, check, said.evidence, day) and said.status != Status.UNMET:
        state = "unmet"
    return {"state": state, "answered_by": "own", "expires_on": last_day_of_all(said.status, pieces)}


def exemption_in_force(catalog: Catalog, service: Service, check: Check, day: date) -> Exemption | None:
    # approved_on ≤ as-of and, if given, as-of ≤ expires_on, in a decision of that kind; of several the
    # one that lasts longest.
    longest = None
    for each in service.exemptions.get(check.id, ()):
        void = is_void(catalog, service, DecisionKind.NOT_APPLICABLE, {each.approved_by}, each.where)
        over = each.expires_on is not None and each.expires_on < day
        if each.approved_on > day or over or void or check.not_applicable == NotApplicable.NEVER:
            continue
        if longest is None or (each.expires_on or FOREVER) > (longest.expires_on or FOREVER):
            longest = each
    return longest


def is_granted(
    catalog: Catalog, service: Service, check: Check, said: Answer | PlatformAnswer, day: date
) -> bool:
    # `not-applicable`: so answered with a reason; where the check says `approved`, also approved_by,
    # approved_on ≤ as-of and, if given, as-of ≤ expires_on; where it says `never`: no.
    if said.reason is None or check.not_applicable == NotApplicable.NEVER:
        return False
    if check.not_applicable == NotApplicable.ALLOWED:
        return True
    if said.approved_by is None or said.approved_on is None or said.approved_on > day:
        return False
    if said.expires_on is not None and said.expires_on < day:
        return False
    return not is_void(catalog, service, DecisionKind.NOT_APPLICABLE, {said.approved_by}, Where.ANYWHERE)


def granted(source: str, check: Check, said: Answer | PlatformAnswer) -> Finding:
    """Return a not-applicable answer that holds; only one that needs an approval ends with it."""
    ends = said.expires_on if check.not_applicable == NotApplicable.APPROVED else None
    return {"state": "not-applicable", "answered_by": source, "expires_on": ends}


def self_answer(
    catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool
) -> Finding | None:
    # `answered_by` names a part of the manifest that is there. A self-answer is met, needs no evidence,
    # is never unproven, late or expired; a robot's fail contradicts it like any met answer.
    del permissions
    ends = self_ends(catalog, service, check, day)
    if ends is None or ends < day:
        return None
    state = "unmet" if is_contradicted(service, check, (), day) else "met"
    return {"state": state, "answered_by": "self", "expires_on": None if ends == FOREVER else ends}


def self_ends(catalog: Catalog, service: Service, check: Check, day: date) -> date | None:
    """Return the last day of what would answer `check`: FOREVER where it has none, None where it lacks."""
    operations = service.operations
    there = {
        AnsweredBy.OWNER: service.owner in catalog.teams,
        AnsweredBy.ON_CALL: operations.on_call is not None,
        AnsweredBy.ESCALATION: len(operations.escalation) > 0,
        AnsweredBy.RUNBOOKS: len(operations.runbooks) > 0,
        AnsweredBy.OBJECTIVES: len(operations.objectives) > 0,
    }
    if check.answered_by in there:
        return FOREVER if there[check.answered_by] else None
    if check.answered_by == AnsweredBy.RECENT_REVIEW:
        # A review other than incident with as-of ≤ date + the tier's interval, 365 days where it has none.
        interval = interval_of(catalog, service)
        dates = [each.date for each in held(catalog, service, day) if each.kind != ReviewKind.INCIDENT]
        return max(dates) + timedelta(days=365 if interval is None else interval) if dates else None
    confirmed = service.confirmed
    if check.answered_by == AnsweredBy.CONFIRMED and confirmed is not None and confirmed.on <= day:
        # Confirmed with as-of ≤ on + max_age_days.
        age = check.evidence.max_age_days
        return FOREVER if age is None else confirmed.on + timedelta(days=age)
    return None


def robot(
    catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool
) -> Finding | None:
    # Robot: a source in `evidence.sources` has a result.
    del catalog, permissions
    results = [each for each in holding_results(service, check, day) if each.source in check.evidence.sources]
    if not results:
        return None
    passed = any(each.result == Result.PASS for each in results)
    status = Status.MET if passed else Status.UNMET
    pieces = robot_pieces(service, check, day)
    state = state_of(check, status, pieces, day)
    if is_contradicted(service, check, (), day):
        state = "unmet"
    return {"state": state, "answered_by": "robot", "expires_on": last_day_of_all(status, pieces)}


def platform_in_full(
    catalog: Catalog, service: Service, check: Check, day: date, *, permissions: bool
) -> Finding | None:
    # Platform: the first of `platforms` that answers in full.
    for id_ in service.platforms:
        said = catalog.platforms[id_].checks.get(check.id)
        if said is None or said.share != Share.FULL:
            continue
        if said.status == Status.NOT_APPLICABLE and not permissions:
            continue
        finding = platform_says(catalog, service, check, said, day)
        if said.status in {Status.MET, Status.PARTIAL} and is_contradicted(
            service, check, said.evidence, day
        ):
            finding["state"] = "unmet"
        return finding
    return None


def platform_parts(catalog: Catalog, service: Service, check: Check, day: date) -> list[Finding]:
    parts = []
    for id_ in service.platforms:
        said = catalog.platforms[id_].checks.get(check.id)
        if said is not None and said.share == Share.PART:
            parts.append(platform_says(catalog, service, check, said, day))
    return parts


def platform_says(
    catalog: Catalog, service: Service, check: Check, said: PlatformAnswer, day: date
) -> Finding:
    if said.status == Status.NOT_APPLICABLE:
        if is_granted(catalog, service, check, said, day):
            return granted("platform", check, said)
        return {"state": "unknown", "answered_by": "platform", "expires_on": None}
    # Changes age own and robots' evidence, never a platform's.
    pieces = [last_day(check, each, ()) for each in said.evidence if counts(check, each, day)]
    return {
        "state": state_of(check, said.status, pieces, day),
        "answered_by": "platform",
        "expires_on": last_day_of_all(said.status, pieces),
    }


# Evidence --------------------------------------------------------------------------------------


def counts(check: Check, evidence: Evidence, day: date) -> bool:
    # Evidence counts if its kind is accepted, it is not dated after as-of, and, where the check has
    # max_age_days, it is dated.
    if check.evidence.kinds and evidence.kind not in check.evidence.kinds:
        return False
    if evidence.collected_on is None:
        return check.evidence.max_age_days is None
    return evidence.collected_on <= day


def last_day(check: Check, evidence: Evidence, changes: tuple[date, ...]) -> date:
    # The least of expires_on, collected_on + max_age_days, and the eve of the first change of a kind in
    # stale_after that came after it. No such limit: no last day. Undated evidence is not aged by changes.
    limits = [FOREVER]
    if evidence.expires_on is not None:
        limits.append(evidence.expires_on)
    if evidence.collected_on is not None:
        if check.evidence.max_age_days is not None:
            limits.append(evidence.collected_on + timedelta(days=check.evidence.max_age_days))
        limits += [each - timedelta(days=1) for each in changes if each > evidence.collected_on]
    return min(limits)


def ageing_changes(service: Service, check: Check) -> tuple[date, ...]:
    # A change dated after as-of is announced and already sets the last day.
    return tuple(each.on for each in service.changes if each.kind in check.evidence.stale_after)


def own_pieces(service: Service, check: Check, evidence: tuple[Evidence, ...], day: date) -> list[date]:
    changes = ageing_changes(service, check)
    return [last_day(check, each, changes) for each in evidence if counts(check, each, day)]


def robot_pieces(service: Service, check: Check, day: date) -> list[date]:
    # A pass of a source in `evidence.sources` is one more piece of evidence, always of an accepted kind.
    pieces = []
    for result in holding_results(service, check, day):
        if result.source in check.evidence.sources and result.result == Result.PASS:
            as_evidence = Evidence(kind="any", collected_on=result.collected_on)
            pieces.append(last_day(check, as_evidence, ageing_changes(service, check)))
    return pieces


def holding_results(service: Service, check: Check, day: date) -> list[RobotResult]:
    # Per source the newest day ≤ as-of holds, of several on that day a fail.
    seen = [each for each in service.results.get(check.id, ()) if each.collected_on <= day]
    holding = []
    for source in sorted({each.source for each in seen}):
        newest = max(each.collected_on for each in seen if each.source == source)
        on_it = [each for each in seen if each.source == source and each.collected_on == newest]
        fails = [each for each in on_it if each.result == Result.FAIL]
        holding.append((fails or on_it)[0])
    return holding


def is_contradicted(service: Service, check: Check, evidence: tuple[Evidence, ...], day: date) -> bool:
    # A fail of any source contradicts a met or partial answer unless evidence typed by people that counts
    # has the same day or a later one.
    typed = [
        each.collected_on
        for each in evidence
        if counts(check, each, day) and each.source is None and each.collected_on is not None
    ]
    for result in holding_results(service, check, day):
        if result.result == Result.FAIL and not any(each >= result.collected_on for each in typed):
            return True
    return False


def state_of(check: Check, status: Status, pieces: list[date], day: date) -> str:
    # Scoring rules, state table, from unmet to met: the first that holds.
    if status == Status.UNMET:
        return "unmet"
    grace = timedelta(days=check.evidence.grace_days)
    if check.evidence.required:
        if not pieces:
            return "unproven"
        if all(each != FOREVER and each + grace < day for each in pieces):
            return "expired"
    if status == Status.PARTIAL:
        return "partial"
    if check.evidence.required and all(each < day for each in pieces):
        return "late"
    return "met"


def last_day_of_all(status: Status, pieces: list[date]) -> date | None:
    """Return the last day on which not every piece is past its last day."""
    if status == Status.UNMET or not pieces or max(pieces) == FOREVER:
        return None
    return max(pieces)


# Score and level -------------------------------------------------------------------------------


def add_points(findings: dict[str, Finding]) -> Fraction | None:
    # score = 100 · Σ credit·weight / Σ weight over counting checks: enforced, neither not-applicable nor
    # waived. Every counting check knows the points it costs. No counting check: no score.
    counting = [each for each in findings.values() if each["state"] in CREDIT]
    for each in counting:
        each["credit"] = CREDIT[each["state"]]
    total = sum((each["weight"] for each in counting), Fraction(0))
    if total == 0:
        return None
    for each in counting:
        each["points_lost"] = 100 * (1 - each["credit"]) * each["weight"] / total
    return 100 * sum((each["credit"] * each["weight"] for each in counting), Fraction(0)) / total


def raw_score(findings: dict[str, Finding]) -> Fraction | None:
    # The raw score, in which a waived check counts as what it is beneath.
    earned = total = Fraction(0)
    for each in findings.values():
        state = each["beneath"] if each["state"] == "waived" else each["state"]
        if state in CREDIT:
            earned += CREDIT[state] * each["weight"]
            total += each["weight"]
    return None if total == 0 else 100 * earned / total


def level_reached(catalog: Catalog, checks: dict[str, Check], findings: dict[str, Finding]) -> str | None:
    # A level is reached when no enforced check of it or of a lower level fails and at least one enforced
    # check of it is met, late or waived.
    reached = None
    lower = set()
    for level in catalog.standard.levels:
        lower.add(level.id)
        if any(checks[id_].level in lower and each["state"] in FAILING for id_, each in findings.items()):
            break
        states = {each["state"] for id_, each in findings.items() if checks[id_].level == level.id}
        if states & {"met", "late", "waived"}:
            reached = level.id
    return reached


def required_level(
    catalog: Catalog, service: Service, checks: dict[str, Check], findings: dict[str, Finding]
) -> str | None:
    # The tier's required level (no tiers: the lowest level that has an enforced check).
    # A service that lacks its tier has none.
    ids = [level.id for level in catalog.standard.levels]
    if catalog.standard.tiers:
        tier = None if service.tier is None else tier_of(catalog, service)
        return tier.required_level if tier is not None and tier.required_level in ids else None
    for id_ in ids:
        if any(checks[c].level == id_ and each["state"] != "scheduled" for c, each in findings.items()):
            return id_
    return None


def satisfies(
    catalog: Catalog, checks: dict[str, Check], findings: dict[str, Finding], required: str | None
) -> bool | None:
    # A required level is satisfied when nothing at or below it fails.
    if required is None:
        return None
    ids = [level.id for level in catalog.standard.levels]
    within = set(ids[: ids.index(required) + 1])
    return not any(checks[id_].level in within and each["state"] in FAILING for id_, each in findings.items())


# Risks -----------------------------------------------------------------------------------------


def position(catalog: Catalog, likelihood: int, impact: int) -> dict[str, Any]:
    # Exposure = likelihood × impact, banded by the standard; what is above all bands is in the highest.
    exposure = likelihood * impact
    bands = sorted(catalog.standard.bands, key=lambda band: band.up_to)
    band = bands[-1].id
    for each in reversed(bands):
        if exposure <= each.up_to:
            band = each.id
    return {"likelihood": likelihood, "impact": impact, "exposure": exposure, "band": band}


def critical_band(catalog: Catalog) -> str:
    # The critical band is the one of that name; a standard without one means its highest.
    bands = sorted(catalog.standard.bands, key=lambda band: band.up_to)
    return "critical" if any(each.id == "critical" for each in bands) else bands[-1].id


def exists(risk: DeclaredRisk, day: date) -> bool:
    # Records dated after as-of do not exist yet.
    return risk.identified_on is None or risk.identified_on <= day


def derived_risks(
    catalog: Catalog, service: Service, checks: dict[str, Check], findings: dict[str, Finding], day: date
) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for risk in catalog.standard.risks.values():
        # A declared risk that covers it and is not closed replaces it.
        replaced = any(
            risk.id in each.covers and each.status != RiskStatus.CLOSED and exists(each, day)
            for each in service.risks
        )
        its = [(checks[id_], findings[id_]) for id_ in findings if risk.id in checks[id_].mitigates]
        # Each standard risk with a failing or waived check among those that mitigate it yields one.
        missing = [each["state"] for _, each in its if each["state"] in FAILING | {"waived"}]
        if missing and not replaced:
            where = position(catalog, likelihood_of(risk, its, missing), impact_of(risk, service))
            found[risk.id, "derived"] = {**where, "residual": where, "status": None, "review_on": None}
    return found


def likelihood_of(risk: StandardRisk, its: list[tuple[Check, Finding]], missing: list[str]) -> int:
    likelihood = risk.likelihood
    # −1 if its met and late checks have at least half of the weight of its enforced ones
    # (not-applicable left out, check weights only).
    enforced = sum(
        check.weight for check, each in its if each["state"] not in {"scheduled", "not-applicable"}
    )
    good = sum(check.weight for check, each in its if each["state"] in {"met", "late"})
    if 2 * good >= enforced:
        likelihood -= 1
    # −1 if every failing or waived one is partial or waived; least 1.
    if set(missing) <= {"partial", "waived"}:
        likelihood -= 1
    return max(likelihood, 1)


def impact_of(risk: StandardRisk, service: Service) -> int:
    # Impact by tier (no tier: tier 2).
    return risk.impact_by_tier[assumed_tier(service)]


def declared_risks(catalog: Catalog, service: Service, day: date) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for risk in service.risks:
        if not exists(risk, day):
            continue
        # Inherent position, residual position (absent: the inherent one), status.
        inherent = position(catalog, risk.likelihood, risk.impact)
        residual = inherent
        if risk.residual is not None:
            residual = position(catalog, risk.residual.likelihood, risk.residual.impact)
        status, review_on = accepted_until(catalog, service, risk, day)
        found[risk.id, "declared"] = {
            **inherent,
            "residual": residual,
            "status": status,
            "review_on": review_on,
        }
    return found


def accepted_until(
    catalog: Catalog, service: Service, risk: DeclaredRisk, day: date
) -> tuple[str, date | None]:
    """Return the status of `risk` on `day` and, where it is accepted, until when."""
    if risk.status in {RiskStatus.CLOSED, RiskStatus.MITIGATED}:
        return risk.status.value, None
    until = []
    if risk.status == RiskStatus.ACCEPTED and risk.accepted_on is not None and risk.accepted_on <= day:
        void = is_void(catalog, service, DecisionKind.ACCEPTANCE, {risk.accepted_by}, Where.ANYWHERE)
        if not void and risk.review_on is not None:
            until.append(risk.review_on)
    for each in service.acceptances:
        void = is_void(catalog, service, DecisionKind.ACCEPTANCE, {each.approved_by}, Where.DECISIONS)
        if each.risk == risk.id and each.approved_on <= day and not void:
            until.append(each.review_on)
    # A void acceptance, or one of a later day, leaves the risk open.
    return ("accepted", max(until)) if until else ("open", None)


# Reviews ---------------------------------------------------------------------------------------


def held(catalog: Catalog, service: Service, day: date) -> list[Review]:
    """Return the reviews up to `day` in order; void ones are left out."""
    reviews = []
    for review in service.reviews:
        where = Where.ANYWHERE if review.path in {"", service.path} else Where.DECISIONS
        people: set[str | None] = {each.id for each in review.reviewers if each.id is not None}
        if review.date <= day and not is_void(catalog, service, DecisionKind.REVIEW, people, where):
            reviews.append(review)
    return reviews


def interval_of(catalog: Catalog, service: Service) -> int | None:
    tier = tier_of(catalog, service)
    return None if tier is None else tier.review_every_days


def due_day(catalog: Catalog, service: Service, day: date) -> date | None:
    # Due = the least of next_review_on and date + interval of the latest review other than incident.
    regular = [each for each in held(catalog, service, day) if each.kind != ReviewKind.INCIDENT]
    if not regular:
        return None
    latest = regular[-1]
    interval = interval_of(catalog, service)
    by_tier = None if interval is None else latest.date + timedelta(days=interval)
    return earlier(latest.next_review_on, by_tier)


def is_open(condition: Condition, card: dict[str, Any], day: date) -> bool:
    # One is closed when done_on ≤ as-of, or while the check it names is met, late, not-applicable or
    # not listed.
    if condition.done_on is not None and condition.done_on <= day:
        return False
    if condition.check is None:
        return True
    if condition.check not in card["findings"]:
        return False
    return card["findings"][condition.check]["state"] not in {"met", "late", "not-applicable"}


# Verdict ---------------------------------------------------------------------------------------


def decide(
    catalog: Catalog, service: Service, checks: dict[str, Check], card: dict[str, Any], day: date
) -> None:
    no_go = gate_reasons(service, checks, card, {"unmet", "unknown", "unproven", "expired"})
    no_go += risk_reasons(catalog, card, day)
    no_go += review_no_go(catalog, service, day)
    no_go += condition_reasons(catalog, service, card, day, overdue=True)
    conditional = []
    if card["satisfied"] is False:
        conditional.append(("required-level", "level", card["required_level"]))
    conditional += gate_reasons(service, checks, card, {"partial", "late", "waived"})
    conditional += condition_reasons(catalog, service, card, day, overdue=False)
    conditional += review_due(catalog, service, card, day)
    tier = tier_of(catalog, service)
    if tier is not None and tier.enforce_from is not None and day < tier.enforce_from:
        # What would be no-go before the tier's enforce_from is conditional.
        conditional = no_go + conditional
        no_go = []
    name(card, unassessed(catalog, service, card), no_go, conditional)
    if service.lifecycle in {Lifecycle.RETIRED, Lifecycle.PLANNED}:
        # Retired and planned services have no verdict.
        card["verdict"] = None
        card["reasons"] = []


Reason = tuple[str, str, str]


def name(
    card: dict[str, Any], unassessed: list[Reason], no_go: list[Reason], conditional: list[Reason]
) -> None:
    # The first that holds, with its reasons.
    for verdict, reasons in (("unassessed", unassessed), ("no-go", no_go), ("conditional", conditional)):
        if reasons:
            card["verdict"] = verdict
            card["reasons"] = sorted(reasons)
            return
    card["verdict"] = "go"
    card["reasons"] = []


def unassessed(catalog: Catalog, service: Service, card: dict[str, Any]) -> list[Reason]:
    # No check that applies has an own or a robot's answer; or the standard has tiers and the service none.
    answered = any(each["answered_by"] in {"own", "robot"} for each in card["findings"].values())
    without_tier = bool(catalog.standard.tiers) and service.tier is None
    return [("unassessed", "service", service.id)] if not answered or without_tier else []


def gate_reasons(
    service: Service, checks: dict[str, Check], card: dict[str, Any], states: set[str]
) -> list[Reason]:
    # A gate check for the tier.
    reasons = []
    for id_, finding in card["findings"].items():
        if assumed_tier(service) in checks[id_].gate_for_tiers and finding["state"] in states:
            reasons.append(("gate", "check", id_))
    return reasons


def risk_reasons(catalog: Catalog, card: dict[str, Any], day: date) -> list[Reason]:
    # A declared risk of status open, or accepted with review_on < as-of, whose residual position is in the
    # critical band. Derived risks inform; only declared ones decide.
    reasons = []
    for (id_, origin), risk in card["risks"].items():
        if origin == "declared" and risk["residual"]["band"] == critical_band(catalog):
            if risk["status"] == "open":
                reasons.append(("risk", "risk", id_))
            elif risk["status"] == "accepted" and risk["review_on"] < day:
                reasons.append(("acceptance", "risk", id_))
    return reasons


def review_no_go(catalog: Catalog, service: Service, day: date) -> list[Reason]:
    # The latest review decided no-go: the greatest date ≤ as-of, then later in the file.
    reviews = held(catalog, service, day)
    if reviews and reviews[-1].decision == ReviewDecision.NO_GO:
        return [("review-no-go", "review", reviews[-1].date.isoformat())]
    return []


def condition_reasons(
    catalog: Catalog, service: Service, card: dict[str, Any], day: date, *, overdue: bool
) -> list[Reason]:
    # A blocking condition is open more than 14 days past its due_on; any other condition is open.
    # Conditions of all reviews up to as-of count.
    reasons = []
    for review in held(catalog, service, day):
        for each in review.conditions:
            late = each.due_on is not None and each.due_on + timedelta(days=14) < day
            if is_open(each, card, day) and (each.blocking and late) is overdue:
                reasons.append(("condition", "condition", each.id))
    return reasons


def review_due(catalog: Catalog, service: Service, card: dict[str, Any], day: date) -> list[Reason]:
    # A review is overdue, or none was ever held although the tier has an interval.
    due = card["next_review_on"]
    regular = [each for each in held(catalog, service, day) if each.kind != ReviewKind.INCIDENT]
    never = not regular and interval_of(catalog, service) is not None
    return [("review-due", "service", service.id)] if never or (due is not None and due < day) else []


# Dependencies ----------------------------------------------------------------------------------


def see_dependencies(catalog: Catalog, service: Service, day: date, card: dict[str, Any]) -> None:
    """Let the direct hard dependencies in the catalog without fallback cap the level and the verdict."""
    ids: list[str | None] = [None] + [level.id for level in catalog.standard.levels]
    reasons = []
    for each in service.depends_on:
        if (
            each.service is None
            or each.service == service.id
            or each.criticality != "hard"
            or each.fallback is not None
        ):
            continue
        other = stand(catalog, catalog.services[each.service], day)
        # One that does not satisfy its own required level caps the effective level at the level it has
        # reached; a service without a required level caps nobody.
        if other["satisfied"] is False:
            card["effective_level"] = ids[min(ids.index(card["effective_level"]), ids.index(other["level"]))]
        if other["verdict"] == "no-go":
            reasons.append(("dependency", "dependency", each.service))
    # A direct hard dependency without fallback is no-go: conditional. One that is named twice is one.
    if reasons and card["verdict"] in {"go", "conditional"}:
        card["verdict"] = "conditional"
        card["reasons"] = sorted(card["reasons"] + sorted(set(reasons)))

"""Rules that one manifest must keep, given the standard and who there is."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from gonogo.model.approval import Void, rule_for, void
from gonogo.model.manifest import (
    Answer,
    Condition,
    DeclaredRisk,
    Evidence,
    Manifest,
    Operations,
    Review,
    Waiver,
)
from gonogo.model.noun import Noun
from gonogo.model.standard import DEFAULT_TIER, Check
from gonogo.model.words import DecisionKind, NotApplicable, RiskStatus, Status, Where
from gonogo.read import urls
from gonogo.read.context import Context
from gonogo.read.document import Route
from gonogo.read.schema import nearest, shown, suggestion_help

RESERVED = frozenset(
    ("con", "prn", "aux", "nul", "index", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10)))
)
"""Ids that operating systems or the portal keep for themselves."""


class Complaint(Noun):
    """What is wrong at `route`; `drop` is what has to go so that the rest is sound.

    `hint` is the help that is printed, `of_key` puts the place at the key, `replacement` is text
    that may stand there instead.
    """

    code: str
    route: Route
    message: str
    hint: str | None = None
    drop: Route | None = None
    of_key: bool = False
    replacement: str | None = None


Complaints = Iterator[Complaint]


def complaints(manifest: Manifest, context: Context) -> Complaints:
    """Yield everything that is wrong with a manifest by itself."""
    tier = context.tier(manifest.service)
    yield from _service(manifest, context)
    yield from links(manifest)
    for check, answer in manifest.checks.items():
        yield from _answer(manifest, check, answer, tier, context)
    yield from _risks(manifest, tier, context)
    yield from reviews(manifest.reviews, ("reviews",), context)
    yield from operations(manifest.operations, ("operations",))


def unknown(
    code: str, what: str, value: str, known: Iterable[str], route: Route, drop: Route | None = None
) -> Complaint:
    """Return the complaint of a reference to something that does not exist."""
    hint, meant = suggestion_help(value, sorted(known), "known")
    return Complaint(
        code=code,
        route=route,
        message=f"unknown {what} `{shown(value)}`",
        hint=hint or None,
        drop=drop,
        replacement=meant,
    )


def url(value: str, route: Route, drop: Route | None = None) -> Complaints:
    """Yield what is wrong with an address."""
    wrong = urls.complaint(value)
    if wrong is not None:
        code, message, hint = wrong
        yield Complaint(code=code, route=route, message=message, hint=hint, drop=drop or route)


def past(day: date | None, route: Route, context: Context, what: str, drop: Route) -> Complaints:
    """Yield a complaint about a record of the past that is dated in the future."""
    if day is not None and day > context.newest:
        yield Complaint(
            code="GN401",
            route=route,
            message=f"{what} on {day}, which is in the future",
            hint=f"check the day; {context.newest} is the latest that is possible",
            drop=drop,
        )


def _service(manifest: Manifest, context: Context) -> Complaints:
    service = manifest.service
    if service.id in RESERVED:
        hint = "choose another id"
        yield Complaint(
            code="GN303", route=("service", "id"), message=f"id `{service.id}` is reserved", hint=hint
        )
    if service.owner not in context.teams:
        yield unknown("GN308", "team", service.owner, context.teams, ("service", "owner"))
    yield from _tier(service.tier, ("service", "tier"), context)
    if service.target is not None:
        yield from _tier(service.target.tier, ("service", "target", "tier"), context)
        if service.target.on < context.day:
            message = f"the target was {service.target.on}, which is past"
            yield Complaint(
                code="GN420",
                route=("service", "target", "on"),
                message=message,
                hint="set a new day, or remove the target",
            )
    for trait in service.traits:
        if trait not in context.standard.traits:
            yield unknown(
                "GN311",
                "trait",
                trait,
                context.standard.traits,
                ("service", "traits", trait),
                ("service", "traits", trait),
            )
    for position, platform in enumerate(service.platforms):
        if platform not in context.platforms:
            route = ("service", "platforms", position)
            yield unknown("GN310", "platform", platform, context.platforms, route, route)
    if service.confirmed is not None:
        where = ("service", "confirmed")
        yield from person(service.confirmed.by, (*where, "by"), context)
        yield from past(service.confirmed.on, (*where, "on"), context, "confirmed", where)


def _tier(tier: int | None, route: Route, context: Context) -> Complaints:
    if tier is not None and context.standard.tiers and tier not in context.standard.tiers:
        yield unknown("GN312", "tier", str(tier), map(str, context.standard.tiers), route, route)


def links(manifest: Manifest) -> Complaints:
    """Yield what is wrong with the links of a service."""
    for position, link in enumerate(manifest.service.links):
        route = ("service", "links", position)
        yield from url(link.url, (*route, "url"), route)


def person(name: str | None, route: Route, context: Context) -> Complaints:
    """Yield a notice about somebody whom teams.yaml does not list."""
    if name is not None and not context.knows_person(name):
        hint, meant = suggestion_help(name, sorted({*context.people, *context.teams}), "known")
        yield Complaint(
            code="GN313",
            route=route,
            message=f"`{shown(name)}` is not listed in teams.yaml",
            hint=hint or None,
            replacement=meant,
        )


def known_check(check: str, route: Route, context: Context, *, of_key: bool = False) -> Complaints:
    """Yield a complaint about a check that the standard lacks or has retired."""
    known = context.standard.checks.get(check)
    if known is None and f"checks/{check}" in context.broken:
        return
    if known is None:
        living = [each.id for each in context.standard.checks.values() if not each.retired]
        meant = nearest(check, living)
        yield Complaint(
            code="GN307",
            route=route,
            message=f"unknown check `{shown(check)}`",
            hint=f"did you mean `{meant}`?" if meant else "`gonogo standard show` lists the checks",
            of_key=of_key,
            replacement=meant,
        )
    elif known.retired:
        instead = f"answer `{known.replaced_by}` instead" if known.replaced_by else "remove the answer"
        yield Complaint(
            code="GN315",
            route=route,
            message=f"check `{check}` is retired",
            hint=instead,
            of_key=of_key,
            replacement=known.replaced_by,
        )


def _answer(manifest: Manifest, name: str, answer: Answer, tier: int | None, context: Context) -> Complaints:
    route: Route = ("checks", name)
    yield from known_check(name, route, context, of_key=True)
    check = context.standard.checks.get(name)
    yield from person(answer.owner, (*route, "owner"), context)
    for position, evidence in enumerate(answer.evidence):
        yield from evidence_of(evidence, (*route, "evidence", position), check, context)
    if answer.waiver is not None:
        yield from waiver(answer.waiver, (*route, "waiver"), tier, Where.ANYWHERE, context)
    if check is not None and answer.status is Status.NOT_APPLICABLE:
        yield from _not_applicable(answer, check, route, tier, context)
    if check is not None and answer.status in (Status.MET, Status.PARTIAL):
        yield from _unproven(manifest.service.id, answer, check, route, context)


def _unproven(service: str, answer: Answer, check: Check, route: Route, context: Context) -> Complaints:
    if check.evidence.required and not answer.evidence and f"{service}/{check.id}" not in context.answered:
        kinds = ", ".join(check.evidence.kinds)
        yield Complaint(
            code="GN405",
            route=(*route, "status"),
            message=f"`{answer.status}` without evidence, which `{check.id}` requires",
            hint=f"add evidence of kind {kinds}" if kinds else "add evidence",
        )


def evidence_of(evidence: Evidence, route: Route, check: Check | None, context: Context) -> Complaints:
    """Yield what is wrong with a piece of evidence."""
    if evidence.url is not None:
        yield from url(evidence.url, (*route, "url"), route)
    yield from past(evidence.collected_on, (*route, "collected_on"), context, "collected", route)
    yield from person(evidence.collected_by, (*route, "collected_by"), context)
    begin, end = evidence.collected_on, evidence.expires_on
    if begin is not None and end is not None and end < begin:
        yield ends_before(
            (*route, "expires_on"), f"expires on {end}, before it was collected on {begin}", route
        )
    kinds = check.evidence.kinds if check is not None else ()
    if check is not None and kinds and evidence.kind not in kinds:
        hint, meant = suggestion_help(evidence.kind, kinds, "accepted")
        yield Complaint(
            code="GN408",
            route=(*route, "kind"),
            message=f"evidence of kind `{shown(evidence.kind)}` does not count for `{check.id}`",
            hint=hint,
            replacement=meant,
        )


def ends_before(route: Route, message: str, drop: Route) -> Complaint:
    """Return the complaint of something that ends before it begins."""
    return Complaint(code="GN407", route=route, message=message, hint="check both days", drop=drop)


def waiver(granted: Waiver, route: Route, tier: int | None, where: Where, context: Context) -> Complaints:
    """Yield what is wrong with a waiver, or what time has made of it."""
    yield from person(granted.approved_by, (*route, "approved_by"), context)
    yield from approved(
        DecisionKind.WAIVER, granted.approved_by, (*route, "approved_by"), tier, where, context
    )
    yield from past(granted.approved_on, (*route, "approved_on"), context, "approved", route)
    end_route = (*route, "expires_on")
    if granted.expires_on < granted.approved_on:
        message = f"expires on {granted.expires_on}, before it was approved on {granted.approved_on}"
        yield ends_before(end_route, message, route)
        return
    longest = longest_waiver(tier, context)
    last = granted.expires_on
    if longest is not None and (last - granted.approved_on).days > longest:
        last = granted.approved_on + timedelta(days=longest)
        message = f"a waiver lasts {longest} days at most; this one holds until {last}"
        yield Complaint(
            code="GN404", route=end_route, message=message, hint=f"write {last}", replacement=str(last)
        )
    if last < context.day:
        message = f"the waiver ended on {last}"
        yield Complaint(
            code="GN403", route=end_route, message=message, hint="meet the check, or have it waived anew"
        )


def longest_waiver(tier: int | None, context: Context) -> int | None:
    """Return how many days a waiver may last for a tier; None is without end."""
    limits = context.standard.waivers
    return limits.max_days_by_tier.get(DEFAULT_TIER if tier is None else tier, limits.max_days)


def approved(
    kind: DecisionKind, approver: str | None, route: Route, tier: int | None, where: Where, context: Context
) -> Complaints:
    """Yield a complaint about an approval by somebody who may not, or in the wrong place; it is void."""
    rule = rule_for(kind, tier, context.standard)
    why = void(rule, [approver], where, context.groups)
    if why is None or rule is None:
        return
    if why is Void.MISPLACED:
        message = f"{_a(kind)} must stand in decisions/; here it is void"
        yield Complaint(code="GN410", route=route, message=message, hint="move it to a file in decisions/")
    else:
        groups = " or ".join(f"`{group}`" for group in rule.groups)
        message = f"`{shown(approver)}` may not approve {_a(kind)}; it is void"
        yield Complaint(code="GN409", route=route, message=message, hint=f"ask somebody of {groups}")


def _a(kind: DecisionKind) -> str:
    words = {
        DecisionKind.WAIVER: "a waiver",
        DecisionKind.NOT_APPLICABLE: "a not-applicable",
        DecisionKind.ACCEPTANCE: "an acceptance",
        DecisionKind.REVIEW: "a review",
    }
    return words[kind]


def _not_applicable(
    answer: Answer, check: Check, route: Route, tier: int | None, context: Context
) -> Complaints:
    status = (*route, "status")
    if check.not_applicable is NotApplicable.NEVER:
        message = f"`{check.id}` applies to everything; not-applicable is no answer to it"
        yield Complaint(code="GN411", route=status, message=message, hint="answer met, partial or unmet")
    elif check.not_applicable is NotApplicable.APPROVED:
        if answer.approved_by is None or answer.approved_on is None:
            message = f"`{check.id}` needs an approval to be not applicable"
            hint = "add `approved_by` and `approved_on`, or a file in decisions/"
            yield Complaint(code="GN411", route=status, message=message, hint=hint)
        else:
            where = (*route, "approved_by")
            kind = DecisionKind.NOT_APPLICABLE
            yield from approved(kind, answer.approved_by, where, tier, Where.ANYWHERE, context)
    yield from past(answer.approved_on, (*route, "approved_on"), context, "approved", (*route, "approved_on"))
    begin, end = answer.approved_on, answer.expires_on
    if begin is not None and end is not None and end < begin:
        yield ends_before(
            (*route, "expires_on"), f"expires on {end}, before it was approved on {begin}", route
        )


def _risks(manifest: Manifest, tier: int | None, context: Context) -> Complaints:
    seen: set[str] = set()
    for position, risk in enumerate(manifest.risks):
        route: Route = ("risks", position)
        if risk.id in seen:
            yield _twice("risk", risk.id, (*route, "id"), route)
        seen.add(risk.id)
        yield from _risk(risk, route, tier, context)


def _twice(what: str, name: str, route: Route, drop: Route) -> Complaint:
    message = f"{what} `{shown(name)}` is there twice"
    return Complaint(code="GN321", route=route, message=message, hint="give each an id of its own", drop=drop)


def _risk(risk: DeclaredRisk, route: Route, tier: int | None, context: Context) -> Complaints:
    standard = context.standard
    if risk.category is not None and risk.category not in standard.categories:
        where = (*route, "category")
        yield unknown("GN317", "category", risk.category, standard.categories, where, where)
    for position, covered in enumerate(risk.covers):
        if covered not in standard.risks and f"risks/{covered}" not in context.broken:
            where = (*route, "covers", position)
            yield unknown("GN309", "risk", covered, standard.risks, where, where)
    for position, check in enumerate(risk.checks):
        yield from known_check(check, (*route, "checks", position), context)
    for key in ("owner", "accepted_by"):
        yield from person(getattr(risk, key), (*route, key), context)
    for key, word in (("identified_on", "identified"), ("accepted_on", "accepted")):
        yield from past(getattr(risk, key), (*route, key), context, word, (*route, key))
    if risk.status is RiskStatus.ACCEPTED:
        who = (*route, "accepted_by")
        yield from approved(DecisionKind.ACCEPTANCE, risk.accepted_by, who, tier, Where.ANYWHERE, context)
        if risk.review_on is not None and risk.review_on < context.day:
            message = f"the acceptance was to be looked at again on {risk.review_on}"
            yield Complaint(code="GN421", route=(*route, "review_on"), message=message, hint="decide anew")


def operations(run: Operations, start: Route) -> Complaints:
    """Yield what is wrong with the addresses of a service's or a team's operations."""
    for position, runbook in enumerate(run.runbooks):
        route = (*start, "runbooks", position)
        yield from url(runbook.url, (*route, "url"), route)
    if run.on_call is not None and run.on_call.url is not None:
        yield from url(run.on_call.url, (*start, "on_call", "url"))


def reviews(held: Iterable[Review], start: Route, context: Context) -> Complaints:
    """Yield what is wrong with reviews; `start` is where their list stands."""
    seen: set[str] = set()
    for position, review in enumerate(held):
        route: Route = (*start, position)
        yield from past(review.date, (*route, "date"), context, "held", route)
        if review.url is not None:
            yield from url(review.url, (*route, "url"))
        for each, reviewer in enumerate(review.reviewers):
            yield from person(reviewer.id, (*route, "reviewers", each, "id"), context)
        if review.next_review_on is not None and review.next_review_on < review.date:
            message = f"the next review on {review.next_review_on} is before this one on {review.date}"
            where = (*route, "next_review_on")
            yield ends_before(where, message, where)
        for each, condition in enumerate(review.conditions):
            where = (*route, "conditions", each)
            if condition.id in seen:
                yield _twice("condition", condition.id, (*where, "id"), where)
            seen.add(condition.id)
            yield from _condition(condition, where, review.date, context)


def _condition(condition: Condition, route: Route, held_on: date, context: Context) -> Complaints:
    if condition.check is not None:
        yield from known_check(condition.check, (*route, "check"), context)
    yield from person(condition.owner, (*route, "owner"), context)
    yield from past(condition.done_on, (*route, "done_on"), context, "done", (*route, "done_on"))
    if condition.done_on is not None and condition.done_on < held_on:
        message = f"done on {condition.done_on}, before the review on {held_on}"
        yield ends_before((*route, "done_on"), message, (*route, "done_on"))


def without(data: Any, routes: Iterable[Route]) -> Any:
    """Return plain data without what stands at `routes`; empty lists and mappings stay."""
    copy = _copied(data)
    for route in sorted(set(routes), key=_last_first):
        parent = copy
        for step in route[:-1]:
            parent = _below(parent, step)
        if isinstance(parent, dict):
            parent.pop(route[-1], None)
        elif isinstance(parent, list) and isinstance(route[-1], int) and route[-1] < len(parent):
            del parent[route[-1]]
    return copy


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(step))
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _last_first(route: Route) -> tuple[int, tuple[int, ...]]:
    """Sort routes so that a list loses its last items first, and inner parts go before outer ones."""
    return -len(route), tuple(-step if isinstance(step, int) else 0 for step in route)

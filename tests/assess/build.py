"""Small catalogs, built in a line: whatever is not named is the plainest that is valid."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from gonogo.model.catalog import Catalog, Group, Platform, PlatformAnswer, RobotResult, Service, Team
from gonogo.model.manifest import Answer, Evidence, MajorChange, OnCall, Operations, Review, Reviewer, Waiver
from gonogo.model.standard import (
    Category,
    Check,
    EvidenceRule,
    Level,
    Standard,
    StandardRisk,
    Tier,
)
from gonogo.model.words import (
    AnsweredBy,
    ChangeKind,
    Kind,
    Lifecycle,
    Result,
    ReviewDecision,
    ReviewKind,
    Status,
)

DAY = date(2026, 11, 23)
"""The as-of day of most tests."""

BRONZE, SILVER, GOLD = (Level(id=id_, name=id_.title()) for id_ in ("bronze", "silver", "gold"))


def days(count: int) -> date:
    """Return the day so many days after the as-of day."""
    return DAY + timedelta(days=count)


def check(id: str = "a", **given: Any) -> Check:  # noqa: A002 - the key's own word
    plain: dict[str, Any] = {"id": id, "title": id.title(), "category": "reliability", "level": "bronze"}
    return Check(**(plain | given))


def asked(max_age_days: int | None = 90, **given: Any) -> EvidenceRule:
    plain: dict[str, Any] = {"required": True, "max_age_days": max_age_days}
    return EvidenceRule(**(plain | given))


def standard(*checks: Check, tiers: Iterable[Tier] = (), **given: Any) -> Standard:
    plain: dict[str, Any] = {
        "id": "test",
        "version": "1",
        "title": "Test",
        "levels": (BRONZE, SILVER, GOLD),
        "categories": {"reliability": Category(id="reliability", name="Reliability")},
        "checks": {each.id: each for each in checks or (check(),)},
        "tiers": {tier.id: tier for tier in tiers},
    }
    return Standard(**(plain | given))


def tier(id: int = 1, **given: Any) -> Tier:  # noqa: A002 - the key's own word
    plain: dict[str, Any] = {"id": id, "name": f"Tier {id}"}
    return Tier(**(plain | given))


def risk(id: str = "r", **given: Any) -> StandardRisk:  # noqa: A002 - the key's own word
    plain: dict[str, Any] = {
        "id": id,
        "title": id.title(),
        "production_effect": "It fails",
        "technical_impact": "Crashes",
        "business_impact": "Lost revenue",
        "likelihood": 4,
        "impact_by_tier": {1: 5, 2: 4, 3: 3, 4: 2},
    }
    return StandardRisk(**(plain | given))


def evidence(age: int = 0, kind: str = "report", **given: Any) -> Evidence:
    plain: dict[str, Any] = {"kind": kind, "url": "https://e.org", "collected_on": days(-age)}
    return Evidence(**(plain | given))


def met(*pieces: Evidence, **given: Any) -> Answer:
    return Answer(status=Status.MET, evidence=pieces, **given)


def partial(*pieces: Evidence, **given: Any) -> Answer:
    return Answer(status=Status.PARTIAL, evidence=pieces, **given)


def unmet(**given: Any) -> Answer:
    return Answer(status=Status.UNMET, **given)


def not_applicable(reason: str | None = "No state", **given: Any) -> Answer:
    return Answer(status=Status.NOT_APPLICABLE, reason=reason, **given)


def waiver(since: int = -10, until: int = 10, by: str = "carla", **given: Any) -> Waiver:
    return Waiver(reason="Later", approved_by=by, approved_on=days(since), expires_on=days(until), **given)


def result(
    age: int = 0,
    outcome: Result = Result.PASS,
    source: str = "k6",
    check: str = "a",
    service: str = "s",
    observed: str | None = None,
) -> RobotResult:
    return RobotResult(
        source=source,
        service=service,
        check=check,
        collected_on=days(-age),
        result=outcome,
        observed=observed,
    )


def review(age: int = 10, **given: Any) -> Review:
    plain: dict[str, Any] = {
        "date": days(-age),
        "kind": ReviewKind.LAUNCH,
        "decision": ReviewDecision.GO,
        "reviewers": (Reviewer(id="carla"),),
    }
    return Review(**(plain | given))


def platform(id: str = "p", **checks: PlatformAnswer) -> Platform:  # noqa: A002 - the key's own word
    return Platform(id=id, name=id.title(), owner="platform-team", checks=checks)


def service(id: str = "s", **given: Any) -> Service:  # noqa: A002 - the key's own word
    plain: dict[str, Any] = {
        "id": id,
        "name": id.title(),
        "owner": "team",
        "kind": Kind.SERVICE,
        "lifecycle": Lifecycle.PRODUCTION,
        "path": f"services/team/{id}.yaml",
    }
    return Service(**(plain | given))


def catalog(
    *services: Service, under: Standard | None = None, platforms: Iterable[Platform] = (), **given: Any
) -> Catalog:
    plain: dict[str, Any] = {
        "title": "Test",
        "standard": under or standard(),
        "services": {each.id: each for each in sorted(services, key=lambda each: each.id)},
        "teams": {"team": Team(id="team", name="Team")},
        "groups": {"sre-leads": Group(id="sre-leads", people=("carla",))},
        "platforms": {each.id: each for each in platforms},
    }
    return Catalog(**(plain | given))


def fleet(services: int, checks: int, seed: int = 7) -> Catalog:
    """Return a believable catalog of that size, always the same for a seed."""
    random = Random(seed)  # noqa: S311 - no secret
    of_standard = tuple(_big_check(number) for number in range(checks))
    under = standard(
        *of_standard,
        tiers=(
            tier(1, required_level="silver", review_every_days=90),
            tier(2, required_level="silver", review_every_days=180),
            tier(3, required_level="bronze"),
        ),
        categories={f"c{number}": Category(id=f"c{number}", name=f"C{number}") for number in range(7)},
        risks={f"r{number}": risk(f"r{number}") for number in range(20)},
    )
    from_platform = {
        each.id: PlatformAnswer(status=Status.MET, evidence=(evidence(random.randrange(200)),))
        for each in of_standard[::6]
    }
    return catalog(
        *(_big_service(number, under, random) for number in range(services)),
        under=under,
        platforms=(platform("p", **from_platform),),
    )


def _big_check(number: int) -> Check:
    return check(
        f"check-{number:03}",
        category=f"c{number % 7}",
        level=("bronze", "silver", "gold")[number % 3],
        weight=1 + number % 3,
        evidence=asked(
            180 if number % 2 else 365,
            required=number % 4 != 0,
            sources=("k6",) if number % 5 == 0 else (),
            stale_after=("model", "architecture") if number % 3 == 0 else (),
        ),
        gate_for_tiers=(1,) if number % 10 == 0 else (),
        answered_by=AnsweredBy.ON_CALL if number % 11 == 0 else None,
        mitigates=(f"r{number % 20}",),
    )


def _big_service(number: int, under: Standard, random: Random) -> Service:
    id_ = f"service-{number:05}"
    answers = {each: _big_answer(random) for each in under.checks if random.random() < 0.75}
    return service(
        id_,
        tier=1 + number % 3,
        platforms=("p",),
        operations=Operations(on_call=OnCall(rotation="x")) if number % 2 else Operations(),
        checks={each: answer for each, (answer, _) in answers.items()},
        waivers={each: (held,) for each, (_, held) in answers.items() if held is not None},
        results={
            each: (result(random.randrange(60), check=each, service=id_),)
            for each in list(under.checks)[::5]
            if random.random() < 0.3
        },
        changes=(MajorChange(on=days(random.randrange(-100, 100)), kind=ChangeKind.MODEL),)
        if number % 4 == 0
        else (),
        reviews=(review(random.randrange(200)),) if number % 3 else (),
    )


def _big_answer(random: Random) -> tuple[Answer, Waiver | None]:
    piece = evidence(random.randrange(400))
    drawn = random.random()
    if drawn < 0.75:
        return met(piece), None
    if drawn < 0.85:
        return partial(piece), waiver(until=random.randrange(90)) if drawn < 0.78 else None
    if drawn < 0.95:
        return unmet(owner="ben", due_on=days(random.randrange(90))), None
    return not_applicable(), None

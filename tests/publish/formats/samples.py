"""Portfolios to publish: the demo organisation, one full of hostile text, and one without a service."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from msgspec.structs import replace

from assess import build
from gonogo import resources
from gonogo.assess import assess, falling_due, falling_due_of, forecast, rollup, rollups, upkeep
from gonogo.model.catalog import (
    Catalog,
    Decision,
    Person,
    PlatformAnswer,
    Scope,
    SourceHost,
    Team,
    Unreadable,
)
from gonogo.model.manifest import (
    Condition,
    DeclaredRisk,
    Dependency,
    EscalationStep,
    Link,
    Objective,
    OnCall,
    Operations,
    Residual,
    Runbook,
)
from gonogo.model.memo import FORGETFUL, Memos
from gonogo.model.noun import Noun
from gonogo.model.portfolio import Due, Portfolio, Rollup, Upkeep
from gonogo.model.portfolio import Scope as By
from gonogo.model.standard import Framework, NamedLink
from gonogo.model.words import (
    Criticality,
    DecisionKind,
    Kind,
    Lifecycle,
    ReviewDecision,
    RiskStatus,
    Share,
    Status,
    Treatment,
)
from gonogo.publish.formats.agenda import agenda
from gonogo.publish.formats.events import Events
from gonogo.publish.formats.log import HeldReview, held_reviews
from gonogo.publish.links import Links
from gonogo.read import read

DAY = date(2026, 11, 23)
SITE = "https://readiness.example.com/portal/"

EVIL = """</title><script>alert(1)</script>"'><img src=x onerror=alert(2)> {{ 7*7 }} & =1+1 |a| `b`"""
"""What somebody writes into a free text."""


class Given(Noun, kw_only=True):
    """Facts that are there already."""

    links: Links = Links()
    agenda: tuple[Due, ...] = ()
    events: Events
    log: tuple[HeldReview, ...] = ()
    organisation: Rollup | None = None
    teams: dict[str, Rollup] = {}
    upkeep: tuple[Upkeep, ...] = ()
    memos: Memos = FORGETFUL


@dataclass(frozen=True)
class Sample:
    """A portfolio and the facts about it, and what falls due."""

    portfolio: Portfolio
    facts: Given
    due: tuple[Due, ...] = ()


def worked_out(catalog: Catalog, links: Links | None = None, day: date = DAY) -> Sample:
    """Return what `catalog` means on `day`, with everything that formats and pages are made of."""
    portfolio = assess(catalog, day)
    ahead = forecast(portfolio)
    links = links or Links(site_url=SITE)
    owed = agenda(portfolio, lambda id_: falling_due_of(id_, ahead.services[id_].events, ahead.until))
    facts = Given(
        links=links,
        agenda=owed,
        events=Events(portfolio, links, owed),
        log=held_reviews(portfolio),
        organisation=rollup(portfolio),
        teams={each.id: each for each in rollups(portfolio, By.TEAM)},
        upkeep=upkeep(portfolio),
    )
    return Sample(portfolio=portfolio, facts=facts, due=falling_due(ahead, within_days=180))


@cache
def demo() -> Sample:
    """Return the demo organisation."""
    reading = read(resources.demo(), day=DAY, today=DAY)
    assert reading.catalog is not None
    return worked_out(reading.catalog)


@cache
def empty() -> Sample:
    """Return an organisation that has not begun."""
    return worked_out(build.catalog(title="Empty", teams={}))


@cache
def hostile() -> Sample:
    """Return a catalog in which every free text is an attack, and every kind of thing occurs."""
    return worked_out(_hostile())


def _hostile() -> Catalog:
    under = build.standard(
        build.check(
            "a",
            title=EVIL,
            why=EVIL,
            evidence=build.asked(kinds=("report",)),
            mitigates=("r",),
            links=(NamedLink(title=EVIL, url="https://e.org/?a=1&b=2"),),
            frameworks=(Framework(id="nist-ai-rmf", ref=EVIL),),
        ),
        build.check("b", title=EVIL, level="silver", weight=Decimal("1.5"), mitigates=("r",)),
        build.check("c", level="gold", enforce_from=build.days(40)),
        tiers=(build.tier(1, name=EVIL, required_level="silver", review_every_days=90),),
        risks={"r": build.risk("r", title=EVIL, production_effect=EVIL)},
        title=EVIL,
    )
    operations = Operations(
        on_call=OnCall(rotation=EVIL, url="https://e.org/r"),
        escalation=(EscalationStep(role=EVIL, contact=EVIL),),
        runbooks=(Runbook(title=EVIL, url="https://e.org/rb"),),
        objectives=(Objective(indicator=EVIL, target=Decimal("99.9"), unit=EVIL, window_days=30),),
    )
    condition = Condition(id="C-1", text=EVIL, owner=EVIL, due_on=build.days(-3), blocking=True)
    review = build.review(
        5,
        decision=ReviewDecision.GO_WITH_CONDITIONS,
        summary=EVIL,
        stage=EVIL,
        conditions=(condition,),
        next_review_on=build.days(20),
        url="https://e.org/mr",
    )
    risk = DeclaredRisk(
        id="R-1",
        title=EVIL,
        cause=EVIL,
        consequence=EVIL,
        likelihood=5,
        impact=5,
        treatment=Treatment.MITIGATE,
        status=RiskStatus.OPEN,
        residual=Residual(likelihood=2, impact=5),
        mitigation=EVIL,
        owner=EVIL,
        due_on=build.days(9),
    )
    evil = build.service(
        "evil",
        name=EVIL,
        description=EVIL,
        tier=1,
        kind=Kind.LLM_APP,
        system=EVIL,
        tags=(EVIL, "=cmd|' /C calc'!A1"),
        links=(Link(kind=EVIL, title=EVIL, url="https://e.org/l"),),
        operations=operations,
        platforms=("p",),
        depends_on=(
            Dependency(criticality=Criticality.HARD, service="plain"),
            Dependency(
                criticality=Criticality.SOFT,
                external=EVIL,
                fallback=EVIL,
                retires_on=build.days(15),
                note=EVIL,
            ),
        ),
        checks={
            "a": build.met(build.evidence(80, title=EVIL, excerpt=EVIL)),
            "b": build.unmet(note=EVIL, owner=EVIL, due_on=build.days(6)),
        },
        waivers={"b": (replace(build.waiver(), reason=EVIL),)},
        risks=(risk,),
        reviews=(review,),
    )
    shared = build.review(3, path="decisions/x.yaml", summary="Both were looked at.")
    plain = build.service(
        "plain",
        tier=1,
        depends_on=(Dependency(criticality=Criticality.HARD, service="evil"),),
        reviews=(shared,),
    )
    new = build.service("new", lifecycle=Lifecycle.PLANNED, owner="nobody", reviews=(shared,))
    return build.catalog(
        evil,
        plain,
        new,
        under=under,
        title=EVIL,
        teams={
            "domain": Team(id="domain", name="Domain"),
            "team": Team(
                id="team", name=EVIL, parent="domain", description=EVIL, channel=EVIL, people=("carla",)
            ),
            "platform-team": Team(id="platform-team", name="Platform"),
        },
        people={"carla": Person(id="carla", name=EVIL)},
        platforms=(
            build.platform("p", b=PlatformAnswer(status=Status.PARTIAL, share=Share.PART, remaining=EVIL)),
        ),
        decisions=(
            Decision(
                kind=DecisionKind.REVIEW,
                scope=Scope(services=("plain", "new")),
                reviews=(shared,),
                path="decisions/x.yaml",
                title=EVIL,
            ),
        ),
        unreadable=(Unreadable(path=f"services/{EVIL}.yaml"), Unreadable(path="services/x.yaml", id="x")),
        source=SourceHost(url="https://git.example.com/a/b", host="gitlab", path="catalog"),
    )

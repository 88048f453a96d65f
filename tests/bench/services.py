"""One made service: the same index, seed and size of the organisation give the same manifest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from bench import blocks
from bench.standards import Asked, asked, risks

DAY = date(2026, 11, 23)
"""The day for which the made catalogs are read and assessed."""

LINES = 250
"""Lines that a manifest has, or a few more."""

APPROVERS = ("carla", "sami")
RISK_OFFICER = "tilda"
PLATFORMS = ("kubernetes-prod", "data-platform", "ml-platform")
TRAITS = (
    "serves-requests",
    "stateful",
    "user-facing",
    "personal-data",
    "rag",
    "trained-here",
    "uses-tools",
)
AI_KINDS = ("llm-app", "ml-model", "ai-agent")
_KINDS = {
    "service": 52,
    "job": 8,
    "library": 6,
    "website": 8,
    "data-pipeline": 7,
    "infrastructure": 4,
    "llm-app": 7,
    "ml-model": 5,
    "ai-agent": 3,
}
_LIFECYCLES = {"production": 80, "beta": 8, "development": 6, "deprecated": 4, "planned": 1, "retired": 1}
_TAGS = ("customer-facing", "internal", "batch", "legacy-ci", "regulated", "revenue")
_NOUNS = ("cart", "ledger", "search", "invoice", "catalog", "session", "parcel", "profile", "price", "stock")
_ROLES = ("api", "worker", "gateway", "sync", "index", "store", "view", "router", "export", "import")
_TITLES = (
    "Report of the last quarter",
    "Run on the main branch",
    "Dashboard of the four golden signals",
    "Configuration in the repository",
    "Drill of the whole team",
    "Page in the wiki",
)
_EXCERPTS = (
    "p95 410 ms at three times the peak, no errors",
    "Restored 214 GB in 38 minutes",
    "0 critical, 1 high, due next week",
    "412 of 412 passed in 9 minutes",
)
_NOTES = (
    "Repeated before each sale; the numbers are in the report, the raw data beside it.",
    "Agreed with the platform team. See `How we measure` in the handbook.",
    "Done by hand for the time being, to be moved into the pipeline.",
)
_EFFECTS = (
    ("Index is rebuilt nightly only", "A customer is promised a price that we do not honour"),
    ("One provider, one region", "Orders wait for as long as the region is away"),
    ("Schema changes are rolled out by hand", "A half-migrated table blocks all writers"),
    ("Retries have no budget", "A slow dependency takes the callers with it"),
)
_REVIEWS = ("launch", "periodic", "change", "incident")


@dataclass(frozen=True, slots=True)
class Organisation:
    """How many services there are, and of what sort; `ai_only` gives each every check there is."""

    services: int
    ai_only: bool = False
    seed: str = "gonogo"

    @property
    def teams(self) -> int:
        """How many teams share the services."""
        return min(900, max(4, self.services // 20))

    def random(self, what: str) -> Random:
        """Return a source of chance that depends on nothing but `what` and the organisation's seed."""
        return Random(f"{self.seed}/{what}")  # noqa: S311 - made data, nothing to protect

    def team(self, index: int) -> str:
        """Return the team that owns a service."""
        return f"team-{index % self.teams:03d}"

    def people(self, team: str) -> tuple[str, str]:
        """Return two members of a team."""
        number = int(team[-3:])
        return f"ana-{number:03d}", f"ben-{number % 60:03d}"


def id_of(index: int) -> str:
    """Return the id of a service."""
    return f"{_NOUNS[index % 10]}-{_ROLES[index // 10 % 10]}-{index:05d}"


def name_of(index: int) -> str:
    """Return the name of a service."""
    return id_of(index).replace("-", " ").title()


def days_ago(days: int) -> date:
    """Return the day so many days before the day of the catalog."""
    return DAY - timedelta(days=days)


def _weighted(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def service(index: int, organisation: Organisation) -> dict[str, Any]:
    """Return the manifest of a service as plain data."""
    random = organisation.random(f"service/{index}")
    people = organisation.people(organisation.team(index))
    block = _block(index, organisation, random)
    before = {
        "schema_version": 1,
        "service": block,
        "operations": _operations(block, random),
        "changes": _changes(random),
    }
    after = {
        "risks": [_risk(number, people, random) for number in range(1, random.randint(2, 3))],
        "reviews": [_review(number, people, random) for number in range(random.randint(1, 2), 0, -1)],
    }
    room = LINES - _length(before) - _length(after) - 1
    checks: dict[str, Any] = {}
    for check in _asked_of(block, random):
        if room <= 0:
            break
        checks[check.id] = _answer(check, people, block["id"], random)
        room -= _length({check.id: checks[check.id]})
    return before | {"checks": checks} | after


def _length(part: dict[str, Any]) -> int:
    return blocks.text(part).count("\n")


def _asked_of(block: dict[str, Any], random: Random) -> list[Asked]:
    """Return the checks that apply to a service, in an order of its own."""
    mine = [check for check in asked() if check.applies(block["kind"], block["traits"])]
    random.shuffle(mine)
    return mine


def _block(index: int, organisation: Organisation, random: Random) -> dict[str, Any]:
    owner = organisation.team(index)
    kind = random.choice(AI_KINDS) if organisation.ai_only else _weighted(random, _KINDS)
    block: dict[str, Any] = {
        "id": id_of(index),
        "name": name_of(index),
        "description": "Keeps what its callers need at hand and tells them when it changes.",
        "owner": owner,
        "kind": kind,
        "tier": random.choice((1, 2, 2, 3, 3, 3, 4)),
        "lifecycle": "production" if organisation.ai_only else _weighted(random, _LIFECYCLES),
    }
    if block["lifecycle"] in ("beta", "development"):
        until = DAY + timedelta(days=random.randint(10, 170))
        block["target"] = {"lifecycle": "production", "tier": block["tier"], "on": until}
    block["traits"] = {trait: organisation.ai_only or _has(trait, kind, random) for trait in TRAITS}
    block["platforms"] = ["kubernetes-prod"] + (["data-platform"] if kind == "data-pipeline" else [])
    if kind in AI_KINDS:
        block["platforms"].append("ml-platform")
    block["system"] = f"system-{index % max(3, organisation.services // 40):03d}"
    block["tags"] = random.sample(_TAGS, random.randint(1, 2))
    block["confirmed"] = {
        "by": organisation.people(owner)[0],
        "on": days_ago(random.randint(0, 200)),
    }
    return block | {"links": _links(block["id"], random), "depends_on": _dependencies(index, random)}


def _has(trait: str, kind: str, random: Random) -> bool:
    if trait in ("rag", "trained-here", "uses-tools"):
        return kind in AI_KINDS and random.random() < 0.5
    if trait == "serves-requests":
        return kind not in ("job", "library", "data-pipeline")
    return random.random() < 0.4


def _links(name: str, random: Random) -> list[dict[str, Any]]:
    dashboard = f"https://dash.example.com/d/{random.getrandbits(28):07x}/{name}"
    if random.random() < 0.25:
        dashboard += "?from=now-7d&to=now"
    return [
        {"kind": "repository", "title": "Source", "url": f"https://git.example.com/acme/{name}"},
        {"kind": "dashboard", "title": "Dashboard", "url": dashboard},
        {"kind": "document", "title": "Handbook", "url": f"https://wiki.example.com/acme/{name}"},
    ]


def _dependencies(index: int, random: Random) -> list[dict[str, Any]]:
    """Return what a service needs: services made before it, so that nothing goes round in a circle."""
    before = range(max(0, index - 500), index)
    needed = sorted(random.sample(before, min(len(before), random.randint(1, 3))))
    found: list[dict[str, Any]] = [
        {"service": id_of(each), "criticality": random.choice(("hard", "soft", "soft"))} for each in needed
    ]
    if random.random() < 0.3 or not found:
        found.append(
            {"external": "Payment provider", "criticality": "hard", "fallback": "Orders wait in a queue"}
        )
    return found


def _operations(block: dict[str, Any], random: Random) -> dict[str, Any]:
    name = block["id"]
    run: dict[str, Any] = {}
    if random.random() < 0.5:
        run["on_call"] = {"rotation": f"{name}-primary", "url": f"https://pager.example.com/r/{name}"}
    run["escalation"] = [{"role": "Engineering manager", "contact": f"#{block['owner']}-leads"}]
    run["runbooks"] = [
        {"title": title, "url": f"https://wiki.example.com/acme/{name}/rb/{number}"}
        for number, title in enumerate(("Restart and drain", "A dependency is away"), 1)
    ]
    run["objectives"] = [
        {
            "indicator": "availability",
            "target": random.choice((99, 99.5, 99.9, 99.95)),
            "unit": "percent",
            "window_days": 30,
        },
        {"indicator": "latency-p95", "target": random.randint(80, 900), "unit": "ms", "window_days": 30},
    ]
    return run


def _changes(random: Random) -> list[dict[str, Any]]:
    kinds = ("architecture", "data", "traffic", "model", "prompt", "dependency")
    days = sorted((random.randint(1, 400) for _ in range(random.randint(1, 2))), reverse=True)
    return [
        {"on": days_ago(each), "kind": random.choice(kinds), "text": "Moved to the new layout of storage."}
        for each in days
    ]


def _evidence(check: Asked, people: tuple[str, str], name: str, random: Random) -> dict[str, Any]:
    """Return a piece of evidence: four of five are young enough for the check."""
    oldest = check.max_age_days if random.random() < 0.8 else check.max_age_days * 2
    piece: dict[str, Any] = {
        "kind": random.choice(check.kinds),
        "title": random.choice(_TITLES),
        "url": f"https://ci.example.com/{name}/{check.id}/{random.randint(1000, 9999)}",
        "collected_on": days_ago(random.randint(0, oldest)),
        "collected_by": random.choice(people),
    }
    if random.random() < 0.4:
        piece["excerpt"] = random.choice(_EXCERPTS)
    if random.random() < 0.05:
        piece["expires_on"] = piece["collected_on"] + timedelta(days=check.max_age_days // 2)
    return piece


def _answer(check: Asked, people: tuple[str, str], name: str, random: Random) -> dict[str, Any]:
    chance = random.random()
    if chance < 0.08 and check.may_be_left_out:
        return {"status": "not-applicable", "reason": "Runs on an endpoint that somebody else looks after."}
    if chance < 0.2:
        due = DAY + timedelta(days=random.randint(-30, 150))
        answer: dict[str, Any] = {"status": "unmet", "owner": random.choice(people), "due_on": due}
        return answer | (_waiver(random) if random.random() < 0.4 else {"note": random.choice(_NOTES)})
    pieces = [_evidence(check, people, name, random) for _ in range(2 if random.random() < 0.15 else 1)]
    if chance < 0.3:
        answer = {"status": "partial", "evidence": pieces, "note": random.choice(_NOTES)}
        return answer | (_waiver(random) if random.random() < 0.3 else {})
    answer = {"status": "met", "evidence": pieces}
    return answer | ({"note": random.choice(_NOTES)} if random.random() < 0.3 else {})


def _waiver(random: Random) -> dict[str, Any]:
    """Return a waiver; one of four has ended."""
    since = days_ago(random.randint(5, 120))
    return {
        "waiver": {
            "reason": "Waits for the new store; the old one cannot do it.",
            "approved_by": random.choice(APPROVERS),
            "approved_on": since,
            "expires_on": since + timedelta(days=random.randint(60, 180)),
        }
    }


def _risk(number: int, people: tuple[str, str], random: Random) -> dict[str, Any]:
    cause, consequence = random.choice(_EFFECTS)
    check = random.choice(asked())
    status = random.choice(("open", "open", "mitigated", "accepted", "closed"))
    likelihood, impact = random.randint(2, 5), random.randint(2, 5)
    risk: dict[str, Any] = {
        "id": f"R-{number}",
        "title": cause,
        "cause": cause,
        "consequence": consequence,
        "category": check.category,
        "likelihood": likelihood,
        "impact": impact,
        "treatment": "accept" if status == "accepted" else "mitigate",
        "mitigation": "Read live, and put into the answer by template.",
        "residual": {"likelihood": random.randint(1, likelihood), "impact": random.randint(1, impact)},
        "status": status,
        "owner": random.choice(people),
        "identified_on": days_ago(random.randint(260, 400)),
        "due_on": DAY + timedelta(days=random.randint(-20, 200)),
        "checks": [check.id],
    }
    if random.random() < 0.3:
        risk["covers"] = [random.choice(risks())]
    if status == "accepted":
        since = days_ago(random.randint(5, 250))
        risk |= {
            "accepted_by": RISK_OFFICER,
            "accepted_on": since,
            "review_on": since + timedelta(days=300),
        }
    return risk


def _review(number: int, people: tuple[str, str], random: Random) -> dict[str, Any]:
    held = days_ago(number * 150 - random.randint(0, 140))
    decision = random.choice(("go", "go", "go", "go-with-conditions", "go-with-conditions", "no-go"))
    review: dict[str, Any] = {
        "date": held,
        "kind": random.choice(_REVIEWS),
        "stage": "production",
        "decision": decision,
        "reviewers": [
            {"id": random.choice(APPROVERS), "role": "SRE lead"},
            {"name": "Deniz K.", "role": "Security"},
        ],
        "summary": "Ready, with the capacity that was asked for.",
        "url": f"https://git.example.com/acme/reviews/{random.randint(1, 9999)}",
    }
    if decision == "go-with-conditions":
        review["conditions"] = list(_conditions(number, held, people, random))
    review["next_review_on"] = held + timedelta(days=random.choice((90, 180, 365)))
    return review


def _conditions(number: int, held: date, people: tuple[str, str], random: Random) -> Iterator[dict[str, Any]]:
    for each in range(1, random.randint(2, 3)):
        condition: dict[str, Any] = {
            "id": f"C-{number}{each}",
            "text": "Trace the path through the store",
            "check": random.choice(asked()).id,
            "owner": random.choice(people),
            "due_on": held + timedelta(days=60),
            "blocking": random.random() < 0.3,
        }
        if random.random() < 0.5:
            condition["done_on"] = min(DAY, held + timedelta(days=random.randint(0, 70)))
        yield condition

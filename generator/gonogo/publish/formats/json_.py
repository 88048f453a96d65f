"""JSON: the assessment as an interface for programs. Its schemas are `score` and `api-…` in `schemas/`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from gonogo import __version__, resources
from gonogo.model.artifact import Artifact, Read
from gonogo.model.portfolio import (
    HALVES,
    UNCOUNTED,
    AnswerSource,
    Due,
    Judgement,
    Origin,
    Portfolio,
    Reason,
    ReasonCode,
    Risk,
    Rollup,
    Scorecard,
    State,
    Subject,
    TargetJudgement,
    Verdict,
)
from gonogo.model.standard import Standard
from gonogo.model.words import Kind, Lifecycle, RiskStatus
from gonogo.publish.formats import counts, rounding
from gonogo.publish.formats.facts import Facts, OfService
from gonogo.publish.formats.phrases import reason_text
from gonogo.publish.links import Links

SCHEMA_VERSION = 1

API = "api/v1"

WHOLE = "score.json"

SHARES = {0: 0, 1: 0.5, 2: 1}

CREDIT = {state: None if state in UNCOUNTED else SHARES[HALVES.get(state, 0)] for state in State}
"""The share of its weight that a check brings into the score; None where it does not count."""

SAID_OF_FIELDS = (
    *("state", "beneath", "why", "answered_by", "planned", "platform", "remaining", "last_day", "until"),
    *("on", "name", "detail", "waiver"),
)
"""All of a finding on which its sentence depends."""

SAID_OF = attrgetter(*SAID_OF_FIELDS)

SCHEMAS = ("score", "api-index", "api-services", "api-service", "api-teams")
"""What the files look like, published beside them."""


_SERVICES = b'"services":['
"""How the services of the whole document begin."""

_SERVICE, _END = b'"service":', b"}\n"
"""What stands before and after the service in its own file."""


class _Part(msgspec.Struct, gc=False):
    """A part of the document: its fields are members in their order, and what is unset is absent."""


class _About(_Part):
    kind: Subject
    id: str


class _Reason(_Part):
    code: ReasonCode
    text: str
    about: _About
    since: date | UnsetType
    until: date | UnsetType


class _Target(_Part):
    on: date
    judged_on: date
    lifecycle: Lifecycle
    tier: int | None
    score: float | None
    level: str | None
    verdict: Verdict | None
    reasons: list[_Reason]


class _Finding(_Part):
    check: str
    state: State
    beneath: State | UnsetType
    answered_by: AnswerSource | None
    credit: float | None
    weight: float
    points_lost: float | None
    expires_on: date | UnsetType
    text: str


class _Position(_Part):
    likelihood: int
    impact: int
    exposure: int
    band: str


class _Risk(_Part):
    id: str
    origin: Origin
    likelihood: int
    impact: int
    exposure: int
    band: str
    residual: _Position
    status: RiskStatus | None


class _Named(_Part):
    id: str
    name: str
    owner: str
    tier: int | None
    kind: Kind
    lifecycle: Lifecycle


class _Service(_Named):
    score: float | None
    raw_score: float | None
    level: str | None
    earned_level: str | None
    effective_level: str | None
    verdict: Verdict | None
    reasons: list[_Reason]
    target: _Target | UnsetType
    findings: list[_Finding]
    risks: list[_Risk]
    next_review_on: date | UnsetType


class _Line(_Named):
    system: str | None
    tags: tuple[str, ...]
    verdict: Verdict | None
    level: str | None
    effective_level: str | None
    required_level: str | None
    required_satisfied: bool | None
    score: float | None
    failing: int
    risks: int
    next_review_on: date | None
    details: str


class _Unreadable(_Part):
    path: str
    id: str | UnsetType


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the whole assessment, and the same in small files: an index, services, each service, teams."""
    documents = Documents(portfolio)
    files = {each.path: each.content for each in map(documents.file, portfolio.scorecards.values())}
    yield Artifact(path=WHOLE, content=b"".join(gathered(portfolio, partial(map, files.__getitem__))))
    yield from of_organisation(portfolio, facts)
    yield from (Artifact(path=path, content=content) for path, content in files.items())


def gathered(portfolio: Portfolio, read: Read) -> Iterator[bytes]:
    """Yield the whole assessment in pieces, of what the files of the services hold."""
    return Documents(portfolio).pieces(map(_inner, read(map(_path, portfolio.scorecards))))


def of_organisation(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the files that are not one service's, but for the one that is gathered from those."""
    head = Documents(portfolio).head
    yield _file(f"{API}/index.json", head | _index(portfolio))
    yield _file(f"{API}/services.json", head | _services(portfolio))
    yield _file(f"{API}/teams.json", head | {"teams": _teams(portfolio, facts.teams)})
    for name in SCHEMAS:
        path = resources.schemas() / f"{name}.schema.json"
        yield Artifact(path=f"{API}/schemas/{path.name}", content=path.read_bytes())


def of_service(portfolio: Portfolio, _links: Links) -> OfService:
    """Return what makes the file of a service; it holds nothing that falls due."""
    documents = Documents(portfolio)

    def files(card: Scorecard, _due: Iterable[Due]) -> Iterator[Artifact]:
        yield documents.file(card)

    return files


def document(portfolio: Portfolio, services: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the assessment, to be dumped, of all services or of those named, in their order."""
    documents = Documents(portfolio)
    return documents.whole(documents.every(services))


def dump(value: Any) -> bytes:
    """Return `value` as JSON, the same bytes for the same value."""
    return msgspec.json.encode(value) + b"\n"


def _path(service: str) -> str:
    """Return the path of the file of a service."""
    return f"{API}/services/{service}.json"


def _inner(file: bytes) -> bytes:
    """Return the service that its file holds."""
    # Within a text, a quotation mark is never followed by a colon without a backslash before it.
    return file.partition(_SERVICE)[2].removesuffix(_END)


def _file(path: str, value: Any) -> Artifact:
    return Artifact(path=path, content=dump(value))


class Documents:
    """Services as JSON. What they have in common, such as sentences, is made once."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._weights = _weights(portfolio.standard)
        self._sentences: dict[tuple[object, ...], str] = {}
        self._points: dict[int, dict[tuple[State, int], float | None]] = defaultdict(dict)
        self._reasons: dict[Reason, _Reason] = {}
        standard = portfolio.standard
        self.head: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "as_of": portfolio.day,
            "standard": {"id": standard.id, "version": standard.version},
        }

    def file(self, card: Scorecard) -> Artifact:
        """Return the file of a service."""
        return _file(_path(card.id), self.head | {"service": msgspec.Raw(self.of(card))})

    def whole(self, pieces: Iterable[bytes]) -> dict[str, Any]:
        """Return the document of so many services."""
        unreadable = sorted(self._portfolio.unreadable, key=lambda each: each.path)
        return self.head | {
            "services": [msgspec.Raw(piece) for piece in pieces],
            "unreadable": [_Unreadable(path=each.path, id=each.id or UNSET) for each in unreadable],
        }

    def pieces(self, services: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the document of so many services, dumped: it may be too large to be held twice."""
        before, here, after = dump(self.whole(())).partition(_SERVICES)
        yield before + here
        between = b""
        for service in services:
            yield between
            yield service
            between = b","
        yield after

    def every(self, services: Iterable[str] | None = None) -> Iterator[bytes]:
        """Yield all services or those named, in their order."""
        cards = self._portfolio.scorecards
        return (self.of(cards[id_]) for id_ in (cards if services is None else services))

    def of(self, card: Scorecard) -> bytes:
        """Return a service: where it stands, and why."""
        service, judgement = card.service, card.judgement
        return msgspec.json.encode(
            _Service(
                id=service.id,
                name=service.name,
                owner=service.owner,
                tier=service.tier,
                kind=service.kind,
                lifecycle=service.lifecycle,
                score=rounding.score_of(card.tally),
                raw_score=rounding.score_of(card.raw_tally),
                level=card.level,
                earned_level=card.earned_level,
                effective_level=card.effective_level,
                verdict=judgement.verdict,
                reasons=self._reasons_of(judgement),
                target=UNSET if card.target is None else self._target(card.target),
                findings=self._findings(card),
                risks=[_risk(each) for each in card.risks],
                next_review_on=card.next_review_on or UNSET,
            )
        )

    def _target(self, target: TargetJudgement) -> _Target:
        return _Target(
            on=target.on,
            judged_on=target.day,
            lifecycle=target.lifecycle,
            tier=target.tier,
            score=rounding.score_of(target.tally),
            level=target.level,
            verdict=target.judgement.verdict,
            reasons=self._reasons_of(target.judgement),
        )

    def _reasons_of(self, judgement: Judgement) -> list[_Reason]:
        known = self._reasons
        for reason in judgement.reasons:
            if reason not in known:
                known[reason] = _reason(reason)
        return [known[reason] for reason in judgement.reasons]

    def _findings(self, card: Scorecard) -> list[_Finding]:
        """Return the findings of a service, without a call for each: a fleet has many thousands."""
        weights, sentences = self._weights, self._sentences
        # What a finding costs is the same wherever as much counts.
        points = self._points[card.tally.weight]
        found = []
        for each in card.findings:
            check, state = each.check, each.state
            costs = (state, each.units)
            if costs not in points:
                points[costs] = rounding.points(card.points_lost(each))
            says = SAID_OF(each)
            text = sentences.get(says)
            if text is None:
                text = sentences[says] = each.text
            found.append(
                _Finding(
                    check,
                    state,
                    each.beneath or UNSET,
                    each.answered_by,
                    CREDIT[state],
                    weights[check],
                    points[costs],
                    each.last_day or UNSET,
                    text,
                )
            )
        return found


def _reason(reason: Reason) -> _Reason:
    return _Reason(
        code=reason.code,
        text=reason_text(reason),
        about=_About(reason.about.kind, reason.about.id),
        since=reason.since or UNSET,
        until=reason.until or UNSET,
    )


def _weights(standard: Standard) -> dict[str, float]:
    """Return what each check weighs: its own weight times its category's."""
    factors = {category.id: category.weight for category in standard.categories.values()}
    return {
        check.id: rounding.plain(check.weight * factors.get(check.category, 1))
        for check in standard.checks.values()
    }


def _risk(risk: Risk) -> _Risk:
    before, after = risk.inherent, risk.residual
    return _Risk(
        risk.id,
        risk.origin,
        before.likelihood,
        before.impact,
        before.exposure,
        risk.band,
        _Position(after.likelihood, after.impact, after.exposure, risk.residual_band),
        risk.status,
    )


def _index(portfolio: Portfolio) -> dict[str, Any]:
    cards = [card for card in portfolio.scorecards.values() if card.is_in_groups]
    verdicts = Counter(card.verdict for card in cards)
    return {
        "title": portfolio.catalog.title,
        "generator": {"name": "gonogo", "version": __version__},
        "services": len(portfolio.scorecards),
        "unreadable": len(portfolio.unreadable),
        "verdicts": {verdict: verdicts[verdict] for verdict in Verdict},
        "files": {
            "score": "../../score.json",
            "services": "services.json",
            "service": "services/{id}.json",
            "teams": "teams.json",
            "csv": "../../services.csv",
        },
    }


def _services(portfolio: Portfolio) -> dict[str, Any]:
    return {"services": [_line(card) for card in portfolio.scorecards.values()]}


def _line(card: Scorecard) -> _Line:
    """Return a service in one line: where it stands, without saying why."""
    service = card.service
    return _Line(
        id=service.id,
        name=service.name,
        owner=service.owner,
        tier=service.tier,
        kind=service.kind,
        lifecycle=service.lifecycle,
        system=service.system,
        tags=service.tags,
        verdict=card.verdict,
        level=card.level,
        effective_level=card.effective_level,
        required_level=card.required_level,
        required_satisfied=card.required_satisfied,
        score=rounding.score_of(card.tally),
        failing=card.failing,
        risks=len(counts.standing(card)),
        next_review_on=card.next_review_on,
        details=f"services/{service.id}.json",
    )


def _teams(portfolio: Portfolio, groups: Mapping[str, Rollup]) -> list[dict[str, Any]]:
    teams = portfolio.catalog.teams
    return [
        {"id": id_, "name": group.title, "parent": teams[id_].parent if id_ in teams else None}
        | _group(group)
        for id_, group in sorted(groups.items())
    ]


def _group(group: Rollup) -> dict[str, Any]:
    return {
        "services": group.members,
        "left_out": group.left_out,
        "verdicts": {verdict: group.verdicts.get(verdict, 0) for verdict in Verdict},
        "levels": [{"level": level or None, "services": count} for level, count in group.levels.items()],
        "score": rounding.score(group.score),
        "scored": group.scored,
        "satisfied": {"services": group.satisfied.part, "of": group.satisfied.whole},
        "waivers_in_force": group.waivers_in_force,
        "reviews_overdue": group.reviews_overdue,
    }

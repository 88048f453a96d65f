"""Data of the portal's own tables, as scripts: they load from a disk and under a strict policy.

Each sets one global. Rows are lists in the order of `columns`; what repeats is an index into a list
beside them (-1: none). Rows of all files are in the order of the services.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import (
    Due,
    Finding,
    Origin,
    Portfolio,
    Risk,
    Scorecard,
    State,
    Tally,
    Verdict,
)
from gonogo.model.standard import Standard
from gonogo.model.words import RiskStatus
from gonogo.publish.formats import counts, rounding
from gonogo.publish.formats.facts import Facts
from gonogo.publish.formats.known import of_each

FOLDER = "assets/data"

SERVICES, MATRIX, RISKS = (f"{FOLDER}/{name}.js" for name in ("services", "matrix", "risks"))

COLUMNS = (
    "id",
    "name",
    "team",
    "tier",
    "kind",
    "lifecycle",
    "system",
    "tags",
    "verdict",
    "level",
    "score",
    "failing",
    "waived",
    "risks",
    "band",
    "due",
    "review",
    "categories",
)

RISK_COLUMNS = (
    "service",
    "id",
    "title",
    "origin",
    "likelihood",
    "impact",
    "residualLikelihood",
    "residualImpact",
    "band",
    "status",
    "owner",
    "due",
)

LETTERS = {
    State.MET: "m",
    State.LATE: "l",
    State.PARTIAL: "p",
    State.UNMET: "u",
    State.UNKNOWN: "k",
    State.UNPROVEN: "v",
    State.EXPIRED: "x",
    State.WAIVED: "w",
    State.NOT_APPLICABLE: "a",
    State.SCHEDULED: "s",
}
"""One letter a state, so that a row of the matrix is one word."""

PLANNED, ABSENT = "n", "."

NONE = -1


def render(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the scripts of the Services table, of the matrix and of the risk register."""
    yield from of_groups(portfolio, facts)
    yield from of_organisation(portfolio, facts)


def of_groups(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield the script of the Services table, which shows what falls due."""
    yield _script(SERVICES, "gonogoServices", services(portfolio, facts))


def of_organisation(portfolio: Portfolio, facts: Facts) -> Iterator[Artifact]:
    """Yield those of the matrix and of the risk register, which show findings."""
    yield _script(MATRIX, "gonogoMatrix", matrix(portfolio, facts))
    yield _script(RISKS, "gonogoRisks", risks(portfolio, facts))


def _script(path: str, name: str, value: Any) -> Artifact:
    """Return a script that sets a global; nothing in it ends a script element or a line."""
    text = msgspec.json.encode(value)
    for character in "<>&\u2028\u2029":
        text = text.replace(character.encode(), b"\\u%04x" % ord(character))
    return Artifact(path=path, content=b"window.%b=%b;\n" % (name.encode(), text))


def services(portfolio: Portfolio, facts: Facts) -> dict[str, Any]:
    """Return every service in one row."""
    rows = _Rows(portfolio, facts)
    words = rows.words
    table = [rows.of(card) for card in portfolio.scorecards.values()]
    return {
        "day": portfolio.day,
        "columns": COLUMNS,
        "teams": words.teams(),
        "kinds": words.of("kind"),
        "lifecycles": words.of("lifecycle"),
        "systems": words.of("system"),
        "tags": words.of("tag"),
        "verdicts": list(Verdict),
        "levels": [[level.id, level.name] for level in portfolio.standard.levels],
        "bands": [band.id for band in portfolio.standard.bands],
        "categories": [[each.id, each.name] for each in portfolio.standard.categories.values()],
        "rows": table,
    }


class _Words:
    """Words that repeat, each once, in the order in which they are first needed."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self._known: dict[str, dict[str, int]] = defaultdict(dict)
        for team in portfolio.catalog.teams:
            self.index("team", team)

    def index(self, kind: str, word: str | None) -> int:
        """Return the place of a word in its list, -1 for none."""
        known = self._known[kind]
        return NONE if word is None else known.setdefault(word, len(known))

    def of(self, kind: str) -> list[str]:
        """Return the words of a kind."""
        return list(self._known[kind])

    def teams(self) -> list[tuple[str, str, int]]:
        """Return id, name and place of the parent of each team, of unknown ones the id twice."""
        catalog = self.portfolio.catalog.teams
        found = []
        for id_ in self._known["team"]:
            team = catalog.get(id_)
            parent = self._known["team"].get(team.parent or "", NONE) if team is not None else NONE
            found.append((id_, id_ if team is None else team.name, parent))
        return found


def next_due(agenda: Sequence[Due]) -> dict[str, date]:
    """Return the next day on which something asks a service for something; it is past for what is overdue."""
    return {due.service: due.day for due in reversed(agenda)}


class _Rows:
    """Writes a service in one row."""

    def __init__(self, portfolio: Portfolio, facts: Facts) -> None:
        self.words = _Words(portfolio)
        self._standard = portfolio.standard
        self._due = next_due(facts.agenda)
        self._levels = _places(level.id for level in portfolio.standard.levels)
        self._bands = _places(band.id for band in portfolio.standard.bands)
        self._verdicts = _places(Verdict)

    def of(self, card: Scorecard) -> list[Any]:
        """Return the row, in the order of the columns."""
        service, index = card.service, self.words.index
        risks = counts.standing(card)
        worst = max(risks, key=lambda risk: risk.residual.exposure, default=None)
        return [
            *(service.id, service.name, index("team", service.owner), service.tier or 0),
            *(index("kind", service.kind), index("lifecycle", service.lifecycle)),
            *(index("system", service.system), [index("tag", tag) for tag in service.tags]),
            self._verdicts.get(card.verdict, NONE),
            self._levels.get(card.level, NONE),
            rounding.score_of(card.tally),
            *(card.failing, card.waived, len(risks)),
            NONE if worst is None else self._bands.get(worst.residual_band, NONE),
            self._due.get(service.id),
            None if card.latest_review is None else card.latest_review.date,
            [NONE if each is None else each for each in categories(card, self._standard)],
        ]


def _places(words: Iterable[str]) -> dict[str | None, int]:
    """Return where each word stands."""
    return {word: place for place, word in enumerate(words)}


def categories(card: Scorecard, standard: Standard) -> list[int | None]:
    """Return the score of each category in whole points, None where nothing counts in it.

    A category in which something fails never rounds up to 100, one with any credit never down to 0.
    """
    return [_whole(card.categories.get(id_)) for id_ in standard.categories]


def _whole(tally: Tally | None) -> int | None:
    """Return a score in whole points; None where nothing counts."""
    if tally is None or not tally.weight:
        return None
    credit, weight = tally.credit, tally.weight
    if credit in {0, 2 * weight}:
        return 100 if credit else 0
    return min(99, max(1, rounding.divided(50 * credit, weight)))


class Words(msgspec.Struct):
    """How all checks fare on some services, a letter each: words by the id of the service."""

    of: dict[str, str]


def matrix(portfolio: Portfolio, facts: Facts) -> dict[str, Any]:
    """Return the state of every check on every service: a word a service, a letter a check."""
    standard = portfolio.standard
    checks = [check for check in standard.checks.values() if not check.retired]
    places = {id_: place for place, id_ in enumerate(standard.categories)}
    ids = [check.id for check in checks]
    return {
        "checks": [[each.id, each.title, places.get(each.category, NONE)] for each in checks],
        "rows": of_each(portfolio, facts.memos, Words, lambda card: _word(card, ids)),
    }


def _word(card: Scorecard, checks: Iterable[str]) -> str:
    found = {each.check: letter(each) if each.planned else LETTERS[each.state] for each in card.findings}
    return "".join([found.get(check, ABSENT) for check in checks])


def letter(finding: Finding) -> str:
    """Return the letter of a finding; an unmet one with an owner and a day ahead has its own."""
    return PLANNED if finding.planned and finding.state is State.UNMET else LETTERS[finding.state]


Row = tuple[str, Origin, int, int, int, int, int, RiskStatus | None, str | None, date | None]
"""What stands in the register of a risk, without the service, and with its title in front."""


class Register(msgspec.Struct):
    """The standing risks of some services, each after its title, by the id of the service."""

    of: dict[str, list[tuple[str, Row]]]


def risks(portfolio: Portfolio, facts: Facts) -> dict[str, Any]:
    """Return every standing risk of every service that counts; titles that repeat are in a list."""
    titles: dict[str, int] = {}
    bands = _places(band.id for band in portfolio.standard.bands)
    known = of_each(portfolio, facts.memos, Register, lambda card: _risks(card, bands, portfolio))
    rows = [
        (place, row[0], titles.setdefault(title, len(titles)), *row[1:])
        for place, those in enumerate(known)
        for title, row in those
    ]
    return {"columns": RISK_COLUMNS, "titles": list(titles), "rows": rows}


def _risks(card: Scorecard, bands: Mapping[str | None, int], portfolio: Portfolio) -> list[tuple[str, Row]]:
    """Return the standing risks of a service, if it counts."""
    declared = {risk.id: risk for risk in card.service.risks}
    rows: list[tuple[str, Row]] = []
    for risk in counts.standing(card) if card.is_in_groups else ():
        known = declared.get(risk.id) if risk.status is not None else None
        before, after = risk.inherent, risk.residual
        row = (
            *(risk.id, risk.origin),
            *(before.likelihood, before.impact, after.likelihood, after.impact),
            *(bands.get(risk.residual_band, NONE), risk.status),
            *(_owner(risk, portfolio), None if known is None else known.due_on),
        )
        rows.append((risk.title, row))
    return rows


def _owner(risk: Risk, portfolio: Portfolio) -> str | None:
    """Return whose a risk is, by the name of the person or team where it is known."""
    if risk.owner is None:
        return None
    owner = portfolio.catalog.people.get(risk.owner) or portfolio.catalog.teams.get(risk.owner)
    return risk.owner if owner is None else owner.name

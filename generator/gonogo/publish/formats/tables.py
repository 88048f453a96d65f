"""Data of the portal's own tables, as scripts: they load from a disk and under a strict policy.

Each sets one global. Rows are lists in the order of `columns`; what repeats is an index into a list
beside them (-1: none). Rows of all files are in the order of the services.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from gonogo.model.artifact import Artifact
from gonogo.model.portfolio import HALVES, Due, Finding, Portfolio, Risk, Scorecard, State, Tally, Verdict
from gonogo.model.standard import Band, Standard
from gonogo.publish.formats import rounding
from gonogo.publish.formats.agenda import agenda
from gonogo.publish.formats.facts import Facts

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
    yield _script(SERVICES, "gonogoServices", services(portfolio, facts))
    yield _script(MATRIX, "gonogoMatrix", matrix(portfolio))
    yield _script(RISKS, "gonogoRisks", risks(portfolio))


def _script(path: str, name: str, value: Any) -> Artifact:
    """Return a script that sets a global; nothing in it ends a script element or a line."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Artifact(path=path, content=f"window.{name}={text};\n".encode())


def services(portfolio: Portfolio, facts: Facts) -> dict[str, Any]:
    """Return every service in one row."""
    cards = portfolio.scorecards.values()
    words = _Words(portfolio)
    due = next_due(portfolio, facts.due)
    rows = [_row(card, words, due, portfolio) for card in cards]
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
        "rows": rows,
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


def next_due(portfolio: Portfolio, falling_due: Iterable[Due]) -> dict[str, date]:
    """Return the next day on which something asks a service for something; it is past for what is overdue."""
    days: dict[str, date] = {}
    for due in agenda(portfolio, falling_due):
        days.setdefault(due.service, due.day)
    return days


def _row(card: Scorecard, words: _Words, due: Mapping[str, date], portfolio: Portfolio) -> list[Any]:
    service, standard = card.service, portfolio.standard
    standing = [risk for risk in card.risks if risk.is_standing]
    worst = max(standing, key=lambda risk: risk.residual.exposure, default=None)
    values = {
        "id": service.id,
        "name": service.name,
        "team": words.index("team", service.owner),
        "tier": service.tier or 0,
        "kind": words.index("kind", service.kind),
        "lifecycle": words.index("lifecycle", service.lifecycle),
        "system": words.index("system", service.system),
        "tags": [words.index("tag", tag) for tag in service.tags],
        "verdict": NONE if card.verdict is None else list(Verdict).index(card.verdict),
        "level": level_index(standard, card.level),
        "score": rounding.score(card.score),
        "failing": sum(finding.is_failing for finding in card.findings),
        "waived": sum(finding.state is State.WAIVED for finding in card.findings),
        "risks": len(standing),
        "band": band_index(standard.bands, worst),
        "due": due.get(service.id),
        "review": None if card.latest_review is None else card.latest_review.date,
        "categories": [NONE if each is None else each for each in categories(card, standard)],
    }
    return [values[column] for column in COLUMNS]


def level_index(standard: Standard, level: str | None) -> int:
    """Return which rung a level is, from 0; -1 for none."""
    return next((rung for rung, each in enumerate(standard.levels) if each.id == level), NONE)


def band_index(bands: Iterable[Band], risk: Risk | None) -> int:
    """Return in which band the residual position of a risk lies."""
    if risk is None:
        return NONE
    return next((place for place, band in enumerate(bands) if band.id == risk.residual_band), NONE)


def categories(card: Scorecard, standard: Standard) -> list[int | None]:
    """Return the score of each category in whole points, None where nothing counts in it.

    A category in which something fails never rounds up to 100, one with any credit never down to 0.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    for finding in card.findings:
        check = standard.checks.get(finding.check)
        if check is not None and finding.is_counting:
            known = tallies[check.category]
            credit = known.credit + HALVES.get(finding.state, 0) * finding.units
            tallies[check.category] = Tally(credit=credit, weight=known.weight + finding.units)
    return [_whole(tallies[id_]) if id_ in tallies else None for id_ in standard.categories]


def _whole(tally: Tally) -> int | None:
    score = tally.score
    if score is None or score in {0, 100}:
        return None if score is None else int(score)
    return min(99, max(1, round(score)))


def matrix(portfolio: Portfolio) -> dict[str, Any]:
    """Return the state of every check on every service: a word a service, a letter a check."""
    standard = portfolio.standard
    checks = [check for check in standard.checks.values() if not check.retired]
    places = {id_: place for place, id_ in enumerate(standard.categories)}
    return {
        "checks": [[each.id, each.title, places.get(each.category, NONE)] for each in checks],
        "rows": [_word(card, [check.id for check in checks]) for card in portfolio.scorecards.values()],
    }


def _word(card: Scorecard, checks: Iterable[str]) -> str:
    found = {finding.check: letter(finding) for finding in card.findings}
    return "".join(found.get(check, ABSENT) for check in checks)


def letter(finding: Finding) -> str:
    """Return the letter of a finding; an unmet one with an owner and a day ahead has its own."""
    return PLANNED if finding.planned and finding.state is State.UNMET else LETTERS[finding.state]


def risks(portfolio: Portfolio) -> dict[str, Any]:
    """Return every standing risk of every service that counts; titles that repeat are in a list."""
    titles: dict[str, int] = {}
    rows = []
    for place, card in enumerate(portfolio.scorecards.values()):
        if card.is_in_groups:
            declared = {risk.id: risk for risk in card.service.risks}
            for risk in card.risks:
                if risk.is_standing:
                    title = titles.setdefault(risk.title, len(titles))
                    known = declared.get(risk.id) if risk.status is not None else None
                    due = None if known is None else known.due_on
                    rows.append(_risk(place, title, risk, due, portfolio))
    return {"columns": RISK_COLUMNS, "titles": list(titles), "rows": rows}


def _risk(place: int, title: int, risk: Risk, due: date | None, portfolio: Portfolio) -> list[Any]:
    owner = portfolio.catalog.people.get(risk.owner or "") or portfolio.catalog.teams.get(risk.owner or "")
    values = {
        "service": place,
        "id": risk.id,
        "title": title,
        "origin": risk.origin,
        "likelihood": risk.inherent.likelihood,
        "impact": risk.inherent.impact,
        "residualLikelihood": risk.residual.likelihood,
        "residualImpact": risk.residual.impact,
        "band": band_index(portfolio.standard.bands, risk),
        "status": risk.status,
        "owner": risk.owner if owner is None else owner.name,
        "due": due,
    }
    return [values[column] for column in RISK_COLUMNS]

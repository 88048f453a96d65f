"""The worked examples of “How scoring works”: their files, and what the assessment says of them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from gonogo.assess import assess, forecast
from gonogo.assess.compare import compare
from gonogo.assess.rollup import rollup
from gonogo.assess.steps import service_steps
from gonogo.model.portfolio import Event, Portfolio, Risk, Scorecard, Verdict
from gonogo.model.words import Severity
from gonogo.read import Reading
from guide import small

FOLDER = Path(__file__).parents[2] / "site_templates" / "guide" / "examples"
"""A file is a list of examples, with the standard that they share."""

NONE = "none"
"""How an example says that there is no score, level or verdict."""

KEYS = {"title", "says", "standard", "manifest", "files", "before", "expect"}
"""All that an example may hold."""

SERVICE = "orders"


class Example(NamedTuple):
    """One worked example on one day."""

    topic: str
    title: str
    fragments: Mapping[str, str]
    day: date
    last: date
    expect: Mapping[str, Any]
    before: Mapping[str, Any] | None = None


def topics() -> dict[str, dict[str, Any]]:
    """Return the files of examples by topic."""
    return {path.stem: small.loaded(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def examples() -> Iterator[Example]:
    """Yield every example once for each day that it is about."""
    for topic, held in topics().items():
        for each in held["examples"]:
            days, before = each["expect"], each.get("before")
            for day, expect in days.items():
                fragments = files(each, held["standard"])
                yield Example(topic, each["title"], fragments, day, max(days), expect, before)


def files(each: Mapping[str, Any], standard: str) -> dict[str, str]:
    """Return the files that an example shows, by path."""
    shown = {"standard.yaml": each.get("standard", standard), small.ORDERS: each.get("manifest", "")}
    return {**shown, **each.get("files", {})}


class Outcome(NamedTuple):
    """What reading and assessing an example came to."""

    reading: Reading
    portfolio: Portfolio
    before: Portfolio | None = None

    def of(self, service: str) -> "Told":
        """Return what was found about one service."""
        return Told(self, self.portfolio.scorecards[service])


class Told(NamedTuple):
    """An outcome as one service sees it; an expectation asks it by its key."""

    outcome: Outcome
    card: Scorecard


def outcome(example: Example, root: Path) -> Outcome:
    """Read and assess an example in `root`."""
    reading, portfolio = assessed(example.fragments, root / "now", example.day, example.last)
    was = example.before
    if was is None:
        return Outcome(reading, portfolio)
    _, before = assessed(files(was, was["standard"]), root / "before", was["day"], was["day"])
    return Outcome(reading, portfolio, before)


def assessed(fragments: Mapping[str, str], root: Path, day: date, today: date) -> tuple[Reading, Portfolio]:
    """Read and assess a small catalog."""
    reading = small.reading(root, fragments, day=day, today=today)
    assert reading.catalog is not None, reading.problems
    return reading, assess(reading.catalog, day)


def answers(told: Told, expect: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the assessment says to each key of `expect`, in the words of the examples."""
    return {key: ASKED[key](told, expected) for key, expected in expect.items()}


def _states(told: Told, _: object) -> dict[str, str]:
    return {finding.check: finding.state.value for finding in told.card.findings}


def _some(pick: Callable[[Any], Any]) -> Callable[[Told, Mapping[str, Any]], dict[str, Any]]:
    """Return a question about only those checks that the expectation names."""

    def asked(told: Told, expected: Mapping[str, Any]) -> dict[str, Any]:
        found = {finding.check: finding for finding in told.card.findings}
        return {check: pick(found[check]) if check in found else "not listed" for check in expected}

    return asked


def _listed_states(told: Told, expected: Mapping[str, str]) -> dict[str, str]:
    """Return the states of the checks that are named; of all, where none or not all are listed."""
    states = _states(told, expected)
    named = {check: state for check, state in states.items() if check in expected}
    return named if expected and all(check in states for check in expected) else states


def _points(told: Told, expected: Mapping[str, Any]) -> dict[str, Any]:
    found = {finding.check: finding for finding in told.card.findings}
    return {check: number(told.card.points_lost(found[check])) for check in expected}


def number(value: Fraction | None) -> float | str:
    """Return points as they are shown: with one decimal, halves away from zero."""
    if value is None:
        return NONE
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    return float(Fraction(tenths if value > 0 else -tenths, 10))


def _or_none(value: object) -> str:
    return NONE if value is None else str(value)


def _standing(told: Told) -> list[Risk]:
    return [risk for risk in told.card.risks if risk.is_standing]


def _target(told: Told, _: object) -> str:
    return NONE if told.card.target is None else told.card.target.text


def _codes(told: Told, _: object) -> list[str]:
    problems = told.outcome.reading.problems
    return sorted({each.code for each in problems if each.severity is not Severity.NOTICE})


def _group(told: Told, _: object) -> dict[str, object]:
    group = rollup(told.outcome.portfolio)
    return {
        "share": f"{group.satisfied.part} of {group.satisfied.whole}",
        "score": number(group.score),
        "services": len(group.members),
        "unassessed": group.verdicts.get(Verdict.UNASSESSED, 0),
    }


def _services(told: Told, expected: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {id_: answers(told.outcome.of(id_), wanted) for id_, wanted in expected.items()}


def _change(told: Told, _: object) -> dict[str, Any]:
    assert told.outcome.before is not None, "only an example with `before` has a change"
    (change,) = compare(told.outcome.before, told.outcome.portfolio).services
    parts = {part.cause.value: number(part.points) for part in change.parts}
    return {"points": number(change.points), "parts": parts}


def _forecast(told: Told, _: object) -> list[str]:
    return [_event(each) for each in forecast(told.outcome.portfolio).events]


def _event(event: Event) -> str:
    many = f" for {len(event.costs)} services" if len(event.costs) > 1 else ""
    cost = f", {number(event.points)} points lost" if event.points else ""
    return f"{event.day}: {event.kind.replace('-', ' ')}{many}{cost}"


ASKED: dict[str, Callable[[Told, Any], Any]] = {
    "states": _listed_states,
    "beneath": _some(lambda finding: finding.beneath),
    "answered_by": _some(lambda finding: finding.answered_by or "nobody"),
    "text": _some(lambda finding: finding.text),
    "last_day": _some(lambda finding: finding.last_day),
    "points_lost": _points,
    "score": lambda told, _: number(told.card.score),
    "raw_score": lambda told, _: number(told.card.raw_score),
    "coverage": lambda told, _: told.card.coverage.text,
    "level": lambda told, _: _or_none(told.card.level),
    "earned_level": lambda told, _: _or_none(told.card.earned_level),
    "effective_level": lambda told, _: _or_none(told.card.effective_level),
    "verdict": lambda told, _: _or_none(told.card.verdict),
    "reasons": lambda told, _: [reason.code.value for reason in told.card.reasons],
    "as_if": lambda told, _: _or_none(told.card.as_if and told.card.as_if.verdict),
    "target": _target,
    "conditions": lambda told, _: [each.condition.id for each in told.card.conditions],
    "next_review_on": lambda told, _: told.card.next_review_on or NONE,
    "risks": lambda told, _: {
        risk.id: f"{risk.inherent.likelihood} × {risk.inherent.impact} = {risk.band}"
        for risk in _standing(told)
    },
    "residual": lambda told, _: {
        risk.id: f"{risk.residual.likelihood} × {risk.residual.impact} = {risk.residual_band}"
        for risk in _standing(told)
    },
    "services": _services,
    "group": _group,
    "change": _change,
    "forecast": _forecast,
    "next_steps": lambda told, _: [
        step.check for step in service_steps(told.outcome.portfolio, told.card).steps
    ],
    "to_next_level": lambda told, _: [
        step.check for step in service_steps(told.outcome.portfolio, told.card).to_next_level
    ],
    "unreadable": lambda told, _: len(told.outcome.portfolio.unreadable),
    "problems": _codes,
}
"""Everything that an example may expect, and where the answer is found."""

"""From reports to what they prove: results for the checks of a service, or why there are none."""

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Any

from gonogo.intake.clean import line
from gonogo.intake.collectors import COLLECTORS, OPEN, Collector
from gonogo.intake.mistake import Mistake
from gonogo.intake.reports import UnusableError
from gonogo.intake.rules import Bound, Judgement, Rule, bound, judge
from gonogo.intake.totals import Totals
from gonogo.model.noun import Noun
from gonogo.model.problem import Place
from gonogo.model.words import Result

LONGEST = 500


class Report(Noun):
    """A file: its path as messages show it, and its path as rules look at it."""

    path: str
    looked_at: str
    content: bytes


class _Read(Noun):
    """A report that was read; of its content only the facts are kept."""

    path: str
    looked_at: str
    facts: Any


class Proof(Noun):
    """What reports say of a check; `day` is the oldest day that one of them tells of itself."""

    check: str
    result: Result
    observed: str
    expected: str
    day: date | None = None


class Collection(Noun):
    """What came of all reports; where there are mistakes there are no proofs."""

    proofs: tuple[Proof, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def metrics(name: str) -> list[str]:
    """Return the numbers that thresholds may speak of."""
    return list(COLLECTORS[name].METRICS)


def understood(name: str, text: str) -> Bound | None:
    """Return the threshold in `text`; None where it is none, or of a number that the reports do not have."""
    found = bound(text, COLLECTORS[name].MAIN)
    if found is None or (found.metric not in COLLECTORS[name].METRICS and name not in OPEN):
        return None
    return found


def collect(
    name: str,
    reports: Iterable[Report],
    rules: Iterable[Rule],
    thresholds: list[Bound],
    *,
    checks: Container[str],
    check: str | None = None,
) -> Collection:
    """Return what reports prove of `checks`, or of one `check` whatever the rules say of paths and tools.

    All or nothing: one report that cannot be used may be the one that would have failed.
    """
    collector = COLLECTORS[name]
    read: list[_Read] = []
    mistakes = []
    for report in reports:
        try:
            facts = collector.read(report.content, report.path)
            read.append(_Read(path=report.path, looked_at=report.looked_at, facts=facts))
        except UnusableError as error:
            meant = "".join(f"; it reads like a report of {each}" for each in _meant(name, report))
            mistakes.append(_mistake(report.path, UnusableError(f"{error}{meant}", error.line)))
    if mistakes:
        return Collection(mistakes=tuple(mistakes))
    wanted = list(_wanted(name, rules, checks, check))
    try:
        proofs = list(_proofs(collector, read, wanted, thresholds))
    except UnusableError as error:
        return Collection(mistakes=(_mistake(read[0].path, error),))
    if not proofs:
        about = ", ".join(sorted({rule.check for rule in wanted}))
        looked = (
            f"it says nothing of {about}" if about else f"no rule of {name} is about a check of the standard"
        )
        return Collection(
            mistakes=(_mistake(read[0].path, UnusableError(f"{looked}; name one with --check")),)
        )
    return Collection(proofs=tuple(_worst(proofs)))


def _meant(name: str, report: Report) -> Iterator[str]:
    """Yield the other collectors that can read a report; JSON and YAML of any sort are read by none."""
    for other, collector in COLLECTORS.items():
        if other != name:
            try:
                collector.total([collector.read(report.content, report.path)])
            except UnusableError:
                continue
            yield other


def _mistake(path: str, error: UnusableError) -> Mistake:
    return Mistake(place=Place(path=path, line=error.line), message=line(str(error), LONGEST))


def _wanted(name: str, rules: Iterable[Rule], checks: Container[str], check: str | None) -> Iterator[Rule]:
    """Yield the rules that are asked for; one check is proven even where no rule knows it."""
    if check is None:
        yield from (rule for rule in rules if rule.check in checks)
        return
    own = [rule for rule in rules if rule.check == check]
    expect = own[0].expect if own else COLLECTORS[name].EXPECT
    yield Rule(report=name, check=check, expect=expect)


def _proofs(
    collector: Collector, read: list[_Read], rules: list[Rule], thresholds: list[Bound]
) -> Iterator[Proof]:
    for rule in rules:
        chosen = [each.facts for each in read if rule.is_for(each.looked_at, getattr(each.facts, "tool", ""))]
        if not chosen:
            continue
        totals = collector.total(chosen)
        if any(need not in totals.numbers for need in rule.needs):
            continue
        judgement = _judged(collector, totals, rule, thresholds)
        yield Proof(
            check=rule.check,
            result=judgement.result,
            observed=line(judgement.observed, LONGEST),
            expected=line(judgement.expected, LONGEST),
            day=totals.day,
        )


def _judged(collector: Collector, totals: Totals, rule: Rule, thresholds: list[Bound]) -> Judgement:
    """Return what totals say under a rule; a threshold replaces the rule's own for the same number."""
    named = {each.metric for each in thresholds}
    own = [each for text in rule.expect if (each := bound(text, collector.MAIN)) is not None]
    bounds = [*(each for each in own if each.metric not in named), *thresholds]
    said = [each for each in bounds if each.metric in totals.numbers or each.metric not in collector.OPTIONAL]
    if not said and bounds:
        raise UnusableError(collector.OPTIONAL[bounds[0].metric])
    return judge(totals, said, collector.METRICS, collector.HEADLINE)


def _worst(proofs: list[Proof]) -> Iterator[Proof]:
    """Yield one proof a check: of several a failed one."""
    by_check: dict[str, Proof] = {}
    for each in proofs:
        known = by_check.get(each.check)
        if known is None or (known.result is Result.PASS and each.result is Result.FAIL):
            by_check[each.check] = each
    yield from (by_check[check] for check in sorted(by_check))

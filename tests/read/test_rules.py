"""Rules at their edges: the last that is in order, and the first that is not; then those of the fleet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.read import fleet
from gonogo.read.files import Found
from gonogo.read.manifests import Parsed
from gonogo.read.rules import without
from read.catalogs import codes, parsed, reading, service

REVIEW = "{date: 2026-10-01, kind: periodic, decision: go, reviewers: [{id: carla}], %s}"
RISK = (
    "{id: %s, title: T, cause: C, consequence: Q, likelihood: 1, impact: 1, treatment: accept, owner: ana, "
    "status: accepted, accepted_by: carla, accepted_on: %s, review_on: %s}"
)
WAIVER = "checks: {rollback: {status: unmet, waiver: {reason: R, approved_by: carla, %s}}}"
CONDITION = f"reviews: [{REVIEW % 'conditions: [{id: C-1, text: T, owner: ana, %s}]'}]"
EVIDENCE = "checks: {alerts: {status: met, evidence: [{kind: %s, url: 'https://e.org', %s}]}}"
EXEMPT = "checks: {backups: {status: not-applicable, reason: R, approved_by: carla, %s}}"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("  confirmed: {by: ana, on: 2026-11-24}", []),
        ("  confirmed: {by: ana, on: 2026-11-25}", ["GN401"]),
        ("  confirmed: {by: nobody, on: 2026-11-24}", ["GN313"]),
        ("  confirmed: {by: team-pay, on: 2026-11-24}", []),
        ("  target: {on: 2026-11-23, tier: 3}", []),
        ("  target: {on: 2026-11-22, tier: 3}", ["GN420"]),
        ("  target: {on: 2026-11-23, tier: 4}", ["GN312"]),
        (EVIDENCE % ("dashboard", "collected_on: 2026-11-24"), []),
        (EVIDENCE % ("dashboard", "collected_on: 2026-11-25"), ["GN401"]),
        (EVIDENCE % ("dashboard", "collected_on: 2026-11-02, expires_on: 2026-11-02"), []),
        (EVIDENCE % ("dashboard", "collected_on: 2026-11-02, expires_on: 2026-11-01"), ["GN407"]),
        (EVIDENCE % ("report", "collected_on: 2026-11-02"), ["GN408"]),
        (EVIDENCE % ("dashboard", "collected_on: 2026-11-02, collected_by: nobody"), ["GN313"]),
        (WAIVER % "approved_on: 2026-08-25, expires_on: 2026-11-23", []),
        (WAIVER % "approved_on: 2026-08-25, expires_on: 2026-11-22", ["GN403"]),
        (WAIVER % "approved_on: 2026-11-01, expires_on: 2027-04-30", []),
        (WAIVER % "approved_on: 2026-11-01, expires_on: 2027-05-01", ["GN404"]),
        (WAIVER % "approved_on: 2026-05-27, expires_on: 2026-12-01", ["GN404"]),
        (WAIVER % "approved_on: 2026-05-26, expires_on: 2026-12-01", ["GN403", "GN404"]),
        (WAIVER % "approved_on: 2026-11-02, expires_on: 2026-11-01", ["GN407"]),
        (WAIVER % "approved_on: 2026-11-24, expires_on: 2026-11-24", []),
        (WAIVER % "approved_on: 2026-11-25, expires_on: 2026-11-25", ["GN401"]),
        (EXEMPT % "approved_on: 2026-11-24, expires_on: 2026-11-24", []),
        (EXEMPT % "approved_on: 2026-11-25", ["GN401"]),
        (EXEMPT % "approved_on: 2026-11-02, expires_on: 2026-11-01", ["GN407"]),
        (EXEMPT % "expires_on: 2027-01-01", ["GN411"]),
        (f"risks: [{RISK % ('R-1', '2026-11-24', '2026-11-23')}]", []),
        (f"risks: [{RISK % ('R-1', '2026-11-25', '2026-11-23')}]", ["GN401"]),
        (f"risks: [{RISK % ('R-1', '2026-11-01', '2026-11-22')}]", ["GN421"]),
        (f"risks: [{', '.join([RISK % ('R-1', '2026-11-01', '2026-12-01')] * 2)}]", ["GN321"]),
        (f"reviews: [{REVIEW % 'next_review_on: 2026-10-01'}]", ["GN402"]),
        (f"reviews: [{REVIEW % 'next_review_on: 2026-09-30'}]", ["GN407"]),
        (CONDITION % "done_on: 2026-10-01", []),
        (CONDITION % "done_on: 2026-09-30", ["GN407"]),
        (CONDITION % "done_on: 2026-11-25", ["GN401"]),
        (CONDITION % "check: log-files", ["GN315"]),
    ],
)
def test_the_last_that_is_in_order_and_the_first_that_is_not(
    more: str, expected: list[str], tmp_path: Path
) -> None:
    assert codes(reading(tmp_path, {"services/a.yaml": service("a", f"{more}\n")})) == expected


def test_a_waiver_that_is_too_long_holds_until_its_longest(tmp_path: Path) -> None:
    for tier, last in ((1, "2027-01-30"), (2, "2027-04-30")):
        held = WAIVER % "approved_on: 2026-11-01, expires_on: 2027-06-01"
        files = {"services/a.yaml": service("a", f"  tier: {tier}\n{held}\n")}
        (problem,) = [each for each in reading(tmp_path, files).problems if each.code == "GN404"]
        assert problem.message.endswith(f"this one holds until {last}")
        assert problem.suggestion is not None
        assert problem.suggestion.replacement == last


@pytest.mark.parametrize(
    ("data", "routes", "left"),
    [
        ({"a": [1, 2, 3, 4]}, [("a", 0), ("a", 2)], {"a": [2, 4]}),
        ({"a": [1, 2, 3, 4]}, [("a", 2), ("a", 0), ("a", 2)], {"a": [2, 4]}),
        ({"a": {"b": 1}, "c": 2}, [("a",), ("a", "b")], {"c": 2}),
        ({"a": [{"b": 1, "c": 2}, {"b": 3}]}, [("a", 0), ("a", 1, "b")], {"a": [{}]}),
        ({"a": [{"b": 1}, {"b": 2}]}, [("a", 0), ("a", 0, "b")], {"a": [{"b": 2}]}),
        ({"a": [[1, 2], [3]]}, [("a", 0, 1), ("a", 1)], {"a": [[1]]}),
        ({"a": [1]}, [("a", 1), ("a", "x"), ("a", 1, 0)], {"a": [1]}),
        ({"a": 1}, [("a", "b"), ("c",), ("c", "d", "e")], {"a": 1}),
        ({"a": {"1": {"b": 2}}}, [("a", 1, "b")], {"a": {"1": {}}}),
    ],
)
def test_what_is_left_without_what_had_to_go(data: Any, routes: list[Any], left: Any) -> None:
    before = repr(data)
    assert without(data, routes) == left
    assert repr(data) == before


# The fleet ---------------------------------------------------------------------------------------


def circles(needs: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Return the service at which each circle is told, and how it goes round."""
    names = {name: name for name in needs}
    told = fleet.cycles([parsed(name, each) for name, each in needs.items()], names)
    return [(each.parsed.id or "", each.complaint.message.partition(": ")[2]) for each in told]


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["a"]}, [("a", "a → a")]),
        ({"b": ["a"], "a": ["b"]}, [("a", "a → b → a")]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": ["a"]}, [("a", "a → c → a")]),
        ({"a": ["b"], "b": ["b", "c"], "c": ["d"], "d": ["c"]}, [("c", "c → d → c"), ("b", "b → b")]),
        ({"c": ["ghost", "a"], "a": ["b"], "b": ["c"]}, [("a", "a → b → c → a")]),
    ],
)
def test_a_circle_is_told_at_its_first_service_by_its_shortest_way(
    needs: dict[str, list[str]], told: list[tuple[str, str]]
) -> None:
    assert circles(needs) == told


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (7, "s0 → s1 → s2 → s3 → s4 → s5 → s6 → s0"),
        (8, "s0 → s1 → s2 → s3 → s4 → s5 → … (2 more) → s0"),
    ],
)
def test_a_long_way_round_is_shortened(length: int, told: str) -> None:
    needs = {f"s{number}": [f"s{(number + 1) % length}"] for number in range(length)}
    assert circles(needs) == [("s0", told)]


def test_a_circle_is_told_at_the_hard_dependency_that_leads_into_it() -> None:
    files = [parsed("b", ["a", "d", "c"], soft=["c"]), parsed("c", ["b"]), parsed("a"), parsed("d")]
    (found,) = fleet.cycles(files, {each.id or "": each.id or "" for each in files})
    assert found.complaint.route == ("service", "depends_on", 3, "service")


def reached(start: str, needs: Mapping[str, list[str]]) -> set[str]:
    """Return what `start` needs, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(needs[waiting.pop()]) - found
        found |= new
        waiting.extend(new)
    return found


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=3), min_size=7, max_size=7))
def test_circles_are_the_sets_of_services_that_need_each_other(drawn: list[list[str]]) -> None:
    needs = dict(zip("abcdefg", drawn, strict=True))
    far = {name: reached(name, needs) for name in needs}
    sets = {frozenset(each for each in far[name] if name in far[each]) for name in needs if name in far[name]}
    assert sorted(start for start, _ in circles(needs)) == sorted(min(each) for each in sets)


def test_ids_and_names_that_look_alike_are_told_whatever_stands_between_them() -> None:
    unread = Parsed(found=Found(name="b.yaml", shown="b.yaml"))
    files = [parsed("pay"), unread, parsed("pay"), parsed("other"), unread, parsed("рау"), parsed("раy")]
    told = [(each.parsed.id, each.complaint.route, each.others[0][0].id) for each in fleet.confusable(files)]
    assert told == [(name, ("service", key), "pay") for key in ("id", "name") for name in ("рау", "раy")]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
@pytest.mark.parametrize(
    ("code", "name", "what"),
    [("GN301", "same", "service id `same`"), ("GN316", "s{}", "former id `old`")],
)
def test_three_others_are_named_that_claim_the_same(
    code: str, name: str, what: str, count: int, tmp_path: Path
) -> None:
    files = {
        f"services/{number}.yaml": service(name.format(number), "  former_ids: [old]\n")
        for number in range(count)
    }
    told = [each for each in reading(tmp_path, files).problems if each.code == code]
    assert [Path(each.place.path).name for each in told] == [f"{number}.yaml" for number in range(count)]
    for number, each in enumerate(told):
        begin, _, named = each.message.partition(" is also claimed by ")
        others = [f"{other}.yaml" for other in range(count) if other != number]
        assert begin == what
        assert [Path(path).name for path in named.split(", ")] == others[:3]

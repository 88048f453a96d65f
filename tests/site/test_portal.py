from datetime import date

import pytest
from msgspec.structs import replace

from gonogo import publishing, resources
from gonogo.assess import HORIZON_DAYS, assess, falling_due, forecast, group_forecast, rollups
from gonogo.assess.forecast import Course, Foresight
from gonogo.insights import Derived, OnDemand
from gonogo.model.portfolio import Portfolio, Scope, Scorecard
from gonogo.order import Order
from gonogo.publish.links import Links
from gonogo.read import read

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    catalog = read(resources.demo(), day=DAY, today=DAY).catalog
    assert catalog is not None
    return assess(catalog, DAY)


def test_files_are_stamped_with_the_day_unless_a_moment_is_given(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert (publishing.edition(portfolio).day, publishing.edition(portfolio).stamped) == (DAY, DAY)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert (publishing.edition(portfolio).day, publishing.edition(portfolio).stamped) == (
        DAY,
        date(1970, 1, 2),
    )


def test_what_is_derived_late_is_what_assessing_says(portfolio: Portfolio) -> None:
    known, ahead = Derived(portfolio), forecast(portfolio)
    for scope in Scope:
        assert list(known.rollups[scope].values()) == list(rollups(portfolio, scope))
    for team in portfolio.catalog.teams:
        steps = group_forecast(portfolio, ahead, team).steps
        assert known.teams_ahead[team] == tuple((step.day, step.score) for step in steps)
    assert known.together_ahead == group_forecast(portfolio, ahead).steps
    assert known.steps.keys() == portfolio.scorecards.keys()


def test_a_value_is_made_once_and_only_for_a_key_that_is_known() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    late = OnDemand(["a", "b"], make)
    assert (late["a"], late["a"], late.get("c"), len(late), list(late)) == ("A", "A", None, 2, ["a", "b"])
    assert made == ["a"]
    assert dict(late) == {"a": "A", "b": "B"}
    assert made == ["a", "b"]
    with pytest.raises(KeyError):
        late["c"]


def test_what_falls_due_for_one_service_is_its_part_of_what_falls_due(portfolio: Portfolio) -> None:
    known = Derived(portfolio)
    due = falling_due(forecast(portfolio), HORIZON_DAYS)
    assert due
    for id_ in portfolio.scorecards:
        assert list(known.due_of(id_)) == [each for each in due if each.service == id_]


def test_a_catalog_that_is_empty_has_a_portal(portfolio: Portfolio) -> None:
    catalog = replace(portfolio.catalog, services={}, decisions=())
    order = Order(catalog=resources.demo(), day=DAY, today=DAY)
    made = publishing.publish(assess(catalog, DAY), (), Links(), order)
    renderer = made.publication.renderer()
    assert all(renderer.page(ref).body for ref in made.publication.refs)


def test_what_one_page_asks_of_the_forecast_looks_at_its_own_service_and_what_that_needs(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    course = Foresight.course

    def counted(self: Foresight, card: Scorecard) -> Course:
        looked.append(card.id)
        return course(self, card)

    monkeypatch.setattr(Foresight, "course", counted)
    known = Derived(portfolio)
    asked = portfolio.scorecards["checkout-api"].service
    alone = known.ahead["checkout-api"]
    assert set(looked) <= {"checkout-api", *(each.service for each in asked.depends_on)}
    assert len(looked) == len(set(looked))
    assert known.outlook.services()["checkout-api"] is alone
    assert known.outlook.whole() == forecast(portfolio)
    assert known.until == forecast(portfolio).until


def test_a_team_that_no_list_knows_has_files_and_no_page(portfolio: Portfolio) -> None:
    owner = portfolio.catalog.services["cart-service"].owner
    teams = {id_: team for id_, team in portfolio.catalog.teams.items() if id_ != owner}
    without = assess(replace(portfolio.catalog, teams=teams), DAY)
    order = Order(catalog=resources.demo(), day=DAY, today=DAY)
    for each, there in ((portfolio, set[str]()), (without, {owner})):
        made = publishing.publish(each, (), Links(), order).publication
        beside = made.beside()
        pages = {file.path for ref in made.refs for file in beside(ref)}
        alone = {file.path for make in made.of_groups for file in make()} - pages
        expected = {f"calendars/teams/{team}.ics" for team in there}
        assert {path for path in alone if path.startswith("calendars/teams/")} == expected
        assert {path for path in pages if f"/{owner}." in path} == set() or not there

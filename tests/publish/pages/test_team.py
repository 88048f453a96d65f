from msgspec.structs import replace

from assess import build
from gonogo.assess import assess
from gonogo.model.artifact import PageKind
from gonogo.model.catalog import Team
from publish.pages import drawn
from publish.pages.drawn import Elements


def body(name: str) -> str:
    return drawn.page(drawn.demo(), PageKind.TEAM, name).body


def test_a_domain_has_the_services_of_all_teams_below_it() -> None:
    portfolio = drawn.demo().portfolio
    teams = {"shop", *(each.id for each in portfolio.catalog.teams.values() if each.parent == "shop")}
    links = set(Elements(body("shop")).values("href"))
    owned = [card.id for card in portfolio.scorecards.values() if card.service.owner in teams]
    assert owned
    assert all(f"../../services/{id_}/" in links for id_ in owned)


def test_what_the_team_can_do_comes_before_what_waits_on_a_platform() -> None:
    for team in drawn.demo().portfolio.catalog.teams:
        found = body(team)
        if "Waits on" in found and '<th scope="row"><a' in found:
            assert found.index('id="next"') < found.index("Waits on")


def test_services_that_want_attention_come_first() -> None:
    found = body("shop")
    services = found[found.index('id="services"') :]
    assert services.index("No-go") < services.index("Conditional") < services.index("go-badge go-go")


def test_a_team_without_services_is_told_how_to_begin() -> None:
    portfolio = assess(build.catalog(teams={"new": Team(id="new", name="New")}), build.DAY)
    said = drawn.text(drawn.inputs_of(portfolio), PageKind.TEAM, "new")
    assert "No service yet." in said
    assert "owner: new" in said


def test_teams_that_are_each_others_parents_have_pages() -> None:
    teams = {id_: Team(id=id_, name=id_, parent=other) for id_, other in (("a", "b"), ("b", "a"))}
    portfolio = assess(build.catalog(build.service(owner="a"), teams=teams), build.DAY)
    assert "Part of" in drawn.text(drawn.inputs_of(portfolio), PageKind.TEAM, "a")


def test_of_many_services_the_first_hundred_are_listed() -> None:
    many = [replace(build.service(), id=f"s-{number}", owner="t") for number in range(120)]
    portfolio = assess(build.catalog(*many, teams={"t": Team(id="t", name="T")}), build.DAY)
    found = drawn.page(drawn.inputs_of(portfolio), PageKind.TEAM, "t").body
    assert "first hundred of 120" in found
    assert "?team=t" in found

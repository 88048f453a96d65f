from assess import build
from gonogo.assess import assess
from gonogo.model.artifact import PageKind
from gonogo.model.manifest import Dependency
from gonogo.model.words import Criticality
from gonogo.publish.pages import risk
from publish.pages import drawn
from publish.pages.drawn import Elements


def test_it_goes_from_the_missing_check_to_the_consequence() -> None:
    risk = drawn.demo().portfolio.standard.risks["no-load-testing"]
    said = drawn.text(drawn.demo(), PageKind.RISK, risk.id)
    order = [
        "Load and stress testing are completed",
        risk.production_effect,
        risk.technical_impact,
        risk.business_impact,
    ]
    places = [said.index(each) for each in order]
    assert places == sorted(places)


def test_it_names_the_services_that_it_hits_and_through_which_check() -> None:
    portfolio = drawn.demo().portfolio
    found = Elements(drawn.page(drawn.demo(), PageKind.RISK, "no-load-testing").body)
    hit = [
        card.id
        for card in portfolio.scorecards.values()
        if card.is_in_groups and any(risk.id == "no-load-testing" for risk in card.risks)
    ]
    assert hit
    assert {f"hit-{id_}" for id_ in hit} <= set(found.values("id"))
    assert any(href.endswith("#check-load-and-stress-testing") for href in found.values("href"))


def test_services_that_lean_on_one_that_is_hit_are_named() -> None:
    under = build.standard(build.check("a", mitigates=("r",)), risks={"r": build.risk("r")})
    below = build.service("below", checks={"a": build.unmet()})
    above = build.service(
        "above",
        checks={"a": build.met()},
        depends_on=(Dependency(service="below", criticality=Criticality.HARD),),
    )
    aside = build.service(
        "aside",
        checks={"a": build.met()},
        depends_on=(Dependency(service="below", criticality=Criticality.HARD, fallback="A page"),),
    )
    portfolio = assess(build.catalog(below, above, aside, under=under), build.DAY)
    said = drawn.text(drawn.inputs_of(portfolio), PageKind.RISK, "r")
    assert "Not hit themselves, but down when one of these is: Above" in said
    assert "Aside" not in said


def test_a_risk_that_hits_nobody_and_has_no_check_says_so() -> None:
    under = build.standard(build.check("a"), risks={"r": build.risk("r")})
    portfolio = assess(build.catalog(build.service(), under=under), build.DAY)
    said = drawn.text(drawn.inputs_of(portfolio), PageKind.RISK, "r")
    assert "It stands on no service." in said
    assert "No check of the standard keeps it away." in said


def test_the_worst_are_listed_and_the_matrix_leads_to_the_others_themselves() -> None:
    under = build.standard(build.check("a", mitigates=("r",)), risks={"r": build.risk("r")})
    worse = [build.service(f"a{number}", tier=1, checks={"a": build.unmet()}) for number in range(risk.MOST)]
    rest = [build.service(f"b{number}", tier=4, checks={"a": build.unmet()}) for number in range(2)]
    inputs = drawn.inputs_of(assess(build.catalog(*worse, *rest, under=under), build.DAY))
    found = Elements(drawn.page(inputs, PageKind.RISK, "r").body)
    hits = [id_ for id_ in found.values("id") if id_.startswith("hit-")]
    assert hits == [f"hit-{service.id}" for service in sorted(worse, key=lambda each: each.id)]
    assert f"These are the worst {risk.MOST} of {risk.MOST + 2}" in found.text
    places = {href for href in found.values("href") if href.startswith("#hit-") or "/b" in href}
    assert places == {f"#{hits[0]}", "../../services/b0/#risk-r"}

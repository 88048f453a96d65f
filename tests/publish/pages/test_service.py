from dataclasses import replace as renewed
from datetime import timedelta

import pytest
from msgspec.structs import replace

from assess import build
from gonogo.assess import assess
from gonogo.model.artifact import PageKind
from gonogo.model.catalog import SourceHost, Unreadable
from gonogo.model.manifest import Target
from gonogo.model.portfolio import Verdict
from gonogo.model.problem import Place, Problem
from gonogo.model.words import Lifecycle, Severity
from gonogo.publish import hosting
from gonogo.publish.pages import Inputs, service
from publish.formats import samples
from publish.pages import drawn
from publish.pages.drawn import Elements

GATED = build.standard(
    build.check("alerts", title="Alerts are tied to thresholds", gate_for_tiers=(1,), evidence=build.asked()),
    build.check("traces", title="Tracing is on", level="silver", mitigates=("blind",)),
    tiers=(build.tier(1, required_level="silver", review_every_days=90),),
    risks={"blind": build.risk("blind", title="Nobody sees it fail")},
)


def shown(*services: object, **given: object) -> Inputs:
    catalog = build.catalog(*services, under=GATED, **given)  # type: ignore[arg-type]
    return drawn.inputs_of(assess(catalog, build.DAY))


def text(inputs: Inputs, name: str = "s") -> str:
    return drawn.text(inputs, PageKind.SERVICE, name)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("payments-api", "Go"),
        ("checkout-assistant", "Conditional"),
        ("support-agent", "No-go"),
        ("meeting-notes", "Unassessed"),
        ("payouts", "Planned"),
        ("legacy-storefront", "Retired"),
    ],
)
def test_the_verdict_comes_before_everything_else(name: str, verdict: str) -> None:
    body = drawn.page(drawn.demo(), PageKind.SERVICE, name).body
    assert f"</i>{verdict}</span>" in body
    assert body.index("go-word") < body.index("<h2")


def test_every_reason_is_said_and_points_somewhere_and_says_what_next() -> None:
    card = drawn.demo().portfolio.scorecards["checkout-assistant"]
    body = drawn.page(drawn.demo(), PageKind.SERVICE, card.id).body
    found = Elements(body)
    for reason in card.reasons:
        assert reason.text in found.text
    assert "Renew the evidence." in found.text
    assert "#check-rollback-strategy" in found.values("href")


def test_a_no_go_in_production_would_not_pass_today() -> None:
    running = build.service(tier=1, lifecycle=Lifecycle.PRODUCTION, checks={"alerts": build.unmet()})
    assert "would not pass a launch review today" in text(shown(running))
    beta = replace(running, lifecycle=Lifecycle.BETA)
    assert "would not pass a launch review today" not in text(shown(beta))


def test_a_target_says_what_today_does_not() -> None:
    fine = build.service(
        tier=1,
        checks={"alerts": build.met(build.evidence(80)), "traces": build.met()},
        reviews=(build.review(),),
        target=Target(on=build.days(60)),
    )
    said = text(shown(fine))
    assert "Target" in said
    assert "“Alerts are tied to thresholds” is a gate for this tier and is expired" in said


def test_what_fails_comes_before_what_is_folded_away() -> None:
    half = build.service(
        tier=1,
        checks={"alerts": build.met(build.evidence()), "traces": build.unmet(note="**Soon**, `maybe`")},
    )
    body = drawn.page(shown(half), PageKind.SERVICE, "s").body
    assert body.index("id=check-traces") < body.index("<summary>Met") < body.index("id=check-alerts")
    assert "<strong>Soon</strong>, <code>maybe</code>" in body


def test_a_missing_check_and_the_risk_that_it_causes_point_at_each_other() -> None:
    half = build.service(tier=1, checks={"traces": build.unmet(), "alerts": build.met(build.evidence())})
    found = Elements(drawn.page(shown(half), PageKind.SERVICE, "s").body)
    assert {"risk-blind", "check-traces"} <= set(found.values("id"))
    assert {"#risk-blind", "#check-traces"} <= set(found.values("href"))


def test_points_lost_add_up_to_what_is_missing() -> None:
    card = drawn.demo().portfolio.scorecards["campaign-pages"]
    assert card.score is not None
    lost = [card.points_lost(finding) or 0 for finding in card.findings]
    assert sum(lost) == 100 - card.score
    assert f"The {float(100 - card.score):.1f} points that are missing" in text(drawn.demo(), card.id)


def test_a_new_service_is_told_what_to_do_first() -> None:
    said = text(shown(build.service(checks={})))
    assert "What to do first" in said
    assert "Give it a tier." in said
    assert "Answer the first checks." in said
    assert "What to do next" not in said


def test_a_service_that_meets_everything_has_nothing_to_do_next() -> None:
    whole = build.service(
        tier=1,
        checks={"alerts": build.met(build.evidence()), "traces": build.met()},
        reviews=(build.review(),),
    )
    inputs = shown(whole)
    assert inputs.portfolio.scorecards["s"].verdict is Verdict.GO
    assert "Every check that counts is met." in text(inputs)
    assert "No risk stands here." in text(inputs)


def test_the_forecast_says_when_it_gets_worse() -> None:
    whole = build.service(
        tier=1,
        checks={"alerts": build.met(build.evidence(60)), "traces": build.met()},
        reviews=(build.review(),),
    )
    said = text(shown(whole))
    assert f"conditional from {build.days(31)}" in said
    assert f"by {build.days(45)}" in said


def test_reviews_after_the_day_do_not_exist_and_two_of_a_day_have_places_of_their_own() -> None:
    held = build.service(tier=1, reviews=(build.review(5), build.review(5), build.review(-5)))
    ids = set(Elements(drawn.page(shown(held), PageKind.SERVICE, "s").body).values("id"))
    assert {f"review-{build.days(-5)}", f"review-{build.days(-5)}-2"} <= ids
    assert f"review-{build.days(5)}" not in ids


def test_dependencies_are_drawn_and_listed_both_ways() -> None:
    found = Elements(drawn.page(drawn.demo(), PageKind.SERVICE, "checkout-api").body)
    assert "What it depends on" in found.text
    assert "What depends on it" in found.text
    assert any("depend on Checkout API" in each for each in found.values("aria-label", of="svg"))


def problem(path: str, line: int = 3) -> Problem:
    return Problem(
        place=Place(path=path, line=line, column=1, end_line=line, end_column=6),
        code="GN201",
        severity=Severity.ERROR,
        message="unknown key `onwer`",
        help="did you mean `owner`?",
        lines=((2, "name: <b>Payments</b>"), (3, "onwer: team-pay")),
    )


def broken(*files: Unreadable, problems: tuple[Problem, ...] = ()) -> Inputs:
    portfolio = assess(build.catalog(build.service(), unreadable=files), build.DAY)
    return drawn.inputs_of(portfolio, problems)


def test_a_file_that_cannot_be_read_shows_what_is_wrong_and_where() -> None:
    inputs = broken(
        Unreadable(path="services/pay.yaml", id="pay"), problems=(problem("catalog/services/pay.yaml"),)
    )
    page = drawn.page(inputs, PageKind.SERVICE, "pay")
    found = Elements(page.body)
    assert "Unreadable" in found.text
    assert "Unknown key onwer" in found.text
    assert "3 | onwer: team-pay" in found.text
    assert "did you mean owner ?" in found.text
    assert "<b>Payments</b>" not in page.body
    assert "1 error" in page.description


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ([("services/pay.yaml", "pay")], ["pay"]),
        ([("services/pay.yaml", None)], ["services.pay.yaml"]),
        ([("services/again.yaml", "s")], ["services.again.yaml"]),
        ([("a/Ä b.yaml", "../x"), ("a/Ö b.yaml", None)], ["a.-b.yaml", "a.-b.yaml.2"]),
        ([("x.yaml", "pay"), ("y.yaml", "pay")], ["pay", "y.yaml"]),
        ([("s/A.yaml", None), ("s/a.yaml", None)], ["s.a.yaml", "s.a.yaml.2"]),
    ],
)
def test_every_unreadable_file_has_a_page_of_its_own(
    files: list[tuple[str, str | None]], names: list[str]
) -> None:
    inputs = broken(*(Unreadable(path=path, id=id_) for path, id_ in files))
    assert list(service.unreadable_names(inputs.portfolio)) == names


def test_a_page_of_a_file_with_a_long_path_has_a_short_name() -> None:
    paths = [f"{'d' * 250}/{'n' * number}.yaml" for number in (1, 2, 250)]
    names = service.unreadable_names(broken(*(Unreadable(path=path) for path in paths)).portfolio)
    assert {each.path for each in names.values()} == set(paths)
    assert all(len(name) <= service.LONGEST_NAME for name in names)


def test_mistakes_that_left_the_service_readable_are_said_at_the_top() -> None:
    inputs = shown(build.service(path="services/s.yaml"))
    inputs = renewed(inputs, problems=(problem("services/s.yaml"), problem("services/ss.yaml")))
    body = drawn.page(inputs, PageKind.SERVICE, "s").body
    assert "The manifest has 1 mistake" in body
    assert body.index('href="#problems"') < body.index("<h2")


def test_the_past_is_joined_to_the_forecast() -> None:
    inputs = drawn.demo()
    known = drawn.insights(inputs.portfolio)
    assert known.forecast is not None
    first = known.forecast.services["cart-service"].steps[0]
    was = replace(first, day=inputs.day - timedelta(days=100))
    joined = renewed(inputs, insights=replace(known, past=drawn.past(inputs.portfolio, cart_service=(was,))))
    body = drawn.page(joined, PageKind.SERVICE, "cart-service").body
    assert "go-today" in body
    assert str(was.day) in body
    assert "go-today" not in drawn.page(inputs, PageKind.SERVICE, "cart-service").body


@pytest.mark.parametrize(
    ("host", "view"),
    [
        ("github", "https://g.example.com/r/blob/main/catalog/services/a%20b.yaml"),
        ("gitlab", "https://g.example.com/r/-/blob/main/catalog/services/a%20b.yaml"),
        ("gitea", "https://g.example.com/r/src/branch/main/catalog/services/a%20b.yaml"),
        ("other", None),
    ],
)
def test_a_manifest_is_shown_where_its_host_shows_files(host: str, view: str | None) -> None:
    source = SourceHost(url="https://g.example.com/r/", host=host, path="catalog")
    assert hosting.view_url(source, "services/a b.yaml") == view
    assert (hosting.edit_url(source, "services/a b.yaml") is None) == (view is None)
    assert hosting.view_url(None, "services/a.yaml") is None


def test_hostile_text_stays_text() -> None:
    for ref, page in drawn.every(drawn.hostile(), PageKind.SERVICE):
        assert "<script>alert" not in page.body, ref.path
        assert "onerror=alert(2)>" not in page.body, ref.path
    assert samples.EVIL.split("{{")[0].strip() in " ".join(
        Elements(page.body).text for _, page in drawn.every(drawn.hostile(), PageKind.SERVICE)
    )

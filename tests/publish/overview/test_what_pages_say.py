"""What each page over all services says, and in what order."""

from datetime import timedelta

from msgspec.structs import replace

from assess import build
from gonogo.model.artifact import PageKind
from gonogo.model.catalog import Catalog, Team
from gonogo.model.manifest import Dependency
from gonogo.model.portfolio import ServiceStep as Step
from gonogo.model.portfolio import Tally, Verdict
from gonogo.model.words import Criticality, Kind
from gonogo.publish.links import Links
from gonogo.publish.pages import Inputs, ai, dependencies, graph, home, matrix, overview, platforms, risks
from gonogo.publish.pages.environment import SOON
from gonogo.publish.pages.graph import Edge
from publish.formats import samples
from publish.pages import drawn

DEMO = drawn.demo


def said(inputs: Inputs, kind: PageKind) -> str:
    return drawn.text(inputs, kind, kind.value)


def body(inputs: Inputs, kind: PageKind) -> str:
    return drawn.page(inputs, kind, kind.value).body


def of(*services: object, **given: object) -> Inputs:
    catalog: Catalog = build.catalog(*services, **given)  # type: ignore[arg-type]
    return drawn.inputs_of(samples.worked_out(catalog).portfolio)


# ------------------------------------------------------------------------------------------------ home


def answer_of(inputs: Inputs) -> str:
    due = overview.due_until(inputs, inputs.day + SOON)
    return home.sentence(overview.organisation(inputs), due, inputs)


def test_home_answers_in_one_sentence() -> None:
    answer = answer_of(DEMO())
    assert answer.startswith("10 of 24 services meet the level that their tier requires; ")
    assert " are no-go, " in answer
    assert answer.endswith(".")
    assert answer in said(DEMO(), PageKind.HOME)


def test_home_says_go_where_no_level_is_required() -> None:
    one = of(
        build.service("s", tier=1, checks={"a": build.met()}), under=build.standard(tiers=(build.tier(),))
    )
    assert answer_of(one) == "1 of 1 service is go."


def test_home_speaks_of_tiers_only_where_there_are_some() -> None:
    inputs = of(build.service("s", checks={"a": build.met()}))
    assert answer_of(inputs) == "1 of 1 service meets the required level."


def test_home_says_of_itself_when_it_was_made() -> None:
    assert 'data-go-as-of="2026-11-23" data-go-days="3"' in body(DEMO(), PageKind.HOME)


def test_what_is_at_risk_is_no_go_or_in_the_worst_band_most_critical_first() -> None:
    cards = home.at_risk(DEMO())
    worst = home._worst(DEMO())  # noqa: SLF001 - the bound itself
    assert all(card.verdict is Verdict.NO_GO or home.exposure(card) >= worst for card in cards)
    ranks = [(overview.RANK[card.verdict], card.service.tier) for card in cards]
    assert ranks == sorted(ranks)


def test_what_has_improved_is_told_where_the_past_is_known() -> None:
    inputs = DEMO()
    card = inputs.portfolio.scorecards["checkout-api"]
    before = Step(
        day=inputs.day - timedelta(days=60),
        tally=Tally(credit=1, weight=2),
        raw_tally=Tally(),
        level=None,
        effective_level=None,
        verdict=None,
        required_satisfied=None,
    )
    told = drawn.past(inputs.portfolio, checkout_api=(before,), gone=(before,))
    known = replace(drawn.insights(inputs.portfolio), past=told)
    (gain,) = home.moved(Inputs(inputs.portfolio, (), Links(), known))
    assert gain.points == (card.score or 0) - 25
    assert home.moved(inputs) == []


def test_unreadable_manifests_are_told_of_on_home() -> None:
    assert "2 manifests cannot be read" in said(drawn.hostile(), PageKind.HOME)


# ------------------------------------------------------------------------------------------ the tables


def test_services_that_want_attention_come_first() -> None:
    cards = overview.by_attention(DEMO().portfolio.scorecards.values())
    ranks = [overview.RANK[card.verdict] for card in cards]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0


def test_the_first_rows_are_there_without_scripts() -> None:
    text = said(DEMO(), PageKind.SERVICES)
    for card in DEMO().portfolio.scorecards.values():
        assert card.service.name in text


def test_a_large_fleet_has_fifty_rows_in_the_page_and_says_so() -> None:
    inputs = drawn.inputs_of(samples.worked_out(build.fleet(60, 5)).portfolio)
    text = said(inputs, PageKind.SERVICES)
    assert "The first 50 of 60 services" in text
    assert body(inputs, PageKind.SERVICES).count("<th scope=row>") == 50


def test_filters_offer_only_what_occurs() -> None:
    inputs = of(build.service("s", kind=Kind.JOB, tags=("x",), owner="stranger"))
    choices = body(inputs, PageKind.SERVICES)
    assert '<option value="job">' in choices
    assert '<option value="library">' not in choices
    assert '<option value="x">' in choices
    assert '<option value="stranger">' in choices


def test_a_cell_of_the_matrix_says_its_state_in_a_word() -> None:
    found = body(DEMO(), PageKind.MATRIX)
    assert 'aria-label="Met">✓</a>' in found
    assert 'aria-label="Planned">◇</a>' in found


def test_every_state_has_a_sign_of_its_own() -> None:
    signs = [sign for _, sign, _ in matrix.signs()]
    assert len(set(signs)) == len(signs)


def test_cells_of_the_risk_matrix_lead_to_the_register() -> None:
    found = body(DEMO(), PageKind.RISKS)
    assert 'href="?likelihood=4&amp;impact=4#register"' in found
    assert "&amp;position=inherent#register" in found


def test_the_register_has_the_greatest_exposure_first() -> None:
    exposures = [line.risk.residual.exposure for line in risks.register(DEMO().portfolio)]
    assert exposures == sorted(exposures, reverse=True)


def test_a_risk_of_the_standard_counts_the_services_on_which_it_stands() -> None:
    portfolio = DEMO().portfolio
    lines = risks.standard_risks(risks.register(portfolio), portfolio)
    assert len(lines) == len(portfolio.standard.risks)
    assert lines[0].services >= lines[-1].services
    assert all(line.services <= len(portfolio.scorecards) for line in lines)


# ------------------------------------------------------------------------------------------- the lists


def test_on_call_shows_rotation_runbooks_escalation_and_what_it_hangs_on() -> None:
    text = said(DEMO(), PageKind.ON_CALL)
    assert "checkout-primary" in text
    assert "Model provider outage" in text
    assert "Cannot do without" in text
    assert "Legacy Storefront" not in text
    assert "Support Agent" in text.partition("Nobody on call")[2]


def test_teams_stand_in_the_order_of_the_tree() -> None:
    lines = overview.tree(DEMO())
    ids = [line.id for line in lines]
    assert ids.index("shop") < ids.index("team-checkout")
    assert {line.depth for line in lines} == {0, 1}
    assert len(ids) == len(DEMO().portfolio.catalog.teams)


def test_owners_that_are_no_team_are_told_of() -> None:
    assert "Owners that are no team" in said(drawn.hostile(), PageKind.TEAMS)


def test_a_platform_says_for_how_many_it_answers_and_until_when() -> None:
    portfolio = DEMO().portfolio
    shares = platforms.together(DEMO())["kubernetes-prod"]
    block = platforms.block(portfolio.catalog.platforms["kubernetes-prod"], portfolio, shares)
    line = next(each for each in block.lines if each.check == "distributed-tracing")
    assert line.services == 13
    assert line.until is not None
    assert line.until > DEMO().day
    assert len(block.services) == 15


def test_checks_have_their_pass_rate_and_what_is_announced() -> None:
    text = said(DEMO(), PageKind.CHECKS)
    assert "25 of 25, 100 %" in text
    assert "It starts to count" in text
    assert "The service has a runbook page in the wiki" in text.partition("No longer asked")[2]


def test_reviews_are_due_open_and_in_the_log() -> None:
    text = said(DEMO(), PageKind.REVIEWS)
    due, _, rest = text.partition("Open conditions")
    conditions, _, log = rest.partition(" Log ")
    assert "Storefront" in due
    assert "Overdue" in due
    assert "Red team in all three languages" in conditions
    assert "Carla Mendes (SRE lead)" in log
    assert "2026-11" in log


def test_the_log_has_every_dated_review() -> None:
    reviews = {
        (review.date, review.path or service.path, review.summary)
        for service in DEMO().portfolio.catalog.services.values()
        for review in service.reviews
        if review.date <= DEMO().day
    }
    assert body(DEMO(), PageKind.REVIEWS).count("<li data-go-item") == len(reviews)


def test_the_ledger_tells_who_why_until_when() -> None:
    text = said(DEMO(), PageKind.WAIVERS)
    assert "The gate comes with the new pipeline." in text
    assert "2026-12-05" in text
    assert "Sami Laine" in text


def test_upkeep_tells_who_renews_evidence_and_what_would_help() -> None:
    text = said(DEMO(), PageKind.UPKEEP)
    assert "Applied ML" in text
    assert "by robots" in text
    assert "What would help most" in text


def test_data_names_every_kind_of_file() -> None:
    found = body(DEMO(), PageKind.DATA)
    for path in ("score.json", "api/v1/services.json", "services.csv", "feed.xml", "calendars/all.ics"):
        assert f'href="../{path}"' in found
    assert f"{samples.SITE}badges/" in found


def test_problems_stand_by_file_with_what_to_do() -> None:
    assert "Every file is sound" in said(of(build.service("s")), PageKind.PROBLEMS)
    assert "cannot be read as a manifest" in said(drawn.hostile(), PageKind.PROBLEMS)


# ------------------------------------------------------------------------------------------------- AI


def test_ai_services_are_told_by_kind_or_tag() -> None:
    cards = DEMO().portfolio.scorecards
    assert {id_ for id_ in cards if ai.is_ai(cards[id_])} == {
        *("checkout-assistant", "demand-forecast", "document-search", "fraud-scorer"),
        *("meeting-notes", "recommendations", "support-agent", "ticket-router"),
    }


def test_ai_checks_map_to_the_frameworks_of_others() -> None:
    names = {each.name for each in ai.frameworks(ai.ai_checks(DEMO().portfolio), DEMO())}
    assert names >= {ai.FRAMEWORKS[id_] for id_ in ("nist-ai-rmf", "owasp-llm-2025", "ml-test-score")}


# --------------------------------------------------------------------------------------- dependencies


def test_what_depends_on_something_is_left_of_it() -> None:
    found = graph.layers([Edge(start="a", end="b"), Edge(start="b", end="c"), Edge(start="a", end="c")])
    assert found == {"a": 0, "b": 1, "c": 2}


def test_a_circle_is_cut_at_a_soft_bond() -> None:
    edges = [Edge(start="a", end="b"), Edge(start="b", end="c"), Edge(start="c", end="a", is_soft=True)]
    assert graph.layers(edges) == {"a": 0, "b": 1, "c": 2}


def test_a_large_graph_is_drawn_by_team() -> None:
    services = [
        build.service(
            f"s{number}",
            owner=f"t{number % 3}",
            depends_on=(Dependency(criticality=Criticality.HARD, service=f"s{number + 1}"),),
        )
        for number in range(dependencies.MOST_NODES + 1)
    ]
    teams = {f"t{number}": Team(id=f"t{number}", name=f"T {number}") for number in range(3)}
    inputs = of(*services, build.service(f"s{dependencies.MOST_NODES + 1}"), teams=teams)
    assert "too many services to draw" in said(inputs, PageKind.DEPENDENCIES)
    assert "T 2" in said(inputs, PageKind.DEPENDENCIES)


def test_what_comes_from_outside_without_fallback_comes_first() -> None:
    names = dependencies.externals(DEMO().portfolio)
    assert names[0].unprotected
    assert not names[-1].unprotected

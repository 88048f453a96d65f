import yaml

from assess import build
from gonogo.assess import assess
from gonogo.model.artifact import PageKind
from gonogo.model.standard import Applicability
from gonogo.model.words import Status
from gonogo.publish.pages import fleet
from publish.pages import drawn
from publish.pages.drawn import Elements


def test_the_example_is_an_answer_for_the_check() -> None:
    for ref, page in drawn.every(drawn.demo(), PageKind.CHECK):
        check = drawn.demo().portfolio.standard.checks[ref.name]
        code = page.body.split("<pre", 1)[1].split("<code>", 1)[1].split("</code>", 1)[0]
        answer = yaml.safe_load(code)["checks"][check.id]
        assert answer["status"] == Status.MET
        kinds = check.evidence.kinds
        assert not kinds or answer["evidence"][0]["kind"] in kinds


def test_it_says_who_meets_it_and_who_does_not() -> None:
    portfolio = drawn.demo().portfolio
    found = Elements(drawn.page(drawn.demo(), PageKind.CHECK, "secrets-management").body)
    asked = [card for card in portfolio.scorecards.values() if card.finding("secrets-management")]
    links = set(found.values("href"))
    counted = [card.id for card in asked if card.is_in_groups]
    assert all(f"../../services/{id_}/#check-secrets-management" in links for id_ in counted)
    assert "contradicted by sarif" in found.text


def test_a_retired_check_keeps_its_page() -> None:
    under = build.standard(
        build.check("old", title="Old", retired=True, replaced_by="new"), build.check("new", title="New one")
    )
    said = drawn.text(
        drawn.inputs_of(assess(build.catalog(build.service(), under=under), build.DAY)), PageKind.CHECK, "old"
    )
    assert "Retired" in said
    assert "What is asked now: New one" in said
    assert "Who does not meet it" not in said


def test_it_says_of_whom_it_is_asked() -> None:
    applies = (
        Applicability(kinds=("llm-app", "ai-agent"), lifecycles=("beta",)),
        Applicability(tags=("ai",), tiers=(1, 2)),
    )
    under = build.standard(build.check("a", applies_to=applies))
    said = drawn.text(
        drawn.inputs_of(assess(build.catalog(build.service(), under=under), build.DAY)), PageKind.CHECK, "a"
    )
    assert "kind LLM application, AI agent; lifecycle Beta" in said
    assert "tag ai; tier 1, 2" in said


def test_the_standard_may_write_markdown() -> None:
    under = build.standard(
        build.check("a", why="# Because\n\nIt **breaks** [here](../guide/).", how="<script>x</script>")
    )
    body = drawn.page(
        drawn.inputs_of(assess(build.catalog(build.service(), under=under), build.DAY)), PageKind.CHECK, "a"
    ).body
    assert "<h3>Because</h3>" in body
    assert '<a href="../guide/"' in body
    assert "<script>" not in body


def test_a_long_list_is_cut_and_the_matrix_has_the_rest() -> None:
    crowd = [build.service(f"s{number}", checks={"a": build.unmet()}) for number in range(fleet.MOST + 3)]
    under = build.standard(build.check("a"))
    inputs = drawn.inputs_of(assess(build.catalog(*crowd, under=under), build.DAY))
    found = Elements(drawn.page(inputs, PageKind.CHECK, "a").body)
    shown = [href for href in found.values("href") if href.endswith("#check-a")]
    assert len(shown) == fleet.MOST
    assert "And 3 more: all in the matrix" in found.text
    assert "../../matrix/?check=a&state=failing" in found.values("href")

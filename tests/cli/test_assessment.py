"""score, risks, forecast, gate and simulate on the demo organisation."""

import csv
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli.places import DAY, DEMO, ROOT
from read.command import gonogo

HERE = ("--catalog", str(DEMO), "--as-of", DAY)


def test_the_table_names_every_service_and_what_they_come_to() -> None:
    scored = gonogo("score", *HERE, folder=ROOT)
    assert scored.code == 0
    assert "27 services on 2026-11-23: 6 go, 12 conditional, 7 no-go, 2 unassessed" in scored.out


def test_the_story_of_a_service_has_reasons_next_steps_and_what_is_to_come() -> None:
    story = gonogo("score", "checkout-assistant", *HERE, folder=ROOT).out
    for part in (
        "▲ conditional",
        "Target: production on 2026-12-10: no-go",
        "What to do next",
        "Risks",
        "To come",
    ):
        assert part in story


def test_a_former_id_is_understood() -> None:
    assert "(cart-service)" in gonogo("score", "basket-service", *HERE, folder=ROOT).out


def test_the_json_fits_its_schema_and_points_add_up() -> None:
    document = json.loads(gonogo("score", "--format", "json", *HERE, folder=ROOT).out)
    schema = json.loads((ROOT / "schemas/score.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    for service in document["services"]:
        if service["score"] is not None:
            lost = sum(each["points_lost"] or 0 for each in service["findings"])
            assert service["score"] + lost == pytest.approx(100, abs=0.06)


def test_filters_narrow_and_unknown_ones_are_told() -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(gonogo("score", "--team", "shop", "--format", "csv", *HERE, folder=ROOT).out)
        )
    )
    assert rows
    assert {row["owner"] for row in rows} <= {
        "team-checkout",
        "team-payments",
        "team-storefront",
        "team-care",
    }
    unknown = gonogo("score", "--team", "shpo", *HERE, folder=ROOT)
    assert unknown.code == 2
    assert "there is no team 'shpo'" in unknown.err


def test_markdown_has_a_row_a_service() -> None:
    lines = gonogo("score", "--format", "markdown", "--verdict", "go", *HERE, folder=ROOT).out.splitlines()
    assert len(lines) == 2 + 6


def test_risks_stand_in_order_of_residual_exposure() -> None:
    found = json.loads(gonogo("risks", "--format", "json", *HERE, folder=ROOT).out)
    assert {"customer-profiles", "login-service"} <= {each["service"] for each in found}
    declared = gonogo("risks", "--declared", "--band", "critical", *HERE, folder=ROOT).out
    assert "2 risks" in declared
    assert gonogo("risks", "--band", "terrible", *HERE, folder=ROOT).code == 2


def test_the_forecast_tells_days_costs_and_owners() -> None:
    ahead = gonogo("forecast", "--until", "2026-12-20", *HERE, folder=ROOT).out
    assert "2026-12-12" in ahead
    assert gonogo("forecast", "--until", "2026-01-01", *HERE, folder=ROOT).code == 2


@pytest.mark.parametrize(("level", "code"), [("bronze", 0), ("gold", 1)])
def test_the_forecast_fails_below_a_level(level: str, code: int) -> None:
    ran = gonogo(
        "forecast", "checkout-api", "--until", "2026-12-01", "--fail-below", level, *HERE, folder=ROOT
    )
    assert ran.code == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("checkout-api",), 0),
        (("checkout-assistant",), 0),
        (("checkout-assistant", "--verdict", "go"), 1),
        (("checkout-assistant", "--target"), 1),
        (("login-service",), 1),
        (("internal-docs",), 1),
        (("payouts",), 1),
        (("price-rounding", "--level", "gold"), 0),
        (("checkout-api", "--level", "gold"), 1),
        (("checkout-api", "--level", "silver", "--effective"), 1),
        (("checkout-api", "--check", "alerts"), 0),
        (("checkout-api", "--check", "automated-readiness-checks"), 1),
        (("checkout-api", "--check", "no-such-check"), 2),
        (("checkout-api", "--level", "platinum"), 2),
        (("checkout-api", "--target"), 2),
        (("no-such-service",), 2),
    ],
)
def test_the_gate_passes_and_fails_with_reasons(arguments: tuple[str, ...], code: int) -> None:
    ran = gonogo("gate", *arguments, *HERE, folder=ROOT)
    assert ran.code == code, ran
    assert ("- " in ran.out) is (code == 1)


def test_simulate_shows_who_changes_under_another_standard() -> None:
    ran = gonogo("standard", "simulate", "production-readiness", *HERE, folder=ROOT)
    assert ran.code == 0
    assert "29 services change" in ran.out


def test_an_unreadable_manifest_does_not_take_down_the_rest(tmp_path: Path) -> None:
    gonogo("init", folder=tmp_path)
    (tmp_path / "catalog/services/team-example/broken.yaml").write_text("a: [", "utf-8")
    scored = gonogo("score", folder=tmp_path)
    assert scored.code == 0
    assert "1 manifest cannot be read" in scored.err
    assert gonogo("score", "--strict", folder=tmp_path).code == 1
    document = json.loads(gonogo("score", "--format", "json", folder=tmp_path).out)
    assert document["unreadable"] == [{"path": "services/team-example/broken.yaml"}]

"""rename, owners, digest: what keeps a catalog in order over the months."""

import json
import shutil
from pathlib import Path

import pytest

from cli.places import DAY, DEMO, ROOT
from read.command import gonogo, validate

HERE = ("--catalog", str(DEMO), "--as-of", DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEMO, tmp_path / "catalog")
    return tmp_path


def test_a_renamed_service_is_renamed_everywhere_and_keeps_its_past(folder: Path) -> None:
    ran = gonogo("rename", "service", "cart-service", "basket", folder=folder)
    assert ran.code == 0, ran.err
    assert validate("--strict", folder=folder).code == 0
    text = (folder / "catalog/services/team-checkout/cart-service.yaml").read_text("utf-8")
    assert "  id: basket\n" in text
    assert "    - cart-service\n" in text
    texts = [path.read_text("utf-8") for path in (folder / "catalog").rglob("*.yaml")]
    assert not any("service: cart-service" in text for text in texts)


def test_a_service_without_former_ids_gets_them(folder: Path) -> None:
    assert gonogo("rename", "service", "payments-api", "pay", folder=folder).code == 0
    text = (folder / "catalog/services/team-payments/payments-api.yaml").read_text("utf-8")
    assert "  former_ids:\n    - payments-api\n" in text
    assert validate("--strict", folder=folder).code == 0


def test_a_renamed_team_is_renamed_everywhere(folder: Path) -> None:
    ran = gonogo("rename", "team", "team-checkout", "team-cart", folder=folder)
    assert ran.code == 0, ran.err
    assert "Next: git mv" in ran.out
    assert validate("--strict", folder=folder).code == 0
    assert "team-checkout" not in (folder / "catalog/teams.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("service", "nobody", "x"), "there is no service 'nobody'"),
        (("service", "cart-service", "payments-api"), "'payments-api' is taken"),
        (("service", "payments-api", "basket-service"), "'basket-service' is taken"),
        (("service", "cart-service", "Basket"), "is not an id"),
        (("team", "team-checkout", "con"), "is not an id"),
    ],
)
def test_what_cannot_be_renamed_is_told(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = gonogo("rename", *arguments, folder=folder)
    assert ran.code == 2
    assert says in ran.err


def test_owners_guard_decisions_and_give_teams_their_folders() -> None:
    lines = gonogo(
        "owners", "--organisation", "acme", "--handle", "sre-leads=@acme/sre", *HERE[:2], folder=ROOT
    ).out
    assert "/catalog/services/team-payments/ @acme/team-payments\n" in lines
    assert "/catalog/decisions/ @acme/risk-board @acme/sre\n" in lines
    assert (
        lines.index("/catalog @") < lines.index("/catalog/services/") < lines.index("/catalog/standard.yaml")
    )


def test_the_digest_puts_own_items_before_those_that_wait_on_platforms() -> None:
    found = json.loads(gonogo("digest", "--within", "60", "--format", "json", *HERE, folder=ROOT).out)
    waits = [item["waits_on"] is not None for item in found["items"]]
    assert True in waits
    assert waits == sorted(waits)


def test_keys_of_the_digest_are_stable_from_day_to_day() -> None:
    def keys(day: str) -> dict[str, str]:
        ran = gonogo("digest", "--format", "json", "--catalog", str(DEMO), "--as-of", day, folder=ROOT)
        return {item["key"]: item["text"] for item in json.loads(ran.out)["items"]}

    today, tomorrow = keys(DAY), keys("2026-11-24")
    assert len(set(today) & set(tomorrow)) > len(today) / 2


@pytest.mark.parametrize("format_", ["text", "markdown", "slack"])
def test_the_digest_of_a_team_speaks_of_its_services_only(format_: str) -> None:
    text = gonogo("digest", "--team", "team-payments", "--format", format_, *HERE, folder=ROOT).out
    assert "payment" in text
    assert "checkout-assistant" not in text.replace("\\", "")

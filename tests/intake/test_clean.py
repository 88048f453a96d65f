"""Foreign text made fit for a manifest."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.intake.clean import kebab, line, numbered

ID = re.compile(r"[a-z][a-z0-9-]{0,62}\Z")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cart", "cart"),
        ("Cart_API v2", "cart-api-v2"),
        ("auto_k8s_helm_redis-ha", "auto-k8s-helm-redis-ha"),
        ("  --Über Straße--  ", "uber-strae"),
        ("8x8", "service-8x8"),
        ("@janus-idp/cli", "janus-idp-cli"),
        ("a" * 63, "a" * 63),
    ],
)
def test_a_name_becomes_an_id(text: str, expected: str) -> None:
    assert kebab(text, "service") == expected


@settings(deadline=None)
@given(st.text())
def test_every_text_becomes_a_legal_id_and_always_the_same(text: str) -> None:
    assert ID.match(kebab(text, "service"))
    assert kebab(text, "service") == kebab(text, "service")
    assert ID.match(numbered(kebab(text, "service"), 12))


def test_names_that_begin_alike_stay_apart_when_they_are_cut() -> None:
    assert kebab("a" * 80 + "b", "x") != kebab("a" * 80 + "c", "x")
    assert kebab("支付", "service") != kebab("购物车", "service")


@settings(deadline=None)
@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_line_is_one_line_of_visible_characters_and_no_longer_than_allowed(text: str, longest: int) -> None:
    made = line(text, longest)
    assert len(made) <= longest
    assert made == made.strip()
    assert not any(unicodedata.category(each) in {"Cc", "Zl", "Zp", "Cs"} for each in made)
    assert not set(made) & set("\u202e\u200b\ufeff\u00ad")

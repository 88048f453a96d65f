"""The built-in packs, held against their own rules."""

import pytest

from gonogo import resources
from gonogo.read import schema, standards
from gonogo.read.yaml12 import TRUSTED_LIMITS, parse


@pytest.mark.parametrize("name", standards.pack_names())
def test_a_pack_fits_its_schema_and_is_without_a_problem(name: str) -> None:
    content = (resources.packs() / f"{name}.yaml").read_bytes()
    document, problems = parse(content, f"{name}.yaml", TRUSTED_LIMITS)
    assert problems == []
    assert schema.problems(document, "standard") == []
    assert standards.of_document(document).problems == ()
    assert document.data["id"] == name


def test_all_packs_together_contradict_nowhere() -> None:
    standard, problems = standards.standard(standards.pack_names())
    assert problems == []
    assert standard is not None

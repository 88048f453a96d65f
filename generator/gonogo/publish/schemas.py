"""Schemas that know a catalog: its checks, teams, platforms, traits and kinds of evidence as suggestions."""

import hashlib
import json
from copy import deepcopy
from typing import Any

import msgspec

from gonogo.model.catalog import Catalog
from gonogo.model.standard import Check

Schema = dict[str, Any]


def text(schema: Schema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def specialised(kind: str, schema: Schema, catalog: Catalog) -> Schema:
    """Return a schema with what `catalog` has as suggestions; it accepts the same files."""
    special = deepcopy(schema)
    special = {"$comment": stamp(schema, catalog), **special}
    definitions = special.get("$defs", {})
    _suggest_words(special, catalog)
    for block in (definitions.get("service"), definitions.get("evidence")):
        _suggest_words(block or {}, catalog)
    if kind in ("manifest", "platform"):
        _suggest_checks(special, catalog)
    if kind == "manifest":
        _suggest_traits(definitions["service"], catalog)
    return special


def stamp(schema: Schema, catalog: Catalog) -> str:
    """Return a comment that changes whenever the specialised schema would."""
    standard = catalog.standard
    made_of = (
        schema,
        sorted(catalog.teams),
        sorted(catalog.platforms),
        sorted(standard.tiers),
        list(standard.traits.values()),
        [
            (check.id, _described(check), check.evidence.kinds, check.retired)
            for check in standard.checks.values()
        ],
    )
    digest = hashlib.sha256(msgspec.msgpack.encode(made_of)).hexdigest()[:16]
    return f"Made by `gonogo schema --specialised` for one catalog ({digest}); do not edit."


def _suggest_words(block: Schema, catalog: Catalog) -> None:
    """Put the catalog's own words where the schema shows examples."""
    properties = block.get("properties", {})
    living = [check for check in catalog.standard.checks.values() if not check.retired]
    kinds = sorted({kind for check in living for kind in check.evidence.kinds})
    words: dict[str, list[Any]] = {
        "owner": sorted(catalog.teams),
        "tier": sorted(catalog.standard.tiers),
        "platforms": [[platform] for platform in sorted(catalog.platforms)],
        "kind": kinds if "collected_on" in properties else [],
    }
    for key, values in words.items():
        if values and key in properties and "enum" not in properties[key]:
            properties[key]["examples"] = values


def _suggest_checks(schema: Schema, catalog: Catalog) -> None:
    """Offer each check by its id, with its title, why and how as the text that an editor shows."""
    checks = schema["properties"]["checks"]
    answer = checks["additionalProperties"]
    checks["properties"] = {
        check.id: {
            "title": check.title,
            "description": _described(check),
            **answer,
        }
        for check in catalog.standard.checks.values()
        if not check.retired
    }


def _described(check: Check) -> str:
    return "\n\n".join(
        part.strip() for part in (check.title, check.why or "", check.how or "") if part.strip()
    )


def _suggest_traits(service: Schema, catalog: Catalog) -> None:
    traits = service["properties"]["traits"]
    traits["properties"] = {
        trait.id: {"title": trait.id, "description": trait.question, "type": "boolean"}
        for trait in catalog.standard.traits.values()
    }

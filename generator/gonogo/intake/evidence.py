"""Robots' evidence as files: one a source and day, numbered where there are too many results."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from gonogo.intake import blocks
from gonogo.intake.collecting import Proof

MOST = 1_000
"""Results that one file may have."""

MODELINE = "# yaml-language-server: $schema={schema}\n"
_ORDER = ("service", "check", "collected_on", "result", "observed", "expected", "url", "note")


def names(source: str, day: date, count: int) -> list[str]:
    """Return the names of the files of a source and day, below the folder of all evidence."""
    return [f"{source}/{day}.yaml", *(f"{source}/{day}-{number}.yaml" for number in range(2, count + 1))]


def result(proof: Proof, service: str, day: date, url: str | None) -> dict[str, Any]:
    """Return a proof as it stands in a file."""
    entry = {
        "service": service,
        "check": proof.check,
        "collected_on": day,
        "result": str(proof.result),
        "observed": proof.observed,
        "expected": proof.expected,
    }
    return entry | ({"url": url} if url is not None else {})


def texts(
    source: str, there: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]], depth: int
) -> list[str]:
    """Return the texts of all files of a source and day: what is there, with `new` in place of the same.

    `depth` counts the folders between a file and the catalog.
    """
    by_key = {(str(each["service"]), str(each["check"])): each for each in (*there, *new)}
    results = [_ordered(by_key[key]) for key in sorted(by_key)]
    schema = f"{'../' * depth}.schema/evidence.schema.json"
    return [
        MODELINE.format(schema=schema)
        + "".join(
            f"{line}\n"
            for line in [
                "schema_version: 1",
                f"source: {source}",
                "",
                *blocks.entry("results", results[start : start + MOST], 0),
            ]
        )
        for start in range(0, max(1, len(results)), MOST)
    ]


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with its keys in the usual order, and its day as a day."""
    known = {key: entry[key] for key in _ORDER if key in entry}
    others = {key: value for key, value in entry.items() if key not in known}
    if isinstance(known["collected_on"], str):
        known["collected_on"] = date.fromisoformat(known["collected_on"])
    return {**known, **others}

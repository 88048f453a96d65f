"""Cases on disk: a small catalog, and what each case lays over it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from read.generated import GENERATED

EXAMPLES = Path(__file__).parents[1] / "examples"
BASE = EXAMPLES / "base"
"""A catalog without a problem. `cart` stays as it is in most cases, `payments` is what they break."""

EXIT = {"invalid": 1, "valid": 0}
"""How `gonogo validate` ends, unless a case's own case.yaml says otherwise."""

EXPECTED = {"concise": "expected.txt", "json": "expected.json"}
ABOUT = ("case.yaml", *EXPECTED.values())
PACKS = "packs"
"""Folder of a case that stands in for the built-in packs."""


@dataclass(frozen=True)
class Case:
    """One folder of `examples/`."""

    folder: Path

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def said(self) -> dict[str, Any]:
        """Return case.yaml: `exit`, `arguments`, `formats`."""
        path = self.folder / "case.yaml"
        return yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}

    @property
    def exit_code(self) -> int:
        return int(self.said.get("exit", EXIT[self.folder.parent.name]))

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(self.said.get("arguments", ()))

    @property
    def formats(self) -> tuple[str, ...]:
        return tuple(self.said.get("formats", EXPECTED))

    @property
    def packs(self) -> Path | None:
        return self.folder / PACKS if (self.folder / PACKS).is_dir() else None

    def files(self) -> Iterator[Path]:
        """Yield the case's own input files, relative to the catalog."""
        for path in sorted(self.folder.rglob("*")):
            own = path.relative_to(self.folder)
            if path.is_file() and own.as_posix() not in ABOUT and own.parts[0] != PACKS:
                yield own

    def lay_out(self, folder: Path) -> None:
        """Make `folder/catalog` what the case is about."""
        catalog = folder / "catalog"
        shutil.copytree(BASE, catalog)
        for own in self.files():
            (catalog / own).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / own, catalog / own)
        if self.name in GENERATED:
            GENERATED[self.name](catalog)


def cases() -> list[Case]:
    """Return all cases in the order of their names; one that is not blessed yet has no folder of its own."""
    folders = {path for kind in EXIT for path in (EXAMPLES / kind).iterdir() if path.is_dir()}
    return [Case(folder) for folder in sorted(folders | {EXAMPLES / name for name in GENERATED})]

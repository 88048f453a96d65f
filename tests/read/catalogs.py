"""Catalogs of a few lines, for tests of how they are bound."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from gonogo.model.catalog import Catalog
from gonogo.model.manifest import Dependency, Manifest, ServiceBlock
from gonogo.model.words import Criticality, Kind, Lifecycle
from gonogo.read import Reading, read
from gonogo.read.files import Found
from gonogo.read.manifests import Parsed
from read.cases import BASE, Case

DAY = date(2026, 11, 23)


def service(name: str, more: str = "", *, owner: str = "team-pay") -> str:
    """Return a manifest; `more` goes on in the `service:` block."""
    return (
        f"schema_version: 1\nservice:\n  id: {name}\n  name: {name.title()}\n  owner: {owner}\n"
        f"  kind: service\n  lifecycle: production\n{more}"
    )


def reading(folder: Path, files: dict[str, str], *, workers: int | None = None) -> Reading:
    """Read the base of the examples with other files laid over it."""
    catalog = folder / "catalog"
    if not catalog.exists():
        Case(BASE).lay_out(folder)
    for name, text in files.items():
        path = catalog / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read(catalog, day=DAY, today=DAY, workers=workers)


def sound(folder: Path, files: dict[str, str]) -> Catalog:
    """Return the catalog of a reading that must be without an error."""
    result = reading(folder, files)
    assert [(each.message, each.place) for each in result.problems if each.severity == "error"] == []
    assert result.catalog is not None
    return result.catalog


def codes(result: Reading) -> list[str]:
    return [each.code for each in result.problems]


def parsed(name: str, needs: Iterable[str] = (), *, soft: Iterable[str] = ()) -> Parsed:
    """Return a manifest that was read, with its dependencies: the soft ones, then the hard ones."""
    needed = [(Criticality.SOFT, each) for each in soft] + [(Criticality.HARD, each) for each in needs]
    block = ServiceBlock(
        id=name,
        name=name,
        owner="team",
        kind=Kind.SERVICE,
        lifecycle=Lifecycle.BETA,
        depends_on=tuple(Dependency(criticality=how, service=each) for how, each in needed),
    )
    manifest = Manifest(schema_version=1, service=block)
    return Parsed(found=Found(name=f"{name}.yaml", shown=f"{name}.yaml"), manifest=manifest, id=name)

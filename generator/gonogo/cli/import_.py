"""`gonogo import`: manifests and teams out of another catalog."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gonogo.cli.options import Where
    from gonogo.intake.drafts import Delivery
    from gonogo.intake.importers import Importer
    from gonogo.intake.mapping import Mapping
    from gonogo.intake.merging import MergedTeams
    from gonogo.intake.planning import Existing, Step
    from gonogo.intake.settling import Settlement
    from gonogo.model.catalog import Catalog
    from gonogo.model.noun import Noun
    from gonogo.read.settings import Settings

N = TypeVar("N", bound="Noun")

NAMES = ["backstage", "datadog", "opslevel", "cortex", "compass", "csv", "codeowners"]
NOT_LOOKED_INTO = frozenset(("node_modules", "vendor", "__pycache__"))
OF_HOSTS = frozenset((".github", ".gitlab", ".bitbucket"))
"""Hidden folders in which CODEOWNERS files stand."""

UNUSABLE = 2


@click.command("import", short_help="Make manifests out of another catalog.")
@click.argument("importer", metavar="SOURCE", type=click.Choice(NAMES))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--update", is_flag=True, help="Bring what an earlier import wrote up to date, too.")
@click.option(
    "--map",
    "map_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Words of the source and yours for them: owners, kinds, tiers, lifecycles.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and write nothing.")
@options.catalog_option()
@options.format_option(["table", "json"], "table")
@options.output_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    importer: str,
    paths: tuple[str, ...],
    update: bool,  # noqa: FBT001
    map_file: str | None,
    dry_run: bool,  # noqa: FBT001
    catalog: str | None,
    format_: str,
    target: str | None,
) -> None:
    """Make manifests and teams out of another catalog: files, or folders with files, of SOURCE.

    SOURCE is one of backstage, datadog, opslevel, cortex, compass, csv, codeowners. Manifests that
    exist are left alone; with --update, what an earlier import wrote into them follows the source.
    What people wrote or changed stays in any case.

    Exit code: 0 all that could be mapped is written, 2 a file or the call is unusable.

    \b
    Examples:
      gonogo import backstage ../software-catalog --map map.yaml
      gonogo import csv services.csv --dry-run
      gonogo import datadog entity.datadog.yaml --update
    """  # noqa: D301 - \b is click's
    from gonogo.cli.reading import usable
    from gonogo.intake.importers import IMPORTERS
    from gonogo.intake.telling import Told, json, text

    where = options.where(catalog, None)
    bound, _ = usable(where)
    mapping = _mapping(map_file, bound)
    source = IMPORTERS[importer]
    files = sorted(set(_files(paths, source)))
    delivery = _delivered(files, source)
    settlement, steps, teams = _planned(where, bound, delivery, mapping, importer, update=update)
    told = Told(
        importer=importer,
        files=len(files),
        delivery=delivery,
        settlement=settlement,
        steps=tuple(steps),
        teams=teams,
        is_dry=dry_run,
    )
    if teams.refusal is not None:
        raise click.UsageError(f"teams.yaml cannot be brought up to date: {teams.refusal}")
    is_empty = not settlement.services and not settlement.teams
    if is_empty and not delivery.mistakes and not delivery.strange:
        raise click.UsageError(f"nothing to import from {importer} in {' '.join(paths)}{_meant(paths)}")
    if not dry_run:
        _write(where, told.steps, teams)
    output.result(json(told) if format_ == "json" else text(told), target)
    if is_empty and not delivery.mistakes:
        output.note(f"error: nothing to import from {importer} in {' '.join(paths)}")
    context.exit(UNUSABLE if is_empty or delivery.mistakes else 0)


def _mapping(path: str | None, catalog: Catalog) -> Mapping:
    """Return the mapping file, or the mapping that says nothing."""
    from gonogo.intake.mapping import Mapping

    mapping = Mapping() if path is None else trusted(Path(path), "import-map", Mapping)
    for name in mapping.default.platforms:
        if name not in catalog.platforms:
            known = ", ".join(catalog.platforms) or "none yet; write platforms/ID.yaml"
            raise click.UsageError(f"{path}: there is no platform '{name}'; there is {known}")
    return mapping


def trusted(path: Path, kind: str, noun: type[N]) -> N:
    """Return a file that the catalog's maintainers write; show what is wrong with it and exit with 2."""
    from gonogo.cli.reading import show
    from gonogo.read.files import shown_path
    from gonogo.read.manifests import bound, is_unreadable
    from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

    with path.open("rb") as stream:
        document, problems = parse(
            stream.read(TRUSTED_LIMITS.size + 1), shown_path(str(path)), TRUSTED_LIMITS
        )
    value = None
    if not is_unreadable(problems):
        value, wrong = bound(document, kind, noun)
        problems = [*problems, *wrong]
    if value is None:
        show(tuple(problems), unit="file")
        click.get_current_context().exit(UNUSABLE)
    return value


def _meant(paths: Iterable[str]) -> str:
    """Return which other sources have files there, as the end of a sentence."""
    from gonogo.intake.importers import IMPORTERS

    given = list(paths)
    others = [name for name, source in IMPORTERS.items() if any(_files(given, source))]
    others = [name for name in others if name not in {"csv", "codeowners"}]
    return f"; it has files of {', '.join(others)}" if others else ""


# --- the source -----------------------------------------------------------------------------------


def _files(paths: Iterable[str], source: Importer) -> Iterator[str]:
    """Yield the files that are named, and those of the source in folders that are named."""
    for path in paths:
        if Path(path).is_dir():
            yield from _files_below(Path(path), source)
        else:
            yield path


def _files_below(folder: Path, source: Importer) -> Iterator[str]:
    """Yield the files of the source below a folder; neither links nor hidden folders are followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            each
            for each in folders
            if each not in NOT_LOOKED_INTO and (not each.startswith(".") or each in OF_HOSTS)
        )
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink() and _is_of(path, source):
                yield str(path)


def _is_of(path: Path, source: Importer) -> bool:
    """Tell whether a file in a folder is one of the source's."""
    name = PurePosixPath(path.name)
    if any(name.match(pattern) for pattern in source.SURE):
        return True
    return any(name.match(pattern) for pattern in source.FILES) and bool(source.MARK.search(_content(path)))


def _content(path: Path) -> bytes:
    from gonogo.intake.foreign import LARGEST

    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror or error}") from error


def _delivered(files: list[str], source: Importer) -> Delivery:
    from gonogo.intake.drafts import together
    from gonogo.read.files import shown_path

    return together([source.read(_content(Path(each)), shown_path(each)) for each in files])


# --- the catalog ----------------------------------------------------------------------------------


def _planned(
    where: Where, catalog: Catalog, delivery: Delivery, mapping: Mapping, importer: str, *, update: bool
) -> tuple[Settlement, list[Step], MergedTeams]:
    """Return what the delivery comes to in this catalog."""
    from gonogo.intake import merging
    from gonogo.intake.planning import references, steps
    from gonogo.intake.settling import Known, settle
    from gonogo.read import settings, urls
    from gonogo.read.rules import RESERVED

    said = settings.settings(where.tree())[0]
    if said is None:  # pragma: no cover - the catalog was read a moment ago
        raise click.UsageError("catalog.yaml cannot be used")
    existing = list(_existing(where, catalog))
    ids = {former: each.id for each in catalog.services.values() for former in each.former_ids}
    known = Known(
        catalog=catalog,
        imported=references(existing, importer),
        ids=ids | {each.id: each.id for each in existing},
        reserved=frozenset(RESERVED),
    )
    settlement = settle(delivery, mapping, known, lambda url: urls.complaint(url) is None)
    places = {each.id: _place(each.keys["service.owner"], each.id, said) for each in settlement.services}
    planned = list(steps(settlement.services, existing, importer, places, update=update))
    path = where.root / said.teams
    merged = merging.teams(
        _text(path) if path.is_file() else None,
        settlement.teams,
        settlement.people,
        importer,
        update=update,
    )
    return settlement, planned, merged


def _existing(where: Where, catalog: Catalog) -> Iterator[Existing]:
    """Yield the manifests of the catalog with what they say of their origin."""
    from gonogo.intake.merging import origin_of
    from gonogo.intake.planning import Existing

    for service in catalog.services.values():
        text = _text(where.root / service.path)
        yield Existing(id=service.id, path=service.path, text=text, origin=origin_of(text))
    for broken in catalog.unreadable:
        if broken.id is not None and broken.id not in catalog.services:
            yield Existing(id=broken.id, path=broken.path)


def _text(path: Path) -> str:
    """Return the text of a file of the catalog with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def _place(owner: str, name: str, said: Settings) -> str:
    """Return where a new manifest goes: below its team's folder, where the catalog looks for manifests."""
    from gonogo.read.files import pattern

    for glob in said.manifests:
        base = "/".join(step for step in _fixed(glob))
        for path in (f"{owner}/{name}.yaml", f"{name}.yaml"):
            whole = f"{base}/{path}" if base else path
            if pattern(glob).match(whole):
                return whole
    raise click.UsageError(f"no pattern of `manifests` in catalog.yaml has a place for {name}.yaml")


def _fixed(glob: str) -> Iterator[str]:
    """Yield the folders of a pattern above its first wildcard."""
    for step in glob.split("/")[:-1]:
        if any(sign in step for sign in "*?["):
            return
        yield step


def _write(where: Where, steps: Iterable[Step], teams: MergedTeams) -> None:
    """Write teams first: a manifest whose team is missing would be an error."""
    from gonogo.intake.planning import Doing
    from gonogo.read import settings

    said = settings.settings(where.tree())[0]
    if said is not None and teams.text:
        _replace(where.root, said.teams, teams.text)
    is_written = False
    for step in steps:
        if step.text is not None:
            if step.doing is Doing.NEW and os.path.lexists(where.root / step.path):
                raise click.UsageError(f"{where.root / step.path} exists, and is not {step.service}")
            _replace(where.root, step.path, step.text)
            is_written = True
    if is_written:
        _renew_schemas(where)


def _replace(root: Path, name: str, text: str) -> None:
    """Write a file of the catalog where it differs; never through a link."""
    path = root / name
    content = text.encode()
    for each in (path, *path.parents):
        if each == root:
            break
        if each.is_symlink():
            raise click.UsageError(f"{each} is a symbolic link; nothing is written through it")
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    output.write(path, content)


def _renew_schemas(where: Where) -> None:
    """Bring the schemas that editors use up to date: they suggest the teams that are new."""
    from gonogo.cli import schemas
    from gonogo.cli.reading import sound_catalog

    if (where.root / schemas.FOLDER).is_dir():
        schemas.write(where.root, sound_catalog(where))

"""`gonogo new`: the first manifest of a service, ten lines."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from gonogo.cli import options, output
from gonogo.cli.init import MODELINE
from gonogo.model.words import Kind, Lifecycle

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.model.catalog import Catalog


@click.command("new", short_help="Write the first manifest of a service.")
@click.argument("service", metavar="SERVICE")
@click.option("--name", help="What people call it.")
@click.option("--owner", help="Id of the team that owns it.")
@click.option("--kind", type=click.Choice([each.value for each in Kind]), help="What sort of thing it is.")
@click.option(
    "--lifecycle", type=click.Choice([each.value for each in Lifecycle]), help="Where it stands in its life."
)
@click.option("--tier", type=int, help="How critical it is; 1 is the most critical.")
@options.catalog_option()
@options.debug_option()
def command(
    service: str,
    name: str | None,
    owner: str | None,
    kind: str | None,
    lifecycle: str | None,
    tier: int | None,
    catalog: str | None,
) -> None:
    """Write the first manifest of SERVICE, an id such as checkout-assistant.

    Asks for what is not given on a terminal; elsewhere --owner is needed where there are several teams.

    \b
    Example:
      gonogo new checkout-assistant --owner team-checkout --kind llm-app --tier 2
    """  # noqa: D301
    from gonogo.cli.reading import sound_catalog
    from gonogo.read.files import shown_path

    where = options.where(catalog, None)
    bound = sound_catalog(where)
    _refuse_id(service, bound, where.root)
    team = owner or _asked_owner(bound)
    if bound.teams and team not in bound.teams:
        raise click.UsageError(f"unknown team '{team}'; known: {', '.join(bound.teams)}")
    if tier is not None and bound.standard.tiers and tier not in bound.standard.tiers:
        raise click.UsageError(f"unknown tier {tier}; known: {', '.join(map(str, bound.standard.tiers))}")
    facts = {
        "id": service,
        "name": name or _asked("Name", service.replace("-", " ").title()),
        "owner": team,
        "kind": kind or _asked("Kind", "service", [each.value for each in Kind]),
        "tier": tier or int(_asked("Tier", "3", [str(each) for each in bound.standard.tiers] or None)),
        "lifecycle": lifecycle or _asked("Lifecycle", "development", [each.value for each in Lifecycle]),
    }
    path = shown_path(str(_write(where.root, team, service, facts)))
    click.echo(f"Wrote {path}")
    click.echo(f"Next: answer the first checks in it, then gonogo validate {path}")


def _refuse_id(service: str, bound: Catalog, root: Path) -> None:
    from gonogo.read.files import shown_path
    from gonogo.read.rules import RESERVED
    from gonogo.read.schema import is_id

    if not is_id(service):
        raise click.UsageError(
            f"'{service}' is not an id: use 1 to 63 characters a-z, 0-9 and -, beginning with a letter"
        )
    if service in RESERVED:
        raise click.UsageError(f"'{service}' is reserved; choose another id")
    for each in bound.services.values():
        if service == each.id or service in each.former_ids:
            raise click.UsageError(f"the id '{service}' is taken by {shown_path(str(root / each.path))}")


def _asked(what: str, default: str, choices: list[str] | None = None) -> str:
    """Return what somebody types on a terminal, elsewhere the default."""
    if not sys.stdin.isatty():
        return default
    kind = click.Choice(choices) if choices else None
    return str(click.prompt(what, default=default, type=kind))


def _asked_owner(bound: Catalog) -> str:
    teams = list(bound.teams)
    if sys.stdin.isatty():
        return str(click.prompt("Owner (id of a team)", type=click.Choice(teams) if teams else None))
    if len(teams) == 1:
        return teams[0]
    raise click.UsageError(f"name the team with --owner: {', '.join(teams) or 'teams.yaml lists none'}")


def _write(root: Path, team: str, service: str, facts: dict[str, object]) -> Path:
    path = root / "services" / team / f"{service}.yaml"
    if os.path.lexists(path):
        raise click.UsageError(f"{path} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    output.write(path, manifest_text(facts, "../../.schema/manifest.schema.json").encode())
    return path


def manifest_text(facts: dict[str, object], schema: str) -> str:
    """Return a first manifest: ten lines, and in comments how to go on."""
    import json

    name = json.dumps(facts["name"], ensure_ascii=False)
    return MODELINE.format(schema=schema) + (
        "schema_version: 1\n"
        "service:\n"
        f"  id: {facts['id']}                # unique for ever, also the address of the page\n"
        f"  name: {name}\n"
        f"  owner: {facts['owner']}          # id of a team in teams.yaml\n"
        f"  kind: {facts['kind']}\n"
        f"  tier: {facts['tier']}            # 1 critical to 4 experimental\n"
        f"  lifecycle: {facts['lifecycle']}\n"
        "# Answer the first check; `gonogo explain cicd-pipeline` says what good evidence is.\n"
        "# checks:\n"
        "#   cicd-pipeline:\n"
        "#     status: met           # met partial unmet not-applicable\n"
        "#     evidence:\n"
        "#       - kind: ci-run\n"
        "#         url: https://ci.example.com/pipelines/1\n"
        "#         collected_on: 2026-11-20\n"
    )

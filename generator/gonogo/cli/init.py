"""`gonogo init`: a catalog that validates and builds at once."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import click

from gonogo.cli import options, output

MODELINE = "# yaml-language-server: $schema={schema}\n"

CATALOG = """\
# What this catalog is called and where its parts are. `gonogo schema catalog` knows every key.
schema_version: 1
title: {title}
standard: standard.yaml
teams: teams.yaml
# Links to the files in your git host; the portal offers to edit them there.
# source:
#   host: gitlab
#   url: https://git.example.com/platform/readiness
#   branch: main
#   path: catalog
"""

STANDARD = """\
# What is asked of services: a built-in standard, and what your organisation changes in it.
# `gonogo standard show` lists the checks, `gonogo explain CHECK` explains one.
schema_version: 1
id: our-readiness
version: "1"
title: Production readiness
extends:
  - production-readiness@1
  - ai-readiness@1
# A check of your own, or a change of one that is there:
# checks:
#   - id: alerts
#     evidence:
#       max_age_days: 90
"""

TEAMS = """\
# Who owns services. Teams form a tree: `parent` is the domain or department above.
schema_version: 1
teams:
  - id: team-example
    name: Example team
    # channel: "#team-example"
    # operations:           # what all services of the team share
    #   on_call:
    #     rotation: team-example-primary
"""

FIRST = ("example-service", "Example Service", "team-example")


@click.command("init", short_help="Make a catalog that validates and builds at once.")
@click.argument("directory", metavar="[DIR]", default="catalog", type=click.Path(path_type=Path))
@click.option("--demo", is_flag=True, help="Copy the demo organisation: 29 services to learn from.")
@click.option("--title", help="What the catalog is called.", default="Service readiness", show_default=True)
@options.debug_option()
def command(directory: Path, demo: bool, title: str) -> None:  # noqa: FBT001
    """Make DIR (default: catalog) a catalog that validates and builds at once.

    \b
    Examples:
      gonogo init
      gonogo init --demo demo-catalog
    """  # noqa: D301
    if os.path.lexists(directory / "catalog.yaml"):
        raise click.UsageError(f"{directory} is a catalog already; `gonogo new SERVICE` adds a service to it")
    if directory.exists() and not directory.is_dir():
        raise click.UsageError(f"{directory} is a file; name a folder")
    if demo:
        _copy_demo(directory)
    else:
        _write_first(directory, title)
    _write_editor_files(directory)
    _say_next(directory)


def _copy_demo(directory: Path) -> None:
    from gonogo import resources

    shutil.copytree(resources.demo(), directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".schema"))


def _write_first(directory: Path, title: str) -> None:
    from gonogo.cli.new import manifest_text

    name, shown, owner = FIRST
    files = {
        "catalog.yaml": MODELINE.format(schema=".schema/catalog.schema.json")
        + CATALOG.format(title=json.dumps(title)),
        "standard.yaml": MODELINE.format(schema=".schema/standard.schema.json") + STANDARD,
        "teams.yaml": MODELINE.format(schema=".schema/teams.schema.json") + TEAMS,
        f"services/{owner}/{name}.yaml": manifest_text(
            {
                "id": name,
                "name": shown,
                "owner": owner,
                "kind": "service",
                "tier": 3,
                "lifecycle": "development",
            },
            "../../.schema/manifest.schema.json",
        ),
    }
    for path, text in files.items():
        target = directory / path
        if target.exists():
            raise click.UsageError(f"{target} exists already; init does not overwrite files")
        target.parent.mkdir(parents=True, exist_ok=True)
        output.write(target, text.encode())


def _write_editor_files(directory: Path) -> None:
    """Write the specialised schemas, and tell VS Code of them where it is not told anything yet."""
    from gonogo.cli import schemas
    from gonogo.cli.reading import sound_catalog

    schemas.write(directory, sound_catalog(options.where(str(directory), None)))
    settings = directory.parent / ".vscode" / "settings.json"
    if settings.exists():
        return
    settings.parent.mkdir(exist_ok=True)
    output.write(settings, (json.dumps(vscode_settings(directory.name), indent=2) + "\n").encode())


def vscode_settings(name: str) -> dict[str, dict[str, str]]:
    """Return the setting that gives the YAML extension of VS Code the schemas of a catalog."""
    globs = {
        "manifest": "services/**/*.yaml",
        "platform": "platforms/*.yaml",
        "decision": "decisions/**/*.yaml",
        "evidence": "evidence/**/*.yaml",
        "catalog": "catalog.yaml",
        "standard": "standard.yaml",
        "teams": "teams.yaml",
        "tiers": "tiers.yaml",
    }
    return {
        "yaml.schemas": {
            f"{name}/.schema/{kind}.schema.json": f"{name}/{glob}" for kind, glob in globs.items()
        }
    }


def _say_next(directory: Path) -> None:
    option = "" if directory.name == "catalog" and directory.parent == Path() else f" --catalog {directory}"
    click.echo(f"Made a catalog in {directory}/")
    click.echo(f"Next: gonogo build{option}")

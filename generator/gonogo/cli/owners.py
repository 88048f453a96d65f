"""`gonogo owners`: a CODEOWNERS file."""

from __future__ import annotations

import click

from gonogo.cli import options, output


@click.command("owners", short_help="Print a CODEOWNERS file.")
@click.option(
    "--maintainers", default="@readiness-maintainers", show_default=True, help="Who owns what no team does."
)
@click.option("--organisation", help="Put before ids: `acme` makes @acme/team-checkout.")
@click.option(
    "--handle",
    "handles",
    multiple=True,
    metavar="ID=HANDLE",
    help="What a team or group is called on the host.",
)
@options.catalog_option()
@options.output_option()
@options.debug_option()
def command(
    maintainers: str,
    organisation: str | None,
    handles: tuple[str, ...],
    catalog: str | None,
    target: str | None,
) -> None:
    """Print a CODEOWNERS file: team folders for teams, decisions for approvers, the rest for maintainers.

    \b
    Example:
      gonogo owners --organisation acme --maintainers @acme/platform --output .github/CODEOWNERS
    """  # noqa: D301
    from gonogo.cli.reading import sound_catalog
    from gonogo.publish.owners import codeowners

    where = options.where(catalog, None)
    bound = sound_catalog(where)
    names = [*bound.teams, *bound.groups]
    known = {name: f"@{organisation}/{name}" for name in names} if organisation else {}
    for each in handles:
        name, equals, handle = each.partition("=")
        if not equals or not handle:
            raise click.UsageError(f"--handle {each}: write ID=HANDLE, such as sre-leads=@acme/sre")
        if name not in names:
            raise click.UsageError(f"--handle {each}: there is no team or group '{name}'")
        known[name] = handle
    output.result(codeowners(bound, _prefix(str(where.root)), maintainers, known), target)


def _prefix(root: str) -> str:
    """Return the catalog's folder within its repository, or as it was named outside of one."""
    from pathlib import Path

    from gonogo.model.failure import GitError
    from gonogo.read.git import Git

    try:
        return Git(Path(root)).inside(Path(root))
    except GitError:
        return Path(root).name

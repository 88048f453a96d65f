"""`gonogo schema`: the JSON Schemas of all kinds of files."""

from __future__ import annotations

import click

from gonogo.cli import options, output

NAMES = [
    *("manifest", "standard", "catalog", "teams", "tiers", "platform", "decision", "evidence"),
    *("collect", "import-map"),
]


@click.command("schema", short_help="Print a JSON Schema.")
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option(
    "--specialised",
    is_flag=True,
    help="With this catalog's checks, teams and kinds of evidence as suggestions.",
)
@click.option(
    "--write", is_flag=True, help="Write all specialised schemas to .schema/ in the catalog, for editors."
)
@options.catalog_option()
@options.output_option()
@options.debug_option()
def command(
    name: str | None,
    specialised: bool,  # noqa: FBT001
    write: bool,  # noqa: FBT001
    catalog: str | None,
    target: str | None,
) -> None:
    """Print the JSON Schema of a kind of file.

    \b
    Examples:
      gonogo schema manifest
      gonogo schema manifest --specialised
      gonogo schema --specialised --write
    """  # noqa: D301
    from gonogo.cli import schemas
    from gonogo.cli.reading import sound_catalog
    from gonogo.publish.schemas import text
    from gonogo.read import schema
    from gonogo.read.files import shown_path

    if write:
        root = options.find_catalog(catalog)
        schemas.write(root, sound_catalog(options.where(catalog, None)))
        output.note(f"Wrote the schemas of this catalog to {shown_path(str(root / schemas.FOLDER))}")
    elif name is None:
        raise click.UsageError(f"name one of {', '.join(NAMES)}")
    elif specialised and name in schema.KINDS:
        texts = schemas.texts(sound_catalog(options.where(catalog, None)))
        output.result(texts[f"{name}.schema.json"], target)
    else:
        output.result(text(schema.schema(name)), target)

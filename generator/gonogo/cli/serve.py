"""`gonogo serve`: the portal on this machine, rebuilt when a file changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo.cli import options
from gonogo.cli.build import USAGE, Asked, ending_on_sigterm, logs, show

if TYPE_CHECKING:
    from datetime import date

    from gonogo.site.publication import Publication
    from gonogo.site.serving import Hooks
    from gonogo.site.settings import Configuration


@click.command("serve", short_help="Serve the portal and rebuild it on changes.")
@options.catalog_option()
@options.as_of_option()
@click.option(
    "--config-file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The mkdocs.yml to build with.  [default: the one beside the catalog, else a good default]",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to listen on.  [default: the first free from 8000]",
)
@click.option("--open", "opens_browser", is_flag=True, help="Open the portal in a browser.")
@options.quiet_option()
@options.verbose_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    catalog: str | None,
    as_of: date | None,
    config_file: Path | None,
    host: str,
    port: int | None,
    opens_browser: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Serve the portal on this machine, and rebuild it when a file of the catalog changes.

    For writing manifests, not for readers: publish the folder that `gonogo build` makes.

    \b
    Examples:
      gonogo serve
      gonogo serve --open --port 8080
    """  # noqa: D301 - \b is click's
    from gonogo.site import serving
    from gonogo.soundly import Unusable

    live = _Live(Asked(catalog, as_of, config_file, is_late=True), is_quiet=quiet)
    try:
        with ending_on_sigterm(), logs(is_verbose=verbose):
            address = serving.Address(host=host, port=port)
            serving.serve(live.hooks(), address, live.watched(), opens_browser=opens_browser)
    except Unusable as error:
        show(error.problems)
        context.exit(USAGE)


class _Live:
    """A catalog that is read again for every build."""

    def __init__(self, asked: Asked, *, is_quiet: bool) -> None:
        self._asked = asked
        self._is_quiet = is_quiet

    def hooks(self) -> Hooks:
        """Return what the server asks and tells."""
        from gonogo.site.serving import Hooks

        return Hooks(
            configuration=self._configuration,
            publish=self._publish,
            built=self._tell_built,
            failed=self._tell_failed,
            ready=self._tell_ready,
        )

    def watched(self) -> list[Path]:
        """Return where changes are waited for."""
        order, config = self._asked.order()
        places = [order.catalog, order.templates, config.config_file_path, config.docs_dir]
        return [Path(place) for place in places if place and Path(place).exists()]

    def _configuration(self) -> Configuration:
        self._order, config = self._asked.order()
        return config

    def _publish(self, config: Configuration) -> Publication:
        """Read, assess and publish; what is wrong is shown here and on the pages."""
        from gonogo import portal

        made = portal.portal_of(self._order, config)
        show(made.problems)
        return made.publication

    def _tell_built(self, seconds: float) -> None:
        if not self._is_quiet:
            click.echo(f"Built in {seconds:.1f} s", err=True)

    @staticmethod
    def _tell_failed(error: BaseException) -> None:
        from gonogo.soundly import Unusable

        if isinstance(error, Unusable):
            show(error.problems)
        click.echo(f"Error: {error}; the last portal stays until this is mended", err=True)

    @staticmethod
    def _tell_ready(url: str) -> None:
        click.echo(f"Serving on {url} (Ctrl-C ends it)")

"""`gonogo build`: the portal, built beside its place, checked, and put there at once."""

from __future__ import annotations

import logging
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gonogo.model.problem import Problem
    from gonogo.order import Order
    from gonogo.portal import Built
    from gonogo.site.settings import Configuration
    from gonogo.soundly import Sound

FLAWED, USAGE, ENVIRONMENT = 1, 2, 3

ENGINES = ("mkdocs", "properdocs", "zensical")
"""The same as `gonogo.site.programs` has; help must not wait for MkDocs."""

GIT = "GN6"
"""How codes of problems begin that are not about a file but about where it is built."""

MOST_SHOWN = 20
"""Problems that are printed one by one."""


@click.command("build", short_help="Build the portal.")
@options.catalog_option()
@options.as_of_option()
@options.at_option()
@click.option(
    "-d",
    "--site-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the portal goes.  [default: site_dir of mkdocs.yml, else site]",
)
@click.option(
    "--config-file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The mkdocs.yml to build with.  [default: the one beside the catalog, else a good default]",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What makes the pages. All but mkdocs run no plugins, and need an extra: gonogo[ENGINE].",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), hidden=True, help="How many processes work."
)
@click.option("--no-cache", is_flag=True, help="Render every page anew.")
@options.strict_option("Exit with 1, and leave the old portal, if anything is unreadable or warned of.")
@options.quiet_option()
@options.verbose_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    catalog: str | None,
    as_of: date | None,
    at: str | None,
    site_dir: Path | None,
    config_file: Path | None,
    engine: str,
    workers: int | None,
    no_cache: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Build the portal.

    It is built beside its place, checked, and then put there at once: readers see the old portal
    or the new one. A folder that gonogo did not build is never replaced.

    With --at it is the portal of that commit or day: its manifests, its standard, its scores. Pages
    that you wrote yourself, and mkdocs.yml, are those of today.

    Exit code: 0 built (even if some manifests are unreadable), 1 with --strict when something is
    wrong, 2 the configuration or the call is wrong, 3 the portal could not be written, or its engine
    is not installed.

    \b
    Examples:
      gonogo build
      gonogo build --site-dir public --strict
      gonogo build --as-of 2027-01-01 --site-dir january
      gonogo build --at 2026-06-30 --site-dir mid-year
      gonogo build --engine zensical
    """  # noqa: D301 - \b is click's
    asked = Asked(
        catalog,
        as_of,
        config_file,
        at=at,
        site_dir=site_dir,
        is_cached=not no_cache,
        workers=workers,
        engine=engine,
    )
    begun = time.monotonic()
    with ending_on_sigterm(), logs(is_verbose=verbose):
        built = _built(asked, is_strict=strict, shows_progress=not quiet and sys.stderr.isatty())
    _kept[:] = [built]
    show(built.portal.problems)
    _report(built, time.monotonic() - begun)


_kept: list[Built] = []
"""The last portal: a process that is about to end need not take it apart."""


def _built(asked: Asked, *, is_strict: bool, shows_progress: bool) -> Built:
    """Build, or end with the exit code that belongs to what went wrong."""
    from gonogo.read.manifests import without_cyclic_gc
    from gonogo.soundly import Unusable

    try:
        with without_cyclic_gc():
            order, config, sound = asked.begun()
            return _made(order, config, sound, is_strict=is_strict, shows_progress=shows_progress)
    except Unusable as error:
        show(error.problems)
        click.echo(f"Error: {error}", err=True)
        raise click.exceptions.Exit(USAGE) from error


def _made(
    order: Order, config: Configuration, sound: Sound, *, is_strict: bool, shows_progress: bool
) -> Built:
    """Build the portal of what was read, or end with the same exit codes."""
    from gonogo import portal
    from gonogo.site import building, inspection, programs, target

    progress = _progress if shows_progress else _silence
    try:
        return portal.build(order, config, progress, is_strict=is_strict, sound=sound)
    except target.Refused as error:
        code, said = USAGE, str(error)
    except portal.NotStrict as error:
        show(error.problems)
        code, said = FLAWED, f"{error}; the portal was not put in its place"
    except building.Failed as error:
        code = FLAWED if error.is_strict else USAGE
        said = f"{error}; the portal was not put in its place"
    except programs.Missing as error:
        code, said = ENVIRONMENT, str(error)
    except inspection.Defective as error:
        code, said = ENVIRONMENT, f"{error}; the portal was not put in its place"
    click.echo(f"Error: {said}", err=True)
    raise click.exceptions.Exit(code)


class Asked:
    """What the options ask for; what they leave open, mkdocs.yml may say.

    Where it `is_late`, pages are made when somebody asks for them, and are not kept.
    """

    def __init__(  # noqa: PLR0913 - one parameter an option
        self,
        catalog: str | None,
        as_of: date | None,
        config_file: Path | None,
        *,
        at: str | None = None,
        site_dir: Path | None = None,
        is_cached: bool = True,
        workers: int | None = None,
        is_late: bool = False,
        engine: str = ENGINES[0],
    ) -> None:
        self._catalog = catalog
        self._as_of = as_of
        self._at = at
        self._config_file = config_file
        self._site_dir = site_dir
        self._is_cached = is_cached
        self._workers = workers
        self._is_late = is_late
        self._engine = engine

    def begun(self) -> tuple[Order, Configuration, Sound]:
        """Return what to build and by which configuration, and what was read of it.

        MkDocs is loaded while others read, unless an mkdocs.yml has a say in what to read.
        """
        from gonogo.site.finding import find
        from gonogo.soundly import read_soundly

        if self._config_file is None:
            where = options.where(self._catalog, self._as_of, self._at)
            if find(None, where.root) is None:
                order = self._plain(where)
                told: list[tuple[Order, Configuration]] = []
                sound = read_soundly(order, beside=lambda: told.append(self._told(order)))
                return *(told[0] if told else self._told(order)), sound
        order, config = self.order()
        return order, config, read_soundly(order)

    def order(self) -> tuple[Order, Configuration]:
        """Return what to build and by which configuration, as the files say now."""
        where = options.where(self._catalog or self._catalog_of_file(), self._as_of, self._at)
        return self._told(self._plain(where))

    def _plain(self, where: options.Where) -> Order:
        """Return what to build as far as no mkdocs.yml has a say."""
        from gonogo import store
        from gonogo.order import Order
        from gonogo.read.commits import at

        return Order(
            catalog=where.root,
            day=where.day,
            today=where.today,
            at=None if self._at is None else at(where.root, self._at),
            memory=store.folder() if self._is_cached else None,
            workers=self._workers,
            is_late=self._is_late,
            engine=self._engine,
        )

    def _told(self, order: Order) -> tuple[Order, Configuration]:
        """Return what to build with all that the configuration says, and that."""
        from msgspec.structs import replace

        from gonogo import portal  # noqa: F401 - loaded here, where others may be reading meanwhile
        from gonogo.site import building, cache

        config = self._configuration(order.catalog)
        told = building.told(config)
        is_told = self._as_of is None and self._at is None
        keeps_pages = self._is_cached and not self._is_late
        return replace(
            order,
            day=(told.as_of if is_told else None) or order.day,
            templates=told.templates,
            cache=Path(config.site_dir).absolute().parent / cache.FOLDER if keeps_pages else None,
        ), config

    def _configuration(self, root: Path) -> Configuration:
        from gonogo.site import settings

        try:
            return settings.configuration(self._config_file, root, self._site_dir)
        except settings.Misconfigured as error:
            raise click.UsageError(str(error)) from error

    def _catalog_of_file(self) -> str | None:
        """Return the catalog that the mkdocs.yml given names."""
        from gonogo.site import building

        if self._config_file is None:
            return None
        told = building.told(self._configuration(self._config_file.parent))
        return None if told.catalog is None else str(told.catalog)


def _report(built: Built, seconds: float) -> None:
    publication = built.portal.publication
    click.echo(
        f"Built {len(publication.refs):,} pages for {len(built.portal.services):,} services "
        f"as of {publication.edition.day} in {seconds:.1f} s"
    )
    click.echo(f"Open {built.folder / 'index.html'}")


def show(problems: tuple[Problem, ...]) -> None:
    """Print what is worse than a notice to standard error, the first of many, and what git lacks."""
    from gonogo.cli import reading
    from gonogo.model.words import Severity

    told = tuple(
        problem
        for problem in problems
        if problem.severity is not Severity.NOTICE or problem.code.startswith(GIT)
    )
    if told:
        reading.show(told[:MOST_SHOWN])
    if len(told) > MOST_SHOWN:
        click.echo(f"{len(told) - MOST_SHOWN} more problems; `gonogo validate` prints them all", err=True)


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the command like Ctrl-C does, so that nothing half built is left."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


@contextmanager
def logs(*, is_verbose: bool) -> Iterator[None]:
    """Print what MkDocs and its plugins warn of to standard error, and with `is_verbose` all they tell."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Line())
    handler.setLevel(logging.INFO if is_verbose else logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)
    # The server of MkDocs warns of every page that is not there.
    logging.getLogger("mkdocs.livereload").setLevel(logging.INFO if is_verbose else logging.ERROR)
    logger.addHandler(handler)
    if is_verbose:
        _tell_of_slow_parts()
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _tell_of_slow_parts() -> None:
    """Say once which fast parts have no wheel here; the others do the same, so nothing else changes."""
    from gonogo import libyaml
    from gonogo.read import schema

    parts = {"libyaml": libyaml.IS_THERE, "jsonschema-rs": schema.IS_FAST}
    missing = [name for name, is_there in parts.items() if not is_there]
    if missing:
        output.note(f"note: reading is slower without {' and '.join(missing)}; results are the same")


class _Line(logging.Formatter):
    """A record as our own messages look."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return f"{record.levelname.lower()}: {record.getMessage().removeprefix('gonogo: ')}"


def _progress(done: int, whole: int) -> None:
    """Tell how far it is; nothing is left of it in the end."""
    output.progress(f"{done:,} of {whole:,} pages" if done < whole else "")


def _silence(_done: int, _whole: int) -> None:
    """Show nothing."""

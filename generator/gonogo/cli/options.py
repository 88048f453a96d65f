"""Options that many commands share, and the values they become."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gonogo.model.noun import Noun

if TYPE_CHECKING:
    from gonogo.read.files import Tree

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with the form that is wanted."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        # Python reads other ISO forms, too; one form is enough, and it is that of the files.
        if day is None or day.isoformat() != value:
            self.fail(f"{value!r} is not a day; write it as YYYY-MM-DD", param, ctx)
        return day


class Where(Noun):
    """Which catalog a command works on, and for which day; `at` is a commit or a day of its history."""

    root: Path
    day: date
    today: date
    at: str | None = None

    def tree(self) -> "Tree":
        """Return the files to read: those on disk, or those of the commit."""
        if self.at is None:
            from gonogo.read.files import Disk

            return Disk(root=os.fspath(self.root))
        from gonogo.read.commits import at

        return at(self.root, self.at)


def today() -> date:
    """Return today in UTC: the one place where the clock is read."""
    return datetime.now(UTC).date()


def find_catalog(given: str | None, start: Path | None = None) -> Path:
    """Return the catalog's folder: the one given, else the nearest upwards, up to the repository's root."""
    if given is not None:
        root = Path(given)
        root = root.parent if root.name == "catalog.yaml" else root
        if not root.is_dir():
            raise click.UsageError(f"there is no folder {given}")
        if not (root / "catalog.yaml").is_file() and (root / "catalog" / "catalog.yaml").is_file():
            root = root / "catalog"
        if not os.path.lexists(root / "catalog.yaml"):
            raise click.UsageError(f"{given} holds no catalog.yaml; `gonogo init {given}` makes a catalog")
        return root
    folder = (start or Path.cwd()).absolute()
    for each in (folder, *folder.parents):
        for candidate in (each, each / "catalog"):
            if (candidate / "catalog.yaml").is_file():
                return candidate
        if (each / ".git").exists():
            break
    raise click.UsageError(
        "no catalog here or above; name one with --catalog, or make one with `gonogo init`"
    )


def catalog_option() -> Decorator:
    """`--catalog DIR`."""
    return click.option(
        "--catalog",
        metavar="DIR",
        help="The catalog's folder.  [default: the nearest catalog.yaml or catalog/ upwards]",
        envvar="GONOGO_CATALOG",
    )


def as_of_option() -> Decorator:
    """`--as-of DAY`."""
    return click.option(
        "--as-of",
        "as_of",
        type=Day(),
        metavar="DAY",
        help="The day for which everything is computed, YYYY-MM-DD.  [default: today in UTC]",
    )


def output_option() -> Decorator:
    """`--output FILE`."""
    return click.option(
        "-o",
        "--output",
        "target",
        metavar="FILE",
        help="Write there instead of to standard output; `-` is standard output.",
    )


def strict_option(what: str) -> Decorator:
    """`--strict`."""
    return click.option("-s", "--strict", is_flag=True, help=what)


def quiet_option() -> Decorator:
    """`--quiet`."""
    return click.option("-q", "--quiet", is_flag=True, help="Print results only.")


def no_cache_option() -> Decorator:
    """`--no-cache`."""
    return click.option("--no-cache", is_flag=True, help="Neither use nor keep what was worked out before.")


def verbose_option() -> Decorator:
    """`--verbose`."""
    return click.option("-v", "--verbose", is_flag=True, help="Print more.")


def debug_option() -> Decorator:
    """`--debug`."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, help="Print the traceback of an internal error."
    )


def format_option(formats: list[str], default: str) -> Decorator:
    """`--format NAME`."""
    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(formats),
        default=default,
        show_default=True,
        help="How to print.",
    )


def at_option() -> Decorator:
    """`--at COMMIT|DATE`."""
    return click.option(
        "--at",
        metavar="COMMIT|DATE",
        help="Read the catalog as a commit, or as the last commit of a day, holds it.",
    )


def where(catalog: str | None, as_of: date | None, at: str | None = None) -> Where:
    """Return the catalog and the day that the common options name; with `at` the day is the commit's."""
    now = today()
    root = find_catalog(catalog)
    if at is not None and as_of is None:
        as_of = _day_of(root, at)
    return Where(root=root, day=as_of or now, today=now, at=at)


def _day_of(root: Path, at: str) -> date:
    """Return the day that `--at` names, or that of its commit."""
    from gonogo.read.commits import at as commit_at

    try:
        return date.fromisoformat(at)
    except ValueError:
        return commit_at(root, at).day

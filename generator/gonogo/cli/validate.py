"""`gonogo validate`: problems, in any format."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo import __version__
from gonogo.cli import options, output
from gonogo.model.noun import Noun
from gonogo.model.words import Severity

if TYPE_CHECKING:
    from datetime import date

    from gonogo.publish.problems import Report
    from gonogo.read.files import Tree

FORMATS = ["full", "concise", "json", "github", "gitlab", "sarif", "junit"]
HUMAN = ("full", "concise")


class Wanted(Noun):
    """What the caller asked to see: paths relative to the working directory; none means everything."""

    paths: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Tell whether a problem at `path` is to be shown and decides the exit code."""
        return not self.paths or any(path == each or path.startswith(f"{each}/") for each in self.paths)


@click.command("validate", short_help="Check every file of a catalog.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@options.catalog_option()
@options.as_of_option()
@options.format_option(FORMATS, "full")
@options.output_option()
@options.strict_option("Exit with 1 on warnings, too.")
@click.option(
    "--fix", is_flag=True, help="Mend what is safe to mend (tabs, CRLF, BOM, ambiguous values), then check."
)
@click.option(
    "--stdin-filename", metavar="FILE", help="With the path `-`: which file standard input stands for."
)
@options.no_cache_option()
@options.quiet_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    paths: tuple[str, ...],
    catalog: str | None,
    as_of: date | None,
    format_: str,
    target: str | None,
    strict: bool,  # noqa: FBT001
    fix: bool,  # noqa: FBT001
    stdin_filename: str | None,
    no_cache: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
) -> None:
    """Check every file of a catalog.

    Knows the whole catalog, whatever PATHS are given: they choose what is reported and decides the
    exit code. `-` reads one file from standard input (see --stdin-filename).

    Exit code: 0 no errors, 1 errors (with --strict warnings, too), 2 the catalog's own configuration
    or the call is wrong.

    \b
    Examples:
      gonogo validate
      gonogo validate catalog/services/shop/cart.yaml --format concise
      gonogo validate --format sarif --output problems.sarif
    """  # noqa: D301 - \b is click's
    from gonogo.checking import check
    from gonogo.cli import schemas
    from gonogo.publish.problems import Report
    from gonogo.store import Store, folder

    where = options.where(catalog or _catalog_of(paths, stdin_filename), as_of)
    tree, wanted = _asked_for(where.root, paths, stdin_filename)
    if fix:
        if "-" in paths:
            raise click.UsageError("--fix mends files; standard input is none")
        from gonogo.cli.fixing import fix_files

        fix_files(where, wanted, quiet=quiet)
    with Store(None if no_cache else folder()) as store:
        is_whole = not wanted.paths
        checked = check(where.root, tree, day=where.day, today=where.today, is_whole=is_whole, memory=store)
    problems = checked.problems + schemas.outdated(where.root, checked.stamp)
    shown = tuple(each for each in problems if wanted.covers(each.place.path))
    files = [path for path in checked.files if wanted.covers(path)]
    report = Report(problems=shown, files=len(files), version=__version__, root=_from_repository_root())
    code = _exit_code(report, files, is_usable=checked.is_usable, strict=strict)
    _print(report, format_, target, quiet=quiet)
    context.exit(code)


def _catalog_of(paths: tuple[str, ...], stdin_filename: str | None) -> str | None:
    """Return the catalog above the first path given, where none is above the working directory."""
    first = next((path for path in (*paths, stdin_filename or "") if path not in ("-", "")), None)
    if first is None:
        return None
    try:
        return str(options.find_catalog(None, Path(first).absolute().parent))
    except click.UsageError:
        return None


def _asked_for(root: Path, paths: tuple[str, ...], stdin_filename: str | None) -> tuple[Tree, Wanted]:
    """Return the tree to read and what to report of it."""
    from gonogo.read.files import Disk, Overlay, shown_path

    disk = Disk(root=os.fspath(root))
    if "-" in paths:
        if stdin_filename is None:
            raise click.UsageError("the path `-` needs --stdin-filename")
        name = os.path.relpath(stdin_filename, root).replace(os.sep, "/")
        held = sys.stdin.buffer.read(2 * 1024 * 1024)
        return Overlay(below=disk, held={name: held}), Wanted(paths=(shown_path(stdin_filename),))
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise click.UsageError(f"there is no file {missing[0]}")
    return disk, Wanted(
        paths=tuple(shown_path(path) for path in paths if Path(path).resolve() != root.resolve())
    )


def _from_repository_root() -> str:
    """Return the working directory as seen from the repository's root; hosts want paths from there."""
    here = Path.cwd()
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    relative = here.relative_to(top).as_posix()
    return "" if relative == "." else relative


def _print(report: Report, format_: str, target: str | None, *, quiet: bool) -> None:
    import msgspec

    from gonogo.guide import code_pages
    from gonogo.publish.problems import FORMATS as RENDERERS
    from gonogo.publish.problems import github

    colour = format_ in HUMAN and target in (None, "-") and output.wants_colour()
    pages = code_pages() if format_ == "sarif" else {}
    report = msgspec.structs.replace(report, colour=colour, pages=pages)
    text = "" if quiet and format_ in HUMAN and not report.problems else RENDERERS[format_](report)
    output.result(text, target, commands=format_ == "github")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(github.job_summary(report))


def _exit_code(report: Report, files: list[str], *, is_usable: bool, strict: bool) -> int:
    if not is_usable:
        return 2
    if report.count(Severity.ERROR) or (strict and report.count(Severity.WARNING)):
        return 1
    if not files and not report.problems:
        raise click.UsageError("no manifest matched; `gonogo new SERVICE` writes one")
    return 0

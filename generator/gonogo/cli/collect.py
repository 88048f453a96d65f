"""`gonogo collect`: results of tools into evidence/."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from gonogo.cli.options import Where
    from gonogo.intake.collecting import Proof, Report
    from gonogo.intake.rules import Bound, Rules

NAMES = ["junit", "sarif", "trivy", "scorecard", "coverage", "k6", "locust", "openslo", "kubernetes"]
RULES_FILE = "collect.yaml"
MOST_FILES = 100
"""Files that a source may have for one day."""

SHOWN_STEPS = 2
"""Folders of a path outside of the working directory that rules look at."""


@click.command("collect", short_help="Make evidence out of results of tools.")
@click.argument("tool", metavar="TOOL", type=click.Choice(NAMES))
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--service", required=True, metavar="ID", help="The service that the reports are about.")
@click.option("--check", metavar="ID", help="The check that they prove, whatever the rules say.")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="BOUND",
    help="What a number must be, such as 80 or `p95 < 800`; several are possible.",
)
@click.option("--source", metavar="NAME", help="Who found it.  [default: TOOL]")
@click.option(
    "--collected-on",
    type=options.Day(),
    metavar="DAY",
    help="When it was found.  [default: the day that the reports tell, else today in UTC]",
)
@click.option("--url", help="Where the result can be read, such as the address of the CI job.")
@options.catalog_option()
@options.quiet_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    tool: str,
    paths: tuple[str, ...],
    service: str,
    check: str | None,
    thresholds: tuple[str, ...],
    source: str | None,
    collected_on: date | None,
    url: str | None,
    catalog: str | None,
    quiet: bool,  # noqa: FBT001
) -> None:
    """Make evidence out of reports of TOOL: files, or folders with files, about one service.

    TOOL is one of junit, sarif, trivy, scorecard, coverage, k6, locust, openslo, kubernetes. The
    rules in collect.yaml beside catalog.yaml say which report proves which check; without it the
    built-in ones do. A report that is broken or empty proves nothing.

    Exit code: 0 written, be it a pass or a fail, 1 a report cannot be used and nothing is written,
    2 the call is wrong.

    \b
    Examples:
      gonogo collect junit build/test-results --service checkout-api --url "$CI_JOB_URL"
      gonogo collect coverage coverage.xml --service checkout-api --threshold 85
      gonogo collect k6 summary.json --service checkout-api --threshold "p95 < 800"
    """  # noqa: D301 - \b is click's
    from gonogo.cli.editing import catalog_of, known_check, service_named
    from gonogo.intake.collecting import collect
    from gonogo.intake.collectors import COLLECTORS
    from gonogo.read.schema import is_id

    where = options.where(catalog, None)
    bound = catalog_of(where)
    name = service_named(bound, service).id
    if check is not None:
        known_check(bound, check)
    if source is not None and not is_id(source):
        raise click.UsageError(f"'{source}' is not an id: a-z, 0-9 and -, beginning with a letter")
    _refuse(url, collected_on, where.today)
    rules = _rules(where.root, tool)
    found = collect(
        tool,
        _reports(paths, COLLECTORS[tool].FILES),
        rules.of(tool, COLLECTORS[tool].RULES, name),
        _bounds(tool, rules.thresholds.get(tool, ()), thresholds),
        checks={each.id for each in bound.standard.checks.values() if not each.retired},
        check=check,
    )
    for mistake in found.mistakes:
        output.note(f"error: {mistake}")
    if found.mistakes:
        output.note("Nothing was written.")
        context.exit(1)
    written = _write(where, source or tool, name, found.proofs, collected_on, url)
    if not quiet:
        for proof in found.proofs:
            output.result(
                f"{name} {proof.check}: {proof.result} ({proof.observed}; expected {proof.expected})", None
            )
        for path in written:
            output.result(f"Wrote {path}", None)


def _refuse(url: str | None, collected_on: date | None, today: date) -> None:
    from gonogo.read import urls

    wrong = urls.complaint(url) if url is not None else None
    if wrong is not None:
        raise click.UsageError(f"--url: {wrong[1]}")
    if collected_on is not None and collected_on > today:
        raise click.UsageError(f"--collected-on {collected_on} is in the future")


def _rules(root: Path, tool: str) -> Rules:
    """Return collect.yaml, or the rules that say nothing; refuse thresholds that mean nothing."""
    from gonogo.cli.import_ import trusted
    from gonogo.intake.collecting import understood
    from gonogo.intake.rules import Rules

    path = root / RULES_FILE
    rules = trusted(path, "collect", Rules) if path.is_file() else Rules()
    said = [text for rule in rules.rules if rule.report == tool for text in rule.expect]
    for text in (*said, *rules.thresholds.get(tool, ())):
        if understood(tool, text) is None:
            raise click.UsageError(f"{path}: {_no_threshold(tool, text)}")
    return rules


def _bounds(tool: str, general: Iterable[str], given: Iterable[str]) -> list[Bound]:
    """Return the thresholds: those of the call, and those of collect.yaml for other numbers."""
    from gonogo.intake.collecting import understood

    bounds = []
    for text in given:
        found = understood(tool, text)
        if found is None:
            raise click.UsageError(f"--threshold: {_no_threshold(tool, text)}")
        bounds.append(found)
    named = {each.metric for each in bounds}
    more = [found for text in general if (found := understood(tool, text)) is not None]
    return [*(each for each in more if each.metric not in named), *bounds]


def _no_threshold(tool: str, text: str) -> str:
    from gonogo.intake.collecting import metrics

    return f"'{text}' is no threshold of {tool}; write NUMBER or `NAME <= NUMBER`: {', '.join(metrics(tool))}"


# --- reports --------------------------------------------------------------------------------------


def _reports(paths: Iterable[str], patterns: tuple[str, ...]) -> Iterator[Report]:
    """Yield the reports that are named, and those in folders that are named."""
    from gonogo.intake.collecting import Report
    from gonogo.read.files import shown_path

    for path in sorted({each for given in paths for each in _files(given, patterns)}):
        shown = shown_path(path)
        steps = shown.split("/")
        inside = "/".join(steps) if steps[0] != ".." else "/".join(steps[-SHOWN_STEPS:])
        yield Report(path=shown, looked_at=f"/{inside}", content=_content(path))


def _files(given: str, patterns: tuple[str, ...]) -> Iterator[str]:
    if not Path(given).is_dir():
        yield given
        return
    found = []
    for place, folders, names in os.walk(given):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        found += [
            str(Path(place, name))
            for name in names
            if any(PurePosixPath(name).match(each) for each in patterns) and _is_regular(Path(place, name))
        ]
    if not found:
        raise click.UsageError(f"{given} holds no file {' or '.join(patterns)}")
    yield from found


def _is_regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _content(path: str) -> bytes:
    """Return the bytes of a report, one more than are allowed at most."""
    from gonogo.intake.reports import LARGEST

    if not Path(path).is_file():
        raise click.UsageError(f"{path} is not a file")
    try:
        with Path(path).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror or error}") from error


# --- evidence -------------------------------------------------------------------------------------


def _write(
    where: Where,
    source: str,
    service: str,
    proofs: Iterable[Proof],
    collected_on: date | None,
    url: str | None,
) -> list[str]:
    """Write proofs into the files of their days; return which those are."""
    from gonogo.intake import evidence

    by_day: dict[date, list[dict[str, Any]]] = {}
    for proof in proofs:
        # A report is never younger than today: its clock may stand in another zone.
        day = collected_on or (min(proof.day, where.today) if proof.day is not None else where.today)
        by_day.setdefault(day, []).append(evidence.result(proof, service, day, url))
        if day < where.today and collected_on is None:
            output.note(f"{proof.check}: dated {day}, as the report says; --collected-on overrides it")
    folder = _folder(where)
    written = []
    with _alone(where.root / folder / source):
        for day, results in sorted(by_day.items()):
            written += _write_day(where, folder, source, day, results)
    return written


def _folder(where: Where) -> str:
    """Return the folder of the evidence, below the catalog's."""
    from gonogo.read import settings
    from gonogo.read.files import pattern

    said = settings.settings(where.tree())[0]
    for glob in said.evidence if said is not None else ():
        base = glob.partition("*")[0].rstrip("/")
        if base and pattern(glob).match(f"{base}/source/2026-01-01.yaml"):
            return base
    raise click.UsageError("no pattern of `evidence` in catalog.yaml has a place for SOURCE/DAY.yaml")


def _write_day(where: Where, folder: str, source: str, day: date, results: list[dict[str, Any]]) -> list[str]:
    """Write the files of a source and day anew, with `results` in them."""
    from gonogo.intake import evidence
    from gonogo.read.files import shown_path

    base = where.root / folder
    there: list[dict[str, Any]] = []
    for name in evidence.names(source, day, count=MOST_FILES):
        if not os.path.lexists(base / name):
            break
        there += _results(base / name)
    texts = evidence.texts(source, there, results, depth=folder.count("/") + 2)
    written = []
    for name, text in zip(evidence.names(source, day, len(texts)), texts, strict=True):
        content = text.encode()
        if not (base / name).is_file() or (base / name).read_bytes() != content:
            output.write(base / name, content)
        written.append(shown_path(str(base / name)))
    return written


def _results(path: Path) -> list[dict[str, Any]]:
    """Return the results in a file; show what is wrong with it and exit with 2."""
    from gonogo.cli.reading import show
    from gonogo.read import schema
    from gonogo.read.manifests import is_unreadable
    from gonogo.read.yaml12 import TRUSTED_LIMITS, parse

    if path.is_symlink():
        raise click.UsageError(f"{path} is a symbolic link; nothing is written through it")
    document, problems = parse(path.read_bytes(), str(path), TRUSTED_LIMITS)
    if not is_unreadable(problems):
        problems = [*problems, *schema.problems(document, "evidence")]
    if is_unreadable(problems):
        show(tuple(problems), unit="file")
        click.get_current_context().exit(2)
    found: list[dict[str, Any]] = document.data["results"]
    return found


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other collectors out of a folder meanwhile, where the system can."""
    for each in (folder, *folder.parents[:2]):
        if each.is_symlink():
            raise click.UsageError(f"{each} is a symbolic link; nothing is written through it")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

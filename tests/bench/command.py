"""The command line of the benchmark."""

import argparse
import fcntl
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import chart, jobs, report, tools
from bench.rounds import Record, measured

RESULTS = tools.HERE / "RESULTS.md"
PICTURE = tools.PROJECT / "pictures" / "speed.svg"
WORK = tools.PROJECT / ".bench"


BY_HAND = "\n## By hand\n"
"""How the last section begins: what takes too long to be measured each time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 0; 1 if a program failed or, with `--check`, a target was missed."""
    options = _options(arguments)
    targets = _chosen(jobs.targets(options.services), options.jobs)
    load = tools.load()
    with _claimed(options.work) as work:
        known = jobs.subjects(work, options.services)
        _clear(work)
        records = measured(known, [target.subjects for target in targets], options.runs, _say)
        _clear(work)
        versions = tools.versions(work / "npm")
    judgements = [report.judged(target, records) for target in targets]
    text = _text(judgements, list(records.values()), _conditions(options, versions, load))
    sys.stdout.write(text)
    if options.write:
        RESULTS.write_text(text + by_hand(RESULTS), encoding="utf-8")
        lines = dict(chart.lines(records, options.services))
        if lines:
            PICTURE.write_text(chart.drawn(lines), encoding="utf-8")
    bad = {report.CRASHED, report.MISSED} if options.check else {report.CRASHED}
    return 1 if any(judgement.word in bad for judgement in judgements) else 0


def by_hand(results: Path) -> str:
    """Return the last section of the page as it is there already; nothing where there is none."""
    held = results.read_text(encoding="utf-8") if results.is_file() else ""
    _, start, section = held.partition(BY_HAND)
    return start + section


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="Measure Gonogo against its peers.")
    every = sorted({target.job for target in jobs.targets(1)})
    parser.add_argument(
        "jobs", nargs="*", metavar="JOB", help=f"any of {', '.join(every)} (default: all but huge)"
    )
    parser.add_argument(
        "--services", type=int, default=1000, metavar="N", help="services of the smaller catalog (1000)"
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds (5)")
    parser.add_argument(
        "--work", type=Path, default=WORK, metavar="DIR", help="where inputs and outputs lie (.bench)"
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument(
        "--write", action="store_true", help="write RESULTS.md, and with the job scale its picture"
    )
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.jobs) - set(every))
    if unknown:
        parser.error(f"no such job: {', '.join(unknown)}")
    if options.services < 1 or options.runs < 1:
        parser.error("--services and --runs begin at 1")
    return options


def _chosen(targets: Sequence[jobs.Target], wanted: Sequence[str]) -> list[jobs.Target]:
    return [
        target
        for target in targets
        if target.job in wanted or (not wanted and target.job not in jobs.BY_NAME_ONLY)
    ]


@contextmanager
def _claimed(work: Path) -> Iterator[Path]:
    """Make the folder of inputs and outputs, which git is to leave alone; one run at a time may use it."""
    work.mkdir(parents=True, exist_ok=True)
    (work / ".gitignore").write_text("*\n", encoding="utf-8")
    with (work / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"another run works in {work}")
        yield work.resolve()


def _clear(work: Path) -> None:
    """Remove what was put aside while others were measured."""
    for aside in work.glob(f"*/{jobs.ASIDE}"):
        shutil.rmtree(aside)


def _say(text: str) -> None:
    """Tell somebody who waits how far it is."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
    else:
        sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _conditions(options: argparse.Namespace, versions: Mapping[str, str], load: str) -> str:
    """Return what was measured, where and when, as a list."""
    commit = tools.commit()
    lines = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {tools.machine()}, load {load} before",
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        f"{options.services:,} services ({10 * options.services:,} where there are many), 250 lines each",
        f"rounds in which all programs take turns: {options.runs}, after one to warm up",
        *([f"commit {commit}"] if commit else []),
    )
    return "\n".join(f"* {line}" for line in lines)


def _text(judgements: list[report.Judgement], records: list[Record], conditions: str) -> str:
    if sys.stderr.isatty():
        _say("")
    return f"""\
# Results

`python tests/bench/run.py --write` measures anew and writes this page. Programs run as whole processes;
ratios are of medians of one run, of elapsed time and, to tell how far others disturbed it, of processor
time. Reading and assessing are compared within one process, by processor time.

{conditions}

## Targets

{report.targets(judgements)}

## Figures

{report.figures(records)}
"""

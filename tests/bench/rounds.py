"""Runs of many programs in turn, so that what the machine does meanwhile hits all alike."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench import measure, tools
from bench.jobs import Subject
from bench.measure import Run, Spread


@dataclass
class Record:
    """What is known of one subject after all rounds; `trouble` tells why there are no figures."""

    subject: Subject
    runs: list[Run] = field(default_factory=list)
    together: int | None = None
    trouble: str | None = None
    has_crashed: bool = False

    @property
    def parts(self) -> frozenset[str]:
        """The figures that it prints, by name."""
        return frozenset(json.loads(self.runs[0].output) if self.subject.has_parts and self.runs else ())

    def spread(self, part: str, what: str = "wall") -> Spread | None:
        """Return a figure over all runs, None where there is none."""
        if what == "together":
            return None if self.together is None else Spread((self.together,))
        if not self.runs:
            return None
        if part:
            return Spread(tuple(float(json.loads(run.output)[part]) for run in self.runs))
        return Spread(tuple(float(getattr(run, what)) for run in self.runs))


def measured(
    subjects: Mapping[str, Subject], groups: Iterable[Sequence[str]], runs: int, say: Callable[[str], None]
) -> dict[str, Record]:
    """Return the figures of the subjects in `groups`, which are compared with each other.

    Each is warmed up once, watched, then run in `runs` rounds; one that would be alone in all of its
    groups because the others are absent does not run.
    """
    wanted = [tuple(group) for group in groups]
    named = {name for group in wanted for name in group}
    records = {name: Record(subject) for name, subject in subjects.items() if name in named}
    for record in records.values():
        record.trouble = record.subject.absent()
    useful = {
        name for group in wanted if all(records[each].trouble is None for each in group) for name in group
    }
    for name, record in records.items():
        if name in useful:
            _warm_up(record, say)
    for number in range(1, runs + 1):
        for turn in range(max((record.subject.repeat for record in records.values()), default=0)):
            for record in records.values():
                is_in = record.subject.name in useful and record.trouble is None
                if is_in and not record.subject.once and turn < record.subject.repeat:
                    say(f"round {number} of {runs}: {record.subject.name}")
                    _run(record)
    return records


def _warm_up(record: Record, say: Callable[[str], None]) -> None:
    subject = record.subject
    say(f"warm-up: {subject.name}")
    subject.folder.mkdir(parents=True, exist_ok=True)
    subject.make()
    _run(record, watch=True)
    if record.runs:
        record.together = record.runs[-1].together
        if not subject.once:
            record.runs.clear()


def _run(record: Record, *, watch: bool = False) -> None:
    subject = record.subject
    subject.before()
    if hasattr(os, "sync"):
        os.sync()  # What one program leaves to be written to the disk is not the next one's to wait for.
    environment = tools.environment(subject.folder)
    run = measure.run(subject.command, folder=subject.folder, environment=environment, watch=watch)
    wrong = (
        f"exit code {run.status}: {_last_line(run)}"
        if run.status != subject.status
        else subject.complaint(run)
    )
    if wrong is None:
        record.runs.append(run)
    else:
        record.trouble, record.has_crashed = wrong, True
        record.runs.clear()


def _last_line(run: Run) -> str:
    lines = (run.errors.strip() or run.output.strip()).splitlines()
    return lines[-1][:100] if lines else "it says nothing"

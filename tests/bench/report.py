"""Records as tables: targets that are reached or missed, and all figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.jobs import MIB, Target
from bench.measure import Spread
from bench.rounds import Record

OK, MISSED, ABSENT, CRASHED = "ok", "**missed**", "absent", "**crashed**"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of a target; `of_cpu` is the ratio of processor times, which other work moves less."""

    target: Target
    word: str
    ratio: float | None = None
    of_cpu: float | None = None
    figure: Spread | None = None
    trouble: str = ""


def judged(target: Target, records: Mapping[str, Record]) -> Judgement:
    """Return whether a target is reached, by the medians of one run."""
    for name in target.subjects:
        record = records[name]
        if record.trouble is not None:
            return Judgement(
                target, CRASHED if record.has_crashed else ABSENT, trouble=f"{name}: {record.trouble}"
            )
    figure = _spread(target.figure, records, target.what)
    if figure is None:
        return Judgement(target, ABSENT, trouble="cannot be told on this system")
    peer = None if target.against is None else _spread(target.against, records, target.what)
    ratio = figure.median / (1 if peer is None else peer.median)
    word = OK if ratio <= target.at_most else MISSED
    return Judgement(target, word, ratio, _of_cpu(target, records), figure)


def _of_cpu(target: Target, records: Mapping[str, Record]) -> float | None:
    if target.against is None or target.what != "wall" or ":" in target.figure:
        return None
    figure, peer = (_spread(name, records, "cpu") for name in (target.figure, target.against))
    return None if figure is None or peer is None else figure.median / peer.median


def _spread(figure: str, records: Mapping[str, Record], what: str) -> Spread | None:
    name, _, part = figure.partition(":")
    return records[name].spread(part, what)


def targets(judgements: Iterable[Judgement]) -> str:
    """Return a table of targets."""
    head = ("job", "figure", "against", "target", "ratio", "of CPU", "result")
    return _table(head, [_row(each) for each in judgements])


def _row(judgement: Judgement) -> tuple[str, ...]:
    target = judgement.target
    against = (target.against or "").replace(":", ": ")
    if judgement.ratio is None or judgement.figure is None:
        said = f"{judgement.word} ({judgement.trouble})"
        return target.title, "", against, _bound(target), "", "", said
    if target.against is None:
        alone = _shown(target)(judgement.figure.median)
        return target.title, alone, "", _bound(target), "", "", judgement.word
    return (
        target.title,
        _shown(target)(judgement.figure.median),
        against,
        _bound(target),
        _ratio(judgement.ratio, target),
        "" if judgement.of_cpu is None else _ratio(judgement.of_cpu, target),
        judgement.word,
    )


def _shown(target: Target) -> Callable[[float], str]:
    return _time if target.what == "wall" else _size


def _ratio(ratio: float, target: Target) -> str:
    return f"{ratio:.3f}" if target.at_most < 1 else f"{ratio:.2f}"


def _bound(target: Target) -> str:
    if target.against is None:
        return f"≤ {_shown(target)(target.at_most)}"
    over = 1 / target.at_most
    is_fraction = over > 2 and abs(over - round(over)) < 1e-9
    return f"≤ 1/{over:.0f} ({target.at_most:.3f})" if is_fraction else f"≤ {target.at_most:.3g}"


def figures(records: Iterable[Record]) -> str:
    """Return a table of everything that was measured."""
    head = ("program", "runs", "median", "least", "most", "CPU", "largest process", "all processes")
    return _table(head, [row for record in records for row in _figures(record)])


def _figures(record: Record) -> list[tuple[str, ...]]:
    wall, cpu, largest = (record.spread("", what) for what in ("wall", "cpu", "largest"))
    if wall is None or cpu is None or largest is None:
        return []
    name, runs = record.subject.name, str(len(record.runs))
    together = "" if record.together is None else _size(record.together)
    sizes = _time(cpu.median), _size(largest.most), together
    rows: list[tuple[str, ...]] = [(name, runs, *_times(wall), *sizes)]
    for part in _PARTS if record.subject.has_parts else ():
        spread = record.spread(part) if part in record.parts else None
        if spread is not None:
            rows.append((f"{name}: {part}", runs, *_times(spread), "", "", ""))
    return rows


_PARTS = ("read", "assess", "forecast", "walk", "first", "again", "usable", "filter")


def _times(spread: Spread) -> tuple[str, str, str]:
    return _time(spread.median), _time(spread.least), _time(spread.most)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _size(amount: float) -> str:
    return f"{amount / MIB:,.0f} MiB"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in (head, rule, *rows)
    )

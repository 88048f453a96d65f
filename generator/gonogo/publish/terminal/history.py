"""The past in tables: what happened to one service, and how the organisation stood."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from rich.console import RenderableType
from rich.text import Text

from gonogo.model.history import Curves, Flagged, Moment, ServiceCurve, StandardMark, StateTurn, Turn
from gonogo.model.manifest import Review
from gonogo.model.portfolio import FAILING, GroupStep, State, Verdict
from gonogo.publish.terminal import words

ROWS = 40
"""Lines of a table unless all are wanted: the latest."""

_BARS = "▁▂▃▄▅▆▇█"
_SHORT = 8
_FULL = 100
_MANY = 4


def service(
    curve: ServiceCurve,
    moments: Mapping[str, Moment],
    *,
    until: date,
    reviews: Iterable[Review] = (),
    standards: Iterable[StandardMark] = (),
    rows: int | None = ROWS,
    width: int,
    colour: bool,
) -> str:
    """Return what happened to a service, day by day: commits, what came by itself, reviews."""
    grid = words.grid("Day", "Commit", "Author", "Verdict", "Level", "Score", "What", right=(5,), wrap=6)
    lines = sorted(
        [
            *((turn.day, 0, _turn(turn, curve, moments)) for turn in curve.turns),
            *((review.date, 1, _review(review, curve)) for review in reviews),
            *((mark.day, 2, _standard(mark, moments)) for mark in standards),
        ],
        key=lambda line: line[:2],
    )
    shown = lines if rows is None else lines[-rows:]
    for _, _, cells in shown:
        grid.add_row(*cells)
    return words.rendered(
        *_head(curve, until, width), grid, *_rest(len(lines) - len(shown)), width=width, colour=colour
    )


def approvals(flagged: Sequence[Flagged], *, width: int, colour: bool) -> str:
    """Return a line for each approval that somebody should look at: what it is, why, who wrote it."""
    if not flagged:
        return ""
    head = Text("Approvals to look at", style="bold")
    return words.rendered(Text(), head, *map(_approval, flagged), width=width, colour=colour)


def _approval(each: Flagged) -> Text:
    flags = ", ".join(flag.value for flag in each.flags)
    line = words.text(f"⚠ {each.kind.value} {', '.join(each.about)}: {flags}", "yellow")
    if each.origin is not None:
        line.append_text(words.text(f" ({each.origin.commit[:_SHORT]}, {each.origin.author})", "dim"))
    return line


def organisation(
    curves: Curves,
    moments: Iterable[Moment],
    *,
    title: str,
    standards: Iterable[StandardMark] = (),
    rows: int | None = ROWS,
    width: int,
    colour: bool,
) -> str:
    """Return how all services stood together, on each day on which that changed."""
    told = defaultdict(list)
    for moment in moments:
        told[moment.day].append(moment)
    grid = words.grid(
        *("Day", "Score", "At level", *(verdict.value for verdict in Verdict), "What"),
        right=(1, 2, 3, 4, 5, 6),
        wrap=7,
    )
    touched = _touched(curves)
    marks = {mark.day: mark for mark in standards}
    steps = curves.organisation
    shown = steps if rows is None else steps[-rows:]
    for step in shown:
        what = _day(told.get(step.day, []), touched.get(step.day, []), marks.get(step.day))
        grid.add_row(
            step.day.isoformat(),
            words.score(step.score),
            f"{step.satisfied}/{step.required}",
            *(_count(step, verdict) for verdict in Verdict),
            words.text(what),
        )
    head = Text.assemble(words.text(title, "bold"), "  ", _sparkline(_scores(steps), curves.until, width))
    rest = _rest(len(steps) - len(shown))
    return words.rendered(head, Text(), grid, *rest, width=width, colour=colour)


def _head(curve: ServiceCurve, until: date, width: int) -> Iterator[RenderableType]:
    values = [(day, None if step is None else step.score) for day, step in curve.points()]
    yield Text.assemble(words.text(curve.service, "bold"), "  ", _sparkline(values, until, width))
    commits = len(curve.commits())
    noun = "commit" if commits == 1 else "commits"
    since = curve.steps[0].day if curve.steps else until
    yield words.text(f"{commits} {noun} from {since} to {until}", "dim")
    yield Text()


def _rest(hidden: int) -> Iterator[RenderableType]:
    if hidden:
        yield words.text(f"{hidden} earlier lines; --all shows them", "dim")


def _turn(turn: Turn, curve: ServiceCurve, moments: Mapping[str, Moment]) -> tuple[RenderableType, ...]:
    moment = moments.get(turn.commit or "")
    step = curve.on(turn.day)
    verdict = turn.verdict if step is None or step.tally != turn.tally else step.verdict
    what = Text()
    if turn.missing is not None:
        what.append(f"{turn.missing.value} from here on", style="yellow")
    elif turn.states:
        what = _states(turn.states)
    elif moment is not None:
        what = words.text(moment.subject, "dim")
    else:
        what = Text("verdict changes by itself", style="dim")
    return (
        Text(turn.day.isoformat()),
        Text((turn.commit or "")[:_SHORT], style="cyan"),
        words.text(moment.author) if moment is not None else Text("by itself", style="dim"),
        words.verdict(verdict),
        words.text(turn.level or "–"),
        Text(words.score(None if turn.tally is None else turn.tally.score)),
        what,
    )


def _states(states: Sequence[StateTurn]) -> Text:
    told = Text()
    for position, each in enumerate(states):
        if position:
            told.append(", ")
        told.append_text(words.text(f"{each.check} "))
        told.append_text(_state(each.before))
        told.append(" → ")
        told.append_text(_state(each.after))
    return told


def _state(state: State | None) -> Text:
    return Text("not asked", style="dim") if state is None else words.state(state)


def _review(review: Review, curve: ServiceCurve) -> tuple[RenderableType, ...]:
    then = curve.review(review.date)
    names = ", ".join(each.id or each.name or "" for each in review.reviewers)
    risks = f", {len(then.risks)} open risks" if then is not None else ""
    return (
        Text(review.date.isoformat(), style="bold"),
        Text("review", style="magenta"),
        words.text(names),
        words.verdict(then.verdict if then is not None else None),
        words.text((then.level if then is not None else None) or "–"),
        Text(words.score(then.tally.score if then is not None else None)),
        words.text(f"{review.kind.value} review: {review.decision.value}{risks}", "bold"),
    )


def _standard(mark: StandardMark, moments: Mapping[str, Moment]) -> tuple[RenderableType, ...]:
    moment = moments.get(mark.commit)
    checks = f": {_named(mark.checks)}" if mark.checks else ""
    return (
        Text(mark.day.isoformat(), style="bold"),
        Text(mark.commit[:_SHORT], style="cyan"),
        words.text(moment.author if moment is not None else ""),
        Text(""),
        Text(""),
        Text(""),
        words.text(f"the standard is {mark.id} {mark.version} from here on{checks}", "bold"),
    )


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return ", ".join(names[:_MANY]) + more


def _touched(curves: Curves) -> Mapping[date, list[tuple[str, Turn]]]:
    """Return what happened on each day, by service."""
    found = defaultdict(list)
    for curve in curves.services.values():
        for turn in curve.turns:
            found[turn.day].append((curve.service, turn))
    return found


def _day(moments: Sequence[Moment], happened: Sequence[tuple[str, Turn]], mark: StandardMark | None) -> str:
    """Say what happened on a day, in a few words."""
    told = []
    if mark is not None:
        told.append(f"standard {mark.version}")
    if moments:
        authors = list(dict.fromkeys(moment.author for moment in moments))
        noun = "commit" if len(moments) == 1 else "commits"
        told.append(f"{len(moments)} {noun} by {_named(authors)}")
        services = list(dict.fromkeys(name for name, turn in happened if turn.commit is not None))
        if services:
            told.append(_named(services))
    fallen = list(
        dict.fromkeys(
            name
            for name, turn in happened
            if turn.commit is None and any(each.after in FAILING for each in turn.states)
        )
    )
    if fallen:
        told.append(f"ran out: {_named(fallen)}")
    return "; ".join(told)


def _count(step: GroupStep, verdict: Verdict) -> Text:
    count = step.verdicts.get(verdict, 0)
    return Text(str(count), style=words.VERDICTS[verdict][1] if count else "dim")


def _scores(steps: Iterable[GroupStep]) -> list[tuple[date, Fraction | None]]:
    return [(step.day, step.score) for step in steps]


def _sparkline(values: Sequence[tuple[date, Fraction | None]], until: date, width: int) -> Text:
    """Return a score over time in one line: a dot where nothing is known."""
    if not values:
        return Text()
    start = values[0][0]
    whole = (until - start).days + 1
    columns = max(1, min(whole, width // 2))
    signs = []
    place = 0
    for column in range(columns):
        last = (column + 1) * whole // columns - 1
        while place + 1 < len(values) and (values[place + 1][0] - start).days <= last:
            place += 1
        value = values[place][1]
        signs.append("·" if value is None else _BARS[min(len(_BARS) - 1, int(value * len(_BARS) / _FULL))])
    return Text("".join(signs), style="green")

"""`gonogo history`: what happened to a service, and how the organisation stood."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from gonogo.model.history import Curves, Flagged, Memory, Moment, Past, ServiceCurve, Snapshot, Turn
    from gonogo.model.portfolio import GroupStep, Portfolio
    from gonogo.read.history import History

STEP = 50
"""Commits after which somebody who waits is told how far it is."""


@click.command("history", short_help="Show the past, commit by commit.")
@click.argument("service", required=False, metavar="[SERVICE]")
@click.option(
    "--history-limit",
    "limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Look at the newest N commits only.",
)
@click.option(
    "--standard",
    type=click.Choice(["today", "then"]),
    default="today",
    show_default=True,
    help="By what to measure the past: today's standard, or the one in force then.",
)
@click.option("--all", "is_whole", is_flag=True, help="Show all lines of the table, not only the latest.")
@options.no_cache_option()
@options.catalog_option()
@options.as_of_option()
@options.format_option(["table", "json"], "table")
@options.output_option()
@options.quiet_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917
    service: str | None,
    limit: int | None,
    standard: str,
    is_whole: bool,  # noqa: FBT001
    no_cache: bool,  # noqa: FBT001
    catalog: str | None,
    as_of: date | None,
    format_: str,
    target: str | None,
    quiet: bool,  # noqa: FBT001
) -> None:
    """Show what happened to SERVICE: commits, what came by itself, reviews. Without it, all together.

    The past is measured by today's standard, so that it shows the services and not the bar. History is
    that of first parents: a merge counts as what it brought.

    \b
    Examples:
      gonogo history checkout-assistant
      gonogo history --standard then --format json
    """  # noqa: D301
    from gonogo.read.history import History
    from gonogo.store import Store, folder

    portfolio, _, where = choosing.assessed(catalog, as_of)
    history = History(where.root, limit=limit)
    with Store(None if no_cache else folder()) as store:
        shows_progress = not quiet and _is_watched()
        told = _Told(history, where.today, store, shows_progress=shows_progress)
        past = _past(portfolio, told, standard)
    _tell_limits(past, history, quiet=quiet)
    if service is None:
        text = _whole(past, portfolio, format_, is_whole=is_whole, target=target)
    else:
        curve = _curve(past.curves, portfolio, service)
        text = _one(curve, past, portfolio, format_, is_whole=is_whole, target=target)
    output.result(text, target)


class _Told:
    """A history, told as often as it is needed, with progress on standard error for somebody who waits."""

    def __init__(self, history: History, today: date, memory: Memory, *, shows_progress: bool) -> None:
        self.history = history
        self.today = today
        self.memory = memory
        self._shows_progress = shows_progress

    def __call__(self) -> Iterator[Snapshot]:
        from gonogo.read.history import snapshots

        found = snapshots(self.history, self.today, memory=self.memory)
        return self._with_progress(found) if self._shows_progress else found

    def _with_progress(self, found: Iterable[Snapshot]) -> Iterator[Snapshot]:
        whole = len(self.history.entries(self.today))
        try:
            for number, each in enumerate(found):
                if number % STEP == 0:
                    output.progress(f"{number:,} of {whole:,} commits")
                yield each
        finally:
            output.progress("")


def _past(portfolio: Portfolio, told: _Told, standard: str) -> Past:
    from gonogo.assess.curves import curves
    from gonogo.assess.past import past, review_days

    known = past(portfolio, told.history, told, today=told.today, with_windows=False, memory=told.memory)
    if standard == "today" or not known.bar:
        return known
    from msgspec.structs import replace

    days = review_days(portfolio.catalog)
    return replace(known, curves=curves(told(), portfolio.day, reviews=days, memory=told.memory))


def _tell_limits(past: Past, history: History, *, quiet: bool) -> None:
    """Say in one line where history begins, if that is not its beginning."""
    if history.is_shallow:
        since = past.moments[0].day if past.moments else "nowhere"
        output.note(
            f"notice[GN601]: the clone is shallow; history begins on {since}"
            " (run `git fetch --unshallow`, or check out with fetch-depth: 0)",
            quiet=quiet,
        )
    if not past.curves.services:
        output.note("No commit holds a catalog that can be read.", quiet=quiet)


def _curve(curves: Curves, portfolio: Portfolio, name: str) -> ServiceCurve:
    """Return the curve of a service, be it gone by now; a former id is understood."""
    if name in curves.services:
        return curves.services[name]
    id_ = choosing.named(portfolio, (name,))[0].id
    if id_ not in curves.services:
        raise click.UsageError(f"'{id_}' has no past: it is in no commit yet")
    return curves.services[id_]


def _is_watched() -> bool:
    """Tell whether somebody sees standard error."""
    return sys.stderr.isatty()


def _is_coloured(target: str | None) -> bool:
    return target in {None, "-"} and output.wants_colour()


def _one(
    curve: ServiceCurve,
    past: Past,
    portfolio: Portfolio,
    format_: str,
    *,
    is_whole: bool,
    target: str | None,
) -> str:
    moments = {moment.commit: moment for moment in past.moments}
    if format_ == "json":
        return _encoded(_service(curve, moments, past))
    from gonogo.publish.terminal import history as tables

    card = portfolio.scorecards.get(curve.service)
    happened = tables.service(
        curve,
        moments,
        until=past.curves.until,
        reviews=[each for each in card.service.reviews if each.date <= portfolio.day] if card else (),
        standards=past.standards,
        rows=None if is_whole else tables.ROWS,
        width=choosing.width(),
        colour=_is_coloured(target),
    )
    flagged = past.provenance.flagged(curve.service)
    return happened + tables.approvals(flagged, width=choosing.width(), colour=_is_coloured(target))


def _whole(past: Past, portfolio: Portfolio, format_: str, *, is_whole: bool, target: str | None) -> str:
    if format_ == "json":
        data = {
            "until": past.curves.until,
            "is_cut": past.is_cut,
            "standards": _standards(past),
            "commits": [_moment(moment) for moment in past.moments],
            "organisation": [_group(step) for step in past.curves.organisation],
            "teams": {id_: [_group(step) for step in steps] for id_, steps in past.curves.teams.items()},
            "by_standard_of_then": [_group(step) for step in past.bar],
        }
        return _encoded(data)
    from gonogo.publish.terminal import history as tables

    return tables.organisation(
        past.curves,
        past.moments,
        title=portfolio.catalog.title,
        standards=past.standards,
        rows=None if is_whole else tables.ROWS,
        width=choosing.width(),
        colour=_is_coloured(target),
    )


def _encoded(data: Any) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def _service(curve: ServiceCurve, moments: Mapping[str, Moment], past: Past) -> dict[str, Any]:
    return {
        "service": curve.service,
        "until": past.curves.until,
        "is_cut": past.is_cut,
        "standards": _standards(past),
        "steps": [
            {
                "day": step.day,
                "score": _rounded(step.score),
                "level": step.level,
                "effective_level": step.effective_level,
                "verdict": step.verdict,
                "required_satisfied": step.required_satisfied,
            }
            for step in curve.steps
        ],
        "gaps": curve.gaps,
        "happened": [_happened(turn, moments) for turn in curve.turns],
        "reviews": [
            {
                "day": each.day,
                "score": _rounded(each.tally.score),
                "level": each.level,
                "verdict": each.verdict,
                "open_risks": [{"id": risk.risk, "band": risk.band} for risk in each.risks],
            }
            for each in curve.reviews
        ],
        "flagged": [_flagged(each) for each in past.provenance.flagged(curve.service)],
    }


def _flagged(each: Flagged) -> dict[str, Any]:
    """Return an approval that somebody should look at; no commit where it is not committed yet."""
    return {
        "kind": each.kind,
        "about": each.about,
        "flags": each.flags,
        "commit": None if each.origin is None else each.origin.commit,
    }


def _happened(turn: Turn, moments: Mapping[str, Moment]) -> dict[str, Any]:
    moment = moments.get(turn.commit or "")
    return {
        "day": turn.day,
        "commit": None if moment is None else _moment(moment),
        "score": None if turn.tally is None else _rounded(turn.tally.score),
        "level": turn.level,
        "missing": turn.missing,
        "checks": turn.states,
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "id": moment.commit,
        "day": moment.day,
        "author": moment.author,
        "subject": moment.subject,
        "request": moment.request,
    }


def _standards(past: Past) -> list[dict[str, Any]]:
    return [
        {
            "day": each.day,
            "commit": each.commit,
            "id": each.id,
            "version": each.version,
            "checks": each.checks,
        }
        for each in past.standards
    ]


def _group(step: GroupStep) -> dict[str, Any]:
    return {
        "day": step.day,
        "score": _rounded(step.score),
        "verdicts": step.verdicts,
        "levels": step.levels,
        "satisfied": step.satisfied,
        "required": step.required,
    }


def _rounded(score: Any) -> float | None:
    return None if score is None else float(round(score, 1))

"""`gonogo review`: write down a review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from gonogo.cli import editing, options
from gonogo.model.words import ReviewDecision, ReviewKind

if TYPE_CHECKING:
    from datetime import date

    from gonogo.model.catalog import Catalog


@click.command("review", short_help="Write down a review.")
@click.argument("service")
@click.option(
    "--decision", type=click.Choice([each.value for each in ReviewDecision]), help="What was decided."
)
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    help="Who decided: a person's id or a name, `NAME:ROLE` with a role.",
)
@click.option(
    "--kind", type=click.Choice([each.value for each in ReviewKind]), default="periodic", show_default=True
)
@click.option("--stage", help="What the review was for, such as beta.")
@click.option("--summary", help="What a reader should know.")
@click.option("--url", help="Where it was discussed.")
@click.option(
    "--condition", "conditions", multiple=True, help="What was asked for; `CHECK: text` names a check."
)
@click.option("--due-on", type=options.Day(), metavar="DAY", help="By when the conditions must be met.")
@click.option("--next-review-on", type=options.Day(), metavar="DAY", help="When to meet again.")
@click.option(
    "--date", "held_on", type=options.Day(), metavar="DAY", help="When it was held.  [default: today]"
)
@options.catalog_option()
@options.debug_option()
def command(  # noqa: PLR0913, PLR0917
    service: str,
    decision: str | None,
    reviewers: tuple[str, ...],
    kind: str,
    stage: str | None,
    summary: str | None,
    url: str | None,
    conditions: tuple[str, ...],
    due_on: date | None,
    next_review_on: date | None,
    held_on: date | None,
    catalog: str | None,
) -> None:
    """Write a review into the manifest of SERVICE, with the commit that was reviewed.

    \b
    Example:
      gonogo review checkout-assistant --decision go-with-conditions --reviewer carla:"SRE lead" \\
        --condition "distributed-tracing: Trace the retrieval path" --due-on 2026-12-15
    """  # noqa: D301
    from gonogo.intake import edit

    where = editing.where_to_edit(catalog)
    bound = editing.catalog_of(where)
    found = editing.service_named(bound, service)
    decision = editing.asked(decision, "--decision", "Decision")
    names = reviewers or (editing.asked(None, "--reviewer", "Reviewer"),)
    taken = {each.id for review in found.reviews for each in review.conditions}
    fields = editing.given(
        date=held_on or where.today,
        kind=kind,
        stage=stage,
        decision=decision,
        reviewers=[_reviewer(name, bound) for name in names],
        summary=summary,
        url=url,
        commit=_commit(where),
        conditions=[_condition(text, bound, taken, due_on) for text in conditions],
        next_review_on=next_review_on,
    )
    editing.apply(where, found, edit.review(fields), f"review of {fields['date']}: {decision}")


def _reviewer(said: str, catalog: Catalog) -> dict[str, Any]:
    name, _, role = said.partition(":")
    who = {"id": name} if name in catalog.people else {"name": name}
    return {**who, **({"role": role} if role else {})}


def _condition(text: str, catalog: Catalog, taken: set[str], due_on: date | None) -> dict[str, Any]:
    """Return a condition under the next free id."""
    number = next(count for count in range(1, 10_000) if f"C-{count}" not in taken)
    taken.add(f"C-{number}")
    found = re.match(r"([a-z][a-z0-9-]*):\s+(.*)", text, re.DOTALL)
    check = found.group(1) if found is not None and found.group(1) in catalog.standard.checks else None
    return editing.given(
        id=f"C-{number}", text=found.group(2) if check and found else text, check=check, due_on=due_on
    )


def _commit(where: options.Where) -> str | None:
    """Return the commit that is checked out, shortened; None outside of a repository."""
    from gonogo.model.failure import GitError
    from gonogo.read.git import Git

    try:
        return Git(where.root).commit("HEAD")[:12]
    except GitError:
        return None

"""`gonogo diff`: base against head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gonogo.cli import choosing, options, output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gonogo.publish.diff.document import Difference, Side

FAILURES = ("no-go", "regression", "level")


@click.command("diff", short_help="Compare two states of a catalog.")
@click.argument("base", metavar="BASE")
@click.argument("head", required=False, metavar="[HEAD]")
@click.option(
    "--fail-on",
    "fail_on",
    multiple=True,
    metavar="WHAT",
    help="Exit with 1 on no-go, regression, level, or check=ID; may be given several times.",
)
@click.option(
    "--only", type=click.Choice(["renewals"]), help="Exit with 0 only when nothing but evidence was renewed."
)
@options.catalog_option()
@options.as_of_option()
@options.format_option(["text", "markdown", "json"], "text")
@options.output_option()
@options.debug_option()
@click.pass_context
def command(  # noqa: PLR0913, PLR0917
    context: click.Context,
    base: str,
    head: str | None,
    fail_on: tuple[str, ...],
    only: str | None,
    catalog: str | None,
    as_of: date | None,
    format_: str,
    target: str | None,
) -> None:
    """Show what differs between BASE and HEAD (default: the files as they are, uncommitted work included).

    regression: a check fails that did not, or verdict or level is worse. level: a level is lower.
    no-go: a service is newly no-go. check=ID: this check fails where it did not.

    --only renewals looks at every file of the repository, and compares nothing else: 0 means that a
    robot may merge it. A result that is new or came out otherwise, another host, another expectation
    and every other file are for a person, and are listed with 1.

    \b
    Examples:
      gonogo diff origin/main
      gonogo diff v1.4 HEAD --format markdown --fail-on regression
      gonogo diff origin/main HEAD --only renewals
    """  # noqa: D301
    _check_names(fail_on)
    where = options.where(catalog, as_of)
    if only is not None:
        _only_renewals(context, where, base, head)
    before = _side(where, base)
    after = _side(where, head)
    found = _difference(before, after)
    output.result(_shown(found, format_, target), target)
    reasons = [reason for what in fail_on for reason in _failures(found, what)]
    for reason in reasons:
        output.note(reason)
    context.exit(1 if reasons else 0)


def _check_names(fail_on: tuple[str, ...]) -> None:
    for what in fail_on:
        if what not in FAILURES and not what.startswith("check="):
            raise click.UsageError(f"--fail-on {what}: use {', '.join(FAILURES)} or check=ID")


def _side(where: options.Where, revision: str | None) -> Side:
    """Return one side: the catalog of a commit, or of the files as they are, with its own standard."""
    import os

    from gonogo.assess import assess, forecast
    from gonogo.cli.reading import usable_in
    from gonogo.publish.diff.document import Side
    from gonogo.read.commits import at
    from gonogo.read.files import Disk

    tree = Disk(root=os.fspath(where.root)) if revision is None else at(where.root, revision)
    catalog, _ = usable_in(tree, where)
    portfolio = assess(catalog, where.day)
    return Side(name=revision or "working tree", portfolio=portfolio, forecast=forecast(portfolio))


def _difference(before: Side, after: Side) -> Difference:
    from gonogo.assess import compare
    from gonogo.publish.diff import difference

    return difference(compare(before.portfolio, after.portfolio), before, after)


def _shown(found: Difference, format_: str, target: str | None) -> str:
    from gonogo.publish import diff

    if format_ == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
    if format_ == "markdown":
        return diff.markdown(found)
    colour = target in (None, "-") and output.wants_colour()
    return diff.text(found, width=choosing.width(), colour=colour)


def _failures(found: Difference, what: str) -> Iterator[str]:
    """Yield a line for each service that fails `what`."""
    for service in found.services:
        if what == "no-go" and service.is_newly_no_go:
            yield f"{service.service} is newly no-go"
        elif what == "level" and service.is_lower_level:
            yield f"{service.service} has a lower level"
        elif what == "regression" and service.is_regression:
            yield f"{service.service} is worse"
        elif what.startswith("check="):
            name = what.removeprefix("check=")
            yield from (
                f"{service.service} fails {name}"
                for step in service.checks
                if step.check == name and step.fails
            )


def _only_renewals(context: click.Context, where: options.Where, base: str, head: str | None) -> None:
    """Exit: 0 when nothing but evidence was renewed, 1 with what else differs."""
    from gonogo.cli.renewals import other_changes

    others = list(other_changes(where, base, head))
    for each in others:
        output.result(each, None)
    if not others:
        output.result("Nothing but evidence was renewed.", None)
    context.exit(1 if others else 0)

"""`gonogo comment`: the pull request's comment, from a validated difference only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from gonogo.publish.diff.document import Difference

LARGEST = 1024 * 1024
"""Bytes that a difference may have."""


@click.command("comment", short_help="Write a pull request's comment.")
@click.option(
    "--input", "source", required=True, metavar="FILE", help="What `gonogo diff --format json` printed."
)
@click.option("--head-sha", metavar="SHA", help="The commit whose open pull request gets the comment.")
@click.option("--dry-run", is_flag=True, help="Print the comment; talk to nobody.")
@options.strict_option("Exit with 3 when the host does not take the comment.")
@options.debug_option()
@click.pass_context
def command(
    context: click.Context,
    source: str,
    head_sha: str | None,
    dry_run: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
) -> None:
    """Render FILE as a comment and put it on the open pull request whose head is SHA.

    FILE is not trusted: it is read as JSON of a fixed shape, and nothing in it chooses the pull
    request. Our own comment is updated, never a second one written. Needs GITHUB_REPOSITORY and
    GITHUB_TOKEN; GITHUB_API_URL where the host is not github.com.
    """
    found = _difference(source)
    if found is None:
        output.note("no data: nothing is written")
        context.exit(0)
    from gonogo.publish.diff import markdown

    body = markdown(found)
    if dry_run:
        output.result(body, None)
        context.exit(0)
    if head_sha is None or not re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", head_sha):
        raise click.UsageError("--head-sha needs the full id of a commit")
    context.exit(_post(head_sha, body, found, strict=strict))


def _difference(source: str) -> Difference | None:
    """Return the difference; None, with a warning, where the file is missing or is none."""
    from gonogo.publish.diff import parsed

    try:
        with Path(source).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        output.note(f"warning: {source} cannot be read: {error.strerror}")
        return None
    if len(content) > LARGEST:
        output.note(f"warning: {source} is larger than {LARGEST // 1024} KiB")
        return None
    try:
        return parsed(content)
    except ValueError as error:
        from gonogo.publish.problems.safe import line

        output.note(f"warning: {source}: {line(str(error))[:300]}")
        return None


def _post(head_sha: str, body: str, found: Difference, *, strict: bool) -> int:
    from gonogo.host import GitHub, HostError
    from gonogo.publish.diff.markdown import MARKER

    host = GitHub(
        api=os.environ.get("GITHUB_API_URL", "https://api.github.com"),
        repository=_needed("GITHUB_REPOSITORY"),
        token=_needed("GITHUB_TOKEN"),
    )
    try:
        number = host.open_pull_request(head_sha)
        if number is None:
            output.note("no open pull request has this head; nothing is written")
            return 0
        existing = host.comment_with(number, MARKER)
        if existing is None and found.is_empty:
            output.note("no changes; nothing is written")
            return 0
        host.comment(number, existing, body, MARKER)
    except HostError as error:
        output.note(f"warning: {error}")
        return 3 if strict else 0
    click.echo(f"{'updated' if existing else 'wrote'} the comment of pull request {number}")
    return 0


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise click.UsageError(f"{name} is not set")
    return value

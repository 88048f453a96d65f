"""The group of all commands. Each is imported when it is called: `gonogo --help` must be fast."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from gonogo import __version__
from gonogo.model.failure import BaseNotFoundError, GitError

SELDOM = 50_000
"""New objects after which Python looks for cycles: with its own 700 that is a fifth of all imports."""

COMMANDS = {
    "init": "Make a catalog that validates and builds at once.",
    "new": "Write the first manifest of a service.",
    "validate": "Check every file of a catalog.",
    "explain": "Explain an error code or a check.",
    "schema": "Print a JSON Schema.",
    "standard": "Show, compare or simulate standards.",
    "score": "Show verdict, level and score of services.",
    "risks": "Show the risks of services.",
    "forecast": "Show what changes by itself, and when.",
    "gate": "Pass or fail a service, for release pipelines.",
    "diff": "Compare two states of a catalog.",
    "history": "Show the past, commit by commit.",
    "comment": "Write a pull request's comment.",
    "answer": "Answer a check in a manifest.",
    "evidence": "Add evidence to an answer.",
    "waive": "Write an approved waiver into a manifest.",
    "review": "Write down a review.",
    "confirm": "Say that manifests are still true.",
    "rename": "Give a service or a team another id.",
    "import": "Make manifests out of another catalog.",
    "collect": "Make evidence out of a tool's report.",
    "digest": "Print what falls due as chat or mail text.",
    "owners": "Print a CODEOWNERS file.",
    "build": "Build the portal.",
    "serve": "Serve the portal and rebuild it on changes.",
}
"""All commands in the order in which people meet them, with what the list of commands says of each."""

MODULES = {"import": "import_"}
"""Modules that cannot be called what their command is called."""

USAGE, ENVIRONMENT, INTERRUPTED = 2, 3, 130


class Commands(click.Group):
    """Commands found by name; a misspelt one gets a suggestion."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command in the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"gonogo.cli.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called, or fail with the one that was probably meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"No such command '{name}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click itself would end with 1 where nobody reads on."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _unheard()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "GONOGO",
        "max_content_width": 110,
    },
    epilog="Start with `gonogo init --demo` and `gonogo build`. `gonogo COMMAND --help` says more.",
)
@click.version_option(__version__, message="gonogo %(version)s (manifest schema version 1)")
def gonogo() -> None:
    """Readiness manifests in git, rendered into a static portal."""


def main() -> None:
    """Run the command line; every way out has its exit code.

    0 fine, 1 findings or a gate that failed, 2 usage or configuration, 3 environment or internal,
    130 interrupted.
    """
    sys.exit(_run())


def run() -> NoReturn:
    """Run the command line as a program: like `main`, and then end at once.

    The interpreter would take everything in memory apart first, object by object: a second after a
    portal of 10,000 services.
    """
    gc.set_threshold(SELDOM)
    code = _run()
    if "logging" in sys.modules:
        sys.modules["logging"].shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _run() -> int:
    try:
        code = gonogo.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _unheard()
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line instead of a traceback
        return _git(error) if isinstance(error, GitError) else _internal(error)
    return code if isinstance(code, int) else 0


def _unheard() -> int:
    """End quietly where nobody reads on; what Python would still flush at exit goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _git(error: GitError) -> int:
    """Tell that git cannot answer, and what to type."""
    from gonogo.cli import output
    from gonogo.publish.problems.safe import line

    code = "GN603" if isinstance(error, BaseNotFoundError) else "GN602"
    output.note(f"error[{code}]: {line(' '.join(str(error).split()))}")
    if error.hint:
        output.note(f"  = help: {error.hint}")
    return ENVIRONMENT


def _internal(error: Exception) -> int:
    """Tell of a failure that is not the user's, in one line."""
    from gonogo.cli import output
    from gonogo.publish.problems.safe import line

    if os.environ.get("GONOGO_DEBUG") or "--debug" in sys.argv:
        import traceback

        traceback.print_exc()
    kind = "environment" if isinstance(error, OSError | ImportError) else "internal"
    said = " ".join(str(error).split()) or type(error).__name__
    output.note(f"error[GN901]: {kind} error: {line(said[:300])}")
    if kind == "internal":
        click.echo("  run again with --debug, and report what it prints", err=True)
    return ENVIRONMENT

"""`gonogo standard`: the standard in force, and how two differ."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gonogo.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gonogo.model.problem import Problem
    from gonogo.model.standard import Check, Standard


@click.group("standard", short_help="Show, compare or simulate standards.")
def command() -> None:
    """Show, compare or simulate standards.

    A standard is named by a file, by a catalog's folder, or by a built-in pack
    (production-readiness, ai-readiness, operational-excellence).
    """


@command.command("show")
@click.argument("name", required=False, metavar="[STANDARD]")
@options.catalog_option()
@options.format_option(["table", "markdown", "json"], "table")
@options.output_option()
@options.debug_option()
def show(name: str | None, catalog: str | None, format_: str, target: str | None) -> None:
    """Show a standard: its checks by category and level. Default: that of the catalog."""
    standard = standard_of(name) if name else standard_of(str(options.find_catalog(catalog)))
    output.result(_FORMATS[format_](standard), target)


@command.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@options.output_option()
@options.debug_option()
def diff(before: str, after: str, target: str | None) -> None:
    """Show what B asks for that A does not, and the other way round."""
    lines = list(differences(standard_of(before), standard_of(after)))
    output.result("\n".join(lines) if lines else "No differences.", target)


@command.command("simulate")
@click.argument("file", metavar="STANDARD")
@options.catalog_option()
@options.as_of_option()
@options.output_option()
@options.debug_option()
def simulate(file: str, catalog: str | None, as_of: date | None, target: str | None) -> None:
    """Show the fleet under another standard: who gains, who falls, and why."""
    from gonogo.assess import assess, compare
    from gonogo.cli import choosing
    from gonogo.publish.terminal import changes

    portfolio, _, where = choosing.assessed(catalog, as_of)
    other = standard_of(file)
    comparison = compare(portfolio, assess(portfolio.catalog.under(other), where.day))
    colour = target in (None, "-") and output.wants_colour()
    output.result(changes.table(comparison, width=choosing.width(), colour=colour), target)


def of_packs() -> Standard:
    """Return all built-in packs as one standard."""
    from gonogo.read import standards

    result, _ = standards.standard(standards.pack_names())
    if result is None:  # pragma: no cover - a test reads all packs
        raise click.ClickException("the built-in packs cannot be read")
    return result


def standard_of(name: str) -> Standard:
    """Return the standard that a file, a catalog's folder or a pack's name stands for."""
    from gonogo.read import standards
    from gonogo.read.files import Disk
    from gonogo.read.reading import standard_in

    path = Path(name)
    if path.is_dir():
        result, problems = standard_in(Disk(root=os.fspath(options.find_catalog(name))))
    elif path.suffix in (".yaml", ".yml"):
        result, problems = _of_file(path)
    else:
        result, problems = standards.standard([name])
    if result is None or any(problem.code < "GN300" or problem.code == "GN326" for problem in problems):
        from gonogo.cli.reading import show as show_problems

        show_problems(tuple(problems), unit="file")
        click.get_current_context().exit(2)
    return result


def _of_file(path: Path) -> tuple[Standard | None, list[Problem]]:
    """Return the standard in a file and its problems."""
    from gonogo.read.files import Disk
    from gonogo.read.reading import standard_file

    if not path.is_file():
        raise click.UsageError(f"there is no file {path}")
    return standard_file(Disk(root=os.fspath(path.parent or Path())), path.name)


# --- formats --------------------------------------------------------------------------------------


def _living(standard: Standard) -> list[Check]:
    return [check for check in standard.checks.values() if not check.retired]


def _table(standard: Standard) -> str:
    """Return a standard as lines for a terminal."""
    lines = [f"{standard.title} ({standard.id} {standard.version})", _counts(standard), ""]
    width = max((len(check.id) for check in _living(standard)), default=0)
    for category in standard.categories.values():
        checks = [check for check in _living(standard) if check.category == category.id]
        if not checks:
            continue
        lines.append(category.name)
        lines += [
            f"  {check.id:<{width}}  {check.level:<8} {_gates(check):<10} {check.title}" for check in checks
        ]
        lines.append("")
    if standard.amendments:
        lines.append("Announced")
        lines += [f"  {each.since}  {each.check} changes" for each in standard.amendments]
        lines.append("")
    lines.append("`gonogo explain CHECK` says why a check is there and how it is met.")
    return "\n".join(lines)


def _counts(standard: Standard) -> str:
    levels = ", ".join(level.name for level in standard.levels)
    return f"{len(_living(standard))} checks, {len(standard.risks)} risks, levels {levels}"


def _gates(check: Check) -> str:
    return f"gate {','.join(map(str, check.gate_for_tiers))}" if check.gate_for_tiers else ""


def _markdown(standard: Standard) -> str:
    lines = [f"# {standard.title}", "", f"`{standard.id}` {standard.version}: {_counts(standard)}", ""]
    for category in standard.categories.values():
        checks = [check for check in _living(standard) if check.category == category.id]
        if checks:
            lines += [
                f"## {category.name}",
                "",
                "| check | level | gate | what it asks |",
                "|---|---|---|---|",
            ]
            lines += [
                f"| `{check.id}` | {check.level} | {_gates(check)} | {check.title} |" for check in checks
            ]
            lines.append("")
    return "\n".join(lines)


def _json(standard: Standard) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(standard), indent=2).decode()


_FORMATS = {"table": _table, "markdown": _markdown, "json": _json}


# --- differences ----------------------------------------------------------------------------------


def differences(before: Standard, after: Standard) -> Iterator[str]:
    """Yield a line for each thing in which two standards differ: `+` added, `-` removed, `~` changed."""
    import msgspec

    for what, old, new in (
        ("check", before.checks, after.checks),
        ("risk", before.risks, after.risks),
        ("category", before.categories, after.categories),
        ("trait", before.traits, after.traits),
        ("tier", before.tiers, after.tiers),
    ):
        for key in sorted({*old, *new}, key=str):
            if key not in old:
                yield f"+ {what} {key}"
            elif key not in new:
                yield f"- {what} {key}"
            else:
                yield from _changed(what, key, msgspec.to_builtins(old[key]), msgspec.to_builtins(new[key]))


def _changed(what: str, key: object, old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    for field, value in old.items():
        if value != new[field]:
            yield f"~ {what} {key}: {field} {_short(value)} -> {_short(new[field])}"


_SHORT = 60


def _short(value: object) -> str:
    text = "nothing" if value is None or value == [] else " ".join(str(value).split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"

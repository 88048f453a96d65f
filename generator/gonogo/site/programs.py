"""Programs that make a site of a folder of Markdown and run no plugin of ours: engines other than MkDocs."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from gonogo.model.noun import Noun
from gonogo.publish.problems.safe import line
from gonogo.site import searching

MKDOCS = "mkdocs"
"""The engine that runs our plugin, and is none of these programs."""

_MOST_TOLD = 3
"""Lines that are told of what a program says last before it gives up."""

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_WARNING = re.compile(
    r"^(?:WARNING|ERROR|Warning|Error)(?::|\s+-)\s+(.+)(?:\n\s*╭─\[ (\S+) \])?", re.MULTILINE
)
"""`WARNING -  what`, or `Warning: what` with the place in the line below."""


class Missing(Exception):  # noqa: N818 - what happened, in the caller's words
    """An engine is not installed; says what to install."""


class GaveUp(Exception):  # noqa: N818 - what happened, in the caller's words
    """An engine could not build; says why in its own words."""


class Program(Noun):
    """An engine: its name is that of its module, of its package and of our extra that installs it.

    `index` is where it keeps what its search finds, `scripts` a pattern of its scripts that put style
    sheets of their own into pages.
    """

    name: str
    index: searching.Index
    scripts: str = ""


PROGRAMS = {
    each.name: each
    for each in (
        Program(name="properdocs", index=searching.INDEX),
        Program(
            name="zensical",
            index=searching.Index(
                file="search.json",
                script="search.js",
                entries="items",
                more={"level": 1, "path": [], "tags": []},
            ),
            scripts="assets/javascripts/bundle.*.js",
        ),
    )
}
"""The engines by name."""

ENGINES = (MKDOCS, *PROGRAMS)
"""Names of all engines; the first is the one that is used where nobody says anything else."""


def require(engine: str) -> None:
    """Raise `Missing` where an engine cannot be called."""
    if engine != MKDOCS and find_spec(engine) is None:
        message = f"the engine {engine} is not installed; run `pip install 'gonogo[{engine}]'`"
        raise Missing(message)


def run(program: Program, configuration: Path) -> list[str]:
    """Build by a configuration; return what the program warns of, raise `GaveUp` where it fails."""
    # -P: a file that lies in the current folder is no module of the program.
    command = [sys.executable, "-P", "-m", program.name, "build", "--config-file", str(configuration)]
    done = subprocess.run(  # noqa: S603 - our own interpreter, a name of the table, a path of ours
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )
    said = _COLOUR.sub("", done.stdout)
    if done.returncode != 0:
        last = " | ".join(line(each.strip()) for each in said.splitlines()[-_MOST_TOLD:] if each.strip())
        message = f"{program.name} gave up: {last or f'exit code {done.returncode}'}"
        raise GaveUp(message)
    return [line(f"{place}: {what}" if place else what) for what, place in _WARNING.findall(said)]

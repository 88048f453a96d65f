# ruff: noqa: INP001  a script, not a package
"""Mutation testing: change the code in small ways, and count the changes that no test notices.

    make mutate                      all changes of all parts: hours
    make mutate SAMPLE=60            as many of each part, by chance but the same for a seed
    make mutate SAMPLE=60 SEED=8 PARTS=reader
    python scripts/mutate.py --sample 60 reader paths

Works on a copy in build/mutate/. Each change is tried in a child of this process, which has imported
pytest and what others wrote, and nothing of ours: a second less for each. Prints the changes that survive,
and for each part what share was killed. Ends with 1 below the share that we want. Needs fork: no Windows.
"""

import argparse
import ast
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cosmic_ray.commands import init
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build" / "mutate"
SAID = PLACE / "said.txt"
WANTED = 0.85
"""Share of changes that tests must notice."""

PATIENCE = 3
"""How many times as long as without a change tests may take: a change may make a loop endless."""

SAME = ("core/ReplaceComparisonOperator_Is_Eq", "core/ReplaceComparisonOperator_IsNot_NotEq")
"""Changes of nothing: `is` is asked of None, of classes, of members of enumerations and of files that were
read, which equal only themselves."""

MEMORY = 6 << 30
"""Bytes that tests may take: an endless loop may fill a list."""

COPIED = (
    "generator",
    "schemas",
    "site_templates",
    "catalog",
    "tests",
    "pyproject.toml",
    "mkdocs.yml",
)
IMPORTED = (
    "click",
    "hypothesis.strategies",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "mkdocs.config.defaults",
    "mkdocs.structure.files",
    "msgspec",
    "playwright.sync_api",
    "rich.console",
    "yaml",
)
"""What tests import anyway, and takes long."""


class Part(NamedTuple):
    """Modules below generator/gonogo, and the tests that must notice a change of them.

    What is cheap or notices most stands first. Left out is what is slow and notices nothing that others
    do not: processes of their own, and random catalogs beyond the first few.
    """

    modules: tuple[str, ...]
    tests: tuple[str, ...]


CASES = (
    "tests/read/test_examples.py::test_validate_says_what_is_expected",
    "tests/read/test_examples.py::test_a_suggestion_makes_its_problem_go_away",
)
PARTS = {
    "reader": Part(
        ("read/yaml12.py", "read/lines.py", "read/suspicions.py", "read/document.py"),
        (
            "tests/read/test_yaml12.py",
            "tests/read/test_lines.py",
            "tests/read/test_suspicions.py",
            *CASES,
            "tests/read/test_mend.py",
        ),
    ),
    "portable": Part(
        ("portable.py",),
        tuple(
            f"tests/read/test_portable.py::test_{each}"
            for each in (
                "a_text_below_its_head_is_the_same",
                "the_longest_key_is_the_same",
                "what_parsers_take_differently_is_the_same",
                "what_looks_like_yaml_is_the_same",
                "deep_nesting_never_deepens_the_stack",
                "a_file_with_a_few_mistakes_is_the_same",
                "a_case_is_read_the_same",
                "twice_as_much_takes_at_most_about_twice_as_long",
            )
        ),
    ),
    "rules": Part(
        ("read/rules.py", "read/fleet.py"),
        ("tests/read/test_rules.py", "tests/read/test_binding.py", *CASES, "tests/read/test_reading.py"),
    ),
    "scoring": Part(
        (
            "assess/states.py",
            "assess/evidence.py",
            "assess/scorecards.py",
            "assess/sums.py",
            "assess/verdict.py",
        ),
        (
            "tests/assess/test_states.py",
            "tests/assess/test_score.py",
            "tests/assess/test_verdict.py",
            *(f"tests/assess/test_{each}.py" for each in ("compare", "risks", "rollup", "steps", "forecast")),
            "tests/assess/test_laws.py",
            *(
                f"tests/assess/test_oracle.py::test_assess_agrees_with_the_oracle_on_random_catalogs[{seed}]"
                for seed in range(3)
            ),
        ),
    ),
    "paths": Part(
        ("read/files.py", "read/urls.py", "site/target.py", "site/sources.py"),
        (
            "tests/read/test_files.py",
            "tests/read/test_urls.py",
            "tests/site/test_target.py",
            "tests/hostile/test_places.py",
            *CASES,
        ),
    ),
}


def main() -> int:
    """Test the parts that are asked for; return 1 where too many changes of one survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="changes of each part; 0 for all")
    parser.add_argument("--seed", type=int, default=7, help="which sample")
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=[*PARTS, []])
    asked = parser.parse_args()
    _lay_out()
    for each in IMPORTED:
        importlib.import_module(each)
    return int(min([tested(name, asked.sample, asked.seed) for name in asked.parts]) < WANTED)


def _lay_out() -> None:
    """Copy what tests need, and go there: the installed package stays as it is, and is not used."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for each in COPIED:
        source = ROOT / each
        if source.is_dir():
            shutil.copytree(source, PLACE / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, PLACE / each)
    os.chdir(PLACE)
    sys.path.insert(0, str(PLACE / "generator"))
    os.environ["PYTHONPATH"] = str(PLACE / "generator")


def tested(name: str, sample: int, seed: int) -> float:
    """Return the share of changes of a part that tests notice."""
    tests = PARTS[name].tests
    begun = time.monotonic()
    if run(tests, is_compiled=True) != 0:
        sys.exit(f"{SAID.read_text('utf-8', 'replace')}\nThe tests of {name} fail without any change.")
    within = PATIENCE * (time.monotonic() - begun)
    tried = list(changes(name))
    if sample:
        tried = random.Random(seed).sample(tried, min(sample, len(tried)))  # noqa: S311 - no secret
    killed = late = 0
    for change in tried:
        with use_mutation(change.module_path, get_operator(change.operator_name)(), change.occurrence):
            code = run(tests, within)
        killed += code != 0
        late += code == -signal.SIGALRM
        if code == 0:
            _show(change)
    share = killed / len(tried)
    sys.stdout.write(f"{name}: {killed} of {len(tried)} killed, {share:.0%}; {late} of them took too long\n")
    sys.stdout.flush()
    return share


def changes(name: str) -> Iterator[Any]:
    """Yield all changes of a part but those of nothing, and of annotations: all notice them, or none can."""
    paths = [Path("generator/gonogo", each) for each in PARTS[name].modules]
    with use_db(":memory:", WorkDB.Mode.create) as database:
        init(paths, database, {})
        found = sorted((change for item in database.work_items for change in item.mutations), key=str)
    annotations = {path: list(_annotations(path)) for path in paths}
    for change in found:
        within = (begin <= change.start_pos < end for begin, end in annotations[change.module_path])
        if change.operator_name not in SAME and not any(within):
            yield change


def _annotations(path: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where annotations begin and end, as lines from 1 and columns from 0."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)


def run(tests: tuple[str, ...], within: float = 3600, *, is_compiled: bool = False) -> int:
    """Run tests in a child of this process, within so many seconds; return 0 if all pass.

    Only the first run, without a change, leaves compiled files: a changed file is then always newer.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = _in_child(tests, within, is_compiled=is_compiled)
        finally:
            os._exit(code)
    try:
        _, status = os.waitpid(child, 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)


def _in_child(tests: tuple[str, ...], within: float, *, is_compiled: bool) -> int:
    """Run tests in this process, which its own alarm and limit end."""
    os.setsid()
    signal.alarm(int(within) + 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with SAID.open("wb") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    if not is_compiled:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    options = ("-x", "--assert=plain", "--tb=short", "-p", "no:cacheprovider", f"--basetemp={PLACE / 'tmp'}")
    return int(pytest.main([*options, *tests]))


def _show(change: Any) -> None:
    """Print a change that survived: it was made in the copy, which is as before."""
    line, column = change.start_pos
    text = Path(change.module_path).read_text("utf-8").split("\n")[line - 1].strip()
    sys.stdout.write(f"  {change.module_path}:{line}:{column} {change.operator_name}: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""What is measured and what it must reach: a table of programs, one of targets. A job is a row in each."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from bench import catalogs, pages, past, tools
from bench.measure import Run
from bench.services import DAY, Organisation

MIB = 1024 * 1024
QUICK = 4
"""Runs of a program that takes a blink, for each run of the others."""


def nothing() -> None:
    """Do nothing: what most programs need before they run, and what stands in their way."""


def fine(_: Run) -> str | None:
    """Find nothing wrong with what a program did."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A program that is run many times: how, and how to tell that it did its work.

    `make` writes its input, once; `before` comes before each run, untimed; `absent` tells why it
    cannot be run here; `complaint` what is wrong with a run that ended with the right `status`.
    With `has_parts` it prints figures by name as JSON. It runs `repeat` times in each round, but one that
    takes long runs only `once`, without warming up.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    make: Callable[[], object] = nothing
    before: Callable[[], object] = nothing
    absent: Callable[[], str | None] = nothing
    complaint: Callable[[Run], str | None] = fine
    status: int = 0
    repeat: int = 1
    once: bool = False
    has_parts: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and how large it may be: against another figure, or alone.

    A figure is a subject's name, or `name:part`. `what` is a field of a run: `wall`, `largest`, `together`.
    """

    job: str
    title: str
    figure: str
    at_most: float
    against: str | None = None
    what: str = "wall"

    @property
    def subjects(self) -> tuple[str, ...]:
        """Names of the subjects that must run to tell."""
        return tuple(name.split(":")[0] for name in (self.figure, self.against) if name is not None)


def targets(size: int) -> tuple[Target, ...]:
    """Return all targets; `size` is how many services the smaller catalog has."""
    few, many, most = f"{size:,}", f"{10 * size:,}", f"{100 * size:,}"
    return (
        Target("start", "gonogo --help", "help", 2, "import click"),
        Target("start", "validate, one manifest", "validate one", 5, "import click"),
        Target("validate", f"validate {few}, cold", "validate", 2, "ajv-cli"),
        Target("validate", f"validate {few}, cold", "validate", 1 / 12, "check-jsonschema"),
        Target("validate", f"validate {few}, cold", "validate", 1.6, "ajv-cli"),
        Target("validate", f"validate {few}, cold", "validate", 1 / 20, "check-jsonschema"),
        Target("validate", f"validate {few}, nothing changed", "validate again", 0.7, "ajv-cli"),
        Target(
            "validate",
            f"validate {many}, one broken: a process",
            "validate broken",
            300 * MIB,
            what="largest",
        ),
        Target("assess", f"assess {few} × 50 checks", "stages:assess", 1 / 3, "stages:read"),
        Target(
            "assess", "the same and forecast 180 days", "stages:assess and forecast", 2 / 3, "stages:read"
        ),
        Target(
            "assess",
            "the same, three times as many",
            "more stages:assess and forecast",
            3.3,
            "stages:assess and forecast",
        ),
        Target("build", f"build {few}, cold", "build", 0.25, "mkdocs"),
        Target("build", f"build {few}, cold", "build", 1 / 10, "mkdocs, all in navigation"),
        Target("build", f"build {few}, one changed", "build changed", 0.15, "mkdocs"),
        Target("build", f"build {many}, cold", "build many", 2.5, "mkdocs"),
        Target("build", f"build {many}, cold", "build many", 10.5, "build"),
        Target("build", f"build {many}, cold: all processes", "build many", 1024 * MIB, what="together"),
        Target("build", f"build {many}, one changed", "build many changed", 0.5, "mkdocs"),
        Target("browser", f"{many} services in the table, usable", "table:usable", 1.5),
        Target("browser", f"{many} services in the table, a filter", "table:filter", 0.15),
        *_history_targets(size),
        Target("huge", f"build {most}, cold", "build most", 10.5, "build many"),
        *_scale_targets(size),
    )


def sizes(size: int) -> tuple[int, ...]:
    """Return of how many services portals are built to see how time grows with them."""
    return size // 10, size * 3 // 10, size, 3 * size, 10 * size


PEERS = {"MkDocs and Material": 10, "all in the navigation": 1, "Zensical": 3}
"""What else builds the same: up to so many times the size of the smaller catalog."""

OURS = "Gonogo"


def of_size(name: str, services: int) -> str:
    """Return the name of a program that builds a portal of so many services."""
    return f"{name}, {services:,}"


def _scale_targets(size: int) -> tuple[Target, ...]:
    """Return that no peer is faster, whatever the size."""
    return tuple(
        Target("scale", f"build {services:,}, cold", of_size(OURS, services), 1, of_size(peer, services))
        for services in sizes(size)
        for peer, times in PEERS.items()
        if 0 < services <= times * size
    )


def _history_targets(size: int) -> tuple[Target, ...]:
    """Return the targets of history: each version read once, the next run nearly free, memory bounded."""
    of = f"{2 * size:,} commits over {size:,} manifests"
    return (
        Target("history", f"{of}, every version read", "past:walk", 1.5, "versions:read"),
        Target("history", f"{of}, all told, again", "past:again", 1 / 20, "past:first"),
        Target("history", f"{of}: a process", "past", 400 * MIB, what="largest"),
        Target("history", f"{of}: a process", "past", 1.25, "short past", what="largest"),
    )


ASIDE = "aside"
"""Folder of what was put aside, beside what is measured."""

_numbers = count()

BY_NAME_ONLY = ("huge", "scale")
"""Jobs that run only when they are named."""


def subjects(work: Path, size: int) -> dict[str, Subject]:
    """Return all programs by name; their inputs and outputs lie below `work`."""
    small = Organisation(size)
    found = (
        *_starts(work),
        *_validations(work, small),
        *_stages(work, size),
        *_peers(work, small),
        *_pasts(work, small),
        _table(work / "table", Organisation(10 * size)),
        _build(work, "build", small),
        _rebuild(work, "build changed", small),
        _build(work, "build many", Organisation(10 * size)),
        _rebuild(work, "build many changed", Organisation(10 * size)),
        _build(work, "build most", Organisation(100 * size), once=True),
        *(subject for services in sizes(size) for subject in _scale(work, services, size)),
    )
    return {subject.name: subject for subject in found}


def _starts(work: Path) -> tuple[Subject, ...]:
    one = work / "one"
    return (
        Subject("import click", (sys.executable, "-c", "import click"), work, repeat=QUICK),
        Subject("help", tools.gonogo("--help"), work, repeat=QUICK, complaint=_says("validate")),
        Subject(
            "validate one",
            _validate(),
            one,
            make=lambda: catalogs.make(one / "catalog", Organisation(1)),
            before=lambda: _forget(one),
            repeat=QUICK,
        ),
    )


def _validate(*options: str) -> tuple[str, ...]:
    return tools.gonogo("validate", "--catalog", "catalog", "--as-of", str(DAY), *options)


def _validations(work: Path, organisation: Organisation) -> tuple[Subject, ...]:
    cold, again, broken = (work / name for name in ("validate", "validate-again", "validate-broken"))
    many = Organisation(10 * organisation.services)
    return (
        Subject(
            "validate",
            _validate(),
            cold,
            make=lambda: catalogs.make(cold / "catalog", organisation),
            before=lambda: _forget(cold),
            complaint=_says("No problems"),
        ),
        Subject(
            "validate again",
            _validate(),
            again,
            make=lambda: catalogs.make(again / "catalog", organisation),
            complaint=_says("No problems"),
        ),
        Subject(
            "validate broken",
            _validate("--format", "json"),
            broken,
            make=lambda: catalogs.make(broken / "catalog", many, broken=True),
            before=lambda: _forget(broken),
            status=1,
            complaint=_one_diagnostic,
        ),
    )


def _stages(work: Path, size: int) -> tuple[Subject, ...]:
    return tuple(
        _stage(work / f"{name.replace(' ', '-')}", name, services)
        for name, services in (("stages", size), ("more stages", 3 * size))
    )


def _stage(folder: Path, name: str, services: int) -> Subject:
    return Subject(
        name,
        (sys.executable, str(tools.HERE / "stages.py"), "catalog", str(DAY)),
        folder,
        make=lambda: catalogs.make(folder / "catalog", Organisation(services, ai_only=True)),
        absent=lambda: tools.lacks_modules("gonogo.read", "gonogo.assess"),
        has_parts=True,
    )


def _pasts(work: Path, organisation: Organisation) -> tuple[Subject, ...]:
    """Return the telling of a past and of one a quarter as long, and the reading of as many manifests."""
    long = past.Past(organisation, 2 * organisation.services)
    short = past.Past(organisation, organisation.services // 2)
    folder = work / "versions"
    return (
        _remembering("past", work / "past", lambda: past.make(work / "past", long)),
        _remembering(
            "past", work / "short-past", lambda: past.make(work / "short-past", short), "short past"
        ),
        _remembering(
            "versions",
            folder,
            lambda: catalogs.make(folder / "catalog", Organisation(long.versions)),
        ),
    )


def _remembering(what: str, folder: Path, make: Callable[[], object], name: str = "") -> Subject:
    command = (sys.executable, str(tools.HERE / "remembering.py"), what, "catalog", str(DAY))
    return Subject(
        name or what,
        command,
        folder,
        make=make,
        absent=lambda: tools.lacks_modules("gonogo.read.history", "gonogo.assess.past"),
        has_parts=True,
    )


def _table(folder: Path, organisation: Organisation) -> Subject:
    """Return the opening of the table of all services in a browser; the portal is built once."""
    build = _build(folder.parent, folder.name, organisation)

    def make() -> None:
        build.make()
        environment = tools.environment(folder)
        subprocess.run(build.command, cwd=folder, env=environment, check=True, capture_output=True)

    return Subject(
        "table",
        (sys.executable, str(tools.HERE / "browsing.py"), "site", str(organisation.services)),
        folder,
        make=make,
        absent=tools.lacks_browser,
        has_parts=True,
    )


def _peers(work: Path, organisation: Organisation) -> tuple[Subject, ...]:
    folder, markdown, npm = work / "peers", work / "markdown", work / "npm"
    names = (catalogs.manifest_name(index, organisation) for index in range(organisation.services))
    paths = (f"catalog/{name}" for name in names)
    schema = str(tools.MANIFEST_SCHEMA)

    def make() -> Path:
        return catalogs.make(folder / "catalog", organisation)

    return (
        Subject(
            "ajv-cli",
            tools.ajv(npm, "catalog/services/**/*.yaml"),
            folder,
            make=make,
            absent=lambda: tools.lacks_ajv(npm),
        ),
        Subject(
            "check-jsonschema",
            (tools.script("check-jsonschema"), "--schemafile", schema, *paths),
            folder,
            make=make,
            absent=lambda: tools.lacks_package("check-jsonschema"),
        ),
        *(_mkdocs(markdown, name, config, organisation) for name, config in _MKDOCS.items()),
    )


_MKDOCS = {"mkdocs": pages.OUTSIDE, "mkdocs, all in navigation": pages.INSIDE}


def _scale(work: Path, services: int, size: int) -> tuple[Subject, ...]:
    """Return what builds a portal of so many services."""
    organisation, markdown = Organisation(services), work / f"markdown-{services}"
    ours = _build(work, of_size(OURS, services), organisation)
    outside, inside, other = (of_size(name, services) for name in PEERS)
    plain = _mkdocs(markdown, outside, pages.OUTSIDE, organisation)
    found = (
        ours,
        plain,
        _mkdocs(markdown, inside, pages.INSIDE, organisation),
        replace(
            plain,
            name=other,
            command=(tools.script("zensical"), "build", "--config-file", pages.OUTSIDE),
            absent=lambda: tools.lacks_package("zensical"),
        ),
    )
    wanted = {name for target in _scale_targets(size) for name in target.subjects}
    return tuple(replace(each, once=services > size) for each in found if each.name in wanted)


def _mkdocs(folder: Path, name: str, config: str, organisation: Organisation) -> Subject:
    site = folder / Path(config).stem
    return Subject(
        name,
        (tools.script("mkdocs"), "build", "--quiet", "--config-file", config),
        folder,
        make=lambda: pages.make(folder, organisation),
        before=lambda: _forget(folder, site.name),
        absent=lambda: tools.lacks_package("mkdocs-material"),
        complaint=lambda _: _lacks_pages(site, organisation.services),
    )


def _build(work: Path, name: str, organisation: Organisation, *, once: bool = False) -> Subject:
    """Return a build without a cache, into an empty folder."""
    folder = work / name.replace(" ", "-")
    return Subject(
        name,
        tools.gonogo("build", "--catalog", "catalog", "--as-of", str(DAY), "--site-dir", "site"),
        folder,
        make=lambda: catalogs.make(folder / "catalog", organisation),
        before=lambda: _forget(folder),
        absent=lambda: tools.lacks_modules("gonogo.cli.build"),
        complaint=lambda _: _lacks_pages(folder / "site", organisation.services),
        once=once,
    )


def _rebuild(work: Path, name: str, organisation: Organisation) -> Subject:
    """Return a build after one manifest has changed since the last one; its warm-up is the first build."""
    first = _build(work, name, organisation)
    numbers = count()

    def change() -> None:
        catalogs.edit(
            first.folder / "catalog", organisation, f"Keeps edition {next(numbers)} of what is needed."
        )

    return Subject(
        name,
        first.command,
        first.folder,
        make=first.make,
        before=change,
        absent=first.absent,
        complaint=first.complaint,
    )


def _forget(folder: Path, *names: str) -> None:
    """Take away what a run keeps for the next one: the cache, wherever it may be, and the site.

    It is put aside and not removed: for minutes after thousands of files have gone, ext4 looks at each
    of their places before it makes a new one, and whoever makes most files would pay for it.
    """
    for name in names or ("cache", ".gonogo-cache", "catalog/.gonogo-cache", "site"):
        if (folder / name).exists():
            aside = folder / ASIDE
            aside.mkdir(exist_ok=True)
            (folder / name).rename(aside / f"{next(_numbers)}")


def _says(word: str) -> Callable[[Run], str | None]:
    return lambda run: None if word in run.output else f"it does not say {word!r}"


def _one_diagnostic(run: Run) -> str | None:
    found = len(json.loads(run.output)["diagnostics"])
    return None if found == 1 else f"{found} diagnostics instead of one"


def _lacks_pages(site: Path, services: int) -> str | None:
    found = sum(1 for _ in (site / "services").rglob("*.html"))
    return None if found >= services else f"{found} pages of {services} services"

"""Whatever goes wrong while a portal is built: there is the old one, or the new one, and a line says why."""

import errno
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from cli.places import DAY, DEMO
from gonogo.read import files
from gonogo.site import target
from gonogo.site.assembly import MARKER
from hostile.processes import COMMAND, digest, environment, leftovers, run, started
from portals import catalogs, paused
from read.command import gonogo

AS_OF = ("--as-of", DAY)
KILLS = 100


# Killed ------------------------------------------------------------------------------------------


def _replace_for_ever(site: Path) -> None:
    """Put portals of one word each into place, one after the other."""
    number = 0
    while True:
        with target.replacing(site) as new:
            for name in range(8):
                (new / f"{name}.html").write_text(str(number))
            (new / MARKER).touch()
        number += 1


def test_a_portal_is_whole_whenever_its_build_is_killed(tmp_path: Path) -> None:
    site, fork = tmp_path / "site", get_context("fork")
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        process = fork.Process(target=_replace_for_ever, args=(site,))
        process.start()
        time.sleep(chance.uniform(0.001, 0.03))
        process.kill()
        process.join()
        texts = [path.read_text() for path in site.glob("*.html")]
        assert len(texts) in {0, 8}
        assert len(set(texts)) <= 1
    with target.replacing(site) as new:
        (new / MARKER).touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a catalog and its portal."""
    folder = tmp_path_factory.mktemp("once")
    catalogs.write(folder / "catalog", broken=True)
    built = run(folder, "build", *AS_OF)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture
def built(once: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    shutil.copytree(once, tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_ended_leaves_the_old_portal_and_nothing_else(
    built: Path, sign: signal.Signals, code: int
) -> None:
    before = digest(built / "site")
    paused.write(built)
    process = started(built, "build", *paused.CONFIG, "--as-of", "2026-12-24", "--no-cache")
    paused.wait(built)
    assert list(built.glob("site.tmp-*")) != []
    process.send_signal(sign)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"Traceback" not in said
    assert digest(built / "site") == before
    assert leftovers(built) == []


# No room, no right -------------------------------------------------------------------------------


def _small_files(limit: int) -> Callable[[], None]:
    """Return what lets a process write no file beyond so many bytes: to it the disk is full there."""

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return limited


@pytest.mark.parametrize("limit", [0, 3_000, 100_000])
def test_a_write_that_fails_leaves_the_old_portal_and_a_line_that_says_why(built: Path, limit: int) -> None:
    before = digest(built / "site")
    done = subprocess.run(
        [*COMMAND, "build", "--as-of", "2026-12-24", "--quiet"],
        cwd=built,
        env=environment(built),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_small_files(limit),
    )
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("error[GN901]: environment error:"), last
    assert "File too large" in last
    assert digest(built / "site") == before
    assert leftovers(built) == []


@pytest.mark.parametrize("arguments", ["validate", "score", "standard show", "explain GN203", "digest"])
def test_a_full_disk_behind_standard_output_is_told(built: Path, arguments: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *arguments.split()],
            cwd=built,
            env=environment(built),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_finds_no_room_leaves_the_old_one(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = built / "score.json"
    report.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = gonogo("score", "--format", "json", "--output", "score.json", *AS_OF, folder=built)
    assert answer.code == 3
    assert "No space left on device" in answer.err
    assert report.read_text() == "old"
    assert list(built.glob(".score*")) == []


def test_a_report_to_a_device_goes_there_and_the_device_stays(built: Path) -> None:
    pipe = built / "pipe"
    os.mkfifo(pipe)
    process = started(built, "score", "--format", "csv", "--output", "pipe", *AS_OF)
    assert pipe.read_text("utf-8").startswith("id,name,")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", ["/dev/null/site", "taken/site", "/proc/site"])
def test_a_place_that_cannot_be_written_is_told_in_a_line(built: Path, place: str) -> None:
    (built / "taken").touch()
    answer = gonogo("build", *AS_OF, "--site-dir", place, "--no-cache", folder=built)
    assert answer.code in {2, 3}
    assert len(answer.err.strip().splitlines()[-1]) < 200
    assert "GN901]: internal" not in answer.err
    assert "Traceback" not in answer.err


def test_without_a_home_or_a_cache_everything_works(built: Path) -> None:
    shutil.rmtree(built / ".gonogo-cache")
    (built / ".gonogo-cache").touch()
    before = digest(built / "site")
    own = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null", "GONOGO_CACHE_DIR": "/dev/null/x"}
    assert run(built, "validate", *AS_OF, **own).returncode == 1
    done = run(built, "build", *AS_OF, **own)
    assert done.returncode == 0, done.stderr
    assert digest(built / "site") == before


def test_a_corrupted_cache_is_no_cache(built: Path) -> None:
    before = digest(built / "site")
    spoilt = [
        path
        for name in (".gonogo-cache", ".remembered")
        for path in (built / name).rglob("*")
        if path.is_file()
    ]
    assert spoilt
    for path in spoilt:
        path.write_bytes(b"\0spoilt" * 400)
    done = run(built, "build", *AS_OF)
    assert done.returncode == 0, done.stderr
    assert digest(built / "site") == before


# Somebody else -----------------------------------------------------------------------------------


def test_a_second_build_at_once_is_refused(built: Path) -> None:
    before = digest(built / "site")
    with (built / "site.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = gonogo("build", "--as-of", "2026-12-24", folder=built)
    assert answer.code == 3
    assert "another build is writing to" in answer.err
    assert digest(built / "site") == before


@pytest.mark.parametrize("what", ["gone", "linked", "a folder"])
def test_a_file_that_changes_while_it_is_read_is_told_and_others_are_built(
    built: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    listing, cart = files.listing, built / "catalog" / "services" / "cart.yaml"

    def changing(root: Path, globs: list[str]) -> files.Listing:
        found = listing(root, globs)
        if (
            cart.is_file()
            and not cart.is_symlink()
            and any(each.name.endswith("cart.yaml") for each in found.files)
        ):
            cart.unlink()
            if what == "linked":
                cart.symlink_to("search.yaml")
            elif what == "a folder":
                cart.mkdir()
        return found

    monkeypatch.setattr(files, "listing", changing)
    answer = gonogo("build", *AS_OF, "--workers", "1", folder=built)
    assert answer.code == 0, answer.err
    assert ("GN001" if what == "gone" else "GN005") in answer.err
    pages = {path.name for path in (built / "site" / "services").iterdir()}
    assert "search.html" in pages
    assert any("cart.yaml" in name for name in pages)


def test_a_catalog_of_broken_manifests_has_a_portal(built: Path) -> None:
    for path in (built / "catalog" / "services").iterdir():
        path.write_text("service: [\n")
    assert gonogo("validate", folder=built).code == 1
    answer = gonogo("build", *AS_OF, "--workers", "1", folder=built)
    assert answer.code == 0
    assert len(list((built / "site" / "services").glob("services.*.yaml.html"))) == 3


def test_a_catalog_without_manifests_is_told(built: Path) -> None:
    shutil.rmtree(built / "catalog" / "services")
    answer = gonogo("validate", folder=built)
    assert answer.code == 2
    assert "no manifest matched" in answer.err


# Surroundings ------------------------------------------------------------------------------------


def test_a_portal_is_the_same_in_any_surroundings(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(built / "site")
    manifest = built / "catalog" / "services" / "cart.yaml"
    assert "name: Cart" in manifest.read_text()
    own = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "HOME": "", "TERM": "dumb"}
    done = run(built, "build", *AS_OF, "--no-cache", **own)
    assert done.returncode == 0, done.stderr
    assert digest(built / "site") == before
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda *a, **k: ((top, d[::-1], f[::-1]) for top, d, f in walk(*a, **k)))
    mask = os.umask(0o077)
    try:
        assert gonogo("build", *AS_OF, "--no-cache", "--workers", "1", folder=built).code == 0
    finally:
        os.umask(mask)
    assert digest(built / "site") == before


@pytest.mark.parametrize("arguments", ["score", "score --format json", "standard show", "forecast", "build"])
def test_nobody_who_reads_on_is_no_failure_of_ours(built: Path, arguments: str) -> None:
    process = started(built, *arguments.split(), *(() if "standard" in arguments else AS_OF))
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert "GN901" not in said


@pytest.mark.parametrize(
    "arguments", ["score", "score cart", "risks", "forecast", "digest", "validate", "standard show"]
)
@pytest.mark.parametrize("columns", ["1", "20"])
def test_a_narrow_terminal_breaks_nothing(built: Path, arguments: str, columns: str) -> None:
    surroundings = {"COLUMNS": columns, "TERM": "dumb", "FORCE_COLOR": "1"}
    answer = gonogo(*arguments.split(), folder=built, environment=surroundings)
    assert answer.code in {0, 1}
    assert "GN901" not in answer.err


MEMORY = 256 * 1024 * 1024


@pytest.mark.parametrize(
    "arguments", [("validate",), ("score",), ("build", "--site-dir", "site", "--workers", "1")]
)
def test_256_megabytes_are_enough_for_the_demo(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shutil.copytree(DEMO, tmp_path / "catalog")
    done = subprocess.run(
        [*COMMAND, *arguments, *AS_OF],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY)),
    )
    assert done.returncode == 0, done.stderr


def _lacking(folder: Path, *parts: str) -> dict[str, str]:
    """Return an environment in which these modules cannot be imported."""
    (folder / "without").mkdir()
    lines = "".join(f"sys.modules[{part!r}] = None\n" for part in parts)
    (folder / "without" / "sitecustomize.py").write_text(f"import sys\n{lines}")
    return {"PYTHONPATH": os.pathsep.join([str(folder / "without"), environment(folder)["PYTHONPATH"]])}


@pytest.mark.parametrize("part", ["markdown_it", "mkdocs"])
def test_a_part_that_is_missing_is_told_in_a_line(built: Path, part: str) -> None:
    done = run(built, "build", *AS_OF, **_lacking(built, part))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("error[GN901]: environment error:")
    assert part in line


SLOW = "note: reading is slower without libyaml and jsonschema-rs; results are the same"


def test_without_the_fast_parts_everything_is_the_same(built: Path) -> None:
    before, fast = digest(built / "site"), run(built, "validate", *AS_OF)
    lacking = _lacking(built, "yaml._yaml", "jsonschema_rs")
    own = {**lacking, "GONOGO_CACHE_DIR": str(built / "other")}
    done = run(built, "build", *AS_OF, "--no-cache", "--verbose", **own)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(SLOW) == 1
    assert digest(built / "site") == before
    slow = run(built, "validate", *AS_OF, **own)
    assert (slow.stdout, slow.stderr, slow.returncode) == (fast.stdout, fast.stderr, fast.returncode)
    assert "GN102" in slow.stdout


def test_nobody_is_told_of_fast_parts_that_are_there(built: Path) -> None:
    done = run(built, "build", *AS_OF, "--verbose")
    assert done.returncode == 0
    assert "slower" not in done.stderr

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import gonogo
from portals import catalogs, linkcheck, paused

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PACKAGE = str(Path(gonogo.__file__).parent.parent)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": PACKAGE, **more}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs `gonogo` in a folder of its own."""

    def call(*options: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "gonogo", *options],
            cwd=tmp_path,
            env=environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )

    return call


def digest(site: Path) -> dict[str, str]:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


AS_OF = ("--as-of", "2026-11-23")


def test_a_portal_is_built_with_one_command(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    done = run("build", *AS_OF)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("notice[GN602]: this is not a git repository\n")
    assert done.stderr.count("[GN") == 1
    lines = done.stdout.splitlines()
    assert "for 2 services as of 2026-11-23 in" in lines[0]
    assert lines[1] == f"Open {tmp_path}/site/index.html"
    site = tmp_path / "site"
    assert linkcheck.broken(site) == []
    assert list(linkcheck.outside(site)) == []
    assert "<title>Tiny &amp; Co</title>" in (site / "index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gonogo-cache", "catalog", "site"]


def test_builds_are_the_same_bytes_whatever_is_around(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog", broken=True)
    assert run("build", *AS_OF, "-d", "cold", "--workers", "1", PYTHONHASHSEED="1").returncode == 0
    cold = digest(tmp_path / "cold")
    assert (
        run("build", *AS_OF, "-d", "warm", "--workers", "2", TZ="Pacific/Kiritimati", LC_ALL="C").returncode
        == 0
    )
    assert digest(tmp_path / "warm") == cold
    assert run("build", *AS_OF, "-d", "anew", "--no-cache", PYTHONHASHSEED="2").returncode == 0
    assert digest(tmp_path / "anew") == cold


def test_after_a_change_a_warm_build_is_what_a_cold_one_is(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    assert run("build", *AS_OF).returncode == 0
    before = digest(tmp_path / "site")
    manifest = tmp_path / "catalog" / "services" / "cart.yaml"
    manifest.write_text(manifest.read_text().replace("tier: 2", "tier: 4"))
    assert run("build", *AS_OF).returncode == 0
    assert run("build", *AS_OF, "-d", "anew", "--no-cache").returncode == 0
    after = digest(tmp_path / "site")
    assert after == digest(tmp_path / "anew")
    assert after["services/search.html"] != before["services/search.html"]


def test_a_manifest_that_cannot_be_read_has_a_page(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog", broken=True)
    done = run("build", *AS_OF)
    assert done.returncode == 0
    assert "catalog/services/broken.yaml:5:1" in done.stderr
    assert "GN102" in (tmp_path / "site" / "services" / "broken.html").read_text(encoding="utf-8")


def test_strict_builds_leave_the_old_portal_where_anything_is_wrong(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    assert run("build", *AS_OF, "--strict").returncode == 0
    before = digest(tmp_path / "site")
    catalogs.write(tmp_path / "catalog", broken=True)
    done = run("build", *AS_OF, "--strict")
    assert done.returncode == 1
    assert "the portal was not put in its place" in done.stderr
    assert digest(tmp_path / "site") == before
    (tmp_path / "catalog" / "services" / "broken.yaml").unlink()
    (tmp_path / "catalog" / "pages" / "about.md").write_text("# A\n\n[x](gonogo:service/nix)\n")
    assert run("build", *AS_OF, "--strict").returncode == 1
    assert digest(tmp_path / "site") == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-d", "catalog"), "is or holds"),
        (("-d", "."), "is or holds"),
        (("-d", "foreign"), "holds files that gonogo did not build"),
        (("-d", "catalog/catalog.yaml"), "is not a folder"),
        (("--catalog", "nowhere"), "there is no folder nowhere"),
        (("--as-of", "tomorrow"), "is not a day"),
        (("--config-file", "nowhere.yml"), "does not exist"),
        (("--config-file", "wrong.yml"), "wrong.yml cannot be used"),
    ],
)
def test_calls_that_cannot_be_followed_change_nothing(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    catalogs.write(tmp_path / "catalog")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.doc").touch()
    (tmp_path / "wrong.yml").write_text("site_name: [")
    before = sorted(tmp_path.rglob("*"))
    done = run("build", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_catalog_that_cannot_be_used_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog", catalog="schema_version: 1\n")
    done = run("build")
    assert done.returncode == 2
    assert "GN202" in done.stderr
    assert not (tmp_path / "site").exists()


def test_what_mkdocs_yml_says_holds(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "answers")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Named\nsite_dir: public\ndocs_dir: answers/pages\nuse_directory_urls: false\n"
        "theme: {name: material, font: false}\n"
        "plugins: [search, gonogo: {catalog: answers, as_of: 2026-12-24}]\n"
    )
    done = run("build", "--config-file", "mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert "as of 2026-12-24" in done.stdout
    assert "<title>Named</title>" in (tmp_path / "public" / "index.html").read_text(encoding="utf-8")
    assert "as of 2026-11-23" in run("build", "--config-file", "mkdocs.yml", *AS_OF).stdout


def test_a_page_in_the_place_of_another_file_is_told(run: Run, tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    (tmp_path / "catalog" / "pages" / "services.csv").write_text("mine\n")
    done = run("build", *AS_OF)
    assert done.returncode == 2
    assert "two files of the site have the address services.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_build_that_is_ended_leaves_nothing_half_done(tmp_path: Path) -> None:
    catalogs.write(tmp_path / "catalog")
    paused.write(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "gonogo", "build", *paused.CONFIG, *AS_OF],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
    )
    paused.wait(tmp_path)
    assert list(tmp_path.glob("site.tmp-*")) != []
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.glob("site*")) == []

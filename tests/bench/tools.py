"""The programs that are measured: how to call each, and why one cannot be."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
MANIFEST_SCHEMA = PROJECT / "schemas" / "manifest.schema.json"
AJV = ("ajv-cli@5", "ajv-formats@3")

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_OURS = (
    "gonogo",
    "click",
    "pyyaml",
    "jsonschema-rs",
    "msgspec",
    "mkdocs",
    "mkdocs-material",
    "check-jsonschema",
)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a measured program: no settings of the caller's, caches below `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONOGO_", "GITHUB_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept |= {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(folder / "cache")}
    if not _installed("gonogo"):
        kept["PYTHONPATH"] = str(PROJECT / "generator")
    return kept


@cache
def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def script(name: str) -> str:
    """Return the path of a console script of this Python."""
    return str(Path(sys.executable).with_name(name))


def gonogo(*arguments: str) -> tuple[str, ...]:
    """Return the command of Gonogo, installed or not."""
    start = (script("gonogo"),) if _installed("gonogo") else (sys.executable, "-m", "gonogo")
    return (*start, *arguments)


@cache
def lacks_modules(*names: str) -> str | None:
    """Tell which of our modules cannot be imported yet; None where all can."""
    call = [sys.executable, "-c", f"import {', '.join(names)}"]
    done = subprocess.run(call, env=environment(PROJECT), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    return done.stderr.strip().splitlines()[-1].removeprefix("ModuleNotFoundError: ")


def lacks_package(name: str) -> str | None:
    """Tell that a package of a peer is not installed."""
    return None if _installed(name) else f"{name} is not installed"


@cache
def lacks_browser() -> str | None:
    """Tell that there is no Chromium, or nothing to drive one."""
    named = os.environ.get("GONOGO_CHROMIUM")
    if lacks_package("playwright") is None and (named or any(map(shutil.which, _BROWSERS))):
        return None
    return "there is no Chromium: `python tests/tools.py` installs one"


@cache
def lacks_ajv(folder: Path) -> str | None:
    """Install ajv-cli below `folder` if it is not there; tell why that cannot be done."""
    if _ajv(folder).is_file():
        return None
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm"
    folder.mkdir(parents=True, exist_ok=True)
    call = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", *AJV]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 and _ajv(folder).is_file() else "npm cannot install ajv-cli"


def _ajv(folder: Path) -> Path:
    return folder / "node_modules" / ".bin" / "ajv"


def ajv(folder: Path, files: str) -> tuple[str, ...]:
    """Return the command of ajv-cli on all manifests that match a pattern."""
    options = ("--spec=draft2020", "--strict=false", "-c", str(folder / "node_modules" / "ajv-formats"))
    return (str(_ajv(folder)), "validate", *options, "-s", str(MANIFEST_SCHEMA), "-d", files)


def versions(folder: Path) -> dict[str, str]:
    """Return the version of everything that is measured."""
    found = {"Python": platform.python_version()}
    found |= {name: importlib.metadata.version(name) for name in _OURS if _installed(name)}
    if "gonogo" not in found:
        found["gonogo"] = _said([*gonogo("--version")]).removeprefix("gonogo ").split(" ")[0]
    return found | _node(folder)


def _node(folder: Path) -> dict[str, str]:
    if not _ajv(folder).is_file():
        return {}
    listed = _said(["npm", "list", "--prefix", str(folder), "--depth=0", "--parseable", "--long"])
    names = (line.rsplit(":", 1)[-1] for line in listed.splitlines()[1:])
    return {"node": _said(["node", "--version"]), **dict(name.rsplit("@", 1) for name in names)}


def _said(call: list[str]) -> str:
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environment(PROJECT))
    return done.stdout.strip()


def commit() -> str:
    """Return the commit that is measured; empty where there is none."""
    return _said(["git", "-C", str(PROJECT), "describe", "--always", "--dirty"])


def load() -> str:
    """Return how many processes have wanted to run during the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def machine() -> str:
    """Return processor, cores, memory and system in a line."""
    model = platform.processor() or platform.machine()
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    system = f"{platform.system()} {platform.release()}"
    return f"{model}, {os.cpu_count()} cores, {memory / 1024**2:.0f} GiB, {system}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []

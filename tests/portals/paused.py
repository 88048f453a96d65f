"""A build that stops half way, until somebody ends it: no race against how fast it is."""

import time
from pathlib import Path

CONFIG = ("--config-file", "paused.yml")
_UNDER_WAY = "under-way"

_MKDOCS = """\
site_name: Paused
docs_dir: catalog/pages
theme: {name: material, font: false}
plugins: [search, gonogo: {catalog: catalog}]
hooks: [paused.py]
"""

_HOOK = f"""\
import time
from pathlib import Path

def on_env(env, **_):
    Path({_UNDER_WAY!r}).touch()
    time.sleep(600)
    return env
"""


def write(folder: Path) -> None:
    """Write what `CONFIG` names, for a build in this folder."""
    (folder / "paused.yml").write_text(_MKDOCS)
    (folder / "paused.py").write_text(_HOOK)


def wait(folder: Path) -> None:
    """Wait until the build is half way."""
    deadline = time.monotonic() + 60
    while not (folder / _UNDER_WAY).exists():
        assert time.monotonic() < deadline, "the build did not come so far"
        time.sleep(0.005)

"""Where the files are that travel with the package: in a checkout, or inside an installed wheel."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


@cache
def _folder(in_checkout: str, in_wheel: str) -> Path:
    """Return the folder that exists; a checkout is told by its `pyproject.toml`."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / in_checkout).is_dir():
        return _CHECKOUT / in_checkout
    return _PACKAGE / in_wheel


def schemas() -> Path:
    """Return the folder of the JSON Schemas."""
    return _folder("schemas", "_schemas")


def templates() -> Path:
    """Return the folder of templates, assets and the Guide."""
    return _folder("site_templates", "_site_templates")


def demo() -> Path:
    """Return the demo organisation's catalog."""
    return _folder("catalog", "_demo")


def packs() -> Path:
    """Return the folder of the built-in standards."""
    return _PACKAGE / "standards"

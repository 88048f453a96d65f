"""Texts that travel with the package: the Guide's pages of the error codes."""

from functools import cache

from gonogo import resources


def code_page(code: str) -> str:
    """Return the page of an error code as Markdown."""
    return (resources.templates() / "guide" / "codes" / f"{code}.md").read_text(encoding="utf-8")


@cache
def code_pages() -> dict[str, str]:
    """Return the pages of all error codes, by code."""
    folder = resources.templates() / "guide" / "codes"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("GN*.md"))}

"""The pages of the codes, taken apart: sections, and the files that an example consists of."""

import re
from datetime import date
from pathlib import Path

PAGES = Path(__file__).parents[2] / "site_templates" / "guide" / "codes"
CATALOG = Path(__file__).parent / "catalog"
"""What an example stands in: its files are added to these, or take their place."""

AS_OF = date(2026, 11, 23)
"""The day on which the examples behave as the pages say."""

SECTIONS = ("What it checks", "Why", "Failing example", "Fixed example", "Switching it off")

_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_BLOCK = re.compile(r'^```yaml title="([^"\n]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def text(code: str) -> str:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def heading(code: str) -> str:
    return text(code).split("\n", 1)[0]


def sections(code: str) -> dict[str, str]:
    _, *parts = _SECTION.split(text(code))
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def files(code: str, section: str) -> dict[str, str]:
    """Return the YAML files of a section by path; none where the example shows something else."""
    return dict(_BLOCK.findall(sections(code)[section] + "\n"))

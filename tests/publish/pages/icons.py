"""The block of gonogo.css that draws the icons; `python tests/publish/pages/icons.py` writes it anew."""

import re
from pathlib import Path

ASSETS = Path(__file__).parents[3] / "site_templates" / "assets"
SHEET = ASSETS / "gonogo.css"
BEGIN = "/* icons: begin (made of assets/icons by tests/publish/pages/icons.py) */"
END = "/* icons: end */"


def block() -> str:
    """Return the rules, one an icon, in order of name."""
    paths = sorted((ASSETS / "icons").rglob("*.svg"), key=lambda path: path.stem)
    return "\n".join(
        [BEGIN, ":root {", *(f'  --go-i-{path.stem}: url("{_data(path)}");' for path in paths), "}"]
        + [f".go-i-{path.stem} {{ --go-icon: var(--go-i-{path.stem}); }}" for path in paths]
        + [END]
    )


def _data(path: Path) -> str:
    text = path.read_text(encoding="utf-8").strip().replace('"', "'").replace("currentColor", "#000")
    for sign, code in (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E")):
        text = text.replace(sign, code)
    return f"data:image/svg+xml,{text}"


def written() -> str:
    """Return the block that stands in the style sheet."""
    found = re.search(re.escape(BEGIN) + ".*?" + re.escape(END), SHEET.read_text(encoding="utf-8"), re.DOTALL)
    return found[0] if found else ""


if __name__ == "__main__":
    SHEET.write_text(SHEET.read_text(encoding="utf-8").replace(written(), block()), encoding="utf-8")

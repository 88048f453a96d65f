"""Colours of text in a terminal, by ANSI codes."""

from enum import StrEnum

from gonogo.model.words import Severity


class Style(StrEnum):
    """Parameters of SGR sequences (ECMA-48, 8.3.117)."""

    ERROR = "1;31"
    WARNING = "1;33"
    NOTICE = "1;36"
    STRONG = "1"
    GUTTER = "1;34"
    HELP = "36"
    QUIET = "2"


OF_SEVERITY = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTICE: Style.NOTICE,
}


def paint(text: str, style: Style, *, colour: bool) -> str:
    """Return `text` in `style` where `colour` is wanted, else as it is."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and text else text

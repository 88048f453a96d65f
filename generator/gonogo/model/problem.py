"""A user's mistake as a value with a place."""

from gonogo.model.noun import Noun
from gonogo.model.words import Severity


class Place(Noun, order=True):
    """Where something stands: `line` and `column` count code points from 1, the end is exclusive.

    `pointer` is the JSON pointer of the value (RFC 6901), `path` relative to the working directory
    with `/` on every system.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    pointer: str = ""


class Related(Noun, order=True):
    """Another place that belongs to a problem."""

    place: Place
    message: str


class Suggestion(Noun, order=True):
    """Text that may stand at the problem's place instead."""

    replacement: str
    place: Place


class Problem(Noun):
    """One mistake. `message` says what, the place where, `help` what to do; `lines` are for the frame."""

    place: Place
    code: str
    severity: Severity
    message: str
    help: str | None = None
    suggestion: Suggestion | None = None
    related: tuple[Related, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: path, line, column, code, message; so that output is byte-stable."""
        place = self.place
        return (place.path, place.line, place.column, self.code, self.message)

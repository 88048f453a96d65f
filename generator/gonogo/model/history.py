"""The past: what a catalog was at each commit of its history."""

from datetime import date

from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun


class Moment(Noun):
    """A commit of the first-parent history. `day` is in UTC and never before that of the commit before.

    `author`, `email` and `subject` are contributors' text.
    """

    commit: str
    day: date
    author: str
    email: str
    subject: str


class Snapshot(Noun):
    """The catalog as a commit held it, and the files below it that the commit changed.

    Services that a commit did not touch are the very same values in the next snapshot. A manifest
    that could not be read then is in `catalog.unreadable`: a gap, not an absence.
    """

    moment: Moment
    catalog: Catalog
    changed: tuple[str, ...] = ()

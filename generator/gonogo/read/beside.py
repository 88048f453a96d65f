"""Platforms, decisions and robots' evidence of the past: each file read once in each of its versions."""

from collections.abc import Iterable, Sequence
from typing import Any

from gonogo.model.catalog import Decision, Platform
from gonogo.model.noun import Noun
from gonogo.read import fleet, records
from gonogo.read.checkout import Checkout, One
from gonogo.read.context import Context
from gonogo.read.files import pattern
from gonogo.read.manifests import Parsed
from gonogo.read.reading import Reader
from gonogo.read.records import EvidenceFile, Record
from gonogo.read.rules import Complaint
from gonogo.read.settings import Settings
from gonogo.read.versions import without

_NOUNS: dict[str, type[Noun]] = {"platform": Platform, "decision": Decision, "evidence": EvidenceFile}


class Silent(Reader):
    """A reader of the past: what was wrong then is nobody's problem now."""

    def _complain(self, found: fleet.Found, context: Context) -> None:
        """Say nothing."""

    def _checked(self, record: Record, kind: str, complaints: Iterable[Complaint], context: Context) -> Any:  # noqa: ARG002
        """Return a record without what its complaints drop."""
        return without(record.value, complaints)

    def context_of(self, platforms: Sequence[Record], broken: Sequence[str]) -> Context:
        """Return what files are checked against, as far as it decides what is dropped."""
        return self._context(platforms, broken, ())

    def platforms_of(self, found: Sequence[Record], context: Context) -> dict[str, Platform]:
        """Return the sound platforms by id."""
        return self._platforms(found, context)

    def decisions_of(
        self, found: Sequence[Record], services: dict[str, str], context: Context
    ) -> tuple[Decision, ...]:
        """Return the sound decisions."""
        return tuple(self._decisions(found, services, context))

    def settled(self, parsed: list[Parsed], context: Context) -> tuple[list[Parsed], set[str]]:
        """Return the files with those that claim one id made unreadable, and the ids that nobody may have."""
        return self._without_clashes(parsed, context), self._disputed


class Kind:
    """The files of one kind."""

    def __init__(self, kind: str, globs: tuple[str, ...]) -> None:
        """Start with none; `globs` tell which files are of this kind."""
        self.kind = kind
        self.globs = globs
        self.records: dict[str, tuple[list[Record], list[str]]] = {}

    def matches(self, name: str) -> bool:
        """Tell whether a file is of this kind."""
        return any(pattern(glob).match(name) for glob in self.globs)

    def read(self, files: Checkout, names: Iterable[str]) -> set[str]:
        """Bring records up to date with the files of those names; return the names that are of this kind."""
        mine = {name for name in names if self.matches(name)}
        for name in mine:
            self.records.pop(name, None)
            if files.exists(name):
                one = One(files, name)
                sound, _, broken = records.records(one, self.globs, self.kind, _NOUNS[self.kind])
                self.records[name] = sound, broken
        if mine:
            self.records = dict(sorted(self.records.items()))
        return mine

    def sound(self) -> list[Record]:
        """Return the records in order of file."""
        return [record for found, _ in self.records.values() for record in found]

    def broken(self) -> list[str]:
        """Return the ids of what could not be read."""
        return [name for _, names in self.records.values() for name in names]


def kinds_of(said: Settings) -> dict[str, Kind]:
    """Return the kinds of files beside the manifests, as the settings tell them apart."""
    globs = {"platform": said.platforms, "decision": said.decisions, "evidence": said.evidence}
    return {kind: Kind(kind, globs[kind]) for kind in _NOUNS}

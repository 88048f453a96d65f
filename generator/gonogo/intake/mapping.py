"""The mapping file: what an organisation says of the words of its other catalog."""

from fnmatch import fnmatchcase
from typing import TypeVar

from gonogo.intake.words import folded
from gonogo.model.noun import Noun
from gonogo.model.words import Criticality, Kind, Lifecycle

V = TypeVar("V")


class Defaults(Noun):
    """What is written where the source says nothing, or nothing that is understood."""

    owner: str | None = None
    kind: Kind | None = None
    tier: int | None = None
    lifecycle: Lifecycle = Lifecycle.PRODUCTION
    criticality: Criticality = Criticality.SOFT
    platforms: tuple[str, ...] = ()


class Mapping(Noun):
    """Words of the source and ours for them; `only` and `skip` are patterns of references and names."""

    schema_version: int = 1
    owners: dict[str, str] = {}
    kinds: dict[str, str] = {}
    tiers: dict[str, int] = {}
    lifecycles: dict[str, Lifecycle] = {}
    default: Defaults = Defaults()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    def wants(self, *names: str) -> bool:
        """Tell whether something of these names is to be imported."""
        return (not self.only or _fits(names, self.only)) and not _fits(names, self.skip)


def _fits(names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for name in names for pattern in patterns)


def looked_up(table: dict[str, V], *words: str) -> V | None:
    """Return what a table has for the first of `words` that it knows; case and separators do not matter."""
    by_fold = {folded(word): value for word, value in table.items()}
    for word in words:
        if word in table:
            return table[word]
        found = by_fold.get(folded(word))
        if found is not None:
            return found
    return None

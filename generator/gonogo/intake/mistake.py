"""What is wrong with a foreign file: a value with a place, as every mistake of somebody else."""

from gonogo.model.noun import Noun
from gonogo.model.problem import Place


class Mistake(Noun):
    """Why a file, or a part of it, cannot be used, in one sentence."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{where(self.place)}: {self.message}"


def where(place: Place) -> str:
    """Return a place as people and editors write it: `file:line`."""
    return f"{place.path}:{place.line}"

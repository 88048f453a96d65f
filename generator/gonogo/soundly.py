"""Reading a catalog that must be fit for use."""

from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun
from gonogo.model.problem import Problem
from gonogo.order import Order
from gonogo.read import read
from gonogo.read.manifests import Beside
from gonogo.store import Store


class Unusable(Exception):  # noqa: N818 - what happened, in the caller's words
    """A catalog's own configuration cannot be used; knows the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(f"the catalog's own configuration cannot be used: {problems[0].message}")


class Sound(Noun):
    """A catalog of what is sound, and all problems.

    Of manifests of which nothing was left out, `marks` tell what they say from anything else, by path.
    """

    catalog: Catalog
    problems: tuple[Problem, ...]
    marks: dict[str, bytes] = {}


def read_soundly(order: Order, beside: Beside = None) -> Sound:
    """Read the catalog; raise `Unusable` where its own configuration does not allow it.

    Where other processes read, begin here with what is needed afterwards, `beside`.
    """
    with Store(order.memory) as memory:
        reading = read(
            order.at or order.catalog,
            day=order.day,
            today=order.today,
            workers=order.workers,
            memory=memory,
            beside=beside,
        )
    if reading.catalog is None:
        raise Unusable(reading.problems)
    marks = {path: mark for path, mark in reading.marks.items() if path in reading.whole}
    return Sound(catalog=reading.catalog, problems=reading.problems, marks=marks)

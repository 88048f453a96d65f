"""Means of scores: exact, and of many groups from those of their parts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from gonogo.model.portfolio import Tally


@dataclass(slots=True)
class Mean:
    """The plain mean of the scores that exist, as it grows; `count` are those, `credits` are by weight."""

    count: int = 0
    credits: dict[int, int] = field(default_factory=dict)

    def add(self, tally: Tally) -> None:
        """Add a score, if there is one."""
        weight = tally.weight
        if weight:
            self.count += 1
            self.credits[weight] = self.credits.get(weight, 0) + tally.credit

    def include(self, other: "Mean") -> None:
        """Add all scores of another."""
        self.count += other.count
        own = self.credits
        for weight, credit in other.credits.items():
            own[weight] = own.get(weight, 0) + credit

    @property
    def value(self) -> Fraction | None:
        """The mean, None of nothing."""
        if not self.count:
            return None
        # Adding fractions one by one would take many times longer.
        whole = lcm(*self.credits)
        total = sum(credit * (whole // weight) for weight, credit in self.credits.items())
        return Fraction(50 * total, whole * self.count)


def mean_of(tallies: Iterable[Tally]) -> Fraction | None:
    """Return the mean of some scores, as far as they exist; None of nothing."""
    mean = Mean()
    for tally in tallies:
        mean.add(tally)
    return mean.value

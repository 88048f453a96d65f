"""What every file of a catalog is checked against."""

from datetime import date, timedelta

from gonogo.model.catalog import Group, Person, Team
from gonogo.model.manifest import ServiceBlock
from gonogo.model.noun import Noun
from gonogo.model.standard import Standard
from gonogo.model.words import Severity


class Context(Noun):
    """The standard, who there is, and the day for which files are read.

    `newest` is the last day on which something that lies in the past may be dated. `answered` holds
    `service/check` for every robot's result; `broken` what the standard means to define and does not.
    """

    standard: Standard
    teams: dict[str, Team]
    people: dict[str, Person]
    groups: dict[str, Group]
    platforms: tuple[str, ...]
    tiers: dict[str, int]
    answered: frozenset[str]
    day: date
    newest: date
    severities: dict[str, str]
    broken: frozenset[str] = frozenset()

    def severity(self, code: str, default: Severity | None) -> Severity | None:
        """Return how bad `code` is in this catalog; None where it is switched off."""
        said = self.severities.get(code)
        if said == "off":
            return None
        return Severity(said) if said else default

    def tier(self, service: ServiceBlock) -> int | None:
        """Return the tier of a service: that of tiers.yaml, under whatever id, else its own."""
        for name in (service.id, *service.former_ids):
            if name in self.tiers:
                return self.tiers[name]
        return service.tier

    def knows_person(self, name: str) -> bool:
        """Tell whether `name` is a person or team; true where teams.yaml lists no people."""
        return not self.people or name in self.people or name in self.teams


def newest_day(day: date, today: date) -> date:
    """Return the last day on which a record of the past may be dated: a day of slack for time zones."""
    latest = max(day, today)
    return latest if latest == date.max else latest + timedelta(days=1)

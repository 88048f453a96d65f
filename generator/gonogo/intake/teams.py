"""Who owns what: owners of other catalogs become teams of this one."""

import re
from collections.abc import Iterator

from gonogo.intake.clean import LONGEST_NAME, LONGEST_TEXT, kebab, line
from gonogo.intake.drafts import Delivery, PersonDraft, TeamDraft
from gonogo.intake.foreign import Said
from gonogo.intake.mapping import Mapping, looked_up
from gonogo.intake.owners import Owner, Owning, owner
from gonogo.intake.words import NOBODY, folded
from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun
from gonogo.model.problem import Place

_MAIL = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
"""Addresses that are taken over; rarer forms are left out."""

LONGEST_MAIL = 254


class WantedTeam(Noun):
    """A team as teams.yaml shall say it: `keys` are plain data in the order in which they stand there."""

    id: str
    ref: str
    place: Place
    keys: dict[str, object]


class WantedPerson(Noun):
    """A person as teams.yaml shall say it."""

    id: str
    name: str
    emails: tuple[str, ...] = ()


class Teams:
    """The teams of a delivery and of the catalog, and those that owners bring along."""

    def __init__(self, delivery: Delivery, mapping: Mapping, catalog: Catalog) -> None:
        self.mapping = mapping
        self.catalog = catalog
        self.drafts = {each.ref: each for each in sorted(delivery.teams, key=lambda draft: draft.place)}
        self.ids = {ref: kebab(draft.name, "team") for ref, draft in self.drafts.items()}
        self.stubs: dict[str, WantedTeam] = {}
        self.drafts_of_people = sorted(delivery.people, key=lambda draft: draft.place)
        self.people_by_mail = {
            mail.casefold(): person.id for person in catalog.people.values() for mail in person.emails
        }
        self._known_people = self._people_of_catalog()
        for each in self.drafts_of_people:
            for mail in each.emails:
                self.people_by_mail.setdefault(mail.casefold(), self._person(each.name))
        self._teams_of = self._memberships()
        self._parents = self._tree()

    def of(self, said: Said) -> str | None:
        """Return the team that an owner stands for; None where that is not known."""
        parsed = owner(said.text)
        mapped = looked_up(self.mapping.owners, said.text, parsed.ref.partition(":")[2], parsed.name)
        if mapped is not None:
            return self.named(mapped, said.place)
        if parsed.kind is Owning.TEAM:
            return self._team(parsed, said.place)
        if parsed.kind is Owning.MAIL:
            return self._team_of_mail(parsed.name)
        return self._only_team(self._person(parsed.name)) if parsed.kind is Owning.PERSON else None

    def named(self, name: str, place: Place) -> str:
        """Return the id of a team that a mapping names, made where it does not exist."""
        return self._known(kebab(name, "team"), name, place)

    def unowned(self, name: str, place: Place) -> str:
        """Return the id of the team that stands for no team."""
        return self._known(name, "Nobody yet", place)

    def _known(self, name: str, title: str, place: Place) -> str:
        if name not in self.ids.values() and name not in self.stubs:
            keys: dict[str, object] = {"name": line(title, LONGEST_NAME) or name}
            self.stubs[name] = WantedTeam(id=name, ref=f"owner:{name}", place=place, keys=keys)
        return name

    def _team(self, parsed: Owner, place: Place) -> str | None:
        if parsed.ref in self.ids:
            return self.ids[parsed.ref]
        full = f"{parsed.namespace}-{parsed.name}" if parsed.namespace else parsed.name
        name = kebab(full, "team")
        is_known = name in self.catalog.teams or name in self.ids.values()
        if not is_known and (folded(parsed.name) in NOBODY or not folded(parsed.name)):
            return None
        return self._known(name, full, place)

    def _team_of_mail(self, mail: str) -> str | None:
        """Return the team of whoever has this address, or the team that is called like its local part."""
        person = self.people_by_mail.get(mail)
        if person is not None:
            return self._only_team(person)
        name = kebab(mail.partition("@")[0], "team")
        return name if name in self.catalog.teams or name in self.ids.values() else None

    def _people_of_catalog(self) -> dict[str, str]:
        """Return the ids of people whom the catalog knows by an address, by the name that the source has."""
        return {
            each.name.casefold(): self.people_by_mail[mail.casefold()]
            for each in self.drafts_of_people
            for mail in each.emails
            if mail.casefold() in self.people_by_mail
        }

    def _person(self, name: str) -> str:
        """Return the id of a person of the source."""
        return self._known_people.get(name.casefold()) or kebab(name, "person")

    def _only_team(self, person: str) -> str | None:
        teams = self._teams_of.get(person, set())
        return next(iter(teams)) if len(teams) == 1 else None

    def _memberships(self) -> dict[str, set[str]]:
        """Return the teams of each person, by the person's id."""
        teams_of: dict[str, set[str]] = {}
        for team in self.catalog.teams.values():
            for person in team.people:
                teams_of.setdefault(person, set()).add(team.id)
        for ref, draft in self.drafts.items():
            for member in draft.people:
                teams_of.setdefault(self._person(member), set()).add(self.ids[ref])
        for each in self.drafts_of_people:
            for ref in each.teams:
                if ref in self.ids:
                    teams_of.setdefault(self._person(each.name), set()).add(self.ids[ref])
        return teams_of

    # --- the tree -----------------------------------------------------------------------------------

    def _tree(self) -> dict[str, str]:
        """Return the team above each team, by id; parents that nobody defines are made."""
        parents: dict[str, str] = {}
        for ref, draft in self.drafts.items():
            for child in draft.children:
                if child in self.ids:
                    parents.setdefault(self.ids[child], self.ids[ref])
        for ref, draft in self.drafts.items():
            if draft.parent is not None:
                name = draft.parent.rpartition("/")[2]
                parents[self.ids[ref]] = self.ids.get(draft.parent) or self._known(
                    kebab(name, "team"), name, draft.place
                )
        return {child: parent for child, parent in parents.items() if not self._is_circular(child, parents)}

    def _is_circular(self, name: str, parents: dict[str, str]) -> bool:
        """Tell whether a team would be above itself, the catalog's own teams included."""
        seen: set[str] = set()
        above = parents.get(name)
        while above is not None and above not in seen:
            if above == name:
                return True
            seen.add(above)
            known = self.catalog.teams.get(above)
            above = known.parent if known is not None else parents.get(above)
        return False

    # --- what teams.yaml shall say ------------------------------------------------------------------

    def wanted(self) -> Iterator[WantedTeam]:
        """Yield the teams of the delivery and those that were made for owners, by id."""
        found = dict(self.stubs)
        for ref, draft in self.drafts.items():
            found[self.ids[ref]] = self._wanted(self.ids[ref], draft)
        yield from (found[name] for name in sorted(found))

    def _wanted(self, name: str, draft: TeamDraft) -> WantedTeam:
        keys: dict[str, object] = {
            "name": line(draft.title or draft.name, LONGEST_NAME) or name,
            "description": line(draft.description or "", LONGEST_TEXT),
            "parent": self._parents.get(name),
            "channel": line(draft.channel or "", LONGEST_NAME),
            "people": sorted(person for person, teams in self._teams_of.items() if name in teams),
        }
        return WantedTeam(
            id=name,
            ref=draft.ref,
            place=draft.place,
            keys={key: value for key, value in keys.items() if value},
        )

    def people(self) -> Iterator[WantedPerson]:
        """Yield the people of the delivery, by id: those that it describes and those that teams name."""
        found: dict[str, WantedPerson] = {}
        for draft in self.drafts.values():
            for member in draft.people:
                name = self._person(member)
                found.setdefault(name, WantedPerson(id=name, name=line(member, LONGEST_NAME) or name))
        for person in self.drafts_of_people:
            name = self._person(person.name)
            found[name] = _wanted_person(name, person)
        yield from (found[name] for name in sorted(found))


def _wanted_person(name: str, draft: PersonDraft) -> WantedPerson:
    emails = tuple(each for each in draft.emails if _MAIL.fullmatch(each) and len(each) <= LONGEST_MAIL)
    return WantedPerson(id=name, name=line(draft.title or draft.name, LONGEST_NAME) or name, emails=emails)

"""Drafts in foreign words to services and teams in ours, with a list of what could not be mapped."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from gonogo.intake.clean import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_WORD,
    kebab,
    line,
    numbered,
)
from gonogo.intake.drafts import Delivery, Need, ServiceDraft
from gonogo.intake.foreign import Said
from gonogo.intake.links import RUNBOOK, Address
from gonogo.intake.mapping import Mapping, looked_up
from gonogo.intake.teams import Teams, WantedPerson, WantedTeam
from gonogo.intake.words import HIGHEST_TIER, LIFECYCLES, SKIP, folded, tier_number
from gonogo.model.catalog import Catalog
from gonogo.model.noun import Noun
from gonogo.model.problem import Place
from gonogo.model.words import AnsweredBy, Kind

LISTED = 1_000
"""Items that a list of a manifest may have."""

LONGEST_ADDRESS = 2_048

UNOWNED = "unowned"
"""Id of the team that stands for no team."""


class Loss(Noun):
    """Something that could not be mapped: what it is, what the source says, what was done instead."""

    what: str
    said: str
    service: str
    place: Place
    instead: str


class WantedService(Noun):
    """A service as its manifest shall say it: `keys` are plain data by route, in the order of a manifest."""

    id: str
    ref: str
    place: Place
    keys: dict[str, Any]


class Known(Noun):
    """What the catalog has already.

    `imported` has the id of each service that this importer brought before, by its reference;
    `ids` all others' ids and former ids, each with the id of today. `reserved` are ids that none may have.
    """

    catalog: Catalog
    imported: dict[str, str] = {}
    ids: dict[str, str] = {}
    reserved: frozenset[str] = frozenset()


class Settlement(Noun):
    """What shall be in the catalog; `absent` counts services of which the source does not say something."""

    services: tuple[WantedService, ...]
    teams: tuple[WantedTeam, ...]
    people: tuple[WantedPerson, ...]
    losses: tuple[Loss, ...]
    absent: dict[str, int]
    skipped: int = 0


def settle(
    delivery: Delivery, mapping: Mapping, known: Known, is_address: Callable[[str], bool]
) -> Settlement:
    """Return what a delivery comes to. The order of files does not matter, that of a file's lines does."""
    settler = _Settler(delivery, mapping, known, is_address)
    services = tuple(settler.services())
    return Settlement(
        services=services,
        teams=tuple(settler.teams.wanted()),
        people=tuple(settler.teams.people()),
        losses=tuple(sorted(settler.losses, key=lambda each: (each.place, each.what, each.said))),
        absent=dict(sorted(settler.absent.items())),
        skipped=settler.skipped,
    )


class _Settler:
    """One settling: keeps what could not be mapped while the drafts are gone through."""

    def __init__(
        self, delivery: Delivery, mapping: Mapping, known: Known, is_address: Callable[[str], bool]
    ) -> None:
        self.mapping = mapping
        self.known = known
        self.is_address = is_address
        self.losses: list[Loss] = []
        self.absent: Counter[str] = Counter()
        self.skipped = 0
        self.teams = Teams(delivery, mapping, known.catalog)
        self.drafts = self._distinct(
            each for each in sorted(delivery.services, key=lambda draft: draft.place) if self._is_wanted(each)
        )
        self.ids = self._ids()
        self.by_alias: dict[str, str] = {}
        for (ref, draft), name in zip(self.drafts, self.ids, strict=True):
            for alias in (ref, *draft.aliases):
                self.by_alias.setdefault(alias, name)
        for alias, name in known.imported.items():
            self.by_alias.setdefault(alias, name)

    def services(self) -> Iterator[WantedService]:
        """Yield the services."""
        for (ref, draft), name in zip(self.drafts, self.ids, strict=True):
            yield WantedService(id=name, ref=ref, place=draft.place, keys=self._keys(draft, name))

    def _lose(self, what: str, said: Said, service: str, instead: str) -> None:
        shown = line(said.text, LONGEST_WORD)
        self.losses.append(Loss(what=what, said=shown, service=service, place=said.place, instead=instead))

    # --- which services, and what they are called ---------------------------------------------------

    def _is_wanted(self, draft: ServiceDraft) -> bool:
        mapped = looked_up(self.mapping.kinds, *draft.kinds)
        if mapped == SKIP or not self.mapping.wants(draft.ref, draft.name):
            self.skipped += 1
            return False
        if draft.guess is None and mapped is None:
            said = draft.kind or Said(text=draft.kinds[-1] if draft.kinds else "", place=draft.place)
            self._lose("kind", said, line(draft.name, LONGEST_NAME), "left out")
            return False
        return True

    def _distinct(self, drafts: Iterator[ServiceDraft]) -> list[tuple[str, ServiceDraft]]:
        """Return the drafts with references of their own; the same twice in the same words counts once."""
        seen: dict[str, list[str]] = {}
        result = []
        for draft in drafts:
            contents = seen.setdefault(draft.ref, [])
            content = _content(draft)
            if content in contents:
                self._lose("duplicate", _name(draft), draft.name, "there in the same words: counted once")
                continue
            contents.append(content)
            ref = draft.ref if len(contents) == 1 else f"{draft.ref}#{len(contents)}"
            result.append((ref, draft))
        return result

    def _ids(self) -> list[str]:
        """Return an id for each draft: that which it has, else its name, numbered where that is taken."""
        mine = {self.known.imported[ref] for ref, _ in self.drafts if ref in self.known.imported}
        taken = set(mine)
        result = []
        for ref, draft in self.drafts:
            name = self.known.imported.get(ref)
            if name is None:
                name = self._new_id(draft, taken)
                if name != kebab(draft.name, "service"):
                    self._lose("duplicate", _name(draft), draft.name, f"called `{name}`")
            taken.add(name)
            result.append(name)
        return result

    def _new_id(self, draft: ServiceDraft, taken: set[str]) -> str:
        base = kebab(draft.name, "service")
        base = f"{base}-service" if base in self.known.reserved else base
        others = set(self.known.imported.values())
        if base not in taken and base not in others:
            return self.known.ids.get(base, base)
        number = 2
        while (name := numbered(base, number)) in taken or name in others or name in self.known.ids:
            number += 1
        return name

    # --- what a manifest says -----------------------------------------------------------------------

    def _keys(self, draft: ServiceDraft, service: str) -> dict[str, Any]:
        owner, unowned = self._owner(draft, service)
        kind = self._kind(draft, service)
        addresses = list(self._addresses(draft, service))
        keys: dict[str, Any] = {
            "service.name": line(draft.title or draft.name, LONGEST_NAME) or service,
            "service.description": line(draft.description or "", LONGEST_TEXT) or None,
            "service.owner": owner,
            "service.kind": str(kind),
            "service.tier": self._tier(draft, service),
            "service.lifecycle": self._lifecycle(draft, service),
            "service.platforms": list(self.mapping.default.platforms) if kind != Kind.LIBRARY else None,
            "service.system": line(draft.system or "", LONGEST_NAME) or None,
            "service.tags": list(
                dict.fromkeys(filter(None, (line(tag, LONGEST_WORD) for tag in draft.tags)))
            )[:LISTED],
            "service.links": [
                {"kind": each.kind, "title": each.title, "url": each.url}
                for each in addresses
                if each.kind != RUNBOOK
            ][:LISTED],
            "service.depends_on": list(self._needs(draft, service))[:LISTED],
            "operations.runbooks": [
                {"title": each.title, "url": each.url} for each in addresses if each.kind == RUNBOOK
            ][:LISTED],
            **unowned,
        }
        return {route: value for route, value in keys.items() if value not in (None, [])}

    def _owner(self, draft: ServiceDraft, service: str) -> tuple[str, dict[str, Any]]:
        """Return the team, and the answer to the question for an owner where there is none."""
        for said in draft.owners:
            team = self.teams.of(said)
            if team is not None:
                return team, {}
        said_nothing = Said(text="no owner", place=draft.place)
        default = self.mapping.default.owner
        for said in draft.owners or (said_nothing,):
            self._lose("owner", said, service, f"given to `{default or UNOWNED}`")
        if default is not None:
            return self.teams.named(default, draft.place), {}
        named = ", ".join(line(said.text, LONGEST_WORD).replace("`", "'") for said in draft.owners)
        note = f"The import found no team for {named}." if named else "The import found no owner."
        answer = {"status": "unmet", "note": note}
        checks = self.known.catalog.standard.checks.values()
        asked = [each.id for each in checks if each.answered_by is AnsweredBy.OWNER and not each.retired]
        return self.teams.unowned(UNOWNED, draft.place), {f"checks.{check}": answer for check in asked}

    def _kind(self, draft: ServiceDraft, service: str) -> str:
        mapped = looked_up(self.mapping.kinds, *draft.kinds)
        if mapped is not None:
            return mapped
        if draft.sure:
            return str(draft.guess or Kind.SERVICE)
        kind = self.mapping.default.kind or draft.guess or Kind.SERVICE
        self._lose("kind", draft.kind or _name(draft), service, f"`{kind}` assumed")
        return str(kind)

    def _tier(self, draft: ServiceDraft, service: str) -> int | None:
        default = self.mapping.default.tier
        if draft.tier is None:
            if default is None:
                self.absent["tier"] += 1
            return default
        mapped = looked_up(self.mapping.tiers, draft.tier.text)
        number = tier_number(draft.tier.text) if mapped is None else mapped
        if number == 0:
            self._lose("tier", draft.tier, service, f"read as {HIGHEST_TIER}, the most critical")
            number = HIGHEST_TIER
        tiers = self.known.catalog.standard.tiers
        if number is None or (tiers and number not in tiers) or number < HIGHEST_TIER:
            instead = "left out" if default is None else f"{default} by default"
            self._lose("tier", draft.tier, service, instead)
            return default
        return number

    def _lifecycle(self, draft: ServiceDraft, service: str) -> str:
        default = self.mapping.default.lifecycle
        if draft.lifecycle is None:
            self.absent["lifecycle"] += 1
            return str(default)
        text = draft.lifecycle.text
        mapped = looked_up(self.mapping.lifecycles, text) or LIFECYCLES.get(folded(text))
        if mapped is None:
            self._lose("lifecycle", draft.lifecycle, service, f"`{default}` assumed")
        return str(mapped or default)

    def _addresses(self, draft: ServiceDraft, service: str) -> Iterator[Address]:
        """Yield the links that may be links."""
        for each in draft.links:
            if len(each.url) <= LONGEST_ADDRESS and self.is_address(each.url):
                yield each
            else:
                # The address itself is not repeated: what makes it unusable may be a password in it.
                said = Said(text="an address that may not be a link", place=each.place)
                self._lose("link", said, service, "left out")

    def _needs(self, draft: ServiceDraft, service: str) -> Iterator[dict[str, str]]:
        criticality = str(self.mapping.default.criticality)
        seen = {service}
        for need in draft.needs:
            name = self._service_of(need)
            shown = line(need.name, LONGEST_NAME)
            if (name or shown) in seen or not (name or shown):
                continue
            seen.add(name or shown)
            if name is None:
                said = Said(text=need.name, place=need.place)
                self._lose("dependency", said, service, "written as `external`")
                yield {"external": shown, "criticality": criticality}
            else:
                yield {"service": name, "criticality": criticality}

    def _service_of(self, need: Need) -> str | None:
        """Return the service that a dependency is, in this delivery or in the catalog."""
        found = self.by_alias.get(need.ref)
        return found if found is not None else self.known.ids.get(kebab(need.name, "service"))


def _name(draft: ServiceDraft) -> Said:
    return Said(text=draft.name, place=draft.place)


def _content(draft: ServiceDraft) -> str:
    """Return what a draft says, without the places."""
    return json.dumps(_without_places(msgspec.to_builtins(draft)), sort_keys=True)


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_places(each) for key, each in value.items() if key != "place"}
    return [_without_places(each) for each in value] if isinstance(value, list | tuple) else value

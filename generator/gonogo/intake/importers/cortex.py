"""Cortex: entity descriptors, OpenAPI files with `x-cortex-…` keys.

Format: https://docs.cortex.io/ingesting-data-into-cortex/entities-overview/entities
"""

import re
from collections import Counter
from collections.abc import Iterator

from gonogo.intake.drafts import Delivery, Need, PersonDraft, ServiceDraft, TeamDraft
from gonogo.intake.foreign import Part, Said, documents
from gonogo.intake.links import Address, distinct, link, repository
from gonogo.intake.mistake import Mistake
from gonogo.intake.owners import owner
from gonogo.intake.words import KINDS, folded, tier_number
from gonogo.model.words import Kind

FILES = ("*.yaml", "*.yml", "*.json")
SURE = ("*cortex.yaml", "*cortex.yml")
MARK = re.compile(rb"\bx-cortex-")

UNDERSTOOD = ("domain",)


def read(content: bytes, path: str) -> Delivery:
    """Return the entities in a file."""
    parts = documents(content, path)
    if isinstance(parts, Mistake):
        return Delivery(mistakes=(parts,))
    known = [each for each in parts if each.text("info", "x-cortex-tag")]
    teams = [each for each in known if _type(each) == "team"]
    return Delivery(
        services=tuple(_service(each) for each in known if _type(each) not in ("team", *UNDERSTOOD)),
        teams=tuple(_team(each) for each in teams),
        people=tuple(person for each in teams for person in _people(each)),
        others=dict(Counter(_type(each) for each in known if _type(each) in UNDERSTOOD)),
        strange=tuple(Said(text="no Cortex entity", place=each.place) for each in parts if each not in known),
    )


def _type(part: Part) -> str:
    return folded(part.text("info", "x-cortex-type") or "service")


def _service(part: Part) -> ServiceDraft:
    info = part.at("info")
    tag, word = info.text("x-cortex-tag") or "", _type(part)
    is_library = info.text("x-cortex-is-library") == "true"
    links = distinct([*_repositories(info), *_links(info)])
    groups = [*info.texts("x-cortex-groups"), *info.texts("x-cortex-service-groups")]
    parents = [each.text("tag") or each.text() for each in info.items("x-cortex-domain-parents")]
    return ServiceDraft(
        ref=f"cortex:{tag}".casefold(),
        place=info.at("x-cortex-tag").place,
        name=tag,
        kind=info.said("x-cortex-type"),
        kinds=(word,),
        guess=Kind.LIBRARY if is_library else KINDS.get(word, Kind.SERVICE),
        sure=is_library or word in KINDS,
        title=info.text("title"),
        description=info.text("description"),
        owners=tuple(_owners(info)),
        tier=_custom(info, "tier") or _tier_group(info),
        lifecycle=_custom(info, "lifecycle"),
        system=next(filter(None, parents), None),
        tags=tuple(groups),
        links=links,
        needs=tuple(_needs(info)),
    )


def _owners(info: Part) -> Iterator[Said]:
    """Yield the owners; some files have the list below a second key of the same name."""
    found = info.at("x-cortex-owners")
    if found.entries("x-cortex-owners") or isinstance(found.at("x-cortex-owners").value, list):
        found = found.at("x-cortex-owners")
    listed = found.items()
    for each in sorted(listed, key=lambda item: folded(item.text("type") or "group") != "group"):
        for key in ("name", "email"):
            said = each.said(key)
            if said is not None:
                yield said
                break


def _custom(info: Part, key: str) -> Said | None:
    """Return what an organisation's own metadata says of a key; a value may stand below `value`."""
    for holder in ("x-cortex-custom-metadata", "x-cortex-custom-data"):
        for name, part in info.entries(holder).items():
            if folded(name) in (key, f"service-{key}"):
                return part.said("value") or part.said()
    return None


def _tier_group(info: Part) -> Said | None:
    for key in ("x-cortex-groups", "x-cortex-service-groups"):
        for each in info.items(key):
            text = each.text() or ""
            if folded(text).startswith("tier-") and tier_number(text) is not None:
                return Said(text=text, place=each.place)
    return None


def _repositories(info: Part) -> Iterator[Address | None]:
    for provider, each in info.entries("x-cortex-git").items():
        yield repository(provider, each.text("repository"), each.place)


def _links(info: Part) -> Iterator[Address | None]:
    for each in info.items("x-cortex-link"):
        yield link(each.text("type"), each.text("name"), each.text("url"), each.place)


def _needs(info: Part) -> Iterator[Need]:
    listed = info.items("x-cortex-dependency") or info.items("x-cortex-dependency", "cortex")
    for each in listed:
        name = each.text("tag") or each.text()
        if name:
            yield Need(ref=f"cortex:{name}".casefold(), name=name, place=each.place)


def _team(part: Part) -> TeamDraft:
    info = part.at("info")
    tag = info.text("x-cortex-tag") or ""
    parents = [each.text("tag") or each.text() for each in info.items("x-cortex-parents")]
    return TeamDraft(
        ref=owner(tag).ref,
        place=info.at("x-cortex-tag").place,
        name=tag,
        title=info.text("title"),
        description=info.text("description"),
        parent=next((owner(each).ref for each in parents if each), None),
        people=tuple(person.name for person in _people(part)),
    )


def _people(part: Part) -> Iterator[PersonDraft]:
    for each in part.items("info", "x-cortex-team", "members"):
        email, name = each.text("email"), each.text("name")
        if email or name:
            yield PersonDraft(
                name=(email or name or "").partition("@")[0],
                place=each.place,
                title=name,
                emails=(email,) if email else (),
                teams=(owner(part.text("info", "x-cortex-tag") or "").ref,),
            )
